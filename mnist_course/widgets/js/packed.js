// @ts-check
/**
 * Packed arrays, unpacked in the page: digits and trained weights. The Python side, and what the
 * format is, stand in `packed.py`: a gzip of the safetensors format.
 */

/** @typedef {{shape: number[], data: Uint8Array | Int8Array | Float32Array}} Tensor */

/**
 * Unpack a file of packed arrays.
 * @param {ArrayBuffer} file
 * @returns {Promise<{notes: Object<string, string>, arrays: Object<string, Tensor>}>}
 * @throws {Error} if the file is damaged: gzip's checksum does not fit, the header makes no sense
 */
async function unpack(file) {
  const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(stream).arrayBuffer();
  const length = Number(new DataView(whole).getBigUint64(0, true));
  const header = new TextDecoder().decode(new Uint8Array(whole, 8, length));
  const { __metadata__: notes, ...entries } = JSON.parse(header);
  /** @type {Object<string, Tensor>} */
  const arrays = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    const [start, end] = data_offsets.map((/** @type {number} */ offset) => 8 + length + offset);
    arrays[name] = { shape, data: numbers(whole.slice(start, end), dtype) };
  }
  return { notes, arrays };
}

/** Read bytes as numbers. */
function numbers(/** @type {ArrayBuffer} */ bytes, /** @type {string} */ dtype) {
  if (dtype === "U8") return new Uint8Array(bytes);
  if (dtype === "I8") return new Int8Array(bytes);
  if (dtype === "F32") return new Float32Array(bytes);
  if (dtype === "F16") return Float32Array.from(new Uint16Array(bytes), half);
  throw new RangeError(`packed numbers of type ${dtype} are not known here`);
}

/** A 16-bit floating-point number: a sign, five bits of exponent, ten bits behind the point. */
function half(/** @type {number} */ bits) {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, rest = bits & 1023;
  if (exponent === 0) return sign * rest * 2 ** -24;
  if (exponent === 31) return rest ? NaN : sign * Infinity;
  return sign * (1 + rest / 1024) * 2 ** (exponent - 15);
}

/**
 * Pixels from their runs (blank, inked, blank, ...) and the ink.
 * @param {Uint8Array} runs
 * @param {Uint8Array} ink
 */
function unpackPixels(runs, ink) {
  const pixels = new Uint8Array(runs.reduce((sum, run) => sum + run, 0));
  // Byte by byte: a view for each of 300,000 short runs takes many times as long.
  for (let i = 0, from = 0, to = 0; i < runs.length; i += 1) {
    const end = to + runs[i];
    if (i % 2 === 0) to = end;
    else while (to < end) pixels[to++] = ink[from++];
  }
  return pixels;
}

/** Grey values from 0 to 1; `Float32Array.from` with a function takes many times as long. */
function scaled(/** @type {Uint8Array} */ pixels) {
  const grey = Float32Array.from({ length: 256 }, (_, value) => value / 255);
  const x = new Float32Array(pixels.length);
  for (let i = 0; i < x.length; i += 1) x[i] = grey[pixels[i]];
  return x;
}

/**
 * The book's sample of real digits, as `tools/pack_digits.py` packed it.
 * @typedef {{pixels: Uint8Array, x: Float32Array, labels: Uint8Array}} Digits  784 pixels each,
 *   from 0 to 255 and from 0 to 1
 * @param {ArrayBuffer} file
 * @returns {Promise<{train: Digits, held: Digits}>}
 */
async function unpackDigits(file) {
  const { arrays } = await unpack(file);
  const [runs, ink, labels, held] = ["runs", "ink", "labels", "held"].map(
    (name) => /** @type {Uint8Array} */ (arrays[name].data),
  );
  const pixels = unpackPixels(runs, ink), first = held.indexOf(1);
  const part = (/** @type {number} */ from, /** @type {number} */ to) => ({
    pixels: pixels.slice(from * 784, to * 784),
    x: scaled(pixels.subarray(from * 784, to * 784)),
    labels: labels.slice(from, to),
  });
  return { train: part(0, first), held: part(first, labels.length) };
}

export { half, unpack, unpackDigits, unpackPixels };
