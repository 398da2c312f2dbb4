/**
 * A plot of curves, drawn as SVG: it takes its colours from the page, is sharp on paper, and its
 * lettering is text of the page's own size. (Chart libraries draw on a canvas, which has neither
 * forced colours nor text.) Curves differ by dash, not only by colour; the key shows both.
 */

import { attribute, h, s } from "./dom.js";

const ROOM = { top: 12, bottom: 46 };

/** Return at most about `count` round numbers, `least` apart or more, that cover low … high. */
export function ticks(low, high, count = 5, least = 0) {
  const rough = Math.max((high - low) / count, least);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * power).find((f) => f >= rough * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i += 1) {
    found.push(Number((i * step).toPrecision(10)));
  }
  return found;
}

/**
 * Make a plot.
 * @param {{title: string, xLabel: string, height?: number, yRange?: [number, number],
 *   yFormat?: (y: number) => string, xFormat?: (x: number) => string, marks?: number,
 *   xRange?: [number, number], xTicks?: number[], xCounts?: number}} options
 * Without `yRange` the axis starts at 0 and ends above the highest point but the first; without
 * `xRange` it starts at 0 and ends at the last point. If x counts, say layers, `xCounts` is the
 * number of the first; there is no tick between two.
 * @returns {{element: HTMLElement, draw: (curves: Curve[], most?: number, mark?: number) => void,
 *   remove: () => void}}
 *
 * @typedef {{name: string, points: [number, number][], look?: string, faint?: boolean}} Curve
 * `look` is one of a … f: a colour and a dash. `most` is the least end of the x axis; at `mark`
 * stands an upright line.
 */
export function curvePlot(options) {
  const { title, xLabel, height = 250, yRange, xRange, xTicks, xCounts } = options;
  const { yFormat = String, xFormat = String } = options;
  const svg = s("svg", { class: "ml-plot", height, role: "img" });
  const key = h("ul", { class: "ml-legend" });
  const head = h("div", { class: "ml-plot-head" }, h("p", { class: "ml-title" }, title), key);
  const element = h("div", { class: "ml-plot-box" }, head, svg);
  let curves = [];
  let most = 1;
  let mark = null;
  let width = 0;
  let asked = 0;

  function paint() {
    asked = 0;
    if (width < 60) return;
    const drawn = curves.filter((curve) => curve.points.length);
    const ends = drawn.map((curve) => curve.points.at(-1)[0]);
    const first = xCounts ?? 0;
    const [xMin, xMax] = xRange ?? [first, Math.max(first + 1, most, ...ends)];
    const [yMin, yMax] = yRange ?? [0, ceiling(drawn)];
    const yTicks = ticks(yMin, yMax, 5);
    const left = 12 + 9.5 * Math.max(...yTicks.map((y) => yFormat(y).length));
    const room = Math.max(2, Math.min(6, width / 90));
    const below = xTicks ?? ticks(xMin, xMax, room, xCounts === undefined ? 0 : 1);
    // The last number below stands around the end of the axis: half of it lies beyond.
    const right = Math.max(14, 5 * xFormat(below.at(-1) ?? xMax).length);
    const x = (value) => left + ((value - xMin) / (xMax - xMin)) * (width - left - right);
    const y = (value) => {
      const inside = yRange ? Math.min(Math.max(value, yMin), yMax) : value;
      const part = (inside - yMin) / (yMax - yMin);
      return height - ROOM.bottom - part * (height - ROOM.top - ROOM.bottom);
    };
    // What lies above an axis that was chosen here is cut off at its end.
    const frame = { width, height: height - ROOM.top + 2, y: ROOM.top - 2 };
    const window = s("svg", {
      class: "ml-window",
      ...frame,
      viewBox: `0 ${frame.y} ${frame.width} ${frame.height}`,
    });
    window.append(
      ...drawn.map((curve) => s("path", { class: classOf(curve), d: line(curve.points, x, y) })),
    );
    attribute(svg, "viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren(
      ...yTicks.flatMap((value) => [
        s("line", { class: "ml-grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
        s("text", { x: left - 8, y: y(value) + 5, "text-anchor": "end" }, yFormat(value)),
      ]),
      ...below.map((value) =>
        s("text", { x: x(value), y: height - 24, "text-anchor": "middle" }, xFormat(value)),
      ),
      s("text", { x: (left + width - right) / 2, y: height - 5, "text-anchor": "middle" }, xLabel),
      ...(mark === null
        ? []
        : [s("line", { class: "ml-mark", x1: x(mark), x2: x(mark), y1: ROOM.top, y2: y(yMin) })]),
      window,
    );
    showKey(drawn);
    attribute(svg, "aria-label", words(title, drawn, yFormat, xLabel, xFormat));
  }

  function showKey(drawn) {
    const shown = drawn.map((curve) => `${classOf(curve)} ${curve.name}`).join();
    if (key.dataset.shown === shown) return;
    key.dataset.shown = shown;
    key.replaceChildren(
      ...drawn.map((curve) => {
        const path = s("path", { class: classOf(curve), d: "M1 6H35" });
        const sample = s("svg", { width: 36, height: 12, "aria-hidden": "true" }, path);
        return h("li", {}, sample, curve.name);
      }),
    );
  }

  function request() {
    if (!asked) asked = requestAnimationFrame(paint);
  }

  const watch = new ResizeObserver(([entry]) => {
    width = Math.round(entry.contentRect.width);
    request();
  });
  watch.observe(element);
  return {
    element,
    draw(next, least = 1, at = null) {
      curves = next;
      most = least;
      mark = at;
      request();
    },
    remove: () => watch.disconnect(),
  };
}

function classOf(curve) {
  return `ml-curve ml-look-${curve.look ?? "a"}${curve.faint ? " ml-faint" : ""}`;
}

/** The end of the y axis; the very first point, often far above all others, does not count. */
function ceiling(curves) {
  const counted = ({ points }) => (points.length > 1 ? points.slice(1) : points);
  const tops = curves.flatMap((curve) => counted(curve).map((point) => point[1]));
  const top = Math.max(...tops.filter(Number.isFinite), 1e-3);
  return ticks(0, top * 1.3, 5).find((value) => value >= top) ?? top;
}

function line(points, x, y) {
  let move = "M";
  return points
    .map(([px, py]) => {
      if (!Number.isFinite(py)) return ((move = "M"), "");
      const part = `${move}${x(px).toFixed(1)} ${y(py).toFixed(1)}`;
      move = "L";
      return part;
    })
    .join("");
}

function words(title, curves, yFormat, xLabel, xFormat) {
  if (!curves.length) return `${title}: nothing drawn yet.`;
  const parts = curves.map(({ name, points }) => {
    const [x, y] = points.at(-1);
    return `${name} starts at ${yFormat(points[0][1])} and is ${yFormat(y)} at ${xLabel} ${xFormat(x)}`;
  });
  return `${title}: ${parts.join("; ")}.`;
}
