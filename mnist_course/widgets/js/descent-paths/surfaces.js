/**
 * Five losses of two weights, each with its gradient. Python's `SURFACES`, in
 * figures/descent_paths.py, are the same; a test compares paths over them.
 */

import { INK, TARGETS } from "./ink.js";

/**
 * name: {label, axes, lowest, minima, loss(w), gradient(w, batch)}. `lowest` is the least value of
 * the loss, `minima` where it has one. `batch` lists samples; only "digits" has any.
 */
export const SURFACES = {
  valley: bowl("a long valley", 1, 20),
  round: bowl("a round bowl", 2, 3),
  saddle: {
    label: "a saddle",
    axes: ["w₁", "w₂"],
    lowest: -1,
    minima: [
      [0, -2],
      [0, 2],
    ],
    loss: ([u, v]) => (u * u - v * v) / 2 + v ** 4 / 16,
    gradient: ([u, v]) => [u, -v + v ** 3 / 4],
  },
  two: {
    label: "two minima",
    axes: ["w₁", "w₂"],
    lowest: -0.4095443,
    minima: [
      [-2.0933611, 0],
      [1.8912986, 0],
    ],
    loss: ([u, v]) => (u * u - 4) ** 2 / 16 + 0.2 * u + (v * v) / 2,
    gradient: ([u, v]) => [(u * (u * u - 4)) / 4 + 0.2, v],
  },
  digits: line(),
};

/** Half a square in either direction, times its curvature. */
function bowl(label, a, b) {
  return {
    label,
    axes: ["w₁", "w₂"],
    lowest: 0,
    minima: [[0, 0]],
    loss: ([u, v]) => (a * u * u + b * v * v) / 2,
    gradient: ([u, v]) => [a * u, b * v],
  };
}

/** A line through real data: half the mean squared error of w x + b, x the ink of an image. */
function line() {
  const n = INK.length;
  const all = INK.map((_, i) => i);
  const sum = (term) => all.reduce((total, i) => total + term(i), 0);
  const [mx, my] = [sum((i) => INK[i]) / n, sum((i) => TARGETS[i]) / n];
  const w = sum((i) => (INK[i] - mx) * (TARGETS[i] - my)) / sum((i) => (INK[i] - mx) ** 2);
  const best = [w, my - w * mx];
  const loss = ([u, v]) => sum((i) => (u * INK[i] + v - TARGETS[i]) ** 2) / (2 * n);
  return {
    label: "96 real digits",
    axes: ["w", "b"],
    samples: n,
    lowest: loss(best),
    minima: [best],
    loss,
    gradient([u, v], batch = all) {
      let [du, dv] = [0, 0];
      for (const i of batch) {
        const error = u * INK[i] + v - TARGETS[i];
        du += error * INK[i];
        dv += error;
      }
      return [du / batch.length, dv / batch.length];
    },
  };
}
