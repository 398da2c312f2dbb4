/**
 * The toy sets of the figure: points to learn from and points held out. `toy_set` in Python's
 * figures/decision_regions.py gives the same; a test compares them.
 */

import { Random } from "../engine.js";
import { withEdits } from "./edits.js";

export const LEARNED = 90;
export const HELD = 180;
export const EDGE = 2.5; // both features run from -EDGE to EDGE before x₂ is stretched
const NOISE_SEED = 11;

/** name: {label, classes, place}. `place(c, t, k)`: class c, t from 0 to 1, k counts the points. */
export const SETS = {
  moons: {
    label: "two moons",
    classes: 2,
    place(c, t) {
      const angle = Math.PI * t;
      return c === 0
        ? [1.4 * (Math.cos(angle) - 0.5), 1.4 * (Math.sin(angle) - 0.25)]
        : [1.4 * (0.5 - Math.cos(angle)), 1.4 * (0.25 - Math.sin(angle))];
    },
  },
  circles: {
    label: "two circles",
    classes: 2,
    place(c, t) {
      const radius = c === 0 ? 0.6 : 1.6;
      return [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t)];
    },
  },
  xor: {
    label: "four fields (XOR)",
    classes: 2,
    place(c, t, k) {
      // Spread evenly over the square, by the numbers of Roberts (2018).
      const [a, b] = [0.7548776662466927, 0.5698402909980532].map((g) => (0.5 + g * k) % 1);
      const side = [0.1 + 1.5 * a, 0.1 + 1.5 * b];
      const first = k % 2 === 0 ? 1 : -1;
      return [first * side[0], (c === 0 ? first : -first) * side[1]];
    },
  },
  blobs: {
    label: "three clouds",
    classes: 3,
    place(c) {
      const angle = Math.PI / 2 + (2 * Math.PI * c) / 3;
      return [1.2 * Math.cos(angle), 1.2 * Math.sin(angle)];
    },
  },
  spiral: {
    label: "three arms",
    classes: 3,
    place(c, t) {
      const radius = 0.2 + 1.5 * t;
      const angle = (2 * Math.PI * c) / 3 + 3.5 * t;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    },
  },
};

/**
 * @param {string} name @param {number} noise standard deviation that is added to both features
 * @param {number} stretch x₂ is multiplied by it
 * @param {string} [edits] what the reader changed of the points to learn from
 * @returns {{classes: number, samples: import("./edits.js").Sample[],
 *   original: import("./edits.js").Sample[], learned: Points, held: Points}}
 * `samples` are those to learn from before x₂ is stretched, `original` those before the edits.
 * @typedef {{x: Float64Array, y: Int32Array}} Points one sample after the other
 */
export function toySet(name, noise, stretch, edits = "") {
  const { classes } = SETS[name];
  const rng = new Random(NOISE_SEED);
  const draw = (count, first) =>
    Array.from({ length: count }, (_, i) => {
      const c = i % classes;
      const k = Math.floor(i / classes);
      const [a, b] = SETS[name].place(c, (k + 0.5) / (count / classes), first + k);
      return { id: i, x: [a + noise * rng.normal(), b + noise * rng.normal()], y: c };
    });
  const points = (samples) => ({
    x: Float64Array.from(samples.flatMap(({ x: [a, b] }) => [a, stretch * b])),
    y: Int32Array.from(samples, ({ y }) => y),
  });
  const original = draw(LEARNED, 1);
  const samples = withEdits(original, edits, classes);
  return { classes, samples, original, learned: points(samples), held: points(draw(HELD, LEARNED)) };
}
