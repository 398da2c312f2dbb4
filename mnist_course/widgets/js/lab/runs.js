/** The runs that were kept, each with its letter, so that the next can be compared with them. */

import { button } from "../kit/buttons.js";
import { h } from "../kit/dom.js";

export const LETTERS = ["A", "B", "C"];
export const LOOKS = ["c", "d", "e"];

/**
 * @param {{onChange: () => void, onUse: (settings: object) => void}} options
 * @returns {{element: HTMLElement, keep: (run: object) => void, kept: () => object[],
 *   full: () => boolean}}
 * A run is {name, settings, points}.
 */
export function keptRuns({ onChange, onUse }) {
  const list = h("ul", { class: "ml-runs" });
  const element = h(
    "div",
    { class: "ml-section", hidden: true },
    h("p", { class: "ml-title" }, "Kept runs (held-out digits)"),
    list,
  );
  const slots = LETTERS.map(() => null);

  function draw() {
    const rows = slots.flatMap((run, i) => {
      if (!run) return [];
      const last = run.points.at(-1);
      const best = Math.max(...run.points.map((point) => point.val_accuracy));
      const words =
        `${run.name}: ${percent(last.val_accuracy)} after ${epochsInWords(last.epoch)}, ` +
        `best ${percent(best)}`;
      const back = button({ label: "Use again", onPress: () => onUse(run.settings) });
      const drop = button({ label: "Remove", onPress: () => remove(i) });
      if (!run.settings) back.element.hidden = true;
      back.element.setAttribute("aria-label", `Use the settings of run ${LETTERS[i]} again`);
      drop.element.setAttribute("aria-label", `Remove run ${LETTERS[i]}`);
      const letter = h("strong", {}, LETTERS[i]);
      const ends = h("span", { class: "ml-buttons" }, back.element, drop.element);
      return [h("li", {}, letter, h("span", {}, words), ends)];
    });
    list.replaceChildren(...rows);
    element.hidden = !rows.length;
  }

  function remove(i) {
    slots[i] = null;
    draw();
    onChange();
  }

  return {
    element,
    kept: () => slots.flatMap((run, i) => (run ? [{ ...run, letter: LETTERS[i], look: LOOKS[i] }] : [])),
    full: () => slots.every(Boolean),
    keep(run) {
      const free = slots.indexOf(null);
      if (free < 0) return;
      slots[free] = run;
      draw();
      onChange();
    },
  };
}

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

export function round(epoch) {
  return String(Number(epoch.toFixed(2)));
}

function epochsInWords(count) {
  return count === 1 ? "1 epoch" : `${round(count)} epochs`;
}
