/** A network that learns to name the points of a toy set, all points in each step. */

import { Random, Sequential, Training } from "../engine.js";
import { toySet } from "./sets.js";

export const MOST_STEPS = 5000;
const GAIN = { tanh: 1, sigmoid: 1, relu: Math.SQRT2 };

export class Learner {
  /** @param {Object<string, any>} settings those of the figure */
  constructor(settings) {
    const { data, noise, stretch, features, layers, units, activation } = settings;
    const { optimizer, learning_rate, seed, edits } = settings;
    this.points = toySet(data, noise, stretch, edits);
    const { learned, held, classes } = this.points;
    this.scaling = features === "standardised" ? measure(learned.x) : { mean: [0, 0], sd: [1, 1] };
    this.learned = { x: this.scale(learned.x), y: learned.y };
    this.held = { x: this.scale(held.x), y: held.y };
    const dense = (n, name) => (
      { layer: "Dense", settings: { units: n, activation: name, kernel_initializer: "zeros" } }
    );
    const hidden = Array.from({ length: layers }, () => dense(units, activation));
    this.model = new Sequential([...hidden, dense(classes, "softmax")], [2], { dtype: "float64" });
    const rng = new Random(seed);
    for (const { params } of this.model.layers) {
      const fan = params.W.length / params.b.length;
      const size = GAIN[activation] / Math.sqrt(fan);
      for (let i = 0; i < params.W.length; i += 1) params.W[i] = size * rng.normal();
    }
    this.training = new Training(this.model, this.learned.x, this.learned.y, {
      loss: "categorical_crossentropy",
      optimizer: { optimizer, learning_rate },
      batch_size: learned.y.length,
      shuffle: false,
    });
  }

  scale(x) {
    const { mean, sd } = this.scaling;
    return x.map((value, i) => (value - mean[i % 2]) / sd[i % 2]);
  }

  /** Take steps. Throws a DivergenceError if the weights run away. */
  step(count = 1) {
    for (let i = 0; i < count; i += 1) this.training.step();
    this.training.history.length = 0;
  }

  /** @returns {{learned: Score, held: Score}} @typedef {{loss: number, accuracy: number}} Score */
  score() {
    const of = ({ x, y }) => this.model.evaluate(x, y, "categorical_crossentropy");
    return { learned: of(this.learned), held: of(this.held) };
  }
}

/** Mean and standard deviation of both features, of the points to learn from and of no others. */
function measure(x) {
  const n = x.length / 2;
  const mean = [0, 0];
  const sd = [0, 0];
  x.forEach((value, i) => (mean[i % 2] += value / n));
  x.forEach((value, i) => (sd[i % 2] += (value - mean[i % 2]) ** 2 / n));
  return { mean, sd: sd.map((square) => Math.sqrt(square) || 1) }; // 1: all points are level
}
