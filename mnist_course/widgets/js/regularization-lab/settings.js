/** The settings of the lab on learning by heart; what they share with the training lab is its. */

import { logValues, plainNumber } from "../kit/slider.js";
import { CONTROLS as LAB, choices, modelLines, orNone } from "../lab/settings.js";

export const defaults = {
  weight_decay: 0,
  dropout: 0,
  shift: 0,
  patience: 0,
  training_images: 1000,
  seed: 0,
  hidden_units: 100,
  learning_rate: 0.1,
  batch_size: 20,
  activation: "relu",
  epochs: 50,
  show: ["weight_decay", "dropout", "patience", "seed", "training_images", "shift"],
};

/** What nobody turns here: one loss and one start, so that runs differ in what they should. */
export const fixed = {
  loss: "categorical_crossentropy",
  initializer: "he_normal",
  optimizer: "sgd",
  l2: 0,
};

const numbers = (pairs) => choices(pairs).map((one) => ({ ...one, value: Number(one.value) }));

export const CONTROLS = {
  weight_decay: {
    label: "Weight decay λ",
    values: [0, ...logValues(1e-4, 0.3, [1, 2, 3, 5])],
    format: orNone,
  },
  dropout: LAB.dropout,
  patience: LAB.patience,
  seed: LAB.seed,
  training_images: {
    label: "Training images",
    options: numbers({ 250: "250", 1000: "1,000", 4000: "4,000" }),
  },
  shift: {
    label: "Shift every image anew in each epoch",
    options: numbers({ 0: "off", 1: "by up to 1 pixel", 2: "by up to 2 pixels" }),
  },
  hidden_units: LAB.hidden_units,
  learning_rate: LAB.learning_rate,
  batch_size: LAB.batch_size,
  activation: LAB.activation,
  epochs: LAB.epochs,
};

/** Return the lines of Python that train this network on the same number of images. */
export function asPython(settings, epochs) {
  const { learning_rate, weight_decay, shift, patience, batch_size } = settings;
  const count = settings.training_images;
  const decay = weight_decay ? `, weight_decay=${weight_decay}` : "";
  const end = Math.max(1, Math.round(epochs));
  const names = ["SGD", ...(patience && !shift ? ["EarlyStopping"] : [])];
  const imports = shift ? ["import numpy as np", ""] : [];
  const more = shift ? ["from mnist_course.data.augment import shift"] : [];
  const lines = modelLines({ ...fixed, ...settings }, names, imports);
  if (shift) lines.splice(lines.indexOf("from mnist_course import load_mnist") + 1, 0, ...more);
  const shared = [
    "few.one_hot,",
    `loss="${fixed.loss}",`,
    "optimizer=optimizer,",
    `batch_size=${batch_size},`,
    "validation_data=(mnist.validation.x, mnist.validation.one_hot),",
  ];
  const training = shift
    ? [
        "rng = np.random.default_rng(0)",
        `for epoch in range(${end}):`,
        `    right, down = rng.integers(-${shift}, ${shift + 1}, (2, ${count}))`,
        "    moved = shift(few.images, right, down)",
        "    history = model.fit(",
        '        moved.reshape(-1, 784).astype("float32") / 255,',
        ...shared.map((line) => `        ${line}`),
        "        initial_epoch=epoch,",
        "        epochs=epoch + 1,",
        "    )",
      ]
    : [
        "history = model.fit(",
        "    few.x,",
        ...shared.map((line) => `    ${line}`),
        `    epochs=${end},`,
        ...(patience ? [`    callbacks=[EarlyStopping(patience=${patience})],`] : []),
        ")",
      ];
  return [
    ...lines,
    `few = mnist.train[:${count}]`,
    `optimizer = SGD(${learning_rate}${decay})`,
    ...training,
    'accuracy = history.history["val_accuracy"][-1]',
    'print(f"{accuracy:.1%} of the validation digits")',
  ].join("\n");
}

/** Name a run by what keeps it from learning by heart, such as "λ 0.01, dropout 0.5". */
export function nameRun(settings) {
  const { weight_decay, dropout, shift, patience, training_images } = settings;
  const usual = ["hidden_units", "learning_rate", "batch_size", "activation", "seed"];
  const means = [
    weight_decay ? `λ ${plainNumber(weight_decay)}` : "",
    dropout ? `dropout ${dropout}` : "",
    shift ? `shifts by up to ${shift}` : "",
    patience ? `patience ${patience}` : "",
  ].filter(Boolean);
  const others = {
    hidden_units: (value) => `${value} hidden`,
    learning_rate: (value) => `η ${plainNumber(value)}`,
    batch_size: (value) => `batch ${value}`,
    activation: (value) => value,
    seed: (value) => `seed ${value}`,
  };
  return [
    ...(means.length ? means : ["Nothing against overfitting"]),
    `${plainNumber(training_images)} images`,
    ...usual.filter((name) => settings[name] !== defaults[name]).map((n) => others[n](settings[n])),
  ].join(", ");
}
