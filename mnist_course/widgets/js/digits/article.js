/** A digit with its article, as one says it: a 3, an 8. */
export function aDigit(digit, article = "a") {
  return `${article}${digit === 8 ? "n" : ""} ${digit}`;
}
