/**
 * Gradient descent, momentum, Nesterov and Adam go down the same surface from the same start: their
 * paths from above, how far each still lies above the lowest point, and where each stands, in words.
 */

import { button, player } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { pythonLines } from "./kit/code.js";
import { curvePlot } from "./kit/curves.js";
import { description } from "./kit/describe.js";
import { h, s, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { signed } from "./kit/numbers.js";
import { commonOf } from "./kit/settings.js";
import { linearValues, logValues, slider } from "./kit/slider.js";
import { FAR, METHODS, batches, walk } from "./descent-paths/methods.js";
import { GRAIN, LIMIT, markAt, surfacePlane } from "./descent-paths/plane.js";
import { SURFACES } from "./descent-paths/surfaces.js";

export const title = "Four ways down";
export const heights = [1369, 2020]; // in the book's column, on a phone
export const defaults = {
  surface: "valley",
  show: "all",
  start_1: -3.5,
  start_2: 2,
  eta: 0.04,
  momentum: 0.9,
  batch_size: 96,
  seed: 0,
  steps: 40,
};

const MOST_STEPS = 400;
const PAUSE = 120; // milliseconds between two steps
const FLOOR = -6; // the plot of the loss ends at a millionth

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const common = commonOf(figure, settings, turn);
  const locked = (name) => figure.lock.has(name);
  let paths = {};
  let timer = 0;

  const words = description(root);
  const standing = Object.fromEntries(
    Object.entries(METHODS).map(([name, method]) => [name, line(method)]),
  );
  const limits = h("p", { class: "ml-note" });
  const stepLine = h("p", { class: "ml-status" });
  const python = pythonLines();
  const plane = surfacePlane({
    onMove(start, done) {
      pause();
      const patch = { start_1: start[0], start_2: start[1] };
      for (const [name, value] of Object.entries(patch)) controls[name].set(value);
      turn(patch, done);
    },
  });
  const curves = curvePlot({
    title: "How far the loss lies above its lowest value (cut off below 10⁻⁶)",
    xLabel: "step",
    yRange: [FLOOR, 3],
    yFormat: (power) => `10${superscript(Math.round(power))}`,
    xCounts: 0,
    height: 260,
  });
  const controls = {
    surface: choice({
      label: "Surface",
      options: Object.entries(SURFACES).map(([value, { label }]) => ({ value, label })),
      ...common("surface"),
    }),
    show: choice({
      label: "Show",
      options: [
        { value: "all", label: "all four" },
        ...Object.entries(METHODS).map(([value, { label }]) => ({ value, label })),
      ],
      ...common("show"),
    }),
    eta: slider({
      label: "Learning rate η",
      values: logValues(0.001, 2, [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8]),
      ...common("eta"),
    }),
    momentum: slider({
      label: "β of momentum and of Nesterov",
      values: [...linearValues(0, 0.95, 0.05), 0.98, 0.99],
      ...common("momentum"),
    }),
    start_1: slider({
      label: "Start, across",
      values: linearValues(-LIMIT, LIMIT, GRAIN),
      format: (value) => signed(value),
      ...common("start_1"),
    }),
    start_2: slider({
      label: "Start, up",
      values: linearValues(-LIMIT, LIMIT, GRAIN),
      format: (value) => signed(value),
      ...common("start_2"),
    }),
    batch_size: slider({
      label: "Digits in a batch",
      values: [1, 2, 4, 8, 16, 32, 48, 96],
      ...common("batch_size"),
    }),
  };
  const time = player({
    words: { reset: "Back to the start" },
    onPlay: play,
    onPause() {
      pause();
      draw(words.say);
    },
    onStep: () => goTo(settings.steps + 1),
    onReset: () => goTo(0),
  });
  const noise = button({ label: "Other batches", onPress: () => turn({ seed: settings.seed + 1 }) });
  const noiseNote = h(
    "p",
    { class: "ml-note" },
    "All four get the same batches, and after “Back to the start” the same again.",
  );
  const noiseBox = h("div", {}, h("div", { class: "ml-buttons" }, noise.element), noiseNote);
  const noisyControls = h("div", { class: "ml-controls" }, controls.batch_size.element, noiseBox);
  const link = linkRow(figure, settings, [...Object.keys(controls), "seed"]);

  root.append(
    h("p", { class: "ml-heading" }, title),
    controls.surface.element,
    h("div", { class: "ml-controls" }, controls.eta.element, controls.momentum.element),
    time.element,
    stepLine,
    h(
      "div",
      { class: "ml-above" },
      h("div", {}, plane.element, h("p", { class: "ml-note" }, "Drag the large ring, the start.")),
      h(
        "div",
        { class: "ml-standing" },
        h("ul", { class: "ml-methods" }, ...Object.values(standing).map((one) => one.element)),
        limits,
      ),
    ),
    curves.element,
    h("div", { class: "ml-controls" }, controls.start_1.element, controls.start_2.element),
    noisyControls,
    controls.show.element,
    python.element,
    ...link.elements,
    words.element,
  );
  prepare();
  draw(words.show);

  // Turning the knobs.

  function turn(patch, tell = true) {
    Object.assign(settings, patch);
    figure.setState(patch);
    prepare();
    draw(tell ? words.say : words.show);
  }

  function surface() {
    return SURFACES[settings.surface] ?? SURFACES[defaults.surface];
  }

  function prepare() {
    settings.steps = Math.min(MOST_STEPS, Math.max(0, Math.round(settings.steps)));
    const { samples } = surface();
    const { batch_size: size, seed } = settings;
    const batchOf = samples && size < samples ? batches(samples, size, seed) : undefined;
    paths = Object.fromEntries(
      Object.keys(METHODS).map((name) => [
        name,
        walk(name, surface(), settings, MOST_STEPS, batchOf),
      ]),
    );
  }

  // Time.

  function goTo(steps) {
    pause();
    settings.steps = Math.min(MOST_STEPS, Math.max(0, steps));
    figure.setState({ steps: settings.steps });
    draw(words.say);
  }

  function play() {
    if (settings.steps >= MOST_STEPS) settings.steps = 0;
    tick();
  }

  function tick() {
    settings.steps += 1;
    figure.setState({ steps: settings.steps });
    timer = settings.steps < MOST_STEPS ? setTimeout(tick, PAUSE) : 0;
    draw(timer ? words.show : words.say);
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
  }

  // What is seen.

  function draw(tell) {
    const { loss, lowest, samples, axes } = surface();
    const { steps, show } = settings;
    const seen = Object.keys(METHODS).filter((name) => show === "all" || show === name);
    const soFar = (name) => paths[name].slice(0, steps + 1);
    plane.draw({
      surface: surface(),
      start: [settings.start_1, settings.start_2],
      locked: locked("start_1") || locked("start_2"),
      paths: seen.map((method) => ({ method, places: soFar(method) })),
    });
    curves.draw(
      seen.map((name) => ({
        name: METHODS[name].label,
        look: METHODS[name].look,
        points: soFar(name).map((w, k) => [k, Math.log10(Math.max(loss(w) - lowest, 1e-9))]),
      })),
      30,
    );
    const sentences = seen.map((name) => whereItStands(name, loss, axes));
    for (const name of Object.keys(METHODS)) {
      standing[name].element.hidden = !seen.includes(name);
    }
    seen.forEach((name, k) => write(standing[name].text, sentences[k]));
    write(limits, aboutLimits());
    const noisy = Boolean(samples);
    noisyControls.hidden = !noisy;
    noiseBox.hidden = settings.batch_size >= samples;
    noise.set({ disabled: locked("seed") });
    write(stepLine, aboutStep(samples));
    time.set({ playing: timer !== 0, stuck: steps >= MOST_STEPS || locked("steps") });
    python.show(asPython());
    tell([stepLine.textContent, ...sentences].join(" "));
    link.refresh();
  }

  function aboutStep(samples) {
    const { steps, batch_size: size } = settings;
    const many = `${steps} ${steps === 1 ? "step" : "steps"}`;
    const { label } = surface();
    if (!samples) return `After ${many} on ${label}:`;
    const perEpoch = Math.ceil(samples / size);
    const epochs = Number((steps / perEpoch).toFixed(2));
    const batch = size < samples ? `batches of ${size}` : "all of them in each step";
    return `After ${many} on ${label}, ${batch} (${plural(epochs, "epoch")}):`;
  }

  function whereItStands(name, loss, axes) {
    const { label } = METHODS[name];
    const path = paths[name];
    const end = path[Math.min(settings.steps, path.length - 1)];
    if (!end.every((value) => Math.abs(value) <= FAR)) {
      return `${label} has run away in step ${path.length - 1}.`;
    }
    const at = end.map((value, k) => `${axes[k]}\u00a0=\u00a0${short(value)}`).join(", ");
    return `${label}: ${at}, loss\u00a0${short(loss(end))}.`;
  }

  function aboutLimits() {
    const most = { valley: 20, round: 3 }[settings.surface];
    if (!most) return "";
    return `The largest curvature is ${most}, so 2\u00a0/\u00a0curvature is ${short(2 / most)}.`;
  }

  function asPython() {
    const changed = Object.entries(settings)
      .filter(([name, value]) => name in defaults && value !== defaults[name])
      .map(([name, value]) => `    ${name}=${typeof value === "string" ? `"${value}"` : value},`);
    return [
      "from mnist_course.widgets import DescentPaths",
      "",
      ...(changed.length ? ["figure = DescentPaths(", ...changed, ")"] : ["figure = DescentPaths()"]),
      'print(figure.path("momentum"))  # a row for each step',
    ].join("\n");
  }

  return {
    update(patch) {
      if (!Object.keys(patch).some((name) => patch[name] !== settings[name])) return;
      pause();
      Object.assign(settings, patch);
      for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
      prepare();
      draw(words.show);
    },
    remove() {
      pause();
      plane.remove();
      curves.remove();
    },
  };
}

/** A line of the list: the mark and the dash of a method, and what is said of it. */
function line({ mark, look }) {
  const text = h("span", {});
  const sample = s(
    "svg",
    { width: 44, height: 20, "aria-hidden": "true" },
    s("path", { class: `ml-curve ml-look-${look}`, d: "M1 10H43" }),
    markAt(mark, 22, 10, 6, look),
  );
  return { element: h("li", {}, sample, text), text };
}

function plural(count, one) {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

/** Three figures; very small and very large numbers as powers of ten. */
function short(value) {
  const size = Math.abs(value);
  if (size < 1e-9) return "0";
  if (size < 1e-3 || size >= 1e5) {
    const [digits, power] = value.toExponential(1).split("e");
    return `${digits.replace("-", "−")} · 10${superscript(Number(power))}`;
  }
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

function superscript(power) {
  return String(power).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
}
