/** Nine weights to edit. */

import { attribute, freshId, h, write } from "../kit/dom.js";

const LIMIT = 99;

/**
 * @param {{onInput: (weights: number[]) => void, locked?: boolean}} options
 * @returns {{element: HTMLElement, set: (weights: number[]) => void}}
 */
export function kernelFields({ onInput, locked }) {
  const id = freshId("problem");
  const problem = h("p", { class: "ml-note", id, role: "status" });
  const fields = Array.from({ length: 9 }, (_, k) => {
    const field = h("input", {
      class: "ml-field ml-weight",
      type: "text",
      inputmode: "text",
      autocomplete: "off",
      disabled: Boolean(locked),
      "aria-label": `weight in row ${Math.floor(k / 3)}, column ${k % 3}`,
    });
    field.addEventListener("input", read);
    field.addEventListener("change", () => read() && set(weights));
    return field;
  });
  const element = h(
    "div",
    { class: "ml-board-part" },
    h("p", { class: "ml-title" }, "The kernel"),
    h("div", { class: "ml-weights", role: "group", "aria-label": "The kernel" }, ...fields),
    problem,
  );
  let weights = Array(9).fill(0);

  function read() {
    const numbers = fields.map((field) => parse(field.value));
    const wrong = numbers.findIndex((number) => number === null);
    fields.forEach((field, k) => {
      attribute(field, "aria-invalid", numbers[k] === null ? "true" : null);
      attribute(field, "aria-describedby", numbers[k] === null ? id : null);
    });
    if (wrong >= 0) {
      const written = fields[wrong].value.trim();
      write(
        problem,
        written === "" || written === "-" || written === "−"
          ? "A weight is missing; the map keeps the old one until there is a number."
          : `“${written}” is no number from −${LIMIT} to ${LIMIT}; the map keeps the old weight.`,
      );
      return false;
    }
    write(problem, "");
    weights = numbers;
    onInput(numbers);
    return true;
  }

  function set(numbers) {
    weights = numbers;
    numbers.forEach((number, k) => {
      const text = String(number).replace("-", "−");
      if (parse(fields[k].value) !== number) fields[k].value = text;
      attribute(fields[k], "aria-invalid", null);
    });
    write(problem, "");
  }

  return { element, set };
}

/** A number as readers type it, with either minus and either decimal sign; null if it is none. */
function parse(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const number = Number(plain);
  return plain !== "" && Number.isFinite(number) && Math.abs(number) <= LIMIT ? number : null;
}
