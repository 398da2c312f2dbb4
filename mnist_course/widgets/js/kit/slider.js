/** A slider over a list of values: equal steps, or equal factors for what is felt by its factor. */

import { attribute, freshId, h, write } from "./dom.js";

/**
 * Return rounded values from `first` to `last` with equal factors: 5 to a decade gives
 * 1, 1.6, 2.5, 4, 6.3, 10 …; `steps` names them instead, for example [1, 3].
 */
export function logValues(first, last, steps = [1, 1.6, 2.5, 4, 6.3]) {
  const values = [];
  for (let power = Math.floor(Math.log10(first)); 10 ** power <= last * 1.0001; power += 1) {
    for (const step of steps) {
      const value = Number((step * 10 ** power).toPrecision(6));
      if (value >= first * 0.9999 && value <= last * 1.0001) values.push(value);
    }
  }
  return values;
}

/** Return the numbers first, first + step, … up to last. */
export function linearValues(first, last, step = 1) {
  const count = Math.round((last - first) / step);
  return Array.from({ length: count + 1 }, (_, i) => Number((first + i * step).toPrecision(12)));
}

/** Write a number as a reader does: 0.001, 30, 2,000. */
export function plainNumber(value) {
  if (Math.abs(value) >= 1000) return value.toLocaleString("en-US");
  return String(Number(value.toPrecision(6)));
}

/**
 * Make a labelled slider.
 * @param {{label: string, values: number[], value: number, onInput: (value: number) => void,
 *   format?: (value: number) => string, note?: string, locked?: boolean}} options
 * `format` makes the text beside the slider, which is also its value for a screen reader.
 * @returns {{element: HTMLElement, set: (value: number) => void, lock: (on: boolean) => void}}
 */
export function slider({ label, values, value, onInput, format = plainNumber, note, locked }) {
  const id = freshId("slider");
  const noteId = note && freshId("note");
  let stops = [...values];
  const input = h("input", { id, type: "range", min: 0, step: 1, "aria-describedby": noteId });
  const shown = h("output", { for: id, class: "ml-value" });
  const element = h(
    "div",
    { class: "ml-slider" },
    h("label", { for: id }, label),
    shown,
    input,
    note && h("p", { class: "ml-note", id: noteId }, note),
  );

  function show() {
    const text = format(stops[Number(input.value)]);
    write(shown, text);
    attribute(input, "aria-valuetext", text);
    element.style.setProperty("--ml-part", String(Number(input.value) / (stops.length - 1 || 1)));
  }

  /** Show a value; one that lies between two stops becomes a stop of its own. */
  function set(next) {
    stops = values.includes(next) ? [...values] : [...values, next].sort((a, b) => a - b);
    input.max = String(stops.length - 1);
    input.value = String(stops.indexOf(next));
    show();
  }

  function lock(on) {
    input.disabled = Boolean(on);
    element.classList.toggle("ml-locked", Boolean(on));
  }

  input.addEventListener("input", () => {
    show();
    onInput(stops[Number(input.value)]);
  });
  set(value);
  lock(locked);
  return { element, set, lock };
}
