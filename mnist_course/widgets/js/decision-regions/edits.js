/**
 * What the reader changed of the points to learn from, and its short text for a link. A point that
 * was moved or added is seven characters: its number, its class, and both coordinates in hundredths
 * from −2.5 on, numbers to base 36; one that was removed is its number and x. "0016y6y": number 0
 * is a square at (0, 0). Added points have the numbers after the set's. The second coordinate is
 * that before stretching.
 */

export const MOST_ADDED = 60;
export const LEAST = 2; // points to learn from
export const RASTER = { low: -2.5, high: 2.5, step: 0.01, near: 0.1, far: 0.4, middle: 0 };
const STEPS = 500;
const EDIT = /([0-9a-z]{2})(?:x|([012])([0-9a-z]{2})([0-9a-z]{2}))/y;

/** @typedef {{id: number, x: [number, number], y: number}} Sample */

/**
 * @param {Sample[]} samples those of the set, numbered from 0 on
 * @param {string} text
 * @param {number} classes a class that the set does not have becomes its last
 * @returns {Sample[]} what makes no sense is left out
 */
export function withEdits(samples, text, classes) {
  const found = new Map(samples.map((sample) => [sample.id, sample]));
  const most = samples.length + MOST_ADDED;
  EDIT.lastIndex = 0;
  for (let part = EDIT.exec(text); part; part = EDIT.exec(text)) {
    const id = parseInt(part[1], 36);
    const place = part.slice(3).map((digits) => parseInt(digits, 36));
    if (part[2] === undefined) found.delete(id);
    else if (id < most && Math.max(...place) <= STEPS) {
      const x = place.map((k) => k / 100 - RASTER.high);
      found.set(id, { id, x, y: Math.min(Number(part[2]), classes - 1) });
    }
  }
  return found.size < LEAST ? samples : [...found.values()].sort((a, b) => a.id - b.id);
}

/**
 * @param {Sample[]} samples those of the set @param {Sample[]} changed added ones stand last
 * @returns {string}
 */
export function writeEdits(samples, changed) {
  const own = new Map(changed.filter(({ id }) => id < samples.length).map((one) => [one.id, one]));
  const added = changed.filter(({ id }) => !(id < samples.length));
  const touched = samples.map((was) => {
    const now = own.get(was.id);
    if (!now) return `${twoDigits(was.id)}x`;
    const same = now.y === was.y && now.x.every((v, axis) => v === was.x[axis]);
    return same ? "" : written(now, was.id);
  });
  return [...touched, ...added.map((one, i) => written(one, samples.length + i))].join("");
}

/** How many points are changed, added and removed. */
export function countEdits(text, size) {
  const parts = text.match(/..x|.{7}/g) ?? [];
  const added = parts.filter((part) => parseInt(part.slice(0, 2), 36) >= size).length;
  const removed = parts.filter((part) => part.length === 3).length;
  return { changed: parts.length - added - removed, added, removed };
}

function written({ x, y }, id) {
  const place = x.map((v) => twoDigits(Math.round(100 * (v + RASTER.high))));
  return `${twoDigits(id)}${y}${place.join("")}`;
}

function twoDigits(k) {
  return k.toString(36).padStart(2, "0");
}
