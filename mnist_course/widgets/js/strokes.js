/**
 * A drawing as a short text, for a link: two characters a point, of 64 that an address may hold; a
 * dot between two lines. Points lie on a raster of 64 × 64, and those very close together are left
 * out. And a drawing as ink. The Python side stands in `data/photo/strokes.py`.
 */

import { SIDE } from "./kit/pad.js";

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

/**
 * Draw lines with a round pen on an empty sheet of SIDE × SIDE pixels.
 * @param {[number, number][][]} lines points (x, y); a single point is a dot
 * @param {number} width of the pen
 * @returns {Float32Array} ink from 0 to 1; at the edge of a line what is left of it at the pixel's
 *   middle
 */
export function drawStrokes(lines, width) {
  const ink = new Float32Array(SIDE * SIDE);
  for (const points of lines) {
    const ends = points.length > 1 ? points.slice(1) : points;
    ends.forEach((end, i) => drawSegment(ink, points[i], end, width / 2));
  }
  return ink;
}

/** Put a straight line with round ends on the sheet; what is there already stays. */
function drawSegment(ink, [ax, ay], [bx, by], radius) {
  const within = (place) => Math.min(Math.max(place, 0), SIDE);
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const right = within(Math.ceil(Math.max(ax, bx) + radius + 1));
  const bottom = within(Math.ceil(Math.max(ay, by) + radius + 1));
  for (let row = within(Math.floor(Math.min(ay, by) - radius - 1)); row < bottom; row += 1) {
    for (let c = within(Math.floor(Math.min(ax, bx) - radius - 1)); c < right; c += 1) {
      const [x, y] = [c + 0.5, row + 0.5];
      const share = length ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
      const along = Math.min(Math.max(share, 0), 1);
      const away = Math.sqrt((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2);
      const there = Math.min(Math.max(radius + 0.5 - away, 0), 1);
      const k = row * SIDE + c;
      if (there > ink[k]) ink[k] = there;
    }
  }
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
