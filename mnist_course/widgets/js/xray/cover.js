/** A digit with a patch on it. Its Python side is `cover` in `xray.py`. */

const SIDE = 28;
export const PATCH = 7; // pixels; the patch is cut off at the edge
/** What the patch is made of: its ink. */
export const PATCHES = { grey: 0.5, paper: 0 };

/** Return the image x with a patch, "grey" or "paper", around one pixel. */
export function cover(x, row, column, patch, out = x.slice()) {
  const reach = (PATCH - 1) / 2;
  for (let r = Math.max(0, row - reach); r <= Math.min(SIDE - 1, row + reach); r += 1) {
    const [from, to] = [Math.max(0, column - reach), Math.min(SIDE - 1, column + reach)];
    out.fill(PATCHES[patch], SIDE * r + from, SIDE * r + to + 1);
  }
  return out;
}
