/**
 * Activation functions: value, slope and tangent of the one that is chosen; and, below, what is
 * left of a gradient on its way back through a chain of such neurons.
 */

import { choice } from "./kit/choice.js";
import { curvePlot } from "./kit/curves.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { superscript } from "./kit/numbers.js";
import { commonOf } from "./kit/settings.js";
import { linearValues, logValues, slider } from "./kit/slider.js";
import { FUNCTIONS, chain } from "./activation/functions.js";
import { tangentPlot } from "./activation/tangent.js";

export const title = "Six bends and their slopes";
export const heights = [1250, 1830]; // in the book's column, on a phone
export const defaults = {
  function: "sigmoid",
  negative_slope: 0.01,
  z: 2,
  layers: 10,
  weight: 1,
  bias: 0,
};

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const common = commonOf(figure, settings, turn);
  const words = description(root);
  const numbers = h("p", { class: "ml-status" });
  const rest = h("p", { class: "ml-status" });
  const plot = tangentPlot();
  const gradient = curvePlot({
    title: "What is left of the gradient (cut off below 10⁻¹²)",
    xLabel: "layer (0 is the input)",
    yRange: [-12, 3],
    yFormat: (power) => `10${superscript(Math.round(power))}`,
    xCounts: 0,
    height: 230,
  });
  const signal = curvePlot({
    title: "The signal on its way up (cut off above 3)",
    xLabel: "layer (0 is the input)",
    yRange: [-3, 3],
    yFormat: (value) => String(value).replace("-", "−"),
    xCounts: 0,
    height: 230,
  });

  const controls = {
    function: choice({
      label: "Activation function",
      options: Object.entries(FUNCTIONS).map(([value, { label }]) => ({ value, label })),
      ...common("function"),
    }),
    z: slider({ label: "z", values: linearValues(-6, 6, 0.1), format: signed, ...common("z") }),
    negative_slope: slider({
      label: "Slope of leaky ReLU on the left, γ",
      values: logValues(0.001, 0.3, [1, 3]),
      ...common("negative_slope"),
    }),
    layers: slider({
      label: "Layers in the chain",
      values: linearValues(1, 20),
      ...common("layers"),
    }),
    weight: slider({
      label: "Weight of each neuron",
      values: linearValues(0.1, 6, 0.1),
      ...common("weight"),
    }),
  };
  controls.bias = slider({
    label: "Bias of each neuron",
    values: linearValues(-4, 4, 0.5),
    format: signed,
    ...common("bias"),
  });
  const link = linkRow(figure, settings, Object.keys(controls));

  root.append(
    h("p", { class: "ml-heading" }, title),
    controls.function.element,
    h("div", { class: "ml-controls" }, controls.z.element, controls.negative_slope.element),
    plot.element,
    numbers,
    h("p", { class: "ml-heading" }, "A chain of such neurons"),
    h("p", { class: "ml-note" }, "Its input is the z above. All neurons have equal weights and biases."),
    h(
      "div",
      { class: "ml-controls" },
      controls.layers.element,
      controls.weight.element,
      controls.bias.element,
    ),
    h("div", { class: "ml-pair" }, signal.element, gradient.element),
    rest,
    ...link.elements,
    words.element,
  );
  draw(words.show);

  function turn(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    draw(words.say);
    link.refresh();
  }

  function draw(tell) {
    const { label, f, slope } = FUNCTIONS[settings.function];
    const gamma = settings.negative_slope;
    const { z } = settings;
    controls.negative_slope.element.hidden = settings.function !== "leaky_relu";
    const value = f(z, gamma);
    const steep = slope(z, gamma);
    plot.draw({ f: (t) => f(t, gamma), slope: (t) => slope(t, gamma), z });
    write(numbers, `${label} at z = ${signed(z)}: value ${short(value)}, slope ${short(steep)}.`);
    const { signals, gradients } = chain(settings);
    signal.draw([{ name: "signal", points: pairs(signals), look: "a" }], settings.layers);
    const powers = gradients.map((g) => (g === 0 ? -Infinity : Math.log10(Math.abs(g))));
    gradient.draw([{ name: "left", points: pairs(powers), look: "b" }], settings.layers);
    write(rest, whatIsLeft(gradients[0], settings));
    tell(`${numbers.textContent} ${rest.textContent}`);
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
      draw(words.show);
    },
    remove() {
      signal.remove();
      gradient.remove();
      plot.remove();
    },
  };
}

function whatIsLeft(left, { layers, weight, bias }) {
  const chainWords = `In a chain of ${layers} with weights ${short(weight)} and biases ${short(bias)}`;
  if (left === 0) return `${chainWords}, nothing of the gradient reaches the input.`;
  return `${chainWords}, ${short(left)} of the gradient reaches the input.`;
}

function pairs(values) {
  return values.map((value, layer) => [layer, value]);
}

function signed(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/** Write three digits; very small and very large numbers as powers of ten. */
function short(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [digits, power] = value.toExponential(1).split("e");
    return `${digits.replace("-", "−")} · 10${superscript(Number(power))}`;
  }
  return signed(Number(value.toPrecision(3)));
}
