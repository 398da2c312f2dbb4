/**
 * Uses the training lab of its page as a reader does, and then trains LeNet-5 in a Worker; says in
 * one line how long all took. It runs in any browser, from a disk: nobody drives it from outside.
 *
 * window.TASK: {learned, keys, lenet: {images, required, patience, settings, network}}
 */
(async () => {
  "use strict";
  const { learned, keys, lenet } = window.TASK;
  const figure = document.querySelector(".mnist-live");
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const seconds = (since) => (performance.now() - since) / 1000;
  const status = () => figure.querySelector(".ml-status")?.textContent ?? "";

  function say(result) {
    const line = `MEASURED ${JSON.stringify(result)}`;
    if (window.dump) window.dump(`${line}\n`);
    else console.log(line);
  }

  async function until(holds, patience) {
    const since = performance.now();
    while (!holds()) {
      if (seconds(since) > patience) throw new Error(`waited ${patience} s; it says: ${status()}`);
      await wait(10);
    }
    return seconds(since);
  }

  /** Turn a control after a rest; seconds from when it is due until the next picture stands. */
  async function turn(slider, step, rest) {
    const due = performance.now() + rest;
    await wait(rest);
    const since = Math.min(due, performance.now());
    slider.value = String(Number(slider.value) + step);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return seconds(since);
  }

  async function useLab() {
    const accuracy = () => Number(/held-out accuracy ([0-9.]+)/.exec(status())?.[1]);
    const buttons = () => [...figure.querySelectorAll("button")];
    const ready = await until(() => status().startsWith("Epoch 0"), 60);
    buttons().find((one) => one.textContent.includes("Train")).click();
    const read = await until(() => accuracy() >= learned, 120);
    const label = [...figure.querySelectorAll("label")].find((one) =>
      one.textContent.startsWith("Learning rate"),
    );
    const slider = document.getElementById(label.htmlFor), answers = [];
    for (let i = 0; i < keys; i += 1) {
      // The rest is long enough for a training to begin with the new rate.
      answers.push(await turn(slider, i % 2 ? -1 : 1, 400));
    }
    buttons().find((one) => one.textContent.includes("Pause"))?.click();
    return { ready, learned: read, answer: Math.max(...answers) };
  }

  async function trainLeNet() {
    const { registry } = window.mnistCourse;
    const { Trainer } = registry.need("worker.js");
    const { unpackDigits } = registry.need("packed.js");
    const { startWorker } = registry.need("kit/figure.js");
    const { train, held } = await unpackDigits(await digitsFile());
    const trainer = new Trainer(startWorker(registry, "worker.js"));
    await trainer.send("data", { name: "training", x: train.pixels, y: train.labels });
    await trainer.send("data", { name: "held out", x: held.pixels, y: held.labels });
    const slider = figure.querySelector("input[type=range]"), answers = [];
    let over = false;
    const since = performance.now();
    const told = new Promise((resolve, reject) => {
      trainer.on("state", ({ state, message }) => state === "failed" && reject(new Error(message)));
      trainer.on("epoch", ({ epoch, val_accuracy: accuracy }) => {
        const took = seconds(since);
        if (accuracy >= lenet.required || took > lenet.patience) {
          resolve({ seconds: took, epoch, accuracy });
        }
      });
    });
    await trainer.send("train", {
      network: lenet.network,
      settings: lenet.settings,
      samples: lenet.images,
      data: "training",
      validation: "held out",
    });
    const knock = (async () => {
      while (!over) {
        const sent = performance.now();
        await trainer.send("change", { learning_rate: lenet.settings.optimizer.learning_rate });
        answers.push(seconds(sent), await turn(slider, answers.length % 4 ? -1 : 1, 150));
      }
    })();
    const { seconds: took, epoch, accuracy } = await told;
    over = true;
    await knock;
    trainer.close();
    return { seconds: took, epoch, accuracy, answer: Math.max(...answers), answers: answers.length };
  }

  /** The digits that the lab has loaded, as they came. */
  async function digitsFile() {
    let text = "";
    const { asset } = window.mnistCourse;
    window.mnistCourse.asset = (name, words) => (text = words);
    const script = document.createElement("script");
    const came = new Promise((done) => (script.onload = done));
    script.src = "live/data/digits.js";
    document.head.append(script);
    await came;
    window.mnistCourse.asset = asset;
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  }

  try {
    const lab = await useLab();
    say({ lab, lenet: await trainLeNet() });
  } catch (error) {
    say({ fault: String(error.message) });
  }
})();
