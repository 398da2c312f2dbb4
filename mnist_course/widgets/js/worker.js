// @ts-check
/**
 * Training in a Worker, so that the page never waits.
 *
 * Both ends are here: `serveTraining` runs in the Worker, `Trainer` in the page. In a Worker this
 * file starts to serve by itself.
 *
 * @example
 * const trainer = new Trainer(worker);            // a Worker that runs this file
 * trainer.on("progress", ({epoch, batch, batches, loss, accuracy}) => ...);
 * trainer.on("epoch", ({epoch, loss, accuracy, val_loss, val_accuracy, seconds}) => ...);
 * trainer.on("state", ({state}) => ...);          // running, paused, finished, stopped, failed
 * await trainer.send("data", {name: "training", x: pixels, y: labels});
 * await trainer.send("data", {name: "held out", x: otherPixels, y: otherLabels});
 * await trainer.send("train", {
 *   network: {input_shape: [784], seed: 1, layers: [
 *     {layer: "Dense", settings: {units: 30, activation: "sigmoid"}},
 *     {layer: "Dense", settings: {units: 10, activation: "softmax"}}]},
 *   settings: {loss: "categorical_crossentropy", batch_size: 10, epochs: 30, seed: 1,
 *     optimizer: {optimizer: "sgd", learning_rate: 0.5}},
 *   data: "training", validation: "held out"});
 * await trainer.send("pause");
 *
 * A message to the Worker gets one answer. The messages, and what is in their answers:
 *
 * | message  | fields                                        | answer                             |
 * |----------|-----------------------------------------------|------------------------------------|
 * | `data`   | `name`, `x`, `y`                              | `samples`                          |
 * | `train`  | `network`, `settings`, `data`; if wanted      | `run`, `count`, `batches`, `shapes`|
 * |          | `validation`, `samples`, `weights`, `paused`  |                                    |
 * | `pause`, `stop`    |                                     | `state`, `epoch`, `batch`          |
 * | `resume` | `epochs` (a new last epoch)                   | `state`, `epoch`, `batch`          |
 * | `step`   | `unit`: "batch" or "epoch"                    | the same, when the step is done    |
 * | `reset`  | `seed`                                        | `state`, `epoch`, `batch`          |
 * | `change` | `learning_rate`                               | `state`, `epoch`, `batch`          |
 * | `weights`|                                               | `weights`, `epoch`, `batch`        |
 * | `predict`| `data`, a name, or `x`                        | `outputs`, a row for each sample   |
 *
 * `x` is a Float32Array, or a Uint8Array of pixels, which are divided by 255. Names given by `data`
 * hold until the Worker ends; `samples` takes only so many of the training data, the first ones.
 * `train` ends what ran before and begins a new run; `run` counts them and stands in every report,
 * so that a late report of an earlier run can be told apart. `stop` ends the run for good, its
 * network can still be asked. `reset` goes back to the first weights (of the same seed, unless
 * another is given) and pauses. While it trains, the Worker looks at its messages every 15 ms or
 * so.
 *
 * Reports come unasked: `progress` (at most every 50 ms; running means of the epoch so far),
 * `epoch` (an entry of the history, with the seconds that it took), and `state` (whenever it
 * changes; with `message` if it is "failed", as when the weights ran away).
 */

import { Sequential, Training, checkNumber, choose } from "./engine.js";

/**
 * Serve a page's messages; the whole life of the Worker.
 * @param {any} scope  the Worker's own `self`
 */
function serveTraining(scope) {
  const SLICE = 12; // milliseconds of work between two looks at the messages
  const REPORT = 50; // milliseconds between two reports of progress

  /** @type {Object<string, {x: Float32Array, y: Uint8Array | Float32Array}>} */
  const data = {};
  /** @type {Generator[]} */
  const jobs = []; // predictions that were asked for; they go before training
  /** @type {any} */
  let now = { run: 0, state: "stopped", waiting: [] }; // the present run
  let waking = false;

  // A message to oneself: the quickest way to let other messages come first.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = work;

  function wake() {
    if (waking) return;
    waking = true;
    port2.postMessage(null);
  }

  /** Work for a while, then look at the messages again. */
  function work() {
    waking = false;
    const end = performance.now() + SLICE;
    do {
      if (jobs.length) {
        if (jobs[0].next().done) jobs.shift();
      } else if (now.state === "running") advance();
      else return;
    } while (performance.now() < end);
    wake();
  }

  /** Do the next piece of the present training. */
  function advance() {
    try {
      const start = performance.now(), { value, done } = now.work.next();
      now.seconds += (performance.now() - start) / 1000;
      if (value === "epoch") reportEpoch();
      if (done) enter("finished");
      else if (value === now.until || (value === "epoch" && now.until)) enter("paused");
      else if (performance.now() - now.reported > REPORT) reportProgress();
    } catch (error) {
      enter("failed", error.message);
    }
  }

  /** The training as a list of pieces, each but a few milliseconds of work. */
  function* pieces(run) {
    const { training } = run;
    while (training.epoch < run.epochs) {
      const epoch = training.epoch;
      while (training.epoch === epoch) {
        const whole = training.advance();
        if (training.epoch === epoch) yield whole ? "batch" : "piece";
      }
      if (training.validation) {
        training.validation.restart();
        while (training.validation.step()) yield "piece";
        training.noteValidation();
      }
      yield "epoch";
    }
  }

  function reportEpoch() {
    const { run, seconds, training } = now;
    scope.postMessage({ type: "epoch", run, seconds, ...training.history.at(-1) });
    now.seconds = 0;
  }

  function reportProgress() {
    const { run, training } = now;
    now.reported = performance.now();
    if (!training.tally.samples) return;
    scope.postMessage({ type: "progress", run, ...place(), ...training.tally.means() });
  }

  /** Where the training stands: epochs finished, batches of the next one done. */
  function place() {
    const { training } = now;
    if (!training) return { epoch: 0, batch: 0, batches: 0 };
    const batch = Math.ceil(training.next / training.batchSize);
    return { epoch: training.epoch, batch, batches: training.batches };
  }

  /** Enter a state, report it, and answer the step that waited for it. */
  function enter(state, message) {
    if (state !== now.state) scope.postMessage({ type: "state", run: now.run, state, message });
    now.state = state;
    if (state === "running") {
      wake();
      return;
    }
    now.until = null;
    for (const resolve of now.waiting.splice(0)) resolve();
  }

  const standing = () => ({ run: now.run, state: now.state, ...place() });

  function begin(run, seed) {
    const { network, settings, paused = false, weights } = run.message;
    run.model = new Sequential(network.layers, network.input_shape, { seed });
    if (weights) run.model.setWeights(weights);
    const { x, y } = run.samples, { held } = run;
    const validation_data = held && [held.x, held.y];
    run.training = new Training(run.model, x, y, { ...settings, validation_data });
    run.epochs = settings.epochs ?? 1;
    run.work = pieces(run);
    run.seconds = run.reported = 0;
    return paused ? "paused" : "running";
  }

  function find(name) {
    if (Object.hasOwn(data, name)) return data[name];
    throw new RangeError(`no data of the name '${name}'. Send them first: 'data'`);
  }

  const needRun = () => {
    if (!now.training) throw new Error("nothing is trained yet: send 'train' first");
  };

  /** Answers to messages; a Promise if the answer takes its time. */
  const answers = {
    data({ name, x, y }) {
      data[name] = { x: x instanceof Uint8Array ? Float32Array.from(x, (v) => v / 255) : x, y };
      return { samples: y.length };
    },

    train(message) {
      const { x, y } = find(message.data), { network } = message;
      const size = network.input_shape.reduce((product, side) => product * side, 1);
      const all = x.length / size, n = Math.min(message.samples ?? all, all), k = y.length / all;
      const samples = { x: x.subarray(0, n * size), y: y.subarray(0, n * k) };
      const held = message.validation ? find(message.validation) : null;
      const run = { run: now.run + 1, message, samples, held, waiting: [] };
      const state = begin(run, network.seed ?? 0); // if this throws, the old run goes on
      if (now.state === "running" || now.state === "paused") enter("stopped");
      now = run;
      enter(state);
      const { count, layers } = now.model;
      const shapes = layers.map(({ name, outputShape }) => [name, outputShape]);
      return { ...standing(), count, shapes };
    },

    pause() {
      if (now.state === "running") enter("paused");
      return standing();
    },

    resume({ epochs }) {
      needRun();
      now.epochs = epochs ?? now.epochs;
      if (now.state === "finished" && now.training.epoch < now.epochs) now.work = pieces(now);
      else if (now.state !== "paused") return standing();
      enter("running");
      return standing();
    },

    step({ unit = "batch" }) {
      needRun();
      if (now.state !== "paused" && now.state !== "running") return standing();
      now.until = unit;
      enter("running");
      return new Promise((resolve) => now.waiting.push(resolve)).then(standing);
    },

    reset({ seed }) {
      needRun();
      enter("paused");
      begin(now, seed ?? now.model.seed);
      reportProgress();
      return standing();
    },

    stop() {
      if (now.state === "running" || now.state === "paused") enter("stopped");
      return standing();
    },

    change({ learning_rate }) {
      needRun();
      const { settings } = now.message, { optimizer } = settings;
      now.training.optimizer.learningRate = checkNumber(learning_rate, "learning_rate");
      const described = typeof optimizer === "string" ? { optimizer } : optimizer;
      settings.optimizer = { ...described, learning_rate }; // after a reset too
      return standing();
    },

    weights() {
      needRun();
      return { weights: now.model.getWeights(), ...place() };
    },

    predict({ data: name, x: given }) {
      needRun();
      const { model } = now, x = name ? find(name).x : given;
      const n = model.samples(x), outputs = new Float32Array(n * model.outputSize);
      return new Promise((resolve, reject) => {
        jobs.push((function* () {
          try {
            for (let i = 0; i < n; i += model.atOnce) {
              const batch = Math.min(model.atOnce, n - i), d = model.inputSize;
              const out = model.forward(x.subarray(i * d, (i + batch) * d), batch);
              outputs.set(out.subarray(0, batch * model.outputSize), i * model.outputSize);
              yield;
            }
            resolve({ outputs });
          } catch (error) {
            reject(error);
          }
        })());
        wake();
      });
    },
  };

  scope.onmessage = async ({ data: message }) => {
    const { id } = message;
    try {
      const answer = await choose(answers, message.type, "message")(message);
      const arrays = [answer.weights, answer.outputs].filter(Boolean);
      scope.postMessage({ type: "answer", id, ...answer }, arrays.map((array) => array.buffer));
    } catch ({ name, message }) {
      scope.postMessage({ type: "answer", id, error: { name, message } });
    }
  };
}

/** The page's end: sends messages, hands out answers and reports. */
class Trainer {
  /** @param {Worker} worker  one that runs this file */
  constructor(worker) {
    this.worker = worker;
    this.sent = 0;
    /** @type {Map<number, {resolve: Function, reject: Function}>} */
    this.waiting = new Map();
    /** @type {Object<string, Function[]>} */
    this.listeners = {};
    worker.onmessage = ({ data }) => this.receive(data);
    worker.onerror = ({ message }) => {
      this.receive({ type: "state", state: "failed", message });
      this.close();
    };
  }

  /** Call `listener(report)` for each report of this type: "progress", "epoch" or "state". */
  on(type, listener) {
    (this.listeners[type] ??= []).push(listener);
    return this;
  }

  /**
   * Send a message; the Promise holds its answer, or the Worker's error.
   * @param {string} type
   * @param {object} [fields]
   * @returns {Promise<any>}
   */
  send(type, fields = {}) {
    this.sent += 1;
    const id = this.sent;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...fields, type, id });
    });
  }

  receive(message) {
    if (message.type !== "answer") {
      for (const listener of this.listeners[message.type] ?? []) listener(message);
      return;
    }
    const { id, type, error, ...answer } = message, { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) reject(Object.assign(new Error(error.message), { name: error.name }));
    else resolve(answer);
  }

  /** End the Worker. */
  close() {
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(new Error("the Worker was ended"));
    this.waiting.clear();
  }
}

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) {
  serveTraining(globalThis);
}

export { Trainer, serveTraining };
