/** From the lab's settings to what the engine builds. */

/** Nielsen's networks draw the biases as well; the later starts leave them at zero. */
const biasOf = (initializer) =>
  initializer === "random_normal" || initializer === "scaled_normal" ? "random_normal" : "zeros";

/** Return the layers as both engines describe them. */
export function layersOf(settings) {
  const { hidden_units, activation, initializer, loss, dropout, l2 } = settings;
  const start = { kernel_initializer: initializer, bias_initializer: biasOf(initializer) };
  const shared = l2 ? { ...start, kernel_regularizer: l2 } : start;
  const last = loss === "categorical_crossentropy" ? "softmax" : "sigmoid";
  return [
    { layer: "Dense", settings: { units: hidden_units, activation, ...shared } },
    ...(dropout ? [{ layer: "Dropout", settings: { rate: dropout } }] : []),
    { layer: "Dense", settings: { units: 10, activation: last, ...shared } },
  ];
}

/** Return the optimizer as the engine describes it. */
export function optimizerOf({ optimizer, learning_rate, weight_decay = 0 }) {
  const shared = { learning_rate, weight_decay };
  if (optimizer === "momentum") return { optimizer: "sgd", ...shared, momentum: 0.9 };
  return { optimizer, ...shared };
}
