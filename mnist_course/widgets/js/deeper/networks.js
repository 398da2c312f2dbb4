/**
 * Two deep networks that have just been started, with the same weights: a plain one, and one with a
 * shortcut around each block of two layers. Nothing is trained.
 */

import { Dense, Sequential, getActivation, softmax } from "../engine.js";
import { RECIPES, weightNumbers } from "../first-weights.js";

const PIXELS = 784;
const UNITS = 50;
const CLASSES = 10;
/** How many held-out digits pass through the networks. */
export const DIGITS = 50;

/**
 * The dense layers of either network: 784 → 50, then two of 50 for each block, then 10 scores. The
 * second of a block has no activation function of its own, for the sum comes first.
 */
function denseLayers({ recipe, activation, blocks, second, seed }) {
  const sizes = [PIXELS, ...Array(2 * blocks + 1).fill(UNITS), CLASSES];
  const last = sizes.length - 2;
  const isSecond = (l) => l > 0 && l < last && l % 2 === 0;
  const model = new Sequential(
    sizes.slice(1).map(
      (units, l) =>
        new Dense({ units, activation: isSecond(l) || l === last ? "linear" : activation }),
    ),
    [PIXELS],
  );
  const { kind, width } = RECIPES[recipe];
  weightNumbers(kind, seed, sizes).forEach((values, l) => {
    const factor = (isSecond(l) ? second : 1) * width(sizes[l], sizes[l + 1]);
    const { W } = model.layers[l].params;
    for (let i = 0; i < W.length; i += 1) W[i] = factor * values[i];
  });
  return model.layers;
}

/**
 * Pass digits forward and the gradient back.
 * @param {{recipe: string, activation: string, after: "function" | "nothing", blocks: number,
 *   second: number, seed: number}} to
 * @param {boolean} shortcut  is the input of a block added to its second sums?
 * @param {{x: Float32Array, labels: ArrayLike<number>}} digits
 * @returns {{signals: number[], gradients: number[], likeness: number}} for each layer of 50 units,
 * from the first to the last, the root mean square of its activations and of dL/dW; and how alike
 * the digits are behind the last block.
 */
export function look(to, shortcut, { x, labels }) {
  const count = labels.length;
  const size = count * UNITS;
  const layers = denseLayers(to);
  const [stem, output] = [layers[0], layers.at(-1)];
  const f = getActivation(to.after === "function" ? to.activation : "linear");
  const blocks = Array.from({ length: to.blocks }, (_, k) => ({
    first: layers[2 * k + 1],
    second: layers[2 * k + 2],
  }));

  let a = stem.forward(x, count);
  const signals = [rootMeanSquare(a, size)];
  for (const block of blocks) {
    const inside = block.first.forward(a, count);
    block.z = Float32Array.from(block.second.forward(inside, count).subarray(0, size));
    if (shortcut) add(block.z, a);
    block.a = new Float32Array(size);
    f.forward(block.z, block.a, size, UNITS);
    a = block.a;
    signals.push(rootMeanSquare(inside, size), rootMeanSquare(a, size));
  }
  const scores = output.forward(a, count);
  const slope = new Float32Array(count * CLASSES);
  softmax(scores, slope, slope.length, CLASSES);
  for (let i = 0; i < count; i += 1) slope[i * CLASSES + labels[i]] -= 1;
  for (let i = 0; i < slope.length; i += 1) slope[i] /= count;

  let grad = output.backward(slope, count);
  for (const block of [...blocks].reverse()) {
    const delta = new Float32Array(size); // the same for both terms of the sum
    f.backward(grad, block.z, block.a, delta, size, UNITS);
    grad = block.first.backward(block.second.backward(delta, count), count);
    if (shortcut) add(grad, delta);
  }
  stem.backward(grad, count, false);
  const gradients = layers.slice(0, -1).map(({ grads: { W } }) => rootMeanSquare(W, W.length));
  return { signals, gradients, likeness: likeness(a, count) };
}

/** sums += values, number by number. */
function add(sums, values) {
  for (let i = 0; i < values.length && i < sums.length; i += 1) sums[i] += values[i];
}

function rootMeanSquare(values, n) {
  let squares = 0;
  for (let i = 0; i < n; i += 1) squares += values[i] * values[i];
  return Math.sqrt(squares / n);
}

/** The mean cosine of the angle between the activations of two digits; NaN if a row is 0. */
function likeness(a, count) {
  const sum = new Float64Array(UNITS);
  for (let i = 0; i < count; i += 1) {
    const row = a.subarray(i * UNITS, (i + 1) * UNITS);
    const length = Math.sqrt(UNITS) * rootMeanSquare(row, UNITS);
    for (let j = 0; j < UNITS; j += 1) sum[j] += row[j] / length;
  }
  const pairs = sum.reduce((total, value) => total + value * value, 0) - count;
  return pairs / (count * (count - 1));
}
