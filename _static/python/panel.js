/* Below an exercise: the editor, Check, Stop, Reset, and what Python says. One Python for the page.
 */
(function () {
  "use strict";

  const python = window.mnistPython;
  const LIMIT = 10; // seconds that an answer may run
  const MEGABYTE = 1e6;

  /** Make an element: attributes, then children. */
  function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "class") element.className = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // ---- Python: packed files, a Worker, one question at a time ----

  const parts = {};
  python.part = (name, base64) => {
    parts[name] = base64;
  };

  /** Why this browser cannot run Python; an empty text if it can. */
  function lack() {
    if (typeof WebAssembly !== "object") return "it has no WebAssembly";
    if (typeof Worker !== "function") return "it has no Workers";
    if (typeof DecompressionStream !== "function") return "it is too old to unpack files";
    return "";
  }

  function bytesOf(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  /** Load a packed file, part by part; `onPart` hears the bytes of each. */
  async function unpack({ files, gzip }, onPart) {
    const pieces = [];
    for (const { file, bytes } of files) {
      await python.load(file);
      pieces.push(bytesOf(parts[file]));
      delete parts[file];
      onPart(bytes);
    }
    const blob = new Blob(pieces);
    if (!gzip) return blob.arrayBuffer();
    return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }

  let packed; // promise of { module, script, files }: kept, so that a new start is quick

  /** Everything that Python needs, once; `onProgress(bytes, total)`. */
  function supplies(onProgress) {
    packed ||= (async () => {
      await python.load("assets.js");
      const all = Object.entries(python.assets);
      const total = all.flatMap(([, a]) => a.files).reduce((sum, { bytes }) => sum + bytes, 0);
      let loaded = 0;
      const got = {};
      onProgress(0, total);
      for (const [name, asset] of all) {
        got[name] = await unpack(asset, (bytes) => onProgress((loaded += bytes), total));
      }
      const { "pyodide.asm.wasm": wasm, "worker.js": script, ...files } = got;
      return { module: await WebAssembly.compile(wasm), script: new Blob([script]), files };
    })();
    packed.catch(() => {
      packed = undefined;
    });
    return packed;
  }

  let worker, ready, pending, memory;

  /** Start Python; resolves when it can be asked. */
  function start(onProgress) {
    ready ||= supplies(onProgress).then(
      ({ module, script, files }) =>
        new Promise((resolve, reject) => {
          const address = URL.createObjectURL(script);
          worker = new Worker(address);
          worker.onerror = (event) => fail(event.message || "the Worker did not start");
          worker.onmessage = ({ data }) => {
            if (data.kind === "ready") {
              URL.revokeObjectURL(address);
              memory = data.memory;
              resolve();
            } else if (data.kind === "judged") settle(data);
            else fail(data.message);
          };
          function fail(message) {
            reject(new Error(message));
            settle({ kind: "failed", message });
          }
          worker.postMessage({ kind: "start", module, files });
        }),
    );
    ready.catch(() => stop());
    return ready;
  }

  function settle(answer) {
    pending?.resolve(answer);
    pending = undefined;
  }

  /** End Python, whatever it does; the next start is from memory. */
  function stop(kind = "stopped") {
    worker?.terminate();
    worker = ready = undefined;
    settle({ kind });
  }

  let turn = Promise.resolve(); // one question at a time, for all exercises of the page

  /**
   * Ask for a verdict, when those before it are through; `onBegin` hears when it is its turn.
   * Resolves with { kind: judged | failed | stopped | late, ... }.
   */
  function ask(question, onBegin) {
    const mine = turn.then(() => start(() => {})).then(() => send(question, onBegin));
    turn = mine.catch(() => {});
    return mine.catch((error) => ({ kind: "failed", message: error.message }));
  }

  function send(question, onBegin) {
    onBegin();
    return new Promise((resolve) => {
      const late = setTimeout(() => stop("late"), LIMIT * 1000);
      pending = {
        resolve: (answer) => {
          clearTimeout(late);
          resolve(answer);
        },
      };
      worker.postMessage({ kind: "judge", ...question });
    });
  }

  // ---- the panel ----

  /** What stands in the cell of an exercise, without the call of `check` below it. */
  function stubOf(cell) {
    const lines = cell.querySelector(".cell_input pre").textContent.trimEnd().split("\n");
    while (lines.length && (/^check\(/.test(lines.at(-1)) || !lines.at(-1).trim())) lines.pop();
    return `${lines.join("\n")}\n`;
  }

  /** The code of the chapter above a cell, without the answers to exercises. */
  function above(cell) {
    const cells = [...document.querySelectorAll("article .cell, main .cell")];
    return cells
      .slice(0, cells.indexOf(cell))
      .filter((other) => !other.querySelector("[data-exercise]"))
      .map((other) => other.querySelector(".cell_input pre")?.textContent || "")
      .filter(Boolean);
  }

  const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

  function notebookLink() {
    const button = document.querySelector("a.btn-download-notebook-button");
    if (!button) return [];
    return [" ", h("a", { href: button.href }, "Take the notebook along"), " instead."];
  }

  python.open = async function (place) {
    const name = place.dataset.exercise;
    const cell = place.closest(".cell");
    const stub = stubOf(cell);
    await python.load("editor.js");

    const button = (text, onclick, extra = "") =>
      h("button", { type: "button", class: `try-button ${extra}`, onclick }, text);
    const checking = button("Check", check, "try-check");
    const stopping = button("Stop", () => stop());
    const resetting = button("Reset", reset);
    stopping.hidden = true;
    const state = h("span", { class: "try-state", role: "status" });
    const bar = h("progress", { class: "try-progress-bar", "aria-label": "Loading Python" });
    bar.hidden = true;
    const verdict = h("div", { class: "try-verdict", role: "status" });
    const room = h("div", { class: "try-editor" });
    const keys = h("p", { class: "try-keys" },
      "Tab indents; Esc, then Tab leaves the editor. Ctrl+Enter checks.");
    const panel = h("div", { class: "try", role: "group", "aria-label": `Your answer to ${name}` },
      room, keys, h("div", { class: "try-buttons" }, checking, stopping, resetting, state), bar, verdict);
    place.append(panel);
    cell.classList.add("trying");

    const editor = window.mnistEditor.open({
      parent: room,
      text: python.answers.get(name)?.code ?? stub,
      label: `Your answer to ${name}, in Python`,
      onChange: (code) => keepSoon(code),
      onRun: check,
    });
    editor.focus();
    warm();

    let soon;
    function keepSoon(code) {
      clearTimeout(soon);
      soon = setTimeout(() => {
        if (code === stub) python.answers.forget(name);
        else python.answers.keep(name, { code, status: "open" });
        if (!python.answers.lasting()) {
          keys.textContent = "This browser keeps nothing from a page: what you type is lost when you "
            + "leave, unless you export it on the page “Your answers”.";
        }
      }, 400);
    }

    function reset() {
      editor.setText(stub);
      verdict.replaceChildren();
      verdict.className = "try-verdict";
      state.textContent = "This is the beginning again. Ctrl+Z brings your answer back.";
      editor.focus();
    }

    /** Load Python while the reader thinks. */
    async function warm() {
      const missing = lack();
      if (missing) return cannot(missing);
      const since = performance.now();
      let told = 0; // when the last word about loading was said
      try {
        await start((bytes, total) => {
          bar.hidden = false;
          bar.max = total;
          bar.value = bytes;
          // For those who listen, a word now and then; the bar moves all the time.
          if (bytes === total || performance.now() - told > 900) {
            told = performance.now();
            const [now, all] = [bytes, total].map((n) => (n / MEGABYTE).toFixed(1));
            state.textContent = bytes === total
              ? "Python starts …"
              : `Loading Python: ${now} of ${all} MB, ${seconds(since)} s`;
          }
        });
        bar.hidden = true;
        if (!state.dataset.busy) state.textContent = told ? `Python is ready, after ${seconds(since)} s.` : "";
        panel.dataset.ready = seconds(since);
      } catch (error) {
        bar.hidden = true;
        cannot(error.message);
      }
    }

    function cannot(reason) {
      checking.disabled = true;
      state.textContent = "";
      verdict.className = "try-verdict try-wrong";
      verdict.replaceChildren(h("p", {},
        `This browser cannot run Python in the page: ${reason}.`, ...notebookLink()));
    }

    async function check() {
      if (state.dataset.busy) return;
      const code = editor.text();
      state.dataset.busy = "yes";
      checking.disabled = true;
      stopping.hidden = false;
      let clock;
      const answer = await ask({ name, text: code, above: above(cell) }, () => {
        const since = performance.now();
        clock = setInterval(() => {
          state.textContent = `Running, ${Math.round((performance.now() - since) / 1000)} s …`;
        }, 1000);
      });
      clearInterval(clock);
      delete state.dataset.busy;
      checking.disabled = false;
      stopping.hidden = true;
      show(answer);
      if (answer.kind === "judged") {
        if (answer.verdict.status !== "not attempted") {
          clearTimeout(soon);
          python.answers.keep(name, { code, status: answer.verdict.status });
        }
      } else warm();
    }

    const LATE = `It ran for ${LIMIT} seconds and was stopped. Which loop never ends? Python starts `
      + "again; what you typed is all there.";

    function show(answer) {
      const judged = answer.kind === "judged";
      const status = judged ? answer.verdict.status : "wrong";
      const lines = judged
        ? answer.verdict.feedback.split("\n")
        : [{ late: `✗ ${LATE}`, stopped: "○ Stopped." }[answer.kind]
          || `✗ Python stopped: ${answer.message.trim().split("\n").pop()}`];
      verdict.className = `try-verdict try-${status.replaceAll(" ", "-")}`;
      verdict.dataset.mistake = (judged && answer.verdict.mistake) || "";
      const printed = judged && answer.verdict.printed
        ? [h("p", { class: "try-printed-title" }, "Printed:"),
          h("pre", { class: "try-printed", tabindex: "0" }, answer.verdict.printed)]
        : [];
      verdict.replaceChildren(
        h("p", { class: "try-headline" }, lines[0]),
        ...(lines.length > 1 ? [h("pre", { class: "try-lines" }, lines.slice(1).join("\n"))] : []),
        ...printed,
      );
      state.textContent = judged ? "" : "Python starts again …";
      panel.dataset.milliseconds = judged ? answer.milliseconds.toFixed(1) : "";
    }
  };

  // For tests and measurements, which ask without typing.
  Object.assign(python, { ask, stop, start, memory: () => memory });
})();
