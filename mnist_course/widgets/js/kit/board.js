/**
 * A square image or map of any side, redrawn as its side changes: a few pixels show their numbers,
 * many are a picture. A frame stands around a part of it; a place of it can be chosen, with mouse
 * or finger, or, if it takes the keyboard, with the arrow keys.
 */

import { attribute, freshId, h, write } from "./dom.js";
import { letterColour, weightColour } from "./pictures.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const MOST = 9; // more squares in a row leave no room for their numbers

/** Colours of pixels: ink from 0 (paper) to 1, and numbers of either sign up to `limit`. */
export const ink = (value) => Array(3).fill(255 - Math.round(255 * Math.min(1, Math.max(0, value))));
export const signs = (limit) => (value) => weightColour(value / (limit || 1));

/**
 * @param {{label: string, onPoint?: (row: number, column: number) => void, keyboard?: boolean,
 *   help?: string, say?: () => string}} options
 * `keyboard` lets the arrow keys choose; `help` tells so, and `say` makes the words that a screen
 * reader hears then.
 * @returns {{element: HTMLElement, draw: (shown: {side: number, values: ArrayLike<number>,
 *   colour: (value: number) => number[], text?: (value: number) => string, count?: number,
 *   margin?: number}) => void, frame: (row: number, column: number, size: number) => void,
 *   name: (label: string) => void}}
 * `count` leaves the squares from this one on empty; `margin` marks an outer border of squares.
 */
export function board({ label, onPoint, keyboard, help, say }) {
  const canvas = h("canvas", { class: "ml-board-picture", role: keyboard ? null : "img" });
  const numbers = h("div", { class: "ml-board-numbers", "aria-hidden": "true" });
  const inside = h("span", { class: "ml-board-inside" });
  const mark = h("span", { class: "ml-board-frame" });
  const box = h("div", { class: "ml-board" }, canvas, numbers, inside, mark);
  const id = freshId("help");
  const live = h("p", { class: "ml-hidden", "aria-live": "polite" });
  const note = help && h("p", { class: "ml-note", id }, help);
  const element = h("div", { class: "ml-board-box" }, box, note, keyboard && live);
  const brush = canvas.getContext("2d");
  let side = 1;
  let at = [0, 0];

  function name(text) {
    attribute(canvas, "aria-label", text);
  }

  function place(event) {
    const rect = canvas.getBoundingClientRect();
    const index = (v, from, size) => Math.floor((side * (v - from)) / size);
    const clamp = (v) => Math.min(side - 1, Math.max(0, v));
    return [
      clamp(index(event.clientY, rect.top, rect.height)),
      clamp(index(event.clientX, rect.left, rect.width)),
    ];
  }

  name(label);
  if (onPoint) {
    box.classList.add("ml-board-pointed");
    box.addEventListener("pointerdown", (event) => event.button === 0 && onPoint(...place(event)));
    box.addEventListener("pointermove", (event) => event.buttons === 1 && onPoint(...place(event)));
  }
  if (keyboard) {
    attribute(canvas, "tabindex", "0");
    attribute(canvas, "role", "application");
    attribute(canvas, "aria-roledescription", "picture of places");
    attribute(canvas, "aria-describedby", help && id);
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      const clamp = (v) => Math.min(side - 1, Math.max(0, v));
      onPoint(clamp(at[0] + move[0]), clamp(at[1] + move[1]));
      write(live, say());
    });
  }

  function writeNumbers(shown) {
    const { values, colour, text, count } = shown;
    const cells = Array.from(values, (value, k) => {
      if (k >= count) return h("span");
      const ground = Array.from(colour(value));
      const cell = h("span", {}, text(value));
      cell.style.background = `rgb(${ground.join()})`;
      cell.style.color = letterColour(ground);
      return cell;
    });
    numbers.style.setProperty("--ml-side", String(side));
    numbers.replaceChildren(...cells);
  }

  return {
    element,
    name,
    draw(shown) {
      const { values, colour, text, count = values.length, margin = 0 } = shown;
      side = shown.side;
      if (canvas.width !== side) canvas.width = canvas.height = side;
      const image = brush.createImageData(side, side);
      for (let k = 0; k < Math.min(count, values.length); k += 1) {
        image.data.set([...colour(values[k]), 255], 4 * k);
      }
      brush.putImageData(image, 0, 0);
      if (text && side <= MOST) writeNumbers({ ...shown, count });
      else numbers.replaceChildren();
      inside.hidden = !margin;
      inside.style.inset = `${(100 * margin) / side}%`;
    },
    /** Put the frame around `size` × `size` squares; with `size` 1 this is the place chosen. */
    frame(row, column, size) {
      at = [row, column];
      mark.style.left = `${(100 * column) / side}%`;
      mark.style.top = `${(100 * row) / side}%`;
      mark.style.width = mark.style.height = `${(100 * size) / side}%`;
    },
  };
}
