/**
 * Changed pixels as a short text, for a link: three characters a pixel, its row and its column to
 * base 36 and its ink in sixteenths, 0 to f. "a7f": row 10, column 7, full ink.
 */

const FORM = /^([0-9a-r])([0-9a-r])([0-9a-f])$/;
const SIDE = 28;

/** @returns {Map<number, number>} place → pixel from 0 to 255; what makes no sense is left out */
export function readEdits(text) {
  const edits = new Map();
  for (const triple of text.match(/.{1,3}/g) ?? []) {
    const [, row, column, level] = FORM.exec(triple) ?? [];
    if (!row) continue;
    edits.set(SIDE * parseInt(row, 36) + parseInt(column, 36), 17 * parseInt(level, 16));
  }
  return edits;
}

export function writeEdits(edits) {
  return [...edits]
    .sort(([one], [other]) => one - other)
    .map(([place, value]) => {
      const [row, column] = [Math.floor(place / SIDE), place % SIDE];
      return row.toString(36) + column.toString(36) + Math.round(value / 17).toString(16);
    })
    .join("");
}
