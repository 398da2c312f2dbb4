/**
 * A network learns to name points of two or three classes. Hatched regions show what it would say
 * everywhere; points that were held out tell how far that carries. One feature may be stretched a
 * hundred times, and both may be standardised. Points to learn from can be moved, added, removed
 * and given to another class.
 */

import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { learningTime } from "./kit/clock.js";
import { pythonLines } from "./kit/code.js";
import { curvePlot } from "./kit/curves.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { commonOf } from "./kit/settings.js";
import { linearValues, logValues, slider } from "./kit/slider.js";
import { MOST_ADDED, countEdits, writeEdits } from "./decision-regions/edits.js";
import { Learner, MOST_STEPS } from "./decision-regions/learner.js";
import { KINDS, regionsPlane } from "./decision-regions/plane.js";
import { LEARNED, SETS } from "./decision-regions/sets.js";

export const title = "Regions that a network learns";
export const heights = [1251, 2361]; // in the book's column, on a phone
export const defaults = {
  data: "spiral",
  noise: 0.1,
  edits: "",
  stretch: 1,
  features: "raw",
  layers: 1,
  units: 8,
  activation: "tanh",
  optimizer: "adam",
  learning_rate: 0.05,
  seed: 0,
  steps: 0,
};

const NAMED = {
  activation: { tanh: "tanh", sigmoid: "sigmoid", relu: "ReLU" },
  features: { raw: "as they are", standardised: "standardised" },
  optimizer: { adam: "Adam", sgd: "gradient descent" },
};
const RATES = { adam: 0.05, sgd: 0.5 }; // that suit
const PIECE = { steps: 5, time: 16 }; // of a replay: steps, and milliseconds at once
const MOST_POINTS = 400; // of the curves
const SEEDS = 100;
const SIGNS = ["●", "■", "▲"];
const KEY =
  "Large and filled: points the network learns from. Small and hollow: points held out, which it " +
  "never sees. Lines that rise, lines that fall, dots: where it would say disc, square, triangle. " +
  "Thick line: the decision boundary.";

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const common = commonOf(figure, settings, turn);
  let learner = null;
  let curves = null;
  let every = 1; // how many steps a point of the curves stands for
  let failed = false;
  let replaying = 0;
  let aim = null; // the steps at which a replay that is under way will end
  let kind = 0; // of new points
  let framed = false; // whether a point is framed

  const words = description(root);
  const told = h("p", { class: "ml-status ml-dr-told" });
  const plane = regionsPlane({
    kind: () => kind,
    onEdit: editPoints,
    onSelect(any) {
      framed = any;
      showEditing();
    },
  });
  const loss = curvePlot({ title: "Loss", xLabel: "step", height: 300, yFormat: short });
  const numbers = pythonLines({ label: "The network in numbers" });
  const python = pythonLines();
  const time = learningTime({
    learn: (count) => learn(Math.min(count, MOST_STEPS - settings.steps)),
    stuck,
    show: () => draw(words.say),
    rest: () => {
      change({ steps: settings.steps });
      draw(words.say);
    },
    reset: () => turn({}),
  });
  const another = button({
    label: "Another start",
    onPress: () => turn({ seed: (settings.seed + 1) % SEEDS }),
  });
  another.set({ disabled: figure.lock.has("seed") });
  time.element.append(another.element);
  const controls = {
    data: choice({
      label: "Points",
      options: Object.entries(SETS).map(([value, { label }]) => ({ value, label })),
      ...common("data"),
    }),
    stretch: choice({
      label: "Second feature, times",
      options: [1, 10, 100].map((value) => ({ value, label: String(value) })),
      ...common("stretch"),
    }),
    features: named("features", "Features"),
    noise: slider({
      label: "Noise",
      values: linearValues(0.05, 0.4, 0.05),
      ...common("noise"),
    }),
    layers: slider({ label: "Hidden layers", values: linearValues(0, 3), ...common("layers") }),
    units: slider({
      label: "Units in each of them",
      values: linearValues(1, 12),
      ...common("units"),
    }),
    learning_rate: slider({
      label: "Learning rate η",
      values: logValues(0.001, 10, [1, 2, 5]),
      ...common("learning_rate"),
    }),
    activation: named("activation", "Activation of the hidden units"),
    optimizer: named("optimizer", "Optimizer", (optimizer) => {
      const rate = figure.lock.has("learning_rate") ? {} : { learning_rate: RATES[optimizer] };
      turn({ optimizer, ...rate });
    }),
  };
  const kinds = h("div", {});
  const add = button({ label: "Add a point", onPress: plane.add });
  const flip = button({ label: "Change the framed one", onPress: plane.flip });
  const drop = button({ label: "Remove the framed one", onPress: plane.drop });
  const undo = button({ label: "Undo all changes", onPress: () => learnAgain("") });
  const editing = h(
    "details",
    { class: "ml-fold", hidden: figure.lock.has("data") || figure.lock.has("edits") },
    h("summary", {}, "Change the points"),
    h(
      "div",
      { class: "ml-dr-editing" },
      kinds,
      h("div", { class: "ml-buttons" }, ...[add, flip, drop, undo].map((one) => one.element)),
      plane.help,
      h(
        "p",
        { class: "ml-note" },
        "Only the large points can be changed. After each change the network learns again, from " +
          "the same start and for as many steps. Close this fold, and the plane is a picture again.",
      ),
    ),
  );
  editing.open = settings.edits !== "";
  editing.addEventListener("toggle", () => plane.open(editing.open && !editing.hidden));
  const link = linkRow(figure, settings, [...Object.keys(controls), "edits", "seed"]);

  function named(name, label, onInput) {
    const options = Object.entries(NAMED[name]).map(([value, text]) => ({ value, label: text }));
    return choice({ label, options, ...common(name, onInput) });
  }

  const { data, stretch, features, noise, layers, units, learning_rate: rate } = controls;
  root.append(
    h("p", { class: "ml-heading" }, title),
    data.element,
    time.element,
    told,
    h("div", { class: "ml-pair" }, plane.element, loss.element),
    h("p", { class: "ml-note" }, KEY),
    editing,
    h("div", { class: "ml-controls" }, stretch.element, features.element),
    h("div", { class: "ml-controls" }, ...[layers, units, noise, rate].map((one) => one.element)),
    h("div", { class: "ml-controls" }, controls.activation.element, controls.optimizer.element),
    h("p", { class: "ml-note" }, "Whatever you change, it begins again from the same start."),
    numbers.element,
    python.element,
    ...link.elements,
    words.element,
  );
  offerKinds();
  replay();

  /** Begin again, with some settings changed. Other points are no longer those that were edited. */
  function turn(turned) {
    const drawnAnew = "data" in turned || "noise" in turned;
    const patch = drawnAnew ? { ...turned, edits: "" } : turned;
    aim = null;
    change({ ...patch, steps: 0 });
    if ("data" in patch) offerKinds();
    for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
    replay();
    if (time.playing()) time.play();
  }

  function change(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    link.refresh();
  }

  // The points.

  function editPoints(samples) {
    learnAgain(writeEdits(learner.points.original, samples));
  }

  /** Begin again with other points, and take as many steps as before. */
  function learnAgain(edits) {
    if (time.playing()) {
      turn({ edits });
      return;
    }
    change({ edits });
    replay(words.say);
  }

  function offerKinds() {
    const { classes } = SETS[settings.data];
    kind = Math.min(kind, classes - 1);
    const options = KINDS.slice(0, classes).map((name, value) => ({
      value,
      label: `${SIGNS[value]} a ${name}`,
    }));
    const onInput = (value) => (kind = value);
    kinds.replaceChildren(
      choice({ label: "A new point is", options, value: kind, onInput }).element,
    );
  }

  function showEditing() {
    const count = learner ? learner.points.samples.length : 0;
    add.set({ disabled: count >= LEARNED + MOST_ADDED });
    flip.set({ disabled: !framed });
    drop.set({ disabled: !framed });
    undo.set({ disabled: !settings.edits });
  }

  // Time.

  function learn(count) {
    try {
      learner.step(count);
    } catch (error) {
      if (error.name !== "DivergenceError") throw error;
      failed = true;
    }
    settings.steps += count;
    if (!failed && settings.steps % every < count) note();
  }

  function note() {
    const { learned, held } = learner.score();
    curves.learned.push([settings.steps, learned.loss]);
    curves.held.push([settings.steps, held.loss]);
    if (curves.held.length <= MOST_POINTS) return;
    for (const name of ["learned", "held"]) curves[name] = curves[name].filter((_, i) => i % 2 === 0);
    every *= 2;
  }

  function stuck() {
    return failed || settings.steps >= MOST_STEPS;
  }

  /** Begin at the start and take the steps that the settings name, a few at a time. */
  function replay(tell = words.show) {
    aim ??= settings.steps;
    let left = aim;
    time.stop();
    clearTimeout(replaying);
    learner = new Learner(settings);
    curves = { learned: [], held: [] };
    every = 1;
    failed = false;
    settings.steps = 0;
    note();
    const work = () => {
      const end = performance.now() + PIECE.time;
      while (left > 0 && !stuck() && performance.now() < end) {
        const count = Math.min(left, PIECE.steps, MOST_STEPS - settings.steps);
        learn(count);
        left -= count;
      }
      const more = left > 0 && !stuck();
      time.refresh(more);
      draw(more ? words.show : tell);
      if (more) replaying = setTimeout(work, 0);
      else aim = null;
    };
    work();
  }

  // Showing it.

  function draw(tell) {
    plane.draw(learner, settings.stretch);
    loss.draw(
      [
        { name: "learned", points: curves.learned, look: "a" },
        { name: "held out", points: curves.held, look: "b" },
      ],
      100,
    );
    write(told, tellNow());
    numbers.show(inNumbers(learner));
    python.show(inPython(settings));
    showEditing();
    tell(`${setUp()} ${told.textContent} ${tellRegions()}`);
  }

  function setUp() {
    const { label, classes } = SETS[settings.data];
    const many = settings.layers === 1 ? "1 hidden layer" : `${settings.layers} hidden layers`;
    const each = settings.layers ? ` of ${settings.units}, ${NAMED.activation[settings.activation]}` : "";
    const times = settings.stretch > 1 ? `, the second ${settings.stretch} times as large` : "";
    return (
      `Points: ${label}, ${classes} classes.${tellEdits()} Features ${NAMED.features[settings.features]}${times}. ` +
      `${many}${each}; ${NAMED.optimizer[settings.optimizer]}.`
    );
  }

  function tellEdits() {
    if (!settings.edits) return "";
    const { changed, added, removed } = countEdits(settings.edits, LEARNED);
    const parts = [
      changed && `${changed} moved or of another class`,
      added && `${added} added`,
      removed && `${removed} removed`,
    ].filter(Boolean);
    return parts.length ? ` Changed by hand: ${parts.join(", ")}.` : "";
  }

  function tellNow() {
    const step = `Step ${settings.steps.toLocaleString("en-US")}.`;
    if (failed) {
      return `${step} The steps were too long: the weights ran away. Take a smaller learning rate.`;
    }
    const { learned, held } = learner.score();
    const rightly = ({ accuracy }, { y }) => `${Math.round(accuracy * y.length)} of ${y.length}`;
    const end = settings.steps >= MOST_STEPS ? " The end of the tape." : "";
    return (
      `${step} Named rightly: ${rightly(learned, learner.learned)} learned, ` +
      `${rightly(held, learner.held)} held out. ` +
      `Loss ${short(learned.loss)} learned, ${short(held.loss)} held out.${end}`
    );
  }

  function tellRegions() {
    const parts = plane.shares().map((share, c) => `${KINDS[c]} ${Math.round(100 * share)} %`);
    return parts.length ? `Of the square: ${parts.join(", ")}.` : "";
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
      aim = null;
      offerKinds();
      time.halt();
      replay();
    },
    remove() {
      time.stop();
      clearTimeout(replaying);
      plane.remove();
      loss.remove();
    },
  };
}

/** Write a loss with three digits. */
function short(value) {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toFixed(5);
  return String(Number(value.toPrecision(3)));
}

/** All parameters to six digits: a line a unit of each layer, its weights and its bias. */
function inNumbers(learner) {
  const six = (value) => String(Number(value.toPrecision(6)));
  return learner.model.layers
    .flatMap(({ params: { W, b } }, k) =>
      Array.from(b, (bias, j) => {
        const own = W.filter((_, i) => i % b.length === j);
        return `layer ${k + 1}, unit ${j + 1}: weights ${Array.from(own, six).join(", ")}; bias ${six(bias)}`;
      }),
    )
    .join("\n");
}

function inPython(settings) {
  const given = Object.keys(defaults)
    .filter((name) => settings[name] !== defaults[name])
    .map((name) => `    ${name}=${JSON.stringify(settings[name])},\n`);
  return (
    "from mnist_course.widgets import DecisionRegions\n\n" +
    `figure = DecisionRegions(${given.length ? `\n${given.join("")}` : ""})\n` +
    "model = figure.model()  # the same network, trained in Python\n" +
    "figure.score(model)"
  );
}
