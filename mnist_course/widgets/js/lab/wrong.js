/** The held-out digits that the network gets wrong, as they stand now. */

import { h, write } from "../kit/dom.js";
import { picture } from "../kit/pictures.js";
import { aDigit } from "../digits/article.js";

const SHOWN = 20;

/** @returns {{element: HTMLElement, show: (predicted: ArrayLike<number>, held: object) => void}} */
export function wrongDigits() {
  const title = h("p", { class: "ml-title" });
  const cells = Array.from({ length: SHOWN }, () => {
    const image = picture({ size: 56 });
    const words = h("span");
    return { shown: "", image, words, element: h("li", { class: "ml-captioned" }, image.element, words) };
  });
  const sheet = h("ul", { class: "ml-sheet" }, ...cells.map(({ element }) => element));
  const element = h("div", { class: "ml-section" }, title, sheet);
  return {
    element,
    show(predicted, { x, labels }) {
      const wrong = [];
      for (let n = 0; n < labels.length; n += 1) if (predicted[n] !== labels[n]) wrong.push(n);
      write(title, `Read wrongly: ${wrong.length} of ${labels.length} held-out digits`);
      cells.forEach((place, i) => {
        const { image, words, element: cell } = place;
        const n = wrong[i];
        cell.hidden = n === undefined;
        const shown = cell.hidden ? "" : `${n} ${predicted[n]}`;
        if (place.shown === shown) return;
        place.shown = shown;
        if (cell.hidden) return;
        image.digit(x.subarray(n * 784, (n + 1) * 784));
        image.name(`${aDigit(labels[n])} that is read as ${predicted[n]}`);
        write(words, `${labels[n]} → ${predicted[n]}`);
      });
    },
  };
}
