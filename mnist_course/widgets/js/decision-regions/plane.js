/**
 * The plane of both features: a hatched region for each class, the border, and the points. While it
 * is open, the reader moves, adds and removes points to learn from.
 */

import { contour } from "../kit/contour.js";
import { attribute, freshId, h, s } from "../kit/dom.js";
import { movablePoints } from "../kit/points.js";
import { place, signed } from "../perceptron/geometry.js";
import { LEAST, MOST_ADDED, RASTER } from "./edits.js";
import { EDGE, LEARNED } from "./sets.js";

const ROOM = { right: 12, top: 12, bottom: 48 };
const CELLS = 60;
const REACH = 14; // pixels around a point in which a finger has hold of it: they lie close
export const KINDS = ["disc", "square", "triangle"];
const HATCH = 9; // pixels between two lines
const TICKS = [-2, -1, 0, 1, 2];

/**
 * @param {{kind: () => number, onEdit: (samples: import("./edits.js").Sample[]) => void,
 *   onSelect: (any: boolean) => void}} options
 * `kind` is the class of new points; `onEdit` hears of a drag when it is over; `onSelect` whether a
 * point is framed.
 * @returns {{element: HTMLElement, help: HTMLElement, draw: (learner:
 *   import("./learner.js").Learner, stretch: number) => void, shares: () => number[],
 *   open: (on: boolean) => void, add: () => void, flip: () => void, drop: () => void,
 *   remove: () => void}}
 * `shares` are the parts of the square that each class has.
 */
export function regionsPlane({ kind, onEdit, onSelect }) {
  const patterns = KINDS.map(() => freshId("hatch"));
  const svg = s("svg", { class: "ml-plot ml-points ml-dr-plot", role: "img" });
  const title = h("p", { class: "ml-title" }, "What it would say, everywhere");
  let width = 0;
  let shown = null;
  let samples = []; // as they stand on the screen, also during a drag
  let leads = null; // of the network as it is; a drag does not change them
  let shares = [];
  let open = false;

  const left = () => 18 + 9.5 * signed(-2 * shown.stretch).length;
  const side = () => width - left() - ROOM.right;
  const toPixels = ([a, b]) => [
    left() + ((a + EDGE) / (2 * EDGE)) * side(),
    ROOM.top + ((EDGE - b) / (2 * EDGE)) * side(),
  ];
  const toPlane = ([px, py]) => [
    (2 * EDGE * (px - left())) / side() - EDGE,
    EDGE - (2 * EDGE * (py - ROOM.top)) / side(),
  ];
  const points = movablePoints({
    svg,
    raster: RASTER,
    least: LEAST,
    most: LEARNED + MOST_ADDED,
    reach: REACH,
    toPixels,
    toPlane,
    kind,
    turned: (c) => (c + 1) % shown.learner.points.classes,
    tell: ({ x: [a, b], y }) =>
      `${KINDS[y]} at (${signed(a, 3)}, ${signed(b * shown.stretch, 3)})`,
    paint,
    onEdit(changed, dragging) {
      samples = changed;
      points.draw(changed);
      if (dragging) paint();
      else onEdit(changed);
    },
    onDragged: () => onEdit(samples),
    onSelect,
  });
  const element = h("div", { class: "ml-plot-box" }, title, svg, points.live);

  function paint() {
    if (!shown || width < 60) return;
    const { learner, stretch } = shown;
    const { classes, held } = learner.points;
    const where = (row, column) =>
      toPixels([column, row].map((k) => EDGE * ((2 * k) / CELLS - 1)));
    if (!leads) {
      leads = field(learner, stretch, classes);
      shares = leads.map((lead) => lead.filter((v) => v > 0).length / lead.length);
    }
    const drawn = leads.map((lead) => contour(lead, CELLS, where));
    const heldAt = (i) => toPixels([held.x[2 * i], held.x[2 * i + 1] / stretch]);
    attribute(svg, "viewBox", `0 0 ${width} ${side() + ROOM.top + ROOM.bottom}`);
    attribute(svg, "height", side() + ROOM.top + ROOM.bottom);
    const frame = open && points.frame();
    svg.replaceChildren(
      s("defs", {}, ...patterns.map(hatch)),
      ...drawn.map(({ area }, c) =>
        s("path", { class: `ml-dr-area ml-dr-area-${c}`, d: area, fill: `url(#${patterns[c]})` }),
      ),
      ...grid(toPixels, stretch),
      ...drawn.slice(1).map(({ border }) => s("path", { class: "ml-dr-border", d: border })),
      ...Array.from(held.y, (c, i) => mark(heldAt(i), c, "ml-dr-held")),
      ...samples.map(({ x, y }) => mark(toPixels(x), y, "ml-dr-learned")),
      ...(frame ? [frame] : []),
    );
    const names = KINDS.slice(0, classes).join(", ");
    attribute(svg, "aria-label", `Points of the classes ${names}, and the region of each class`);
  }

  const watch = new ResizeObserver(([entry]) => {
    width = Math.round(entry.contentRect.width);
    paint();
  });
  watch.observe(element);
  return {
    element,
    help: points.help,
    draw(learner, stretch) {
      shown = { learner, stretch };
      samples = learner.points.samples;
      leads = null;
      points.draw(samples);
      paint();
    },
    shares: () => shares,
    open(on) {
      open = on;
      attribute(svg, "role", on ? "application" : "img");
      attribute(svg, "tabindex", on ? "0" : null);
      attribute(svg, "aria-roledescription", on ? "plane with points" : null);
      attribute(svg, "aria-describedby", on ? points.help.id : null);
      points.open(on);
      paint();
    },
    add: points.add,
    flip: points.flip,
    drop: points.drop,
    remove: () => watch.disconnect(),
  };
}

/** For each class: its probability minus the largest other one, at the corners of the cells. */
function field(learner, stretch, classes) {
  const n = CELLS + 1;
  const places = new Float64Array(2 * n * n);
  for (let row = 0, p = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 1) {
      places[p++] = EDGE * ((2 * column) / CELLS - 1);
      places[p++] = stretch * EDGE * ((2 * row) / CELLS - 1);
    }
  }
  const probabilities = learner.model.predict(learner.scale(places));
  return Array.from({ length: classes }, (_, c) =>
    Float64Array.from({ length: n * n }, (_, i) => {
      const row = probabilities.subarray(classes * i, classes * (i + 1));
      return row[c] - row.reduce((most, p, k) => (k === c ? most : Math.max(most, p)), 0);
    }),
  );
}

/** Lines that rise, lines that fall, dots: told apart without colour. */
function hatch(id, c) {
  const half = HATCH / 2;
  const lines = [
    `M0 ${HATCH}L${HATCH} 0M-1 1L1 -1M${HATCH - 1} ${HATCH + 1}L${HATCH + 1} ${HATCH - 1}`,
    `M0 0L${HATCH} ${HATCH}M-1 ${HATCH - 1}L1 ${HATCH + 1}M${HATCH - 1} -1L${HATCH + 1} 1`,
    `M${half} ${half}h0.01`,
  ];
  const line = s("path", { class: `ml-dr-hatch ml-dr-hatch-${c}`, d: lines[c] });
  const box = { width: HATCH, height: HATCH, patternUnits: "userSpaceOnUse" };
  return s("pattern", { id, ...box }, line);
}

function grid(toPixels, stretch) {
  const [left, bottom] = toPixels([-EDGE, -EDGE]);
  const [right, top] = toPixels([EDGE, EDGE]);
  return [
    ...TICKS.flatMap((value) => {
      const [x, y] = toPixels([value, value]);
      const up = signed(value * stretch);
      return [
        s("line", { class: "ml-grid", x1: x, x2: x, y1: bottom, y2: bottom + 5 }),
        s("line", { class: "ml-grid", x1: left - 5, x2: left, y1: y, y2: y }),
        s("text", { x, y: bottom + 21, "text-anchor": "middle" }, signed(value)),
        s("text", { x: left - 8, y: y + 5, "text-anchor": "end" }, up),
      ];
    }),
    s("rect", { class: "ml-dr-frame", x: left, y: top, width: right - left, height: bottom - top }),
    s("text", { x: (left + right) / 2, y: bottom + 43, "text-anchor": "middle" }, "x₁"),
    s("text", { x: left - 8, y: top + 14, "text-anchor": "end" }, "x₂"),
  ];
}

function mark([x, y], c, look) {
  const r = look === "ml-dr-held" ? 3 : 4.5;
  const name = `${look} ml-dr-mark-${c}`;
  if (c === 0) return s("circle", { class: name, cx: x, cy: y, r });
  if (c === 1) return s("rect", { class: name, x: x - r, y: y - r, width: 2 * r, height: 2 * r });
  const [up, side] = [1.3 * r, 1.15 * r];
  const corners = [[x, y - up], [x + side, y + 0.8 * r], [x - side, y + 0.8 * r]];
  return s("path", { class: name, d: `M${corners.map(place).join("L")}Z` });
}
