/* Exercises answered in the page: the button below each, what was typed, the marks in the contents.
 *
 * The build puts `mnistPython.exercises` before this text: page -> names of its exercises. Python
 * itself, the editor and `panel.js` are loaded when a reader presses the first button.
 */
(function () {
  "use strict";

  const python = window.mnistPython;
  const home = document.currentScript.src.replace(/page\.js.*$/, "");
  const KEY = "mnist-course-answers";
  const FORMAT = { format: "mnist-course-answers", version: 1 };

  // ---- what was typed: name -> { code, status, context, changed } ----
  // `context` is what the code uses of the chapter above it, so that it can be judged elsewhere.

  let kept = {};
  let lasting = true; // whether the browser keeps it when the page is left

  function read() {
    try {
      kept = parse(window.localStorage.getItem(KEY) || JSON.stringify({ ...FORMAT, answers: {} }));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) lasting = false;
    }
  }

  /** Read a file of answers; a TypeError says in a sentence what is wrong with it. */
  function parse(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      throw new TypeError("This is no file of answers: it is not JSON.");
    }
    if (!file || file.format !== FORMAT.format || typeof file.answers !== "object") {
      throw new TypeError("This is no file of answers: it does not say that it is one.");
    }
    if (file.version !== FORMAT.version) {
      throw new TypeError(`This file of answers has version ${file.version}, expected 1.`);
    }
    const answers = {};
    for (const [name, answer] of Object.entries(file.answers || {})) {
      const sound = answer && typeof answer.code === "string" && answer.code.length < 100_000;
      if (!sound) throw new TypeError(`In this file the answer to ${name} cannot be read.`);
      answers[name] = {
        code: answer.code,
        status: String(answer.status || "open"),
        context: String(answer.context || ""),
        changed: String(answer.changed || ""),
      };
    }
    return answers;
  }

  function text() {
    return JSON.stringify({ ...FORMAT, answers: kept }, null, 1);
  }

  function write() {
    try {
      window.localStorage.setItem(KEY, text());
    } catch {
      lasting = false;
    }
    mark();
  }

  python.answers = {
    get: (name) => kept[name],
    names: () => Object.keys(kept),
    lasting: () => lasting,
    text,
    /** Keep what stands in an editor, or what came of it. */
    keep(name, patch) {
      kept[name] = { status: "open", ...kept[name], ...patch, changed: new Date().toISOString() };
      write();
    },
    forget(name) {
      delete kept[name];
      write();
    },
    /** Take over a file: its answers replace those of the same names, unless ours are newer. */
    take(file) {
      const theirs = parse(file);
      let count = 0;
      for (const [name, answer] of Object.entries(theirs)) {
        if (kept[name] && kept[name].changed > answer.changed) continue;
        kept[name] = answer;
        count += 1;
      }
      write();
      return { count, left: Object.keys(theirs).length - count };
    },
    clear() {
      kept = {};
      write();
    },
  };

  // ---- marks in the contents ----

  /** Beside a chapter of the contents: how many of its exercises are done, once one was tried. */
  function mark() {
    const begun = Object.keys(kept).length > 0;
    document.querySelectorAll(".bd-links a[href], .try-progress a[href]").forEach((link) => {
      const page = new URL(link.href, document.baseURI).pathname.match(/([^/]+\/[^/]+)\.html$/);
      const names = page && python.exercises[page[1]];
      link.querySelectorAll(".try-mark, .try-heard").forEach((old) => old.remove());
      if (!names || !begun) return;
      const done = names.filter((name) => kept[name]?.status === "right").length;
      const sign = Object.assign(document.createElement("span"), { className: "try-mark" });
      sign.textContent = done === names.length ? "✓" : `${done}/${names.length}`;
      sign.title = `${done} of ${names.length} exercises done`;
      sign.setAttribute("aria-hidden", "true");
      const heard = document.createElement("span");
      heard.className = "try-heard visually-hidden";
      heard.textContent = `, ${sign.title}`;
      link.append(sign, heard);
    });
    document.querySelectorAll("[data-exercise]").forEach((place) => {
      const done = kept[place.dataset.exercise]?.status === "right";
      const button = place.querySelector(".try-open");
      if (button) button.textContent = words(place.dataset.exercise, done);
    });
    document.dispatchEvent(new CustomEvent("answers"));
  }

  function words(name, done) {
    if (done) return "✓ Done: open your answer";
    return kept[name] ? "Go on with your answer" : "Try it here";
  }

  // ---- the button ----

  const loads = {};

  /** Load a script of this folder once. */
  python.load = function (file) {
    loads[file] ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = home + file;
      script.onload = resolve;
      script.onerror = () => {
        delete loads[file];
        script.remove();
        reject(new Error(`${file} is missing beside this page`));
      };
      document.head.append(script);
    });
    return loads[file];
  };

  python.styles = function (file) {
    if (document.querySelector(`link[href="${home}${file}"]`)) return Promise.resolve();
    return new Promise((resolve) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: home + file, onload: resolve, onerror: resolve });
      document.head.append(link);
    });
  };

  /** Do something that needs the panel, and say it where that fails. */
  async function withPanel(button, place, act) {
    button.disabled = true;
    try {
      await Promise.all([python.styles("python.css"), python.load("panel.js")]);
      await act();
      button.remove();
    } catch (error) {
      button.disabled = false;
      let said = place.querySelector(".try-failed");
      if (!said) {
        said = Object.assign(document.createElement("p"), { className: "try-failed" });
        said.setAttribute("role", "alert");
        place.append(said);
      }
      said.textContent = `The editor cannot be opened: ${error.message}.`;
    }
  }

  function makeButton(className, text, onclick) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className, textContent: text, onclick });
    return button;
  }

  /** The button below an exercise. */
  function offer(place) {
    const button = makeButton("try-open", words(place.dataset.exercise, false), () =>
      withPanel(button, place, () => python.open(place)));
    place.append(button);
  }

  // What a page has not. A cell that draws, or holds a live figure, has its picture already.
  const ELSEWHERE = new RegExp(
    "\\b(plt|matplotlib|tensorflow|tf|keras|sklearn|explore|show_source|planted" +
      "|load_california_housing|load_spambase|housing|spam)\\b");

  /** A button in the corner of each cell that can run in a page; it is seen when one comes near. */
  function offerCell(cell) {
    const input = cell.querySelector(".cell_input");
    if (!input?.querySelector("pre") || cell.querySelector("[data-exercise]")) return;
    if (cell.querySelector(".cell_output :is(img, figure, .mnist-live)")) return;
    if (ELSEWHERE.test(input.textContent)) return;
    const button = makeButton("run-open", "Run", () =>
      withPanel(button, cell, () => python.openCell(cell)));
    button.title = "Change and run this cell in the page";
    input.append(button);
  }

  function start() {
    read();
    document.querySelectorAll("[data-exercise]").forEach(offer);
    if (document.querySelector("[data-exercise]")) {
      document.querySelectorAll("article .cell").forEach(offerCell);
    }
    mark();
    window.addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      read();
      mark();
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
