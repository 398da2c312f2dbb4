/** Rosenblatt's rule, one look at one sample after the other; and the widest margin there is. */

export const MOST_EPOCHS = 100;

/**
 * Learn as `mnist_course.perceptron.Perceptron` does: samples in their order, a score of exactly
 * zero counts as a mistake, the end is an epoch without one.
 * @param {import("./samples.js").Sample[]} samples
 * @param {{eta: number, w: [number, number], b: number}} from
 * @returns {{looks: Look[], rests: boolean}} `rests`: the last epoch had no mistake
 *
 * @typedef {{epoch: number, sample: number, z: number, wrong: boolean, w: [number, number],
 *   b: number, corrections: number, mistakes: number}} Look
 * One look: at which sample, its score before, the line after, the corrections so far, and the
 * mistakes so far in this epoch.
 */
export function learn(samples, { eta, w, b }) {
  const looks = [];
  let corrections = 0;
  for (let epoch = 1; epoch <= MOST_EPOCHS; epoch += 1) {
    let mistakes = 0;
    for (const [sample, { x, y }] of samples.entries()) {
      const z = score(x, w, b);
      const wrong = y * z <= 0;
      if (wrong) {
        w = [w[0] + eta * y * x[0], w[1] + eta * y * x[1]];
        b += eta * y;
        mistakes += 1;
        corrections += 1;
      }
      looks.push({ epoch, sample, z, wrong, w, b, corrections, mistakes });
    }
    if (mistakes === 0) return { looks, rests: true };
  }
  return { looks, rests: false };
}

export function score(x, w, b) {
  return x[0] * w[0] + x[1] * w[1] + b;
}

/**
 * Find the line with the widest margin, the bias counted as a weight on an input of 1.
 *
 * Seen that way the samples are vectors a = y · (x, 1) in space, and the best line is the
 * direction whose smallest product with them is largest. Three of them at most decide it: so try
 * each one, each pair and each triple, and keep the best.
 * @returns {{gamma: number, longest: number, bound: number}|null} `bound` is (longest / gamma)²;
 * null if no line separates the samples
 */
export function widestMargin(samples) {
  const all = samples.map(({ x, y }) => [y * x[0], y * x[1], y]);
  let gamma = 0;

  function tryOut(direction) {
    const length = Math.hypot(...direction);
    if (length < 1e-12) return;
    let least = Infinity;
    for (const a of all) {
      least = Math.min(least, dot(a, direction) / length);
      if (least <= gamma) return;
    }
    gamma = least;
  }

  all.forEach((a, i) => {
    tryOut(a);
    all.slice(0, i).forEach((b, j) => {
      tryOut(nearestOnLine(a, b));
      all.slice(0, j).forEach((c) => {
        const normal = cross(minus(b, a), minus(c, a));
        const side = Math.sign(dot(normal, a));
        if (side) tryOut(normal.map((v) => side * v));
      });
    });
  });
  if (gamma < 1e-9) return null;
  const longest = Math.max(...all.map((a) => Math.hypot(...a)));
  return { gamma, longest, bound: (longest / gamma) ** 2 };
}

/** The point nearest to the origin on the line through a and b. */
function nearestOnLine(a, b) {
  const along = minus(b, a);
  const length = dot(along, along);
  if (!length) return a;
  const part = -dot(a, along) / length;
  return a.map((v, i) => v + part * along[i]);
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function minus(a, b) {
  return a.map((v, i) => v - b[i]);
}

function cross(a, b) {
  return [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
}
