/** Softmax regression as the book trained it: 784 pixels, ten neurons, scores z = x W + b. */

import { Dense, Sequential, argmax, softmax } from "../engine.js";

const PIXELS = 784;
const CLASSES = 10;

/**
 * @param {Sequential} trained  the network "softmax" of the pages' trained networks
 * @returns {{scores: (x: Float32Array) => Float32Array, products: (x: Float32Array, j: number) =>
 *   Float32Array, weights: (j: number) => Float32Array, bias: (j: number) => number}}
 */
export function softmaxRegression(trained) {
  const { W, b } = trained.layers.at(-1).params;
  const model = new Sequential([new Dense({ units: CLASSES, activation: "linear" })], [PIXELS]);
  const [{ params }] = model.layers;
  params.W.set(W);
  params.b.set(b);
  const column = (j) => Float32Array.from({ length: PIXELS }, (_, k) => params.W[k * CLASSES + j]);
  return {
    scores: (x) => model.forward(x).slice(),
    products: (x, j) => column(j).map((w, k) => w * x[k]),
    weights: column,
    bias: (j) => params.b[j],
  };
}

/** Ten probabilities for each row of ten scores. */
export function probabilities(scores) {
  const p = new Float32Array(scores.length);
  softmax(scores, p, scores.length, CLASSES);
  return p;
}

/**
 * The digits that are answered wrongly, the surest mistake first.
 * @returns {{number: number, label: number, answer: number, p: number}[]}
 */
export function surestMistakes(network, { x, labels }) {
  const p = probabilities(network.scores(x));
  return Array.from(labels, (label, number) => {
    const answer = argmax(p, number * CLASSES, CLASSES);
    return { number, label, answer, p: p[number * CLASSES + answer] };
  })
    .filter(({ label, answer }) => label !== answer)
    .sort((one, other) => other.p - one.p);
}
