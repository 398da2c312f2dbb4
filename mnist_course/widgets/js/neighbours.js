/**
 * The nearest neighbours of a digit, or of the reader's own drawing: which of the stored digits are
 * nearest, how they vote, and where, pixel by pixel, one of them differs.
 */

import { bars } from "./kit/bars.js";
import { cells, view } from "./kit/cells.js";
import { choice } from "./kit/choice.js";
import { curvePlot } from "./kit/curves.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { heldDigit } from "./kit/held-digit.js";
import { linkRow } from "./kit/link.js";
import { signed } from "./kit/numbers.js";
import { pad } from "./kit/pad.js";
import { pictureChoice } from "./kit/picture-choice.js";
import { weightKey } from "./kit/pictures.js";
import { linearValues, plainNumber, slider } from "./kit/slider.js";
import { readDrawing, writeDrawing } from "./strokes.js";
import { DISTANCES, ranked, sums, votes, winner } from "./neighbours/search.js";
import { COUNT, STOPS } from "./neighbours/worker.js";
import { unpackDigits } from "./packed.js";
import { prepareDigit } from "./prepare.js";

export const title = "Whom does it resemble?";
export const heights = [1690, 2340]; // in the book's column, on a phone
export const defaults = {
  source: "mnist",
  digit: 544,
  drawing: "",
  k: 1,
  distance: "euclidean",
  images: 5000,
  compared: 0,
  row: 8,
  column: 14,
};

const SIDE = 28;
const MOST = 15; // neighbours that are shown
const SETTLE = 250; // milliseconds after the last turn, before all digits are counted anew
const NAMES = Object.keys(DISTANCES);

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  let sample = null;
  let drawn = null; // the prepared drawing: 784 pixels, or null
  let image = new Uint8Array(SIDE * SIDE);
  let found = null; // sums to all stored digits
  let near = []; // the nearest stored digits, by number
  let worker = null;
  let run = 0;
  let timer = 0;
  let counted = null; // how many of COUNT are named rightly, by STOPS
  let asked = ""; // what `counted` was asked for

  const words = description(root);
  const [status, pixelLine, countLine] = Array.from({ length: 3 }, () =>
    h("p", { class: "ml-status ml-neighbour-line" }),
  );
  const source = choice({
    label: "Ask about",
    options: [
      { value: "mnist", label: "a held-out digit" },
      { value: "drawing", label: "my own drawing" },
    ],
    value: settings.source,
    locked: locked("source"),
    onInput: (value) => turn({ source: value, compared: 0 }),
  });
  const digits = heldDigit({
    value: settings.digit,
    locked: locked("digit"),
    onInput: (digit) => turn({ digit, compared: 0 }),
  });
  const paper = pad({
    onDraw(grey, lines) {
      const prepared = prepareDigit(grey, Math.sqrt(grey.length));
      take(prepared && prepared.image, writeDrawing(lines));
    },
    onClear: () => take(null, ""),
  });
  const drawingBox = h("div", {}, paper.element);
  const k = slider({
    label: "Neighbours that vote, k",
    values: linearValues(1, MOST),
    value: settings.k,
    format: String,
    locked: locked("k"),
    onInput: (value) => turn({ k: value }),
  });
  const images = slider({
    label: "Training digits that it remembers",
    values: STOPS,
    value: settings.images,
    format: plainNumber,
    locked: locked("images"),
    onInput: (value) => turn({ images: value, compared: 0 }),
  });
  const distance = choice({
    label: "Distance",
    options: NAMES.map((value) => ({ value, label: DISTANCES[value].label })),
    value: settings.distance,
    locked: locked("distance"),
    onInput: (value) => turn({ distance: value, compared: 0 }),
  });
  const row = pictureChoice({
    label: "The nearest training digits: label and distance. Those in a thick frame vote; choose one to compare",
    count: MOST,
    size: 50,
    locked: locked("compared"),
    onInput: (compared) => turn({ compared }),
  });
  const frames = row.pictures.map((one) => one.element.closest("label"));
  const ballot = bars({
    label: "Votes for each digit",
    names: Array.from({ length: 10 }, (_, digit) => String(digit)),
    format: (value) => (value ? String(value) : ""),
  });
  const [asks, stored] = ["The digit that is asked about", "The neighbour"].map((label) =>
    cells({ label }),
  );
  const difference = cells({
    label: "Digit minus neighbour, pixel by pixel",
    help: "Point at a pixel of the third picture, or move the mark with the arrow keys.",
    onChoose: (r, c) => turn({ row: r, column: c }, false),
    say: () => pixelLine.textContent,
  });
  difference.lock(locked("row") || locked("column"));
  const neighbourView = view("", stored.element);
  const neighbourName = neighbourView.querySelector("figcaption");
  const plot = curvePlot({
    title: `How many of ${COUNT} held-out digits it names rightly`,
    xLabel: "training digits that it remembers",
    yRange: [0, 1],
    xRange: [0, STOPS.length - 1],
    xTicks: [0, 2, 5, 7],
    xFormat: (i) => plainNumber(STOPS[i]),
    yFormat: (share) => `${Math.round(100 * share)} %`,
  });
  const link = linkRow(figure, settings, LOCKABLE);

  root.append(
    h("p", { class: "ml-heading" }, title),
    source.element,
    digits.element,
    drawingBox,
    h("div", { class: "ml-controls" }, k.element, images.element),
    distance.element,
    h(
      "div",
      { class: "ml-neighbour-votes" },
      row.element,
      h("div", {}, h("p", { class: "ml-title" }, "Votes"), ballot.element),
    ),
    status,
    h(
      "div",
      { class: "ml-neighbour-trio" },
      view("the digit", asks.element),
      neighbourView,
      view("digit minus neighbour", difference.element),
    ),
    weightKey({ against: "ink in the neighbour only", meant: "ink in the digit only" }),
    pixelLine,
    plot.element,
    countLine,
    ...link.elements,
    words.element,
  );
  // The help of the third picture stands below all three: they stay side by side.
  pixelLine.before(difference.help);
  write(status, "Fetching the digits …");
  const asset = figure.assets.get("digits");
  asset.then(unpackDigits).then(start, (error) => write(status, `No digits: ${error.message}`));

  function start(unpacked) {
    sample = unpacked;
    digits.know(sample.held.labels);
    fit();
    if (settings.drawing) paper.strokes(readDrawing(settings.drawing));
    refresh(words.show);
  }

  function take(prepared, drawing) {
    drawn = prepared;
    figure.report("drawing", {}, drawn ? [drawn.slice().buffer] : []);
    turn({ drawing, compared: 0 });
  }

  /** Bring settings from outside into their ranges. */
  function fit() {
    const whole = (name, low, high) => {
      const value = Math.round(settings[name]);
      settings[name] = Math.min(high, Math.max(low, Number.isFinite(value) ? value : low));
    };
    whole("digit", 0, 999);
    whole("k", 1, MOST);
    settings.images = STOPS.findLast((stop) => stop <= settings.images) ?? STOPS[0];
    whole("compared", 0, MOST - 1);
    whole("row", 0, SIDE - 1);
    whole("column", 0, SIDE - 1);
    if (!DISTANCES[settings.distance]) settings.distance = defaults.distance;
  }

  function turn(patch, anew = true) {
    Object.assign(settings, patch);
    figure.setState(patch);
    if (anew) {
      refresh(words.say);
    } else {
      refreshPixel();
      words.show(`${status.textContent} ${pixelLine.textContent} ${countLine.textContent}`);
    }
    link.refresh();
  }

  function refresh(tell) {
    if (!sample) return;
    const own = settings.source === "drawing";
    digits.element.hidden = own;
    drawingBox.hidden = !own;
    source.set(settings.source);
    digits.set(settings.digit);
    k.set(settings.k);
    images.set(settings.images);
    distance.set(settings.distance);
    const { held } = sample;
    const chosen = held.pixels.subarray(784 * settings.digit, 784 * (settings.digit + 1));
    image = own ? (drawn ?? new Uint8Array(SIDE * SIDE)) : chosen;
    const empty = own && !drawn;
    search(empty);
    drawNeighbours(empty);
    drawPair(empty);
    refreshPixel();
    ask();
    tell(`${status.textContent} ${pixelLine.textContent} ${countLine.textContent}`);
  }

  function search(empty) {
    const first = sample.train.pixels.subarray(0, 784 * settings.images);
    found = sums(image, first, settings.distance);
    near = empty ? [] : Array.from(ranked(found).subarray(0, MOST));
  }

  const shown = (place) => DISTANCES[settings.distance].show(found[place]).toFixed(2);

  function drawNeighbours(empty) {
    const { train, held } = sample;
    row.element.hidden = empty;
    near.forEach((place, i) => {
      const label = train.labels[place];
      const spoken =
        `neighbour ${i + 1}, a ${label}, distance ${shown(place)}` +
        (i < settings.k ? ", votes" : "");
      row.pictures[i].digit(pixelsOf(place), 255);
      row.name(i, `${label} · ${shown(place)}`, spoken);
      frames[i].classList.toggle("ml-votes", i < settings.k);
    });
    row.set(settings.compared);
    if (empty) {
      ballot.clear();
      write(status, "The pad is empty: draw a digit.");
      return;
    }
    const counts = votes(near, train.labels, settings.k, settings.images);
    ballot.draw(counts, settings.k);
    const answer = winner(counts);
    const tied = counts.filter((count) => count === counts[answer]).length > 1;
    const label = settings.source === "mnist" ? held.labels[settings.digit] : -1;
    const subject = label < 0 ? "Your drawing" : `Held-out digit ${settings.digit}, a ${label}`;
    const verdict = label < 0 ? "" : answer === label ? ": right" : ": wrong";
    const who =
      settings.k === 1
        ? `Its nearest neighbour is a ${answer}, so the answer is ${answer}`
        : `Of its ${settings.k} nearest neighbours ${counts[answer]} ` +
          `${counts[answer] === 1 ? "is a" : "are"} ${answer}${counts[answer] === 1 ? "" : "s"}, ` +
          `so the answer is ${answer}`;
    const tie = tied ? " (another digit has as many votes; the smaller one wins)" : "";
    write(status, `${subject}. ${who}${tie}${verdict}.`);
  }

  function pixelsOf(place) {
    return sample.train.pixels.subarray(784 * place, 784 * (place + 1));
  }

  function drawPair(empty) {
    const place = near[settings.compared];
    const other = empty ? image : pixelsOf(place);
    const name = empty
      ? "the neighbour"
      : `neighbour ${settings.compared + 1}, a ${sample.train.labels[place]}`;
    write(neighbourName, name);
    stored.name(name);
    const scaled = (pixels) => Float32Array.from(pixels, (value) => value / 255);
    asks.draw(scaled(image), SIDE, SIDE, { digit: true });
    stored.draw(scaled(other), SIDE, SIDE, { digit: true });
    const apart = Float32Array.from(image, (value, i) => (value - other[i]) / 255);
    difference.draw(apart, SIDE, SIDE, { limit: 1 });
  }

  function refreshPixel() {
    const { row: r, column: c } = settings;
    difference.choose(r, c);
    if (!near.length) {
      write(pixelLine, "");
      return;
    }
    const place = near[settings.compared];
    const i = SIDE * r + c;
    const [mine, its] = [image[i] / 255, pixelsOf(place)[i] / 255];
    const apart = mine - its;
    const size = Math.abs(apart).toFixed(2);
    const whole = {
      euclidean: () =>
        `Squared, that is ${(apart * apart).toFixed(2)}. The squares of all pixels add up to ` +
        `${(found[place] / 65025).toFixed(2)}; the root of it is the distance ${shown(place)}.`,
      "city-block": () =>
        `Its size is ${size}. The sizes of all pixels add up to the distance ${shown(place)}.`,
      largest: () =>
        `Its size is ${size}. The largest size of all pixels is the distance ${shown(place)}.`,
    }[settings.distance]();
    write(
      pixelLine,
      `Row ${r}, column ${c}: ink ${mine.toFixed(2)} in the digit, ${its.toFixed(2)} in ` +
        `neighbour ${settings.compared + 1}, difference ${signed(apart)}. ${whole}`,
    );
  }

  /** Count anew for another k or distance; the number of stored digits runs along the axis. */
  function ask() {
    const wanted = `${settings.distance} ${settings.k}`;
    if (wanted !== asked) {
      asked = wanted;
      counted = null;
      run += 1;
      clearTimeout(timer);
      timer = setTimeout(askWorker, SETTLE);
    }
    drawCounts();
  }

  async function askWorker() {
    if (!worker) {
      worker = figure.worker("neighbours/worker.js");
      worker.onmessage = ({ data }) => data.run === run && hear(data);
      worker.postMessage({ digits: await asset });
    }
    worker.postMessage({ run, distance: settings.distance, k: settings.k });
  }

  function hear({ ready, right }) {
    if (right) {
      counted = right;
      drawCounts();
      words.show(`${status.textContent} ${pixelLine.textContent} ${countLine.textContent}`);
    } else {
      write(countLine, `${ready} of ${COUNT} held-out digits are compared …`);
    }
  }

  function drawCounts() {
    const name = `k = ${settings.k}, ${DISTANCES[settings.distance].label}`;
    const points = (counted ?? []).map((right, i) => [i, right / COUNT]);
    const at = STOPS.indexOf(settings.images);
    plot.draw([{ name, look: "a", points }], 1, at);
    if (!counted) {
      write(countLine, `${COUNT} held-out digits are compared …`);
      return;
    }
    const right = counted[at];
    write(
      countLine,
      `With k = ${settings.k}, the distance “${DISTANCES[settings.distance].label}” and ` +
        `${plainNumber(settings.images)} training digits it names ${right} of ${COUNT} held-out ` +
        `digits rightly, ${((100 * right) / COUNT).toFixed(1)} %.`,
    );
  }

  function update(patch) {
    Object.assign(settings, patch);
    fit();
    if (patch.drawing !== undefined) {
      paper.clear();
      if (patch.drawing) paper.strokes(readDrawing(patch.drawing));
    }
    refresh(words.show);
  }

  return {
    update,
    remove() {
      clearTimeout(timer);
      worker?.terminate();
      plot.remove();
    },
  };
}

const LOCKABLE = ["source", "digit", "k", "distance", "images", "compared"];
