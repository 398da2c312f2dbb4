/**
 * The plane of the inputs: points that can be moved, added and removed, with mouse, finger or
 * keyboard; the line before and after a look, and a ring around the sample that was looked at.
 */

import { attribute, freshId, h, s, write } from "../kit/dom.js";
import { arrow, chord, firingSide, place, signed } from "./geometry.js";
import { HIGH, LOW, MOST, STEP, snap } from "./samples.js";

const EDGE = { left: 34, right: 8, top: 8, bottom: 48 };
const REACH = 22; // pixels around a point in which a finger has hold of it
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

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
  const helpId = freshId("help");
  const svg = s("svg", {
    class: "ml-plot ml-plane",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "plane with points",
    "aria-label": "The points and the line",
    "aria-describedby": helpId,
  });
  const keys = h(
    "p",
    { class: "ml-note", id: helpId },
    "Drag a point; click on an empty place to add one. With the keyboard: arrow keys move the " +
      "framed point (with Shift, in longer steps), Enter goes to the next one, space changes its " +
      "class, Insert adds a point, Delete removes it.",
  );
  const help = h(
    "details",
    { class: "ml-fold" },
    h("summary", {}, "How to move points, also with the keyboard"),
    keys,
  );
  const live = h("p", { class: "ml-hidden", "aria-live": "polite" });
  const title = h("p", { class: "ml-title" }, "The inputs: points and line");
  const element = h("div", { class: "ml-plot-box" }, title, svg, live);
  let width = 0;
  let shown = null;
  let selected = -1; // the point that keys move
  let held = -1; // the point that the pointer moves
  let pressed = null; // where the pointer went down on an empty place
  let locked = false;

  const side = () => width - EDGE.left - EDGE.right;
  const toPixels = ([a, b]) => [
    EDGE.left + ((a - LOW) / (HIGH - LOW)) * side(),
    EDGE.top + ((HIGH - b) / (HIGH - LOW)) * side(),
  ];
  const toPlane = ([px, py]) => [
    snap(LOW + ((px - EDGE.left) / side()) * (HIGH - LOW)),
    snap(HIGH - ((py - EDGE.top) / side()) * (HIGH - LOW)),
  ];

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
      frame(samples[selected]),
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

  function frame(sample) {
    if (!sample) return null;
    const [cx, cy] = toPixels(sample.x);
    return s("rect", { class: "ml-frame", x: cx - 15, y: cy - 15, width: 30, height: 30, rx: 3 });
  }

  // Changing the points.

  function edit(samples, say = true) {
    onEdit(samples);
    if (say) tell();
  }

  function tell() {
    const { samples } = shown;
    const at = samples[selected];
    write(live, at ? `Point ${selected + 1} of ${samples.length}: ${nameSample(at)}.` : "");
    onSelect(selected >= 0);
  }

  function moveTo(index, x, say) {
    const { samples } = shown;
    const old = samples[index].x;
    if (old[0] === x[0] && old[1] === x[1]) return;
    edit(samples.map((one, i) => (i === index ? { ...one, x } : one)), say);
  }

  function addAt(x) {
    if (locked || shown.samples.length >= MOST) return;
    selected = shown.samples.length;
    edit([...shown.samples, { x, y: kind() }]);
  }

  /** Add a point on the free place nearest to the middle. */
  function add() {
    const taken = new Set(shown.samples.map(({ x }) => x.join()));
    const places = [];
    for (let a = LOW + 4 * STEP; a < HIGH - 3 * STEP; a += 2 * STEP) {
      for (let b = LOW + 4 * STEP; b < HIGH - 3 * STEP; b += 2 * STEP) places.push([a, b]);
    }
    const far = ([a, b]) => Math.hypot(a - 0.5, b - 0.5);
    addAt(places.sort((p, q) => far(p) - far(q)).find((p) => !taken.has(p.join())) ?? [0.5, 0.5]);
  }

  function flip() {
    const { samples } = shown;
    if (locked || selected < 0) return;
    edit(samples.map((one, i) => (i === selected ? { ...one, y: -one.y } : one)));
  }

  function drop() {
    const { samples } = shown;
    if (locked || selected < 0 || samples.length < 2) return;
    const gone = selected;
    selected = Math.min(gone, samples.length - 2);
    edit(samples.filter((_, i) => i !== gone));
  }

  function pixelsOf(event) {
    const box = svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function nearest([px, py]) {
    const far = ({ x }) => Math.hypot(toPixels(x)[0] - px, toPixels(x)[1] - py);
    const order = shown.samples.map((one, i) => [far(one), i]).sort((a, b) => a[0] - b[0]);
    return order.length && order[0][0] <= REACH ? order[0][1] : -1;
  }

  // A finger on a point moves it; a finger elsewhere scrolls the page.
  svg.addEventListener(
    "touchstart",
    (event) => {
      if (!locked && nearest(pixelsOf(event.touches[0])) >= 0) event.preventDefault();
    },
    { passive: false },
  );
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || locked) return;
    const at = pixelsOf(event);
    held = nearest(at);
    pressed = held < 0 ? at : null;
    if (held < 0) return;
    selected = held;
    event.preventDefault();
    svg.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    tell();
    paint();
  });
  svg.addEventListener("pointermove", (event) => {
    if (held >= 0) moveTo(held, toPlane(pixelsOf(event)), false);
  });
  svg.addEventListener("pointerup", (event) => {
    const at = pixelsOf(event);
    const still = pressed && Math.hypot(at[0] - pressed[0], at[1] - pressed[1]) < 6;
    if (still && insideSquare(at)) addAt(toPlane(at));
    letGo();
  });
  svg.addEventListener("pointercancel", letGo);

  function insideSquare([px, py]) {
    return px >= EDGE.left && px <= width - EDGE.right && py >= EDGE.top && py <= EDGE.top + side();
  }

  function letGo() {
    if (held >= 0) tell();
    held = -1;
    pressed = null;
  }

  svg.addEventListener("keydown", (event) => {
    if (locked || !shown.samples.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    selected = Math.max(0, selected);
    if (move) {
      const far = event.shiftKey ? 4 * STEP : STEP;
      const { x } = shown.samples[selected];
      moveTo(selected, x.map((v, axis) => snap(v + far * move[axis])), true);
    } else if (event.key === "Enter") {
      const { length } = shown.samples;
      selected = (selected + (event.shiftKey ? length - 1 : 1)) % length;
      tell();
      paint();
    } else if (event.key === " ") flip();
    else if (event.key === "Insert" || event.key === "+") add();
    else if (event.key === "Delete" || event.key === "Backspace") drop();
    else return;
    event.preventDefault();
  });
  svg.addEventListener("focus", () => {
    if (!locked) selected = Math.max(0, selected);
    tell();
    paint();
  });
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
      selected = Math.min(selected, next.samples.length - 1);
      paint();
    },
    add,
    flip,
    drop,
    lock: (on) => (locked = on),
    remove: () => watch.disconnect(),
  };
}

/** "disc (class +1) at (0.5, 1)". */
export function nameSample({ x, y }) {
  return `${y > 0 ? "disc (class +1)" : "square (class −1)"} at (${x.map((v) => signed(v)).join(", ")})`;
}
