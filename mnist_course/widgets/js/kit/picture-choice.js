/** Pictures of which one is chosen, each with a few words below. Native radio buttons inside. */

import { attribute, freshId, h, write } from "./dom.js";
import { picture } from "./pictures.js";

/**
 * @param {{label: string, count: number, size?: number, onInput: (index: number) => void,
 *   locked?: boolean}} options
 * @returns {{element: HTMLElement, set: (index: number) => void, lock: (on: boolean) => void,
 *   pictures: ReturnType<typeof picture>[],
 *   name: (index: number, shown: string, spoken: string) => void,
 *   hide: (index: number, on: boolean) => void}}
 * `pictures` are drawn from outside; `set(-1)` chooses none.
 */
export function pictureChoice({ label, count, size = 56, onInput, locked }) {
  const group = freshId("pictures");
  const items = Array.from({ length: count }, (_, index) => {
    const image = picture({ size });
    const input = h("input", {
      type: "radio",
      name: group,
      value: String(index),
      "aria-label": String(index + 1), // until `name` says what the picture is
    });
    const words = h("b", { class: "ml-option-words" });
    input.addEventListener("change", () => input.checked && onInput(index));
    attribute(image.element, "role", "presentation");
    const face = h("span", {}, image.element, words);
    const element = h("label", { class: "ml-option ml-picture-option" }, input, face);
    return { element, image, input, words };
  });
  const element = h(
    "fieldset",
    { class: "ml-choice" },
    h("legend", {}, label),
    h("div", { class: "ml-options" }, ...items.map((item) => item.element)),
  );

  function lock(on) {
    element.disabled = Boolean(on);
    element.classList.toggle("ml-locked", Boolean(on));
  }

  lock(locked);
  return {
    element,
    lock,
    pictures: items.map((item) => item.image),
    set(chosen) {
      items.forEach(({ input }, index) => (input.checked = index === chosen));
    },
    name(index, shown, spoken) {
      write(items[index].words, shown);
      attribute(items[index].input, "aria-label", spoken);
    },
    hide(index, on) {
      items[index].element.hidden = on;
    },
  };
}
