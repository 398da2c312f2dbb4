/**
 * Points of two classes, and their short text for a link: three characters a point, its two
 * coordinates in eighths from −1.5 on to base 36, and p (+1) or n (−1). "ckn": (0, 1), class −1.
 *
 * Eighths, and learning rates that are powers of two, make all sums exact, so that "a score of
 * exactly zero" means the same here and in Python.
 */

export const LOW = -1.5;
export const HIGH = 2.5;
export const STEP = 1 / 8;
export const MOST = 40;

const CORNERS = ["cc", "ck", "kc", "kk"]; // (0, 0), (0, 1), (1, 0), (1, 1)
const gate = (classes) => CORNERS.map((corner, i) => corner + classes[i]).join("");

/** name: {label, text}. Python's `PRESETS` are the same; a test compares them. */
export const PRESETS = {
  AND: { label: "AND", text: gate("nnnp") },
  OR: { label: "OR", text: gate("nppp") },
  NAND: { label: "NAND", text: gate("pppn") },
  XOR: { label: "XOR", text: gate("nppn") },
  clouds: {
    label: "two clouds",
    text: "lopqhpnipcenhrppqpk7n6cnhgnolp9cnidnsjphanlmpa8nnspbbn",
  },
};

/** @typedef {{x: [number, number], y: 1|-1}} Sample */

/** @returns {Sample[]} what makes no sense is left out */
export function readSamples(text) {
  const samples = [];
  for (const [, a, b, label] of text.matchAll(/([0-9a-w])([0-9a-w])([pn])/g)) {
    samples.push({ x: [coordinate(a), coordinate(b)], y: label === "p" ? 1 : -1 });
  }
  return samples.slice(0, MOST);
}

export function writeSamples(samples) {
  return samples.map(({ x, y }) => letter(x[0]) + letter(x[1]) + (y > 0 ? "p" : "n")).join("");
}

function coordinate(character) {
  return LOW + STEP * parseInt(character, 36);
}

function letter(value) {
  return Math.round((value - LOW) / STEP).toString(36);
}
