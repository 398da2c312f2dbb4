/** Ten rows: a score, which may be negative, and a probability, as bars with their numbers. */

import { attribute, h, write } from "../kit/dom.js";
import { percent, signed } from "../kit/numbers.js";

const LENGTHS = [5, 10, 15, 20, 30, 50, 100, 1e9]; // of the longest score's bar, in steps

/** @returns {{element: HTMLElement, draw: (z: ArrayLike<number>, p: ArrayLike<number>, best: number,
 *   truth: number) => void}} */
export function scoreTable() {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const mark = h("span", { class: "ml-hidden" });
    const score = h("span", { class: "ml-bar-fill" });
    const share = h("span", { class: "ml-bar-fill" });
    const z = h("td", { class: "ml-number" });
    const p = h("td", { class: "ml-number" });
    const head = h("th", { scope: "row" }, String(digit), mark);
    const bar = (kind, fill) =>
      h("td", { class: `ml-bar-cell ${kind}`, "aria-hidden": "true" }, h("span", {}, fill));
    const row = h("tr", {}, head, bar("ml-signed", score), z, bar("ml-share", share), p);
    return { row, mark, score, share, z, p };
  });
  const element = h(
    "table",
    { class: "ml-scores" },
    h(
      "colgroup",
      {},
      ...["ml-narrow", "ml-broad", "ml-middle", "", "ml-wide"].map((name) =>
        h("col", { class: name }),
      ),
    ),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "digit"),
        h("th", { scope: "col", colspan: "2" }, "score z"),
        h("th", { scope: "col", colspan: "2" }, "probability p"),
      ),
    ),
    h("tbody", {}, ...rows.map(({ row }) => row)),
  );
  return {
    element,
    draw(z, p, best, truth) {
      const most = Math.max(...Array.from(z, Math.abs));
      const length = LENGTHS.find((value) => value >= most);
      rows.forEach(({ row, mark, score, share, z: zCell, p: pCell }, digit) => {
        const part = (50 * Math.abs(z[digit])) / length;
        score.style.width = `${part}%`;
        score.style.marginLeft = `${z[digit] < 0 ? 50 - part : 50}%`;
        share.style.width = `${100 * p[digit]}%`;
        write(zCell, signed(z[digit]));
        write(pCell, percent(p[digit]));
        row.classList.toggle("ml-best", digit === best);
        row.classList.toggle("ml-truth", digit === truth);
        const words = [digit === best && "the answer", digit === truth && "the true label"];
        write(mark, words.filter(Boolean).map((text) => `, ${text}`).join(""));
        attribute(row, "aria-current", digit === best ? "true" : null);
      });
    },
  };
}
