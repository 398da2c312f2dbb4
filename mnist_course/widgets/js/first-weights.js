/**
 * Recipes for the first weights, and random numbers that Python draws too
 * (`widgets/first_weights.py`).
 */

import { Random } from "./engine.js";

/** name: {label, kind of numbers, width(inputs, outputs) = standard deviation of the weights}. */
export const RECIPES = {
  normal: { label: "N(0, 1)", kind: "normal", width: () => 1 },
  uniform: { label: "uniform, ±0.7", kind: "uniform", width: () => 0.7 / Math.sqrt(3) },
  fan_in: { label: "1/√fan-in", kind: "normal", width: (inputs) => 1 / Math.sqrt(inputs) },
  glorot: {
    label: "Glorot",
    kind: "uniform",
    width: (inputs, outputs) => Math.sqrt(2 / (inputs + outputs)),
  },
  he: { label: "He", kind: "normal", width: (inputs) => Math.sqrt(2 / inputs) },
  zeros: { label: "all zero", kind: "normal", width: () => 0 },
};

let drawn = { key: "", numbers: null };

/**
 * Random numbers with mean 0 and standard deviation 1 for the weights of one layer. Each unit has a
 * generator of its own, so that Python can draw the same numbers for all units at once.
 */
function numbers(kind, seed, layer, inputs, outputs) {
  const found = new Float32Array(inputs * outputs);
  for (let j = 0; j < outputs; j += 1) {
    const rng = new Random(100_000 * seed + 1000 * layer + j);
    const side = Math.sqrt(3);
    for (let i = 0; i < inputs; i += 1) {
      found[i * outputs + j] = kind === "normal" ? rng.normal() : rng.uniform(-side, side);
    }
  }
  return found;
}

/**
 * The numbers of all layers, from the first to the last; kept until another kind, depth or draw is
 * wanted. Times `width(inputs, outputs)` they are weights.
 * @param {string} kind  "normal" or "uniform"
 * @param {number} seed
 * @param {number[]} sizes  units of each layer, the inputs first
 * @returns {Float32Array[]}
 */
export function weightNumbers(kind, seed, sizes) {
  const key = `${kind} ${seed} ${sizes}`;
  if (drawn.key !== key) {
    const layers = sizes.slice(1).map((outputs, l) => numbers(kind, seed, l, sizes[l], outputs));
    drawn = { key, numbers: layers };
  }
  return drawn.numbers;
}
