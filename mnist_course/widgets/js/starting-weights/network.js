/**
 * A network that has just been started, and the first digits it sees: its sums, its activations and
 * its blames, layer by layer. Nothing is trained.
 */

import { Dense, Random, Sequential, softmax } from "../engine.js";

const PIXELS = 784;
const UNITS = 100;
const CLASSES = 10;
/** How many held-out digits pass through the network. */
export const DIGITS = 100;

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

/** The numbers of all layers; kept until another kind, depth or draw is wanted. */
function allNumbers(kind, seed, sizes) {
  const key = `${kind} ${seed} ${sizes}`;
  if (drawn.key !== key) {
    const layers = sizes.slice(1).map((outputs, l) => numbers(kind, seed, l, sizes[l], outputs));
    drawn = { key, numbers: layers };
  }
  return drawn.numbers;
}

/**
 * Start a network and pass digits forward, and the blame for their errors back.
 * @param {{recipe: string, scale: number, activation: string, depth: number, seed: number}} to
 * @param {{x: Float32Array, labels: ArrayLike<number>}} digits
 * @returns {{z: Float32Array, a: Float32Array, delta: Float32Array}[]} of each layer, the output
 * last. A blame is dL/dz for the loss of a single digit (cross-entropy after softmax).
 */
export function look({ recipe, scale, activation, depth, seed }, { x, labels }) {
  const sizes = [PIXELS, ...Array(depth).fill(UNITS), CLASSES];
  const { kind, width } = RECIPES[recipe];
  const model = new Sequential(
    sizes.slice(1).map(
      (units, l) => new Dense({ units, activation: l < depth ? activation : "linear" }),
    ),
    [PIXELS],
  );
  allNumbers(kind, seed, sizes).forEach((values, l) => {
    const factor = scale * width(sizes[l], sizes[l + 1]);
    const { W } = model.layers[l].params;
    for (let i = 0; i < W.length; i += 1) W[i] = factor * values[i];
  });
  const count = labels.length;
  const scores = model.forward(x, count);
  const grad = new Float32Array(scores.length);
  softmax(scores, grad, count * CLASSES, CLASSES);
  for (let i = 0; i < count; i += 1) grad[i * CLASSES + labels[i]] -= 1;
  model.backward(grad, count, false);
  return model.layers.map(({ z, a, work: { delta } }, l) => {
    const size = count * sizes[l + 1];
    return { z: z.subarray(0, size), a: a.subarray(0, size), delta: delta.subarray(0, size) };
  });
}

/** The standard deviation of numbers around their mean. */
export function deviation(values) {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

/** The share of a layer's slopes that are below a hundredth. */
export function flat({ z, a }, activation) {
  const slope = {
    sigmoid: (i) => a[i] * (1 - a[i]),
    tanh: (i) => 1 - a[i] * a[i],
    relu: (i) => (z[i] > 0 ? 1 : 0),
  }[activation];
  let count = 0;
  for (let i = 0; i < a.length; i += 1) if (slope(i) < 0.01) count += 1;
  return count / a.length;
}
