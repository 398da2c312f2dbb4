/** Mistakes of each epoch as bars; the epoch that is not over yet has a dashed edge and no filling. */

import { attribute, h, s } from "../kit/dom.js";
import { drawnToFit } from "../kit/drawn.js";

const HEIGHT = 190;
const EDGE = { left: 34, right: 8, top: 26, bottom: 48 };

/** @returns {{element: HTMLElement, draw: (shown: {counts: number[], most: {epochs: number,
 *   mistakes: number}, going: boolean}) => void, remove: () => void}} */
export function mistakeBars() {
  const svg = s("svg", { class: "ml-plot", height: HEIGHT, "aria-hidden": "true" });
  const title = h("p", { class: "ml-title" }, "Mistakes in each epoch");
  const element = h("div", { class: "ml-plot-box" }, title, svg);

  function paint({ counts, most, going }, width) {
    const slot = (width - EDGE.left - EDGE.right) / most.epochs;
    const bottom = HEIGHT - EDGE.bottom;
    const tall = (count) => (count / most.mistakes) * (bottom - EDGE.top);
    const x = (epoch) => EDGE.left + (epoch - 1) * slot;
    const every = [1, 2, 5, 10, 20, 50].find((step) => step * slot >= 34) ?? 100;
    attribute(svg, "viewBox", `0 0 ${width} ${HEIGHT}`);
    const bars = counts.flatMap((count, i) => [
      s("rect", {
        class: going && i === counts.length - 1 ? "ml-count ml-going" : "ml-count",
        x: x(i + 1) + 0.1 * slot,
        y: bottom - tall(count) - (count ? 0 : 1),
        width: 0.8 * slot,
        height: Math.max(1, tall(count)),
      }),
      slot >= 22 &&
        s(
          "text",
          { x: x(i + 1.5), y: bottom - tall(count) - 6, "text-anchor": "middle" },
          String(count),
        ),
    ]);
    const named = Array.from({ length: most.epochs }, (_, i) => i + 1).filter(
      (epoch) => epoch % every === 0 || (epoch === 1 && every > 2),
    );
    const labels = named.map((epoch) =>
      s("text", { x: x(epoch + 0.5), y: bottom + 19, "text-anchor": "middle" }, String(epoch)),
    );
    svg.replaceChildren(
      s("line", {
        class: "ml-axis",
        x1: EDGE.left,
        x2: width - EDGE.right,
        y1: bottom,
        y2: bottom,
      }),
      s("text", { x: EDGE.left - 8, y: EDGE.top + 5, "text-anchor": "end" }, String(most.mistakes)),
      s("text", { x: EDGE.left - 8, y: bottom + 5, "text-anchor": "end" }, "0"),
      ...bars.filter(Boolean),
      ...labels,
      s("text", { x: width / 2, y: bottom + 41, "text-anchor": "middle" }, "epoch"),
    );
  }

  return drawnToFit(element, paint);
}
