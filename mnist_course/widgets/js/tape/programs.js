/** Small expressions as lists of operations; a tape that records their lines and is played back. */

/** What an operation computes, its slopes along its inputs, and how it is written. */
const OPERATIONS = {
  add: { value: (a, b) => a + b, slopes: () => [1, 1], text: (a, b) => `${a} + ${b}` },
  subtract: { value: (a, b) => a - b, slopes: () => [1, -1], text: (a, b) => `${a} − ${b}` },
  multiply: { value: (a, b) => a * b, slopes: (a, b) => [b, a], text: (a, b) => `${a} · ${b}` },
  divide: {
    value: (a, b) => a / b,
    slopes: (a, b) => [1 / b, -a / (b * b)],
    text: (a, b) => `${a} / ${b}`,
  },
  square: { value: (a) => a * a, slopes: (a) => [2 * a], text: (a) => `${a}²` },
  exp: { value: Math.exp, slopes: (a) => [Math.exp(a)], text: (a) => `exp(${bare(a)})` },
  negative_log: {
    value: (a) => -Math.log(a),
    slopes: (a) => [-1 / a],
    text: (a) => `−log(${bare(a)})`,
  },
  sigmoid: {
    value: sigmoid,
    slopes: (a) => [sigmoid(a) * (1 - sigmoid(a))],
    text: (a) => `σ(${bare(a)})`,
  },
};

const IN_PYTHON = {
  add: (a, b) => `${a} + ${b}`,
  subtract: (a, b) => `${a} - ${b}`,
  multiply: (a, b) => `${a} * ${b}`,
  divide: (a, b) => `${a} / ${b}`,
  square: (a) => `${a} * ${a}`,
  exp: (a) => `tf.exp(${a})`,
  negative_log: (a) => `-tf.math.log(${a})`,
  sigmoid: (a) => `tf.sigmoid(${a})`,
};

/** Each line: the name of its result, the operation, the names of what goes in. */
export const PROGRAMS = {
  sum: {
    label: "a · b + c",
    inputs: ["a", "b", "c"],
    lines: [
      ["u", "multiply", "a", "b"],
      ["L", "add", "u", "c"],
    ],
  },
  twice: {
    label: "a · a · b",
    inputs: ["a", "b"],
    lines: [
      ["u", "multiply", "a", "a"],
      ["L", "multiply", "u", "b"],
    ],
  },
  neuron: {
    label: "(σ(w · x + b) − y)²",
    inputs: ["w", "x", "bias", "y"],
    lines: [
      ["u", "multiply", "w", "x"],
      ["z", "add", "u", "bias"],
      ["a", "sigmoid", "z"],
      ["e", "subtract", "a", "y"],
      ["L", "square", "e"],
    ],
  },
  softmax: {
    label: "−log softmax(z₁, z₂)₁",
    inputs: ["z1", "z2"],
    lines: [
      ["u", "exp", "z1"],
      ["v", "exp", "z2"],
      ["s", "add", "u", "v"],
      ["p", "divide", "u", "s"],
      ["L", "negative_log", "p"],
    ],
  },
};

/** A name as a reader sees it. */
export function shown(key) {
  return { bias: "b", z1: "z₁", z2: "z₂" }[key] ?? key;
}

/** How many places the walk has after the empty tape: forward, the start at the end, backward. */
export function places(program) {
  return 2 * program.lines.length + 1;
}

/** Write the right side of a line, with names or with numbers in the place of names. */
export function written([, operation, ...sources], word = shown) {
  return OPERATIONS[operation].text(...sources.map(word));
}

/**
 * Record the program and play its tape back, up to a place of the walk.
 * @returns {{values: Record<string, number>, local: number[][], slopes: Record<string, number>,
 *   gains: {to: string, before: number, parts: number[][]}[]}}
 * `local[i]` are the slopes of line i along its inputs; `slopes` are those of L, as far as they
 * are known; `gains` is what the last line played back has handed on: to whom, what was there
 * before, and the pairs of factors.
 */
export function walkTape(program, inputs, place) {
  const { lines } = program;
  const values = Object.fromEntries(program.inputs.map((key) => [key, inputs[key]]));
  const local = lines.map(([name, operation, ...sources]) => {
    const numbers = sources.map((key) => values[key]);
    values[name] = OPERATIONS[operation].value(...numbers);
    return OPERATIONS[operation].slopes(...numbers);
  });
  const slopes = {};
  let gains = [];
  if (place > lines.length) {
    for (const key of Object.keys(values)) slopes[key] = 0;
    slopes.L = 1;
  }
  for (let k = lines.length + 2; k <= place; k += 1) {
    const i = places(program) - k;
    const [name, , ...sources] = lines[i];
    gains = [...new Set(sources)].map((to) => ({ to, before: slopes[to], parts: [] }));
    sources.forEach((to, j) => {
      slopes[to] += slopes[name] * local[i][j];
      gains.find((gain) => gain.to === to).parts.push([slopes[name], local[i][j]]);
    });
  }
  return { values, local, slopes, gains };
}

/** The same with TensorFlow, as lines of Python. */
export function python(program, inputs) {
  const float = (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value));
  return [
    "import tensorflow as tf",
    "",
    ...program.inputs.map((key) => `${key} = tf.Variable(${float(inputs[key])})`),
    "with tf.GradientTape() as tape:",
    ...program.lines.map(([name, op, ...sources]) => `    ${name} = ${IN_PYTHON[op](...sources)}`),
    `slopes = tape.gradient(L, [${program.inputs.join(", ")}])`,
    "print([float(slope) for slope in slopes])",
  ].join("\n");
}

function sigmoid(z) {
  return 1 / (1 + Math.exp(-z));
}

/** A negative number stands in brackets already; inside a function's brackets it needs none. */
function bare(text) {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text;
}
