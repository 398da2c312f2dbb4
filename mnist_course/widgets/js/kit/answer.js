/** What one network says about a digit: its answer in large, how sure it is, and ten bars. */

import { bars } from "./bars.js";
import { h, write } from "./dom.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * @param {{name: string, note?: string, link?: string}} options `note` stands below the name
 * @returns {{element: HTMLElement, show: (probabilities: ArrayLike<number>) => void,
 *   clear: () => void}}
 */
export function answer({ name, note, link }) {
  const digit = h("span", { class: "ml-answer-digit" });
  const sure = h("span", {});
  const table = bars({ label: `Probabilities of ${name}`, names: DIGITS });
  const element = h(
    "div",
    { class: "ml-answer" },
    h("p", { class: "ml-title" }, link ? h("a", { href: link }, name) : name),
    note && h("p", { class: "ml-note" }, note),
    h("p", { class: "ml-answer-line" }, digit, sure),
    table.element,
  );

  function clear() {
    write(digit, "?");
    write(sure, "");
    table.clear();
  }

  clear();
  return {
    element,
    clear,
    show(probabilities) {
      const { best, words } = verdict(probabilities);
      write(digit, String(best));
      write(sure, words);
      table.draw(probabilities);
    },
  };
}

/** Return the likeliest digit, its probability, and both in words: "97 % sure". */
export function verdict(probabilities) {
  const best = Array.from(probabilities).indexOf(Math.max(...probabilities));
  const share = probabilities[best];
  const percent = share >= 0.995 && share < 1 ? "over 99" : Math.round(100 * share);
  return { best, share, words: `${percent} % sure` };
}
