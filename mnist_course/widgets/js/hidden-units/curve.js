/** A curve that is to be learned, what the network makes of it, and where each unit bends. */

import { attribute, h, s } from "../kit/dom.js";
import { drawnToFit } from "../kit/drawn.js";
import { place, signed } from "../perceptron/geometry.js";
import { target } from "./tasks.js";

const EDGE = { left: 44, right: 12, top: 30, bottom: 48 };
const TALL = 1.6;
const PARTS = 160;
const NUMBER = 20; // pixels that the number of a unit takes

/** @returns {{element: HTMLElement, draw: (learner: import("./learner.js").Learner) => void,
 *   remove: () => void}} */
export function curvePlane() {
  const svg = s("svg", { class: "ml-plot ml-hu-plot", role: "img" });
  const title = h("p", { class: "ml-title" }, "The curve, and what the network answers");
  const element = h("div", { class: "ml-plot-box" }, title, svg);

  function paint(learner, width) {
    const { low, high, x, y } = learner.task;
    const height = width;
    const inner = { width: width - EDGE.left - EDGE.right, height: height - EDGE.top - EDGE.bottom };
    const toPixels = ([a, b]) => [
      EDGE.left + ((a - low) / (high - low)) * inner.width,
      EDGE.top + ((TALL - Math.min(Math.max(b, -TALL), TALL)) / (2 * TALL)) * inner.height,
    ];
    const across = Float64Array.from(
      { length: PARTS + 1 },
      (_, i) => low + ((high - low) * i) / PARTS,
    );
    const answers = learner.model.predict(across);
    const path = (value) =>
      `M${Array.from(across, (a, i) => place(toPixels([a, value(a, i)]))).join("L")}`;
    const numbers = []; // where numbers stand above the plot
    attribute(svg, "viewBox", `0 0 ${width} ${height}`);
    attribute(svg, "height", height);
    svg.replaceChildren(
      ...grid(low, high, toPixels),
      ...learner.lines.flatMap((line, j) => hinge(line, j, low, high, toPixels, numbers)),
      s("path", { class: "ml-hu-target", d: path(target) }),
      ...Array.from(y, (value, n) => {
        const [cx, cy] = toPixels([x[n], value]);
        return s("circle", { class: "ml-hu-sample", cx, cy, r: 3.5 });
      }),
      s("path", { class: "ml-hu-border", d: path((_, i) => answers[i]) }),
    );
    attribute(svg, "aria-label", "The curve, the network’s answer and the bends of the units");
  }

  return drawnToFit(element, paint);
}

function grid(low, high, toPixels) {
  const bottom = toPixels([low, -TALL])[1];
  const top = toPixels([low, TALL])[1];
  const lines = [];
  for (let value = low; value <= high; value += 1) {
    const [x] = toPixels([value, 0]);
    lines.push(
      s("line", { class: "ml-grid", x1: x, x2: x, y1: top, y2: bottom }),
      s("text", { x, y: bottom + 19, "text-anchor": "middle" }, signed(value)),
    );
  }
  for (const value of [-1, 0, 1]) {
    const [left, y] = toPixels([low, value]);
    const [right] = toPixels([high, value]);
    lines.push(
      s("line", { class: "ml-grid", x1: left, x2: right, y1: y, y2: y }),
      s("text", { x: left - 8, y: y + 5, "text-anchor": "end" }, signed(value)),
    );
  }
  const [middle] = toPixels([(low + high) / 2, 0]);
  return [...lines, s("text", { x: middle, y: bottom + 41, "text-anchor": "middle" }, "x")];
}

/** An upright line where a unit's sum is 0, its number above, or at its foot where one is near. */
function hinge({ w, b, v, silent }, j, low, high, toPixels, numbers) {
  const where = -b / w[0];
  if (!(where > low && where < high)) return [];
  const [x, top] = toPixels([where, TALL]);
  const [, bottom] = toPixels([where, -TALL]);
  const strong = 1.2 + 0.5 * Math.min(Math.abs(v), 5);
  const crowded = numbers.some((other) => Math.abs(other - x) < NUMBER);
  if (!crowded) numbers.push(x);
  const y = crowded ? bottom - 8 : top - 8;
  return [
    s("path", {
      class: silent ? "ml-hu-unit ml-hu-silent" : "ml-hu-unit",
      "stroke-width": strong.toFixed(2),
      d: `M${place([x, top])}L${place([x, bottom])}`,
    }),
    s("text", { class: "ml-hu-number", x, y, "text-anchor": "middle" }, String(j + 1)),
  ];
}
