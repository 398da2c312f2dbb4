/**
 * The three small tasks of the figure. `tasks` in Python's figures/hidden_units.py are the same; a
 * test compares them.
 */

import { Random } from "../engine.js";

const POINTS = { moon: 30, noise: 0.12, seed: 7 };

/**
 * @typedef {{label: string, inputs: number, x: Float64Array, y: Float64Array, low: number,
 *   high: number, loss: string, output: string | null, rate: number}} Task
 * `x` is one sample after the other; `low` and `high` are the ends of the axes of the inputs;
 * `rate` is a learning rate that suits.
 */

/** @type {Object<string, Task>} */
export const TASKS = {
  xor: {
    label: "XOR",
    inputs: 2,
    x: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1),
    y: Float64Array.of(0, 1, 1, 0),
    low: -0.5,
    high: 1.5,
    ...parting(),
  },
  moons: { label: "two moons", inputs: 2, ...moons(), low: -1.5, high: 2.5, ...parting() },
  curve: {
    label: "a curve",
    inputs: 1,
    ...wave(),
    low: -2,
    high: 2,
    loss: "mean_squared_error",
    output: null,
    rate: 0.1,
  },
};

/** What a task of two kinds of points needs. */
function parting() {
  return { loss: "binary_crossentropy", output: "sigmoid", rate: 0.5 };
}

function moons() {
  const rng = new Random(POINTS.seed);
  const { moon } = POINTS;
  const x = new Float64Array(4 * moon);
  for (let i = 0; i < 2 * moon; i += 1) {
    const t = (Math.PI * (i % moon)) / (moon - 1);
    const place = i < moon ? [Math.cos(t), Math.sin(t)] : [1 - Math.cos(t), 0.5 - Math.sin(t)];
    place.forEach((value, axis) => {
      x[2 * i + axis] = Math.round(1000 * (value + POINTS.noise * rng.normal())) / 1000;
    });
  }
  return { x, y: Float64Array.from({ length: 2 * moon }, (_, i) => Number(i >= moon)) };
}

function wave() {
  const x = Float64Array.from({ length: 41 }, (_, i) => -2 + i / 10);
  return { x, y: x.map((value) => target(value)) };
}

/** The curve that is to be learned. */
export function target(x) {
  return Math.sin(0.75 * Math.PI * x);
}
