/** What is computed at each of the ten places of a round, in formulas with numbers. */

/** Where a round is: how many of its ten parts are done; the tenth moves the weights. */
export const PARTS = 10;
export const DONE = { z3: 1, z4: 2, z5: 3, loss: 4, d5: 5, upper: 6, d3: 7, d4: 8, lower: 9 };

const NAMES = { sigmoid: "σ", tanh: "tanh", relu: "ReLU" };

/** Write three digits; what is very small or very large as a power of ten. */
export function short(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [digits, power] = value.toExponential(1).split("e");
    return `${minus(digits)} · 10${superscript(Number(power))}`;
  }
  return minus(String(Number(value.toPrecision(size >= 100 ? 4 : 3))));
}

/** Write three decimals at most, for a small place. */
export function brief(value) {
  if (value !== 0 && Math.abs(value) < 5e-4) return value > 0 ? "< 0.001" : "> −0.001";
  if (Math.abs(value) >= 1000) return minus(value.toExponential(0).replace("e+", "e"));
  return minus(String(Number(value.toFixed(Math.abs(value) >= 100 ? 1 : 3))));
}

/** What the part that was done last has computed; `before` is the network before the last step. */
export function tell(part, net, now, before, old) {
  const f = NAMES[net.hidden];
  const sum = (j, inputs) => {
    const terms = inputs.map((h) => `${short(now[`a${h}`])} · ${inside(net[`w${h}${j}`])}`);
    const symbols = inputs.map((h) => `${name(`a${h}`)} ${name(`w${h}${j}`)}`);
    const bend = j === 5 ? "σ" : f;
    return (
      `${name(`z${j}`)} = ${symbols.join(" + ")} + ${name(`b${j}`)} = ` +
      `${terms.join(" + ")} + ${inside(net[`b${j}`])} = ${short(now[`z${j}`])}, and ` +
      `${name(`a${j}`)} = ${bend}(${short(now[`z${j}`])}) = ${short(now[`a${j}`])}.`
    );
  };
  const blame = (j) =>
    `${name(`d${j}`)} = ${name("d5")} ${name(`w${j}5`)} ${f}′(${name(`z${j}`)}) = ` +
    `${short(now.d5)} · ${inside(net[`w${j}5`])} · ${short(now[`s${j}`])} = ${short(now[`d${j}`])}.`;
  const slope = (h, j) =>
    `∂L/∂${name(`w${h}${j}`)} = ${name(`a${h}`)} ${name(`d${j}`)} = ` +
    `${short(now[`a${h}`])} · ${inside(now[`d${j}`])} = ${short(now.slopes[`w${h}${j}`])}`;
  switch (part) {
    case DONE.z3:
      return `Forward, neuron 3: ${sum(3, [1, 2])}`;
    case DONE.z4:
      return `Forward, neuron 4: ${sum(4, [1, 2])}`;
    case DONE.z5:
      return `Forward, the output: ${sum(5, [3, 4])}`;
    case DONE.loss:
      return (
        `The loss: L = ½ (${name("a5")} − y)² = ½ (${short(now.a5)} − ${inside(net.y)})² = ` +
        `${short(now.loss)}. The way forward is done.`
      );
    case DONE.d5:
      return (
        `Backward, the output first. Its blame is ${name("d5")} = (${name("a5")} − y) ` +
        `σ′(${name("z5")}) = ${short(now.a5 - net.y)} · ${short(now.s5)} = ${short(now.d5)}.`
      );
    case DONE.upper:
      return (
        `Slopes, the activation before the line times the blame behind it: ${slope(3, 5)}, ` +
        `${slope(4, 5)}; and ∂L/∂${name("b5")} = ${name("d5")} = ${short(now.d5)}.`
      );
    case DONE.d3:
      return `Backward, the blame of neuron 3: ${blame(3)}`;
    case DONE.d4:
      return `Backward, the blame of neuron 4: ${blame(4)}`;
    case DONE.lower:
      return (
        `Slopes of the first layer: ${slope(1, 3)}, ${slope(2, 3)}, ${slope(1, 4)}, ` +
        `${slope(2, 4)}; along the biases, ${name("d3")} and ${name("d4")}.`
      );
    default:
      if (!before) return "Before the first part. Step computes neuron 3.";
      return (
        `All nine numbers have moved against their slopes, for example ${name("w23")} = ` +
        `${short(before.w23)} − ${short(net.eta)} · ${inside(old.slopes.w23)} = ${short(net.w23)}. ` +
        `With the new ones the loss is ${short(now.loss)}; it was ${short(old.loss)}.`
      );
  }
}

/** w13 becomes w₁₃, d5 becomes δ₅; the input x1 is the activation a₁ of its circle. */
export function name(key) {
  return key.replace("d", "δ").replace("x", "a").replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

function inside(value) {
  const text = short(value);
  return value < 0 ? `(${text})` : text;
}

function minus(text) {
  return text.replace("-", "−").replace(/^−0$/, "0");
}

function superscript(power) {
  return String(power).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
}
