/** Training images that are moved a little, each anew in every epoch. */

import { Random } from "../engine.js";

const SIDE = 28;

/**
 * @param {Float32Array} x  images, 784 numbers each
 * @param {number} most  whole pixels, at most so many to each side
 * @param {number} seed
 * @returns {{moved: Float32Array, draw: () => void}} `draw` moves all images anew
 */
export function shifter(x, most, seed) {
  const moved = x.slice();
  const rng = new Random(seed, 1000); // not the numbers of the weights, the orders or dropout
  const amount = () => rng.integer(2 * most + 1) - most;
  return {
    moved,
    draw() {
      for (let from = 0; from < x.length; from += SIDE * SIDE) {
        shiftImage(x, from, amount(), amount(), moved);
      }
    },
  };
}

/** Copy one image, `right` and `down` by whole pixels; what is pushed over the edge is lost. */
export function shiftImage(x, from, right, down, out) {
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const r = row - down;
      const c = column - right;
      const inside = r >= 0 && r < SIDE && c >= 0 && c < SIDE;
      out[from + row * SIDE + column] = inside ? x[from + r * SIDE + c] : 0;
    }
  }
}
