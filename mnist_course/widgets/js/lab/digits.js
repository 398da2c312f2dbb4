/** The book's working sample of real digits, unpacked for training. */

/** @returns {{train: Digits, held: Digits}} @typedef {{x: Float32Array, labels: Uint8Array}} Digits */
export function readDigits(buffer) {
  const head = new Uint16Array(buffer, 0, 2);
  const bytes = new Uint8Array(buffer, 4);
  const [train, held] = head;
  const images = (train + held) * 784;
  const part = (from, count) => ({
    x: Float32Array.from(bytes.subarray(from * 784, (from + count) * 784), (v) => v / 255),
    labels: bytes.slice(images + from, images + from + count),
  });
  return { train: part(0, train), held: part(train, held) };
}
