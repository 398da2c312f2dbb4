/** A digit with a grey patch on it. Its Python side is `cover` in `xray.py`. */

const SIDE = 28;
export const PATCH = 7; // pixels; the patch is cut off at the edge
export const GREY = 0.5;

/** Return the image x with the patch around one pixel. */
export function cover(x, row, column, out = x.slice()) {
  const reach = (PATCH - 1) / 2;
  for (let r = Math.max(0, row - reach); r <= Math.min(SIDE - 1, row + reach); r += 1) {
    const [from, to] = [Math.max(0, column - reach), Math.min(SIDE - 1, column + reach)];
    out.fill(GREY, SIDE * r + from, SIDE * r + to + 1);
  }
  return out;
}
