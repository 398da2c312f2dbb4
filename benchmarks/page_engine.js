// The arms of page_engine.py: the same network on the same batches, in four libraries. Each arm
// lives in a page of its own. `prepare` builds the network with the weights it is given; `train`
// takes so many images from the first, in batches, and returns the seconds and the mean loss.

/* global course, convnetjs, tf */

const NETWORKS = {
  mlp: {
    shape: [784],
    layers: [
      { layer: "Dense", settings: { units: 30, activation: "sigmoid" } },
      { layer: "Dense", settings: { units: 10, activation: "softmax" } },
    ],
  },
  lenet: {
    shape: [28, 28, 1],
    layers: [
      {
        layer: "Conv2D",
        settings: { filters: 6, kernel_size: 5, padding: "same", activation: "tanh" },
      },
      { layer: "MaxPool2D", settings: { pool_size: 2 } },
      { layer: "Conv2D", settings: { filters: 16, kernel_size: 5, activation: "tanh" } },
      { layer: "MaxPool2D", settings: { pool_size: 2 } },
      { layer: "Flatten", settings: {} },
      { layer: "Dense", settings: { units: 120, activation: "tanh" } },
      { layer: "Dense", settings: { units: 84, activation: "tanh" } },
      { layer: "Dense", settings: { units: 10, activation: "softmax" } },
    ],
  },
};

/** Digits as the message brings them: pixels in base64, labels in a list. */
function digits({ pixels, labels }) {
  const bytes = Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0));
  return { x: Float32Array.from(bytes, (v) => v / 255), y: Uint8Array.from(labels) };
}

/** The weights that all arms start from: the engine's, of seed 1. */
function startingWeights({ network }) {
  const { layers, shape } = NETWORKS[network];
  const model = new course.Sequential(layers, shape, { seed: 1 });
  return model.layers.map(({ params }) => Object.values(params).map((p) => Array.from(p)));
}

const ARMS = {
  engine({ network, rate, batch, weights, ...data }) {
    const { x, y } = digits(data), { layers, shape } = NETWORKS[network];
    return (images) => {
      const model = new course.Sequential(layers, shape);
      model.setWeights(weights.flat(2));
      const training = new course.Training(model, x.subarray(0, images * 784), y.slice(0, images), {
        loss: "categorical_crossentropy",
        optimizer: { optimizer: "sgd", learning_rate: rate },
        batch_size: batch,
        shuffle: false,
      });
      return timed(() => training.runEpoch().loss);
    };
  },

  convnetjs({ network, rate, batch, weights, ...data }) {
    const { x, y } = digits(data), { layers, shape } = NETWORKS[network];
    const [height, width, depth] = shape.length === 1 ? [1, 1, 784] : shape;
    const vols = Array.from(y, (_, i) => {
      const vol = new convnetjs.Vol(width, height, depth, 0);
      vol.w.set(x.subarray(i * 784, (i + 1) * 784));
      return vol;
    });
    return (images) => {
      const net = convnetNetwork(layers, [height, width, depth], weights);
      const trainer = new convnetjs.SGDTrainer(net, {
        method: "sgd", learning_rate: rate, momentum: 0, l2_decay: 0, batch_size: batch,
      });
      return timed(() => {
        let loss = 0;
        for (let i = 0; i < images; i++) loss += trainer.train(vols[i], y[i]).cost_loss;
        return loss / images;
      });
    };
  },

  async tensorflow({ network, rate, batch, weights, backend, wasm, ...data }) {
    if (backend === "wasm") tf.wasm.setWasmPaths(wasm);
    if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
    await tf.ready();
    const { x, y } = digits(data), { layers, shape } = NETWORKS[network];
    const all = tf.tensor(x, [y.length, ...shape]);
    const targets = tf.oneHot(tf.tensor1d(Int32Array.from(y), "int32"), 10).toFloat();
    const model = tensorflowModel(layers, shape);
    model.compile({ optimizer: tf.train.sgd(rate), loss: "categoricalCrossentropy" });
    const start = model.getWeights().map((old, i) => tf.tensor(weights.flat()[i], old.shape));
    return async (images) => {
      model.setWeights(start);
      const part = all.slice(0, images), right = targets.slice(0, images);
      const told = await timed(async () => {
        const settings = { batchSize: batch, epochs: 1, shuffle: false, yieldEvery: "never" };
        const history = await model.fit(part, right, { ...settings, verbose: 0 });
        return history.history.loss[0];
      });
      part.dispose();
      right.dispose();
      return told;
    };
  },
};

async function timed(work) {
  const start = performance.now();
  const loss = await work();
  return { seconds: (performance.now() - start) / 1000, loss: Number(loss) };
}

function convnetNetwork(layers, [height, width, depth], weights) {
  const defs = [{ type: "input", out_sx: width, out_sy: height, out_depth: depth }];
  for (const { layer, settings } of layers) {
    const { units, activation, filters, kernel_size: size, padding } = settings;
    if (layer === "Conv2D") {
      const pad = padding === "same" ? (size - 1) / 2 : 0;
      defs.push({ type: "conv", sx: size, filters, stride: 1, pad, activation });
    } else if (layer === "MaxPool2D") defs.push({ type: "pool", sx: 2, stride: 2 });
    else if (activation === "softmax") defs.push({ type: "softmax", num_classes: units });
    else if (layer === "Dense") defs.push({ type: "fc", num_neurons: units, activation });
  }
  const net = new convnetjs.Net();
  net.makeLayers(defs);
  const weighted = net.layers.filter((layer) => layer.filters);
  weights.filter((pair) => pair.length).forEach(([W, b], n) => {
    const { filters, biases } = weighted[n];
    filters.forEach((filter, f) => {
      for (let i = 0; i < filter.w.length; i++) filter.w[i] = W[i * filters.length + f];
    });
    biases.w.set(b);
  });
  return net;
}

function tensorflowModel(layers, shape) {
  const model = tf.sequential();
  layers.forEach(({ layer, settings }, n) => {
    const first = n === 0 ? { inputShape: shape } : {};
    const { units, activation, filters, kernel_size: kernelSize, padding = "valid" } = settings;
    if (layer === "Dense") model.add(tf.layers.dense({ units, activation, ...first }));
    else if (layer === "Flatten") model.add(tf.layers.flatten());
    else if (layer === "MaxPool2D") model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
    else model.add(tf.layers.conv2d({ filters, kernelSize, padding, activation, ...first }));
  });
  return model;
}

/** Prepare this page's arm; `train` then takes its turns. */
async function prepare({ arm, ...settings }) {
  globalThis.train = await ARMS[arm](settings);
}

/**
 * Train a network in a Worker, as the pages do, until the held-out digits come out well enough.
 * Meanwhile send it a control every 150 ms and note how long each answer takes.
 */
async function learnInWorker({ source, network, settings, sample, required, patience }) {
  const buffer = Uint8Array.from(atob(sample), (c) => c.charCodeAt(0)).buffer;
  const { train, held } = await course.unpackDigits(buffer);
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const trainer = new course.Trainer(new Worker(address)), waits = [];
  await trainer.send("data", { name: "training", x: train.pixels, y: train.labels });
  await trainer.send("data", { name: "held out", x: held.pixels, y: held.labels });
  const start = performance.now();
  const knock = setInterval(async () => {
    const sent = performance.now();
    await trainer.send("change", { learning_rate: settings.optimizer.learning_rate });
    waits.push((performance.now() - sent) / 1000);
  }, 150);
  const told = await new Promise((resolve) => {
    trainer.on("epoch", ({ epoch, val_accuracy: accuracy }) => {
      const seconds = (performance.now() - start) / 1000;
      if (accuracy >= required || seconds > patience) resolve({ seconds, epoch, accuracy });
    });
    const { layers, shape } = NETWORKS[network];
    trainer.send("train", {
      network: { layers, input_shape: shape, seed: 1 },
      settings,
      data: "training",
      validation: "held out",
    });
  });
  clearInterval(knock);
  trainer.close();
  return { ...told, slowest: waits.length ? Math.max(...waits) : 0, answers: waits.length };
}

/** Seconds of one LeNet-5 forward pass for a single digit: the median of many. */
function forwardPass() {
  const { layers, shape } = NETWORKS.lenet, model = new course.Sequential(layers, shape);
  const x = Float32Array.from({ length: 784 }, (_, i) => (i % 5 ? 0 : 0.8)), seconds = [];
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    for (let j = 0; j < 5; j++) model.forward(x, 1);
    seconds.push((performance.now() - start) / 5000);
  }
  return seconds.sort((a, b) => a - b)[100];
}
