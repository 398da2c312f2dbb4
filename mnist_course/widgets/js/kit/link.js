/**
 * A set-up as a link: `page.html#lab=learning_rate:3,hidden_units:30&lock=learning_rate`.
 * A teacher sends it; the figure opens with these values, and the locked ones cannot be turned.
 */

import { button } from "./buttons.js";
import { freshId, h } from "./dom.js";

/** Return what a fragment says about the figure `id`, or null. Unknown names are left out. */
export function readLink(fragment, id, defaults) {
  const parts = new URLSearchParams(escapePlus(fragment.replace(/^#/, "")));
  if (!parts.has(id)) return null;
  const state = {};
  for (const pair of parts.get(id).split(",")) {
    const [name, ...rest] = pair.split(":");
    const value = read(rest.join(":"), defaults[name]);
    if (name in defaults && value !== undefined) state[name] = value;
  }
  const locked = (parts.get("lock") ?? "").split(",").filter((name) => name in defaults);
  return { state, lock: locked };
}

/** Return the fragment that names every value which is not as it was at first. */
export function writeLink(id, state, defaults, lock = []) {
  const pairs = Object.keys(defaults)
    .filter((name) => typeof defaults[name] !== "object" && state[name] !== defaults[name])
    .concat(lock.filter((name) => state[name] === defaults[name]))
    .map((name) => `${name}:${encodeURIComponent(state[name])}`);
  const locked = lock.length ? `&lock=${lock.join(",")}` : "";
  return `#${id}=${pairs.join(",")}${locked}`;
}

/**
 * Make the row of a figure's last buttons, which ends in "Link to this set-up", and the panel that
 * this one opens. In a notebook, which has no address, only the other buttons are left.
 * @param {string[]} lockable the settings that a link may lock
 * @param {HTMLElement[]} others buttons that stand before it
 */
export function linkRow(figure, settings, lockable, others = []) {
  const row = (...buttons) => (buttons.length ? [h("div", { class: "ml-buttons" }, ...buttons)] : []);
  if (figure.address({}, []) === null) return { elements: row(...others), refresh() {} };
  const link = linkButton((lock) => figure.address(settings, lock ? lockable : []));
  return { elements: [...row(...others, link.element), link.panel], refresh: link.refresh };
}

function linkButton(address) {
  const id = freshId("link");
  const field = h("input", { id, type: "text", readonly: true, class: "ml-field" });
  const box = h("input", { type: "checkbox" });
  const refresh = () => (field.value = address(box.checked));
  const panel = h(
    "div",
    { class: "ml-link", hidden: true },
    h("label", { for: id }, "Whoever opens this address finds the figure set up as it is now:"),
    field,
    h("label", { class: "ml-check" }, box, h("span", {}, "lock the controls")),
  );
  const opener = button({
    label: "Link to this set-up",
    onPress: () => {
      panel.hidden = !panel.hidden;
      opener.element.setAttribute("aria-expanded", String(!panel.hidden));
      if (panel.hidden) return;
      refresh();
      field.focus();
      field.select();
    },
  });
  opener.element.setAttribute("aria-expanded", "false");
  box.addEventListener("change", () => {
    refresh();
    field.select();
  });
  return { element: opener.element, panel, refresh: () => panel.hidden || refresh() };
}

function escapePlus(text) {
  return text.replaceAll("+", "%2B"); // 1e+3: URLSearchParams would read a space
}

/** Read a text as the kind of value that stands in `example`; undefined if it is none. */
function read(text, example) {
  if (typeof example === "number") {
    const value = Number(text);
    return text !== "" && Number.isFinite(value) ? value : undefined;
  }
  if (typeof example === "boolean") return text === "true";
  return typeof example === "string" ? text : undefined;
}
