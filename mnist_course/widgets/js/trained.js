// @ts-check
/**
 * The trained networks that the pages hold: softmax regression, an MLP and LeNet-5, with 8 bits a
 * weight. The Python side stands in `trained.py`.
 */

import { Sequential } from "./engine.js";
import { unpack } from "./packed.js";

/**
 * Unpack the networks; each is a `Sequential` that is ready to use.
 * @param {ArrayBuffer} file  the data file "weights"
 * @returns {Promise<Object<string, Sequential>>} by the names "softmax", "mlp" and "lenet"
 */
async function unpackNetworks(file) {
  const { notes, arrays } = await unpack(file);
  /** @type {Object<string, Sequential>} */
  const found = {};
  for (const [name, { layers, input_shape }] of Object.entries(JSON.parse(notes.networks))) {
    const model = new Sequential(layers, input_shape);
    for (const [param, values] of Object.entries(model.params)) {
      const { data } = arrays[`${name}/${param}`], scale = arrays[`${name}/${param}/scale`]?.data;
      if (!scale) values.set(data);
      else unpackWeights(/** @type {Int8Array} */ (data), scale, values);
    }
    found[name] = model;
  }
  return found;
}

/**
 * Weights from whole numbers of -127 to 127, unit after unit, each unit with its largest weight.
 * @param {Int8Array} data
 * @param {ArrayLike<number>} scale
 * @param {Float32Array | Float64Array} values  where they go: input after input, as W lies
 */
function unpackWeights(data, scale, values) {
  const units = scale.length, inputs = data.length / units;
  for (let u = 0; u < units; u++) {
    for (let i = 0; i < inputs; i++) values[i * units + u] = (data[u * inputs + i] / 127) * scale[u];
  }
}

export { unpackNetworks };
