/**
 * What the labs share: turn the settings of a network with one hidden layer, train it on real
 * digits, watch it learn, and compare the run with the next one. A lab says which settings it has,
 * and what it shows besides the curves.
 */

import { button, player } from "../kit/buttons.js";
import { choice } from "../kit/choice.js";
import { pythonLines } from "../kit/code.js";
import { curvePlot } from "../kit/curves.js";
import { description } from "../kit/describe.js";
import { h, write } from "../kit/dom.js";
import { linkRow } from "../kit/link.js";
import { slider } from "../kit/slider.js";
import { unpackDigits } from "../packed.js";
import { keptRuns, percent, round } from "./runs.js";
import { hiddenUnits } from "./units.js";
import "./worker.js";
import { wrongDigits } from "./wrong.js";

const SETTLE = 250; // milliseconds of rest after a turn before a new training begins

/**
 * Put a lab into a figure's place.
 * @param {HTMLElement} root
 * @param {object} figure
 * @param {{title: string, defaults: object, fixed?: object, controls: object,
 *   nameRun: (settings: object) => string, asPython: (settings: object, epochs: number) => string,
 *   best?: boolean, norm?: boolean, wrong?: boolean, allDigits?: boolean}} lab
 * `fixed` are settings that nobody turns; `best` marks the epoch with the lowest held-out loss;
 * `norm` plots the norm of the first layer's weights; `wrong` shows the digits that are read
 * wrongly; `allDigits` lets a notebook's Python train on all of them.
 */
export function mountLab(root, figure, lab) {
  const { title, controls: CONTROLS, nameRun, asPython } = lab;
  const settings = { ...lab.defaults, ...figure.state };
  let run = 0; // number of the training; answers to earlier ones are ignored
  let points = [];
  let best = null; // the epoch with the lowest held-out loss, and that loss
  let before = null; // the points of the run before this one
  let state = "loading";
  let epoch = 0;
  let last = {}; // the newest weights and answers
  let digits = null;
  let timer = 0;
  let named = { ...settings }; // those of the run that is shown

  const words = description(root);
  const status = h("p", { class: "ml-status ml-training" });
  const controls = {};
  const row = player({
    words: { play: "Train", step: "One epoch", reset: "Same start again" },
    onPlay: () => go("play"),
    onStep: () => go("epoch"),
    onPause: () => send("pause"),
    onReset: () => begin({ train: false }),
  });
  const keep = button({ label: "Keep this run", onPress: keepRun });
  const everything = button({ label: "Let Python train on all digits", onPress: askPython });
  const said = h("p", { class: "ml-note", role: "status" });
  const runs = keptRuns({ onChange: drawCurves, onUse: use });
  const accuracy = curvePlot({
    title: "Accuracy",
    xLabel: "epoch",
    yRange: [0, 1],
    yFormat: (value) => `${Math.round(100 * value)} %`,
    xFormat: round,
  });
  const loss = curvePlot({
    title: "Loss",
    xLabel: "epoch",
    yFormat: (value) => String(Number(value.toPrecision(2))),
    xFormat: round,
  });
  const norm =
    lab.norm &&
    curvePlot({
      title: "Norm of the weights of the first layer",
      xLabel: "epoch",
      height: 190,
      yFormat: (value) => String(Number(value.toPrecision(3))),
      xFormat: round,
    });
  const units = hiddenUnits({ digits: () => digits });
  const wrong = lab.wrong && wrongDigits();
  const bestWords = h("p", { class: "ml-note" });
  const python = pythonLines();
  const link = linkRow(figure, settings, settings.show);
  const worker = figure.worker("lab/worker.js");
  worker.onmessage = (event) => hear(event.data);
  worker.onerror = (event) => write(status, `The training stopped: ${event.message}`);

  const names = Object.keys(CONTROLS);
  const first = names.filter((name) => settings.show.includes(name)).map(control);
  const rest = names.filter((name) => !settings.show.includes(name)).map(control);
  row.set({ stuck: true });
  keep.set({ disabled: true });
  root.append(
    h("p", { class: "ml-heading" }, title),
    h("div", { class: "ml-controls" }, ...first),
    h(
      "details",
      { class: "ml-fold" },
      h("summary", {}, "More settings"),
      h("div", { class: "ml-controls" }, ...rest),
    ),
    h("div", { class: "ml-buttons" }, ...row.element.children, keep.element),
    status,
    h("div", { class: "ml-pair" }, accuracy.element, loss.element),
    ...(lab.best ? [bestWords] : []),
    ...(norm ? [norm.element] : []),
    ...(lab.allDigits && figure.where === "notebook"
      ? [h("div", { class: "ml-buttons" }, everything.element), said]
      : []),
    runs.element,
    units.element,
    ...(wrong ? [wrong.element] : []),
    python.element,
    ...link.elements,
    words.element,
  );
  refreshTexts();
  write(status, "Fetching the digits …");
  figure.assets
    .get("digits")
    .then(unpackDigits)
    .then(start, (error) => write(status, `No digits: ${error.message}`));
  const stopListening = figure.onMessage(hearPython);

  function start(unpacked) {
    digits = unpacked;
    begin({ train: false, digits });
  }

  function control(name) {
    const spec = CONTROLS[name];
    const make = spec.options ? choice : slider;
    controls[name] = make({
      ...spec,
      value: settings[name],
      locked: figure.lock.has(name),
      onInput: (value) => turn({ [name]: value }),
    });
    return controls[name].element;
  }

  /** A knob was turned: after a short rest, train anew with it (at once, if training goes on). */
  function turn(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    refreshTexts();
    restart();
  }

  function restart() {
    const train = state === "playing" || state === "waiting-to-play";
    if (state === "playing") send("pause");
    state = train ? "waiting-to-play" : "waiting";
    run += 1; // what the Worker still says of the old settings comes too late
    if (digits) write(status, "Setting up …");
    clearTimeout(timer);
    timer = setTimeout(() => begin({ train }), SETTLE);
  }

  /** Train on, with the settings as they are now. */
  function go(how) {
    if (timer) begin({ train: false });
    send(how);
  }

  function begin({ train, digits: given }) {
    clearTimeout(timer);
    timer = 0;
    if (!digits) return;
    if (points.length > 1 && points.at(-1).epoch >= 1) before = { points, name: nameRun(named) };
    named = { ...settings };
    run += 1;
    points = [];
    keep.set({ disabled: true });
    best = null;
    epoch = 0;
    worker.postMessage({ to: "begin", run, settings: { ...lab.fixed, ...named }, digits: given });
    if (train) send("play");
  }

  function send(to) {
    worker.postMessage({ to });
  }

  function hear(message) {
    if (message.run !== run) return;
    ({ state, epoch } = message);
    if (message.point) points.push(message.point);
    if (message.best) ({ best } = message);
    if (message.theta) {
      last = { theta: message.theta, predicted: message.predicted };
      units.show(message.theta, named.hidden_units, state !== "playing");
      if (wrong) wrong.show(message.predicted, digits.held);
    }
    if (message.point) drawCurves();
    const able = ["playing", "ready", "paused"].includes(state);
    row.set({ playing: state === "playing", stuck: !able });
    keep.set({ disabled: points.length < 2 || runs.full() });
    refreshStatus(message.words);
    if (state !== "playing" && message.theta) handOver();
  }

  /** A notebook's Python gets the settings, the history and the weights at each rest. */
  function handOver() {
    figure.report("run", { settings: named, points, epoch, state }, [last.theta.buffer.slice(0)]);
    refreshTexts();
  }

  function refreshStatus(problem) {
    const point = points.at(-1);
    const ends = {
      finished: "Finished. ",
      stopped: "Stopped early; the weights of the best epoch are back. ",
      diverged: `The training ran away: ${problem} `,
    };
    const numbers =
      `epoch ${round(epoch)} of ${named.epochs}, held-out accuracy ${percent(point.val_accuracy)} ` +
      `and loss ${point.val_loss.toFixed(3)}, training accuracy ${percent(point.accuracy)}`;
    write(status, `${ends[state] ?? ""}${numbers[0].toUpperCase()}${numbers.slice(1)}.`);
    if (lab.best) write(bestWords, aboutBest());
    const text = [`${nameRun(named)}.`, status.textContent, lab.best && bestWords.textContent]
      .filter(Boolean)
      .join(" ");
    if (state === "ready") words.show(text);
    else words.say(text, state !== "playing");
  }

  function aboutBest() {
    const norms = `The norm of the first layer’s weights is ${points.at(-1).norm.toFixed(1)}.`;
    if (!best) return `The upright line will mark the epoch with the lowest held-out loss. ${norms}`;
    const low = `${best.loss.toFixed(3)}, after epoch ${best.epoch}`;
    return `Lowest held-out loss so far (upright line): ${low}. ${norms}`;
  }

  function refreshTexts() {
    python.show(asPython(settings, epoch || settings.epochs));
    link.refresh();
  }

  function drawCurves() {
    const line = (from, key) => from.map((point) => [point.epoch, point[key]]);
    const kept = runs.kept();
    const others = (key) => [
      ...(before && !kept.some((one) => one.points === before.points)
        ? [{ name: "before", points: line(before.points, key), look: "f", faint: true }]
        : []),
      ...kept
        .filter((one) => one.points !== points)
        .map((one) => ({ name: one.letter, points: line(one.points, key), look: one.look })),
    ];
    const mark = lab.best && best ? best.epoch : null;
    for (const [plot, key] of [
      [accuracy, "accuracy"],
      [loss, "loss"],
    ]) {
      const held = `val_${key}`;
      plot.draw(
        [
          ...others(held),
          { name: "training", points: line(points, key), look: "b", faint: true },
          { name: "held-out", points: line(points, held), look: "a" },
        ],
        4,
        mark,
      );
    }
    if (norm) {
      norm.draw([...others("norm"), { name: "now", points: line(points, "norm"), look: "a" }], 4);
    }
  }

  function keepRun() {
    runs.keep({ name: nameRun(named), settings: named, points });
    keep.set({ disabled: true });
  }

  function use(chosen) {
    update(chosen);
    figure.setState(chosen);
  }

  /** Settings that come from outside: a link, a kept run, or Python. */
  function update(patch) {
    for (const [name, value] of Object.entries(patch)) {
      settings[name] = value;
      controls[name]?.set(value);
    }
    refreshTexts();
    restart();
  }

  function askPython() {
    everything.set({ disabled: true });
    write(said, "Python is asked to train this network; it answers when it is free.");
    figure.report("train-all", {});
  }

  /** Python tells of a training of its own, on all digits. */
  function hearPython({ say, value }) {
    if (say === "python-progress") {
      const { point, epochs, digits: count } = value;
      const share = percent(point.val_accuracy);
      const where = `epoch ${point.epoch} of ${epochs} on ${count} digits`;
      write(said, `Python trains: ${where}, held-out accuracy ${share}.`);
    } else if (say === "python-run") {
      const full = runs.full();
      runs.keep({ name: value.name, settings: null, points: value.points });
      const place = full ? "Remove a kept run to make room for the next." : "It stands below.";
      write(said, `${said.textContent} The run has ended. ${place}`);
      everything.set({ disabled: false });
    } else if (say === "python-failed") {
      write(said, `Python could not train: ${value}`);
      everything.set({ disabled: false });
    }
  }

  return {
    update,
    remove() {
      worker.terminate();
      accuracy.remove();
      loss.remove();
      if (norm) norm.remove();
      clearTimeout(timer);
      stopListening?.();
    },
  };
}
