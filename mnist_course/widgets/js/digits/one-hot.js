/** A label as ten cells, of which one holds a 1. */

import { attribute, h, write } from "../kit/dom.js";

/** @returns {{element: HTMLElement, draw: (label: number) => void}} −1: no label yet */
export function oneHot() {
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  const cells = digits.map(() => h("td"));
  const element = h(
    "table",
    { class: "ml-one-hot" },
    h("caption", {}, "The label in one-hot form"),
    h(
      "tbody",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "row" }, "place"),
        ...digits.map((i) => h("th", { scope: "col" }, String(i))),
      ),
      h("tr", {}, h("th", { scope: "row" }, "code"), ...cells),
    ),
  );
  return {
    element,
    draw(label) {
      cells.forEach((cell, digit) => {
        write(cell, label < 0 ? "?" : digit === label ? "1" : "0");
        attribute(cell, "class", digit === label ? "ml-hot" : null);
      });
    },
  };
}
