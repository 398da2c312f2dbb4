/** A plot of a function and its slope between -6 and 6, with the tangent at one place. */

import { attribute, h, s } from "../kit/dom.js";
import { drawnToFit } from "../kit/drawn.js";

const HEIGHT = 300;
const EDGE = { left: 34, right: 14, top: 10, bottom: 44 };
const X = [-6, 6];
const Y = [-1.5, 3];

/** @returns {{element: HTMLElement,
 *   draw: (shown: {f: Function, slope: Function, z: number}) => void, remove: () => void}} */
export function tangentPlot() {
  const svg = s("svg", { class: "ml-plot", height: HEIGHT, "aria-hidden": "true" });
  const key = h(
    "p",
    { class: "ml-key" },
    "Solid: the function. Dashed: its slope. The straight line is the tangent at z.",
  );
  const element = h("div", { class: "ml-plot-box" }, svg, key);

  function paint({ f, slope, z }, width) {
    const x = (v) => EDGE.left + ((v - X[0]) / (X[1] - X[0])) * (width - EDGE.left - EDGE.right);
    const y = (v) => HEIGHT - EDGE.bottom - ((v - Y[0]) / (Y[1] - Y[0])) * inner();
    const line = (g) => sample(g).map((run) => `M${run.map(([a, b]) => place(a, b)).join("L")}`);
    const place = (a, b) => `${x(a).toFixed(1)} ${y(b).toFixed(1)}`;
    const tangent = (t) => f(z) + slope(z) * (t - z);
    attribute(svg, "viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.replaceChildren(
      ...[-1, 0, 1, 2, 3].flatMap((value) => [
        s("line", {
          class: "ml-grid",
          x1: EDGE.left,
          x2: width - EDGE.right,
          y1: y(value),
          y2: y(value),
        }),
        s(
          "text",
          { x: EDGE.left - 8, y: y(value) + 5, "text-anchor": "end" },
          String(value).replace("-", "−"),
        ),
      ]),
      ...[-6, -3, 0, 3, 6].map((value) =>
        s(
          "text",
          { x: x(value), y: HEIGHT - 22, "text-anchor": "middle" },
          String(value).replace("-", "−"),
        ),
      ),
      s("text", { x: x(0), y: HEIGHT - 4, "text-anchor": "middle" }, "z"),
      s("path", { class: "ml-curve ml-look-b", d: line(slope).join("") }),
      s("path", { class: "ml-curve ml-look-c ml-faint", d: line(tangent).join("") }),
      s("path", { class: "ml-curve ml-look-a", d: line(f).join("") }),
      s("circle", { class: "ml-dot", cx: x(z), cy: y(clamp(f(z))), r: 7 }),
    );
  }

  function inner() {
    return HEIGHT - EDGE.top - EDGE.bottom;
  }

  return drawnToFit(element, paint);
}

function clamp(value) {
  return Math.min(Y[1], Math.max(Y[0], value));
}

/** Points of a function in runs: a new run where it leaves the plot, or jumps. */
function sample(f) {
  const runs = [[]];
  let before = NaN;
  for (let i = 0; i <= 480; i += 1) {
    const t = X[0] + (i / 480) * (X[1] - X[0]);
    const value = f(t);
    const inside = value >= Y[0] && value <= Y[1];
    if (!inside || Math.abs(value - before) > 0.3) runs.push([]);
    if (inside) runs.at(-1).push([t, value]);
    before = value;
  }
  return runs.filter((run) => run.length > 1);
}
