/**
 * Digits made harder: mirrored, rotated, shifted, blurred, with less contrast, with noise. The
 * Python side stands in `mnist_course/data/augment.py` and `degrade.py`, the order of the steps in
 * `distort` of `robustness.py`.
 */

import { Random } from "../engine.js";

const SIDE = 28;
const SIZE = SIDE * SIDE;
const MIDDLE = (SIDE - 1) / 2;

/** Every distortion at rest. */
export const REST = {
  mirror: false,
  rotation: 0,
  right: 0,
  down: 0,
  blur: 0,
  contrast: 1,
  noise: 0,
};

/**
 * @param {ArrayLike<number>} x  one digit, ink from 0 to 1
 * @param {typeof REST} settings  degrees against the clock, pixels, shares
 * @param {Float32Array} pattern  the digit's noise, one number a pixel
 * @returns {Float32Array}
 */
export function distort(x, { mirror, rotation, right, down, blur, contrast, noise }, pattern) {
  let image = Float32Array.from(x);
  if (mirror) image = image.map((_, i) => x[i - (i % SIDE) + SIDE - 1 - (i % SIDE)]);
  if (rotation) image = rotate(image, rotation);
  if (right || down) image = moved(image, (r, c) => [r - down, c - right]);
  if (blur) image = blurred(image, blur);
  if (contrast < 1) image = image.map((value) => 0.5 + contrast * (value - 0.5));
  if (noise) image = image.map((v, i) => Math.min(1, Math.max(0, v + noise * pattern[i])));
  return image;
}

/** The noise of one digit: the same digit has always the same. */
export function noisePattern(digit) {
  const random = new Random(digit);
  return Float32Array.from({ length: SIZE }, () => random.normal());
}

function rotate(image, degrees) {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return moved(image, (r, c) => {
    const [y, x] = [r - MIDDLE, c - MIDDLE];
    return [x * sin + y * cos + MIDDLE, x * cos - y * sin + MIDDLE];
  });
}

/** Each new pixel takes its ink from another place, between four pixels in proportion. */
function moved(image, from) {
  const ink = (r, c) => (r < 0 || c < 0 || r >= SIDE || c >= SIDE ? 0 : image[SIDE * r + c]);
  const clip = (value) => Math.min(SIDE, Math.max(-1, value));
  return image.map((_, i) => {
    const [row, column] = from(Math.floor(i / SIDE), i % SIDE).map(clip);
    const [r, c] = [Math.floor(row), Math.floor(column)];
    const [below, beside] = [row - r, column - c];
    return (
      (1 - below) * ((1 - beside) * ink(r, c) + beside * ink(r, c + 1)) +
      below * ((1 - beside) * ink(r + 1, c) + beside * ink(r + 1, c + 1))
    );
  });
}

function blurred(image, width) {
  const reach = Math.floor(3 * width + 0.5);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - reach) / width) ** 2),
  );
  const total = bell.reduce((a, b) => a + b);
  let now = Float64Array.from(image);
  for (const step of [SIDE, 1]) {
    const before = now;
    now = before.map((_, i) => {
      const at = step === 1 ? i % SIDE : Math.floor(i / SIDE);
      let sum = 0;
      for (let k = Math.max(-reach, -at); k <= Math.min(reach, SIDE - 1 - at); k += 1) {
        sum += bell[k + reach] * before[i + k * step];
      }
      return sum / total;
    });
  }
  return Float32Array.from(now);
}
