/**
 * A digit whose pixels can be pointed at, and, if wished, changed: with mouse, finger or pen, or
 * with the keyboard (arrow keys move the pointer, the space bar touches the pixel under it, the
 * arrow keys with Shift touch all pixels on the way).
 */

import { freshId, h, write } from "./dom.js";
import { picture } from "./pictures.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * @param {{label: string, side?: number, onPoint: (row: number, column: number) => void,
 *   onTouch?: (row: number, column: number) => void, onLift?: () => void, help: string,
 *   say: (row: number, column: number) => string}} options
 * `onPoint` hears of each pixel that the reader points at; with `onTouch` pixels can be touched,
 * and `onLift` ends a stroke. `say` makes the words that a screen reader hears at a pixel.
 * @returns {{element: HTMLElement, draw: (values: ArrayLike<number>, most?: number) => void,
 *   point: (row: number, column: number) => void, lock: (on: boolean) => void,
 *   frame: HTMLElement}}
 */
export function pixelGrid({ label, side = 28, onPoint, onTouch, onLift, help, say }) {
  const id = freshId("help");
  const shown = picture({ rows: side, columns: side });
  const canvas = shown.element;
  canvas.className = "ml-pixels";
  canvas.removeAttribute("style");
  for (const [name, value] of Object.entries({
    tabindex: "0",
    role: "application",
    "aria-roledescription": "picture of pixels",
    "aria-label": label,
    "aria-describedby": id,
  })) {
    canvas.setAttribute(name, value);
  }
  const cursor = h("span", { class: "ml-pixel-cursor", style: { "--ml-side": String(side) } });
  const frame = h("div", { class: "ml-pixels-frame" }, canvas, cursor);
  const words = h("p", { class: "ml-note", id }, help);
  const live = h("p", { class: "ml-hidden", "aria-live": "polite" });
  const element = h("div", { class: "ml-pad-box" }, frame, words, live);
  let [row, column] = [0, 0];
  let down = false;
  let locked = false;

  function point(r, c) {
    [row, column] = [r, c];
    cursor.style.left = `${(100 * c) / side}%`;
    cursor.style.top = `${(100 * r) / side}%`;
  }

  function touch(r, c) {
    if (onTouch && !locked) onTouch(r, c);
  }

  function go(r, c) {
    if (r === row && c === column) return;
    point(r, c);
    onPoint(r, c);
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    const at = (v, from, size) => Math.floor((side * (v - from)) / size);
    const clamp = (v) => Math.min(side - 1, Math.max(0, v));
    return [
      clamp(at(event.clientY, box.top, box.height)),
      clamp(at(event.clientX, box.left, box.width)),
    ];
  }

  /** Touch all pixels from the last one to this one: a quick pointer leaps over some. */
  function walk([r, c], touching) {
    const [fromRow, fromColumn] = [row, column];
    const steps = Math.max(Math.abs(r - fromRow), Math.abs(c - fromColumn), 1);
    for (let i = 1; touching && i <= steps; i += 1) {
      const part = i / steps;
      touch(
        Math.round(fromRow + part * (r - fromRow)),
        Math.round(fromColumn + part * (c - fromColumn)),
      );
    }
    go(r, c);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const [r, c] = place(event);
    go(r, c);
    if (!onTouch || locked) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    down = true;
    touch(r, c);
  });
  canvas.addEventListener("pointermove", (event) => walk(place(event), down));
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(end, () => {
      if (down) onLift?.();
      down = false;
    });
  }
  canvas.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move) {
      const clamp = (v) => Math.min(side - 1, Math.max(0, v));
      if (event.shiftKey) touch(row, column);
      go(clamp(row + move[0]), clamp(column + move[1]));
      if (event.shiftKey) touch(row, column);
    } else if (event.key === " " && onTouch) {
      touch(row, column);
    } else {
      return;
    }
    event.preventDefault();
    if (event.shiftKey || !move) onLift?.();
    write(live, say(row, column));
  });

  function lock(on) {
    locked = Boolean(on);
    canvas.classList.toggle("ml-editable", Boolean(onTouch) && !locked);
  }

  lock(false);
  point(0, 0);
  return { element, frame, draw: shown.digit, point, lock };
}
