/* Below an exercise: the editor, Check, Stop, Reset, and what Python says. One Python for the page.
 */
(function () {
  "use strict";

  const python = window.mnistPython;
  const LIMIT = 10; // seconds that an answer may run
  const LONG = 120; // and a cell of the chapter, with those above it
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
      const all = Object.entries(python.assets).filter(([, asset]) => !asset.for.length);
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

  const extras = {}; // promises of what only some cells need
  let worker, ready, pending, memory;
  let given = new Set(); // which of them the Worker has

  /** Hand over what some texts need besides; `onLoad` hears that something is on its way. */
  async function provide(texts, onLoad) {
    for (const [name, asset] of Object.entries(python.assets)) {
      if (!asset.for.some((word) => texts.some((text) => text.includes(word)))) continue;
      if (given.has(name)) continue;
      onLoad();
      extras[name] ||= unpack(asset, () => {});
      worker.postMessage({ kind: "files", files: { [name]: await extras[name] } });
      given.add(name);
    }
  }

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
            } else if (data.kind === "answered") settle(data);
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
    given = new Set();
    settle({ kind });
  }

  let turn = Promise.resolve(); // one question at a time, for all exercises of the page

  /**
   * Ask Python, when those before are through; `onBegin` hears when it is one's turn. A question
   * is { kind: judge, name, text, above } or { kind: run, texts }; the answer
   * { kind: answered | failed | stopped | late, ... }.
   */
  function ask(question, onBegin = () => {}, limit = LIMIT) {
    const mine = turn
      .then(() => start(() => {}))
      .then(() => provide(question.texts || [], () => onBegin("Loading what the cells need …")))
      .then(() => send(question, onBegin, limit));
    turn = mine.catch(() => {});
    return mine.catch((error) => ({ kind: "failed", message: error.message }));
  }

  function send(question, onBegin, limit) {
    onBegin();
    return new Promise((resolve) => {
      const late = setTimeout(() => stop("late"), limit * 1000);
      pending = {
        resolve: (answer) => {
          clearTimeout(late);
          resolve(answer);
        },
      };
      worker.postMessage(question);
    });
  }

  // ---- the panel ----

  /** What stands in the cell of an exercise, without the call of `check` below it. */
  function stubOf(cell) {
    const lines = cell.querySelector(".cell_input pre").textContent.trimEnd().split("\n");
    while (lines.length && (/^check\(/.test(lines.at(-1)) || !lines.at(-1).trim())) lines.pop();
    return `${lines.join("\n")}\n`;
  }

  /** The cells of the page that hold code. */
  const runnable = () =>
    [...document.querySelectorAll("article .cell")].filter((cell) => cell.querySelector(".cell_input pre"));

  /** The code of the chapter above a cell, without the answers to exercises. */
  function above(cell) {
    const cells = runnable();
    return cells
      .slice(0, cells.indexOf(cell))
      .filter((other) => !other.querySelector("[data-exercise]"))
      .map(textOf);
  }

  const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

  function notebookLink() {
    const button = document.querySelector("a.btn-download-notebook-button");
    if (!button) return [];
    return [" ", h("a", { href: button.href }, "Take the notebook along"), " instead."];
  }

  const editors = new Map(); // cell -> editor, of those that are open

  const textOf = (cell) =>
    editors.get(cell)?.text() ?? cell.querySelector(".cell_input pre")?.textContent ?? "";

  /**
   * Open an editor in a place.
   *
   * @param {HTMLElement} place
   * @param {object} wish
   * @param {string} wish.label what the editor is, for screen readers
   * @param {string} wish.stub what stands in the cell
   * @param {string} wish.text what stands in the editor
   * @param {string} wish.verb the button's word
   * @param {number} wish.limit seconds
   * @param {(text: string) => object} wish.question what Python is asked
   * @param {(answer: object) => {status: string, headline: string, parts: Node[]}} wish.tell
   * @param {(text: string) => void} wish.onChange hears what is typed, a moment later
   */
  async function open(place, wish) {
    await python.load("editor.js");
    const button = (text, onclick, extra = "") =>
      h("button", { type: "button", class: `try-button ${extra}`, onclick }, text);
    const asking = button(wish.verb, act, "try-check");
    const stopping = button("Stop", () => stop());
    const resetting = button("Reset", reset);
    stopping.hidden = true;
    const state = h("span", { class: "try-state", role: "status" });
    const bar = h("progress", { class: "try-progress-bar", "aria-label": "Loading Python" });
    bar.hidden = true;
    const verdict = h("div", { class: "try-verdict", role: "status" });
    const room = h("div", { class: "try-editor" });
    const keys = h("p", { class: "try-keys" },
      `Tab indents; Esc, then Tab leaves the editor. Ctrl+Enter: ${wish.verb.toLowerCase()}.`);
    const panel = h("div", { class: "try", role: "group", "aria-label": wish.label }, room, keys,
      h("div", { class: "try-buttons" }, asking, stopping, resetting, state), bar, verdict);
    place.append(panel);
    place.closest(".cell").classList.add("trying");

    let soon;
    const editor = window.mnistEditor.open({
      parent: room,
      text: wish.text,
      label: `${wish.label}, in Python`,
      onChange(text) {
        clearTimeout(soon);
        soon = setTimeout(() => {
          wish.onChange(text);
          if (!python.answers.lasting()) {
            keys.textContent = "This browser keeps nothing from a page: what you type is lost when "
              + "you leave, unless you export it on the page “Your answers”.";
          }
        }, 400);
      },
      onRun: act,
    });
    editor.focus();
    warm();

    function reset() {
      editor.setText(wish.stub);
      verdict.replaceChildren();
      verdict.className = "try-verdict";
      state.textContent = "This is the beginning again. Ctrl+Z brings back what you wrote.";
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
        if (!state.dataset.busy) {
          state.textContent = told ? `Python is ready, after ${seconds(since)} s.` : "";
        }
        panel.dataset.ready = seconds(since);
      } catch (error) {
        cannot(error.message);
      }
      bar.hidden = true;
    }

    function cannot(reason) {
      asking.disabled = true;
      state.textContent = "";
      verdict.className = "try-verdict try-wrong";
      verdict.replaceChildren(h("p", {},
        `This browser cannot run Python in the page: ${reason}.`, ...notebookLink()));
    }

    async function act() {
      if (state.dataset.busy || asking.disabled) return;
      clearTimeout(soon);
      const text = editor.text();
      state.dataset.busy = "yes";
      asking.disabled = true;
      stopping.hidden = false;
      let clock;
      const answer = await ask(wish.question(text), (words) => {
        clearInterval(clock);
        if (words) {
          state.textContent = words;
          return;
        }
        const since = performance.now();
        clock = setInterval(() => {
          state.textContent = `Running, ${Math.round((performance.now() - since) / 1000)} s …`;
        }, 1000);
      }, wish.limit);
      clearInterval(clock);
      delete state.dataset.busy;
      asking.disabled = false;
      stopping.hidden = true;
      const answered = answer.kind === "answered";
      const said = answered ? wish.tell(answer.told, text) : { status: "wrong", headline: failure(answer) };
      verdict.className = `try-verdict try-${said.status.replaceAll(" ", "-")}`;
      verdict.replaceChildren(
        ...(said.headline ? [h("p", { class: "try-headline" }, said.headline)] : []),
        ...(said.parts || []),
      );
      state.textContent = answered ? "" : "Python starts again …";
      panel.dataset.milliseconds = answered ? answer.milliseconds.toFixed(1) : "";
      if (!answered) warm();
    }

    function failure({ kind, message }) {
      if (kind === "stopped") return "○ Stopped.";
      if (kind === "late") {
        return `✗ It ran for ${wish.limit} seconds and was stopped. Which loop never ends? Python `
          + "starts again; what you typed is all there.";
      }
      return `✗ Python stopped: ${String(message).trim().split("\n").pop()}`;
    }

    return editor;
  }

  const printedAs = (text) => h("pre", { class: "try-printed", tabindex: "0" }, text);

  /** The editor of an exercise. */
  python.open = async function (place) {
    const name = place.dataset.exercise;
    const cell = place.closest(".cell");
    const stub = stubOf(cell);
    await open(place, {
      label: `Your answer to ${name}`,
      stub,
      text: python.answers.get(name)?.code ?? stub,
      verb: "Check",
      limit: LIMIT,
      question: (text) => ({ kind: "judge", name, text, above: above(cell) }),
      onChange(code) {
        if (code === stub) python.answers.forget(name);
        else python.answers.keep(name, { code, status: "open" });
      },
      tell({ status, mistake, feedback, printed, context }, code) {
        if (status !== "not attempted") python.answers.keep(name, { code, status, context });
        place.dataset.mistake = mistake || "";
        const [headline, ...lines] = feedback.split("\n");
        const parts = lines.length ? [h("pre", { class: "try-lines" }, lines.join("\n"))] : [];
        if (printed) parts.push(h("p", { class: "try-printed-title" }, "Printed:"), printedAs(printed));
        return { status, headline, parts };
      },
    });
  };

  /** The editor of another cell of the chapter, which runs after those above it. */
  python.openCell = async function (cell) {
    const place = h("div", { class: "run-here" });
    cell.querySelector(".cell_input").after(place);
    const stub = textOf(cell);
    const cells = runnable().filter((other) => !other.querySelector("[data-exercise]"));
    const editor = await open(place, {
      label: "A cell of this chapter",
      stub,
      text: stub,
      verb: "Run",
      limit: LONG,
      question: () => ({
        kind: "run",
        texts: cells.slice(0, cells.indexOf(cell) + 1).map(textOf),
      }),
      onChange() {},
      tell({ printed, value, error, needs }) {
        const parts = [];
        if (printed) parts.push(printedAs(printed));
        if (value) parts.push(printedAs(value));
        if (error.length) parts.push(h("pre", { class: "try-lines" }, error.join("\n")));
        if (needs) {
          parts.push(h("p", {}, `This needs ${needs}, which is not in the page.`, ...notebookLink()));
        }
        const wrong = error.length || needs;
        return {
          status: wrong ? "wrong" : "ran",
          headline: wrong ? "✗ It stopped." : parts.length ? "" : "✓ It ran, and prints nothing.",
          parts,
        };
      },
    });
    editors.set(cell, editor);
  };

  // For tests and measurements, which ask without typing.
  Object.assign(python, { ask, stop, start, memory: () => memory });
})();
