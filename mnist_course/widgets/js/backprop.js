/**
 * Backpropagation, one part at a time: a network of five circles with every number on its lines,
 * forward, backward, and the step that changes its nine weights and biases.
 */

import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { diagram } from "./kit/diagram.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { linearValues, logValues, slider } from "./kit/slider.js";
import { HIDDEN, KNOBS, passes, rounds } from "./backprop/net.js";
import { DONE, PARTS, brief, name, short, tell } from "./backprop/telling.js";

export const title = "Forward, backward, step";
export const heights = [891, 1220]; // in the book's column, on a phone
export const defaults = {
  x1: 0.5,
  x2: 2,
  y: 0,
  w13: 2,
  w23: -1,
  b3: 1,
  w14: -2,
  w24: 1.5,
  b4: 0,
  w35: 3,
  w45: -1,
  b5: 0,
  eta: 1,
  hidden: "sigmoid",
  steps: 4,
};

const GIVEN = ["x1", "x2", "y"];
const KNOWN = [...KNOBS, ...GIVEN, "eta", "hidden"]; // all but the time, which always moves
const PAUSE = 1600; // milliseconds from one part to the next
const MOST = 500 * PARTS;
const SHOWN = 6; // losses in the line of losses

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (key) => figure.lock.has(key);
  let nets = [];
  let chosen = "w23";
  let timer = 0;

  const words = description(root);
  const line = h("p", { class: "ml-status ml-told" });
  const losses = h("p", { class: "ml-status" });
  const net = diagram({
    label: "A network of two inputs, two hidden neurons and one output",
    layers: [["a₁", "a₂"], ["3", "4"], ["5"]],
    row: 172,
    noteLines: 2,
    onPick: (layer, i, j) => pick(edgeKey(layer, i, j)),
  });
  const play = button({ label: "Play", icon: "play", primary: true, onPress: playOrPause });
  const step = button({ label: "Step", icon: "step", onPress: () => goTo(settings.steps + 1) });
  const back = button({ label: "Back", onPress: () => goTo(settings.steps - 1) });
  const whole = button({ label: "Whole step", onPress: () => goTo(nextRound()) });
  const again = button({ label: "Same start again", icon: "reset", onPress: () => goTo(0) });
  const text = button({ label: "The text’s numbers", onPress: () => set({ ...defaults }) });
  const which = choice({
    label: "Change",
    options: [...KNOBS, ...GIVEN].map((key) => ({ value: key, label: name(key) })),
    value: chosen,
    onInput: pick,
  });
  const value = slider({
    label: name(chosen),
    values: linearValues(-5, 5, 0.25),
    value: settings[chosen],
    format: short,
    onInput: (number) => edit(chosen, number),
  });
  const controls = {
    eta: slider({
      label: "Learning rate η",
      values: logValues(0.1, 100, [1, 2, 5]),
      value: settings.eta,
      locked: locked("eta"),
      onInput: (number) => edit("eta", number),
    }),
    hidden: choice({
      label: "Hidden neurons",
      options: HIDDEN.map((key) => ({ value: key, label: key === "relu" ? "ReLU" : key })),
      value: settings.hidden,
      locked: locked("hidden"),
      onInput: (key) => edit("hidden", key),
    }),
  };
  const label = value.element.querySelector("label");
  const link = linkRow(figure, settings, KNOWN);

  root.append(
    h("p", { class: "ml-heading" }, title),
    net.element,
    line,
    h(
      "div",
      { class: "ml-buttons" },
      ...[step, back, whole, play, again, text].map((one) => one.element),
    ),
    losses,
    which.element,
    h("div", { class: "ml-controls" }, value.element, controls.eta.element),
    controls.hidden.element,
    ...link.elements,
    words.element,
  );
  prepare();
  draw(words.show);

  // Turning the knobs.

  function pick(key) {
    if (!key) return;
    chosen = key;
    which.set(key);
    draw(words.show);
  }

  /** A number that is changed in a later round makes the network of that round the new start. */
  function edit(key, number) {
    const round = Math.floor(settings.steps / PARTS);
    const here = Object.fromEntries(KNOBS.map((knob) => [knob, nets[round][knob]]));
    set({ ...here, [key]: number, steps: settings.steps % PARTS });
  }

  function set(patch) {
    pause();
    Object.assign(settings, patch);
    figure.setState(patch);
    prepare();
    draw(words.say);
  }

  function prepare() {
    if (!HIDDEN.includes(settings.hidden)) settings.hidden = defaults.hidden;
    settings.steps = Math.min(MOST, Math.max(0, Math.round(settings.steps)));
    nets = rounds(settings, Math.floor(settings.steps / PARTS));
  }

  // Time.

  function nextRound() {
    return (Math.floor(settings.steps / PARTS) + 1) * PARTS;
  }

  function goTo(steps) {
    set({ steps: Math.min(MOST, Math.max(0, steps)) });
  }

  function playOrPause() {
    if (timer) {
      pause();
      draw(words.say);
    } else tick();
  }

  function tick() {
    const steps = Math.min(MOST, settings.steps + 1);
    Object.assign(settings, { steps });
    figure.setState({ steps });
    prepare();
    timer = steps < MOST ? setTimeout(tick, PAUSE) : 0;
    draw(words.say);
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
  }

  // What is seen.

  function draw(say) {
    const round = Math.floor(settings.steps / PARTS);
    const part = settings.steps % PARTS;
    const now = nets[round];
    const moved = part === 0 && round > 0;
    // Just after a step, the circles still hold what led to it; the weights are the new ones.
    const seen = passes(moved ? nets[round - 1] : now);
    const done = moved ? PARTS : part;
    write(line, tell(part, now, passes(now), moved && nets[round - 1], seen));
    net.draw({ ...picture(now, seen, done, part), words: line.textContent });
    write(losses, aboutLosses(round, part));
    showKnobs(now);
    showButtons();
    say(`${line.textContent} ${losses.textContent}`);
    link.refresh();
  }

  function picture(now, seen, done, part) {
    const after = (place, number) => (done >= place ? number : "");
    const titles = [3, 4, 5].map((j) => `${name(`z${j}`)} ${after(j - 2, brief(seen[`z${j}`])) || "?"}`);
    const notes = [3, 4, 5].map((j) => [
      `${name(`b${j}`)} ${brief(now[`b${j}`])}`,
      after(DONE[`d${j}`], `${name(`d${j}`)} ${brief(seen[`d${j}`])}`),
    ]);
    notes[2][1] = notes[2][1] || `y ${brief(now.y)}`;
    return {
      titles: [["a₁", "a₂"], titles.slice(0, 2), [titles[2]]],
      nodes: [
        [tight(now.x1), tight(now.x2)],
        [after(1, tight(seen.a3)), after(2, tight(seen.a4))],
        [after(3, tight(seen.a5))],
      ],
      notes: [[], notes.slice(0, 2), [notes[2]]],
      edges: (layer, i, j) => brief(now[edgeKey(layer, i, j)]),
      under: (layer, i, j) =>
        after(layer ? DONE.upper : DONE.lower, `∂ ${brief(seen.slopes[edgeKey(layer, i, j)])}`),
      lit: new Set(LIT[part === 0 && done ? PARTS : part]),
      marked: new Set([markOf(chosen)]),
    };
  }

  function aboutLosses(round, part) {
    // A whole step ends by telling the loss of its new weights; it stays known on the way forward.
    const known = round > 0 || part >= DONE.loss ? round + 1 : 0;
    const all = nets.slice(0, known).map((one) => short(passes(one).loss));
    const count = `${round} whole ${round === 1 ? "step" : "steps"}.`;
    if (!all.length) return `${count} The loss is not known yet.`;
    const shown = all.length > SHOWN ? `… ${all.slice(-SHOWN).join(", ")}` : all.join(", ");
    return `${count} Loss ${all.length > 1 ? "from step to step" : "now"}: ${shown}.`;
  }

  function showKnobs(now) {
    write(label, name(chosen));
    value.set(now[chosen]);
    value.lock(locked(chosen));
    controls.eta.set(settings.eta);
    controls.hidden.set(settings.hidden);
  }

  function showButtons() {
    const fixed = locked("steps");
    play.set({
      label: timer ? "Pause" : "Play",
      icon: timer ? "pause" : "play",
      disabled: fixed || settings.steps === MOST,
    });
    for (const one of [step, whole]) one.set({ disabled: fixed || settings.steps === MOST });
    for (const one of [back, again]) one.set({ disabled: fixed || settings.steps === 0 });
    const free = Object.keys(defaults).every((key) => !locked(key));
    text.set({ disabled: !free });
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      prepare();
      draw(words.show);
    },
    remove() {
      pause();
      net.remove();
    },
  };
}

const LIT = {
  [DONE.z3]: ["node 1 0", "edge 0 0 0", "edge 0 1 0"],
  [DONE.z4]: ["node 1 1", "edge 0 0 1", "edge 0 1 1"],
  [DONE.z5]: ["node 2 0", "edge 1 0 0", "edge 1 1 0"],
  [DONE.loss]: ["node 2 0"],
  [DONE.d5]: ["node 2 0"],
  [DONE.upper]: ["edge 1 0 0", "edge 1 1 0"],
  [DONE.d3]: ["node 1 0", "edge 1 0 0", "node 2 0"],
  [DONE.d4]: ["node 1 1", "edge 1 1 0", "node 2 0"],
  [DONE.lower]: ["edge 0 0 0", "edge 0 1 0", "edge 0 0 1", "edge 0 1 1"],
  [PARTS]: ["edge 0 0 0", "edge 0 1 0", "edge 0 0 1", "edge 0 1 1", "edge 1 0 0", "edge 1 1 0"],
};

/** For a circle: a minus sign costs a decimal. */
function tight(number) {
  return brief(number < 0 ? Number(number.toFixed(2)) : number);
}

/** The weight on the line from node i of a layer to node j of the next. */
function edgeKey(layer, i, j) {
  return layer === 0 ? `w${i + 1}${j + 3}` : `w${i + 3}5`;
}

function markOf(key) {
  const [from, to] = key.slice(1).split("").map(Number);
  if (key.startsWith("w")) return to === 5 ? `edge 1 ${from - 3} 0` : `edge 0 ${from - 1} ${to - 3}`;
  if (key.startsWith("b")) return from === 5 ? "node 2 0" : `node 1 ${from - 3}`;
  return "";
}
