/** How MNIST's makers prepared a digit, done to the reader's drawing: three pictures with words. */

import { h, write } from "../kit/dom.js";
import { SIDE } from "../kit/pad.js";
import { centreOfMass } from "../prepare.js";

const FRAME = 28;
const ZOOM = 10;

/** @returns {{element: HTMLElement, show: (grey: ArrayLike<number>, prepared: object) => void,
 *   clear: () => void}} */
export function preparation() {
  const steps = [1, 2, 3].map(() => {
    const canvas = h("canvas", { class: "ml-step-picture", width: SIDE, height: SIDE, role: "img" });
    const words = h("p");
    return { canvas, words, brush: canvas.getContext("2d"), element: h("li", {}, canvas, words) };
  });
  const list = h("ol", { class: "ml-steps" }, ...steps.map(({ element }) => element));
  const element = h(
    "div",
    { class: "ml-section" },
    h("p", { class: "ml-title" }, "Prepared as MNIST’s digits were"),
    list,
  );

  function tell(i, text) {
    write(steps[i].words, text);
    steps[i].canvas.setAttribute("aria-label", `Step ${i + 1}. ${text}`);
  }

  return {
    element,
    show(grey, { area, cut, box, top, left }) {
      const [first, second, third] = steps.map(({ brush }) => brush);
      paint(first, { ink: grey, width: SIDE, height: SIDE }, 1, 0, 0);
      outline(first, area.left, area.top, cut.width, cut.height);
      tell(
        0,
        `Cut out the ink: rows ${area.top} to ${area.bottom - 1} and columns ${area.left} to ` +
          `${area.right - 1} of the pad’s ${SIDE}.`,
      );
      paint(second, box, ZOOM, 0, 0);
      outline(second, 0, 0, ZOOM * box.width, ZOOM * box.height);
      tell(
        1,
        `Scale these ${cut.height} × ${cut.width} pixels to ${box.height} × ${box.width}: the ` +
          "longer side gets 20. Pixels that the pen covers in part become grey.",
      );
      const [row, column] = centreOfMass(box);
      paint(third, box, ZOOM, left, top);
      outline(third, ZOOM * left, ZOOM * top, ZOOM * box.width, ZOOM * box.height);
      cross(third, ZOOM * (left + column + 0.5), ZOOM * (top + row + 0.5));
      tell(
        2,
        `Lay the centre of mass (the cross; row ${row.toFixed(1)}, column ${column.toFixed(1)} of ` +
          `the box) as near to row 14, column 14 of a ${FRAME} × ${FRAME} field as whole steps ` +
          `allow: the box begins at row ${top}, column ${left}.`,
      );
    },
    clear() {
      steps.forEach(({ brush }) => wipe(brush));
      tell(0, "Draw a digit on the pad. Its ink will be cut out,");
      tell(1, "scaled to 20 pixels on its longer side,");
      tell(2, "and laid into a field of 28 × 28 pixels, its centre of mass in the middle.");
    },
  };
}

function wipe(brush) {
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, SIDE, SIDE);
}

/** Draw a picture, each of its pixels `zoom` wide, `left` and `top` pixels from the corner. */
function paint(brush, { ink, width, height }, zoom, left, top) {
  wipe(brush);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const grey = 255 - Math.round(255 * ink[row * width + column]);
      if (grey === 255) continue;
      brush.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
      brush.fillRect(zoom * (left + column), zoom * (top + row), zoom, zoom);
    }
  }
}

function outline(brush, left, top, width, height) {
  brush.strokeStyle = "#b35900";
  brush.lineWidth = 4;
  brush.strokeRect(left, top, width, height);
}

function cross(brush, x, y) {
  for (const [colour, width] of [
    ["#fff", 9],
    ["#b35900", 4],
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
