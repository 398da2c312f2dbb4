/**
 * The plane of the inputs: points that can be moved, added and removed, with mouse, finger or
 * keyboard; the line before and after a look, and a ring around the sample that was looked at.
 */

import { attribute, h, s } from "../kit/dom.js";
import { movablePoints } from "../kit/points.js";
import { arrow, chord, firingSide, place, signed } from "./geometry.js";
import { HIGH, LOW, MOST, STEP } from "./samples.js";

const EDGE = { left: 34, right: 8, top: 8, bottom: 48 };
const RASTER = { low: LOW, high: HIGH, step: STEP, far: 4 * STEP, middle: 0.5 };

/**
 * @param {{onEdit: (samples: import("./samples.js").Sample[]) => void, kind: () => 1|-1,
 *   onSelect: (any: boolean) => void}} options
 * `kind` is the class of new points; `onSelect` hears whether a point is framed.
 * @returns {{element: HTMLElement, help: HTMLElement, draw: (shown: Shown) => void, add: () => void, flip: () => void,
 *   drop: () => void, lock: (on: boolean) => void, remove: () => void}}
 *
 * @typedef {{samples: import("./samples.js").Sample[], w: [number, number], b: number,
 *   before?: {w: [number, number], b: number}, looked?: number, wrong?: boolean}} Shown
 */
export function inputPlane({ onEdit, kind, onSelect }) {
  const svg = s("svg", {
    class: "ml-plot ml-points ml-plane",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "plane with points",
    "aria-label": "The points and the line",
  });
  const title = h("p", { class: "ml-title" }, "The inputs: points and line");
  let width = 0;
  let shown = null;

  const side = () => width - EDGE.left - EDGE.right;
  const toPixels = ([a, b]) => [
    EDGE.left + ((a - LOW) / (HIGH - LOW)) * side(),
    EDGE.top + ((HIGH - b) / (HIGH - LOW)) * side(),
  ];
  const toPlane = ([px, py]) => [
    LOW + ((px - EDGE.left) / side()) * (HIGH - LOW),
    HIGH - ((py - EDGE.top) / side()) * (HIGH - LOW),
  ];
  const points = movablePoints({
    svg,
    raster: RASTER,
    most: MOST,
    toPixels,
    toPlane,
    kind,
    turned: (y) => -y,
    tell: nameSample,
    paint,
    onEdit,
    onSelect,
  });
  const help = h(
    "details",
    { class: "ml-fold" },
    h("summary", {}, "How to move points, also with the keyboard"),
    points.help,
  );
  const element = h("div", { class: "ml-plot-box" }, title, svg, points.live);
  svg.setAttribute("aria-describedby", points.help.id);

  function paint() {
    if (!shown || width < 60) return;
    const height = side() + EDGE.top + EDGE.bottom;
    attribute(svg, "viewBox", `0 0 ${width} ${height}`);
    attribute(svg, "height", height);
    const { samples, w, b, before, looked, wrong } = shown;
    const parts = [
      area(w, b),
      ...grid(),
      before && line(before.w, before.b, "ml-before"),
      line(w, b, "ml-after"),
      direction(w, b),
      ...samples.map(point),
      ring(samples[looked], wrong),
      points.frame(),
    ];
    svg.replaceChildren(...parts.filter(Boolean));
  }

  function grid() {
    const bottom = EDGE.top + side();
    return [-1, 0, 1, 2].flatMap((value) => {
      const [x, y] = toPixels([value, value]);
      const text = signed(value);
      return [
        s("line", { class: "ml-grid", x1: x, x2: x, y1: EDGE.top, y2: bottom }),
        s("line", { class: "ml-grid", x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y }),
        s("text", { x, y: bottom + 19, "text-anchor": "middle" }, text),
        s("text", { x: EDGE.left - 8, y: y + 5, "text-anchor": "end" }, text),
      ];
    }).concat([
      s("text", { x: EDGE.left + side() / 2, y: bottom + 41, "text-anchor": "middle" }, "x₁"),
      s("text", { x: EDGE.left - 8, y: toPixels([0, 1.5])[1] + 5, "text-anchor": "end" }, "x₂"),
    ]);
  }

  function area(w, b) {
    const corners = firingSide(w, b, LOW, HIGH);
    if (corners.length < 3) return null;
    return s("path", {
      class: "ml-firing",
      d: `M${corners.map((corner) => place(toPixels(corner))).join("L")}Z`,
    });
  }

  function line(w, b, look) {
    const ends = chord(w, b, LOW, HIGH);
    return ends && s("path", { class: look, d: `M${ends.map(toPixels).map(place).join("L")}` });
  }

  function direction(w, b) {
    const ends = chord(w, b, LOW, HIGH);
    if (!ends) return null;
    const from = toPixels([0, 1].map((axis) => (ends[0][axis] + ends[1][axis]) / 2));
    const length = Math.hypot(...w);
    return arrow(from, [from[0] + (36 * w[0]) / length, from[1] - (36 * w[1]) / length], "");
  }

  function point({ x, y }) {
    const [cx, cy] = toPixels(x);
    if (y > 0) return s("circle", { class: "ml-plus", cx, cy, r: 9 });
    return s("rect", { class: "ml-minus", x: cx - 8, y: cy - 8, width: 16, height: 16 });
  }

  function ring(sample, wrong) {
    if (!sample) return null;
    const [cx, cy] = toPixels(sample.x);
    return s(
      "g",
      { class: wrong ? "ml-ring ml-wrong" : "ml-ring" },
      s("circle", { cx, cy, r: 17 }),
      s("path", {
        class: "ml-verdict",
        d: `M${cx + 17} ${cy - 26}${wrong ? "l12 12m0 -12l-12 12" : "m0 7l5 6l9 -13"}`,
      }),
    );
  }

  const watch = new ResizeObserver(([entry]) => {
    width = Math.round(entry.contentRect.width);
    paint();
  });
  watch.observe(element);
  return {
    element,
    help,
    draw(next) {
      shown = next;
      points.draw(next.samples);
      paint();
    },
    add: points.add,
    flip: points.flip,
    drop: points.drop,
    lock: (on) => points.open(!on),
    remove: () => watch.disconnect(),
  };
}

/** "disc (class +1) at (0.5, 1)". */
export function nameSample({ x, y }) {
  return `${y > 0 ? "disc (class +1)" : "square (class −1)"} at (${x.map((v) => signed(v)).join(", ")})`;
}
