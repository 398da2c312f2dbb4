/**
 * A kernel that the reader edits slides over an image: the products under the window, their sum,
 * and the feature map as it grows; stride and padding.
 */

import { board, ink, signs } from "./kit/board.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { largest, weightKey } from "./kit/pictures.js";
import { linearValues, slider } from "./kit/slider.js";
import { walk } from "./kit/walk.js";
import { kernelFields } from "./convolution/kernel.js";
import { productTable, short, shortest } from "./convolution/products.js";
import {
  EXAMPLE,
  KERNELS,
  pad,
  readKernel,
  slide,
  sumOfProducts,
  under,
} from "./convolution/sliding.js";
import { unpackDigits } from "./packed.js";

export const title = "A kernel slides over an image";
export const heights = [1041, 1922]; // in the book's column, on a phone
export const defaults = {
  image: "example",
  number: 1,
  kernel: KERNELS.X,
  stride: 1,
  padding: 0,
  place: 0,
  whole: false,
};

const WINDOW = 3;
const IMAGES = { example: "5 × 5 pixels", digit: "a digit" };

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  let held = null;
  let problem = "";
  let now = null; // the image, its padded copy, the map: all that follows from the settings

  const words = description(root);
  const status = h("p", { class: "ml-status" });
  const sizeLine = h("p", { class: "ml-note" });
  const image = choice({
    label: "The image",
    options: Object.entries(IMAGES).map(([value, label]) => ({ value, label })),
    value: settings.image,
    locked: locked("image"),
    onInput: (value) => turn({ image: value, place: 0 }),
  });
  const number = slider({
    label: "Held-out digit, by number",
    values: linearValues(0, 999),
    value: settings.number,
    format: String,
    locked: locked("number"),
    onInput: (value) => turn({ number: value }),
  });
  const named = choice({
    label: "A ready-made kernel",
    options: Object.keys(KERNELS).map((label) => ({ value: KERNELS[label], label })),
    value: settings.kernel,
    locked: locked("kernel"),
    onInput: (value) => turn({ kernel: value }),
  });
  const counts = ["stride", "padding"].map((name) =>
    slider({
      label: { stride: "Stride S", padding: "Padding P" }[name],
      values: name === "stride" ? [1, 2, 3] : [0, 1, 2],
      value: settings[name],
      locked: locked(name),
      onInput: (value) => turn({ [name]: value }),
    }),
  );
  const fields = kernelFields({
    locked: locked("kernel"),
    onInput: (weights) => turn({ kernel: weights.join(" ") }),
  });
  const products = productTable();
  const input = board({
    label: "The image",
    onPoint: (row, column) => {
      if (!now || locked("place")) return;
      const near = (v) =>
        Math.min(now.out - 1, Math.max(0, Math.round((v - 1) / settings.stride)));
      goTo(near(row), near(column));
    },
  });
  const map = board({
    label: "The feature map: choose a place",
    keyboard: true,
    onPoint: (row, column) => now && !locked("place") && goTo(row, column),
    help: "Point at a place, in either picture, or move with the arrow keys.",
    say: () => status.textContent,
  });
  const steps = walk({
    count: () => now?.map.length ?? 0,
    settings,
    locked: locked("place"),
    turn,
    draw: () => draw(words.show),
  });
  const link = linkRow(figure, settings, Object.keys(defaults));

  const imageTitle = h("p", { class: "ml-title" });
  const mapTitle = h("p", { class: "ml-title" });
  root.append(
    h("p", { class: "ml-heading" }, title),
    h("div", { class: "ml-image-and-kernel" }, image.element, named.element),
    number.element,
    h("div", { class: "ml-controls" }, ...counts.map(({ element }) => element)),
    steps.element,
    h(
      "div",
      { class: "ml-pair" },
      h("div", { class: "ml-board-part" }, imageTitle, input.element),
      h("div", { class: "ml-board-part" }, mapTitle, map.element),
    ),
    weightKey({ against: "negative sum", meant: "positive sum" }),
    status,
    h("div", { class: "ml-pair" }, fields.element, products.element),
    sizeLine,
    ...link.elements,
    words.element,
  );
  recompute();
  draw(words.show);
  figure.assets
    .get("digits")
    .then(unpackDigits)
    .then((digits) => {
      held = digits.held;
    })
    .catch((error) => {
      problem = `The digits could not be read: ${error.message}`;
    })
    .finally(() => {
      recompute();
      draw(words.show);
    });

  /** Everything that follows from image, kernel, stride and padding. */
  function recompute() {
    const digit = settings.image === "digit";
    const weights = readKernel(settings.kernel) ?? readKernel(defaults.kernel);
    now = null;
    if (digit && !held) return;
    const start = 784 * settings.number;
    const pixels = digit ? held.x.slice(start, start + 784) : EXAMPLE;
    const side = Math.sqrt(pixels.length);
    const wide = side + 2 * settings.padding;
    const padded = pad(pixels, side, settings.padding);
    const found = slide(padded, wide, WINDOW, settings.stride, sumOfProducts(weights));
    now = { side, wide, padded, weights, ...found };
    settings.place = Math.min(settings.place, found.map.length - 1);
  }

  function goTo(row, column) {
    steps.stop();
    turn({ place: row * now.out + column });
  }

  function turn(patch) {
    const walking = Object.keys(patch).every((name) => name === "place" || name === "whole");
    Object.assign(settings, patch);
    if (!walking) {
      steps.stop();
      recompute();
    }
    figure.setState({ ...patch, place: settings.place });
    draw(words.say);
    link.refresh();
  }

  function draw(tell) {
    const digit = settings.image === "digit";
    number.element.hidden = !digit;
    image.set(settings.image);
    named.set(settings.kernel);
    steps.refresh();
    if (!now) {
      write(status, problem || "Fetching the digits …");
      tell(status.textContent);
      return;
    }
    const { side, wide, padded, weights, map: sums, out } = now;
    const { place, stride, padding, whole } = settings;
    const [p, q] = [Math.floor(place / out), place % out];
    const seen = under(padded, wide, p * stride, q * stride, WINDOW);
    fields.set(weights);
    products.draw(seen, weights);
    input.draw({ side: wide, values: padded, colour: ink, text: shortest, margin: padding });
    input.frame(p * stride, q * stride, WINDOW);
    input.name(`The image; the window begins at row ${p * stride}, column ${q * stride}`);
    const count = whole ? sums.length : place + 1;
    const colour = signs(largest(sums));
    map.draw({ side: out, values: sums, colour, text: shortest, count });
    map.frame(p, q, 1);
    write(imageTitle, padding ? "The image, with its border of zeros" : "The image");
    write(mapTitle, `The feature map, ${out} × ${out}${count < sums.length ? ", so far" : ""}`);
    write(
      status,
      `Place ${place + 1} of ${sums.length}, row ${p}, column ${q} of the map: ` +
        `the nine products add up to ${short(sums[place])}.`,
    );
    write(
      sizeLine,
      `Size of the map: (${side} + 2 · ${padding} − ${WINDOW}) / ${stride} + 1, rounded down, ` +
        `is ${out}.`,
    );
    tell(`${status.textContent} ${sizeLine.textContent}`);
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      settings.number = Math.min(999, Math.max(0, Math.round(settings.number)));
      settings.place = Math.max(0, Math.round(settings.place));
      if (!(settings.image in IMAGES)) settings.image = defaults.image;
      settings.stride = Math.min(3, Math.max(1, Math.round(settings.stride)));
      settings.padding = Math.min(2, Math.max(0, Math.round(settings.padding)));
      steps.stop();
      recompute();
      number.set(settings.number);
      counts[0].set(settings.stride);
      counts[1].set(settings.padding);
      draw(words.show);
      link.refresh();
    },
    remove: () => steps.stop(),
  };
}
