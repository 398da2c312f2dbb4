/** Kinds of pooling, moved images, and how far two images differ. */

/** The numbers of the textbook's example, 4 × 4. */
export const EXAMPLE = [5, 0, 4, 6, 1, 4, 1, 4, 3, 2, 4, 3, 1, 2, 5, 7];

/** name: {label, answer(numbers under the window)} */
export const KINDS = {
  max: { label: "maximum", answer: (seen) => Math.max(...seen) },
  average: {
    label: "mean",
    answer: (seen) => seen.reduce((sum, value) => sum + value, 0) / seen.length,
  },
  stride: { label: "upper left only", answer: (seen) => seen[0] },
};

/** The image, moved by whole pixels; what comes in from outside is 0. */
export function move(image, side, right, down) {
  const moved = new Float64Array(side * side);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const [r, c] = [row - down, column - right];
      if (r < 0 || c < 0 || r >= side || c >= side) continue;
      moved[row * side + column] = image[r * side + c];
    }
  }
  return moved;
}

/** Root mean square of the difference, over that of the first image; 0 for two empty ones. */
export function differ(first, second) {
  let [difference, size] = [0, 0];
  first.forEach((value, k) => {
    difference += (value - second[k]) ** 2;
    size += value ** 2;
  });
  return size === 0 ? 0 : Math.sqrt(difference / size);
}
