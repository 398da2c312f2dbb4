/** A table of histograms: a row for each layer, a column each for sums, activations and blames. */

import { attribute, h, s, write } from "../kit/dom.js";

const BINS = 40;
const HEIGHT = 34;

/** Count values in equal bins; what lies beyond an end is counted in the last bin there. */
export function histogram(values, [low, high]) {
  const counts = new Array(BINS).fill(0);
  for (const value of values) {
    const place = Math.floor(((value - low) / (high - low)) * BINS);
    counts[Math.min(BINS - 1, Math.max(0, place))] += 1;
  }
  return counts;
}

/**
 * @param {{name: string, explain: string}[]} columns
 * @param {number} most  rows
 * @returns {{element: HTMLElement, draw: (rows: {name: string, cells: {counts: number[],
 *   text: string, words: string}[]}[], ends: string[][]) => void}}
 * `ends` are the words at the left and the right end of each column's axis.
 */
export function layerTable(columns, most) {
  const rows = Array.from({ length: most }, () => {
    const name = h("th", { scope: "row" });
    const cells = columns.map(() => {
      const bars = s("path", { class: "ml-histogram-bars" });
      const picture = s(
        "svg",
        { viewBox: `0 0 ${BINS} ${HEIGHT}`, preserveAspectRatio: "none", height: HEIGHT, role: "img" },
        bars,
        s("line", { class: "ml-histogram-floor", x1: 0, x2: BINS, y1: HEIGHT, y2: HEIGHT }),
      );
      const text = h("span", { class: "ml-histogram-number" });
      return { bars, picture, text, element: h("td", {}, picture, text) };
    });
    return { name, cells, element: h("tr", {}, name, ...cells.map(({ element }) => element)) };
  });
  const feet = columns.map(() => {
    const [left, right] = [h("span", {}), h("span", {})];
    return { left, right, element: h("td", {}, h("span", { class: "ml-ends" }, left, right)) };
  });
  const element = h(
    "table",
    { class: "ml-layers" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "layer"),
        ...columns.map(({ name }) => h("th", { scope: "col" }, name)),
      ),
    ),
    h("tbody", {}, ...rows.map((row) => row.element)),
    h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "axis"), ...feet.map((f) => f.element))),
  );

  function path(counts) {
    const top = Math.max(...counts, 1);
    return counts
      .map((count, i) => {
        const high = (count / top) * (HEIGHT - 2);
        return count ? `M${i} ${HEIGHT}v${-Math.max(high, 1).toFixed(1)}h1V${HEIGHT}z` : "";
      })
      .join("");
  }

  return {
    element,
    draw(shown, ends) {
      rows.forEach(({ name, cells, element: row }, r) => {
        row.hidden = r >= shown.length;
        if (row.hidden) return;
        write(name, shown[r].name);
        cells.forEach(({ bars, picture, text }, c) => {
          const cell = shown[r].cells[c];
          attribute(bars, "d", path(cell.counts));
          attribute(picture, "aria-label", cell.words);
          // No floor without bars.
          attribute(picture, "visibility", cell.text ? "visible" : "hidden");
          write(text, cell.text);
        });
      });
      feet.forEach(({ left, right }, c) => {
        write(left, ends[c][0]);
        write(right, ends[c][1]);
      });
    },
  };
}
