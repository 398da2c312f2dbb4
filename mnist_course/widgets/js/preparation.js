/**
 * Draw a digit: each step of the preparation that MNIST's digits had is shown and can be left out,
 * and the three networks of the book answer.
 */

import { button } from "./kit/buttons.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { SIDE, pad } from "./kit/pad.js";
import { NETWORKS, compare, eachSays, threeAnswers } from "./kit/three-answers.js";
import { prepareDigit } from "./prepare.js";
import { CENTRES, SWITCHES, flipped, steps } from "./preparation/steps.js";
import { drawStrokes, readDrawing, writeDrawing } from "./strokes.js";
import { unpackNetworks } from "./trained.js";

export const title = "Prepared, and read";
export const heights = [1169, 1991]; // in the book's column, on a phone
export const defaults = {
  drawing: "NHJSVS.RLQb", // a small 4 in a corner
  cut: true,
  scale: true,
  smooth: true,
  centre: "mass",
  examples: {}, // name to drawing, for buttons beside the pad
};

const PEN = 14; // pixels of the pad: a small digit, too, stays a line
const SURE = 0.9; // all three at least so sure: nothing speaks against the answer

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  let models = null;

  const words = description(root);
  const status = h("p", { class: "ml-status" }, "Fetching the networks …");
  const doubt = h("p", { class: "ml-status ml-doubt" });
  const answers = threeAnswers();
  const paper = pad({
    label: "Pad: draw a digit, large or small, wherever you like",
    width: PEN,
    onDraw: (_, lines) => turn({ drawing: writeDrawing(lines) }, false),
    onClear: () => turn({ drawing: "" }, false),
  });
  const given = Object.entries(settings.examples).map(([name, drawing]) =>
    button({ label: name, onPress: () => turn({ drawing }) }),
  );
  if (locked("drawing")) given.forEach((one) => one.set({ disabled: true }));
  const stages = steps({ settings, locked, onInput: (patch) => turn(patch) });
  const all = button({ label: "All steps", onPress: () => turn(free(switchesOn(true))) });
  const none = button({ label: "No step", onPress: () => turn(free(switchesOn(false))) });
  const link = linkRow(figure, settings, LOCKABLE, [all.element, none.element]);

  root.append(
    h("p", { class: "ml-heading" }, title),
    h(
      "div",
      { class: "ml-draw" },
      paper.element,
      h("div", { class: "ml-draw-side" }, answers.element, status, doubt),
    ),
    given.length &&
      h(
        "div",
        { class: "ml-buttons", role: "group", "aria-label": "Drawn for you" },
        ...given.map(({ element }) => element),
      ),
    stages.element,
    stages.fold,
    ...link.elements,
    words.element,
  );
  put(settings.drawing);
  figure.assets
    .get("weights")
    .then(unpackNetworks)
    .then(ready, (error) => write(status, `The networks did not come: ${error.message}`));

  function ready(networks) {
    models = NETWORKS.map(({ id }) => networks[id]);
    refresh(words.show);
  }

  /** Only what the teacher has not locked. */
  function free(patch) {
    return Object.fromEntries(Object.entries(patch).filter(([name]) => !locked(name)));
  }

  /** Change settings; `redraw` puts the drawing on the pad, where the reader has not drawn it. */
  function turn(patch, redraw = true) {
    const known = fit(patch);
    Object.assign(settings, known);
    if (redraw && known.drawing !== undefined) put(known.drawing);
    figure.setState(known);
    refresh(words.say);
  }

  function put(drawing) {
    paper.lines(readDrawing(drawing));
  }

  function predict(how) {
    const found = prepareDigit(ink(), SIDE, SIDE, how);
    return found && models.map((model) => model.predict(found.x));
  }

  function ink() {
    return drawStrokes(readDrawing(settings.drawing), PEN);
  }

  function refresh(tell) {
    stages.set(settings);
    link.refresh();
    if (!models) return;
    const sheet = ink();
    const prepared = prepareDigit(sheet, SIDE, SIDE, settings);
    if (!prepared) {
      answers.clear();
      stages.clear();
      write(status, "Draw a digit on the pad.");
      write(doubt, "");
      tell("The pad is empty.");
      return;
    }
    const said = models.map((model) => model.predict(prepared.x));
    const verdicts = answers.show(said);
    const others = Object.fromEntries(
      SWITCHES.map((name) => {
        const answer = predict({ ...settings, ...flipped(name, settings) });
        return [name, answer.map((p) => p.indexOf(Math.max(...p)))];
      }),
    );
    const hard = prepareDigit(sheet, SIDE, SIDE, { ...settings, smooth: false });
    const told = stages.show(sheet, prepared, hard, others, verdicts.map(({ best }) => best));
    write(status, compare(verdicts));
    write(doubt, doubts(verdicts));
    tell(`${status.textContent} ${doubt.textContent} ${eachSays(verdicts).join("; ")}. ${told}`);
  }

  return {
    update(patch) {
      const known = fit(patch);
      Object.assign(settings, known);
      if (known.drawing !== undefined) put(known.drawing);
      refresh(words.show);
    },
    remove() {},
  };
}

const LOCKABLE = ["drawing", "cut", "scale", "smooth", "centre"];

/** Leave out of settings from outside what they cannot be. */
function fit(patch) {
  const known = { ...patch };
  if (known.centre !== undefined && !CENTRES.includes(known.centre)) known.centre = defaults.centre;
  return known;
}

function switchesOn(on) {
  return { cut: on, scale: on, smooth: on, centre: on ? "mass" : "off" };
}

/** What speaks against an answer: networks that disagree, or one that is not sure. */
function doubts(verdicts) {
  const [first] = verdicts;
  if (verdicts.some(({ best }) => best !== first.best)) {
    return "In doubt: not all of them can be right.";
  }
  const least = verdicts.reduce((a, b) => (b.share < a.share ? b : a));
  const name = NETWORKS[verdicts.indexOf(least)].name;
  if (least.share < SURE) return `In some doubt: ${name} is only ${least.words}.`;
  return `No doubt is shown: the least sure is ${name}, ${least.words}.`;
}
