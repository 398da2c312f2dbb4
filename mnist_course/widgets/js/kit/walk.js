/** A walk over the places of a map: back, play, step, rewind, and all of it at once. */

import { button, player } from "./buttons.js";

const TICK = 60; // milliseconds between two steps of a long walk
const SLOW = 900; // of a short one
const TICKS = 150; // a long walk takes so many steps at most

/**
 * @param {{count: () => number, place: () => number, whole: () => boolean,
 *   go: (place: number, whole: boolean, done: boolean) => void, locked?: boolean}} options
 * `go` takes the walk to a place; `whole` is true when the map shows all places and not only those
 * behind the walker, `done` is false while a walk goes on by itself.
 * @returns {{element: HTMLElement, refresh: () => void, stop: () => void}}
 */
export function walk({ count, place, whole, go, locked }) {
  let timer = 0;
  const back = button({ label: "Back", onPress: () => move(-1) });
  const all = button({ label: "Whole map", onPress: () => leave(() => go(place(), true, true)) });
  const row = player({
    words: { reset: "Rewind" },
    onPlay: play,
    onPause: () => leave(() => go(place(), whole(), true)),
    onStep: () => move(1),
    onReset: () => leave(() => go(0, false, true)),
  });
  row.element.prepend(back.element);
  row.element.append(all.element);
  if (locked) for (const one of row.element.children) one.disabled = true;

  function stop() {
    clearInterval(timer);
    timer = 0;
  }

  function leave(then) {
    stop();
    then();
  }

  function move(by) {
    leave(() => go(place() + by, whole(), true));
  }

  function play() {
    const stride = Math.ceil(count() / TICKS);
    const short = count() <= 25;
    if (whole() || place() >= count() - 1) go(0, false, false);
    timer = setInterval(
      () => {
        const next = Math.min(count() - 1, place() + (short ? 1 : stride));
        const end = next === count() - 1;
        if (end) stop();
        go(next, false, end);
      },
      short ? SLOW : TICK,
    );
    refresh();
  }

  function refresh() {
    if (locked) return;
    const playing = timer !== 0;
    const last = place() >= count() - 1;
    row.set({ playing, stuck: false });
    back.set({ disabled: playing || place() === 0 });
    if (!playing) row.element.children[2].disabled = last;
    all.set({ disabled: whole() || (last && !playing) });
  }

  refresh();
  return { element: row.element, refresh, stop };
}
