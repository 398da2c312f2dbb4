/* The Worker that holds Python. The build puts Pyodide's two scripts before this text, and the page
 * hands over everything else, so that nothing is fetched: not by Python's start, and not by what a
 * reader types.
 */
(function () {
  "use strict";

  const NOWHERE = "https://book.invalid/"; // an address that cannot exist; nothing is asked there
  const PACKAGES = "/lib/python3.12/site-packages";
  let python, judge, run;

  /** Take away every way to the outside. */
  function seal() {
    const closed = () => Promise.reject(new TypeError("Python in this page has no network."));
    for (const name of ["XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "Worker",
      "BroadcastChannel", "importScripts", "indexedDB", "caches", "fetch"]) {
      const value = name === "fetch" ? closed : undefined;
      Object.defineProperty(self, name, { value, configurable: false, writable: false });
    }
  }

  async function start({ module, files }) {
    // Pyodide fetches its parts; here they come from memory.
    self.fetch = async (address) => {
      const name = String(address.url || address).split("/").pop();
      if (name === "pyodide.asm.wasm") return new Response(); // compiled already: `module`
      if (name === "pyodide-lock.json") return new Response(LOCK);
      if (!(name in files)) throw new TypeError(`${name} is not in this page`);
      return new Response(files[name]);
    };
    WebAssembly.instantiateStreaming = async (_, imports) => ({
      module,
      instance: await WebAssembly.instantiate(module, imports),
    });
    python = await self.loadPyodide({ indexURL: NOWHERE });
    seal();
    put(files);
    judge = python.runPython("from mnist_course.exercises.in_page import judge; judge");
  }

  /** Unpack files where Python looks for them. */
  function put(files) {
    for (const [name, bytes] of Object.entries(files)) {
      if (name === "python_stdlib.zip") continue;
      if (name.endsWith(".zip")) python.unpackArchive(bytes, "zip", { extractDir: PACKAGES });
      else {
        const folder = `${PACKAGES}/mnist_course/widgets/data`;
        python.FS.mkdirTree(folder);
        python.FS.writeFile(`${folder}/${name}`, new Uint8Array(bytes));
      }
    }
  }

  const LOCK = JSON.stringify({
    info: { arch: "wasm32", platform: "emscripten_3_1_58", version: "0.27.7", python: "3.12.7" },
    packages: {},
  });

  function judged({ name, text, above }) {
    const cells = python.toPy(above);
    const told = judge(name, text, cells);
    cells.destroy();
    return told;
  }

  function runs(texts) {
    run ||= python.runPython(
      "from mnist_course.book.in_page import prepare, run; prepare(); run",
    );
    const cells = python.toPy(texts);
    const told = run(cells);
    cells.destroy();
    return told;
  }

  self.onmessage = async ({ data }) => {
    try {
      if (data.kind === "start") {
        await start(data);
        self.postMessage({ kind: "ready", memory: python._module.HEAPU8.length });
      } else if (data.kind === "files") {
        put(data.files);
      } else {
        const started = performance.now();
        const told = JSON.parse(data.kind === "run" ? runs(data.texts) : judged(data));
        const milliseconds = performance.now() - started;
        self.postMessage({ kind: "answered", told, milliseconds });
      }
    } catch (error) {
      self.postMessage({ kind: "failed", message: String((error && error.message) || error) });
    }
  };
})();
