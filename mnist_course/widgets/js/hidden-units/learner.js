/** One hidden layer that learns by plain gradient descent, all samples in each step. */

import { Random, Sequential, Training } from "../engine.js";
import { TASKS } from "./tasks.js";

export const MOST_UNITS = 16;
export const MOST_STEPS = 20000;
const OUTPUT_START = 0.5; // standard deviation of the first weights of the output

/**
 * The first numbers of every unit: w₁, w₂, b and its output weight. Unit 3 begins alike whether it
 * is the last of three or one of sixteen.
 * @returns {number[][]}
 */
export function starts(seed) {
  const rng = new Random(seed);
  return Array.from({ length: MOST_UNITS }, () => [0, 1, 2, 3].map(() => rng.normal()));
}

/** Read what was trained before with other numbers of units: "2x500_3x100". */
export function readBefore(text) {
  return [...text.matchAll(/(\d+)x(\d+)/g)].map(([, units, steps]) => ({
    units: Math.min(Math.max(Number(units), 1), MOST_UNITS),
    steps: Math.min(Number(steps), MOST_STEPS),
  }));
}

export class Learner {
  /** @param {{data: string, activation: string, learning_rate: number, seed: number}} settings */
  constructor(settings, units) {
    this.settings = settings;
    this.task = TASKS[settings.data];
    this.first = starts(settings.seed);
    this.build(units);
    const { W, b } = this.hidden.params;
    for (let j = 0; j < units; j += 1) {
      for (let i = 0; i < this.task.inputs; i += 1) W[i * units + j] = this.first[j][i];
      b[j] = this.first[j][2];
      this.output.params.W[j] = OUTPUT_START * this.first[j][3];
    }
  }

  build(units) {
    const { inputs, output, loss, x, y } = this.task;
    const { activation, learning_rate } = this.settings;
    const layers = [
      { layer: "Dense", settings: { units, activation, kernel_initializer: "zeros" } },
      { layer: "Dense", settings: { units: 1, activation: output, kernel_initializer: "zeros" } },
    ];
    this.units = units;
    this.model = new Sequential(layers, [inputs], { dtype: "float64" });
    [this.hidden, this.output] = this.model.layers;
    this.training = new Training(this.model, x, y, {
      loss,
      optimizer: { optimizer: "sgd", learning_rate },
      batch_size: y.length,
      shuffle: false,
    });
  }

  /** A copy of what was learned, for `setUnits`. */
  memory() {
    const copy = ({ W, b }) => ({ W: W.slice(), b: b.slice() });
    return { units: this.units, hidden: copy(this.hidden.params), output: copy(this.output.params) };
  }

  /** Let units join or leave; those that stay keep what they had learned. */
  setUnits(units, old = this.memory()) {
    this.build(units);
    const { W, b } = this.hidden.params;
    for (let j = 0; j < units; j += 1) {
      const stays = j < old.units;
      for (let i = 0; i < this.task.inputs; i += 1) {
        W[i * units + j] = stays ? old.hidden.W[i * old.units + j] : this.first[j][i];
      }
      b[j] = stays ? old.hidden.b[j] : this.first[j][2];
      // A unit that joins says nothing yet: the answers stay as they are.
      this.output.params.W[j] = stays ? old.output.W[j] : 0;
    }
    this.output.params.b[0] = old.output.b[0];
  }

  /** Take steps of gradient descent. Throws a DivergenceError if the weights run away. */
  step(count = 1) {
    for (let i = 0; i < count; i += 1) this.training.step();
    this.training.history.length = 0;
  }

  /** @returns {{loss: number, accuracy?: number}} */
  score() {
    const { x, y, loss } = this.task;
    return this.model.evaluate(x, y, loss);
  }

  /** Each hidden unit: its weights, bias, weight to the output, and whether it is silent. */
  get lines() {
    const { inputs, x, y } = this.task;
    const { W, b } = this.hidden.params;
    const v = this.output.params.W;
    return Array.from({ length: this.units }, (_, j) => {
      const w = Array.from({ length: inputs }, (_, i) => W[i * this.units + j]);
      const sum = (n) => w.reduce((all, value, i) => all + value * x[n * inputs + i], b[j]);
      const silent =
        this.settings.activation === "relu" && Array.from(y, (_, n) => sum(n)).every((z) => z <= 0);
      return { w, b: b[j], v: v[j], silent };
    });
  }
}
