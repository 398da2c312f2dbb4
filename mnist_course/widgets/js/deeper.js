/**
 * A plain and a residual network grow deeper: their signal and their gradient, layer by layer, on
 * real digits, before any training.
 */

import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { curvePlot } from "./kit/curves.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { inPowers, superscript } from "./kit/numbers.js";
import { commonOf } from "./kit/settings.js";
import { linearValues, slider } from "./kit/slider.js";
import { DIGITS, look } from "./deeper/networks.js";
import { RECIPES } from "./first-weights.js";
import { unpackDigits } from "./packed.js";

export const title = "A plain network and one with shortcuts, just started";
export const heights = [945, 1600]; // in the book's column, on a phone
export const defaults = {
  blocks: 2,
  activation: "sigmoid",
  after: "nothing",
  recipe: "glorot",
  second: 1,
  seed: 0,
};

const ACTIVATIONS = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };
const STARTS = ["fan_in", "glorot", "he", "normal"];
const SECOND = [0, 0.01, 0.03, 0.1, 0.3, 1];
const DEEPEST = 25;
const SEEDS = 1000;
const NETWORKS = [
  { name: "plain", shortcut: false, look: "a" },
  { name: "with shortcuts", shortcut: true, look: "b" },
];

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const common = commonOf(figure, settings, turn);
  let digits = null;

  const words = description(root);
  const status = h("p", { class: "ml-status" }, "Fetching the digits …");
  const axes = { xLabel: "layer (1 looks at the pixels)", yFormat: power, xCounts: 1 };
  const gradient = curvePlot({
    title: "Size of the gradient",
    yRange: [-12, 4],
    height: 260,
    ...axes,
  });
  const signal = curvePlot({
    title: "Size of the activations",
    yRange: [-4, 6],
    height: 260,
    ...axes,
  });
  const controls = {
    blocks: slider({
      label: "Blocks of two layers",
      values: linearValues(1, DEEPEST),
      format: (blocks) => `${blocks}, so ${2 * blocks + 2} layers`,
      ...common("blocks"),
    }),
    second: slider({
      label: "Second weights of each block times",
      values: SECOND,
      ...common("second"),
    }),
    activation: choice({
      label: "Activation function f",
      options: Object.entries(ACTIVATIONS).map(([value, label]) => ({ value, label })),
      ...common("activation"),
    }),
    after: choice({
      label: "After the sum of each block",
      options: [
        { value: "nothing", label: "nothing" },
        { value: "function", label: "f once more" },
      ],
      ...common("after"),
    }),
    recipe: choice({
      label: "Recipe for the first weights",
      options: STARTS.map((value) => ({ value, label: RECIPES[value].label })),
      ...common("recipe"),
    }),
  };
  const again = button({
    label: "Draw other weights",
    onPress: () => turn({ seed: (settings.seed + 1) % SEEDS }),
  });
  again.set({ disabled: figure.lock.has("seed") });
  const link = linkRow(figure, settings, Object.keys(defaults), [again.element]);

  root.append(
    h("p", { class: "ml-heading" }, title),
    h("div", { class: "ml-controls" }, controls.blocks.element, controls.second.element),
    controls.activation.element,
    controls.after.element,
    controls.recipe.element,
    h("div", { class: "ml-pair" }, gradient.element, signal.element),
    status,
    h(
      "p",
      { class: "ml-note" },
      `Both networks have the same weights and see the same ${DIGITS} held-out digits. Sizes are ` +
        "root mean squares, of dL/dW and of the activations in each layer of 50 units; what lies " +
        "beyond an end of an axis is drawn at the end.",
    ),
    ...link.elements,
    words.element,
  );
  figure.assets
    .get("held")
    .then(unpackDigits)
    .then(
      ({ held: { x, labels } }) => {
        digits = { x: x.subarray(0, 784 * DIGITS), labels: labels.subarray(0, DIGITS) };
        draw(words.show);
      },
      (error) => write(status, `The digits could not be read: ${error.message}`),
    );

  function turn(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    draw(words.say);
    link.refresh();
  }

  function draw(tell) {
    if (!digits) return;
    const found = NETWORKS.map(({ shortcut }) => look(settings, shortcut, digits));
    const layers = 2 * settings.blocks + 1;
    gradient.draw(curves(found.map(({ gradients }) => gradients)), layers);
    signal.draw(curves(found.map(({ signals }) => signals)), layers);
    write(status, NETWORKS.map(({ name }, n) => sentence(name, found[n])).join(" "));
    tell(`${heading()} ${status.textContent}`);
  }

  function heading() {
    const { blocks, activation, after, recipe, second } = settings;
    const times = second === 1 ? "" : `, second weights times ${second}`;
    const sum = after === "nothing" ? "nothing after the sums" : "f after the sums";
    return (
      `${2 * blocks + 2} layers, ${ACTIVATIONS[activation]}, ${sum}, ` +
      `${RECIPES[recipe].label}${times}.`
    );
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
      draw(words.show);
      link.refresh();
    },
    remove() {
      gradient.remove();
      signal.remove();
    },
  };
}

/** A curve a network: layer against the power of ten of a size. */
function curves(sizes) {
  return NETWORKS.map(({ name, look: kind }, n) => ({
    name,
    look: kind,
    points: sizes[n].map((size, l) => [l + 1, size === 0 ? -Infinity : Math.log10(size)]),
  }));
}

function sentence(name, { gradients, signals, likeness }) {
  const alike = Number.isFinite(likeness)
    ? `; there the mean cosine between two digits is ${likeness.toFixed(2)}`
    : "";
  return (
    `${name[0].toUpperCase()}${name.slice(1)}: the gradient is ${inPowers(gradients.at(-1))} in ` +
    `the last layer and ${inPowers(gradients[0])} in the first; the activations behind the last ` +
    `block are ${inPowers(signals.at(-1))}${alike}.`
  );
}

function power(value) {
  return value === -Infinity ? "0" : `10${superscript(Math.round(value))}`;
}
