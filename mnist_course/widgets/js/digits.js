/**
 * Any image of the book's sample, or the reader's own drawing: as a picture, as a matrix of
 * numbers, with its label and the label's one-hot code.
 */

import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { freshId, h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { pad } from "./kit/pad.js";
import { pixelGrid } from "./kit/pixels.js";
import { slider } from "./kit/slider.js";
import { unpackDigits } from "./packed.js";
import { prepareDigit } from "./prepare.js";
import { matrix } from "./digits/matrix.js";
import { oneHot } from "./digits/one-hot.js";
import { preparation } from "./digits/preparation.js";
import { readDrawing, writeDrawing } from "./strokes.js";

export const title = "What the computer sees";
export const heights = [1010, 1660]; // in the book's column, on a phone
export const defaults = {
  source: "mnist",
  number: 0,
  row: 8,
  column: 14,
  scale: "stored",
  drawing: "",
  meant: -1,
};

const SIDE = 28;
const FIRST_HELD = 50000;
const SCALES = {
  stored: { label: "0 to 255, as stored", write: String },
  unit: { label: "0 to 1", write: (grey) => plain(grey / 255) },
  symmetric: { label: "−1 to 1", write: (grey) => plain((2 * grey) / 255 - 1) },
};

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  let digits = null;
  let image = new Uint8Array(SIDE * SIDE);
  let drawn = null; // the prepared drawing, or null

  const words = description(root);
  const about = h("p", { class: "ml-status" });
  const pixelLine = h("p", { class: "ml-status" });
  const code = oneHot();
  const part = h("span", { class: "ml-part", "aria-hidden": "true" });
  const grid = pixelGrid({
    label: "The image, 28 rows and 28 columns of pixels",
    help:
      "Point at a pixel, in the picture or in the table, with mouse or finger; or move the frame " +
      "with the arrow keys. The dashed rectangle is the part of the table that is in sight.",
    onPoint: (row, column) => pointAt(row, column, true),
    say: () => pixelLine.textContent,
  });
  grid.frame.append(part);
  const table = matrix({ onPoint: (row, column) => pointAt(row, column, false), onScroll: showPart });

  const source = choice({
    label: "Show",
    options: [
      { value: "mnist", label: "a digit of MNIST" },
      { value: "drawing", label: "my own drawing" },
    ],
    value: settings.source,
    locked: locked("source"),
    onInput: (value) => turn({ source: value }),
  });
  const numbers = [
    ...Array.from({ length: 5000 }, (_, i) => i),
    ...Array.from({ length: 1000 }, (_, i) => FIRST_HELD + i),
  ];
  const number = slider({
    label: "Image number",
    values: numbers,
    value: settings.number,
    format: String,
    locked: locked("number"),
    onInput: (value) => turn({ number: value }),
  });
  const fieldId = freshId("number");
  const field = h("input", {
    id: fieldId,
    class: "ml-field",
    inputmode: "numeric",
    disabled: locked("number"),
  });
  field.addEventListener("change", () => turn({ number: nearest(Number(field.value) || 0) }));
  const another = button({ label: "Another of this digit", onPress: anotherOfThisDigit });
  another.set({ disabled: true }); // until the labels are known
  const mnistBox = h(
    "div",
    { class: "ml-section" },
    h(
      "div",
      { class: "ml-controls" },
      number.element,
      h(
        "div",
        { class: "ml-inline" },
        h("label", { for: fieldId }, "or type it (0 to 4999, 50000 to 50999)"),
        h("div", { class: "ml-row" }, field, another.element),
      ),
    ),
  );

  const drawPad = pad({
    onDraw(grey, lines) {
      drawn = prepareDigit(grey, Math.sqrt(grey.length));
      if (drawn) steps.show(grey, drawn);
      const drawing = writeDrawing(lines);
      figure.report("drawing", {}, drawn ? [drawn.image.slice().buffer] : []);
      turn({ drawing });
    },
    onClear() {
      drawn = null;
      steps.clear();
      figure.report("drawing", {}, []);
      turn({ drawing: "" });
    },
  });
  const steps = preparation();
  steps.clear();
  const meant = choice({
    label: "The label is what the writer meant, and only you know that:",
    options: Array.from({ length: 10 }, (_, value) => ({ value, label: String(value) })),
    value: settings.meant,
    locked: locked("meant"),
    onInput: (value) => turn({ meant: value }),
  });
  const drawingBox = h(
    "div",
    { class: "ml-section" },
    h("div", { class: "ml-pair" }, drawPad.element, steps.element),
    meant.element,
  );
  const scale = choice({
    label: "The table’s numbers",
    options: Object.entries(SCALES).map(([value, { label }]) => ({ value, label })),
    value: settings.scale,
    locked: locked("scale"),
    onInput: (value) => turn({ scale: value }),
  });
  const link = linkRow(figure, settings, LOCKABLE);

  root.append(
    h("p", { class: "ml-heading" }, title),
    source.element,
    mnistBox,
    drawingBox,
    about,
    h("div", { class: "ml-picture-and-table" }, grid.element, table.element),
    pixelLine,
    scale.element,
    code.element,
    ...link.elements,
    words.element,
  );
  write(about, "Fetching the digits …");
  figure.assets
    .get("digits")
    .then(unpackDigits)
    .then(start, (error) => write(about, `No digits: ${error.message}`));

  function start(found) {
    digits = found;
    another.set({ disabled: locked("number") });
    settings.number = nearest(settings.number);
    if (settings.drawing) drawPad.strokes(readDrawing(settings.drawing));
    refresh(words.show);
    table.reach(settings.row, settings.column);
  }

  function turn(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    refresh(words.say);
  }

  /** The image of a number, and its label. */
  function find(n) {
    const { pixels, labels } = n >= FIRST_HELD ? digits.held : digits.train;
    const i = n >= FIRST_HELD ? n - FIRST_HELD : n;
    return { image: pixels.subarray(784 * i, 784 * (i + 1)), label: labels[i] };
  }

  function anotherOfThisDigit() {
    const { label } = find(settings.number);
    const from = numbers.indexOf(settings.number);
    const next = [...numbers.slice(from + 1), ...numbers].find((n) => find(n).label === label);
    turn({ number: next });
  }

  function refresh(tell) {
    if (!digits) return;
    const own = settings.source === "drawing";
    mnistBox.hidden = own;
    drawingBox.hidden = !own;
    number.set(settings.number);
    field.value = String(settings.number);
    const chosen = find(settings.number);
    const label = own ? settings.meant : chosen.label;
    image = own ? (drawn?.image ?? new Uint8Array(SIDE * SIDE)) : chosen.image;
    grid.draw(image, 255);
    table.draw(image, SCALES[settings.scale].write);
    code.draw(label);
    write(about, own ? aboutDrawing() : `${name(settings.number)}, label ${label}. ${aboutInk()}`);
    refreshPixel();
    const kind = label < 0 ? "No label yet." : `One-hot: 1 at place ${label}, 0 elsewhere.`;
    tell(`${about.textContent} ${pixelLine.textContent} ${kind}`);
    link.refresh();
  }

  function aboutDrawing() {
    if (!drawn) return "The pad is empty: draw a digit.";
    return `Your drawing, prepared. ${aboutInk()}`;
  }

  function aboutInk() {
    const inked = Array.from(image.keys()).filter((k) => image[k]);
    const total = image.reduce((sum, value) => sum + value, 0);
    const mass = (at) => (inked.reduce((sum, k) => sum + at(k) * image[k], 0) / total).toFixed(1);
    const span = (at) => 1 + Math.max(...inked.map(at)) - Math.min(...inked.map(at));
    const [row, column] = [(k) => Math.floor(k / SIDE), (k) => k % SIDE];
    return (
      `${inked.length} of its 784 numbers are above 0. Its ink spans ${span(row)} rows and ` +
      `${span(column)} columns, with the centre of mass at row ${mass(row)}, column ${mass(column)}.`
    );
  }

  function pointAt(row, column, reach) {
    if (row === settings.row && column === settings.column) return;
    Object.assign(settings, { row, column });
    figure.setState({ row, column });
    refreshPixel();
    if (reach) table.reach(row, column);
    words.show(`${about.textContent} ${pixelLine.textContent}`);
    link.refresh();
  }

  function refreshPixel() {
    const { row, column } = settings;
    const grey = image[SIDE * row + column];
    grid.point(row, column);
    table.point(row, column);
    write(
      pixelLine,
      `Row ${row}, column ${column}: stored ${grey}; ${SCALES.unit.write(grey)} on [0, 1]; ` +
        `${SCALES.symmetric.write(grey)} on [−1, 1]. In the list of 784 it stands at place ` +
        `28 · ${row} + ${column} = ${SIDE * row + column}.`,
    );
  }

  function showPart({ top, left, rows, columns }) {
    const share = (value) => `${(100 * Math.max(0, Math.min(SIDE, value))) / SIDE}%`;
    part.style.left = share(left);
    part.style.top = share(top);
    part.style.width = share(Math.min(columns, SIDE - left));
    part.style.height = share(Math.min(rows, SIDE - top));
  }

  function nearest(value) {
    const n = Math.max(0, Math.round(value));
    if (n < FIRST_HELD) return Math.min(n, 4999);
    return Math.min(n, FIRST_HELD + 999);
  }

  function update(patch) {
    Object.assign(settings, patch);
    settings.number = nearest(settings.number);
    for (const place of ["row", "column"]) {
      settings[place] = Math.min(SIDE - 1, Math.max(0, Math.round(settings[place])));
    }
    source.set(settings.source);
    scale.set(settings.scale);
    meant.set(settings.meant);
    if (patch.drawing !== undefined) redraw(patch.drawing);
    refresh(words.show);
    table.reach(settings.row, settings.column);
  }

  function redraw(drawing) {
    drawPad.clear();
    if (drawing) drawPad.strokes(readDrawing(drawing));
  }

  return { update, remove: table.remove };
}

const LOCKABLE = ["source", "number", "scale", "meant"];

function name(number) {
  return number >= FIRST_HELD
    ? `Image ${number}, one of the validation digits`
    : `Image ${number}, one of the training digits`;
}

/** Write a number with two decimals and a true minus; whole numbers without. */
function plain(value) {
  const text = Number.isInteger(value) ? String(value) : value.toFixed(2);
  return text.replace("-", "−");
}
