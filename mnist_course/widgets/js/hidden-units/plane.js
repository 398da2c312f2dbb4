/** Two kinds of points, what the network says everywhere, and the line of each hidden unit. */

import { contour } from "../kit/contour.js";
import { attribute, h, s } from "../kit/dom.js";
import { drawnToFit } from "../kit/drawn.js";
import { chord, place, signed } from "../perceptron/geometry.js";

const EDGE = { left: 44, right: 12, top: 12, bottom: 48 };
const CELLS = 48;

/**
 * @returns {{element: HTMLElement, draw: (learner: import("./learner.js").Learner) => void,
 *   remove: () => void}}
 */
export function pointsPlane() {
  const svg = s("svg", { class: "ml-plot ml-hu-plot", role: "img" });
  const title = h("p", { class: "ml-title" }, "The inputs, and what the network answers");
  const element = h("div", { class: "ml-plot-box" }, title, svg);

  function paint(learner, width) {
    const { low, high, x, y } = learner.task;
    const side = width - EDGE.left - EDGE.right;
    const scale = side / (high - low);
    const toPixels = ([a, b]) => [EDGE.left + (a - low) * scale, EDGE.top + (high - b) * scale];
    const answers = field(learner, low, high);
    const { area, border } = contour(answers, CELLS, (row, column) =>
      toPixels([column, row].map((k) => low + ((high - low) * k) / CELLS)),
    );
    attribute(svg, "viewBox", `0 0 ${width} ${side + EDGE.top + EDGE.bottom}`);
    attribute(svg, "height", side + EDGE.top + EDGE.bottom);
    svg.replaceChildren(
      s("path", { class: "ml-hu-area", d: area }),
      ...grid(low, high, toPixels),
      ...learner.lines.flatMap((line, j) => unitLine(line, j, low, high, toPixels)),
      s("path", { class: "ml-hu-border", d: border }),
      ...Array.from(y, (kind, n) => point(toPixels([x[2 * n], x[2 * n + 1]]), kind, y.length)),
    );
    attribute(svg, "aria-label", "The points, the network’s boundary and the lines of the units");
  }

  return drawnToFit(element, paint);
}

/** What the network answers minus one half at the corners of the cells, row by row from below. */
function field(learner, low, high) {
  const n = CELLS + 1;
  const places = new Float64Array(2 * n * n);
  for (let row = 0, p = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 1) {
      places[p++] = low + ((high - low) * column) / CELLS;
      places[p++] = low + ((high - low) * row) / CELLS;
    }
  }
  return learner.model.predict(places).map((p) => p - 0.5);
}

function grid(low, high, toPixels) {
  const whole = [];
  for (let value = Math.ceil(low); value <= high; value += 1) whole.push(value);
  const [left, bottom] = toPixels([low, low]);
  const [right, top] = toPixels([high, high]);
  return [
    ...whole.flatMap((value) => {
      const [x, y] = toPixels([value, value]);
      return [
        s("line", { class: "ml-grid", x1: x, x2: x, y1: top, y2: bottom }),
        s("line", { class: "ml-grid", x1: left, x2: right, y1: y, y2: y }),
        s("text", { x, y: bottom + 19, "text-anchor": "middle" }, signed(value)),
        s("text", { x: left - 8, y: y + 5, "text-anchor": "end" }, signed(value)),
      ];
    }),
    s("text", { x: (left + right) / 2, y: bottom + 41, "text-anchor": "middle" }, "x₁"),
    s("text", { x: left - 8, y: (top + bottom) / 2 + 5, "text-anchor": "end" }, "x₂"),
  ];
}

/** The line where a unit's sum is 0, its number at one end, a short mark on its positive side. */
function unitLine({ w, b, v, silent }, j, low, high, toPixels) {
  const ends = chord(w, b, low, high);
  if (!ends) return [];
  const [from, to] = ends.map(toPixels);
  const length = Math.hypot(...w);
  const middle = from.map((value, axis) => (value + to[axis]) / 2);
  const tip = [middle[0] + (14 * w[0]) / length, middle[1] - (14 * w[1]) / length];
  const strong = 1.2 + 0.5 * Math.min(Math.abs(v), 5);
  const [x, y] = numberPlace(from, to);
  return [
    s("path", {
      class: silent ? "ml-hu-unit ml-hu-silent" : "ml-hu-unit",
      "stroke-width": strong.toFixed(2),
      d: `M${place(from)}L${place(to)}`,
    }),
    s("path", { class: "ml-hu-side", d: `M${place(middle)}L${place(tip)}` }),
    s("text", { class: "ml-hu-number", x, y, "text-anchor": "middle" }, String(j + 1)),
  ];
}

/** A place on the line near its lower or left end, so that the number stands inside. */
function numberPlace(from, to) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const part = Math.min(16 / length, 0.5);
  return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]) + 5];
}

function point([cx, cy], kind, count) {
  const r = count > 10 ? 5.5 : 9;
  if (kind > 0.5) return s("circle", { class: "ml-hu-plus", cx, cy, r });
  return s("rect", { class: "ml-hu-minus", x: cx - r, y: cy - r, width: 2 * r, height: 2 * r });
}
