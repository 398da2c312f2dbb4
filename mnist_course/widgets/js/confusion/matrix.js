/**
 * A confusion matrix as a grid of fields of which one is chosen: with a click, or with the arrow
 * keys (Home and End lead to the ends of a row). Its numbers say everything; shade only helps.
 */

import { attribute, h, write } from "../kit/dom.js";
import { aDigit } from "../digits/article.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * @param {{onInput: (truth: number, answer: number) => void, locked?: boolean}} options
 * @returns {{element: HTMLElement, draw: (counts: ArrayLike<number>) => void,
 *   set: (truth: number, answer: number) => void}}
 */
export function confusionMatrix({ onInput, locked }) {
  const fields = DIGITS.map((truth) => DIGITS.map((answer) => makeField(truth, answer)));
  const heads = DIGITS.map((answer) => h("th", { scope: "col" }, String(answer)));
  const element = h(
    "table",
    { class: "ml-confusion", role: "grid", "aria-label": "Confusion matrix" },
    h("caption", {}, "Row: the true digit. Column: the network’s answer."),
    h("thead", {}, h("tr", {}, h("td", {}), ...heads)),
    h(
      "tbody",
      {},
      ...fields.map((row, truth) => h("tr", {}, h("th", { scope: "row" }, String(truth)), ...row)),
    ),
  );
  let chosen = [0, 0];

  function makeField(truth, answer) {
    const right = truth === answer ? "ml-right" : null;
    const field = h("td", { role: "gridcell", class: right, tabindex: "-1" });
    field.addEventListener("click", () => choose(truth, answer));
    field.addEventListener("keydown", (event) => move(event, truth, answer));
    return field;
  }

  function move(event, truth, answer) {
    const step = MOVES[event.key];
    let next = null;
    if (step) next = [truth + step[0], answer + step[1]];
    else if (event.key === "Home") next = [truth, 0];
    else if (event.key === "End") next = [truth, 9];
    if (!next || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (locked) return;
    const [row, column] = next.map((k) => Math.min(9, Math.max(0, k)));
    fields[row][column].focus();
    choose(row, column);
  }

  function choose(truth, answer) {
    if (locked || (truth === chosen[0] && answer === chosen[1])) return;
    set(truth, answer);
    onInput(truth, answer);
  }

  function set(truth, answer) {
    const [before, now] = [fields[chosen[0]][chosen[1]], fields[truth][answer]];
    attribute(before, "aria-selected", "false");
    attribute(before, "tabindex", "-1");
    attribute(now, "aria-selected", "true");
    attribute(now, "tabindex", "0");
    chosen = [truth, answer];
    heads.forEach((head, k) => head.classList.toggle("ml-chosen", k === answer));
    fields.forEach((row, k) =>
      row[0].parentElement.firstElementChild.classList.toggle("ml-chosen", k === truth),
    );
  }

  return {
    element,
    set,
    draw(counts) {
      const mistakes = Array.from(counts).filter((_, k) => k % 11 !== 0);
      const most = Math.max(1, ...mistakes);
      fields.forEach((row, truth) =>
        row.forEach((field, answer) => {
          const count = counts[10 * truth + answer];
          const part = truth === answer ? 0 : count / most;
          field.style.setProperty("--part", part.toFixed(3));
          field.classList.toggle("ml-none", count === 0);
          write(field, String(count));
          const images = count === 1 ? "1 image" : `${count} images`;
          attribute(field, "aria-label", `${images} of ${aDigit(truth)}, read as ${answer}`);
        }),
      );
    },
  };
}
