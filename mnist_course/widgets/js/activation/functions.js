/** The six functions of the chapter with their slopes, and a chain of neurons that use one. */

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** name: {label, f(z, gamma), slope(z, gamma)}; only leaky ReLU looks at gamma. */
export const FUNCTIONS = {
  step: { label: "step", f: (z) => (z > 0 ? 1 : 0), slope: () => 0 },
  sigmoid: { label: "sigmoid", f: sigmoid, slope: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  tanh: { label: "tanh", f: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { label: "ReLU", f: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: {
    label: "leaky ReLU",
    f: (z, gamma) => (z > 0 ? z : gamma * z),
    slope: (z, gamma) => (z > 0 ? 1 : gamma),
  },
  softplus: {
    label: "softplus",
    f: (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))),
    slope: sigmoid,
  },
};

/**
 * Pass a number up through a chain of equal neurons, and the gradient down.
 * @param {{function: string, negative_slope: number, z: number, layers: number, weight: number,
 *   bias: number}} to
 * @returns {{signals: number[], gradients: number[]}} for the input and each layer: its
 * activation, and the rate at which the last activation changes with it.
 */
export function chain({ function: name, negative_slope: gamma, z: input, layers, weight, bias }) {
  const { f, slope } = FUNCTIONS[name];
  const signals = [input];
  const sums = [];
  for (let layer = 1; layer <= layers; layer += 1) {
    sums.push(weight * signals.at(-1) + bias);
    signals.push(f(sums.at(-1), gamma));
  }
  const gradients = [1];
  for (const z of sums.reverse()) gradients.unshift(gradients[0] * weight * slope(z, gamma));
  return { signals, gradients };
}
