/** The picture of one step of a preparation: ink, a frame around a part of it, a cross. */

import { h } from "./dom.js";
import { SIDE } from "./pad.js";

const MARK = "#b35900";

/**
 * @returns {{element: HTMLCanvasElement, name: (text: string) => void, wipe: () => void,
 *   paint: (picture: {ink: ArrayLike<number>, width: number, height: number}, zoom?: number,
 *     left?: number, top?: number) => void,
 *   outline: (left: number, top: number, width: number, height: number) => void,
 *   cross: (x: number, y: number) => void}}
 * All lengths are in the pad's pixels, but `left` and `top` of `paint`, which count pixels of the
 * picture; each of these is `zoom` wide.
 */
export function stepPicture() {
  const element = h("canvas", { class: "ml-step-picture", width: SIDE, height: SIDE, role: "img" });
  const brush = element.getContext("2d");

  function wipe() {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, SIDE, SIDE);
  }

  function paint({ ink, width, height }, zoom = 1, left = 0, top = 0) {
    wipe();
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const grey = 255 - Math.round(255 * ink[row * width + column]);
        if (grey === 255) continue;
        brush.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
        brush.fillRect(zoom * (left + column), zoom * (top + row), zoom, zoom);
      }
    }
  }

  function outline(left, top, width, height) {
    brush.strokeStyle = MARK;
    brush.lineWidth = 4;
    brush.strokeRect(left, top, width, height);
  }

  function cross(x, y) {
    for (const [colour, width] of [
      ["#fff", 9],
      [MARK, 4],
    ]) {
      brush.strokeStyle = colour;
      brush.lineWidth = width;
      brush.beginPath();
      brush.moveTo(x - 16, y);
      brush.lineTo(x + 16, y);
      brush.moveTo(x, y - 16);
      brush.lineTo(x, y + 16);
      brush.stroke();
    }
  }

  const name = (text) => element.setAttribute("aria-label", text);
  wipe();
  name("Nothing yet");
  return { element, name, wipe, paint, outline, cross };
}
