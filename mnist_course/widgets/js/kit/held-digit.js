/** Choose one of the sample's held-out digits: by number, or the next one of a class. */

import { button } from "./buttons.js";
import { choice } from "./choice.js";
import { h } from "./dom.js";
import { linearValues, slider } from "./slider.js";

/**
 * @param {{value: number, onInput: (digit: number) => void, locked?: boolean}} options
 * @returns {{element: HTMLElement, set: (digit: number) => void,
 *   know: (labels: ArrayLike<number>) => void}}
 * `know` gives it the labels of all held-out digits; without them it knows no classes.
 */
export function heldDigit({ value, onInput, locked }) {
  let labels = null;
  let shown = value;
  const number = slider({
    label: "Held-out digit, by number",
    values: linearValues(0, 999),
    value,
    format: String,
    locked,
    onInput,
  });
  const classes = choice({
    label: "or the next one of a class",
    options: Array.from({ length: 10 }, (_, label) => ({ value: label, label: String(label) })),
    value: -1,
    locked,
    onInput: (label) => onInput(next(label)),
  });
  classes.element.disabled = true; // until the labels are known
  const another = button({
    label: "Another of this class",
    onPress: () => onInput(next(labels[shown])),
  });
  another.set({ disabled: true });

  function next(label) {
    const count = labels.length;
    const found = Array.from({ length: count }, (_, i) => (shown + 1 + i) % count);
    return found.find((digit) => labels[digit] === label) ?? shown;
  }

  function set(digit) {
    shown = digit;
    number.set(digit);
    if (labels) classes.set(labels[digit]);
  }

  return {
    element: h(
      "div",
      { class: "ml-controls" },
      number.element,
      h("div", {}, classes.element, h("div", { class: "ml-buttons ml-below" }, another.element)),
    ),
    set,
    know(found) {
      labels = found;
      classes.lock(locked);
      another.set({ disabled: Boolean(locked) });
      set(shown);
    },
  };
}
