/** Live figures in a notebook: an anywidget whose settings are traits of a Python object. */

import { bring, startWorker } from "../kit/figure.js";

let requests = 0;

/** Ask Python for something; resolves to [content, buffers]. */
export function ask(model, what) {
  requests += 1;
  const id = `${Date.now()}-${requests}`;
  return new Promise((resolve, reject) => {
    const listen = (content, buffers) => {
      if (content?.answer !== id) return;
      model.off("msg:custom", listen);
      if (content.error) reject(new Error(content.error));
      else resolve([content, buffers]);
    };
    model.on("msg:custom", listen);
    model.send({ ask: what, id });
  });
}

/** Show a figure's module in a notebook's cell; returns what anywidget calls at the end. */
export function notebookView(module, registry, style, { model, el }) {
  const root = el.querySelector(".mnist-live") ?? el.appendChild(document.createElement("div"));
  root.classList.add("mnist-live");
  // JupyterLab would take the arrow keys of a slider, and letters, as its own commands.
  root.addEventListener("keydown", (event) => {
    const meant = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape";
    if (!meant) event.stopPropagation();
  });
  root.prepend(Object.assign(document.createElement("style"), { textContent: style }));
  const names = Object.keys(module.defaults);
  const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const listeners = new Set();
  const got = new Map();
  let telling = false;

  const onMessage = (content, buffers) => {
    if (content?.say) listeners.forEach((listener) => listener(content, buffers));
  };
  model.on("msg:custom", onMessage);

  const live = bring(root, module, {
    id: model.get("_name"),
    where: "notebook",
    state,
    lock: new Set(model.get("lock") ?? []),
    assets: {
      get(name) {
        if (!got.has(name)) got.set(name, ask(model, `asset ${name}`).then(([, b]) => buffer(b[0])));
        return got.get(name);
      },
    },
    setState(patch) {
      telling = true;
      for (const [name, value] of Object.entries(patch)) model.set(name, value);
      telling = false;
      model.save_changes();
    },
    report(name, value, buffers = []) {
      model.send({ report: name, value }, undefined, buffers);
    },
    onMessage: (listener) => listeners.add(listener),
    address: () => null,
    worker: (name) => startWorker(registry, name),
    still: root.querySelector(".ml-still"),
    read: (name) => model.get(name),
  });

  const watched = names.map((name) => {
    const listen = () => telling || live.update({ [name]: model.get(name) });
    model.on(`change:${name}`, listen);
    return [name, listen];
  });
  return () => {
    watched.forEach(([name, listen]) => model.off(`change:${name}`, listen));
    model.off("msg:custom", onMessage);
    live.remove();
  };
}

/** Front ends hand over a DataView or bytes: return a plain ArrayBuffer of exactly these bytes. */
function buffer(view) {
  if (view instanceof ArrayBuffer) return view;
  return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
}
