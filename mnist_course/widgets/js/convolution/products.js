/** The nine products under the window, as they stand there. */

import { h, write } from "../kit/dom.js";

/** @returns {{element: HTMLElement, draw: (seen: number[], weights: number[]) => void}} */
export function productTable() {
  const cells = Array.from({ length: 9 }, () => {
    const factors = h("span", {});
    const product = h("b", {});
    return { factors, product, cell: h("td", {}, factors, product) };
  });
  const rows = [0, 3, 6].map((k) => h("tr", {}, ...cells.slice(k, k + 3).map(({ cell }) => cell)));
  const element = h(
    "div",
    { class: "ml-board-part" },
    h("p", { class: "ml-title" }, "Pixel times weight"),
    h("table", { class: "ml-products" }, h("tbody", {}, ...rows)),
  );
  return {
    element,
    draw(seen, weights) {
      cells.forEach(({ factors, product }, k) => {
        write(factors, `${short(seen[k])} × ${short(weights[k])}`);
        write(product, `= ${short(seen[k] * weights[k])}`);
      });
    },
  };
}

/** At most two decimals, and a true minus. */
export function short(value) {
  return String(Number(value.toFixed(2)) || 0).replace("-", "−");
}

/** At most one decimal, for the narrow squares of a map. */
export function shortest(value) {
  return String(Number(value.toFixed(1)) || 0).replace("-", "−");
}
