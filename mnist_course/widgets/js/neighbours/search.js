// @ts-check
/**
 * The nearest of many digits, and their votes. Pixels are whole numbers from 0 to 255, so every
 * sum is exact and the order is the same in Python, ties included.
 */

const PIXELS = 784;

/**
 * How the differences of the pixels become one number: `add` takes the sum so far and one
 * difference, `show` makes of the sum the distance for ink from 0 to 1.
 * @type {Object<string, {label: string, add: (sum: number, d: number) => number,
 *   show: (sum: number) => number}>}
 */
export const DISTANCES = {
  euclidean: {
    label: "Euclidean",
    add: (sum, d) => sum + d * d,
    show: (sum) => Math.sqrt(sum) / 255,
  },
  "city-block": {
    label: "city-block",
    add: (sum, d) => sum + (d < 0 ? -d : d),
    show: (sum) => sum / 255,
  },
  largest: {
    label: "largest difference",
    add: (sum, d) => Math.max(sum, d < 0 ? -d : d),
    show: (sum) => sum / 255,
  },
};

/**
 * One sum for each stored digit.
 * @param {ArrayLike<number>} image  784 pixels
 * @param {Uint8Array} stored  784 pixels each
 * @param {string} distance
 */
export function sums(image, stored, distance) {
  const found = new Float64Array(stored.length / PIXELS);
  const { add } = DISTANCES[distance];
  for (let i = 0, at = 0; i < found.length; i += 1) {
    let sum = 0;
    for (let k = 0; k < PIXELS; k += 1, at += 1) sum = add(sum, image[k] - stored[at]);
    found[i] = sum;
  }
  return found;
}

/**
 * The places from the nearest to the farthest; of equally near ones the first stands first.
 * @param {Float64Array} found  whole numbers
 * @returns {Uint16Array}
 */
export function ranked(found) {
  const keys = found.map((sum, i) => sum * 65536 + i); // below 2^53
  return Uint16Array.from(keys.sort(), (key) => key % 65536);
}

/**
 * The votes of the k nearest of the first `count` stored digits: ten numbers.
 * @param {ArrayLike<number>} order  all stored digits, the nearest first
 * @param {ArrayLike<number>} labels
 * @param {number} k
 * @param {number} count
 */
export function votes(order, labels, k, count) {
  const ballot = new Array(10).fill(0);
  for (let i = 0, given = 0; given < k && i < order.length; i += 1) {
    if (order[i] >= count) continue;
    ballot[labels[order[i]]] += 1;
    given += 1;
  }
  return ballot;
}

/** The digit with the most votes; of equally many the smallest. */
export function winner(/** @type {number[]} */ ballot) {
  return ballot.indexOf(Math.max(...ballot));
}
