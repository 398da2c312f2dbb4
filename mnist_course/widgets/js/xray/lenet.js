/** LeNet-5 opened: what every layer says of an image, and how one unit comes to its number. */

/** How the units of a layer without maps are laid out, rows × columns. */
const GRIDS = { 120: [6, 20], 84: [6, 14], 10: [1, 10] };

/**
 * @param {import("../engine.js").Sequential} model  LeNet-5
 * @returns {{layers: Layer[], run: (x: Float32Array) => void, explain: (layer: Layer, unit: number,
 *   row: number, column: number) => Unit}}
 *
 * @typedef {{name: string, maps: number, rows: number, columns: number, flat: boolean,
 *   values: Float32Array}} Layer
 * A flat layer has no maps: one map of all its units, unit `row * columns + column`.
 * @typedef {{source: Layer | null, patch: Part, field: Part, pooled: boolean, z: number,
 *   bias: number, output: number, inputs: {map: number, rows: number, columns: number,
 *   values: Float32Array, weights: Float32Array, products: Float32Array, sum: number}[]}} Unit
 * `source` is the layer that the unit looks at (null: the image), `patch` the part of it, `field`
 * the part of the image that can change the unit; both may reach over the edge.
 * @typedef {{top: number, left: number, rows: number, columns: number}} Part
 */
export function openLenet(model) {
  const inner = model.layers.filter((layer) => layer.constructor.name !== "Flatten");
  const layers = inner.map((layer) => {
    const flat = layer.outputShape.length === 1;
    const [rows, columns, maps] = flat ? [...GRIDS[layer.outputSize], 1] : layer.outputShape;
    const values = new Float32Array(layer.outputSize);
    return { name: layer.name, maps, rows, columns, flat, values };
  });
  let image = new Float32Array(model.inputSize);

  function run(x) {
    image = x;
    let passed = x;
    for (const layer of model.layers) {
      passed = layer.forward(passed, 1);
      const at = inner.indexOf(layer);
      if (at >= 0) layers[at].values.set(passed.subarray(0, layer.outputSize));
    }
  }

  /** Where the window of a unit stands in the layer before: [start, size] along one side. */
  function window(k, axis, start, size) {
    const { windows } = inner[k];
    if (!windows) return [0, k ? layers[k - 1][axis] : model.inputShape[0]];
    const { stride, before, window: width } = windows[axis];
    return [start * stride - before, (size - 1) * stride + width];
  }

  function partOf(k, row, column, deepest) {
    let [top, rows, left, columns] = [row, 1, column, 1];
    for (let i = k; i >= deepest; i -= 1) {
      [top, rows] = window(i, "rows", top, rows);
      [left, columns] = window(i, "columns", left, columns);
    }
    return { top, left, rows, columns };
  }

  function explain(layer, unit, row, column) {
    const k = layers.indexOf(layer);
    const source = layers[k - 1] ?? null;
    const patch = partOf(k, row, column, k);
    const { params } = inner[k];
    const pooled = !params.W;
    const chosen = layer.flat ? row * layer.columns + column : unit;
    const maps = source ? source.maps : 1;
    const inputs = Array.from({ length: maps }, (_, map) => map)
      .filter((map) => !pooled || map === unit)
      .map((map) => weigh(map));

    function weigh(map) {
      const { rows, columns } = patch;
      const seen = source ?? { values: image, rows: 28, columns: 28 };
      const values = new Float32Array(rows * columns);
      const weights = new Float32Array(rows * columns);
      for (let i = 0; i < values.length; i += 1) {
        const [y, x] = [Math.floor(i / columns), i % columns];
        const [r, c] = [patch.top + y, patch.left + x];
        const inside = r >= 0 && c >= 0 && r < seen.rows && c < seen.columns;
        values[i] = inside ? seen.values[(r * seen.columns + c) * maps + map] : 0;
        const units = layer.flat ? layer.values.length : layer.maps;
        weights[i] = pooled ? 1 / values.length : params.W[(i * maps + map) * units + chosen];
      }
      const products = values.map((value, i) => value * weights[i]);
      const sum = products.reduce((total, value) => total + value, 0);
      return { map, rows, columns, values, weights, products, sum };
    }

    const bias = pooled ? 0 : params.b[chosen];
    const z = inputs.reduce((total, { sum }) => total + sum, bias);
    const place = layer.flat ? chosen : (row * layer.columns + column) * layer.maps + unit;
    const field = partOf(k, row, column, 0);
    return { source, patch, field, pooled, z, bias, inputs, output: layer.values[place] };
  }

  return { layers, run, explain };
}

/** The numbers of one map of a layer. */
export function mapOf({ values, maps, rows, columns }, map) {
  return Float32Array.from({ length: rows * columns }, (_, i) => values[i * maps + map]);
}

/** Where a map is largest in size: [row, column]. */
export function strongest(layer, map) {
  const values = mapOf(layer, map).map(Math.abs);
  const at = values.indexOf(values.reduce((a, b) => Math.max(a, b)));
  return [Math.floor(at / layer.columns), at % layer.columns];
}
