/**
 * Numbers as a picture of cells, of which the reader chooses one: with mouse or finger (click or
 * drag), or with the arrow keys. The picture may change its shape. A frame shows a part of it, and
 * what lies outside is shaded.
 */

import { attribute, freshId, h, write } from "./dom.js";
import { picture } from "./pictures.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * @param {{label: string, onChoose?: (row: number, column: number) => void, help?: string,
 *   say?: () => string}} options
 * Without `onChoose` it is a picture only. `say` makes the words that a screen reader hears after a
 * step with the keyboard.
 * @returns {{element: HTMLElement, name: (label: string) => void,
 *   draw: (values: ArrayLike<number>, rows: number, columns: number, look: Look) => void,
 *   choose: (row: number, column: number) => void, frame: (part: Part | null) => void,
 *   lock: (on: boolean) => void, help?: HTMLElement}}
 * `choose(-1, 0)` takes the mark away. `help` stands below the picture; it may be put elsewhere.
 *
 * @typedef {{digit?: boolean, limit?: number}} Look  ink from 0 to 1, or numbers of both signs with
 *   `limit` as the size of the full colour
 * @typedef {{top: number, left: number, rows: number, columns: number}} Part
 */
export function cells({ label, onChoose, help, say }) {
  const helpId = help && freshId("help");
  const mark = h("span", { class: "ml-cells-mark", hidden: true });
  const part = h("span", { class: "ml-cells-part", hidden: true });
  const live = say && h("p", { class: "ml-hidden", "aria-live": "polite" });
  const box = h("div", { class: "ml-cells" });
  const words = help && h("p", { class: "ml-note", id: helpId }, help);
  const element = h("div", { class: "ml-cells-box" }, box, words, live);
  let shown = null;
  let [rows, columns] = [0, 0];
  let at = [-1, 0];
  let down = false;
  let locked = false;

  if (onChoose) {
    for (const [name, value] of Object.entries({
      tabindex: "0",
      role: "application",
      "aria-roledescription": "picture of cells",
      "aria-describedby": helpId,
    })) {
      attribute(box, name, value);
    }
    box.classList.add("ml-choosable");
  } else {
    attribute(box, "role", "img");
  }
  name(label);

  function name(text) {
    attribute(box, "aria-label", text);
  }

  function place(node, { top, left, rows: high, columns: wide }) {
    node.style.top = `${(100 * top) / rows}%`;
    node.style.left = `${(100 * left) / columns}%`;
    node.style.height = `${(100 * high) / rows}%`;
    node.style.width = `${(100 * wide) / columns}%`;
  }

  function choose(row, column) {
    at = [row, column];
    mark.hidden = row < 0;
    if (row >= 0) place(mark, { top: row, left: column, rows: 1, columns: 1 });
  }

  function go(row, column) {
    const r = Math.min(rows - 1, Math.max(0, row));
    const c = Math.min(columns - 1, Math.max(0, column));
    if (locked || (r === at[0] && c === at[1])) return;
    choose(r, c);
    onChoose(r, c);
  }

  function point(event) {
    const area = shown.element.getBoundingClientRect();
    const row = Math.floor((rows * (event.clientY - area.top)) / area.height);
    const column = Math.floor((columns * (event.clientX - area.left)) / area.width);
    go(row, column);
  }

  if (onChoose) {
    box.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !shown || locked) return;
      event.preventDefault();
      box.focus({ preventScroll: true });
      box.setPointerCapture(event.pointerId);
      down = true;
      point(event);
    });
    box.addEventListener("pointermove", (event) => down && point(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      box.addEventListener(end, () => (down = false));
    }
    box.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move || !shown) return;
      event.preventDefault();
      go(at[0] + move[0], at[1] + move[1]);
      if (live) write(live, say());
    });
  }

  return {
    element,
    help: words,
    name,
    choose,
    draw(values, high, wide, { digit, limit } = {}) {
      if (high !== rows || wide !== columns) {
        [rows, columns] = [high, wide];
        shown = picture({ rows, columns });
        attribute(shown.element, "role", "presentation");
        shown.element.className = "";
        shown.element.removeAttribute("style");
        box.style.aspectRatio = `${columns} / ${rows}`;
        box.replaceChildren(shown.element, part, mark);
      }
      if (digit) shown.digit(values);
      else shown.weights(values, limit);
    },
    frame(wanted) {
      part.hidden = !wanted;
      if (wanted) place(part, wanted);
    },
    lock(on) {
      locked = Boolean(on);
      box.classList.toggle("ml-choosable", Boolean(onChoose) && !locked);
    },
  };
}

/** A picture with its name below it. */
export function view(name, element) {
  return h("figure", { class: "ml-view" }, element, h("figcaption", {}, name));
}
