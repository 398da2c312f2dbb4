/**
 * The perceptron learns, one look at one sample after the other: points that the reader moves, the
 * line, the weights, and the count of corrections beside Novikoff's bound.
 */

import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { pythonLines } from "./kit/code.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { linearValues, slider } from "./kit/slider.js";
import { signed } from "./perceptron/geometry.js";
import { MOST_EPOCHS, learn, score, widestMargin } from "./perceptron/learning.js";
import { mistakeBars } from "./perceptron/mistakes.js";
import { inputPlane, nameSample } from "./perceptron/plane.js";
import { MOST, PRESETS, readSamples, writeSamples } from "./perceptron/samples.js";
import { limitOf, weightPlane } from "./perceptron/weights.js";

export const title = "One look at one sample";
export const heights = [1368, 2395]; // in the book's column, on a phone
export const defaults = {
  data: "AND",
  samples: "",
  eta: 1,
  start_w1: 0,
  start_w2: 0,
  start_b: 0,
  looks: 0,
};

const STARTS = ["start_w1", "start_w2", "start_b"];
const PAUSE = { right: 350, wrong: 1100, many: 8 }; // milliseconds; with many points a third of it
const [LEAST_EPOCHS, MOST_BARS] = [5, 20]; // room on the axis of the bars; it grows if need be

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  const pointsLocked = locked("data") || locked("samples");
  let samples = [];
  let run = null;
  let margin = null;
  let limit = 1;
  let limitB = 1;
  let timer = 0;
  let kind = 1;
  let framed = false; // whether a point is framed

  const words = description(root);
  const lookLine = h("p", { class: "ml-status ml-look" });
  const nowLine = h("p", { class: "ml-status" });
  const countLine = h("p", { class: "ml-status" });
  const boundLine = h("p", { class: "ml-note" });
  const fill = h("span", { class: "ml-meter-fill" });
  const meter = h("div", { class: "ml-meter", "aria-hidden": "true" }, fill);
  const plane = inputPlane({
    onEdit: edit,
    kind: () => kind,
    onSelect(any) {
      framed = any;
      showEditing();
    },
  });
  const weights = weightPlane();
  const bars = mistakeBars();
  const python = pythonLines();
  const controls = {
    data: choice({
      label: "Points",
      options: [
        ...Object.entries(PRESETS).map(([value, { label }]) => ({ value, label })),
        { value: "own", label: "my own" },
      ],
      value: settings.data,
      locked: pointsLocked,
      onInput: choose,
    }),
    eta: slider({
      label: "Learning rate η",
      values: [0.125, 0.25, 0.5, 1, 2, 4],
      value: settings.eta,
      locked: locked("eta"),
      onInput: (eta) => turn({ eta }),
    }),
  };
  for (const [name, label] of STARTS.map((key, i) => [key, ["w₁", "w₂", "b"][i]])) {
    controls[name] = slider({
      label: `Start with ${label} =`,
      values: linearValues(-3, 3, 0.25),
      value: settings[name],
      format: (value) => signed(value),
      locked: locked(name),
      onInput: (value) => turn({ [name]: value }),
    });
  }
  const play = button({ label: "Play", icon: "play", primary: true, onPress: playOrPause });
  const step = button({ label: "Step", icon: "step", onPress: () => goBy(1) });
  const back = button({ label: "Step back", onPress: () => goBy(-1) });
  const next = button({ label: "Next mistake", onPress: toNextMistake });
  const first = button({ label: "Rewind", icon: "reset", onPress: () => goTo(0) });
  const kinds = choice({
    label: "A new point is",
    options: [
      { value: 1, label: "● a disc, y = +1" },
      { value: -1, label: "□ a square, y = −1" },
    ],
    value: kind,
    locked: pointsLocked,
    onInput: (value) => (kind = value),
  });
  const add = button({ label: "Add a point", onPress: plane.add });
  const flip = button({ label: "Change the framed one", onPress: plane.flip });
  const drop = button({ label: "Remove the framed one", onPress: plane.drop });
  const link = linkRow(figure, settings, Object.keys(controls));

  plane.lock(pointsLocked);
  root.append(
    h("p", { class: "ml-heading" }, title),
    controls.data.element,
    h(
      "div",
      { class: "ml-buttons" },
      ...[play, step, back, next, first].map((one) => one.element),
    ),
    lookLine,
    h("div", { class: "ml-pair" }, plane.element, weights.element),
    nowLine,
    h(
      "div",
      { class: "ml-pair" },
      h("div", { class: "ml-lines" }, countLine, meter, boundLine),
      bars.element,
    ),
    h(
      "div",
      { class: "ml-controls" },
      controls.eta.element,
      ...STARTS.map((name) => controls[name].element),
    ),
    kinds.element,
    h("div", { class: "ml-buttons" }, add.element, flip.element, drop.element),
    plane.help,
    python.element,
    ...link.elements,
    words.element,
  );
  prepare();
  draw(words.show);

  // Turning the knobs.

  function choose(data) {
    pause();
    const patch = { data, looks: 0 };
    if (data === "own") patch.samples = settings.samples || writeSamples(samples);
    set(patch);
  }

  function edit(changed) {
    turn({ data: "own", samples: writeSamples(changed) });
  }

  /** Turn a knob; a run that was over is over again, with its new end; any other begins anew. */
  function turn(patch) {
    pause();
    const over = settings.looks === run.looks.length;
    set({ ...patch, looks: 0 }, over);
  }

  function set(patch, toTheEnd = false) {
    Object.assign(settings, patch);
    prepare();
    if (toTheEnd) settings.looks = run.looks.length;
    figure.setState({ ...patch, looks: settings.looks });
    controls.data.set(settings.data);
    draw(words.say);
  }

  function prepare() {
    if (settings.data === "own") samples = readSamples(settings.samples);
    if (settings.data !== "own" || !samples.length) {
      if (!(settings.data in PRESETS)) settings.data = defaults.data;
      samples = readSamples(PRESETS[settings.data].text);
    }
    const [w1, w2, b] = STARTS.map((name) => settings[name]);
    run = learn(samples, { eta: settings.eta, w: [w1, w2], b });
    margin = widestMargin(samples);
    limit = limitOf([w1, w2, ...run.looks.flatMap((look) => look.w)]);
    limitB = limitOf([b, ...run.looks.map((look) => look.b)]);
    settings.looks = Math.min(run.looks.length, Math.max(0, Math.round(settings.looks)));
  }

  // Time.

  function goTo(looks) {
    pause();
    settings.looks = Math.min(run.looks.length, Math.max(0, looks));
    figure.setState({ looks: settings.looks });
    draw(words.say);
  }

  function goBy(count) {
    goTo(settings.looks + count);
  }

  function toNextMistake() {
    const found = run.looks.findIndex((look, i) => i >= settings.looks && look.wrong);
    goTo(found < 0 ? run.looks.length : found + 1);
  }

  function playOrPause() {
    if (timer) {
      pause();
      draw(words.say);
      return;
    }
    if (settings.looks === run.looks.length) settings.looks = 0;
    tick();
  }

  function tick() {
    settings.looks += 1;
    figure.setState({ looks: settings.looks });
    const look = run.looks[settings.looks - 1];
    const rest = PAUSE[look.wrong ? "wrong" : "right"] / (samples.length > PAUSE.many ? 3 : 1);
    timer = settings.looks < run.looks.length ? setTimeout(tick, rest) : 0;
    draw(timer ? words.show : words.say);
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
  }

  // What is seen.

  /** The state after a number of looks. */
  function after(looks) {
    if (looks > 0) return run.looks[looks - 1];
    const [w1, w2, b] = STARTS.map((name) => settings[name]);
    return { w: [w1, w2], b, corrections: 0, mistakes: 0, epoch: 0 };
  }

  function draw(tell) {
    const { looks } = settings;
    const now = after(looks);
    const then = looks > 0 ? after(looks - 1) : null;
    const before = now.wrong ? then : null;
    const over = looks === run.looks.length;
    plane.draw({ samples, w: now.w, b: now.b, before, looked: now.sample, wrong: now.wrong });
    const way = [after(0), ...run.looks.slice(0, looks).filter((look) => look.wrong)];
    weights.draw({ w: now.w, b: now.b, before, way: way.map(({ w }) => w), limit, limitB });
    const counts = mistakesSoFar(looks);
    const all = mistakesSoFar(run.looks.length);
    const epochs = Math.max(LEAST_EPOCHS, Math.min(MOST_BARS, all.length), counts.length);
    const most = { epochs, mistakes: Math.max(...all, 1) };
    bars.draw({ counts, most, going: looks % samples.length > 0 });
    write(lookLine, aboutLook(looks, now, then));
    write(nowLine, aboutLine(now));
    write(countLine, aboutCount(now, over));
    showBound(now);
    play.set({
      label: timer ? "Pause" : "Play",
      icon: timer ? "pause" : "play",
      disabled: locked("looks"),
    });
    for (const one of [step, next]) one.set({ disabled: over || locked("looks") });
    for (const one of [back, first]) one.set({ disabled: looks === 0 || locked("looks") });
    showEditing();
    python.show(asPython());
    tell([lookLine, nowLine, countLine, boundLine].map((line) => line.textContent).join(" "));
    link.refresh();
  }

  function showEditing() {
    add.set({ disabled: pointsLocked || samples.length >= MOST });
    flip.set({ disabled: pointsLocked || !framed });
    drop.set({ disabled: pointsLocked || !framed || samples.length < 2 });
  }

  function mistakesSoFar(looks) {
    const counts = [];
    for (const look of run.looks.slice(0, looks)) counts[look.epoch - 1] = look.mistakes;
    return counts;
  }

  function aboutLook(looks, now, then) {
    if (!then) return "Before the first look.";
    const { x, y } = samples[now.sample];
    const { eta } = settings;
    const seen =
      `Look ${looks}, epoch ${now.epoch}: ${nameSample(samples[now.sample])}. Its score is ` +
      `z = ${signed(now.z)}, so y · z = ${signed(y * now.z)}: `;
    if (!now.wrong) return `${seen}right, and nothing changes.`;
    const added = x.map((v) => signed(eta * y * v)).join(", ");
    const why = now.z === 0 ? "exactly on the line counts as wrong" : "wrong";
    return `${seen}${why}. So η y x = (${added}) is added to w, and η y = ${signed(eta * y)} to b.`;
  }

  function aboutLine({ w, b }) {
    const wrong = samples.filter(({ x, y }) => y * score(x, w, b) <= 0).length;
    const line = w[0] || w[1] ? "" : " Without a weight there is no line.";
    const count = `${wrong} of ${samples.length} points on the wrong side or on the line.`;
    return `Now w = (${w.map((v) => signed(v)).join(", ")}), b = ${signed(b)}: ${count}${line}`;
  }

  function aboutCount(now, over) {
    const { corrections } = now;
    const count = `${corrections} ${corrections === 1 ? "correction" : "corrections"}`;
    if (over && run.rests) return `At rest after ${count}: epoch ${now.epoch} had no mistake.`;
    if (over) return `Stopped after ${MOST_EPOCHS} epochs and ${count}, and not at rest.`;
    const repeated = repeatOf(now);
    if (repeated === null) return `${count} so far.`;
    const place = repeated ? `after epoch ${repeated}` : "at the start";
    return `${count} so far. w and b are as they were ${place}: from here all repeats.`;
  }

  /** At the end of an epoch: the earlier epoch after which the weights were the same, or null. */
  function repeatOf(now) {
    const size = samples.length;
    if (!settings.looks || settings.looks % size || run.rests) return null;
    for (let epoch = 0; epoch < now.epoch; epoch += 1) {
      const { w, b } = after(epoch * size);
      if (w[0] === now.w[0] && w[1] === now.w[1] && b === now.b) return epoch;
    }
    return null;
  }

  function showBound({ corrections }) {
    const atZero = STARTS.every((name) => settings[name] === 0);
    meter.hidden = !margin || !atZero;
    if (!margin) {
      write(boundLine, "Not separable: no line parts these points, so there is no bound.");
      return;
    }
    const most = Math.floor(margin.bound + 1e-9);
    fill.style.width = `${Math.min(100, (100 * corrections) / most)}%`;
    const parts = `R = ${signed(margin.longest, 3)}, widest margin γ = ${signed(margin.gamma, 3)}`;
    const which = atZero ? "Novikoff’s bound" : "Novikoff’s bound, for a start at zero only";
    write(boundLine, `${which}: at most ${most} corrections (${parts}).`);
  }

  function asPython() {
    const list = (values) => `[${values.join(", ")}]`;
    const rows = samples.map(({ x }) => list(x));
    const [w1, w2, b] = STARTS.map((name) => settings[name]);
    return [
      "from mnist_course.perceptron import Perceptron",
      "",
      `X = ${list(rows)}`,
      `y = ${list(samples.map(({ y }) => y))}`,
      `neuron = Perceptron(eta=${settings.eta}).fit(X, y, w=[${w1}, ${w2}], b=${b})`,
      "print(neuron.w, neuron.b, len(neuron.updates), neuron.mistakes_per_epoch)",
    ].join("\n");
  }

  return {
    update(patch) {
      const moved = Object.keys(patch).some((name) => patch[name] !== settings[name]);
      if (!moved) return;
      pause();
      Object.assign(settings, patch);
      prepare();
      for (const [name, control] of Object.entries(controls)) control.set(settings[name]);
      draw(words.show);
    },
    remove() {
      pause();
      plane.remove();
      weights.remove();
      bars.remove();
    },
  };
}
