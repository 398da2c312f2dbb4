/**
 * Points of a plane that the reader moves, adds, removes and gives to another class, with mouse,
 * finger or keyboard. The plane draws them; this holds which one is framed, and says it.
 */

import { freshId, h, s, write } from "./dom.js";

const REACH = 22; // pixels around a point in which a finger has hold of it
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const HELP =
  "Drag a point; click on an empty place to add one. With the keyboard: arrow keys move the " +
  "framed point (with Shift, in longer steps), Enter goes to the next one, space changes its " +
  "class, Insert adds a point, Delete removes it.";

/**
 * @param {{svg: SVGElement, name: string, raster: Raster, least?: number, most: number,
 *   reach?: number, toPixels: (x: number[]) => number[], toPlane: (pixels: number[]) => number[],
 *   kind: () => any, turned: (y: any) => any, tell: (sample: Sample) => string,
 *   paint: () => void, onEdit: (samples: Sample[], dragging: boolean) => void,
 *   onDragged?: () => void, onSelect: (any: boolean) => void}} options
 * `name` is what a screen reader calls the plane. `kind` is the class of new points, `turned` the
 * class after a class; `tell` names a point in words. `onEdit` gets the points as they are after a
 * change, `onDragged` hears when a drag is over; `onSelect` whether a point is framed.
 * @returns {{help: HTMLElement, live: HTMLElement, frame: () => SVGElement|null, draw: (samples:
 *   Sample[]) => void, add: () => void, flip: () => void, drop: () => void,
 *   open: (on: boolean) => void}}
 * `open` says whether the points can be changed. `help` and `live` belong into the figure.
 *
 * @typedef {{x: [number, number], y: any}} Sample
 * @typedef {{low: number, high: number, step: number, near?: number, far: number,
 *   middle: number}} Raster
 * Places are whole steps. An arrow key goes `near` (a step, if it is left out), with Shift `far`; a
 * new point comes close to the place (middle, middle).
 */
export function movablePoints(options) {
  const { svg, raster, least = 1, most, reach = REACH, toPixels, toPlane, tell, paint } = options;
  const help = h("p", { class: "ml-note", id: freshId("help") }, HELP);
  const live = h("p", { class: "ml-hidden", "aria-live": "polite" });
  let samples = [];
  let selected = -1; // the point that keys move
  let held = -1; // the point that the pointer moves
  let moved = false; // whether it has moved it
  let pressed = null; // where the pointer went down on an empty place
  let open = false;

  const snap = (value) => snapTo(raster, value);

  // Changing the points.

  function edit(changed, { dragging = false } = {}) {
    options.onEdit(changed, dragging);
    if (!dragging) say();
  }

  function say() {
    const at = samples[selected];
    write(live, at ? `Point ${selected + 1} of ${samples.length}: ${tell(at)}.` : "");
    options.onSelect(selected >= 0);
  }

  function moveTo(index, x, dragging) {
    const old = samples[index].x;
    if (old[0] === x[0] && old[1] === x[1]) return;
    moved ||= dragging;
    edit(samples.map((one, i) => (i === index ? { ...one, x } : one)), { dragging });
  }

  function addAt(x) {
    if (!open || samples.length >= most) return;
    selected = samples.length;
    edit([...samples, { x, y: options.kind() }]);
  }

  /** Add a point on the free place nearest to the middle. */
  function add() {
    const { low, high, far, step, middle } = raster;
    const taken = new Set(samples.map(({ x }) => x.join()));
    const places = [];
    for (let a = low + far; a < high - far + step; a += far / 2) {
      for (let b = low + far; b < high - far + step; b += far / 2) places.push([snap(a), snap(b)]);
    }
    const away = ([a, b]) => Math.hypot(a - middle, b - middle);
    places.sort((p, q) => away(p) - away(q));
    addAt(places.find((place) => !taken.has(place.join())) ?? [middle, middle]);
  }

  function flip() {
    if (!open || selected < 0) return;
    const { turned } = options;
    edit(samples.map((one, i) => (i === selected ? { ...one, y: turned(one.y) } : one)));
  }

  function drop() {
    if (!open || selected < 0 || samples.length <= least) return;
    const gone = selected;
    selected = Math.min(gone, samples.length - 2);
    edit(samples.filter((_, i) => i !== gone));
  }

  // The pointer.

  function pixelsOf(event) {
    const box = svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function nearest([px, py]) {
    const away = ({ x }) => Math.hypot(toPixels(x)[0] - px, toPixels(x)[1] - py);
    const order = samples.map((one, i) => [away(one), i]).sort((a, b) => a[0] - b[0]);
    return order.length && order[0][0] <= reach ? order[0][1] : -1;
  }

  function isInside([px, py]) {
    const [left, bottom] = toPixels([raster.low, raster.low]);
    const [right, top] = toPixels([raster.high, raster.high]);
    return px >= left && px <= right && py >= top && py <= bottom;
  }

  // A finger on a point moves it; a finger elsewhere scrolls the page.
  svg.addEventListener(
    "touchstart",
    (event) => {
      if (open && nearest(pixelsOf(event.touches[0])) >= 0) event.preventDefault();
    },
    { passive: false },
  );
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !open) return;
    const at = pixelsOf(event);
    held = nearest(at);
    pressed = held < 0 ? at : null;
    if (held < 0) return;
    selected = held;
    event.preventDefault();
    svg.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    say();
    paint();
  });
  svg.addEventListener("pointermove", (event) => {
    if (held >= 0) moveTo(held, toPlane(pixelsOf(event)).map(snap), true);
  });
  svg.addEventListener("pointerup", (event) => {
    const at = pixelsOf(event);
    const still = pressed && Math.hypot(at[0] - pressed[0], at[1] - pressed[1]) < 6;
    if (still && isInside(at)) addAt(toPlane(at).map(snap));
    letGo();
  });
  svg.addEventListener("pointercancel", letGo);

  function letGo() {
    if (held >= 0) {
      if (moved) options.onDragged?.();
      say();
    }
    held = -1;
    moved = false;
    pressed = null;
  }

  // The keyboard.

  svg.addEventListener("keydown", (event) => {
    if (!open || !samples.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    selected = Math.max(0, selected);
    if (move) {
      const step = event.shiftKey ? raster.far : (raster.near ?? raster.step);
      const { x } = samples[selected];
      moveTo(selected, x.map((v, axis) => snap(v + step * move[axis])), false);
    } else if (event.key === "Enter") {
      const { length } = samples;
      selected = (selected + (event.shiftKey ? length - 1 : 1)) % length;
      say();
      paint();
    } else if (event.key === " ") flip();
    else if (event.key === "Insert" || event.key === "+") add();
    else if (event.key === "Delete" || event.key === "Backspace") drop();
    else return;
    event.preventDefault();
  });
  svg.addEventListener("focus", () => {
    if (!open) return;
    selected = Math.max(0, selected);
    say();
    paint();
  });
  return {
    help,
    live,
    frame() {
      if (!samples[selected]) return null;
      const [cx, cy] = toPixels(samples[selected].x);
      const box = { x: cx - 15, y: cy - 15, width: 30, height: 30, rx: 3 };
      const halo = s("rect", { class: "ml-frame-halo", ...box });
      return s("g", {}, halo, s("rect", { class: "ml-frame", ...box }));
    },
    draw(next) {
      samples = next;
      selected = Math.min(selected, next.length - 1);
    },
    add,
    flip,
    drop,
    open(on) {
      open = on;
      if (!on) selected = -1;
      options.onSelect(selected >= 0);
    },
  };
}

/** The nearest place of a raster. */
export function snapTo({ low, high, step }, value) {
  return Math.min(high, Math.max(low, Math.round(value / step) * step));
}
