/**
 * Accuracy and confidence of two networks on distorted digits, computed beside the page, one value
 * of a slider after the other, so that a newer wish is heard.
 *
 * In:  {weights, digits} once, then {run, networks, settings, name, looks}: `name` is the setting
 *      that takes each of the values `looks`.
 * Out: {run, value, accuracies, confidences, last}: shares of right answers, and the means of the
 *      largest probabilities, a number a network.
 */

import { unpackDigits } from "../packed.js";
import { unpackNetworks } from "../trained.js";
import { distort, noisePattern } from "./distort.js";

export const COUNT = 200; // the first held-out digits

/** Return what handles a message; `post(message)` answers. */
export function accuracyWorker(post) {
  let ready;
  let job = null;
  let going = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = work;

  async function prepare({ weights, digits }) {
    const [networks, { held }] = await Promise.all([unpackNetworks(weights), unpackDigits(digits)]);
    const images = Array.from({ length: COUNT }, (_, i) => held.x.slice(784 * i, 784 * (i + 1)));
    return { networks, images, labels: held.labels, patterns: images.map((_, i) => noisePattern(i)) };
  }

  async function work() {
    const { networks, images, labels, patterns } = await ready;
    const { run, settings, name, looks } = job;
    const value = looks[job.next];
    const batch = new Float32Array(784 * COUNT);
    images.forEach((x, i) =>
      batch.set(distort(x, { ...settings, [name]: value }, patterns[i]), 784 * i),
    );
    const found = job.networks.map((id) => told(networks[id].predict(batch), labels));
    job.next += 1;
    const last = job.next === looks.length;
    const [accuracies, confidences] = ["right", "sure"].map((k) => found.map((one) => one[k]));
    post({ run, value, accuracies, confidences, last });
    going = !last;
    if (going) port2.postMessage(null);
  }

  return (message) => {
    if (message.weights) ready = prepare(message);
    if (!message.looks) return;
    job = { ...message, next: 0 };
    if (!going) port2.postMessage(null);
    going = true;
  };
}

/** The share of right answers, and the mean of the largest probabilities. */
function told(probabilities, labels) {
  let [right, sure] = [0, 0];
  for (let i = 0; i < COUNT; i += 1) {
    const p = probabilities.subarray(10 * i, 10 * (i + 1));
    const best = p.indexOf(Math.max(...p));
    right += best === labels[i];
    sure += p[best];
  }
  return { right: right / COUNT, sure: sure / COUNT };
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  const handle = accuracyWorker((message) => self.postMessage(message));
  self.onmessage = (event) => handle(event.data);
}
