/** How one unit comes to its number: what it sees, its weights, their products, and the sum. */

import { h } from "../kit/dom.js";
import { signed, withSign } from "../kit/numbers.js";
import { largest, letterColour, picture, weightColour } from "../kit/pictures.js";

const NAMED = 3; // products that are written out for a unit with a hundred inputs

/**
 * @returns {{element: HTMLElement, show: (unit: import("./lenet.js").Unit, layer:
 *   import("./lenet.js").Layer) => void}}
 */
export function unitSum() {
  const element = h("div", { class: "ml-section" });
  return {
    element,
    show(unit, layer) {
      const first = !unit.source;
      if (unit.pooled) element.replaceChildren(mean(unit));
      else if (first) element.replaceChildren(writtenOut(unit));
      else if (unit.inputs.length > 1) element.replaceChildren(cards(unit));
      else element.replaceChildren(longRow(unit, layer));
    },
  };
}

/** The sum of a unit in words. */
export function sumWords(unit, layer, digit) {
  const { pooled, inputs, z, bias, output, source } = unit;
  if (pooled) {
    const values = Array.from(inputs[0].values, (value) => signed(value));
    return `Its output is their mean: (${values.join(" + ")}) / ${values.length}\u00a0=\u00a0${signed(output)}.`;
  }
  const count = inputs.reduce((total, { values }) => total + values.length, 0);
  const sum = signed(z - bias);
  const parts = inputs.length > 1 ? ` in ${inputs.length} maps` : "";
  const ends =
    layer.name === "output"
      ? `softmax makes of the ten sums the probability ${output.toFixed(4)} of the digit ${digit}`
      : `its output is tanh(z)\u00a0=\u00a0${signed(output)}`;
  return (
    `Its ${count} inputs${parts}${source ? "" : ", pixels,"} times its weights add up to ${sum}. ` +
    `With the bias ${signed(bias)} the sum is z\u00a0=\u00a0${signed(z)}, and ${ends}.`
  );
}

/** Numbers in coloured cells; `ink`: pixels, else numbers of both signs up to `limit`. */
function numberTable(caption, { rows, columns }, values, { ink = false, limit = 1 } = {}) {
  const line = (r) =>
    Array.from({ length: columns }, (_, c) => {
      const value = values[r * columns + c];
      const grey = Math.round(255 * (1 - value));
      const colour = ink ? [grey, grey, grey] : weightColour(value / (limit || 1));
      const cell = h("td", {}, signed(value));
      cell.style.background = `rgb(${colour.join()})`;
      cell.style.color = letterColour(colour);
      return cell;
    });
  return h(
    "table",
    { class: "ml-numbers" },
    h("caption", {}, caption),
    h("tbody", {}, ...Array.from({ length: rows }, (_, r) => h("tr", {}, ...line(r)))),
  );
}

function writtenOut({ inputs: [input] }) {
  const weights = largest(input.weights);
  const products = largest(input.products);
  return h(
    "div",
    { class: "ml-written" },
    numberTable("its patch of the digit", input, input.values, { ink: true }),
    numberTable("× its weights", input, input.weights, { limit: weights }),
    numberTable(`= products, sum ${signed(input.sum)}`, input, input.products, { limit: products }),
  );
}

function mean({ inputs: [input], source }) {
  const caption = `its patch of ${source.name}, map ${input.map}`;
  return h("div", { class: "ml-written" }, numberTable(caption, input, input.values));
}

function trio(input, size, limits) {
  return ["values", "weights", "products"].flatMap((kind, i) => {
    const image = picture({ rows: input.rows, columns: input.columns, size });
    image.element.setAttribute("role", "presentation");
    image.element.style.aspectRatio = `${input.columns} / ${input.rows}`;
    image.weights(input[kind], limits[kind]);
    return [i && h("span", { "aria-hidden": "true" }, i > 1 ? "=" : "×"), image.element];
  });
}

function limitsOf(inputs) {
  const most = (kind) => Math.max(...inputs.map((input) => largest(input[kind])));
  return { values: 1, weights: most("weights"), products: most("products") };
}

function cards({ inputs, source }) {
  const limits = limitsOf(inputs);
  const one = (input) =>
    h(
      "li",
      {},
      h("span", { class: "ml-card-row" }, ...trio(input, inputs.length > 6 ? 36 : 42, limits)),
      h("span", {}, `map ${input.map}: ${withSign(input.sum)}`),
    );
  return h(
    "div",
    { class: "ml-section" },
    h("p", {}, `For each map of ${source.name}: its patch × weights = products, and their sum`),
    h("ul", { class: inputs.length > 6 ? "ml-cards ml-many" : "ml-cards" }, ...inputs.map(one)),
  );
}

function longRow({ inputs: [input], source }) {
  const order = Array.from(input.products.keys()).sort(
    (a, b) => input.products[b] - input.products[a],
  );
  const write1 = (i) =>
    `unit ${i}: ${signed(input.values[i])} × ${signed(input.weights[i])} = ` +
    withSign(input.products[i]);
  const list = (title, places) =>
    h("div", {}, h("p", {}, title), h("ul", { class: "ml-plain" }, ...places.map((i) => h("li", {}, write1(i)))));
  return h(
    "div",
    { class: "ml-section" },
    h("p", {}, `All ${input.values.length} units of ${source.name} × weights = products`),
    h("div", { class: "ml-card-row ml-long" }, ...trio(input, 190, limitsOf([input]))),
    h(
      "div",
      { class: "ml-pair" },
      list("The strongest products for it:", order.slice(0, NAMED)),
      list("The strongest against it:", order.slice(-NAMED).reverse()),
    ),
  );
}
