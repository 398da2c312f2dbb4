/**
 * Where the weights start: a recipe and a factor, and what they make of the sums, the activations
 * and the blames of every layer, on real digits, before any training.
 */

import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { inPowers } from "./kit/numbers.js";
import { commonOf } from "./kit/settings.js";
import { linearValues, logValues, plainNumber, slider } from "./kit/slider.js";
import { unpackDigits } from "./packed.js";
import { RECIPES } from "./first-weights.js";
import { histogram, layerTable } from "./starting-weights/layers.js";
import { DIGITS, deviation, flat, look } from "./starting-weights/network.js";

export const title = "A network that has just been started";
export const heights = [865, 1220]; // in the book's column, on a phone
export const defaults = { recipe: "normal", scale: 1, activation: "sigmoid", depth: 4, seed: 0 };

const ACTIVATIONS = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };
const DEEPEST = 8;
const SEEDS = 1000;
const SUMS = [-10, 10];
const ACTIVE = { sigmoid: [0, 1], tanh: [-1, 1], relu: [0, 6] };
const POWERS = [-8, 4]; // of ten, for the size of the blame
const COLUMNS = [{ name: "sums z" }, { name: "activations a" }, { name: "blames |δ|" }];

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const common = commonOf(figure, settings, turn);
  let digits = null;

  const words = description(root);
  const status = h("p", { class: "ml-status" }, "Fetching the digits …");
  const table = layerTable(COLUMNS, DEEPEST + 1);
  const controls = {
    recipe: choice({
      label: "Recipe for the first weights",
      options: Object.entries(RECIPES).map(([value, { label }]) => ({ value, label })),
      ...common("recipe"),
    }),
    activation: choice({
      label: "Activation function of the hidden layers",
      options: Object.entries(ACTIVATIONS).map(([value, label]) => ({ value, label })),
      ...common("activation"),
    }),
    scale: slider({
      label: "All weights times",
      values: logValues(0.01, 100, [1, 1.4, 2, 3, 5, 7]),
      ...common("scale"),
    }),
    depth: slider({
      label: "Hidden layers of 100 units",
      values: linearValues(1, DEEPEST),
      ...common("depth"),
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
    controls.recipe.element,
    controls.activation.element,
    h("div", { class: "ml-controls" }, controls.scale.element, controls.depth.element),
    table.element,
    h(
      "p",
      { class: "ml-note" },
      `Each histogram counts ${DIGITS} held-out digits and all units of a layer; below it stands ` +
        "the standard deviation. What lies beyond an end is counted at the end. The blame is that " +
        "of a single digit; its axis is in powers of ten.",
    ),
    status,
    ...link.elements,
    words.element,
  );
  empty();
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

  /** The table without numbers: nothing moves when the digits come. */
  function empty() {
    const cells = COLUMNS.map(({ name }) => ({ counts: [], text: "…", words: `${name}: not yet` }));
    const rows = Array.from({ length: settings.depth + 1 }, (_, l) => ({ name: rowName(l), cells }));
    table.draw(rows, ends());
  }

  function rowName(layer) {
    return layer < settings.depth ? String(layer + 1) : "output";
  }

  function ends() {
    const [low, high] = ACTIVE[settings.activation];
    return [
      ["−10", "10"],
      [plain(low), plain(high)],
      ["10⁻⁸", "10⁴"],
    ];
  }

  function draw(tell) {
    if (!digits) return;
    const layers = look(settings, digits);
    const range = ACTIVE[settings.activation];
    const widths = layers.map(({ z, a, delta }) => [z, a, delta].map(deviation));
    const rows = layers.map(({ z, a, delta }, l) => {
      const output = l === settings.depth;
      const powers = Array.from(delta, (value) => Math.log10(Math.abs(value)));
      const counts = [
        histogram(z, SUMS),
        output ? [] : histogram(a, range),
        histogram(powers, POWERS),
      ];
      const cells = counts.map((found, c) => {
        const text = output && c === 1 ? "" : inPowers(widths[l][c]);
        return {
          counts: found,
          text,
          words: text
            ? `${COLUMNS[c].name} of layer ${rowName(l)}: standard deviation ${text}`
            : "the scores themselves",
        };
      });
      return { name: rowName(l), cells };
    });
    table.draw(rows, ends());
    write(status, sentence(layers, widths));
    tell(`${heading()} ${status.textContent}`);
  }

  function heading() {
    const { recipe, scale, activation, depth } = settings;
    const times = scale === 1 ? "" : `, times ${plainNumber(scale)}`;
    return (
      `${RECIPES[recipe].label}${times}; ${depth} hidden ${depth > 1 ? "layers" : "layer"}, ` +
      `${ACTIVATIONS[activation]}.`
    );
  }

  function sentence(layers, widths) {
    const last = settings.depth - 1;
    const parts = [
      `Layer 1: sums spread by ${inPowers(widths[0][0])}, blames by ${inPowers(widths[0][2])}, and ` +
        `${Math.round(100 * flat(layers[0], settings.activation))} % of the slopes are below 0.01.`,
    ];
    if (last > 0) {
      parts.push(
        `Layer ${last + 1}: sums ${inPowers(widths[last][0])}, blames ${inPowers(widths[last][2])}.`,
      );
    }
    return parts.join(" ");
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
      draw(words.show);
      link.refresh();
    },
  };
}

function plain(value) {
  return String(value).replace("-", "−");
}
