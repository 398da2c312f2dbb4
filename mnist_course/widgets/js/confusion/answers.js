/** What a network says of many digits, found in slices, so that the page can be used meanwhile. */

import { argmax } from "../engine.js";

const CLASSES = 10;
const SLICE = 20; // digits at a time: a few milliseconds of LeNet-5

/**
 * @typedef {{p: Float32Array, answers: Uint8Array, counts: Int32Array}} Answers
 *   ten probabilities a digit; the likeliest digit; how often truth t got answer a, at 10 t + a
 * @param {{predict: (x: Float32Array) => ArrayLike<number>}} model
 * @param {{x: Float32Array, labels: Uint8Array}} digits
 * @param {() => boolean} wanted  false ends the work
 * @returns {Promise<Answers | null>} null if it was ended
 */
export async function answerAll(model, { x, labels }, wanted) {
  const n = labels.length;
  const p = new Float32Array(CLASSES * n);
  for (let from = 0; from < n; from += SLICE) {
    const to = Math.min(from + SLICE, n);
    p.set(model.predict(x.subarray(784 * from, 784 * to)), CLASSES * from);
    await new Promise((go) => setTimeout(go));
    if (!wanted()) return null;
  }
  const answers = Uint8Array.from(labels, (_, i) => argmax(p, CLASSES * i, CLASSES));
  const counts = new Int32Array(CLASSES * CLASSES);
  labels.forEach((truth, i) => (counts[CLASSES * truth + answers[i]] += 1));
  return { p, answers, counts };
}

/**
 * The digits of one field: of mistakes the surest first, of right answers the least sure.
 * @returns {number[]} their numbers
 */
export function membersOf({ p, answers }, labels, truth, answer) {
  const sign = truth === answer ? 1 : -1;
  const share = (i) => p[CLASSES * i + answer];
  return Array.from(labels.keys())
    .filter((i) => labels[i] === truth && answers[i] === answer)
    .sort((one, other) => sign * (share(one) - share(other)) || one - other);
}

/** Sums of a row and of a column, and the mistakes, the most frequent first. */
export function readMatrix(counts) {
  const all = Array.from({ length: CLASSES }, (_, k) => k);
  const sum = (pick) => all.reduce((total, k) => total + counts[pick(k)], 0);
  const pairs = all.flatMap((truth) => all.map((answer) => ({ truth, answer })));
  return {
    right: sum((k) => CLASSES * k + k),
    rowSum: (truth) => sum((k) => CLASSES * truth + k),
    columnSum: (answer) => sum((k) => CLASSES * k + answer),
    mistakes: pairs
      .map((pair) => ({ ...pair, count: counts[CLASSES * pair.truth + pair.answer] }))
      .filter(({ truth, answer, count }) => truth !== answer && count)
      .sort((one, other) => other.count - one.count),
  };
}
