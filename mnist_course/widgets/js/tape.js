/**
 * The tape of a small expression: recorded line by line on the way forward, played back from its
 * end. Each line keeps its slopes; on the way back each number adds up what it is handed.
 */

import { button, player } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { pythonLines } from "./kit/code.js";
import { description } from "./kit/describe.js";
import { attribute, h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { linearValues, slider } from "./kit/slider.js";
import { short } from "./backprop/telling.js";
import { PROGRAMS, places, python, shown, walkTape, written } from "./tape/programs.js";
import { along, tell } from "./tape/telling.js";

export const title = "A tape, recorded and played back";
export const heights = [686, 1076]; // in the book's column, on a phone
export const defaults = {
  expression: "twice",
  a: 3,
  b: 2,
  c: -1,
  w: 2,
  x: 0.5,
  bias: -2,
  y: 1,
  z1: 1,
  z2: 2,
  place: 2,
};

const INPUTS = ["a", "b", "c", "w", "x", "bias", "y", "z1", "z2"];
const PAUSE = 1600; // milliseconds from one line to the next

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (key) => figure.lock.has(key);
  let timer = 0;

  const words = description(root);
  const line = h("p", { class: "ml-status ml-told" });
  const which = choice({
    label: "The expression L",
    options: Object.entries(PROGRAMS).map(([value, { label }]) => ({ value, label })),
    value: settings.expression,
    locked: locked("expression"),
    onInput: (expression) => set({ expression, place: locked("place") ? settings.place : 0 }),
  });
  const sliders = Object.fromEntries(
    INPUTS.map((key) => [
      key,
      slider({
        label: shown(key),
        values: linearValues(-4, 4, 0.25),
        value: settings[key],
        format: short,
        locked: locked(key),
        onInput: (value) => set({ [key]: value }),
      }),
    ]),
  );
  const row = player({
    words: { reset: "Rewind" },
    onPlay: tick,
    onPause: () => set({}),
    onStep: () => goTo(settings.place + 1),
    onReset: () => goTo(0),
  });
  const back = button({ label: "Back", onPress: () => goTo(settings.place - 1) });
  const end = button({ label: "To the end", onPress: () => goTo(last()) });
  row.element.prepend(back.element);
  row.element.append(end.element);
  const body = h("tbody");
  const table = h(
    "table",
    { class: "ml-tape" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "line"),
        h("th", { scope: "col", class: "ml-number" }, "value"),
        h("th", { scope: "col", class: "ml-number" }, "slope of L"),
      ),
    ),
    body,
  );
  const code = pythonLines({ label: "The same with TensorFlow" });
  const link = linkRow(figure, settings, Object.keys(defaults));
  root.append(
    h("p", { class: "ml-heading" }, title),
    which.element,
    h("div", { class: "ml-controls" }, ...INPUTS.map((key) => sliders[key].element)),
    row.element,
    table,
    line,
    code.element,
    ...link.elements,
    words.element,
  );
  let rows = {};
  tidy();
  draw(words.show);

  function program() {
    return PROGRAMS[settings.expression];
  }

  function last() {
    return places(program());
  }

  function tidy() {
    if (!(settings.expression in PROGRAMS)) settings.expression = defaults.expression;
    settings.place = Math.min(last(), Math.max(0, Math.round(settings.place)));
    rows = tapeRows(program());
    body.replaceChildren(...Object.values(rows).map((one) => one.row));
  }

  // Time.

  function set(patch) {
    pause();
    Object.assign(settings, patch);
    if ("expression" in patch) tidy();
    figure.setState(patch);
    draw(words.say);
  }

  function goTo(place) {
    set({ place: Math.min(last(), Math.max(0, place)) });
  }

  function tick() {
    const place = settings.place >= last() ? 0 : settings.place + 1;
    Object.assign(settings, { place });
    figure.setState({ place });
    timer = place < last() ? setTimeout(tick, PAUSE) : 0;
    draw(words.say);
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
  }

  // What is seen.

  function draw(say) {
    const { place } = settings;
    const seen = walkTape(program(), settings, place);
    const { lines, inputs } = program();
    const gaining = new Set(seen.gains.map((gain) => gain.to));
    const now = place <= lines.length ? place - 1 : Math.min(lines.length - 1, last() - place);
    Object.entries(rows).forEach(([key, one], k) => {
      const i = k - inputs.length;
      const recorded = i < place;
      const lit = place > 0 && i === now;
      const gets = gaining.has(key) || (place === lines.length + 1 && key === "L");
      write(one.value, recorded ? short(seen.values[key]) : "");
      if (one.kept) write(one.kept, recorded ? `keeps ${along(lines[i], seen.local[i])}` : "");
      write(one.slope, key in seen.slopes ? short(seen.slopes[key]) : "");
      one.row.classList.toggle("ml-waiting", !recorded);
      one.row.classList.toggle("ml-lit", lit);
      one.slope.classList.toggle("ml-gets", gets);
      attribute(one.row, "aria-current", lit ? "step" : null);
    });
    for (const key of INPUTS) {
      sliders[key].element.hidden = !inputs.includes(key);
      sliders[key].set(settings[key]);
    }
    which.set(settings.expression);
    write(line, tell(program(), place, seen));
    code.show(python(program(), settings));
    showButtons();
    say(`L = ${program().label}. ${line.textContent} ${found(inputs, seen)}`);
    link.refresh();
  }

  function found(inputs, { values, slopes }) {
    if (settings.place < last()) return "";
    const list = inputs.map((key) => `${shown(key)} ${short(slopes[key])}`).join(", ");
    return `L is ${short(values.L)}. Slopes of L along the inputs: ${list}.`;
  }

  function showButtons() {
    const fixed = locked("place");
    const playing = timer !== 0;
    row.set({ playing, stuck: fixed });
    const [, , step, rewind] = row.element.children;
    step.disabled = fixed || playing || settings.place === last();
    rewind.disabled = fixed || settings.place === 0;
    back.set({ disabled: fixed || playing || settings.place === 0 });
    end.set({ disabled: fixed || settings.place === last() });
  }

  return {
    update(patch) {
      pause();
      Object.assign(settings, patch);
      tidy();
      draw(words.show);
    },
    remove: pause,
  };
}

/** The rows of the table by name: inputs first, then the lines in their order. */
function tapeRows({ inputs, lines }) {
  const texts = [
    ...inputs.map((key) => [key, shown(key), false]),
    ...lines.map((one) => [one[0], `${shown(one[0])} = ${written(one)}`, true]),
  ];
  return Object.fromEntries(
    texts.map(([key, text, keeps]) => {
      const kept = keeps && h("span", { class: "ml-kept" });
      const value = h("td", { class: "ml-number" });
      const slope = h("td", { class: "ml-number" });
      const head = h("th", { scope: "row" }, h("span", { class: "ml-line" }, text), kept);
      return [key, { row: h("tr", {}, head, value, slope), kept, value, slope }];
    }),
  );
}
