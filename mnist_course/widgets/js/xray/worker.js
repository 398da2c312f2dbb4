/**
 * The occlusion map, computed beside the page: LeNet-5 is asked 784 times, with a patch
 * around each pixel in turn. A row at a time, so that a newer digit is heard.
 *
 * In:  {weights} once, then {run, x, patch}. Out: {run, said}: ten probabilities for each place.
 */

import { unpackNetworks } from "../trained.js";
import { cover } from "./cover.js";

const SIDE = 28;

/** Return what handles a message; `post(message)` answers. */
export function occlusionWorker(post) {
  let network;
  let job = null;
  let going = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = work;

  async function work() {
    const model = await network;
    const { run, x, patch, said, row } = job;
    const batch = new Float32Array(SIDE * SIDE * SIDE);
    for (let column = 0; column < SIDE; column += 1) {
      const one = batch.subarray(784 * column, 784 * (column + 1));
      one.set(x);
      cover(one, row, column, patch, one);
    }
    said.set(model.predict(batch), 10 * SIDE * row);
    job.row += 1;
    if (job.row === SIDE) {
      going = false;
      post({ run, said });
    } else port2.postMessage(null);
  }

  return ({ weights, run, x, patch }) => {
    if (weights) network = unpackNetworks(weights).then(({ lenet }) => lenet);
    if (!x) return;
    job = { run, x, patch, row: 0, said: new Float32Array(784 * 10) };
    if (!going) port2.postMessage(null);
    going = true;
  };
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  const handle = occlusionWorker((message) => self.postMessage(message));
  self.onmessage = (event) => handle(event.data);
}
