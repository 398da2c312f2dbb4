/**
 * What the figure shows, in words. The description is there at once for whoever asks; the live
 * region speaks by itself, at most once in a few seconds, so that a screen reader is not flooded.
 */

import { freshId, h, write } from "./dom.js";

const PAUSE = 4000; // milliseconds between two announcements

/**
 * @param {HTMLElement} root gets the description as its `aria-describedby`
 * @returns {{element: HTMLElement, show: (text: string) => void, say: (text: string) => void}}
 * `show` changes the description; `say` also announces it: now, or when the pause is over.
 */
export function description(root) {
  const id = freshId("description");
  const text = h("p", { id, class: "ml-hidden ml-description" });
  const live = h("p", { class: "ml-hidden", "aria-live": "polite" });
  let last = -Infinity;
  let timer = 0;
  let waiting = "";
  root.setAttribute("aria-describedby", id);

  function announce() {
    timer = 0;
    last = performance.now();
    write(live, waiting);
  }

  function show(words) {
    write(text, words);
  }

  function say(words, now = false) {
    show(words);
    waiting = words;
    const rest = now ? 0 : last + PAUSE - performance.now();
    if (rest <= 0) {
      clearTimeout(timer);
      announce();
    } else if (!timer) {
      timer = setTimeout(announce, rest);
    }
  }

  return { element: h("div", {}, text, live), show, say };
}
