/**
 * How many held-out digits their nearest neighbours name rightly, computed beside the page, one
 * digit after the other, so that a newer wish is heard. The order of all stored digits is kept for
 * each digit: another k costs nothing then.
 *
 * In:  {digits} once, then {run, distance, k}.
 * Out: {run, ready} while orders are computed, at the end {run, right}: how many are named rightly
 *      with the first `STOPS[i]` stored digits.
 */

import { unpackDigits } from "../packed.js";
import { ranked, sums, votes, winner } from "./search.js";

export const COUNT = 200; // the first held-out digits
export const STOPS = [20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Return what handles a message; `post(message)` answers. */
export function countingWorker(post) {
  const orders = {};
  let ready;
  let job = null;
  let going = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = work;

  async function work() {
    const { train, held } = await ready;
    const { run, distance, k } = job;
    const known = (orders[distance] ??= []);
    if (known.length < COUNT) {
      const place = 784 * known.length;
      known.push(ranked(sums(held.pixels.subarray(place, place + 784), train.pixels, distance)));
      if (known.length % 20 === 0) post({ run, ready: known.length });
      port2.postMessage(null);
      return;
    }
    const named = (order, count) => winner(votes(order, train.labels, k, count));
    post({
      run,
      right: STOPS.map(
        (count) => known.filter((order, i) => named(order, count) === held.labels[i]).length,
      ),
    });
    going = false;
  }

  return (message) => {
    if (message.digits) ready = unpackDigits(message.digits);
    if (!message.distance) return;
    job = message;
    if (!going) port2.postMessage(null);
    going = true;
  };
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  const handle = countingWorker((message) => self.postMessage(message));
  self.onmessage = (event) => handle(event.data);
}
