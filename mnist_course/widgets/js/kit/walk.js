/** A walk over the places of a map: back, play, step, rewind, and all of it at once. */

import { button, player } from "./buttons.js";

const TICK = 60; // milliseconds between two steps of a long walk
const SLOW = 900; // of a short one
const TICKS = 150; // a long walk takes so many steps at most

/**
 * @param {{count: () => number, settings: {place: number, whole: boolean}, locked?: boolean,
 *   turn: (patch: object) => void, draw: () => void}} options
 * `count` is 0 until the places are known. `settings.place` is where the walk stands;
 * `settings.whole` is true when the map shows all places and not only those behind the walker.
 * `turn` takes what a reader did; `draw` is enough while a walk goes on by itself.
 * @returns {{element: HTMLElement, refresh: () => void, stop: () => void}}
 */
export function walk({ count, settings, locked, turn, draw }) {
  const place = () => settings.place;
  const whole = () => settings.whole;
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

  function go(to, showAll, done) {
    const patch = { place: Math.min(count() - 1, Math.max(0, to)), whole: showAll };
    if (done) return turn(patch);
    Object.assign(settings, patch);
    draw();
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
    const stuck = count() === 0;
    for (const one of row.element.children) one.disabled = stuck; // there is nowhere to go yet
    if (stuck) return;
    const last = place() >= count() - 1;
    row.set({ playing, stuck: false });
    back.set({ disabled: playing || place() === 0 });
    if (!playing) row.element.children[2].disabled = last;
    all.set({ disabled: whole() || (last && !playing) });
  }

  refresh();
  return { element: row.element, refresh, stop };
}
