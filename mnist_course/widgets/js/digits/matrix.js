/**
 * An image as a table of its 28 × 28 numbers, in a box that scrolls: the lettering stays as large
 * as the page's. A frame in the picture beside it shows which part of the table is in sight.
 */

import { h, write } from "../kit/dom.js";

const SIDE = 28;
const DARK = 118; // on a darker grey, white letters have the better contrast

/**
 * @param {{onPoint: (row: number, column: number) => void,
 *   onScroll: (part: {top: number, left: number, rows: number, columns: number}) => void}} options
 * @returns {{element: HTMLElement, draw: (image: Uint8Array, format: (grey: number) => string) =>
 *   void, point: (row: number, column: number) => void, reach: (row: number, column: number) =>
 *   void, remove: () => void}}
 */
export function matrix({ onPoint, onScroll }) {
  const numbers = Array.from({ length: SIDE }, (_, i) => i);
  const corner = h("td");
  const cells = numbers.map((row) =>
    numbers.map((column) => h("td", { "data-row": row, "data-column": column })),
  );
  const heads = numbers.map((column) => h("th", { scope: "col" }, String(column)));
  const table = h(
    "table",
    { class: "ml-matrix" },
    h("thead", {}, h("tr", {}, corner, ...heads)),
    h(
      "tbody",
      {},
      ...cells.map((row, i) => h("tr", {}, h("th", { scope: "row" }, String(i)), ...row)),
    ),
  );
  const box = h(
    "div",
    {
      class: "ml-matrix-box",
      tabindex: "0",
      role: "region",
      "aria-label": "The image as a table of numbers, 28 rows and 28 columns; it scrolls",
    },
    table,
  );
  let marked = null;
  let middle = [0, 0];

  table.addEventListener("pointerover", ({ target }) => {
    const { row, column } = target.dataset ?? {};
    if (row !== undefined) onPoint(Number(row), Number(column));
  });
  box.addEventListener("scroll", tellPart);
  // A figure far below has no size yet: what should stand in the middle is set when it has.
  const watch = new ResizeObserver(() => {
    centre();
    tellPart();
  });
  watch.observe(box);

  function tellPart() {
    const { offsetWidth: width, offsetHeight: height } = cells[0][0];
    if (!width) return;
    const columns = (box.clientWidth - corner.offsetWidth) / width;
    const rows = (box.clientHeight - corner.offsetHeight) / height;
    onScroll({ top: box.scrollTop / height, left: box.scrollLeft / width, rows, columns });
  }

  function centre() {
    const { offsetWidth: width, offsetHeight: height } = cells[0][0];
    const [row, column] = middle;
    box.scrollLeft = (column + 0.5) * width - (box.clientWidth - corner.offsetWidth) / 2;
    box.scrollTop = (row + 0.5) * height - (box.clientHeight - corner.offsetHeight) / 2;
  }

  return {
    element: box,
    draw(image, format) {
      cells.flat().forEach((cell, k) => {
        const grey = 255 - image[k];
        write(cell, format(image[k]));
        cell.style.backgroundColor = `rgb(${grey}, ${grey}, ${grey})`;
        cell.style.color = grey < DARK ? "#fff" : "#000";
      });
      tellPart();
    },
    /** Mark a pixel. */
    point(row, column) {
      marked?.classList.remove("ml-marked");
      marked = cells[row][column];
      marked.classList.add("ml-marked");
    },
    /** Scroll so that a pixel stands in the middle. */
    reach(row, column) {
      middle = [row, column];
      centre();
    },
    remove: () => watch.disconnect(),
  };
}
