/**
 * What a page and a notebook share: making the element a figure lives in, and a Worker.
 *
 * A figure's script exports `title`, `defaults` (its settings, all with a value) and
 * `mount(root, figure)`. `figure` holds
 *   state      the settings to start with
 *   lock       names of the settings that cannot be turned
 *   where      "page" or "notebook"
 *   assets     `await assets.get(name)`: the bytes of a data file, as an ArrayBuffer
 *   setState   `setState(patch)`: tell the outside which settings changed
 *   report     `report(name, value, buffers)`: hand a result to Python (nothing on a page)
 *   onMessage  `onMessage((content, buffers) => …)`: what Python says (never on a page)
 *   address    `address(state, lock)`: the link to a set-up; null in a notebook
 *   worker     `worker(module)`: a Worker that runs a module of js/
 *   still      the element of the still frame
 * and `mount` returns `{update(patch), remove()}`; both may be left out.
 */

import { h } from "./dom.js";
import { followTheme } from "./theme.js";

/** Build the figure's body inside `root` and mount it; on failure the still frame stays. */
export function bring(root, module, figure) {
  const body = h("div", { class: "ml-body" });
  const stop = followTheme(root);
  let mounted;
  root.append(body);
  try {
    mounted = module.mount(body, figure) ?? {};
  } catch (error) {
    body.remove();
    stop();
    complain(root, error);
    throw error;
  }
  root.dataset.alive = "";
  const used = () => (root.dataset.used = "");
  body.addEventListener("pointerdown", used, { once: true });
  body.addEventListener("keydown", used, { once: true });
  return {
    update: (patch) => mounted.update?.(patch),
    remove() {
      mounted.remove?.();
      stop();
      body.remove();
      delete root.dataset.alive;
    },
  };
}

/** Say under the still frame that the figure cannot come alive. */
export function complain(root, error) {
  root.querySelector(".ml-problem")?.remove();
  const words = `This figure could not start, so it stays a picture (${error.message ?? error}).`;
  root.append(h("p", { class: "ml-note ml-problem", role: "status" }, words));
}

/** Start a Worker on a module; its script is made of the texts that are already here. */
export function startWorker(registry, name) {
  const script = new Blob([registry.textOf(name)], { type: "text/javascript" });
  const url = URL.createObjectURL(script);
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}
