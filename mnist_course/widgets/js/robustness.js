/**
 * A digit is rotated, shifted, mirrored, blurred, made faint or noisy, and two networks say what
 * they read; a curve shows how many of 200 digits they still read as one slider runs its way, and
 * how sure they are meanwhile.
 */

import { answer, verdict } from "./kit/answer.js";
import { button } from "./kit/buttons.js";
import { cells, view } from "./kit/cells.js";
import { choice } from "./kit/choice.js";
import { curvePlot } from "./kit/curves.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { heldDigit } from "./kit/held-digit.js";
import { linkRow } from "./kit/link.js";
import { slider } from "./kit/slider.js";
import { unpackDigits } from "./packed.js";
import { REST, distort, noisePattern } from "./robustness/distort.js";
import { SWEEPS } from "./robustness/sweeps.js";
import { COUNT } from "./robustness/worker.js";
import { unpackNetworks } from "./trained.js";

export const title = "When does it fail?";
export const heights = [1485, 2436]; // in the book's column, on a phone
export const defaults = {
  digit: 6,
  networks: "mlp-lenet",
  ...REST,
  swept: "rotation",
  sureness: false,
};

const SIDE = 28;
const SETTLE = 250; // milliseconds after the last turn, before the curve is computed anew
const NAMES = { softmax: "Softmax regression", mlp: "Multilayer network", lenet: "LeNet-5" };
const SHORT = { ...NAMES, softmax: "softmax", mlp: "MLP" };
const PAIRS = ["mlp-lenet", "softmax-lenet", "softmax-mlp"];
const LOOKS = ["b", "a"];
const SURE_LOOKS = ["c", "d"]; // dashes of their own: they are told apart in grey, too

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  let held = null;
  let models = null;
  let worker = null;
  let run = 0;
  let timer = 0;
  let points = []; // of the curve: {value, accuracies, confidences}
  let computed = ""; // what the curve was computed for
  let plot = null;

  const words = description(root);
  const status = h("p", { class: "ml-status" }, "Fetching the networks …");
  const digits = heldDigit({
    value: settings.digit,
    locked: locked("digit"),
    onInput: (digit) => turn({ digit }),
  });
  const pair = choice({
    label: "Compare",
    options: PAIRS.map((value) => ({
      value,
      label: value.split("-").map((id) => SHORT[id]).join(" and "),
    })),
    value: settings.networks,
    locked: locked("networks"),
    onInput: (networks) => turn({ networks }),
  });
  const original = cells({ label: "The digit as it was written" });
  const seen = cells({ label: "The digit as both networks see it" });
  const answers = h("div", { class: "ml-answers" });
  let shown = [];
  const sliders = Object.fromEntries(
    Object.entries(SWEEPS).map(([name, { label, values, format }]) => [
      name,
      slider({
        label,
        values,
        value: settings[name],
        format,
        locked: locked(name),
        onInput: (value) => turn({ [name]: value, swept: name }),
      }),
    ]),
  );
  const mirror = box("mirror");
  const sureness = box("sureness");
  const reset = button({ label: "As it was written", icon: "reset", onPress: rest });
  const plotBox = h("div", {});
  const curveLine = h("p", { class: "ml-status" });
  const link = linkRow(figure, settings, Object.keys(defaults));

  root.append(
    h("p", { class: "ml-heading" }, title),
    digits.element,
    pair.element,
    h(
      "div",
      { class: "ml-compare" },
      h(
        "div",
        { class: "ml-twins" },
        view("as it was written", original.element),
        view("as both networks see it", seen.element),
      ),
      answers,
    ),
    status,
    h("div", { class: "ml-controls" }, ...Object.values(sliders).map(({ element }) => element)),
    h(
      "div",
      { class: "ml-buttons" },
      h("label", { class: "ml-check" }, mirror, h("span", {}, "mirrored, left to right")),
      reset.element,
    ),
    plotBox,
    h(
      "div",
      { class: "ml-buttons" },
      h("label", { class: "ml-check" }, sureness, h("span", {}, "draw how sure they are, too")),
    ),
    curveLine,
    h(
      "p",
      { class: "ml-note" },
      "In training LeNet-5 also saw digits that were rotated by up to 10°, shifted by up to one " +
        "pixel and written with other pens; the other two networks did not. So where it is better, " +
        "the cause may be its training as well as its convolutions.",
    ),
    ...link.elements,
    words.element,
  );
  const assets = ["weights", "held"].map((name) => figure.assets.get(name));
  Promise.all([
    assets[0].then(unpackNetworks),
    assets[1].then(unpackDigits),
  ]).then(start, (error) => write(status, `The networks did not come: ${error.message}`));

  function start([networks, sample]) {
    models = networks;
    held = sample.held;
    digits.know(held.labels);
    fit();
    refresh(words.show);
  }

  /** A box to tick for a setting. */
  function box(name) {
    const element = h("input", { type: "checkbox" });
    element.disabled = locked(name);
    element.addEventListener("change", () => turn({ [name]: element.checked }));
    return element;
  }

  function turn(patch) {
    Object.assign(settings, patch);
    fit();
    figure.setState(patch);
    refresh(words.say);
  }

  function rest() {
    const free = Object.entries(REST).filter(([name]) => !locked(name));
    turn(Object.fromEntries(free));
  }

  /** Bring settings from outside into their ranges. */
  function fit() {
    settings.digit = Math.min(999, Math.max(0, Math.round(settings.digit) || 0));
    if (!PAIRS.includes(settings.networks)) settings.networks = defaults.networks;
    if (!SWEEPS[settings.swept]) settings.swept = defaults.swept;
    for (const [name, { values }] of Object.entries(SWEEPS)) {
      const value = Number.isFinite(settings[name]) ? settings[name] : REST[name];
      settings[name] = Math.min(values.at(-1), Math.max(values[0], value));
    }
  }

  function refresh(tell) {
    if (!models) return;
    digits.set(settings.digit);
    pair.set(settings.networks);
    mirror.checked = settings.mirror;
    sureness.checked = settings.sureness;
    for (const name of Object.keys(SWEEPS)) sliders[name].set(settings[name]);
    const ids = settings.networks.split("-");
    if (shown.map(({ id }) => id).join("-") !== settings.networks) {
      shown = ids.map((id) => ({ id, view: answer({ name: NAMES[id] }) }));
      answers.replaceChildren(...shown.map(({ view: one }) => one.element));
    }
    const x = held.x.subarray(784 * settings.digit, 784 * (settings.digit + 1));
    const image = distort(x, settings, noisePattern(settings.digit));
    original.draw(x, SIDE, SIDE, { digit: true });
    seen.draw(image, SIDE, SIDE, { digit: true });
    const label = held.labels[settings.digit];
    const said = shown.map(({ id, view: one }) => {
      const probabilities = models[id].predict(image);
      one.show(probabilities);
      return { name: NAMES[id], ...verdict(probabilities) };
    });
    const reads = said.map(
      ({ name, best, words: sure }) =>
        `${name} reads ${best} (${sure}${best === label ? "" : "; wrong"})`,
    );
    write(
      status,
      `Held-out digit ${settings.digit}, true label ${label}, ${changes(settings)}. ` +
        `${reads.join("; ")}.`,
    );
    refreshCurve();
    tell(`${status.textContent} ${curveLine.textContent}`);
    link.refresh();
  }

  /** The curve holds for all settings but the digit and the slider that it runs along. */
  function refreshCurve() {
    const rest_ = Object.keys(REST).filter((name) => name !== settings.swept);
    const wanted = JSON.stringify([settings.swept, settings.networks, rest_.map((n) => settings[n])]);
    if (wanted !== computed) {
      if (plot?.name !== settings.swept) newPlot();
      computed = wanted;
      points = [];
      run += 1;
      clearTimeout(timer);
      timer = setTimeout(askWorker, SETTLE);
    }
    drawCurve();
  }

  function newPlot() {
    plot?.remove();
    const { axis, values, tick, ticks } = SWEEPS[settings.swept];
    plot = curvePlot({
      title: `How many of ${COUNT} held-out digits they read`,
      xLabel: axis,
      yRange: [0, 1],
      xRange: [values[0], values.at(-1)],
      xTicks: ticks,
      xFormat: tick,
      yFormat: (share) => `${Math.round(100 * share)} %`,
    });
    plot.name = settings.swept;
    plotBox.replaceChildren(plot.element);
  }

  async function askWorker() {
    if (!worker) {
      worker = figure.worker("robustness/worker.js");
      worker.onmessage = ({ data }) => data.run === run && hear(data);
      const [weights, sample] = await Promise.all(assets);
      worker.postMessage({ weights, digits: sample });
    }
    worker.postMessage({
      run,
      networks: settings.networks.split("-"),
      settings: Object.fromEntries(Object.keys(REST).map((name) => [name, settings[name]])),
      name: settings.swept,
      looks: SWEEPS[settings.swept].looks,
    });
  }

  function hear(point) {
    points.push(point);
    drawCurve();
    if (point.last) words.show(`${status.textContent} ${curveLine.textContent}`);
  }

  function drawCurve() {
    const names = namesOf(settings.networks);
    const { label, format, looks } = SWEEPS[settings.swept];
    const along = (what, i) => points.map((point) => [point.value, point[what][i]]);
    const right = names.map((name, i) => ({
      name,
      look: LOOKS[i],
      points: along("accuracies", i),
    }));
    const sure = names.map((name, i) => ({
      name: `how sure ${name} is`,
      look: SURE_LOOKS[i],
      points: along("confidences", i),
    }));
    plot.draw(settings.sureness ? [...right, ...sure] : right, 1, settings[settings.swept]);
    const subject = `The curve runs along “${label}”, all else as set`;
    if (points.length < looks.length) {
      write(curveLine, `${subject}. ${points.length} of ${looks.length} values are computed …`);
      return;
    }
    const now = settings[settings.swept];
    const near = points.reduce((best, point) =>
      Math.abs(point.value - now) < Math.abs(best.value - now) ? point : best,
    );
    const each = (shares) =>
      names.map((name, i) => `${name} ${(100 * shares[i]).toFixed(1)} %`).join(", ");
    const where = near.value === now ? "At" : "Near here, at";
    const sureOf = settings.sureness
      ? ` On average they are this sure: ${each(near.confidences)}.`
      : "";
    write(
      curveLine,
      `${subject}. ${where} ${format(near.value)} they read: ${each(near.accuracies)}.${sureOf}`,
    );
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      if (!models) return;
      fit();
      refresh(words.show);
    },
    remove() {
      clearTimeout(timer);
      worker?.terminate();
      plot?.remove();
    },
  };
}

function namesOf(pair) {
  return pair.split("-").map((id) => NAMES[id]);
}

/** What was done to the digit, in words. */
function changes(settings) {
  const side = (value, ...names) => names[value > 0 ? 0 : 1];
  const { rotation, right, down, noise, blur, contrast } = settings;
  const { format } = SWEEPS.right;
  const parts = [
    settings.mirror && "mirrored",
    rotation && `rotated by ${Math.abs(rotation)}° ${side(rotation, "against the clock", "with the clock")}`,
    right && `shifted by ${format(Math.abs(right))} to the ${side(right, "right", "left")}`,
    down && `shifted by ${format(Math.abs(down))} ${side(down, "down", "up")}`,
    blur && `blurred (${SWEEPS.blur.format(blur)})`,
    contrast < 1 && `with ${SWEEPS.contrast.format(contrast)} of its contrast`,
    noise && `with noise (${SWEEPS.noise.format(noise)})`,
  ].filter(Boolean);
  return parts.length ? parts.join(", ") : "as it was written";
}
