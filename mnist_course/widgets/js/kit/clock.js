/** Steps that are taken in time: some in each frame; more at once, and rarely, where calm is wanted. */

import { calm } from "./theme.js";

const CALM = { between: 500, steps: 20, time: 4 }; // milliseconds; how many times as much

/**
 * @param {{learn: (count: number) => void, stuck: () => boolean, show: () => void,
 *   onEnd: () => void, steps?: number, piece?: number, time?: number}} options
 * `learn` takes so many steps; `stuck` says that no more can be taken, whereupon `onEnd` is called;
 * `show` draws after each frame. `steps` are the most in a frame, `piece` those between two looks at
 * the clock, `time` the milliseconds in a frame that may go into them.
 * @returns {{start: () => void, stop: () => void}}
 */
export function clock({ learn, stuck, show, onEnd, steps = 20, piece = 5, time = 8 }) {
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
