/** Buttons of which one is chosen. Native radio buttons do the keyboard and the semantics. */

import { freshId, h } from "./dom.js";

/**
 * Make a group of named choices.
 * @param {{label: string, options: {value: any, label: string, title?: string}[], value: any,
 *   onInput: (value: any) => void, locked?: boolean, hideLabel?: boolean}} options
 * @returns {{element: HTMLElement, set: (value: any) => void, lock: (on: boolean) => void}}
 */
export function choice({ label, options, value, onInput, locked, hideLabel }) {
  const name = freshId("choice");
  const inputs = options.map((option) => {
    const input = h("input", { type: "radio", name, value: String(option.value) });
    input.addEventListener("change", () => input.checked && onInput(option.value));
    return input;
  });
  const buttons = options.map((option, i) =>
    h("label", { class: "ml-option", title: option.title }, inputs[i], h("span", {}, option.label)),
  );
  const element = h(
    "fieldset",
    { class: "ml-choice" },
    h("legend", { class: hideLabel ? "ml-hidden" : null }, label),
    h("div", { class: "ml-options" }, ...buttons),
  );

  function set(next) {
    inputs.forEach((input, i) => (input.checked = options[i].value === next));
  }

  function lock(on) {
    element.disabled = Boolean(on);
    element.classList.toggle("ml-locked", Boolean(on));
  }

  set(value);
  lock(locked);
  return { element, set, lock };
}
