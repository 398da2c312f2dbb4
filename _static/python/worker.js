/* The Worker that holds Python. The build puts Pyodide's two scripts before this text, and the page
 * hands over everything else, so that nothing is fetched: not by Python's start, and not by what a
 * reader types.
 */
(function () {
  "use strict";

  const NOWHERE = "https://book.invalid/"; // an address that cannot exist; nothing is asked there
  let python, judge;

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
    const packages = "/lib/python3.12/site-packages";
    for (const name of ["numpy.zip", "course.zip"]) {
      python.unpackArchive(files[name], "zip", { extractDir: packages });
    }
    judge = python.runPython("from mnist_course.exercises.in_page import judge; judge");
  }

  const LOCK = JSON.stringify({
    info: { arch: "wasm32", platform: "emscripten_3_1_58", version: "0.27.7", python: "3.12.7" },
    packages: {},
  });

  self.onmessage = async ({ data }) => {
    try {
      if (data.kind === "start") {
        await start(data);
        self.postMessage({ kind: "ready", memory: python._module.HEAPU8.length });
      } else {
        const above = python.toPy(data.above);
        const started = performance.now();
        const verdict = JSON.parse(judge(data.name, data.text, above));
        above.destroy();
        const milliseconds = performance.now() - started;
        self.postMessage({ kind: "judged", verdict, milliseconds });
      }
    } catch (error) {
      self.postMessage({ kind: "failed", message: String((error && error.message) || error) });
    }
  };
})();
