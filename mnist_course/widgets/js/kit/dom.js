/** Elements in one line each. Texts are always set as text, never as HTML. */

const SVG = "http://www.w3.org/2000/svg";
const PRODUCT = /(?:[\d.,]*\d)?(?: ?[×±] [−-]?[\d.,]*\d)+/g;
const WHOLE = 16; // characters that still fit into any line
// In a notebook each figure brings a kit of its own; radios of equal names would be one choice.
const ids = (globalThis.mnistLiveIds ??= { last: 0 });

/**
 * Make an HTML element.
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `on` holds listeners, `style` custom properties
 * @param {...(Node|string|null|undefined|false)} children
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Make an SVG element; arguments as for `h`. */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Return an id that no other element has. */
export function freshId(word = "part") {
  ids.last += 1;
  return `mnist-live-${word}-${ids.last}`;
}

/** Set an attribute only if it changes: observers and screen readers then stay quiet. */
export function attribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Set a text only if it changes. */
export function write(node, text) {
  const whole = keepNumbersWhole(text);
  if (node.textContent !== whole) node.textContent = whole;
}

/**
 * A number and its sign stay on one line, as on the book's pages: 95 %, 28 × 28. A long product may
 * break before a sign: it would stand out of a phone.
 */
export function keepNumbersWhole(text) {
  return text
    .replace(/(\d) (?=%)/g, "$1\u00a0")
    .replace(PRODUCT, (whole) =>
      whole.length > WHOLE ? whole.replace(/([×±]) /g, "$1\u00a0") : whole.replace(/ /g, "\u00a0"),
    );
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "style") {
      for (const [key, entry] of Object.entries(value)) node.style.setProperty(key, entry);
    } else {
      attribute(node, name, value);
    }
  }
  for (const child of children) {
    if (typeof child === "string") node.append(keepNumbersWhole(child));
    else if (child) node.append(child);
  }
  return node;
}
