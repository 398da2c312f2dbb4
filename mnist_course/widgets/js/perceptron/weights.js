/** The plane of the weights: the vector w, its way so far, what one correction adds; and b. */

import { attribute, h, s } from "../kit/dom.js";
import { drawnToFit } from "../kit/drawn.js";
import { arrow, place, signed } from "./geometry.js";

const EDGE = { left: 40, right: 74, top: 8, bottom: 48 };

/** @returns {{element: HTMLElement, draw: (shown: object) => void, remove: () => void}} */
export function weightPlane() {
  const svg = s("svg", { class: "ml-plot ml-plane", "aria-hidden": "true" });
  const title = h("p", { class: "ml-title" }, "The weights: w and b");
  const element = h("div", { class: "ml-plot-box" }, title, svg);

  function paint(shown, width) {
    const side = width - EDGE.left - EDGE.right;
    const height = side + EDGE.top + EDGE.bottom;
    const { w, b, before, way, limit, limitB } = shown;
    const across = (v) => EDGE.left + ((v + limit) / (2 * limit)) * side;
    const up = (v) => EDGE.top + ((limit - v) / (2 * limit)) * side;
    const at = ([a, c]) => [across(a), up(c)];
    const bottom = EDGE.top + side;
    const gauge = width - 46;
    const upB = (v) => EDGE.top + ((limitB - v) / (2 * limitB)) * side;
    attribute(svg, "viewBox", `0 0 ${width} ${height}`);
    attribute(svg, "height", height);
    const marks = [-limit, -limit / 2, 0, limit / 2, limit];
    const parts = [
      ...marks.flatMap((v) => [
        s("line", { class: "ml-grid", x1: across(v), x2: across(v), y1: EDGE.top, y2: bottom }),
        s("line", { class: "ml-grid", x1: EDGE.left, x2: across(limit), y1: up(v), y2: up(v) }),
      ]),
      ...[-limit / 2, 0, limit / 2].flatMap((v) => [
        s("text", { x: across(v), y: bottom + 19, "text-anchor": "middle" }, signed(v)),
        s("text", { x: EDGE.left - 8, y: up(v) + 5, "text-anchor": "end" }, signed(v)),
      ]),
      s("text", { x: EDGE.left + side / 2, y: bottom + 41, "text-anchor": "middle" }, "w₁"),
      s("text", { x: EDGE.left - 8, y: up(0.8 * limit) + 5, "text-anchor": "end" }, "w₂"),
      s("path", { class: "ml-way", d: `M${way.map(at).map(place).join("L")}` }),
      arrow(at([0, 0]), at(w), ""),
      before && arrow(at(before.w), at(w), "ml-added"),
      s("circle", { class: "ml-dot", cx: across(w[0]), cy: up(w[1]), r: 5 }),
      // The bias on a scale of its own, at the right.
      s("line", { class: "ml-axis", x1: gauge, x2: gauge, y1: EDGE.top, y2: bottom }),
      ...[-limitB / 2, 0, limitB / 2].flatMap((v) => [
        s("line", { class: "ml-axis", x1: gauge - 6, x2: gauge + 6, y1: upB(v), y2: upB(v) }),
        s("text", { x: gauge + 11, y: upB(v) + 5 }, signed(v)),
      ]),
      before && arrow([gauge, upB(before.b)], [gauge, upB(b)], "ml-added"),
      s("path", {
        class: "ml-diamond",
        d: `M${gauge} ${upB(b) - 8}l8 8l-8 8l-8-8Z`,
      }),
      s("text", { x: gauge, y: bottom + 41, "text-anchor": "middle" }, "b"),
    ];
    svg.replaceChildren(...parts.filter(Boolean));
  }

  return drawnToFit(element, paint);
}

/** A round number that holds all weights of a run. */
export function limitOf(values) {
  const most = Math.max(1, ...values.map(Math.abs)) * 1.1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 4, 6, 8, 10, 20].map((f) => f * power).find((limit) => limit >= most);
}
