/** Lines of equal height, by marching squares. */

const CELLS = 72;

/**
 * @param {(w: [number, number]) => number} height
 * @param {number} limit the square reaches from −limit to limit
 * @param {number[]} levels
 * @returns {[[number, number], [number, number]][][]} for each level, short pieces of its lines
 */
export function contours(height, limit, levels) {
  const at = (k) => -limit + (2 * limit * k) / CELLS;
  const rows = Array.from({ length: CELLS + 1 }, (_, j) =>
    Array.from({ length: CELLS + 1 }, (_, i) => height([at(i), at(j)])),
  );
  return levels.map((level) => {
    const pieces = [];
    for (let j = 0; j < CELLS; j += 1) {
      for (let i = 0; i < CELLS; i += 1) {
        const corners = [
          [i, j],
          [i + 1, j],
          [i + 1, j + 1],
          [i, j + 1],
        ].map(([a, b]) => ({ place: [at(a), at(b)], above: rows[b][a] - level }));
        const crossings = corners.flatMap((one, k) => {
          const other = corners[(k + 1) % 4];
          if (one.above > 0 === other.above > 0) return [];
          const part = one.above / (one.above - other.above);
          return [one.place.map((v, axis) => v + part * (other.place[axis] - v))];
        });
        for (let k = 0; k + 1 < crossings.length; k += 2) {
          pieces.push([crossings[k], crossings[k + 1]]);
        }
      }
    }
    return pieces;
  });
}
