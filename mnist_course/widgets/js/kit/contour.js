/** The region of the plane where a number is above zero, and its border. */

import { place } from "../perceptron/geometry.js";

/**
 * Paths of the region above zero and of its border, cell by cell with straight cuts.
 * @param {ArrayLike<number>} values at the corners of the cells, row by row, (cells + 1)² numbers
 * @param {number} cells in a row
 * @param {(row: number, column: number) => number[]} where the pixels of a corner
 * @returns {{area: string, border: string}}
 */
export function contour(values, cells, where) {
  const n = cells + 1;
  const at = (row, column) => values[row * n + column];
  const area = [];
  const border = [];
  for (let row = 0; row < cells; row += 1) {
    let begun = -1; // where a run of cells that are wholly inside began
    for (let column = 0; column <= cells; column += 1) {
      const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]];
      const inside = column < cells ? corners.filter((c) => at(...c) > 0).length : 0;
      if (inside === 4) {
        if (begun < 0) begun = column;
        continue;
      }
      if (begun >= 0) {
        const run = [[row, begun], [row, column], [row + 1, column], [row + 1, begun]];
        area.push(`M${run.map((c) => place(where(...c))).join("L")}Z`);
        begun = -1;
      }
      if (!inside) continue;
      const shape = [];
      const cuts = [];
      corners.forEach((corner, i) => {
        const next = corners[(i + 1) % 4];
        const [here, there] = [at(...corner), at(...next)];
        if (here > 0) shape.push(where(...corner));
        if (here > 0 === there > 0) return;
        const part = here / (here - there);
        const [from, to] = [where(...corner), where(...next)];
        const cut = from.map((v, axis) => v + part * (to[axis] - v));
        shape.push(cut);
        cuts.push(cut);
      });
      area.push(`M${shape.map(place).join("L")}Z`);
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        border.push(`M${place(cuts[i])}L${place(cuts[i + 1])}`);
      }
    }
  }
  return { area: area.join(""), border: border.join("") };
}
