// @ts-check
/**
 * Prepare a drawn digit as MNIST's digits were: light on black, the longer side 20 pixels, the
 * centre of mass in the middle of 28 × 28. Networks have never seen anything else.
 *
 * The Python side, for photos, stands in `data/photo/framing.py`; scaling follows the library that
 * it uses (Pillow's filter "Hamming"), so that both sides give the same digit.
 */

const FRAME = 28, BOX = 20;

/**
 * A picture: ink from 0 to 1, row after row.
 * @typedef {{ink: Float32Array, height: number, width: number}} Picture
 */

/**
 * The smallest rectangle that holds all pixels with more than half of the ink, or null if there is
 * none: rows from top to bottom - 1, columns from left to right - 1.
 * @param {Picture} picture
 * @param {number} [enough]
 */
function boundingBox({ ink, height, width }, enough = 0.5) {
  let top = height, bottom = 0, left = width, right = 0;
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      if (ink[r * width + c] <= enough) continue;
      top = Math.min(top, r);
      bottom = r + 1;
      left = Math.min(left, c);
      right = Math.max(right, c + 1);
    }
  }
  return bottom > top ? { top, bottom, left, right } : null;
}

/** Cut a rectangle out of a picture. */
function cut(/** @type {Picture} */ { ink, width }, { top, bottom, left, right }) {
  const part = { ink: new Float32Array((bottom - top) * (right - left)), height: bottom - top,
    width: right - left };
  for (let r = top; r < bottom; r++) {
    part.ink.set(ink.subarray(r * width + left, r * width + right), (r - top) * part.width);
  }
  return part;
}

/** Pillow's filter: a bell over the pixels that fall into a new one, 0 beyond a distance of 1. */
function hamming(/** @type {number} */ x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= 1) return 0;
  return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.54 + 0.46 * Math.cos(Math.PI * x));
}

/**
 * For each of `size` new pixels: which old ones make it, and with what weights.
 * @param {number} old
 * @param {number} size
 */
function shares(old, size) {
  const scale = old / size, reach = Math.max(scale, 1);
  return Array.from({ length: size }, (_, i) => {
    const middle = (i + 0.5) * scale;
    const from = Math.max(Math.floor(middle - reach + 0.5), 0);
    const to = Math.min(Math.floor(middle + reach + 0.5), old);
    const weights = Array.from({ length: to - from }, (_, k) =>
      hamming((from + k - middle + 0.5) / reach));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { from, weights: weights.map((weight) => weight / total) };
  });
}

/**
 * Scale a picture: first its rows, then its columns.
 * @param {Picture} picture
 * @param {number} height
 * @param {number} width
 * @returns {Picture}
 */
function resize(picture, height, width) {
  if (picture.height === height && picture.width === width) return picture;
  const narrow = new Float32Array(picture.height * width), across = shares(picture.width, width);
  for (let r = 0; r < picture.height; r++) {
    across.forEach(({ from, weights }, c) => {
      let sum = 0;
      weights.forEach((weight, k) => (sum += weight * picture.ink[r * picture.width + from + k]));
      narrow[r * width + c] = sum;
    });
  }
  const ink = new Float32Array(height * width), down = shares(picture.height, height);
  for (let c = 0; c < width; c++) {
    down.forEach(({ from, weights }, r) => {
      let sum = 0;
      weights.forEach((weight, k) => (sum += weight * narrow[(from + k) * width + c]));
      ink[r * width + c] = Math.min(Math.max(sum, 0), 1);
    });
  }
  return { ink, height, width };
}

/** Round half to even, as Python does. */
function round(/** @type {number} */ x) {
  const below = Math.floor(x), rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 ? below + 1 : below;
}

/** Take for each new pixel what lies in its middle: 1 for ink, 0 for paper. */
function samples(/** @type {Picture} */ { ink, height: rows, width: columns },
  /** @type {number} */ height, /** @type {number} */ width) {
  const found = new Float32Array(height * width);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const r = Math.floor(((i + 0.5) * rows) / height);
      const c = Math.floor(((j + 0.5) * columns) / width);
      found[i * width + j] = ink[r * columns + c] > 0.5 ? 1 : 0;
    }
  }
  return { ink: found, height, width };
}

/**
 * Scale, by default to 20 pixels on the longer side, keeping the proportions; the strongest ink
 * is 1.
 * @param {Picture} part
 * @param {number} [factor]
 * @param {boolean} [smooth]  averages; else what lies in the middle of each new pixel
 */
function fitBox(part, factor = BOX / Math.max(part.height, part.width), smooth = true) {
  const [height, width] = [part.height, part.width].map((side) => Math.max(round(factor * side), 1));
  const box = (smooth ? resize : samples)(part, height, width);
  const most = Math.max(box.ink.reduce((a, b) => Math.max(a, b), 0), 1e-9);
  return { ...box, ink: box.ink.map((value) => value / most) };
}

/** The row and column of the centre of mass, ink being the weight. */
function centreOfMass(/** @type {Picture} */ { ink, width }) {
  let total = 0, row = 0, column = 0;
  ink.forEach((value, i) => {
    total += value;
    row += value * Math.floor(i / width);
    column += value * (i % width);
  });
  return [row / total, column / total];
}

/** The frame, 28 × 28 pixels from 0 to 255, with the part of the box that lies in it. */
function framed(/** @type {Picture} */ box, /** @type {number} */ top, /** @type {number} */ left) {
  const image = new Uint8Array(FRAME * FRAME);
  box.ink.forEach((value, i) => {
    const r = top + Math.floor(i / box.width), c = left + (i % box.width);
    if (r < 0 || c < 0 || r >= FRAME || c >= FRAME) return;
    image[r * FRAME + c] = round(255 * value);
  });
  return image;
}

/**
 * Row and column of the frame where the box begins, with a step of the preparation left out.
 * @param {Picture} box
 * @param {{top: number, bottom: number, left: number, right: number}} area  of the sheet
 * @param {number} side  of the sheet
 * @param {string} by  "mass", "box", or "off": as it stood on the sheet
 */
function corner(box, area, side, by) {
  const middle = FRAME / 2;
  if (by === "mass" && box.ink.some((value) => value > 0)) {
    return centreOfMass(box).map((mass) => round(middle - mass));
  }
  if (by !== "off") return [box.height, box.width].map((size) => round(middle - size / 2));
  const places = [area.top + area.bottom, area.left + area.right];
  return [box.height, box.width].map((size, i) =>
    round(((places[i] / 2) * FRAME) / side - size / 2));
}

/**
 * How a drawing is prepared; see `leaving_out.py`.
 * @typedef {{cut: boolean, scale: boolean, smooth: boolean, centre: string}} How
 */

/** @type {How} */
const ALL_STEPS = { cut: true, scale: true, smooth: true, centre: "mass" };

/**
 * Prepare a drawing. Every step is in the result, for a figure that shows them.
 * @param {ArrayLike<number>} grey  ink from 0 (paper) to 1, row after row
 * @param {number} width
 * @param {number} [height]
 * @param {How} [how]  the steps that are done; some left out only on a square sheet
 * @returns {null | {image: Uint8Array, x: Float32Array, area: {top: number, bottom: number,
 *   left: number, right: number}, cut: Picture, box: Picture, top: number, left: number}}
 *   null if nothing is drawn; `image` has 784 pixels from 0 to 255, `x` the same from 0 to 1, for a
 *   network; `top`, `left` say where the box stands in the frame
 */
function prepareDigit(grey, width, height = grey.length / width, how = ALL_STEPS) {
  const picture = { ink: Float32Array.from(grey), height, width };
  if (picture.ink.length !== height * width || !Number.isInteger(height)) {
    throw new RangeError(`got ${grey.length} numbers, expected rows of ${width}`);
  }
  const inked = boundingBox(picture);
  if (inked === null) return null;
  const area = how.cut ? inked : { top: 0, bottom: height, left: 0, right: width };
  const part = cut(picture, area);
  const box = fitBox(part, how.scale ? undefined : FRAME / width, how.smooth);
  let [top, left] = corner(box, area, width, how.centre);
  if (how.cut) { // the box stays whole; of an uncut sheet, what moves out of the frame is lost
    top = Math.min(Math.max(top, 0), FRAME - box.height);
    left = Math.min(Math.max(left, 0), FRAME - box.width);
  }
  const image = framed(box, top, left);
  return { image, x: Float32Array.from(image, (v) => v / 255), area, cut: part, box, top, left };
}

export { ALL_STEPS, boundingBox, centreOfMass, fitBox, prepareDigit, resize };
