/** Bars with a name and a number each, such as the ten probabilities of a network. */

import { attribute, h, write } from "./dom.js";

/**
 * @param {{label: string, names: string[], format?: (value: number) => string}} options
 * @returns {{element: HTMLElement, draw: (values: ArrayLike<number>, top?: number) => void,
 *   clear: () => void}}
 * `draw` marks the largest value with a pointer and bold letters. `top` is the full length.
 */
export function bars({ label, names, format = (v) => `${Math.round(100 * v)} %` }) {
  const rows = names.map((name) => {
    const fill = h("span", { class: "ml-bar-fill" });
    const number = h("span", { class: "ml-bar-number" });
    const row = h(
      "li",
      {},
      h("span", { class: "ml-bar-name" }, name),
      h("span", { class: "ml-bar", "aria-hidden": "true" }, fill),
      number,
    );
    return { row, fill, number };
  });
  const element = h("ol", { class: "ml-bars", "aria-label": label }, ...rows.map((r) => r.row));

  function draw(values, top = 1) {
    const best = Array.from(values).indexOf(Math.max(...values));
    rows.forEach(({ row, fill, number }, i) => {
      fill.style.width = `${Math.max(0, Math.min(100, (100 * values[i]) / top))}%`;
      write(number, format(values[i]));
      row.classList.toggle("ml-best", i === best);
      attribute(row, "aria-current", i === best ? "true" : null);
    });
  }

  function clear() {
    rows.forEach(({ row, fill, number }) => {
      fill.style.width = "0";
      write(number, "");
      row.classList.remove("ml-best");
      attribute(row, "aria-current", null);
    });
  }

  return { element, draw, clear };
}
