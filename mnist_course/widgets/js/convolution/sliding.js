/** A window that slides over a square image: where it stands, and what it sees. */

/** The image of the textbook's example, 5 × 5. */
export const EXAMPLE = [
  [1, 0, 1, 0, 0],
  [0, 1, 0, 1, 0],
  [1, 0, 1, 0, 1],
  [0, 0, 1, 1, 0],
  [0, 1, 1, 0, 0],
].flat();

export const KERNELS = {
  X: "1 0 1 0 1 0 1 0 1",
  "upright edge": "1 0 -1 1 0 -1 1 0 -1",
  "lying edge": "1 1 1 0 0 0 -1 -1 -1",
  outline: "-1 -1 -1 -1 8 -1 -1 -1 -1",
  blur: "0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1",
};

/** Nine weights from a text, or null if it holds no nine numbers. */
export function readKernel(text) {
  const numbers = text.trim().split(/\s+/).map(Number);
  return numbers.length === 9 && numbers.every(Number.isFinite) ? numbers : null;
}

/** How many places a window has along one side. */
export function places(side, window, stride, padding) {
  return Math.floor((side + 2 * padding - window) / stride) + 1;
}

/** The image with a border of zeros. */
export function pad(image, side, padding) {
  const wide = side + 2 * padding;
  const padded = new Float64Array(wide * wide);
  for (let row = 0; row < side; row += 1) {
    const line = image.slice(row * side, (row + 1) * side);
    padded.set(line, (row + padding) * wide + padding);
  }
  return padded;
}

/** The numbers under a window of `size` × `size`, row after row. */
export function under(padded, side, top, left, size) {
  const seen = [];
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) seen.push(padded[(top + i) * side + left + j]);
  }
  return seen;
}

/** One number for each place of a window: what `answer` makes of the numbers under it. */
export function slide(padded, side, size, stride, answer) {
  const out = places(side, size, stride, 0);
  const map = new Float64Array(out * out);
  for (let p = 0; p < out; p += 1) {
    for (let q = 0; q < out; q += 1) {
      map[p * out + q] = answer(under(padded, side, p * stride, q * stride, size));
    }
  }
  return { map, out };
}

/** The sum of products: a convolution as layers compute it. */
export function sumOfProducts(weights) {
  return (seen) => seen.reduce((sum, value, k) => sum + value * weights[k], 0);
}
