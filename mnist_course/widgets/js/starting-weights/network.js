/**
 * A network that has just been started, and the first digits it sees: its sums, its activations and
 * its blames, layer by layer. Nothing is trained.
 */

import { Dense, Sequential, softmax } from "../engine.js";
import { RECIPES, weightNumbers } from "../first-weights.js";

const PIXELS = 784;
const UNITS = 100;
const CLASSES = 10;
/** How many held-out digits pass through the network. */
export const DIGITS = 100;

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
  weightNumbers(kind, seed, sizes).forEach((values, l) => {
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
