/** The surface seen from above: lines of equal loss, the four paths, and a start that is dragged. */

import { attribute, h, s } from "../kit/dom.js";
import { signed } from "../kit/numbers.js";
import { contours } from "./contours.js";
import { METHODS } from "./methods.js";

export const LIMIT = 4; // the square reaches from −4 to 4
export const GRAIN = 0.05; // starts lie on a raster
const EDGE = { left: 40, right: 10, top: 10, bottom: 48 };
const LEVELS = Array.from({ length: 11 }, (_, k) => 0.03 * 2.5 ** k);
const REACH = 28; // pixels around the start in which a finger has hold of it
const MOST_MARKS = 40; // with more places, only some of them are marked

/**
 * @param {{onMove: (start: [number, number], done: boolean) => void}} options
 * @returns {{element: HTMLElement, draw: (shown: Shown) => void, remove: () => void}}
 *
 * @typedef {{surface: object, start: [number, number], locked: boolean,
 *   paths: {method: string, places: [number, number][]}[]}} Shown
 */
export function surfacePlane({ onMove }) {
  const svg = s("svg", { class: "ml-plot ml-descent", "aria-hidden": "true" });
  const element = h(
    "div",
    { class: "ml-plot-box" },
    h("p", { class: "ml-title" }, "The loss from above"),
    svg,
  );
  let width = 0;
  let shown = null;
  let drawn = null; // the surface whose lines are kept
  let lines = [];
  let held = false;

  const side = () => Math.min(width - EDGE.left - EDGE.right, 520);
  const x = (v) => EDGE.left + ((v + LIMIT) / (2 * LIMIT)) * side();
  const y = (v) => EDGE.top + ((LIMIT - v) / (2 * LIMIT)) * side();
  const place = ([u, v]) => `${x(u).toFixed(1)} ${y(v).toFixed(1)}`;

  function paint() {
    if (!shown || width < 60) return;
    const { surface, start, paths } = shown;
    const height = side() + EDGE.top + EDGE.bottom;
    if (drawn !== surface) {
      drawn = surface;
      lines = contours(surface.loss, LIMIT, LEVELS.map((level) => surface.lowest + level));
    }
    attribute(svg, "viewBox", `0 0 ${width} ${height}`);
    attribute(svg, "height", height);
    const frame = { x: EDGE.left, y: EDGE.top, width: side(), height: side() };
    const inside = s("svg", {
      class: "ml-window",
      ...frame,
      viewBox: `${frame.x} ${frame.y} ${frame.width} ${frame.height}`,
    });
    inside.append(
      ...lines.map((pieces) =>
        s("path", {
          class: "ml-contour",
          d: pieces.map(([from, to]) => `M${place(from)}L${place(to)}`).join(""),
        }),
      ),
      ...paths.flatMap(pathOf),
      ...surface.minima.map(([u, v]) =>
        s("path", { class: "ml-lowest", d: `M${x(u) - 9} ${y(v)}h18m-9 -9v18` }),
      ),
      s("circle", { class: "ml-start", cx: x(start[0]), cy: y(start[1]), r: 14 }),
    );
    svg.replaceChildren(s("rect", { class: "ml-frame-line", ...frame }), ...axes(surface), inside);
  }

  function axes(surface) {
    const bottom = EDGE.top + side();
    return [
      ...[-4, -2, 0, 2, 4].flatMap((v) => [
        s("text", { x: x(v), y: bottom + 20, "text-anchor": "middle" }, signed(v, 0)),
        s("text", { x: EDGE.left - 8, y: y(v) + 5, "text-anchor": "end" }, signed(v, 0)),
      ]),
      s("text", { x: x(0), y: bottom + 42, "text-anchor": "middle" }, surface.axes[0]),
      s("text", { x: EDGE.left - 8, y: y(1) + 5, "text-anchor": "end" }, surface.axes[1]),
    ];
  }

  function pathOf({ method, places }) {
    const { look, mark } = METHODS[method];
    const near = places.filter((w) => w.every((v) => Math.abs(v) < 100));
    const stride = Math.ceil(near.length / MOST_MARKS);
    return [
      s("path", { class: `ml-curve ml-look-${look}`, d: `M${near.map(place).join("L")}` }),
      ...near
        .filter((_, k) => k % stride === 0)
        .map(([u, v]) => markAt(mark, x(u), y(v), 3, look)),
      markAt(mark, x(near.at(-1)[0]), y(near.at(-1)[1]), 8, look),
    ];
  }

  // The start follows the pointer; a finger elsewhere scrolls the page.

  function pixelsOf(event) {
    const box = svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function nearStart(event) {
    if (!shown || shown.locked) return false;
    const [px, py] = pixelsOf(event);
    const [u, v] = shown.start;
    return Math.hypot(px - x(u), py - y(v)) <= REACH;
  }

  function follow(event, done) {
    const [px, py] = pixelsOf(event);
    const u = ((px - EDGE.left) / side()) * 2 * LIMIT - LIMIT;
    const v = LIMIT - ((py - EDGE.top) / side()) * 2 * LIMIT;
    onMove([snap(u), snap(v)], done);
  }

  svg.addEventListener(
    "touchstart",
    (event) => nearStart(event.touches[0]) && event.preventDefault(),
    { passive: false },
  );
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !nearStart(event)) return;
    held = true;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => held && follow(event, false));
  svg.addEventListener("pointerup", (event) => {
    if (held) follow(event, true);
    held = false;
  });
  svg.addEventListener("pointercancel", () => (held = false));

  const watch = new ResizeObserver(([entry]) => {
    width = Math.round(entry.contentRect.width);
    paint();
  });
  watch.observe(element);
  return {
    element,
    draw(next) {
      shown = next;
      paint();
    },
    remove: () => watch.disconnect(),
  };
}

/** The nearest place of the raster, inside the square. */
export function snap(value) {
  const inside = Math.min(LIMIT, Math.max(-LIMIT, value));
  return Number((Math.round(inside / GRAIN) * GRAIN).toFixed(2));
}

/** A mark of a given shape: circle, square, triangle or diamond. */
export function markAt(shape, cx, cy, size, look) {
  const looks = { class: `ml-place ml-look-${look}` };
  if (shape === "circle") return s("circle", { ...looks, cx, cy, r: size });
  const d = {
    square: `M${cx - size} ${cy - size}h${2 * size}v${2 * size}h${-2 * size}Z`,
    triangle: `M${cx} ${cy - 1.2 * size}l${1.2 * size} ${2.1 * size}h${-2.4 * size}Z`,
    diamond: `M${cx} ${cy - 1.35 * size}l${1.35 * size} ${1.35 * size}l${-1.35 * size} ${1.35 * size}l${-1.35 * size} ${-1.35 * size}Z`,
  }[shape];
  return s("path", { ...looks, d });
}
