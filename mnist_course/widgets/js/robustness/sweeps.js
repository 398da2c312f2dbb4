/** What each slider runs over, how its values are written, and where the curve looks. */

import { linearValues, plainNumber } from "../kit/slider.js";

const minus = (text) => text.replace("-", "−");
const pixels = (value) => minus(`${plainNumber(value)} ${Math.abs(value) === 1 ? "pixel" : "pixels"}`);

/** A shift: the curve looks at every place of the slider. */
function shift(way) {
  const values = linearValues(-10, 10);
  return {
    label: `Shift ${way}`,
    axis: `shift ${way} in pixels`,
    values,
    looks: values,
    format: pixels,
    tick: (value) => minus(String(value)),
  };
}

/** Something that is there or not, or in part; its values are written alike everywhere. */
function amount(label, axis, end, step, format = plainNumber, tick = format) {
  const values = linearValues(0, end, step);
  return { label, axis, values, looks: values, format, tick };
}

/** @type {Record<string, {label: string, axis: string, values: number[], looks: number[],
 *   ticks?: number[], format: (value: number) => string, tick: (value: number) => string}>} */
export const SWEEPS = {
  rotation: {
    label: "Rotation, against the clock",
    axis: "rotation in degrees",
    values: linearValues(-180, 180, 5),
    looks: linearValues(-180, 180, 15),
    ticks: linearValues(-180, 180, 90),
    format: (value) => minus(`${value}°`),
    tick: (value) => minus(String(value)),
  },
  right: shift("to the right"),
  down: shift("down"),
  noise: amount("Noise", "standard deviation of the noise", 1, 0.05),
  blur: amount("Blur", "width of the blur in pixels", 4, 0.25, pixels, plainNumber),
  contrast: amount(
    "Contrast",
    "contrast that is left, in %",
    1,
    0.05,
    (value) => `${Math.round(100 * value)} %`,
    (value) => String(Math.round(100 * value)),
  ),
};
