/** Draw a digit: the three networks of the book answer side by side, while you draw. */

import { button } from "./kit/buttons.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { SIDE, pad } from "./kit/pad.js";
import { picture } from "./kit/pictures.js";
import { NETWORKS, compare, eachSays, threeAnswers } from "./kit/three-answers.js";
import { unpackDigits } from "./packed.js";
import { prepareDigit } from "./prepare.js";
import { unpackNetworks } from "./trained.js";
import { aDigit } from "./digits/article.js";

export const title = "Draw a digit: three networks answer";
export const heights = [760, 1250]; // in the book's column, on a phone
export const defaults = {
  digit: 560, // number of the held-out digit that is shown at first; -1: an empty pad
  links: {}, // network to the address of its chapter, for a page of the book
};

const SEEN =
  "What the networks see: the drawing is cut out, scaled to 20 pixels, and put into 28 × 28 by its " +
  "centre of mass, as MNIST’s digits were.";
const OWN_PIXELS = "A digit of MNIST has gone that way already: these are its own pixels.";

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const words = description(root);
  const status = h("p", { class: "ml-status" }, "Fetching the networks …");
  const answers = threeAnswers({ links: figure.where === "page" ? settings.links : {} });
  const paper = pad({ onDraw: drawn, onClear: cleared, label: "Pad: draw a digit from 0 to 9" });
  const seen = picture({ size: 112, label: "What the networks see: nothing yet" });
  // What will stand here when the data come: nothing moves then.
  const caption = h("p", { class: "ml-note" }, settings.digit >= 0 ? OWN_PIXELS : "");
  let models = null;
  let digits = null;
  let shown = settings.digit;
  let timer = 0;
  let problem = "";

  const another = button({ label: "A real digit", onPress: () => show(real(shown + 1)) });
  paper.element.querySelector(".ml-buttons").append(another.element);
  another.set({ disabled: true });
  root.append(
    h("p", { class: "ml-heading" }, title),
    h(
      "div",
      { class: "ml-draw" },
      paper.element,
      h(
        "div",
        { class: "ml-draw-side" },
        h("div", { class: "ml-seen" }, seen.element, h("div", {}, h("p", {}, SEEN), caption)),
        answers.element,
      ),
    ),
    status,
    words.element,
  );
  Promise.all([
    figure.assets.get("weights").then(unpackNetworks),
    figure.assets.get("held").then(unpackDigits),
  ]).then(ready, (error) => {
    problem = `The networks did not come: ${error.message}`;
    write(status, problem);
  });

  function ready([networks, sample]) {
    models = NETWORKS.map(({ id }) => networks[id]);
    digits = sample;
    another.set({ disabled: false });
    if (paper.empty() && settings.digit >= 0) real(settings.digit);
    else if (!paper.empty()) paper.tell();
    else cleared();
  }

  /** Tell the outside which digit is on the pad; -1: the reader's own, or none. */
  function show(digit) {
    if (digit === settings.digit) return;
    settings.digit = digit;
    figure.setState({ digit });
  }

  /** Show a held-out digit on the pad, and return its number; the networks get its own pixels. */
  function real(number) {
    shown = number % digits.held.labels.length;
    const x = digits.held.x.subarray(shown * 784, (shown + 1) * 784);
    paper.put(enlarged(x));
    const label = digits.held.labels[shown];
    ask(x, `This is ${aDigit(label)} from MNIST that no network has trained on. `, label);
    write(caption, OWN_PIXELS);
    return shown;
  }

  function drawn(grey) {
    show(-1);
    if (!models) return;
    const prepared = prepareDigit(grey, SIDE);
    if (!prepared) return;
    write(caption, "");
    ask(prepared.x, "");
  }

  function ask(x, origin, label) {
    const said = models.map((model) => model.predict(x));
    const verdicts = answers.show(said);
    seen.digit(x);
    const names = new Set(verdicts.map(({ best }) => best));
    const agree = compare(verdicts, label);
    write(status, origin + agree);
    seen.name(`What the networks see: 28 × 28 pixels, read as ${[...names].join(" or ")}`);
    words.say(`${origin}${agree} ${eachSays(verdicts).join("; ")}.`);
    clearTimeout(timer);
    timer = setTimeout(() => report(x, said), 300);
  }

  function report(x, said) {
    const pixels = Uint8Array.from(x, (value) => Math.round(255 * value));
    const all = Float32Array.from(said.flatMap((probabilities) => [...probabilities]));
    figure.report("drawing", {}, [pixels.buffer, all.buffer]);
  }

  function cleared() {
    show(-1);
    answers.clear();
    seen.digit(new Float32Array(784));
    seen.name("What the networks see: nothing yet");
    write(caption, "");
    write(status, problem || "Draw a digit on the pad.");
    words.show(problem || "The pad is empty.");
  }

  return {
    update({ digit }) {
      if (digit === undefined) return;
      settings.digit = digit;
      if (!digits) return;
      if (digit >= 0) real(digit);
      else paper.clear();
    },
    remove: () => clearTimeout(timer),
  };
}

/** A digit of 28 × 28 as a picture for the pad, smooth between its pixels. */
function enlarged(x) {
  const grey = new Float32Array(SIDE * SIDE);
  const at = (r, c) => (r < 0 || c < 0 || r > 27 || c > 27 ? 0 : x[r * 28 + c]);
  for (let i = 0; i < SIDE; i += 1) {
    for (let j = 0; j < SIDE; j += 1) {
      const r = (i + 0.5) / 10 - 0.5;
      const c = (j + 0.5) / 10 - 0.5;
      const [r0, c0] = [Math.floor(r), Math.floor(c)];
      const [down, across] = [r - r0, c - c0];
      const top = at(r0, c0) * (1 - across) + at(r0, c0 + 1) * across;
      const bottom = at(r0 + 1, c0) * (1 - across) + at(r0 + 1, c0 + 1) * across;
      grey[i * SIDE + j] = top * (1 - down) + bottom * down;
    }
  }
  return grey;
}
