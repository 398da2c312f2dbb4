/** What each slider runs over, how its values are written, and where the curve looks. */

import { linearValues, plainNumber } from "../kit/slider.js";

const percentOf = (value) => `${Math.round(100 * value)} %`;
const minus = (text) => text.replace("-", "−");
const pixels = (value) => minus(`${value} ${Math.abs(value) === 1 ? "pixel" : "pixels"}`);

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
  right: {
    label: "Shift to the right",
    axis: "shift to the right in pixels",
    values: linearValues(-10, 10),
    looks: linearValues(-10, 10),
    format: pixels,
    tick: (value) => minus(String(value)),
  },
  down: {
    label: "Shift down",
    axis: "shift down in pixels",
    values: linearValues(-10, 10),
    looks: linearValues(-10, 10),
    format: pixels,
    tick: (value) => minus(String(value)),
  },
  noise: {
    label: "Noise",
    axis: "standard deviation of the noise",
    values: linearValues(0, 1, 0.05),
    looks: linearValues(0, 1, 0.05),
    format: plainNumber,
    tick: plainNumber,
  },
  blur: {
    label: "Blur",
    axis: "width of the blur in pixels",
    values: linearValues(0, 4, 0.25),
    looks: linearValues(0, 4, 0.25),
    format: (value) => `${plainNumber(value)} ${value === 1 ? "pixel" : "pixels"}`,
    tick: plainNumber,
  },
  contrast: {
    label: "Contrast",
    axis: "contrast that is left, in %",
    values: linearValues(0, 1, 0.05),
    looks: linearValues(0, 1, 0.05),
    format: percentOf,
    tick: (value) => String(Math.round(100 * value)),
  },
};
