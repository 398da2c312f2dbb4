/**
 * A drawing as a short text, for a link: two characters a point, of 64 that an address may hold; a
 * dot between two lines. Points lie on a raster of 64 × 64, and those very close together are left
 * out.
 */

import { SIDE } from "../kit/pad.js";

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const STEP = (SIDE - 1) / 63;
const NEAR = 6; // pixels of the pad

export function writeDrawing(lines) {
  return lines
    .map((points) => {
      const kept = points.filter((point, i) => i === 0 || i === points.length - 1);
      kept.splice(1, 0, ...thinned(points));
      return kept.map(([x, y]) => sign(x) + sign(y)).join("");
    })
    .join(".");
}

/** @returns {[number, number][][]} what makes no sense is left out */
export function readDrawing(text) {
  return text
    .split(".")
    .map((line) =>
      (line.match(/../g) ?? [])
        .map(([x, y]) => [SIGNS.indexOf(x) * STEP, SIGNS.indexOf(y) * STEP])
        .filter(([x, y]) => x >= 0 && y >= 0),
    )
    .filter((points) => points.length);
}

/** The points between first and last, none closer than NEAR to the one before. */
function thinned(points) {
  let [lastX, lastY] = points[0];
  return points.slice(1, -1).filter(([x, y]) => {
    if (Math.hypot(x - lastX, y - lastY) < NEAR) return false;
    [lastX, lastY] = [x, y];
    return true;
  });
}

function sign(value) {
  return SIGNS[Math.min(63, Math.max(0, Math.round(value / STEP)))];
}
