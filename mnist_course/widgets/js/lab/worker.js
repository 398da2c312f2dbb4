/**
 * The lab's training, beside the page. It works in slices of a few milliseconds and looks at its
 * messages in between, so that a pause or a new setting is heard at once.
 *
 * In:  {to: "begin", run, settings, digits}, {to: "play"}, {to: "epoch"}, {to: "pause"}
 * Out: {run, epoch, samples, point?, best?, theta?, predicted?, state, words?}; `run` is the number
 * of the begin that it belongs to, so that a late answer to an earlier setting is known as such;
 * `best` is {epoch, loss} of the finished epoch with the lowest held-out loss.
 */

import { Scoring, Sequential, Training } from "../engine.js";
import { layersOf, optimizerOf } from "./network.js";
import { shifter } from "./shifts.js";

const SLICE = 20; // milliseconds of work between two looks at the messages
const SHOW = 200; // milliseconds between two pictures of the weights
const SCORED = 1000; // training images that are scored; the held-out ones are as many

/** Return what handles a message; `post(message, transfer)` answers. */
export function labWorker(post) {
  let digits;
  let lab = null;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = work; // a timer would wait 4 ms after each slice

  function begin({ run, settings, digits: given }) {
    digits = given ?? digits;
    const count = Math.min(settings.training_images, digits.train.labels.length);
    const model = new Sequential(layersOf(settings), [784], { seed: settings.seed });
    const x = digits.train.x.subarray(0, count * 784);
    const y = digits.train.labels.subarray(0, count);
    // Shifted copies are learned; what is scored stays in its place.
    const shifts = settings.shift ? shifter(x, settings.shift, settings.seed) : null;
    const training = new Training(model, shifts ? shifts.moved : x, y, {
      loss: settings.loss,
      optimizer: optimizerOf(settings),
      batch_size: Math.min(settings.batch_size, count),
      seed: settings.seed,
    });
    const scored = Math.min(SCORED, count);
    lab = {
      run,
      settings,
      model,
      training,
      shifts,
      count,
      seen: new Scoring(model, training.loss, x.subarray(0, scored * 784), y.subarray(0, scored)),
      held: new Scoring(model, training.loss, digits.held.x, digits.held.labels),
      best: { loss: Infinity, epoch: 0, theta: null },
      nextLook: 0,
      until: 0,
      shown: -Infinity,
      state: "ready",
    };
    look();
    tell(true);
  }

  function epochNow() {
    return lab.training.epoch + lab.training.next / lab.count;
  }

  /** Score the network as it stands; the curve gets a point. */
  function look() {
    const [seen, held] = [lab.seen, lab.held].map((scoring) => {
      scoring.restart();
      while (scoring.step());
      return scoring.means();
    });
    const epoch = epochNow();
    lab.point = {
      epoch,
      loss: seen.loss,
      accuracy: seen.accuracy,
      val_loss: held.loss,
      val_accuracy: held.accuracy,
      norm: norm(lab.model.theta.subarray(0, 784 * lab.settings.hidden_units)),
    };
    // Close together at first, where the curve bends; then further apart.
    lab.nextLook = epoch + Math.max(0.25, 0.04 * epoch);
    if (Number.isInteger(epoch) && epoch > 0) stopEarly();
  }

  function stopEarly() {
    const { best, settings, model, training } = lab;
    if (lab.point.val_loss < best.loss) {
      lab.best = { loss: lab.point.val_loss, epoch: training.epoch, theta: model.getWeights() };
    } else if (settings.patience && training.epoch - best.epoch >= settings.patience) {
      model.setWeights(best.theta);
      lab.state = "stopped";
    }
  }

  function work() {
    if (!lab || lab.state !== "playing") return;
    const end = performance.now() + SLICE;
    try {
      do {
        if (lab.shifts && lab.training.next === 0) lab.shifts.draw();
        const closed = lab.training.step();
        const now = epochNow();
        if (closed || now >= lab.nextLook) look();
        if (closed && lab.training.epoch >= lab.settings.epochs) lab.state = "finished";
        else if (closed && lab.training.epoch >= lab.until && lab.state === "playing") {
          lab.state = "paused";
        }
      } while (lab.state === "playing" && performance.now() < end && !lab.point);
    } catch (error) {
      lab.state = "diverged";
      lab.words = error.message;
    }
    tell(lab.state !== "playing");
    if (lab.state === "playing") port2.postMessage(null);
  }

  /** Send the news; the weights only now and then, and at each rest. */
  function tell(resting) {
    const now = performance.now();
    const { model, training, run, state, point, words } = lab;
    const message = { run, state, point, words, epoch: epochNow() };
    if (lab.best.epoch) message.best = { epoch: lab.best.epoch, loss: lab.best.loss };
    message.samples = training.epoch * lab.count + training.next;
    lab.point = undefined;
    if (resting || now - lab.shown > SHOW) {
      lab.shown = now;
      message.theta = model.getWeights();
      message.predicted = model.predictClasses(digits.held.x);
      post(message, [message.theta.buffer, message.predicted.buffer]);
    } else if (point || now - lab.said > 60 || !lab.said) {
      lab.said = now;
      post(message);
    }
  }

  function play(until) {
    if (!lab || !["ready", "paused"].includes(lab.state)) return;
    lab.until = until;
    lab.state = "playing";
    port2.postMessage(null);
  }

  return (message) => {
    if (message.to === "begin") begin(message);
    else if (message.to === "play") play(Infinity);
    else if (message.to === "epoch") play(lab.training.epoch + 1);
    else if (message.to === "pause" && lab?.state === "playing") {
      lab.state = "paused";
      look();
      tell(true);
    }
  };
}

/** The Frobenius norm: the root of the sum of all squares. */
function norm(weights) {
  return Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0));
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  const handle = labWorker((message, transfer) => self.postMessage(message, transfer ?? []));
  self.onmessage = (event) => handle(event.data);
}
