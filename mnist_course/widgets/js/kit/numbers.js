/** Numbers as a reader sees them. */

/** Write a number with two decimals and a true minus. */
export function signed(value, decimals = 2) {
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** Write a number with its sign in front, also where it is positive. */
export function withSign(value, decimals = 2) {
  const text = signed(value, decimals);
  return text.startsWith("−") || Number(text) === 0 ? text : `+${text}`;
}

/** Write a probability: three figures at both ends, so that 99.98 % is no 100 %. */
export function percent(p) {
  if (p > 0.9999) return "> 99.99 %";
  if (p < 0.0001) return "< 0.01 %";
  const share = 100 * p;
  return `${p > 0.99 || p < 0.01 ? share.toFixed(2) : share.toFixed(1)} %`;
}

/** Write a whole number as an exponent: −3 becomes ⁻³. */
export function superscript(power) {
  return String(power).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
}

/** Write three digits; small and large numbers as powers of ten. */
export function inPowers(value) {
  if (value !== 0 && (value < 1e-2 || value >= 1e4)) {
    const [digits, power] = value.toExponential(1).split("e");
    return `${digits} · 10${superscript(Number(power))}`;
  }
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
