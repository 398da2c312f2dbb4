/** Four ways to take steps, two weights at a time; formulas and constants are the package's. */

import { Random } from "../engine.js";

export const FAR = 1e6; // a weight that is further out has run away

/** name: {label, mark, look}: its name, the mark of its places, and the dash of its path. */
export const METHODS = {
  sgd: { label: "Gradient descent", mark: "circle", look: "a" },
  momentum: { label: "Momentum", mark: "square", look: "b" },
  nesterov: { label: "Nesterov", mark: "triangle", look: "d" },
  adam: { label: "Adam", mark: "diamond", look: "e" },
};

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];

/** name: (eta, momentum) => (g) => what is added to the weights, as nn/optimizers.py does it. */
const STEPS = {
  sgd: (eta) => (g) => g.map((slope) => -eta * slope),
  momentum: velocity((v) => v),
  nesterov: velocity((v, push, momentum) => momentum * v + push),
  adam(eta) {
    const [m, s] = [[0, 0], [0, 0]];
    let t = 0;
    return (g) => {
      t += 1;
      const rate = (eta * Math.sqrt(1 - BETA_2 ** t)) / (1 - BETA_1 ** t);
      return g.map((slope, k) => {
        m[k] += (slope - m[k]) * (1 - BETA_1);
        s[k] += (slope * slope - s[k]) * (1 - BETA_2);
        return (-rate * m[k]) / (Math.sqrt(s[k]) + EPSILON);
      });
    };
  },
};

function velocity(move) {
  return (eta, momentum) => {
    const v = [0, 0];
    return (g) =>
      g.map((slope, k) => {
        v[k] = momentum * v[k] - eta * slope;
        return move(v[k], -eta * slope, momentum);
      });
  };
}

/**
 * The places of one method, the start first. A path that runs away ends there.
 * @param {string} method
 * @param {object} surface
 * @param {{start_1: number, start_2: number, eta: number, momentum: number}} settings
 * @param {number} count how many steps
 * @param {(step: number) => number[]|undefined} [batchOf] the samples of a step
 */
export function walk(method, surface, settings, count, batchOf = () => undefined) {
  const step = STEPS[method](settings.eta, settings.momentum);
  const path = [[settings.start_1, settings.start_2]];
  for (let k = 0; k < count; k += 1) {
    const w = path.at(-1);
    const change = step(surface.gradient(w, batchOf(k)));
    const next = w.map((value, axis) => value + change[axis]);
    path.push(next);
    if (!next.every((value) => Math.abs(value) <= FAR)) break;
  }
  return path;
}

/**
 * The batches of a training: each epoch shuffles all samples and cuts them. The order of an epoch
 * is that of as many random numbers, so that Python can have the same.
 */
export function batches(samples, size, seed) {
  const orders = [];
  const perEpoch = Math.ceil(samples / size);
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    orders[epoch] ??= shuffled(samples, 1000 * seed + epoch);
    const first = (step % perEpoch) * size;
    return orders[epoch].slice(first, first + size);
  };
}

function shuffled(samples, seed) {
  const random = new Random(seed);
  const keys = Array.from({ length: samples }, () => random.normal());
  return keys.map((_, i) => i).sort((i, j) => keys[i] - keys[j]);
}
