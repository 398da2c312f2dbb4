/** Lines, arrows and marks that the two planes of the figure share. */

import { s } from "../kit/dom.js";

/** The two ends of the line w·x + b = 0 inside the square from `low` to `high`, or null. */
export function chord(w, b, low, high) {
  const square = w[0] * w[0] + w[1] * w[1];
  if (!square) return null;
  const foot = w.map((v) => (-b * v) / square);
  const along = [-w[1], w[0]];
  let [from, to] = [-Infinity, Infinity];
  for (const axis of [0, 1]) {
    if (!along[axis]) {
      if (foot[axis] < low || foot[axis] > high) return null;
      continue;
    }
    const hits = [low, high].map((edge) => (edge - foot[axis]) / along[axis]);
    from = Math.max(from, Math.min(...hits));
    to = Math.min(to, Math.max(...hits));
  }
  if (from >= to) return null;
  return [from, to].map((t) => foot.map((v, axis) => v + t * along[axis]));
}

/** The part of the square where w·x + b > 0, as corners in order. */
export function firingSide(w, b, low, high) {
  const corners = [
    [low, low],
    [high, low],
    [high, high],
    [low, high],
  ];
  const z = ([x1, x2]) => w[0] * x1 + w[1] * x2 + b;
  return corners.flatMap((corner, i) => {
    const next = corners[(i + 1) % 4];
    const [here, there] = [z(corner), z(next)];
    const kept = here > 0 ? [corner] : [];
    if (here > 0 === there > 0) return kept;
    const part = here / (here - there);
    return [...kept, corner.map((v, axis) => v + part * (next[axis] - v))];
  });
}

/** An arrow between two places in pixels; nothing where they are the same. */
export function arrow(from, to, look) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 1) return null;
  const size = Math.min(12, length);
  const [ux, uy] = [dx / length, dy / length];
  const neck = [to[0] - size * ux, to[1] - size * uy];
  const wing = (side) => [neck[0] - side * 0.5 * size * uy, neck[1] + side * 0.5 * size * ux];
  return s(
    "g",
    { class: `ml-arrow ${look}` },
    s("path", { d: `M${place(from)}L${place(neck)}` }),
    s("path", { class: "ml-arrow-head", d: `M${place(to)}L${place(wing(1))}L${place(wing(-1))}Z` }),
  );
}

export function place([x, y]) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** Write a number with at most `digits` digits and a true minus. */
export function signed(value, digits = 4) {
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}
