/**
 * Answers an exercise of its page as a reader does, and says in one line how long it took. It runs
 * in any browser: nobody drives it from outside.
 *
 * window.TASK: {exercise, right, checks}
 */
(async () => {
  "use strict";
  const { exercise, right, checks } = window.TASK;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const seconds = (since) => (performance.now() - since) / 1000;

  function say(result) {
    const line = `MEASURED ${JSON.stringify(result)}`;
    if (window.dump) window.dump(`${line}\n`);
    else console.log(line);
  }

  async function until(holds, patience) {
    const since = performance.now();
    while (!holds()) {
      if (seconds(since) > patience) throw new Error(`waited ${patience} s for ${holds}`);
      await wait(5);
    }
    return seconds(since);
  }

  /** One check, from the question to the verdict. */
  async function judged() {
    const since = performance.now();
    const question = { kind: "judge", name: exercise, text: right, above: [] };
    const answer = await window.mnistPython.ask(question);
    const status = answer.told?.status;
    if (status !== "right") throw new Error(`the answer is ${status ?? JSON.stringify(answer)}`);
    return seconds(since);
  }

  try {
    await until(() => document.querySelector(`[data-exercise="${exercise}"] .try-open`), 30);
    await wait(1000); // the page has settled
    const place = document.querySelector(`[data-exercise="${exercise}"]`);
    place.querySelector(".try-open").click();
    const ready = await until(() => place.querySelector(".try[data-ready]"), 120);
    const first = await judged();
    const later = [];
    for (let i = 0; i < checks; i += 1) later.push(await judged());
    const python = window.mnistPython;
    python.stop();
    const since = performance.now();
    await python.start(() => {});
    const again = seconds(since);
    say({ ready, first, later: later.sort((a, b) => a - b)[checks >> 1], again, memory: python.memory() });
  } catch (error) {
    say({ fault: String(error?.message ?? error) });
  }
})();
