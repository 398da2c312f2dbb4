/** How MNIST's makers prepared a digit, done to the reader's drawing: three pictures with words. */

import { h, write } from "../kit/dom.js";
import { SIDE } from "../kit/pad.js";
import { stepPicture } from "../kit/step-picture.js";
import { centreOfMass } from "../prepare.js";

const FRAME = 28;
const ZOOM = 10;

/** @returns {{element: HTMLElement, show: (grey: ArrayLike<number>, prepared: object) => void,
 *   clear: () => void}} */
export function preparation() {
  const steps = [1, 2, 3].map(() => {
    const picture = stepPicture();
    const words = h("p");
    return { picture, words, element: h("li", {}, picture.element, words) };
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
    steps[i].picture.name(`Step ${i + 1}. ${text}`);
  }

  return {
    element,
    show(grey, { area, cut, box, top, left }) {
      const [first, second, third] = steps.map(({ picture }) => picture);
      first.paint({ ink: grey, width: SIDE, height: SIDE });
      first.outline(area.left, area.top, cut.width, cut.height);
      tell(
        0,
        `Cut out the ink: rows ${area.top} to ${area.bottom - 1} and columns ${area.left} to ` +
          `${area.right - 1} of the pad’s ${SIDE}.`,
      );
      second.paint(box, ZOOM);
      second.outline(0, 0, ZOOM * box.width, ZOOM * box.height);
      tell(
        1,
        `Scale these ${cut.height} × ${cut.width} pixels to ${box.height} × ${box.width}: the ` +
          "longer side gets 20. Pixels that the pen covers in part become grey.",
      );
      const [row, column] = centreOfMass(box);
      third.paint(box, ZOOM, left, top);
      third.outline(ZOOM * left, ZOOM * top, ZOOM * box.width, ZOOM * box.height);
      third.cross(ZOOM * (left + column + 0.5), ZOOM * (top + row + 0.5));
      tell(
        2,
        `Lay the centre of mass (the cross; row ${row.toFixed(1)}, column ${column.toFixed(1)} of ` +
          `the box) as near to row 14, column 14 of a ${FRAME} × ${FRAME} field as whole steps ` +
          `allow: the box begins at row ${top}, column ${left}.`,
      );
    },
    clear() {
      steps.forEach(({ picture }) => picture.wipe());
      tell(0, "Draw a digit on the pad. Its ink will be cut out,");
      tell(1, "scaled to 20 pixels on its longer side,");
      tell(2, "and laid into a field of 28 × 28 pixels, its centre of mass in the middle.");
    },
  };
}
