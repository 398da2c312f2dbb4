/** The occlusion map: how sure the network still is when a patch hides a part of the digit. */

import { cells, view } from "../kit/cells.js";
import { choice } from "../kit/choice.js";
import { h, write } from "../kit/dom.js";
import { percent } from "../kit/numbers.js";
import { verdict } from "../kit/answer.js";
import { largest, weightKey } from "../kit/pictures.js";
import { PATCH, cover } from "./cover.js";
import { aDigit } from "../digits/article.js";

const SIDE = 28;
const LEAST = 0.05; // changes of the probability that get the full colour at least

/**
 * @param {{worker: () => Worker, weights: () => Promise<ArrayBuffer>, onNews: () => void,
 *   locked: boolean, onPatch: (patch: string) => void}} options
 * @returns {{element: HTMLElement,
 *   show: (x: Float32Array, probabilities: Float32Array, patch: string) => void,
 *   hide: () => void, words: () => string, remove: () => void}}
 */
export function occlusion({ worker: start, weights, onNews, locked, onPatch }) {
  const status = h("p", { class: "ml-status" });
  const covered = cells({ label: "The digit with the patch" });
  const map = cells({
    label: "Occlusion map: choose where the patch lies",
    help: "Click or drag, or use the arrow keys, to move the patch.",
    onChoose: (row, column) => look(row, column, true),
    say: () => status.textContent,
  });
  const made = choice({
    label: `The patch of ${PATCH} × ${PATCH} pixels`,
    options: [
      { value: "grey", label: "grey: half ink" },
      { value: "paper", label: "white: erases the ink" },
    ],
    value: "grey",
    locked,
    onInput: onPatch,
  });
  const element = h(
    "div",
    { class: "ml-section" },
    made.element,
    h(
      "div",
      { class: "ml-views" },
      view("the digit with the patch", covered.element),
      view("occlusion map", map.element),
      h("div", { class: "ml-view-words" }, status, map.help),
    ),
    weightKey({ against: "hiding this place helps", meant: "hiding it costs probability" }),
  );
  let worker = null;
  let run = 0;
  let now = null; // the digit and what was said of it, then of each covering

  async function show(x, probabilities, patch) {
    run += 1;
    made.set(patch);
    if (!largest(x)) {
      now = null;
      covered.draw(x, SIDE, SIDE, { digit: true });
      map.draw(x, SIDE, SIDE, { limit: LEAST });
      write(status, "There is no ink to hide.");
      return;
    }
    const mine = run;
    const { best } = verdict(probabilities);
    now = { x: x.slice(), patch, best, p: probabilities[best], said: null };
    write(status, "Hiding one place after the other …");
    if (!worker) {
      worker = start();
      worker.onmessage = ({ data }) => data.run === run && finish(data.said);
      worker.postMessage({ weights: await weights() });
    }
    if (mine === run) worker.postMessage({ run: mine, x: now.x, patch });
  }

  function finish(said) {
    now.said = said;
    const change = Float32Array.from(
      { length: SIDE * SIDE },
      (_, i) => now.p - said[10 * i + now.best],
    );
    map.draw(change, SIDE, SIDE, { limit: Math.max(LEAST, largest(change)) });
    const most = change.indexOf(change.reduce((a, b) => Math.max(a, b)));
    look(Math.floor(most / SIDE), most % SIDE, false);
  }

  function look(row, column, chosen) {
    if (!now?.said) return;
    const i = SIDE * row + column;
    const said = now.said.subarray(10 * i, 10 * i + 10);
    const { best, share } = verdict(said);
    covered.draw(cover(now.x, row, column, now.patch), SIDE, SIDE, { digit: true });
    map.choose(row, column);
    const where = `row ${row}, column ${column}`;
    const start = chosen
      ? `With the patch around ${where}`
      : `It matters most around ${where}: with the patch there`;
    const ends =
      best === now.best
        ? "and the answer stays the same"
        : `and the answer becomes ${best} (${percent(share)})`;
    write(
      status,
      `${start} the probability of ${aDigit(now.best)} goes from ${percent(now.p)} to ` +
        `${percent(said[now.best])}, ${ends}.`,
    );
    onNews();
  }

  return {
    element,
    show,
    hide: () => (run += 1),
    words: () => status.textContent,
    remove: () => worker?.terminate(),
  };
}
