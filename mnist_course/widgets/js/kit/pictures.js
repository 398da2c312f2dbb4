/**
 * Pictures made of numbers: digits (dark ink on white, as in the book's figures) and weights.
 *
 * The scale of weights reads in colour and in grey: its lightness falls from light orange
 * (negative) over mid-grey (zero) to dark blue (positive), so the darker a pixel, the more ink
 * there speaks for the unit, and no sign hangs on hue alone.
 */

import { h } from "./dom.js";

const NEGATIVE = [255, 214, 153];
const ZERO = [150, 150, 150];
const POSITIVE = [8, 35, 94];

/** Return black or white, whichever stands out more (WCAG's contrast) of a ground [r, g, b]. */
export function letterColour(ground) {
  const [r, g, b] = ground.map((value) =>
    value <= 10 ? value / 3295 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000" : "#fff";
}

/** Return the colour of a weight as [r, g, b]; `part` runs from -1 to 1. */
export function weightColour(part) {
  const end = part < 0 ? NEGATIVE : POSITIVE;
  const share = Math.min(1, Math.abs(part));
  return ZERO.map((value, i) => Math.round(value + share * (end[i] - value)));
}

/** All colours of the scale as the four bytes of a pixel, from -1 to 1 in steps of a 255th. */
const SCALE = Uint32Array.from({ length: 511 }, (_, i) => {
  const bytes = new Uint8ClampedArray([...weightColour(i / 255 - 1), 255]);
  return new Uint32Array(bytes.buffer)[0];
});

/** The greys of a digit, from paper to ink, in the same way. */
const GREYS = Uint32Array.from({ length: 256 }, (_, ink) => {
  const bytes = new Uint8ClampedArray([255 - ink, 255 - ink, 255 - ink, 255]);
  return new Uint32Array(bytes.buffer)[0];
});

/**
 * Make a picture of `rows` × `columns` numbers.
 * @param {{rows?: number, columns?: number, size?: number, label: string}} options
 * `size` is its width in CSS pixels, `label` what it shows.
 * @returns {{element: HTMLCanvasElement, digit: (values: ArrayLike<number>, most?: number) => void,
 *   weights: (values: ArrayLike<number>, limit?: number) => void, name: (label: string) => void}}
 */
export function picture({ rows = 28, columns = 28, size = 56, label = "" }) {
  const element = h("canvas", { class: "ml-picture", width: columns, height: rows });
  element.setAttribute("role", "presentation"); // until it has a name

  element.style.width = `${size}px`;
  const brush = element.getContext("2d");
  const image = brush.createImageData(columns, rows);

  const pixels = new Uint32Array(image.data.buffer);

  function name(text) {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", text);
    element.title = text;
  }

  if (label) name(label);
  return {
    element,
    name,
    digit(values, most = 1) {
      const factor = 255 / most;
      for (let i = 0; i < pixels.length; i += 1) {
        pixels[i] = GREYS[Math.min(255, Math.max(0, Math.round(factor * values[i])))];
      }
      brush.putImageData(image, 0, 0);
    },
    weights(values, limit = largest(values)) {
      const factor = 255 / (limit || 1);
      for (let i = 0; i < pixels.length; i += 1) {
        const step = Math.round(factor * values[i]) + 255;
        pixels[i] = SCALE[Math.min(510, Math.max(0, step))];
      }
      brush.putImageData(image, 0, 0);
    },
  };
}

/** Return the largest size among some numbers. */
export function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/** The key to pictures of weights: light is against, dark is for. */
export function weightKey({ against = "ink here speaks against", meant = "ink here speaks for" }) {
  const stops = [-1, -0.5, 0, 0.5, 1].map((part) => `rgb(${weightColour(part).join()})`);
  return h(
    "p",
    { class: "ml-key" },
    h("span", {}, `− ${against}`),
    h("span", {
      class: "ml-scale",
      "aria-hidden": "true",
      style: { background: `linear-gradient(to right, ${stops.join()})` },
    }),
    h("span", {}, `+ ${meant}`),
  );
}
