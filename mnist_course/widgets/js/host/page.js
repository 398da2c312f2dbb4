/**
 * Live figures on a page of the book: each is loaded when the reader comes near. No fetch, no
 * import: both fail from file://, so scripts come by <script> and data in scripts that hold base64.
 */

const NEAR = "900px 0px";
const loading = new Map();

export function start(registry) {
  if (window.mnistCourse) return;
  const base = new URL(".", document.currentScript.src).href;
  const figures = new Map(); // name → module
  const data = new Map(); // name → base64 text

  window.mnistCourse = {
    registry,
    register: (name, module) => figures.set(name, module),
    asset: (name, text) => data.set(name, text),
  };

  const load = (path) => {
    if (!loading.has(path)) {
      const script = document.createElement("script");
      const done = new Promise((resolve, reject) => {
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${path} is missing beside the page`));
      });
      script.async = false; // all are fetched at once, and run in the order they were asked for
      script.src = base + path;
      document.head.append(script);
      loading.set(path, done);
    }
    return loading.get(path);
  };

  const assets = {
    async get(name) {
      await load(`data/${name}.js`);
      return bytes(data.get(name));
    },
  };

  async function wake(root) {
    if (root.dataset.waking) return;
    root.dataset.waking = "true";
    const name = root.dataset.live;
    try {
      await Promise.all(root.dataset.scripts.split(" ").map((script) => load(`${script}.js`)));
      mount(root, name, figures.get(name));
    } catch (error) {
      console.error(error);
      if (!root.querySelector(".ml-problem")) {
        const words = `This figure could not start, so it stays a picture (${error.message}).`;
        const note = Object.assign(document.createElement("p"), { textContent: words });
        note.className = "ml-note ml-problem";
        root.append(note);
      }
    }
  }

  function mount(root, name, module) {
    const { bring, startWorker } = registry.need("kit/figure.js");
    const { readLink, writeLink } = registry.need("kit/link.js");
    const first = { ...module.defaults, ...JSON.parse(root.dataset.state || "{}") };
    const linked = readLink(location.hash, root.id, first);
    const live = bring(root, module, {
      id: root.id,
      where: "page",
      state: { ...first, ...linked?.state },
      lock: new Set(linked?.lock ?? JSON.parse(root.dataset.lock || "[]")),
      assets,
      setState() {},
      report() {},
      onMessage() {},
      address: (state, lock) =>
        location.href.split("#")[0] + writeLink(root.id, state, first, lock),
      worker: (module_) => startWorker(registry, module_),
      still: root.querySelector(".ml-still"),
    });
    window.addEventListener("hashchange", () => {
      const next = readLink(location.hash, root.id, first);
      if (next) live.update({ ...first, ...next.state });
    });
  }

  /** A link to a set-up opens at its figure. */
  function follow(roots) {
    const id = decodeURIComponent(location.hash.slice(1)).split("=")[0];
    const root = location.hash.includes("=") && roots.find((one) => one.id === id);
    if (!root) return;
    root.scrollIntoView();
    wake(root);
  }

  function begin() {
    const roots = [...document.querySelectorAll(".mnist-live[data-live]")];
    const watch = new IntersectionObserver(
      (entries) => {
        for (const entry of entries.filter((one) => one.isIntersecting)) {
          watch.unobserve(entry.target);
          wake(entry.target);
        }
      },
      { rootMargin: NEAR },
    );
    roots.forEach((root) => watch.observe(root));
    window.addEventListener("hashchange", () => follow(roots));
    follow(roots);
  }

  begin(); // this script stands below all figures; other scripts may still be on their way
}

function bytes(text) {
  const raw = atob(text);
  const found = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) found[i] = raw.charCodeAt(i);
  return found.buffer;
}
