/**
 * Learning while one watches: play, step and reset, and the clock behind them. Some steps are taken
 * in each frame; more at once, and rarely, where calm is wanted.
 */

import { player } from "./buttons.js";
import { calm } from "./theme.js";

const CALM = { between: 500, steps: 20, time: 4 }; // milliseconds; how many times as much

/**
 * Make the buttons of something that learns.
 * @param {{learn: (count: number) => void, stuck: () => boolean, show: () => void,
 *   rest: () => void, reset: () => void}} options
 * `learn` takes so many steps; `stuck` says that no more can be taken; `show` draws after a frame,
 * `rest` after a single step and when time stands still; `reset` begins again.
 * @returns {{element: HTMLElement, playing: () => boolean, play: () => void, stop: () => void,
 *   halt: () => void, refresh: (busy?: boolean) => void}}
 * `stop` ends the frames only, as before a replay, after which `play` may go on; after `halt`
 * nothing plays. `refresh` sets the buttons; while `busy`, as if no step could be taken.
 */
export function learningTime({ learn, stuck, show, rest, reset }) {
  let playing = false;
  const running = clock({ learn, stuck, show, onEnd: pause });
  const buttons = player({
    words: { reset: "Same start again" },
    onPlay: play,
    onPause: pause,
    onStep: () => {
      learn(1);
      refresh();
      rest();
    },
    onReset: reset,
  });

  function refresh(busy = false) {
    buttons.set({ playing, stuck: stuck() || busy });
  }

  function play() {
    playing = !stuck();
    refresh();
    running.start();
  }

  function halt() {
    playing = false;
    running.stop();
  }

  function pause() {
    halt();
    refresh();
    rest();
  }

  return {
    element: buttons.element,
    playing: () => playing,
    play,
    stop: running.stop,
    halt,
    refresh,
  };
}

/**
 * @param {{learn: (count: number) => void, stuck: () => boolean, show: () => void,
 *   onEnd: () => void, steps?: number, piece?: number, time?: number}} options
 * `learn` takes so many steps; `stuck` says that no more can be taken, whereupon `onEnd` is called;
 * `show` draws after each frame. `steps` are the most in a frame, `piece` those between two looks at
 * the clock, `time` the milliseconds in a frame that may go into them.
 * @returns {{start: () => void, stop: () => void}}
 */
function clock({ learn, stuck, show, onEnd, steps = 20, piece = 5, time = 8 }) {
  let going = false;
  let frame = 0;
  let timer = 0;

  function wait() {
    if (calm()) timer = setTimeout(tick, CALM.between);
    else frame = requestAnimationFrame(tick);
  }

  function tick() {
    const end = performance.now() + time * (calm() ? CALM.time : 1);
    const most = steps * (calm() ? CALM.steps : 1);
    for (let done = 0; done < most && !stuck() && performance.now() < end; done += piece) {
      learn(piece);
    }
    show();
    if (stuck()) onEnd();
    else if (going) wait();
  }

  function stop() {
    going = false;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  }

  return {
    start() {
      stop();
      going = !stuck();
      if (going) wait();
    },
    stop,
  };
}
