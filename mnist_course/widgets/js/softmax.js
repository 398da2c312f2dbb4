/**
 * Softmax regression at work on one real digit: ten scores and probabilities, x · w as pictures,
 * and pixels that the reader erases and paints.
 */

import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { percent, signed } from "./kit/numbers.js";
import { pictureChoice } from "./kit/picture-choice.js";
import { picture, weightKey } from "./kit/pictures.js";
import { pixelGrid } from "./kit/pixels.js";
import { linearValues, slider } from "./kit/slider.js";
import { argmax } from "./engine.js";
import { unpackDigits } from "./packed.js";
import { readEdits, writeEdits } from "./softmax/edits.js";
import { probabilities, softmaxRegression, surestMistakes } from "./softmax/network.js";
import { scoreTable } from "./softmax/table.js";
import { unpackNetworks } from "./trained.js";
import { aDigit } from "./digits/article.js";

export const title = "Ten scores for one digit";
export const heights = [1440, 2110]; // in the book's column, on a phone
export const defaults = { number: 0, neuron: 7, edits: "" };

const FIRST = 50000; // held-out digit 0 is this image of MNIST's training file
const MANY = 8; // mistakes shown at first

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  let network = null;
  let held = null;
  let mistakes = [];
  let edits = readEdits(settings.edits);
  let past = []; // edits before each stroke, as texts
  let stroke = null; // edits before the stroke that goes on
  let x = new Float32Array(784);
  let at = [14, 14]; // the pixel that the reader points at
  let weightLimit = 1;

  const words = description(root);
  const [status, pixelLine, sumLine] = Array.from({ length: 3 }, () =>
    h("p", { class: "ml-status ml-softmax-line" }),
  );
  const table = scoreTable();
  const number = slider({
    label: "Held-out digit, by number",
    values: linearValues(0, 999),
    value: settings.number,
    format: String,
    locked: locked("number"),
    onInput: openDigit,
  });
  let tool = "erase";
  const tools = choice({
    label: "The pointer",
    options: [
      { value: "erase", label: "erases" },
      { value: "paint", label: "paints" },
    ],
    value: tool,
    locked: locked("edits"),
    onInput: (value) => (tool = value),
  });
  const grid = pixelGrid({
    label: "The image: erase or paint its pixels",
    help:
      "Draw over the image with mouse, finger or pen. With the keyboard: arrow keys move the " +
      "frame, space touches the pixel in it, arrow keys with Shift touch all on the way.",
    onPoint: (row, column) => showPixel(row, column),
    onTouch: touch,
    onLift: endStroke,
    say: () => `${pixelLine.textContent} ${status.textContent}`,
  });
  grid.lock(locked("edits"));
  const undo = button({ label: "Undo", onPress: back });
  const restore = button({ label: "Restore the image", icon: "reset", onPress: forget });
  const neurons = pictureChoice({
    label: "Pixel times weight, for each neuron (choose one to enlarge it)",
    count: 10,
    size: 54,
    locked: locked("neuron"),
    onInput: (neuron) => turn({ neuron }),
  });
  for (let digit = 0; digit < 10; digit += 1) neurons.name(digit, String(digit), `neuron ${digit}`);
  neurons.set(settings.neuron);
  const trio = ["the image x", "", "pixel times weight"].map((caption) => {
    const image = picture({ size: 150, label: caption || "weights" });
    const text = h("figcaption", {}, caption);
    return { image, text, element: h("figure", { class: "ml-trio-part" }, image.element, text) };
  });
  // Empty pictures, until it is known which: nothing moves then.
  const empty = pictureChoice({
    label: "The surest mistakes among 1000 held-out digits: which are they?",
    count: MANY,
    size: 54,
    onInput() {},
  });
  for (let i = 0; i < MANY; i += 1) empty.name(i, "…", `mistake ${i + 1}`);
  empty.element.disabled = true;
  const allOfThem = button({ label: "Show all", onPress() {} });
  allOfThem.set({ disabled: true });
  const waiting = h("div", { class: "ml-buttons" }, allOfThem.element);
  const mistakeBox = h("div", { class: "ml-mistakes" }, empty.element, waiting);
  const link = linkRow(figure, settings, Object.keys(defaults));

  root.append(
    h("p", { class: "ml-heading" }, title),
    mistakeBox,
    number.element,
    status,
    h(
      "div",
      { class: "ml-pair" },
      h(
        "div",
        { class: "ml-section" },
        h("div", { class: "ml-tools" }, tools.element),
        grid.element,
        h("div", { class: "ml-buttons" }, undo.element, restore.element),
      ),
      h(
        "div",
        { class: "ml-section" },
        table.element,
        h("p", { class: "ml-note" }, "▸ the network’s answer, ✓ the true label"),
      ),
    ),
    pixelLine,
    neurons.element,
    h("div", { class: "ml-trio" }, ...trio.map(({ element }) => element)),
    weightKey({ against: "speaks against the digit", meant: "speaks for it" }),
    sumLine,
    ...link.elements,
    words.element,
  );
  write(status, "Fetching the digits and the weights …");
  Promise.all([
    figure.assets.get("held").then(unpackDigits),
    figure.assets.get("weights").then(unpackNetworks),
  ]).then(start, (error) => write(status, `Nothing to show: ${error.message}`));

  function start([digits, { softmax }]) {
    held = digits.held;
    network = softmaxRegression(softmax);
    mistakes = surestMistakes(network, held);
    const sizes = Array.from({ length: 10 }, (_, j) => network.weights(j)).flatMap((w) =>
      Array.from(w, Math.abs),
    );
    weightLimit = sizes.sort((a, b) => a - b)[Math.floor(0.995 * sizes.length)];
    settings.number = clampNumber(settings.number);
    number.set(settings.number);
    listMistakes();
    refresh(words.show);
  }

  let mistakeChoice = null;
  function listMistakes() {
    mistakeChoice = pictureChoice({
      label: `The surest mistakes: ${mistakes.length} of ${held.labels.length} held-out digits are named wrongly`,
      count: mistakes.length,
      size: 54,
      locked: locked("number"),
      onInput: (index) => {
        number.set(mistakes[index].number);
        openDigit(mistakes[index].number);
      },
    });
    mistakes.forEach(({ number: n, label, answer, p }, i) => {
      mistakeChoice.pictures[i].digit(held.x.subarray(784 * n, 784 * (n + 1)));
      mistakeChoice.name(i, `${label} → ${answer}`, `${aDigit(label)}, named ${answer}, ${percent(p)}`);
      mistakeChoice.hide(i, i >= MANY);
    });
    const more = button({
      label: `Show all ${mistakes.length}`,
      onPress: () => {
        mistakes.forEach((_, i) => mistakeChoice.hide(i, false));
        more.element.hidden = true;
      },
    });
    const pageful = h("div", { class: "ml-buttons" }, more.element);
    mistakeBox.replaceChildren(mistakeChoice.element, pageful);
  }

  /** Another digit: its changes are gone, and the neuron of the network's answer is enlarged. */
  function openDigit(next) {
    edits = new Map();
    past = [];
    Object.assign(settings, { number: next, edits: "" });
    if (network && !locked("neuron")) settings.neuron = argmax(network.scores(current()), 0, 10);
    const { neuron } = settings;
    turn({ number: next, edits: "", neuron });
  }

  function touch(row, column) {
    if (!held) return;
    stroke ??= settings.edits;
    const put = (r, c, value) => {
      const place = 28 * r + c;
      if (r < 0 || c < 0 || r > 27 || c > 27) return;
      const before = edits.get(place) ?? held.pixels[784 * settings.number + place];
      const after = tool === "erase" ? 0 : Math.max(value, before);
      if (after !== before) edits.set(place, after);
    };
    put(row, column, 255);
    for (const [dr, dc] of [[0, 1], [1, 0], [0, -1], [-1, 0]]) put(row + dr, column + dc, 136);
    settings.edits = writeEdits(edits);
    refresh(words.say);
  }

  function endStroke() {
    if (stroke === null) return;
    if (stroke !== settings.edits) past.push(stroke);
    stroke = null;
    turn({ edits: settings.edits });
  }

  function back() {
    if (past.length) change(past.pop());
  }

  function forget() {
    past.push(settings.edits);
    change("");
  }

  function change(text) {
    edits = readEdits(text);
    turn({ edits: text });
  }

  function turn(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    refresh(words.say);
    link.refresh();
  }

  function current() {
    const values = held.x.slice(784 * settings.number, 784 * (settings.number + 1));
    edits.forEach((value, place) => (values[place] = value / 255));
    return values;
  }

  function refresh(tell) {
    if (!network) return;
    x = current();
    const z = network.scores(x);
    const p = probabilities(z);
    const answer = argmax(p, 0, 10);
    const label = held.labels[settings.number];
    const j = settings.neuron;
    grid.draw(x);
    table.draw(z, p, answer, label);
    mistakeChoice.set(mistakes.findIndex((one) => one.number === settings.number));
    for (let digit = 0; digit < 10; digit += 1) {
      neurons.pictures[digit].weights(network.products(x, digit), weightLimit);
      neurons.name(digit, String(digit), `neuron ${digit}, score ${signed(z[digit])}`);
    }
    neurons.set(j);
    const products = network.products(x, j);
    trio[0].image.digit(x);
    trio[0].image.name("the image");
    trio[1].image.weights(network.weights(j), weightLimit);
    trio[1].image.name(`the weights of neuron ${j}`);
    write(trio[1].text, `weights w of neuron ${j}`);
    trio[2].image.weights(products, weightLimit);
    trio[2].image.name(`pixel times weight, neuron ${j}`);
    const add = (keep) => products.filter(keep).reduce((sum, value) => sum + value, 0);
    const [pro, contra] = [add((v) => v > 0), add((v) => v < 0)];
    write(
      sumLine,
      `Neuron ${j}: the pixels add ${signed(pro)} for ${aDigit(j)} and ${signed(contra)} against it, so ` +
        `x · w = ${signed(pro + contra)}. With the bias ${signed(network.bias(j))} the score is ` +
        `z = ${signed(z[j])}.`,
    );
    const changed = countChanged();
    write(
      status,
      `Held-out digit ${settings.number} (image ${FIRST + settings.number} of MNIST), true label ` +
        `${label}${changed ? `, ${changed} ${changed > 1 ? "pixels" : "pixel"} changed` : ""}. The network names it ${answer}, ` +
        `with probability ${percent(p[answer])}${answer === label ? "" : ": a mistake"}.`,
    );
    undo.set({ disabled: !past.length || locked("edits") });
    restore.set({ disabled: !edits.size || locked("edits") });
    showPixel(...at);
    tell(`${status.textContent} ${sumLine.textContent}`);
  }

  function countChanged() {
    let count = 0;
    edits.forEach((value, place) => {
      if (held.pixels[784 * settings.number + place] !== value) count += 1;
    });
    return count;
  }

  function showPixel(row, column) {
    at = [row, column];
    grid.point(row, column);
    if (!network) return;
    const k = 28 * row + column;
    const w = network.weights(settings.neuron)[k];
    write(
      pixelLine,
      `Pixel in row ${row}, column ${column}: ink ${signed(x[k])} times weight ${signed(w)} ` +
        `gives ${signed(x[k] * w)} to the score of neuron ${settings.neuron}.`,
    );
  }

  function update(patch) {
    Object.assign(settings, patch);
    settings.number = clampNumber(settings.number);
    settings.neuron = Math.min(9, Math.max(0, Math.round(settings.neuron)));
    if (patch.edits !== undefined) edits = readEdits(settings.edits);
    else if (patch.number !== undefined) edits = readEdits((settings.edits = ""));
    past = [];
    number.set(settings.number);
    refresh(words.show);
    link.refresh();
  }

  function clampNumber(value) {
    return Math.min(held ? held.labels.length - 1 : 999, Math.max(0, Math.round(value)));
  }

  return { update };
}
