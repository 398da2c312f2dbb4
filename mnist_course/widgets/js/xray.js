/**
 * LeNet-5 under X-ray: choose a digit, or draw one, and see every layer's maps; choose a unit and
 * see what it sees and how its number comes about; hide a part of the digit.
 */

import { answer, verdict } from "./kit/answer.js";
import { button } from "./kit/buttons.js";
import { cells, view } from "./kit/cells.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { heldDigit } from "./kit/held-digit.js";
import { linkRow } from "./kit/link.js";
import { percent } from "./kit/numbers.js";
import { pad } from "./kit/pad.js";
import { pictureChoice } from "./kit/picture-choice.js";
import { weightKey } from "./kit/pictures.js";
import { unpackDigits } from "./packed.js";
import { prepareDigit } from "./prepare.js";
import { unpackNetworks } from "./trained.js";
import { PATCHES } from "./xray/cover.js";
import { mapOf, openLenet, strongest } from "./xray/lenet.js";
import { occlusion } from "./xray/occlusion.js";
import { mapName, overview } from "./xray/overview.js";
import { sumWords, unitSum } from "./xray/unit.js";
import "./xray/worker.js";
import { aDigit } from "./digits/article.js";

export const title = "LeNet-5 under X-ray";
export const heights = [2244, 2941]; // in the book's column, on a phone
export const defaults = {
  digit: 0,
  layer: "C3",
  unit: 0,
  row: 4,
  column: 4,
  occlusion: false,
  patch: "grey",
};

const SIDE = 28;
const AT_ONCE = 20; // digits read between two looks at the reader

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  let held = null;
  let lenet = null;
  let network = null;
  let maps = null; // the overview
  let mistakes = [];
  let mistakeChoice = null;
  let drawn = null; // the reader's own digit, prepared
  let x = new Float32Array(SIDE * SIDE);
  let own = false;
  let removed = false;
  let early = {}; // what came from outside before the network

  const words = description(root);
  const status = h("p", { class: "ml-status" }, "Fetching the network …");
  const unitTitle = h("p", { class: "ml-title" });
  const unitLine = h("p", { class: "ml-status" });

  const source = choice({
    label: "Show",
    options: [
      { value: false, label: "a held-out digit" },
      { value: true, label: "my own drawing" },
    ],
    value: own,
    locked: locked("digit"),
    onInput: (value) => {
      own = value;
      handOver();
      refresh(words.say);
    },
  });
  const digits = heldDigit({
    value: settings.digit,
    locked: locked("digit"),
    onInput: (digit) => turn({ digit }),
  });
  const mistakeBox = h("div", { class: "ml-misread" });
  const heldBox = h("div", { class: "ml-section" }, digits.element, mistakeBox);
  const paper = pad({
    label: "Pad: draw a digit from 0 to 9",
    onDraw(grey) {
      drawn = prepareDigit(grey, Math.sqrt(grey.length));
      handOver();
      refresh(words.say);
    },
    onClear() {
      drawn = null;
      handOver();
      refresh(words.say);
    },
  });
  const image = cells({ label: "The image that the network sees" });
  const said = answer({ name: "LeNet-5 answers" });
  const seen = cells({ label: "What the unit sees of the image" });
  const map = cells({
    label: "The map",
    help:
      "Click or drag in the map, or use the arrow keys, to choose a unit. Frames show what it sees " +
      "of the image and of the layer before.",
    onChoose: (row, column) => turn({ row, column }),
    say: () => unitLine.textContent,
  });
  map.lock(locked("row") || locked("column"));
  const mapCaption = h("figcaption", {});
  const toStrongest = button({ label: "Strongest unit of this map", onPress: goToStrongest });
  toStrongest.set({ disabled: true }); // until there are maps
  const sum = unitSum();
  const layerBox = h("div", {});
  const hiding = h("input", { type: "checkbox" });
  hiding.disabled = locked("occlusion");
  hiding.addEventListener("change", () => turn({ occlusion: hiding.checked }));
  const hidden = occlusion({
    worker: () => figure.worker("xray/worker.js"),
    weights: () => figure.assets.get("weights"),
    onNews: () => words.say(describe()),
    locked: locked("patch"),
    onPatch: (patch) => turn({ patch }),
  });
  let occluded = ""; // what the occlusion map was asked for
  const link = linkRow(figure, settings, Object.keys(defaults));

  root.append(
    h("p", { class: "ml-heading" }, title),
    source.element,
    heldBox,
    paper.element,
    h(
      "div",
      { class: "ml-read" },
      view("the image, 28 × 28", image.element),
      h("div", { class: "ml-said" }, said.element),
    ),
    status,
    layerBox,
    weightKey({ against: "outputs down to −1", meant: "outputs up to 1" }),
    unitTitle,
    h(
      "div",
      { class: "ml-views" },
      view("what it sees of the image", seen.element),
      h("figure", { class: "ml-view" }, map.element, mapCaption),
      h("div", { class: "ml-view-words" }, unitLine, map.help, toStrongest.element),
    ),
    sum.element,
    h(
      "label",
      { class: "ml-check" },
      hiding,
      h("span", {}, "Occlusion map: hide one part of the image after the other"),
    ),
    hidden.element,
    ...link.elements,
    words.element,
  );
  Promise.all([
    figure.assets.get("held").then(unpackDigits),
    figure.assets.get("weights").then(unpackNetworks),
  ]).then(start, (error) => write(status, `The network did not come: ${error.message}`));

  function start([sample, networks]) {
    held = sample.held;
    digits.know(held.labels);
    network = networks.lenet;
    lenet = openLenet(network);
    maps = overview({
      layers: lenet.layers,
      locked: locked("layer") || locked("unit"),
      onInput: chooseMap,
    });
    layerBox.replaceChildren(maps.element);
    toStrongest.set({ disabled: locked("row") || locked("column") });
    placeUnit(early);
    fit();
    refresh(words.show);
    listMistakes();
  }

  /** The digits that it reads wrongly: there are few, and they are worth a look. */
  async function listMistakes() {
    const answers = new Int32Array(held.labels.length);
    // A few at a time, so that the page never waits.
    for (let i = 0; i < answers.length && !removed; i += AT_ONCE) {
      const part = held.x.subarray(784 * i, 784 * (i + AT_ONCE));
      answers.set(network.predictClasses(part), i);
      await new Promise((done) => setTimeout(done));
    }
    mistakes = Array.from(answers.keys()).filter((i) => answers[i] !== held.labels[i]);
    mistakeChoice = pictureChoice({
      label: `The ${mistakes.length} of ${held.labels.length} held-out digits that it misreads`,
      count: mistakes.length,
      size: 44,
      locked: locked("digit"),
      onInput: (i) => turn({ digit: mistakes[i] }),
    });
    mistakes.forEach((digit, i) => {
      const [label, named] = [held.labels[digit], answers[digit]];
      mistakeChoice.pictures[i].digit(imageOf(digit));
      mistakeChoice.name(i, `${label} → ${named}`, `${aDigit(label)}, read as ${named}`);
    });
    mistakeBox.replaceChildren(mistakeChoice.element);
    markMistake();
  }

  function markMistake() {
    mistakeChoice?.set(own ? -1 : mistakes.indexOf(settings.digit));
  }

  function imageOf(digit) {
    return held.x.subarray(784 * digit, 784 * (digit + 1));
  }

  function layerNow() {
    return lenet.layers.find(({ name }) => name === settings.layer);
  }

  /** Within a layer the place stays, to compare maps; in another one, the strongest unit shows. */
  function chooseMap(layer, unit) {
    const same = layer.name === settings.layer;
    const [row, column] = same ? [settings.row, settings.column] : strongest(layer, unit);
    turn({ layer: layer.name, unit: layer.flat ? row * layer.columns + column : unit, row, column });
  }

  function goToStrongest() {
    const layer = layerNow();
    const [row, column] = strongest(layer, layer.flat ? 0 : settings.unit);
    turn({ row, column });
  }

  function turn(patch) {
    const before = { ...settings };
    Object.assign(settings, patch);
    fit();
    const changed = Object.keys(settings).filter((name) => settings[name] !== before[name]);
    figure.setState(Object.fromEntries(changed.map((name) => [name, settings[name]])));
    refresh(words.say);
  }

  /** Bring all settings into their ranges; the unit of a flat layer has its place in the picture. */
  function fit() {
    if (!lenet) return; // `start` does it
    const within = (value, count) => Math.min(count - 1, Math.max(0, Math.round(value) || 0));
    settings.digit = within(settings.digit, held.labels.length);
    if (!(settings.patch in PATCHES)) settings.patch = defaults.patch;
    if (!layerNow()) settings.layer = defaults.layer;
    const layer = layerNow();
    settings.row = within(settings.row, layer.rows);
    settings.column = within(settings.column, layer.columns);
    settings.unit = layer.flat
      ? settings.row * layer.columns + settings.column
      : within(settings.unit, layer.maps);
  }

  function handOver() {
    figure.report("drawing", {}, own && drawn ? [drawn.image.slice().buffer] : []);
  }

  function refresh(tell) {
    if (!lenet) return;
    source.set(own);
    heldBox.hidden = own;
    paper.element.hidden = !own;
    digits.set(settings.digit);
    const label = own ? -1 : held.labels[settings.digit];
    markMistake();
    x = own ? (drawn?.x ?? new Float32Array(SIDE * SIDE)) : imageOf(settings.digit);
    lenet.run(x);
    image.draw(x, SIDE, SIDE, { digit: true });
    const probabilities = lenet.layers.at(-1).values;
    said.show(probabilities);
    maps.draw();
    const { best } = verdict(probabilities);
    const sure = percent(probabilities[best]);
    write(
      status,
      own
        ? drawn
          ? `Your drawing, prepared as MNIST’s digits were. LeNet-5 says ${best} (${sure}).`
          : "The pad is empty: draw a digit."
        : `Held-out digit ${settings.digit}, true label ${label}. LeNet-5 says ${best} (${sure})` +
          `${best === label ? "." : ": a mistake."}`,
    );
    refreshUnit();
    refreshOcclusion(probabilities);
    tell(describe());
    link.refresh();
  }

  function refreshUnit() {
    const layer = layerNow();
    const { unit, row, column } = settings;
    const one = lenet.explain(layer, unit, row, column);
    const place = layer.flat ? `unit ${unit}` : `map ${unit}, row ${row}, column ${column}`;
    maps.choose(layer, layer.flat ? 0 : unit);
    maps.frame(one.source, one.patch, one.pooled ? unit : null);
    write(unitTitle, `One unit of ${layer.name}: ${place}`);
    seen.draw(x, SIDE, SIDE, { digit: true });
    seen.frame(one.field);
    map.draw(mapOf(layer, layer.flat ? 0 : unit), layer.rows, layer.columns, { limit: 1 });
    map.choose(row, column);
    map.name(`${mapName(layer, unit)}: choose a unit`);
    write(mapCaption, `${mapName(layer, unit)}: choose a unit`);
    write(unitLine, `${fieldWords(one.field)} ${sumWords(one, layer, unit)}`);
    sum.show(one, layer);
  }

  function refreshOcclusion(probabilities) {
    hiding.checked = settings.occlusion;
    hidden.element.hidden = !settings.occlusion;
    const wanted = settings.occlusion ? `${settings.patch} ${x.join()}` : "";
    if (wanted === occluded) return;
    occluded = wanted;
    if (wanted) hidden.show(x, probabilities, settings.patch);
    else hidden.hide();
  }

  function describe() {
    const parts = [status.textContent, `${unitTitle.textContent}.`, unitLine.textContent];
    if (settings.occlusion) parts.push(hidden.words());
    return parts.join(" ");
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      if (!lenet) {
        early = { ...early, ...patch };
        return;
      }
      if (patch.digit !== undefined) own = false;
      placeUnit(patch);
      fit();
      refresh(words.show);
    },
    remove() {
      removed = true;
      hidden.remove();
    },
  };

  /** A unit of a flat layer may come by its number alone. */
  function placeUnit(patch) {
    const layer = layerNow();
    if (!layer?.flat || patch.unit === undefined) return;
    settings.row = Math.floor(patch.unit / layer.columns);
    settings.column = patch.unit % layer.columns;
  }
}

/** Which pixels of the image can change a unit, in words. */
function fieldWords({ top, left, rows, columns }) {
  const span = (from, size) =>
    `${Math.max(0, from)} to ${Math.min(SIDE - 1, from + size - 1)}`;
  if (top <= 0 && left <= 0 && top + rows >= SIDE && left + columns >= SIDE) {
    return "It sees the whole image.";
  }
  const over = top < 0 || left < 0 || top + rows > SIDE || left + columns > SIDE;
  return (
    `It sees ${rows} × ${columns} pixels of the image: rows ${span(top, rows)}, columns ` +
    `${span(left, columns)}${over ? "; what hangs over the edge counts as 0" : ""}.`
  );
}
