/** The lab's settings: their names are those of the Python package, so "as Python" needs no key. */

import { logValues, plainNumber } from "../kit/slider.js";
import { layersOf } from "./network.js";

export const defaults = {
  learning_rate: 3,
  hidden_units: 30,
  activation: "sigmoid",
  batch_size: 10,
  initializer: "scaled_normal",
  loss: "quadratic_cost",
  seed: 0,
  optimizer: "sgd",
  dropout: 0,
  l2: 0,
  training_images: 5000,
  patience: 0,
  epochs: 30,
  show: ["learning_rate", "hidden_units", "activation", "batch_size", "initializer", "loss", "seed"],
};

export const orNone = (value) => (value === 0 ? "none" : plainNumber(value));
export const choices = (pairs) => Object.entries(pairs).map(([value, label]) => ({ value, label }));

/** How each setting is turned: a slider with `values`, or buttons with `options`. */
export const CONTROLS = {
  learning_rate: { label: "Learning rate η", values: logValues(0.001, 100, [1, 1.5, 2, 3, 5, 7]) },
  hidden_units: {
    label: "Hidden units",
    values: [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200],
  },
  batch_size: { label: "Batch size", values: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
  seed: { label: "Random seed", values: Array.from({ length: 20 }, (_, i) => i) },
  activation: {
    label: "Activation of the hidden units",
    options: choices({ sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" }),
  },
  initializer: {
    label: "Start of the weights",
    options: choices({
      random_normal: "N(0, 1)",
      scaled_normal: "N(0, 1/n)",
      he_normal: "He",
      zeros: "zeros",
    }),
  },
  loss: {
    label: "Loss",
    options: choices({
      quadratic_cost: "quadratic cost",
      categorical_crossentropy: "cross-entropy",
    }),
  },
  optimizer: {
    label: "Optimizer",
    options: choices({ sgd: "SGD", momentum: "SGD, momentum 0.9", adam: "Adam" }),
  },
  dropout: {
    label: "Dropout of hidden units",
    values: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
    format: (value) => (value === 0 ? "none" : `${Math.round(100 * value)} %`),
  },
  l2: { label: "Weight decay, L2", values: [0, ...logValues(1e-5, 0.1, [1, 3])], format: orNone },
  training_images: {
    label: "Training images",
    values: [10, 20, 50, 100, 200, 500, 1000, 2000, 3000, 4000, 5000],
  },
  patience: {
    label: "Early stopping: epochs without improvement",
    values: [0, 1, 2, 3, 5, 10],
    format: (value) => (value === 0 ? "off" : String(value)),
  },
  epochs: { label: "Epochs at most", values: [1, 2, 5, 10, 20, 30, 50, 100] },
};

/** Return the lines of Python that train this network on all training images. */
export function asPython(settings, epochs) {
  const { learning_rate, optimizer, patience } = settings;
  const kind = optimizer === "adam" ? "Adam" : "SGD";
  const momentum = optimizer === "momentum" ? ", momentum=0.9" : "";
  const names = [kind, ...(patience ? ["EarlyStopping"] : [])];
  return [
    ...modelLines(settings, names),
    "history = model.fit(",
    "    mnist.train.x,",
    "    mnist.train.one_hot,",
    `    loss="${settings.loss}",`,
    `    optimizer=${kind}(${learning_rate}${momentum}),`,
    `    epochs=${Math.max(1, Math.round(epochs))},`,
    `    batch_size=${settings.batch_size},`,
    "    validation_data=(mnist.validation.x, mnist.validation.one_hot),",
    ...(patience ? [`    callbacks=[EarlyStopping(patience=${patience})],`] : []),
    ")",
    'accuracy = history.history["val_accuracy"][-1]',
    'print(f"{accuracy:.1%} of the validation digits")',
  ].join("\n");
}

/** Return the lines that import what is named, load the digits and build the network. */
export function modelLines(settings, names, imports = []) {
  const layers = layersOf(settings);
  const { kernel_initializer, bias_initializer, kernel_regularizer } = layers[0].settings;
  const all = new Set([...layers.map(({ layer }) => layer), ...names, "Sequential"]);
  return [
    ...imports,
    "from mnist_course import load_mnist",
    `from mnist_course.nn import ${[...all].sort().join(", ")}`,
    "",
    "mnist = load_mnist()",
    "shared = {",
    `    "kernel_initializer": "${kernel_initializer}",`,
    `    "bias_initializer": "${bias_initializer}",`,
    ...(kernel_regularizer ? [`    "kernel_regularizer": ${kernel_regularizer},`] : []),
    "}",
    "model = Sequential(",
    "    [",
    ...layers.map(({ layer, settings: { units, rate, activation } }) =>
      layer === "Dropout"
        ? `        Dropout(${rate}),`
        : `        Dense(${units}, "${activation}", **shared),`,
    ),
    "    ],",
    "    input_shape=(784,),",
    `    seed=${settings.seed},`,
    ")",
  ];
}

/** Name a run in one line, such as "η 3, 30 hidden units, sigmoid, batch 10". */
export function nameRun(settings) {
  const extras = [
    settings.optimizer === "sgd" ? "" : labelOf("optimizer", settings),
    settings.loss === "quadratic_cost" ? "" : "cross-entropy",
    settings.initializer === "scaled_normal" ? "" : `start ${labelOf("initializer", settings)}`,
    settings.dropout ? `dropout ${settings.dropout}` : "",
    settings.l2 ? `L2 ${settings.l2}` : "",
    settings.training_images === defaults.training_images ? "" : `${settings.training_images} images`,
    settings.patience ? `patience ${settings.patience}` : "",
    settings.seed ? `seed ${settings.seed}` : "",
  ];
  const first = [
    `η ${plainNumber(settings.learning_rate)}`,
    `${settings.hidden_units} hidden`,
    settings.activation === "relu" ? "ReLU" : settings.activation,
    `batch ${settings.batch_size}`,
  ];
  return [...first, ...extras.filter(Boolean)].join(", ");
}

function labelOf(name, settings) {
  return CONTROLS[name].options.find((option) => option.value === settings[name]).label;
}
