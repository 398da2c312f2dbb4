/**
 * One hidden layer that learns while one watches: XOR, two moons or a curve. Units may be added and
 * taken away in the middle of it; each shows the line or the place where it bends.
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
import { curvePlane } from "./hidden-units/curve.js";
import { Learner, MOST_STEPS, MOST_UNITS, readBefore } from "./hidden-units/learner.js";
import { pointsPlane } from "./hidden-units/plane.js";
import { TASKS } from "./hidden-units/tasks.js";
import { signed } from "./perceptron/geometry.js";

export const title = "Hidden units at work";
export const heights = [1091, 1814]; // in the book's column, on a phone
export const defaults = {
  data: "xor",
  units: 2,
  activation: "tanh",
  learning_rate: 0.5,
  seed: 0,
  before: "",
  steps: 0,
};

const ACTIVATIONS = { tanh: "tanh", sigmoid: "sigmoid", relu: "ReLU" };
const CATCH_UP = { piece: 5, time: 16 }; // of a replay: steps, and milliseconds at once
const MOST_POINTS = 400; // of the loss curve
const SEEDS = 100;
const TOLD = 4; // units whose numbers are told in the description

const KEYS = {
  points:
    "Thick line and shade: the boundary, and the side where the network answers “disc”. Dashed " +
    "line with a number: where the sum of this unit is 0; the short mark points to its positive " +
    "side. The thicker it is, the more the output listens to the unit.",
  curve:
    "Thin line with rings: the curve. Thick line: the network’s answer. Dashed line with a " +
    "number: where the sum of this unit is 0, so that it bends there. The thicker it is, the " +
    "more the output listens to the unit.",
};

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const common = commonOf(figure, settings, turn);
  let learner = null;
  let base = null; // what was learned when the number of units last changed
  let total = 0; // steps since the start, with all numbers of units
  let losses = [];
  let every = 1; // how many steps a point of the loss curve stands for
  let failed = false;
  let replaying = 0;
  let catchUp = null; // what is left of a replay that goes on

  const words = description(root);
  const told = h("p", { class: "ml-status ml-hu-told" });
  const key = h("p", { class: "ml-note" });
  const plane = pointsPlane();
  const curve = curvePlane();
  const loss = curvePlot({ title: "Loss", xLabel: "step", height: 270, yFormat: short });
  const numbers = pythonLines({ label: "The units in numbers" });
  const python = pythonLines();
  const time = learningTime({
    learn: (count) => learn(Math.min(count, MOST_STEPS - total)),
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
      label: "To be learned",
      options: Object.entries(TASKS).map(([value, { label }]) => ({ value, label })),
      ...common("data", (data) => {
        const rate = figure.lock.has("learning_rate") ? {} : { learning_rate: TASKS[data].rate };
        turn({ data, ...rate });
      }),
    }),
    activation: choice({
      label: "Activation of the hidden units",
      options: Object.entries(ACTIVATIONS).map(([value, label]) => ({ value, label })),
      ...common("activation", (activation) => turn({ activation })),
    }),
    units: slider({
      label: "Hidden units",
      values: linearValues(1, MOST_UNITS),
      note: "Also while it learns: units join or leave, the others keep what they have learned.",
      ...common("units", changeUnits),
    }),
    learning_rate: slider({
      label: "Learning rate η",
      values: logValues(0.01, 10, [1, 2, 5]),
      note: "A new rate, task or activation begins again from the same start.",
      ...common("learning_rate", (learning_rate) => turn({ learning_rate })),
    }),
  };
  const link = linkRow(figure, settings, [...Object.keys(controls), "seed"]);

  root.append(
    h("p", { class: "ml-heading" }, title),
    controls.data.element,
    time.element,
    told,
    h("div", { class: "ml-pair" }, plane.element, curve.element, loss.element),
    key,
    h("div", { class: "ml-controls" }, controls.units.element, controls.learning_rate.element),
    controls.activation.element,
    numbers.element,
    python.element,
    ...link.elements,
    words.element,
  );
  replay();

  // Turning the knobs.

  /** Begin again, with some settings changed. */
  function turn(patch) {
    change({ ...patch, before: "", steps: 0 });
    for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
    replay();
    if (time.playing()) time.play();
  }

  function changeUnits(units) {
    if (catchUp) catchUp(Infinity);
    if (!total || failed) { // weights that ran away are nothing to keep
      turn({ units });
      return;
    }
    if (settings.steps) {
      const { before, units: old, steps } = settings;
      base = learner.memory();
      change({ before: `${before}${before && "_"}${old}x${steps}`, steps: 0 });
    }
    change({ units });
    learner.setUnits(units, base);
    failed = false;
    draw(words.say);
    time.refresh();
  }

  function change(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    link.refresh();
  }

  // Time.

  function learn(count) {
    try {
      learner.step(count);
    } catch (error) {
      if (error.name !== "DivergenceError") throw error;
      failed = true;
    }
    total += count;
    settings.steps += count;
    if (!failed && total % every < count) note();
  }

  function note() {
    losses.push([total, learner.score().loss]);
    if (losses.length <= MOST_POINTS) return;
    losses = losses.filter((_, i) => i % 2 === 0);
    every *= 2;
  }

  function stuck() {
    return failed || total >= MOST_STEPS;
  }

  /** Begin at the start and take all steps that the settings name, a few at a time. */
  function replay() {
    const wanted = settings.steps;
    const plan = [...readBefore(settings.before), { units: settings.units, steps: wanted }];
    time.stop();
    clearTimeout(replaying);
    learner = new Learner(settings, plan[0].units);
    base = null;
    failed = false;
    total = 0;
    losses = [];
    every = 1;
    settings.steps = 0;
    note();
    let left = plan.shift().steps;
    const work = (end = performance.now() + CATCH_UP.time) => {
      clearTimeout(replaying);
      while (!stuck() && performance.now() < end) {
        if (left > 0) {
          const count = Math.min(left, CATCH_UP.piece, MOST_STEPS - total);
          learn(count);
          left -= count;
        } else if (plan.length) {
          const next = plan.shift();
          base = learner.memory();
          learner.setUnits(next.units);
          settings.steps = 0;
          left = next.steps;
        } else break;
      }
      const more = left > 0 || plan.length > 0;
      catchUp = more && !stuck() ? work : null;
      time.refresh(more);
      draw(words.show);
      if (catchUp) replaying = setTimeout(work, 0);
    };
    work();
  }

  // Showing it.

  function draw(tell) {
    const points = learner.task.inputs === 2;
    plane.element.hidden = !points;
    curve.element.hidden = points;
    (points ? plane : curve).draw(learner);
    loss.draw([{ name: "loss", points: losses, look: "a" }], 100);
    write(key, points ? KEYS.points : KEYS.curve);
    write(told, tellNow());
    numbers.show(inNumbers(learner));
    python.show(inPython(settings));
    tell(`${setUp()} ${told.textContent} ${tellUnits()}`);
  }

  function setUp() {
    const { label } = learner.task;
    const { units, activation } = settings;
    const many = units === 1 ? "1 hidden unit" : `${units} hidden units`;
    return `To be learned: ${label}. ${many}, ${ACTIVATIONS[activation]}.`;
  }

  function tellNow() {
    const step = `Step ${total.toLocaleString("en-US")}.`;
    if (failed) {
      return `${step} The steps were too long: the weights ran away. Take a smaller learning rate.`;
    }
    const { loss: now, accuracy } = learner.score();
    const all = learner.task.y.length;
    const right = accuracy === undefined ? null : Math.round(accuracy * all);
    const points = right === null ? "" : ` ${rightly(right, all)}`;
    const end = total >= MOST_STEPS ? " The end of the tape." : "";
    return `${step} Loss ${short(now)}.${points}${tellSilent()}${end}`;
  }

  function tellSilent() {
    const silent = learner.lines.flatMap(({ silent: yes }, j) => (yes ? [j + 1] : []));
    if (!silent.length) return "";
    if (silent.length === 1) return ` Unit ${silent[0]} is silent: its sum is negative everywhere.`;
    return ` Units ${silent.join(", ")} are silent: their sums are negative everywhere.`;
  }

  function tellUnits() {
    const said = learner.lines.slice(0, TOLD).map(({ w, b, v }, j) => {
      const names = w.length === 2 ? ["x₁", "x₂"] : ["x"];
      const terms = w.map((value, i) => `${signed(value, 2)} ${names[i]}`);
      return `Unit ${j + 1}: sum ${[...terms, signed(b, 2)].join(" + ").replaceAll("+ −", "− ")}, times ${signed(v, 2)} at the output.`;
    });
    return said.join(" ");
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      for (const [name, value] of Object.entries(patch)) controls[name]?.set(value);
      time.halt();
      replay();
    },
    remove() {
      time.stop();
      clearTimeout(replaying);
      plane.remove();
      curve.remove();
      loss.remove();
    },
  };
}

function rightly(right, all) {
  if (right === all) return `All ${all} points are named rightly.`;
  return `${right} of ${all} points are named rightly.`;
}

/** Write a loss with three digits. */
function short(value) {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toFixed(5);
  return String(Number(value.toPrecision(3)));
}

/** All parameters to six digits, a line a unit. */
function inNumbers(learner) {
  const six = (value) => String(Number(value.toPrecision(6)));
  const lines = learner.lines.map(({ w, b, v }, j) =>
    `unit ${j + 1}: weights ${w.map(six).join(", ")}; bias ${six(b)}; to the output ${six(v)}`);
  return [...lines, `output: bias ${six(learner.output.params.b[0])}`].join("\n");
}

function inPython(settings) {
  const given = Object.keys(defaults)
    .filter((name) => settings[name] !== defaults[name])
    .map((name) => `    ${name}=${JSON.stringify(settings[name])},\n`);
  return (
    "from mnist_course.widgets import HiddenUnits\n\n" +
    `figure = HiddenUnits(${given.length ? `\n${given.join("")}` : ""})\n` +
    "model = figure.model()  # the same network, trained in Python\n" +
    "model.params"
  );
}
