/** Buttons: one alone, and the row play / step / reset of everything that runs in time. */

import { h, s, write } from "./dom.js";

const ICONS = {
  play: "M4 2.5v11l10-5.5z",
  pause: "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z",
  step: "M2.5 2.5v11l8-5.5zM11 2.5h2.5v11H11z",
  reset: "M8 2.2a5.8 5.8 0 1 0 5.6 7.3h-2a3.9 3.9 0 1 1-.9-4L8.600 7.600h5.900V1.700L12.100 4.100A5.800 5.800 0 0 0 8 2.200z",
};

/** Make a button. `icon` is one of play, pause, step, reset. */
export function button({ label, onPress, icon, primary, title }) {
  const words = h("span", {}, label);
  const mark = icon && s("path", { d: ICONS[icon] });
  const element = h(
    "button",
    { type: "button", class: primary ? "ml-button ml-primary" : "ml-button", title },
    icon && s("svg", { viewBox: "0 0 16 16", "aria-hidden": "true", class: "ml-icon" }, mark),
    words,
  );
  element.addEventListener("click", onPress);
  return {
    element,
    set({ label: text, icon: name, disabled }) {
      if (text !== undefined) write(words, text);
      if (name !== undefined) mark.setAttribute("d", ICONS[name]);
      if (disabled !== undefined) element.disabled = disabled;
    },
  };
}

/**
 * Make the row play / step / reset.
 * @param {{words?: {play?: string, pause?: string, step?: string, reset?: string},
 *   onPlay: () => void, onPause: () => void, onStep?: () => void, onReset?: () => void}} options
 * @returns {{element: HTMLElement, set: (state: {playing?: boolean, stuck?: boolean}) => void}}
 * `stuck` disables play and step: nothing is left to do.
 */
export function player({ words = {}, onPlay, onPause, onStep, onReset }) {
  const texts = { play: "Play", pause: "Pause", step: "Step", reset: "Reset", ...words };
  let playing = false;
  const play = button({
    label: texts.play,
    icon: "play",
    primary: true,
    onPress: () => (playing ? onPause() : onPlay()),
  });
  const step = onStep && button({ label: texts.step, icon: "step", onPress: onStep });
  const reset = onReset && button({ label: texts.reset, icon: "reset", onPress: onReset });
  const parts = [play, step, reset].filter(Boolean).map((part) => part.element);

  function set({ playing: now = playing, stuck = false }) {
    playing = now;
    play.set({
      label: playing ? texts.pause : texts.play,
      icon: playing ? "pause" : "play",
      disabled: stuck && !playing,
    });
    if (step) step.set({ disabled: playing || stuck });
  }

  set({});
  return { element: h("div", { class: "ml-buttons" }, ...parts), set };
}
