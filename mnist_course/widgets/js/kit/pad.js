/**
 * A pad to draw a digit on: with mouse, finger or pen, or with the keyboard (arrow keys move the
 * pen, the space bar puts it down or lifts it, Delete clears the pad).
 */

import { button } from "./buttons.js";
import { freshId, h, write } from "./dom.js";

export const SIDE = 280; // the pad's own pixels, ten to a pixel of a digit

/**
 * @param {{onDraw: (grey: Float32Array, lines: [number, number][][]) => void,
 *   onClear?: () => void, label?: string, width?: number}} options
 * `onDraw` gets the pad as SIDE × SIDE numbers, row after row, 0 for paper and 1 for ink, and the
 * lines that the pen drew, as points in the pad's pixels. It is called at most once a frame.
 * `width` is the pen's, in the pad's pixels.
 * @returns {{element: HTMLElement, clear: () => void, show: (grey: ArrayLike<number>) => void,
 *   strokes: (lines: [number, number][][]) => void, lines: (lines: [number, number][][]) => void,
 *   empty: () => boolean}}
 */
export function pad({ onDraw, onClear = () => {}, label = "Pad: draw a digit", width = 22 }) {
  const help = freshId("help");
  const canvas = h("canvas", {
    class: "ml-pad",
    width: SIDE,
    height: SIDE,
    tabindex: "0",
    role: "application",
    "aria-roledescription": "drawing pad",
    "aria-label": label,
    "aria-describedby": help,
  });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const cursor = h("span", { class: "ml-pad-cursor", hidden: true });
  const state = h("p", { class: "ml-hidden", "aria-live": "polite" });
  const words = h(
    "p",
    { class: "ml-note", id: help },
    "Draw with mouse, finger or pen. With the keyboard: arrow keys move the pen, space puts it " +
      "down or lifts it, Delete clears.",
  );
  const clearing = button({ label: "Clear", icon: "reset", onPress: clear });
  const element = h(
    "div",
    { class: "ml-pad-box" },
    h("div", { class: "ml-pad-frame" }, canvas, cursor),
    h("div", { class: "ml-buttons" }, clearing.element),
    words,
    state,
  );
  let blank = true;
  let lent = false; // the picture on the pad was put there: the first stroke wipes it
  let lines = [];
  let asked = 0;
  let at = null; // where the pointer was, while it is down
  const pen = { x: SIDE / 2, y: SIDE / 4, down: false };

  function wipe() {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, SIDE, SIDE);
    lines = [];
    blank = true;
    lent = false;
  }

  function clear() {
    wipe();
    pen.down = false;
    write(state, "The pad is empty.");
    onClear();
  }

  function segment(from, to) {
    if (lent) wipe();
    brush.strokeStyle = "#000";
    brush.lineWidth = width;
    brush.lineCap = brush.lineJoin = "round";
    brush.beginPath();
    brush.moveTo(from.x, from.y);
    brush.lineTo(to.x + 0.01, to.y); // a touch alone is a dot
    brush.stroke();
    const [x, y] = lines.at(-1)?.at(-1) ?? [];
    if (x !== from.x || y !== from.y) lines.push([[from.x, from.y]]);
    lines.at(-1).push([to.x, to.y]);
    blank = false;
    if (!asked) asked = requestAnimationFrame(tell);
  }

  function drawLines(drawn) {
    for (const points of drawn) {
      points.forEach(([x, y], i) => {
        const [px, py] = points[Math.max(0, i - 1)];
        segment({ x: px, y: py }, { x, y });
      });
    }
  }

  function tell() {
    asked = 0;
    if (!blank) onDraw(read(), lines);
  }

  function read() {
    const { data } = brush.getImageData(0, 0, SIDE, SIDE);
    const grey = new Float32Array(SIDE * SIDE);
    for (let i = 0; i < grey.length; i += 1) grey[i] = 1 - data[4 * i] / 255;
    return grey;
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    const scale = SIDE / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    at = place(event);
    segment(at, at);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!at) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) {
      const next = place(one);
      segment(at, next);
      at = next;
    }
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(end, () => (at = null));
  }

  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move) {
      const step = event.shiftKey ? 20 : 8;
      const clamp = (v) => Math.min(SIDE - width / 2, Math.max(width / 2, v));
      const next = { x: clamp(pen.x + step * move[0]), y: clamp(pen.y + step * move[1]) };
      if (pen.down) segment(pen, next);
      Object.assign(pen, next);
    } else if (event.key === " ") {
      pen.down = !pen.down;
      if (pen.down) segment(pen, pen);
      write(state, pen.down ? "The pen is down." : "The pen is up.");
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
    } else {
      return;
    }
    event.preventDefault();
    point();
  });
  canvas.addEventListener("focus", () => {
    if (canvas.matches(":focus-visible")) point();
  });
  canvas.addEventListener("blur", () => (cursor.hidden = true));

  function point() {
    cursor.hidden = false;
    cursor.classList.toggle("ml-down", pen.down);
    cursor.style.left = `${(100 * pen.x) / SIDE}%`;
    cursor.style.top = `${(100 * pen.y) / SIDE}%`;
  }

  wipe();
  return {
    element,
    clear,
    empty: () => blank,
    /** Call `onDraw` with the pad as it is. */
    tell,
    /** Put a picture of SIDE × SIDE numbers on the pad; `onDraw` is not called. */
    put(grey) {
      const image = brush.createImageData(SIDE, SIDE);
      for (let i = 0; i < grey.length; i += 1) {
        image.data.fill(255 - Math.round(255 * grey[i]), 4 * i, 4 * i + 3);
        image.data[4 * i + 3] = 255;
      }
      brush.putImageData(image, 0, 0);
      blank = false;
      lent = true;
      pen.down = false;
    },
    /** Draw lines given as points in the pad's pixels. */
    strokes: drawLines,
    /** Put lines on the pad in place of what is there; `onDraw` is not called. */
    lines(drawn) {
      wipe();
      pen.down = false;
      drawLines(drawn);
      cancelAnimationFrame(asked);
      asked = 0;
    },
  };
}
