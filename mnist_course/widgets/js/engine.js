// @ts-check
/**
 * Neural networks in the page: the course's engine once more, in JavaScript.
 *
 * Read it beside the Python package `mnist_course.nn`: classes, settings and formulas bear the same
 * names, and the tests hold the two equal on equal weights. A layer has `forward(x)` and
 * `backward(grad)`, its parameters in `params` and their gradients in `grads`. `backward` never
 * changes a parameter: that is the optimizer's work.
 *
 * Arrays are flat: a batch of m samples with d numbers each is one Float32Array, sample after
 * sample, an image row by row with its channels innermost. How many samples it holds is passed
 * beside it (`batch`), for the arrays a layer writes into are made once, for the largest batch
 * seen, and written again in every call. Who wants to keep a result copies it (`slice`).
 *
 * No imports, and one list of exports at the end: a page opened from a disk cannot load modules,
 * so the course's build also puts this text, without its last statement, into a plain script.
 */

/** @typedef {Float32Array | Float64Array} Floats  float32; float64 where a test needs the digits */
/** @typedef {Object<string, any>} Settings  by the names that Python uses */

/**
 * Return `table[name]`, or say what the table holds.
 * @template T
 * @param {Object<string, T>} table
 * @param {string} name
 * @param {string} what  how the message calls it, such as "activation"
 * @returns {T}
 */
function choose(table, name, what) {
  if (Object.hasOwn(table, name)) return table[name];
  throw new RangeError(`unknown ${what} '${name}'. Known: ${Object.keys(table).join(", ")}`);
}

/**
 * Return `value` if it is a whole number of at least `minimum`.
 * @param {any} value
 * @param {string} what
 * @param {number} [minimum]
 * @returns {number}
 */
function checkCount(value, what, minimum = 1) {
  if (Number.isInteger(value) && value >= minimum) return value;
  throw new RangeError(`${what} must be a whole number of at least ${minimum}, got ${value}`);
}

/**
 * Return `value` if it is a finite number from `low` to `high`.
 * @param {any} value
 * @param {string} what
 * @param {number} [low]
 * @param {number} [high]
 * @returns {number}
 */
function checkNumber(value, what, low = 0, high = Infinity) {
  if (Number.isFinite(value) && value >= low && value <= high) return value;
  const most = high < Infinity ? ` and at most ${high}` : "";
  throw new RangeError(`${what} must be a finite number of at least ${low}${most}, got ${value}`);
}

/** The product of all entries of a shape: how many numbers such an array holds. */
const sizeOf = (shape) => shape.reduce((size, side) => size * side, 1);

// ---------------------------------------------------------------------------------------------
// Random numbers
// ---------------------------------------------------------------------------------------------

/**
 * Random numbers that a seed fixes, on every machine: the generator sfc32 ("small fast counting")
 * of Chris Doty-Humphrey's PractRand. They are not NumPy's numbers: the same seed gives another
 * network in Python.
 */
class Random {
  /**
   * @param {number} seed  a whole number of at least 0
   * @param {number} [stream]  numbers of another stream have nothing to do with these
   */
  constructor(seed, stream = 0) {
    this.seed = checkCount(seed, "seed", 0);
    this.children = stream;
    this.a = seed >>> 0;
    this.b = Math.floor(seed / 2 ** 32) >>> 0;
    this.c = stream >>> 0;
    this.counter = 1;
    for (let i = 0; i < 15; i++) this.bits(); // as PractRand does: similar seeds part ways
  }

  /** Return 32 random bits, as a whole number below 2³². */
  bits() {
    const result = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** Return a number in [0, 1), one of 2⁵³. */
  random() {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** Return a number in [low, high). */
  uniform(low = 0, high = 1) {
    return low + (high - low) * this.random();
  }

  /** Return a number of the normal distribution N(mean, stddev²), by Box and Muller (1958). */
  normal(mean = 0, stddev = 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
    return mean + stddev * radius * Math.cos(2 * Math.PI * this.random());
  }

  /** Return a whole number from 0 to `below` - 1. */
  integer(below) {
    return Math.floor(this.random() * below);
  }

  /**
   * Put the numbers 0 ... n-1 into random order (Fisher and Yates; Durstenfeld 1964).
   * @param {number} n
   * @param {Int32Array} [order]  an array to write into
   */
  permutation(n, order = new Int32Array(n)) {
    for (let i = 0; i < n; i++) {
      const j = this.integer(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Return another generator, whose use does not change the numbers of this one. */
  spawn() {
    this.children += 1;
    return new Random(this.seed, this.children);
  }
}

// ---------------------------------------------------------------------------------------------
// Products of matrices: where nearly all the time goes
// ---------------------------------------------------------------------------------------------

/** How a flat array is read as a matrix: entry (i, j) stands at offset + i · down + j · across. */
class Matrix {
  constructor() {
    /** @type {Floats} */
    this.data = new Float32Array(0);
    this.offset = this.rows = this.columns = this.down = this.across = 0;
    /** @type {Matrix | null} */
    this.turned = null;
  }

  /**
   * Read `data` as a matrix, row after row. (One object serves for many arrays.)
   * @param {Floats} data
   * @param {number} rows
   * @param {number} columns
   * @param {number} [offset]
   */
  lay(data, rows, columns, offset = 0) {
    this.data = data;
    this.offset = offset;
    this.rows = rows;
    this.columns = this.down = columns;
    this.across = 1;
    return this;
  }

  /** The transposed matrix: the same numbers, read the other way round. */
  get T() {
    const turned = (this.turned ??= new Matrix());
    turned.data = this.data;
    turned.offset = this.offset;
    turned.rows = this.columns;
    turned.columns = this.rows;
    turned.down = this.across;
    turned.across = this.down;
    return turned;
  }
}

/**
 * C = A B, or C += A B.
 *
 * Four rows of A and two columns of B are taken at a time: six numbers are then read for eight
 * multiplications, where one entry of C at a time would read two numbers for each. That makes it
 * about three times as quick.
 * @param {Matrix} A
 * @param {Matrix} B
 * @param {Matrix} C  laid row after row
 * @param {boolean} [add]
 */
function multiply(A, B, C, add = false) {
  const a = A.data, aDown = A.down, aAcross = A.across;
  const b = B.data, bDown = B.down, bAcross = B.across;
  const c = C.data, cDown = C.down;
  const rows = A.rows, columns = B.columns, inner = A.columns;
  const fours = rows - (rows % 4), twos = columns - (columns % 2);
  if (!add) {
    for (let i = 0, r = C.offset; i < rows; i++, r += cDown) c.fill(0, r, r + columns);
  }
  for (let i = 0; i < fours; i += 4) {
    for (let j = 0; j < twos; j += 2) {
      let s00 = 0, s01 = 0, s10 = 0, s11 = 0, s20 = 0, s21 = 0, s30 = 0, s31 = 0;
      let p = A.offset + i * aDown, q = B.offset + j * bAcross;
      for (let k = 0; k < inner; k++) {
        const b0 = b[q], b1 = b[q + bAcross];
        const a0 = a[p], a1 = a[p + aDown], a2 = a[p + 2 * aDown], a3 = a[p + 3 * aDown];
        s00 += a0 * b0; s01 += a0 * b1;
        s10 += a1 * b0; s11 += a1 * b1;
        s20 += a2 * b0; s21 += a2 * b1;
        s30 += a3 * b0; s31 += a3 * b1;
        p += aAcross;
        q += bDown;
      }
      let r = C.offset + i * cDown + j;
      c[r] += s00; c[r + 1] += s01; r += cDown;
      c[r] += s10; c[r + 1] += s11; r += cDown;
      c[r] += s20; c[r + 1] += s21; r += cDown;
      c[r] += s30; c[r + 1] += s31;
    }
  }
  for (let i = 0; i < rows; i++) { // what is left over at the edges
    for (let j = i < fours ? twos : 0; j < columns; j++) {
      let sum = 0;
      let p = A.offset + i * aDown, q = B.offset + j * bAcross;
      for (let k = 0; k < inner; k++, p += aAcross, q += bDown) sum += a[p] * b[q];
      c[C.offset + i * cDown + j] += sum;
    }
  }
}

/** Are more than half of the first n numbers 0? Four fifths of the pixels of a digit are. */
function mostlyZero(x, n) {
  let zeros = 0;
  for (let i = 0; i < n; i++) if (x[i] === 0) zeros++;
  return 2 * zeros > n;
}

/** Notes for the two functions below: which numbers are not 0, and what they are. */
let notedPlaces = new Int32Array(0), notedValues = new Float64Array(0);

/**
 * Note the numbers that are not 0 among x[start], x[start + stride], ... (`count` of them).
 * Returns how many, rounded up to a multiple of four: zeros fill the last four.
 */
function noteNonzero(x, start, stride, count) {
  if (notedPlaces.length < count + 3) {
    notedPlaces = new Int32Array(count + 3);
    notedValues = new Float64Array(count + 3);
  }
  let found = 0;
  for (let k = 0, p = start; k < count; k++, p += stride) {
    const value = x[p];
    if (value !== 0) {
      notedPlaces[found] = k;
      notedValues[found++] = value;
    }
  }
  while (found % 4) {
    notedPlaces[found] = 0;
    notedValues[found++] = 0;
  }
  return found;
}

/**
 * Add to a row of C the rows of B, each times its noted value, four at a time.
 * @param {Floats} b
 * @param {Floats} c
 * @param {number} start  where the row of C begins
 * @param {number} width  of the rows
 * @param {number} found  what noteNonzero returned
 */
function addNotedRows(b, c, start, width, found) {
  for (let p = 0; p < found; p += 4) {
    const v0 = notedValues[p], v1 = notedValues[p + 1];
    const v2 = notedValues[p + 2], v3 = notedValues[p + 3];
    const r0 = notedPlaces[p] * width, r1 = notedPlaces[p + 1] * width;
    const r2 = notedPlaces[p + 2] * width, r3 = notedPlaces[p + 3] * width;
    for (let j = 0; j < width; j++) {
      c[start + j] += v0 * b[r0 + j] + v1 * b[r1 + j] + v2 * b[r2 + j] + v3 * b[r3 + j];
    }
  }
}

// ---------------------------------------------------------------------------------------------
// Activation functions: a = f(z), and back from dL/da to delta = dL/dz
// ---------------------------------------------------------------------------------------------

/**
 * An activation function. Both ways go over the first n numbers; `width` is the length of a row,
 * which only softmax needs. `backward` writes into `delta` and changes nothing else.
 * @typedef {object} ActivationFunction
 * @property {string} name
 * @property {(z: Floats, a: Floats, n: number, width: number) => void} forward
 * @property {(grad: Floats, z: Floats, a: Floats, delta: Floats, n: number, width: number) => void}
 *   backward
 */

/** Logistic function 1 / (1 + exp(-z)); exp(1000) = Infinity is harmless: 1 / Infinity is 0. */
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/**
 * Hyperbolic tangent, within 1e-7, four times as quick as Math.tanh: the quotient of polynomials
 * that TensorFlow uses too (from Eigen). Beyond 8 it is 1 in float32.
 */
function tanh(z) {
  const x = z > 8 ? 8 : z < -8 ? -8 : z;
  const s = x * x;
  const p = ((((((-2.76076847742355e-16 * s + 2.00018790482477e-13) * s - 8.60467152213735e-11)
    * s + 5.12229709037114e-8) * s + 1.48572235717979e-5) * s + 6.37261928875436e-4)
    * s + 4.89352455891786e-3) * x;
  const q = ((1.19825839466702e-6 * s + 1.18534705686654e-4) * s + 2.268434632439e-3)
    * s + 4.89352518554385e-3;
  return p / q;
}

/** Heaviside step: 1 where z > 0, else 0. */
const step = (z) => (z > 0 ? 1 : 0);
const relu = (z) => (z > 0 ? z : 0);
const leakyRelu = (z, slope = 0.01) => (z > 0 ? z : slope * z);
/** log(1 + exp(z)), without ever forming a huge exp(z). */
const softplus = (z) =>
  Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** log(sum of exp(z)) of one row, exact for any scores. */
function logSumExp(z, start, width) {
  let most = -Infinity;
  for (let j = start; j < start + width; j++) if (z[j] > most) most = z[j];
  let sum = 0;
  for (let j = start; j < start + width; j++) sum += Math.exp(z[j] - most);
  return most + Math.log(sum);
}

/** Positive rows that sum to 1: exp(z_j) / sum_k exp(z_k), for the first n numbers of z. */
function softmax(z, a, n, width) {
  for (let start = 0; start < n; start += width) {
    let most = -Infinity, sum = 0;
    for (let j = start; j < start + width; j++) if (z[j] > most) most = z[j];
    for (let j = start; j < start + width; j++) sum += a[j] = Math.exp(z[j] - most);
    for (let j = start; j < start + width; j++) a[j] /= sum;
  }
}

/** @type {Object<string, (settings: Settings) => ActivationFunction>} */
const ACTIVATIONS = {
  linear: () => ({
    name: "linear",
    forward(z, a, n) { for (let i = 0; i < n; i++) a[i] = z[i]; },
    backward(grad, z, a, delta, n) { for (let i = 0; i < n; i++) delta[i] = grad[i]; },
  }),
  // Its slope is 0 wherever it has one: gradients cannot teach it.
  step: () => ({
    name: "step",
    forward(z, a, n) { for (let i = 0; i < n; i++) a[i] = step(z[i]); },
    backward(grad, z, a, delta, n) { delta.fill(0, 0, n); },
  }),
  sigmoid: () => ({
    name: "sigmoid",
    forward(z, a, n) { for (let i = 0; i < n; i++) a[i] = sigmoid(z[i]); },
    backward(grad, z, a, delta, n) {
      for (let i = 0; i < n; i++) delta[i] = grad[i] * a[i] * (1 - a[i]);
    },
  }),
  tanh: () => ({
    name: "tanh",
    forward(z, a, n) { for (let i = 0; i < n; i++) a[i] = tanh(z[i]); },
    backward(grad, z, a, delta, n) {
      for (let i = 0; i < n; i++) delta[i] = grad[i] * (1 - a[i] * a[i]);
    },
  }),
  relu: () => ({
    name: "relu",
    forward(z, a, n) { for (let i = 0; i < n; i++) a[i] = relu(z[i]); },
    backward(grad, z, a, delta, n) {
      for (let i = 0; i < n; i++) delta[i] = z[i] > 0 ? grad[i] : 0;
    },
  }),
  leaky_relu: ({ negative_slope: slope = 0.01 } = {}) => ({
    name: "leaky_relu",
    forward(z, a, n) { for (let i = 0; i < n; i++) a[i] = leakyRelu(z[i], slope); },
    backward(grad, z, a, delta, n) {
      for (let i = 0; i < n; i++) delta[i] = z[i] > 0 ? grad[i] : slope * grad[i];
    },
  }),
  softplus: () => ({
    name: "softplus",
    forward(z, a, n) { for (let i = 0; i < n; i++) a[i] = softplus(z[i]); },
    backward(grad, z, a, delta, n) {
      for (let i = 0; i < n; i++) delta[i] = grad[i] * sigmoid(z[i]);
    },
  }),
  // Each output depends on all inputs of its row: da_j/dz_k = a_j ([j = k] - a_k).
  softmax: () => ({
    name: "softmax",
    forward: softmax,
    backward(grad, z, a, delta, n, width) {
      for (let start = 0; start < n; start += width) {
        let mean = 0;
        for (let j = start; j < start + width; j++) mean += grad[j] * a[j];
        for (let j = start; j < start + width; j++) delta[j] = a[j] * (grad[j] - mean);
      }
    },
  }),
};

/**
 * Return the activation for a name such as "relu", for a description as Python saves it
 * (`{function: "leaky_relu", settings: {negative_slope: 0.1}}`), or an object as it is.
 * @param {any} which  null is linear
 * @returns {ActivationFunction}
 */
function getActivation(which) {
  if (which && typeof which.forward === "function") return which;
  const { function: name, settings = {} } =
    typeof which === "object" && which ? which : { function: which ?? "linear" };
  return choose(ACTIVATIONS, name, "activation")(settings);
}

// ---------------------------------------------------------------------------------------------
// Where the weights start
// ---------------------------------------------------------------------------------------------

/** @typedef {(shape: number[], rng: Random) => number} Draw  returns one weight */

/** [fan_in, fan_out]: (784, 30) gives [784, 30]; (5, 5, 6, 16) gives [150, 400]. */
function computeFans(shape) {
  if (shape.length < 2) {
    throw new RangeError(
      `this initializer needs a kernel of shape (n_in, n_out), got (${shape}). ` +
      "For biases use 'zeros', 'constant' or 'random_normal'.");
  }
  const [nIn, nOut] = shape.slice(-2), window = sizeOf(shape.slice(0, -2));
  return [window * nIn, window * nOut];
}

/** A normal distribution cut at two standard deviations has only this much of its width left. */
const TRUNCATED_WIDTH = 0.87962566103423978;

function truncatedNormal(rng) {
  let value = rng.normal();
  while (Math.abs(value) > 2) value = rng.normal();
  return value / TRUNCATED_WIDTH;
}

/** @type {(variance: (fanIn: number, fanOut: number) => number) => Draw} */
const uniformOf = (variance) => (shape, rng) => {
  const [fanIn, fanOut] = computeFans(shape), limit = Math.sqrt(3 * variance(fanIn, fanOut));
  return rng.uniform(-limit, limit);
};

/** @type {(variance: (fanIn: number, fanOut: number) => number, truncated: boolean) => Draw} */
const normalOf = (variance, truncated) => (shape, rng) => {
  const [fanIn, fanOut] = computeFans(shape), stddev = Math.sqrt(variance(fanIn, fanOut));
  return stddev * (truncated ? truncatedNormal(rng) : rng.normal());
};

/** @type {Object<string, (settings: Settings) => Draw>} */
const INITIALIZERS = {
  zeros: () => () => 0,
  constant: ({ value = 0 } = {}) => () => value,
  random_normal: ({ mean = 0, stddev = 1 } = {}) => (_, rng) => rng.normal(mean, stddev),
  random_uniform: ({ low = -0.7, high = 0.7 } = {}) => (_, rng) => rng.uniform(low, high),
  scaled_normal: () => normalOf((fanIn) => 1 / fanIn, false),
  glorot_normal: () => normalOf((fanIn, fanOut) => 2 / (fanIn + fanOut), true),
  he_normal: () => normalOf((fanIn) => 2 / fanIn, true),
  glorot_uniform: () => uniformOf((fanIn, fanOut) => 2 / (fanIn + fanOut)),
  he_uniform: () => uniformOf((fanIn) => 2 / fanIn),
  fan_in_uniform: ({ limit = 2.4 } = {}) => uniformOf((fanIn) => (limit / fanIn) ** 2 / 3),
};

/**
 * Return the initializer for a name such as "he_normal", for a description such as
 * `{initializer: "random_normal", settings: {stddev: 0.1}}`, or a function as it is.
 * @param {any} which
 * @returns {Draw}
 */
function getInitializer(which) {
  if (typeof which === "function") return which;
  const { initializer, settings = {} } =
    typeof which === "object" && which ? which : { initializer: which };
  return choose(INITIALIZERS, initializer, "initializer")(settings);
}

// ---------------------------------------------------------------------------------------------
// Layers
// ---------------------------------------------------------------------------------------------

/** What all layers share. A new kind of layer overrides build, forward and backward. */
class Layer {
  constructor({ name = "" } = {}) {
    /** @type {string} */
    this.name = name;
    /** @type {Object<string, Floats>} */
    this.params = {};
    /** @type {Object<string, Floats>} */
    this.grads = {};
    /** @type {Object<string, number[]>} */
    this.shapes = {}; // of the parameters, by the same names
    /** @type {number[]} */
    this.inputShape = []; // of one sample
    /** @type {number[]} */
    this.outputShape = [];
    this.inputSize = this.outputSize = 0;
    this.cost = 0; // multiplications for one sample, forward
    this.strength = 0; // of L2, the price of large weights W
    /** @type {ActivationFunction | null} */
    this.activation = null;
    /** @type {Floats | null} */
    this.z = null; // sums of the last forward pass, if the layer has any, and its outputs
    /** @type {Floats | null} */
    this.a = null;
    this.Float = Float32Array;
    /** @type {Object<string, any>} */
    this.work = {};
  }

  /**
   * Work out the shapes, for samples of `inputShape`. Who has parameters says their shapes; the
   * network makes room for them, and `start` fills them.
   * @param {number[]} inputShape
   * @param {any} Float  Float32Array or Float64Array
   * @returns {number[]} the shape of one output
   */
  build(inputShape, Float) {
    this.Float = Float;
    this.inputShape = inputShape;
    this.inputSize = sizeOf(inputShape);
    return this.shapeOutput(inputShape);
  }

  /** Note, and return, the shape of one output. */
  shapeOutput(shape) {
    this.outputShape = shape;
    this.outputSize = sizeOf(shape);
    return shape;
  }

  /** Draw the parameters from `rng`. */
  start(rng) {}

  /**
   * Compute the output for a batch x, without changing x. The result is overwritten next time.
   * @param {Floats} x
   * @param {number} batch  samples in x
   * @param {boolean} [training]
   * @returns {Floats}
   */
  forward(x, batch, training = false) {
    throw new Error("not implemented");
  }

  /**
   * From grad = dL/d(output) fill `grads`; return dL/d(input), or null if it is not wanted.
   * @param {Floats} grad
   * @param {number} batch
   * @param {boolean} [inputGrad]
   * @returns {Floats | null}
   */
  backward(grad, batch, inputGrad = true) {
    throw new Error("not implemented");
  }

  /**
   * Return an array to write into, at least `size` long and the same in each call.
   * @param {string} name
   * @param {number} size
   * @param {any} [Kind]  of array
   */
  reuse(name, size, Kind = this.Float) {
    const kept = this.work[name];
    if (kept && kept.length >= size) return kept;
    return (this.work[name] = new Kind(size));
  }

  /** Number of trainable parameters. */
  get count() {
    return Object.values(this.shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  }
}

/** What Dense and Conv2D share: weights W, biases b, sums z and an activation a = f(z). */
class WeightedLayer extends Layer {
  constructor(settings) {
    super(settings);
    this.activation = getActivation(settings.activation);
    this.kernelInitializer = getInitializer(settings.kernel_initializer ?? "glorot_uniform");
    this.biasInitializer = getInitializer(settings.bias_initializer ?? "zeros");
    const price = settings.kernel_regularizer ?? 0;
    this.strength = checkNumber(price.l2 ?? price, "kernel_regularizer");
    this.x = null; // the last input, for the way back
  }

  start(rng) {
    const { W, b } = this.params;
    for (let i = 0; i < W.length; i++) W[i] = this.kernelInitializer(this.shapes.W, rng);
    for (let i = 0; i < b.length; i++) b[i] = this.biasInitializer(this.shapes.b, rng);
  }

  /** a = f(z) for a whole batch; keep both for the way back and for curious eyes. */
  activate(z, batch) {
    this.z = z;
    this.a = this.reuse("a", batch * this.outputSize);
    this.activation.forward(z, this.a, batch * this.outputSize, this.outputShape.at(-1) ?? 1);
    return this.a;
  }

  backward(grad, batch, inputGrad = true) {
    if (!this.a || !this.z) throw new Error(`layer '${this.name}': call forward() first`);
    const n = batch * this.outputSize, delta = this.reuse("delta", n);
    this.activation.backward(grad, this.z, this.a, delta, n, this.outputShape.at(-1) ?? 1);
    return this.backwardFromDelta(delta, batch, inputGrad);
  }

  /**
   * The second half of backward(): from delta = dL/dz to the gradients of W and b, and dL/dx.
   * @param {Floats} delta
   * @param {number} batch
   * @param {boolean} inputGrad
   * @returns {Floats | null}
   */
  backwardFromDelta(delta, batch, inputGrad) {
    throw new Error("not implemented");
  }
}

/** Write the row b under itself, `rows` times. */
function repeatRow(b, out, rows) {
  for (let i = 0, r = 0; i < rows; i++) for (let j = 0; j < b.length; j++) out[r++] = b[j];
}

/** sums[j] += the sum of column j. */
function addColumns(matrix, sums, rows) {
  const n = sums.length;
  for (let i = 0, r = 0; i < rows; i++) for (let j = 0; j < n; j++) sums[j] += matrix[r++];
}

/**
 * A fully connected layer: z = x W + b, a = f(z). W has shape (d_in, d_out), b (d_out,).
 *
 * Settings: units, activation, kernel_initializer, bias_initializer, kernel_regularizer, name.
 */
class Dense extends WeightedLayer {
  constructor(settings) {
    super(settings);
    this.units = checkCount(settings.units, "Dense: units");
    this.sparse = false; // was the last input mostly zeros?
    this.X = new Matrix();
    this.W = new Matrix();
    this.Z = new Matrix();
    this.dW = new Matrix();
    this.dX = new Matrix();
  }

  build(inputShape, Float) {
    if (inputShape.length !== 1) {
      throw new RangeError(
        `layer '${this.name}' (Dense) got samples of shape (${inputShape}), expected one row of ` +
        "numbers per sample. Put a Flatten layer before it.");
    }
    super.build(inputShape, Float);
    this.shapes = { W: [inputShape[0], this.units], b: [this.units] };
    this.cost = inputShape[0] * this.units;
    return this.shapeOutput([this.units]);
  }

  forward(x, batch, training = false) {
    const dIn = this.inputSize, dOut = this.units, { W, b } = this.params;
    const z = this.reuse("z", batch * dOut);
    this.x = x;
    this.sparse = mostlyZero(x, batch * dIn);
    repeatRow(b, z, batch);
    if (this.sparse) {
      // Only pixels that hold ink add to the sums: their rows of W, each times its ink.
      for (let i = 0; i < batch; i++) {
        addNotedRows(W, z, i * dOut, dOut, noteNonzero(x, i * dIn, 1, dIn));
      }
    } else {
      this.W.lay(W, dIn, dOut);
      multiply(this.X.lay(x, batch, dIn), this.W, this.Z.lay(z, batch, dOut), true);
    }
    return this.activate(z, batch);
  }

  backwardFromDelta(delta, batch, inputGrad) {
    const dIn = this.inputSize, dOut = this.units, { W, b } = this.grads;
    const x = this.x;
    b.fill(0);
    addColumns(delta, b, batch);
    this.Z.lay(delta, batch, dOut);
    // Each row of x adds its own outer product x_iᵀ delta_i; xᵀ delta is their sum.
    if (this.sparse) {
      W.fill(0);
      for (let k = 0; k < dIn; k++) {
        addNotedRows(delta, W, k * dOut, dOut, noteNonzero(x, k, dIn, batch));
      }
    } else {
      multiply(this.X.lay(x, batch, dIn).T, this.Z, this.dW.lay(W, dIn, dOut));
    }
    if (!inputGrad) return null;
    const dx = this.reuse("dx", batch * dIn);
    multiply(this.Z, this.W.lay(this.params.W, dIn, dOut).T, this.dX.lay(dx, batch, dIn));
    return dx;
  }
}

/** An activation function as a layer of its own; it has no parameters. Settings: activation. */
class Activation extends Layer {
  constructor(settings) {
    super(settings);
    this.activation = getActivation(settings.activation);
  }

  forward(x, batch, training = false) {
    const n = batch * this.outputSize;
    this.z = x;
    this.a = this.reuse("a", n);
    this.activation.forward(x, this.a, n, this.outputShape.at(-1) ?? 1);
    return this.a;
  }

  backward(grad, batch, inputGrad = true) {
    if (!this.a || !this.z) throw new Error(`layer '${this.name}': call forward() first`);
    if (!inputGrad) return null;
    const n = batch * this.outputSize, dx = this.reuse("dx", n);
    this.activation.backward(grad, this.z, this.a, dx, n, this.outputShape.at(-1) ?? 1);
    return dx;
  }
}

/** Lay each sample out as one row of numbers. In a flat array it lies so already. */
class Flatten extends Layer {
  build(inputShape, Float) {
    super.build(inputShape, Float);
    return this.shapeOutput([this.inputSize]);
  }

  forward(x, batch, training = false) {
    return x;
  }

  backward(grad, batch, inputGrad = true) {
    return inputGrad ? grad : null;
  }
}

/**
 * In training, set each input to 0 with probability `rate` and divide what survives by 1 - rate;
 * in use, do nothing. Settings: rate, seed (by default the network's). Srivastava et al. (2014).
 */
class Dropout extends Layer {
  constructor(settings) {
    super(settings);
    this.rate = checkNumber(settings.rate, "Dropout: rate", 0, 1 - 1e-9);
    this.seed = settings.seed ?? null;
    this.rng = new Random(0);
    this.mask = null; // of the last batch in training
  }

  start(rng) {
    this.rng = this.seed === null ? rng.spawn() : new Random(this.seed);
  }

  forward(x, batch, training = false) {
    this.mask = null;
    if (!training || this.rate === 0) return x;
    const n = batch * this.inputSize, mask = this.reuse("mask", n), out = this.reuse("a", n);
    const raised = 1 / (1 - this.rate), bar = this.rate * 2 ** 32;
    for (let i = 0; i < n; i++) {
      mask[i] = this.rng.bits() >= bar ? raised : 0;
      out[i] = x[i] * mask[i];
    }
    this.mask = mask;
    return out;
  }

  backward(grad, batch, inputGrad = true) {
    if (!inputGrad || !this.mask) return inputGrad ? grad : null;
    const n = batch * this.inputSize, dx = this.reuse("dx", n);
    for (let i = 0; i < n; i++) dx[i] = grad[i] * this.mask[i];
    return dx;
  }
}

// ---------------------------------------------------------------------------------------------
// Windows that slide over images: convolution and pooling
// ---------------------------------------------------------------------------------------------

/**
 * How a window moves along one side of an image, as in Keras: "valid" stays inside; "same" has
 * ceil(size / stride) places, the zeros shared between both ends, an odd one last; or numbers.
 * @param {number} size  pixels of the image
 * @param {number} window
 * @param {number} stride
 * @param {"valid" | "same" | number[]} padding  [before, after]
 */
function fitAxis(size, window, stride, padding) {
  let [before, after] = Array.isArray(padding) ? padding : [0, 0];
  if (padding === "same") {
    const missing = Math.max((Math.ceil(size / stride) - 1) * stride + window - size, 0);
    before = Math.floor(missing / 2);
    after = missing - before;
  }
  const padded = before + size + after;
  const steps = Math.floor((padded - window) / stride) + 1;
  return { size, window, stride, before, padded, steps };
}

/** Return a whole number n as [n, n], a pair as it is. */
function checkPair(value, what, minimum = 1) {
  const pair = Array.isArray(value) ? value : [value, value];
  if (pair.length !== 2) throw new RangeError(`${what} must be a whole number or a pair of them`);
  return pair.map((side) => checkCount(side, what, minimum));
}

/** Return "valid", "same", or [[top, bottom], [left, right]]. */
function checkPadding(value, what) {
  if (value === "valid" || value === "same") return value;
  if (typeof value === "string") {
    throw new RangeError(`unknown ${what} '${value}'. Known: valid, same, or numbers`);
  }
  return (Array.isArray(value) ? value : [value, value]).map((pair) => checkPair(pair, what, 0));
}

/** What convolution and pooling share: the geometry. */
class Windows {
  /**
   * @param {number[]} inputShape  (height, width, channels)
   * @param {number[]} window  (vertical, horizontal)
   * @param {number[]} strides
   * @param {any} padding
   * @param {string} layer  how messages name the layer
   */
  constructor(inputShape, window, strides, padding, layer) {
    if (inputShape.length !== 3) {
      throw new RangeError(
        `${layer} got samples of shape (${inputShape}), expected images of shape ` +
        "(height, width, channels)");
    }
    const pads = Array.isArray(padding) ? padding : [padding, padding];
    const [height, width, channels] = inputShape;
    this.rows = fitAxis(height, window[0], strides[0], pads[0]);
    this.columns = fitAxis(width, window[1], strides[1], pads[1]);
    this.channels = channels;
    if (this.rows.steps < 1 || this.columns.steps < 1) {
      throw new RangeError(
        `${layer}: a window of ${window.join(" x ")} does not fit into an image of ` +
        `${height} x ${width}. Use a smaller window or padding 'same'.`);
    }
    this.places = this.rows.steps * this.columns.steps;
    this.entries = window[0] * window[1] * channels; // numbers under one window
    this.framed = this.rows.padded > height || this.columns.padded > width;
  }
}

/**
 * A convolution: a window of weights slides over the image. W has shape (window rows, window
 * columns, channels, filters), b (filters,). At each place the sum is what a dense layer computes
 * from the window's pixels, so the windows of an image are written below each other, and
 * z = windows W + b is a product of matrices.
 *
 * Settings: filters, kernel_size, strides, padding, activation, kernel_initializer,
 * bias_initializer, kernel_regularizer, name.
 */
class Conv2D extends WeightedLayer {
  constructor(settings) {
    super(settings);
    this.filters = checkCount(settings.filters, "Conv2D: filters");
    this.kernelSize = checkPair(settings.kernel_size, "Conv2D: kernel_size");
    this.strides = checkPair(settings.strides ?? 1, "Conv2D: strides");
    this.padding = checkPadding(settings.padding ?? "valid", "Conv2D: padding");
    /** @type {Windows} */
    this.windows = Object.create(null);
    this.frame = new Float32Array(0);
    this.U = new Matrix();
    this.W = new Matrix();
    this.Z = new Matrix();
    this.dW = new Matrix();
    this.dU = new Matrix();
  }

  build(inputShape, Float) {
    const what = `layer '${this.name}' (Conv2D)`;
    this.windows = new Windows(inputShape, this.kernelSize, this.strides, this.padding, what);
    super.build(inputShape, Float);
    const { rows, columns, channels } = this.windows;
    this.frame = new Float(rows.padded * columns.padded * channels);
    this.cost = this.windows.places * this.windows.entries * this.filters;
    this.shapes = { W: [...this.kernelSize, channels, this.filters], b: [this.filters] };
    return this.shapeOutput([rows.steps, columns.steps, this.filters]);
  }

  forward(x, batch, training = false) {
    const { places, entries } = this.windows, { W, b } = this.params;
    const z = this.reuse("z", batch * this.outputSize);
    this.x = x;
    repeatRow(b, z, batch * places);
    this.W.lay(W, entries, this.filters);
    for (let i = 0; i < batch; i++) {
      this.U.lay(this.unfold(x, i), places, entries);
      multiply(this.U, this.W, this.Z.lay(z, places, this.filters, i * this.outputSize), true);
    }
    return this.activate(z, batch);
  }

  backwardFromDelta(delta, batch, inputGrad) {
    const { places, entries } = this.windows, { W, b } = this.grads;
    const x = this.x;
    W.fill(0);
    b.fill(0);
    addColumns(delta, b, batch * places);
    this.dW.lay(W, entries, this.filters);
    this.W.lay(this.params.W, entries, this.filters);
    const dx = inputGrad ? this.reuse("dx", batch * this.inputSize) : null;
    const shares = inputGrad ? this.reuse("shares", places * entries) : null;
    for (let i = 0; i < batch; i++) {
      this.Z.lay(delta, places, this.filters, i * this.outputSize);
      // Written down again: to keep the windows of a whole batch would cost more time than this.
      this.U.lay(this.unfold(x, i), places, entries);
      multiply(this.U.T, this.Z, this.dW, true);
      if (dx && shares) {
        multiply(this.Z, this.W.T, this.dU.lay(shares, places, entries));
        this.fold(shares, dx, i);
      }
    }
    return dx;
  }

  /** Write the windows of image i below each other: (places, window rows × columns × channels). */
  unfold(x, i) {
    const { rows, columns, channels, places, entries, framed } = this.windows;
    const out = this.reuse("unfolded", places * entries);
    const image = framed ? this.putIntoFrame(x, i) : x;
    const begin = framed ? 0 : i * this.inputSize;
    const line = columns.padded * channels, run = columns.window * channels;
    const down = rows.stride * line, across = columns.stride * channels;
    let w = 0;
    for (let r = 0; r < rows.steps; r++) {
      for (let c = 0; c < columns.steps; c++) {
        let p = begin + r * down + c * across;
        for (let y = 0; y < rows.window; y++, p += line) {
          for (let t = p; t < p + run; t++) out[w++] = image[t];
        }
      }
    }
    return out;
  }

  /** The way back of `unfold`: each pixel of image i is the sum of its shares in all windows. */
  fold(shares, dx, i) {
    const { rows, columns, channels, framed } = this.windows;
    const image = framed ? this.frame : dx;
    const begin = framed ? 0 : i * this.inputSize;
    const line = columns.padded * channels, run = columns.window * channels;
    const down = rows.stride * line, across = columns.stride * channels;
    image.fill(0, begin, begin + rows.padded * line);
    let w = 0;
    for (let r = 0; r < rows.steps; r++) {
      for (let c = 0; c < columns.steps; c++) {
        let p = begin + r * down + c * across;
        for (let y = 0; y < rows.window; y++, p += line) {
          for (let t = p; t < p + run; t++) image[t] += shares[w++];
        }
      }
    }
    if (!framed) return;
    const width = columns.size * channels;
    for (let r = 0; r < rows.size; r++) {
      const from = (rows.before + r) * line + columns.before * channels;
      const to = i * this.inputSize + r * width;
      for (let t = 0; t < width; t++) dx[to + t] = image[from + t];
    }
  }

  /** Copy image i into a frame of zeros. */
  putIntoFrame(x, i) {
    const { rows, columns, channels } = this.windows, frame = this.frame;
    const line = columns.padded * channels, width = columns.size * channels;
    frame.fill(0);
    for (let r = 0; r < rows.size; r++) {
      const from = i * this.inputSize + r * width;
      const to = (rows.before + r) * line + columns.before * channels;
      for (let t = 0; t < width; t++) frame[to + t] = x[from + t];
    }
    return frame;
  }
}

/** What both kinds of pooling share. Settings: pool_size, strides (None: pool_size), padding. */
class Pooling extends Layer {
  constructor(settings = {}) {
    super(settings);
    const kind = new.target.name;
    this.poolSize = checkPair(settings.pool_size ?? 2, `${kind}: pool_size`);
    this.strides = checkPair(settings.strides ?? this.poolSize, `${kind}: strides`);
    this.padding = checkPadding(settings.padding ?? "valid", `${kind}: padding`);
    /** @type {Windows} */
    this.windows = Object.create(null);
  }

  build(inputShape, Float) {
    const what = `layer '${this.name}' (${this.constructor.name})`;
    this.windows = new Windows(inputShape, this.poolSize, this.strides, this.padding, what);
    super.build(inputShape, Float);
    const { rows, columns, channels } = this.windows;
    return this.shapeOutput([rows.steps, columns.steps, channels]);
  }

  /** Call `visit(out, top, bottom, left, right, image)` for the pixels under each window. */
  eachWindow(
    batch,
    /** @type {(o: number, t: number, b: number, l: number, r: number, image: number) => void} */
    visit,
  ) {
    const { rows, columns, channels } = this.windows;
    let out = 0;
    for (let i = 0; i < batch; i++) {
      for (let r = 0; r < rows.steps; r++) {
        const y = r * rows.stride - rows.before;
        const top = Math.max(y, 0), bottom = Math.min(y + rows.window, rows.size);
        for (let c = 0; c < columns.steps; c++, out += channels) {
          const x = c * columns.stride - columns.before;
          const left = Math.max(x, 0), right = Math.min(x + columns.window, columns.size);
          visit(out, top, bottom, left, right, i * this.inputSize);
        }
      }
    }
  }
}

/** Keep the largest number of each window. */
class MaxPool2D extends Pooling {
  forward(x, batch, training = false) {
    const n = batch * this.outputSize, { channels, columns } = this.windows;
    const a = this.reuse("a", n), winner = this.reuse("winner", n, Int32Array);
    this.eachWindow(batch, (out, top, bottom, left, right, image) => {
      for (let k = 0; k < channels; k++) {
        let best = -Infinity, place = -1;
        for (let r = top; r < bottom; r++) {
          for (let c = left; c < right; c++) {
            const p = image + (r * columns.size + c) * channels + k;
            if (place < 0 || x[p] > best) best = x[(place = p)];
          }
        }
        a[out + k] = best;
        winner[out + k] = place;
      }
    });
    return a;
  }

  /** Hand each output's gradient to the pixel it came from; to the first, if several tie. */
  backward(grad, batch, inputGrad = true) {
    if (!inputGrad) return null;
    const dx = this.reuse("dx", batch * this.inputSize), winner = this.work.winner;
    dx.fill(0);
    for (let o = 0; o < batch * this.outputSize; o++) dx[winner[o]] += grad[o];
    return dx;
  }
}

/** Keep the mean of each window; a border from padding does not count. */
class AvgPool2D extends Pooling {
  forward(x, batch, training = false) {
    const { channels, columns } = this.windows;
    const a = this.reuse("a", batch * this.outputSize);
    this.eachWindow(batch, (out, top, bottom, left, right, image) => {
      const share = 1 / ((bottom - top) * (right - left));
      for (let k = 0; k < channels; k++) {
        let sum = 0;
        for (let r = top; r < bottom; r++) {
          let p = image + (r * columns.size + left) * channels + k;
          for (let c = left; c < right; c++, p += channels) sum += x[p];
        }
        a[out + k] = sum * share;
      }
    });
    return a;
  }

  /** Share each output's gradient among the pixels of its window. */
  backward(grad, batch, inputGrad = true) {
    if (!inputGrad) return null;
    const { channels, columns } = this.windows;
    const dx = this.reuse("dx", batch * this.inputSize);
    dx.fill(0);
    this.eachWindow(batch, (out, top, bottom, left, right, image) => {
      const share = 1 / ((bottom - top) * (right - left));
      for (let r = top; r < bottom; r++) {
        for (let c = left; c < right; c++) {
          const p = image + (r * columns.size + c) * channels;
          for (let k = 0; k < channels; k++) dx[p + k] += grad[out + k] * share;
        }
      }
    });
    return dx;
  }
}

/** @type {Object<string, new (settings: any) => Layer>} */
const LAYERS = { Activation, AvgPool2D, Conv2D, Dense, Dropout, Flatten, MaxPool2D };

/**
 * Return a layer from its description, as Python saves it: `{layer: "Dense", name: "dense_1",
 * settings: {units: 30, activation: "sigmoid"}}`; a layer as it is.
 * @param {any} entry
 * @returns {Layer}
 */
function construct(entry) {
  if (entry instanceof Layer) return entry;
  const Kind = choose(LAYERS, entry.layer, "kind of layer");
  return new Kind({ ...entry.settings, name: entry.name ?? entry.settings?.name ?? "" });
}

// ---------------------------------------------------------------------------------------------
// Losses: one number that says how wrong the network is, and its gradient
// ---------------------------------------------------------------------------------------------

/**
 * A loss of targets y and outputs (or logits) out, both m samples of k numbers. `value` is the mean
 * over the batch; `slope` writes dL/d(out), divided by the batch size, into `grad`.
 * @typedef {object} Loss
 * @property {string} name
 * @property {boolean} fromLogits
 * @property {string} [activation]  with which it is taken on logits, where it is exact
 * @property {(y: Floats, out: Floats, m: number, k: number) => number} value
 * @property {(y: Floats, out: Floats, grad: Floats, m: number, k: number) => void} slope
 */

/** Probabilities are kept this far from 0 and 1 before a logarithm is taken, as in Keras. */
const EPSILON = 1e-7;
const clip = (p) => Math.min(Math.max(p, EPSILON), 1 - EPSILON);

/** Sum of (out - y)². */
function squares(y, out, n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (out[i] - y[i]) ** 2;
  return sum;
}

/** @type {(fromLogits: boolean) => Loss} */
const QuadraticCost = () => ({
  name: "quadratic_cost",
  fromLogits: false,
  value: (y, out, m, k) => squares(y, out, m * k) / (2 * m),
  slope(y, out, grad, m, k) {
    for (let i = 0; i < m * k; i++) grad[i] = (out[i] - y[i]) / m;
  },
});

/** @type {(fromLogits: boolean) => Loss} */
const MeanSquaredError = () => ({
  name: "mean_squared_error",
  fromLogits: false,
  value: (y, out, m, k) => squares(y, out, m * k) / (m * k),
  slope(y, out, grad, m, k) {
    for (let i = 0; i < m * k; i++) grad[i] = (2 / (m * k)) * (out[i] - y[i]);
  },
});

/** @type {(fromLogits?: boolean) => Loss} */
const BinaryCrossentropy = (fromLogits = false) => ({
  name: "binary_crossentropy",
  fromLogits,
  activation: "sigmoid",
  value(y, out, m, k) {
    let sum = 0;
    for (let i = 0; i < m * k; i++) {
      const p = clip(out[i]);
      sum += fromLogits
        ? softplus(out[i]) - out[i] * y[i] // -log sigmoid(z) = log(1 + e^-z)
        : -y[i] * Math.log(p) - (1 - y[i]) * Math.log(1 - p);
    }
    return sum / (m * k);
  },
  slope(y, out, grad, m, k) {
    for (let i = 0; i < m * k; i++) {
      const p = fromLogits ? sigmoid(out[i]) : clip(out[i]);
      if (fromLogits) grad[i] = (p - y[i]) / (m * k);
      else grad[i] = p === out[i] ? (p - y[i]) / (p * (1 - p)) / (m * k) : 0;
    }
  },
});

/** @type {(fromLogits?: boolean) => Loss} */
const CategoricalCrossentropy = (fromLogits = false) => ({
  name: "categorical_crossentropy",
  fromLogits,
  activation: "softmax",
  value(y, out, m, k) {
    let sum = 0;
    for (let start = 0; start < m * k; start += k) {
      const total = fromLogits ? logSumExp(out, start, k) : rowSum(out, start, k);
      for (let j = start; j < start + k; j++) {
        if (y[j]) sum -= y[j] * (fromLogits ? out[j] - total : Math.log(clip(out[j] / total)));
      }
    }
    return sum / m;
  },
  slope(y, out, grad, m, k) {
    if (fromLogits) {
      softmax(out, grad, m * k, k);
      for (let start = 0; start < m * k; start += k) {
        const total = rowSum(y, start, k); // 1 for one-hot rows
        for (let j = start; j < start + k; j++) grad[j] = (grad[j] * total - y[j]) / m;
      }
      return;
    }
    for (let start = 0; start < m * k; start += k) {
      const total = rowSum(out, start, k);
      let mean = 0;
      for (let j = start; j < start + k; j++) {
        const p = out[j] / total;
        grad[j] = p > EPSILON && p < 1 - EPSILON ? -y[j] / p : 0;
        mean += grad[j] * p;
      }
      for (let j = start; j < start + k; j++) grad[j] = (grad[j] - mean) / total / m;
    }
  },
});

function rowSum(rows, start, width) {
  let sum = 0;
  for (let j = start; j < start + width; j++) sum += rows[j];
  return sum;
}

/** @type {Object<string, (fromLogits: boolean) => Loss>} */
const LOSSES = {
  quadratic_cost: QuadraticCost,
  mean_squared_error: MeanSquaredError,
  binary_crossentropy: BinaryCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
};

/**
 * Return the loss for a name such as "quadratic_cost", or a loss as it is.
 * @param {string | Loss} which
 * @returns {Loss}
 */
function getLoss(which) {
  return typeof which === "string" ? choose(LOSSES, which, "loss")(false) : which;
}

/**
 * Return the network and the loss as training sees them. Softmax with cross-entropy, and sigmoid
 * with binary cross-entropy, are taken together: the network then ends at its logits z, and the
 * loss begins there, where it is exact.
 * @param {Sequential} model
 * @param {string | Loss} which
 * @returns {{network: Sequential, loss: Loss}}
 */
function asTrained(model, which) {
  const loss = getLoss(which), last = model.layers[model.layers.length - 1];
  const together = loss.activation && loss.activation === last.activation?.name;
  if (!together) return { network: model, loss };
  return { network: model.upToLogits(), loss: LOSSES[loss.name](true) };
}

// ---------------------------------------------------------------------------------------------
// Optimizers: the only place where parameters change
// ---------------------------------------------------------------------------------------------

/** What all optimizers share. All parameters are one array theta, their gradients another. */
class Optimizer {
  constructor(settings, usual) {
    this.learningRate = checkNumber(settings.learning_rate ?? usual, "learning_rate");
    this.weightDecay = checkNumber(settings.weight_decay ?? 0, "weight_decay");
    this.iterations = 0; // steps taken
    /** @type {Object<string, Floats>} */
    this.memory = {};
  }

  /** Update theta in place. */
  step(theta, gradient) {
    if (this.weightDecay) {
      const fade = this.learningRate * this.weightDecay;
      for (let i = 0; i < theta.length; i++) theta[i] -= fade * theta[i];
    }
    this.update(theta, gradient, this.learningRate);
    this.iterations += 1;
  }

  update(theta, gradient, eta) {
    throw new Error("not implemented");
  }

  /** Return the array kept between steps under this name, zeros at the start. */
  remember(name, like) {
    return (this.memory[name] ??= like.slice().fill(0));
  }
}

/**
 * Stochastic gradient descent, as in Keras: v <- momentum · v - eta · g, then w <- w + v; with
 * nesterov w <- w + momentum · v - eta · g.
 *
 * Settings: learning_rate (0.01), momentum (0), nesterov (false), weight_decay (0).
 */
class SGD extends Optimizer {
  constructor(settings = {}) {
    super(settings, 0.01);
    this.momentum = checkNumber(settings.momentum ?? 0, "SGD: momentum", 0, 1);
    this.nesterov = Boolean(settings.nesterov);
  }

  update(theta, gradient, eta) {
    const n = theta.length, momentum = this.momentum;
    if (momentum === 0) {
      for (let i = 0; i < n; i++) theta[i] -= eta * gradient[i];
      return;
    }
    const velocity = this.remember("velocity", theta);
    for (let i = 0; i < n; i++) {
      const step = eta * gradient[i], v = momentum * velocity[i] - step;
      velocity[i] = v;
      theta[i] += this.nesterov ? momentum * v - step : v;
    }
  }
}

/**
 * Each parameter has its own step length: s <- s + (1 - rho) · (g² - s), then
 * w <- w - eta · g / sqrt(s + epsilon). Tieleman and Hinton (2012), in the form of Keras.
 *
 * Settings: learning_rate (0.001), rho (0.9), epsilon (1e-7), weight_decay (0).
 */
class RMSprop extends Optimizer {
  constructor(settings = {}) {
    super(settings, 0.001);
    this.rho = checkNumber(settings.rho ?? 0.9, "RMSprop: rho", 0, 1);
    this.epsilon = checkNumber(settings.epsilon ?? 1e-7, "RMSprop: epsilon", 1e-300);
  }

  update(theta, gradient, eta) {
    const s = this.remember("squares", theta), share = 1 - this.rho, epsilon = this.epsilon;
    for (let i = 0; i < theta.length; i++) {
      const g = gradient[i], square = s[i] + share * (g * g - s[i]);
      s[i] = square;
      theta[i] -= (eta * g) / Math.sqrt(square + epsilon);
    }
  }
}

/**
 * Momentum, and a step length of its own for each parameter: running means m of g and s of g²,
 * w <- w - eta' · m / (sqrt(s) + epsilon), eta' = eta · sqrt(1 - beta_2^t) / (1 - beta_1^t).
 * Kingma and Ba (2015), in the form of Keras.
 *
 * Settings: learning_rate (0.001), beta_1 (0.9), beta_2 (0.999), epsilon (1e-7), weight_decay (0).
 */
class Adam extends Optimizer {
  constructor(settings = {}) {
    super(settings, 0.001);
    this.beta1 = checkNumber(settings.beta_1 ?? 0.9, "Adam: beta_1", 0, 1 - 1e-9);
    this.beta2 = checkNumber(settings.beta_2 ?? 0.999, "Adam: beta_2", 0, 1 - 1e-9);
    this.epsilon = checkNumber(settings.epsilon ?? 1e-7, "Adam: epsilon", 1e-300);
  }

  update(theta, gradient, eta) {
    const m = this.remember("means", theta), s = this.remember("squares", theta);
    const share1 = 1 - this.beta1, share2 = 1 - this.beta2, epsilon = this.epsilon;
    const t = this.iterations + 1;
    const rate = (eta * Math.sqrt(1 - this.beta2 ** t)) / (1 - this.beta1 ** t);
    for (let i = 0; i < theta.length; i++) {
      const g = gradient[i];
      const mean = m[i] + share1 * (g - m[i]), square = s[i] + share2 * (g * g - s[i]);
      m[i] = mean;
      s[i] = square;
      theta[i] -= (rate * mean) / (Math.sqrt(square) + epsilon);
    }
  }
}

/** @type {Object<string, new (settings: any) => Optimizer>} */
const OPTIMIZERS = { sgd: SGD, rmsprop: RMSprop, adam: Adam };

/**
 * Return the optimizer for a name, for a description such as `{optimizer: "sgd",
 * learning_rate: 3}`, or an object as it is.
 * @param {any} which
 * @returns {Optimizer}
 */
function getOptimizer(which) {
  if (which instanceof Optimizer) return which;
  const { optimizer, ...settings } = typeof which === "string" ? { optimizer: which } : which;
  return new (choose(OPTIMIZERS, optimizer, "optimizer"))(settings);
}

// ---------------------------------------------------------------------------------------------
// The network: a list of layers
// ---------------------------------------------------------------------------------------------

/** Multiplications, forward, to do in one go: about 3 ms, and 9 ms with the way back. */
const AT_ONCE = 4e6;

/**
 * A stack of layers. Forward, each layer's output is the next one's input. Backward, the list is
 * walked from its end: that walk is backpropagation.
 *
 * @example
 * const model = new Sequential(
 *   [new Dense({units: 30, activation: "sigmoid"}), new Dense({units: 10, activation: "softmax"})],
 *   [784], {seed: 1});
 */
class Sequential {
  /**
   * @param {any[]} layers  layers, or their descriptions (see `construct`)
   * @param {number[]} inputShape  of one sample
   * @param {{seed?: number, dtype?: "float32" | "float64"}} [settings]
   */
  constructor(layers, inputShape, { seed = 0, dtype = "float32" } = {}) {
    if (!layers.length) throw new RangeError("Sequential needs at least one layer");
    this.Float = choose({ float32: Float32Array, float64: Float64Array }, dtype, "dtype");
    this.layers = layers.map(construct);
    this.inputShape = inputShape;
    this.inputSize = sizeOf(inputShape);
    this.seed = seed;
    this.nameLayers();
    this.build();
  }

  /** Give every nameless layer a name: dense_1, dense_2, conv2d_1, ... */
  nameLayers() {
    /** @type {Object<string, number>} */
    const counts = {};
    for (const layer of this.layers) {
      const kind = layer.constructor.name.toLowerCase();
      counts[kind] = (counts[kind] ?? 0) + 1;
      layer.name ||= `${kind}_${counts[kind]}`;
    }
    const names = this.layers.map((layer) => layer.name);
    if (new Set(names).size < names.length) {
      throw new RangeError(`two layers have the same name: ${names.join(", ")}`);
    }
  }

  /** Lay all parameters into one array theta, all gradients into another; draw the start. */
  build() {
    let shape = this.inputShape;
    for (const layer of this.layers) shape = layer.build(shape, this.Float);
    this.outputShape = shape;
    this.outputSize = sizeOf(shape);
    this.count = this.layers.reduce((sum, layer) => sum + layer.count, 0);
    const cost = this.layers.reduce((sum, layer) => sum + layer.cost, 0);
    /** Samples to compute at a time, so that a page that waits for it hardly notices. */
    this.atOnce = Math.min(Math.max(4 * Math.floor(AT_ONCE / cost / 4), 1), 512);
    /** @type {Floats} */
    this.theta = new this.Float(this.count);
    /** @type {Floats} */
    this.gradient = new this.Float(this.count);
    let place = 0;
    for (const layer of this.layers) {
      for (const [name, shape] of Object.entries(layer.shapes)) {
        const end = place + sizeOf(shape);
        layer.params[name] = this.theta.subarray(place, end);
        layer.grads[name] = this.gradient.subarray(place, end);
        place = end;
      }
    }
    this.reset();
  }

  /** Draw all parameters anew: the same seed gives the same start. */
  reset(seed = this.seed) {
    this.seed = seed;
    const rng = new Random(seed);
    for (const layer of this.layers) layer.start(rng);
  }

  /** Number of samples in x; the network's door. */
  samples(x) {
    const batch = x.length / this.inputSize;
    if (Number.isInteger(batch) && batch > 0) return batch;
    throw new RangeError(
      `got ${x.length} numbers, expected samples of ${this.inputSize} (shape ${this.inputShape})`);
  }

  /**
   * Return the network's output for a batch x. It is overwritten in the next call.
   * @param {Floats} x
   * @param {number} [batch]
   * @param {boolean} [training]
   * @returns {Floats}
   */
  forward(x, batch = this.samples(x), training = false) {
    for (const layer of this.layers) x = layer.forward(x, batch, training);
    return x;
  }

  /**
   * Backpropagate grad = dL/d(output): fill every layer's `grads`, change no parameter.
   * @param {Floats} grad
   * @param {number} batch
   * @param {boolean} [inputGrad]  false spares the first layer the gradient for its input
   * @returns {Floats | null} dL/dx, how the loss changes with each pixel
   */
  backward(grad, batch, inputGrad = true) {
    /** @type {Floats | null} */
    let slope = grad;
    for (let i = this.layers.length - 1; i >= 0; i--) {
      slope = this.layers[i].backward(slope, batch, inputGrad || i > 0);
    }
    return slope;
  }

  /**
   * The network without the activation of its last layer; all parameters are shared. Its output is
   * z, the logits, where this network's is f(z).
   * @returns {Sequential}
   */
  upToLogits() {
    const last = this.layers[this.layers.length - 1];
    const bare = Object.assign(Object.create(Object.getPrototypeOf(last)), last);
    Object.assign(bare, { activation: getActivation(null), work: {} });
    const twin = Object.assign(Object.create(Sequential.prototype), this);
    return Object.assign(twin, { layers: [...this.layers.slice(0, -1), bare] });
  }

  /** Add d(penalty)/dW to the gradients of the layers whose weights have a penalty. */
  addPenaltyGradients() {
    for (const { strength, params, grads } of this.layers) {
      if (strength === 0) continue;
      for (let i = 0; i < params.W.length; i++) grads.W[i] += 2 * strength * params.W[i];
    }
  }

  /** The sum of all penalties for large weights, a part of the loss: strength · (sum of all w²). */
  penalty() {
    let price = 0;
    for (const { strength, params } of this.layers) {
      if (strength === 0) continue;
      let sum = 0;
      for (const w of params.W) sum += w * w;
      price += strength * sum;
    }
    return price;
  }

  /** All parameters by name, such as "dense_1/W": the arrays themselves, not copies. */
  get params() {
    return this.byName("params");
  }

  /** All gradients of the last backward pass, by the same names. */
  get grads() {
    return this.byName("grads");
  }

  byName(kind) {
    const pairs = this.layers.flatMap((layer) =>
      Object.entries(layer[kind]).map(([name, values]) => [`${layer.name}/${name}`, values]));
    return Object.fromEntries(pairs);
  }

  /** A copy of all parameters, layer by layer, W before b. */
  getWeights() {
    return this.theta.slice();
  }

  /** Copy such an array into the parameters. */
  setWeights(values) {
    if (values.length !== this.count) {
      throw new RangeError(`the network has ${this.count} parameters, got ${values.length}`);
    }
    this.theta.set(values);
  }

  /** Return the outputs for all samples, a new array. */
  predict(x, batchSize = this.atOnce) {
    const n = this.samples(x), out = new this.Float(n * this.outputSize);
    for (let i = 0; i < n; i += batchSize) {
      const batch = Math.min(batchSize, n - i);
      const part = x.subarray(i * this.inputSize, (i + batch) * this.inputSize);
      out.set(this.forward(part, batch).subarray(0, batch * this.outputSize), i * this.outputSize);
    }
    return out;
  }

  /** Return the label of the largest output of each sample; for one output: is it above 0.5. */
  predictClasses(x) {
    const out = this.predict(x), k = this.outputSize;
    return Int32Array.from({ length: out.length / k }, (_, i) =>
      k === 1 ? Number(out[i] > 0.5) : argmax(out, i * k, k));
  }

  /** Return {loss, accuracy} on samples x with targets y (see `targets`). */
  evaluate(x, y, loss, batchSize = this.atOnce) {
    const scoring = new Scoring(this, loss, x, y, batchSize);
    while (scoring.step());
    return scoring.means();
  }

  /**
   * Targets as one row for each of n samples: integer labels become one-hot rows.
   * @param {ArrayLike<number>} y
   * @param {number} n
   * @returns {Floats}
   */
  targets(y, n) {
    const k = this.outputSize, rows = new this.Float(n * k);
    if (y.length === n * k) rows.set(y);
    else if (y.length === n) {
      for (let i = 0; i < n; i++) {
        if (!(Number.isInteger(y[i]) && y[i] >= 0 && y[i] < k)) {
          throw new RangeError(`label ${y[i]} of sample ${i} is not one of 0 ... ${k - 1}`);
        }
        rows[i * k + y[i]] = 1;
      }
    } else throw new RangeError(`${n} samples, but ${y.length} targets of ${k} numbers each`);
    return rows;
  }

  /** Train to the end and return the history; see `Training` to do it step by step. */
  fit(x, y, settings) {
    const training = new Training(this, x, y, settings);
    for (let epoch = 0; epoch < (settings.epochs ?? 1); epoch++) training.runEpoch();
    return training.history;
  }
}

/** The place of the largest of `width` numbers, counted from `start`. */
function argmax(row, start, width) {
  let best = 0;
  for (let j = 1; j < width; j++) if (row[start + j] > row[start + best]) best = j;
  return best;
}

// ---------------------------------------------------------------------------------------------
// Training, a batch at a time
// ---------------------------------------------------------------------------------------------

/** Running means of loss and accuracy. */
class Tally {
  constructor(loss, y, width) {
    this.measure = loss;
    this.width = width;
    this.loss = this.right = this.samples = 0;
    // One output means yes or no if all targets are 0 or 1; else it is a quantity.
    this.classes = width > 1 || y.every((value) => value === 0 || value === 1);
  }

  /** Count a batch in: targets y, outputs (or logits) out; `penalty` is the weights' price. */
  add(y, out, batch, penalty = 0) {
    const k = this.width, bar = this.measure.fromLogits ? 0 : 0.5;
    this.samples += batch;
    this.loss += (this.measure.value(y, out, batch, k) + penalty) * batch;
    for (let i = 0, r = 0; i < batch; i++, r += k) {
      const hit = k > 1 ? argmax(out, r, k) === argmax(y, r, k) : out[r] > bar === y[r] > 0.5;
      if (hit) this.right++;
    }
  }

  /** @returns {{loss: number, accuracy?: number}} */
  means() {
    const loss = this.loss / this.samples;
    return this.classes ? { loss, accuracy: this.right / this.samples } : { loss };
  }
}

/** Loss and accuracy of a network as it stands, a slice of the samples in each step. */
class Scoring {
  /**
   * @param {Sequential} model
   * @param {string | Loss} loss
   * @param {Floats} x
   * @param {ArrayLike<number>} y
   * @param {number} [batchSize]
   */
  constructor(model, loss, x, y, batchSize = model.atOnce) {
    const trained = asTrained(model, loss);
    this.network = trained.network;
    this.loss = trained.loss;
    this.x = x;
    this.n = model.samples(x);
    this.y = model.targets(y, this.n);
    this.batchSize = batchSize;
    this.restart();
  }

  restart() {
    this.next = 0;
    this.tally = new Tally(this.loss, this.y, this.network.outputSize);
    this.tally.loss = this.network.penalty() * this.n;
  }

  /** Score the next slice; return whether there is another. */
  step() {
    const { network, next } = this, batch = Math.min(this.batchSize, this.n - next);
    const x = this.x.subarray(next * network.inputSize, (next + batch) * network.inputSize);
    const y = this.y.subarray(next * network.outputSize, (next + batch) * network.outputSize);
    this.tally.add(y, network.forward(x, batch), batch);
    this.next += batch;
    return this.next < this.n;
  }

  means() {
    return this.tally.means();
  }
}

/**
 * A training that goes on a batch at a time. Before each epoch the samples are shuffled, so that
 * within an epoch each is used exactly once.
 *
 * @example
 * const training = new Training(model, x, labels,
 *   {loss: "quadratic_cost", optimizer: {optimizer: "sgd", learning_rate: 3}, batch_size: 10});
 * training.runEpoch();        // or training.step(), a batch at a time
 * training.history            // [{epoch: 1, loss: ..., accuracy: ...}]
 */
class Training {
  /**
   * @param {Sequential} model
   * @param {Floats} x  samples, one after the other
   * @param {ArrayLike<number>} y  integer labels, or a row of targets for each sample
   * @param {Settings} settings  loss, optimizer, batch_size (32), shuffle (true), seed (0),
   *   validation_data ([x, y], scored by runEpoch)
   */
  constructor(model, x, y, settings) {
    this.model = model;
    const { network, loss } = asTrained(model, settings.loss);
    this.network = network; // the model, perhaps without its last activation
    this.loss = loss;
    this.optimizer = getOptimizer(settings.optimizer);
    this.batchSize = checkCount(settings.batch_size ?? 32, "batch_size");
    this.shuffle = settings.shuffle ?? true;
    this.rng = new Random(settings.seed ?? 0);
    this.x = x;
    this.n = model.samples(x);
    this.y = model.targets(y, this.n);
    this.order = Int32Array.from({ length: this.n }, (_, i) => i);
    const { validation_data: held } = settings;
    this.validation = held ? new Scoring(model, settings.loss, held[0], held[1]) : null;
    this.pieceX = new model.Float(model.atOnce * model.inputSize);
    this.pieceY = new model.Float(model.atOnce * model.outputSize);
    this.slope = new model.Float(model.atOnce * model.outputSize); // dL/d(output)
    this.total = new model.Float(this.batchSize > model.atOnce ? model.count : 0);
    this.epoch = 0; // epochs finished
    this.next = 0; // samples of this epoch that were used
    this.tally = new Tally(this.loss, this.y, model.outputSize);
    /** @type {{epoch: number, loss: number, accuracy?: number, val_loss?: number,
     *   val_accuracy?: number}[]} */
    this.history = [];
  }

  /** Batches in an epoch; the last may be smaller. */
  get batches() {
    return Math.ceil(this.n / this.batchSize);
  }

  /**
   * Learn from the next batch: forward, slope of the loss, backward, the optimizer's step.
   * @returns {boolean} whether the epoch is finished
   */
  step() {
    while (!this.advance());
    return this.next === 0;
  }

  /**
   * Do the next piece of a batch: `atOnce` samples, most often all of it. The gradient of the
   * batch is the mean of its pieces' gradients, each weighted by its share of the samples.
   * @returns {boolean} whether the batch is finished
   */
  advance() {
    const { network, optimizer, total } = this, { gradient } = network;
    if (this.next === 0) this.beginEpoch();
    const begin = this.next - (this.next % this.batchSize);
    const end = Math.min(begin + this.batchSize, this.n);
    const piece = Math.min(this.model.atOnce, end - this.next);
    this.fetch(piece);
    this.backpropagate(piece);
    const first = this.next === begin, last = (this.next += piece) === end;
    if (!(first && last)) {
      const share = piece / (end - begin);
      if (first) total.fill(0);
      for (let i = 0; i < total.length; i++) total[i] += share * gradient[i];
      if (last) gradient.set(total);
    }
    if (!last) return false;
    network.addPenaltyGradients();
    optimizer.step(network.theta, gradient);
    if (!Number.isFinite(this.tally.loss)) this.reportDivergence();
    if (this.next === this.n) this.endEpoch();
    return true;
  }

  /** Forward, slope of the loss, backward, for the samples at hand: fill the gradients. */
  backpropagate(samples) {
    const { network, loss, pieceX, pieceY, slope } = this;
    const out = network.forward(pieceX, samples, true);
    this.tally.add(pieceY, out, samples, network.penalty());
    loss.slope(pieceY, out, slope, samples, network.outputSize);
    network.backward(slope, samples, false);
  }

  /** Learn from all samples once, then look at the validation data. */
  runEpoch() {
    while (!this.step());
    if (this.validation) {
      this.validation.restart();
      while (this.validation.step());
      this.noteValidation();
    }
    return this.history.at(-1);
  }

  beginEpoch() {
    this.tally = new Tally(this.loss, this.y, this.model.outputSize);
    if (this.shuffle) this.rng.permutation(this.n, this.order);
  }

  endEpoch() {
    this.epoch += 1;
    this.next = 0;
    this.history.push({ epoch: this.epoch, ...this.tally.means() });
    // The very last step may have gone too far: no loss has seen it.
    if (!this.model.theta.every(Number.isFinite)) this.reportDivergence();
  }

  /** Write what the validation data showed into the last entry of the history. */
  noteValidation() {
    const { loss, accuracy } = this.validation.means();
    const entry = this.history[this.history.length - 1];
    entry.val_loss = loss;
    if (accuracy !== undefined) entry.val_accuracy = accuracy;
  }

  /** Copy the next samples, in the order of this epoch, below each other. */
  fetch(samples) {
    const { x, y, pieceX, pieceY, order } = this, d = this.model.inputSize;
    const k = this.model.outputSize;
    for (let i = 0, p = 0, q = 0; i < samples; i++) {
      const row = order[this.next + i];
      for (let j = row * d; j < (row + 1) * d; j++) pieceX[p++] = x[j];
      for (let j = row * k; j < (row + 1) * k; j++) pieceY[q++] = y[j];
    }
  }

  reportDivergence() {
    const error = new Error(
      `loss or weights became infinite after epoch ${this.epoch}. The steps are too long and the ` +
      "weights run away: lower the learning rate " +
      `(now ${this.optimizer.learningRate}), for example by a factor of 10, and start again.`);
    error.name = "DivergenceError";
    throw error;
  }
}

export {
  ACTIVATIONS, Activation, Adam, AvgPool2D, Conv2D, Dense, Dropout, Flatten, INITIALIZERS, LAYERS,
  LOSSES, Layer, Matrix, MaxPool2D, OPTIMIZERS, RMSprop, Random, SGD, Scoring, Sequential, Tally,
  Training, Windows, argmax, asTrained, checkCount, checkNumber, choose, computeFans, construct,
  getActivation, getInitializer, getLoss, getOptimizer, leakyRelu, logSumExp, multiply, relu,
  sigmoid, softmax, softplus, step, tanh,
};
