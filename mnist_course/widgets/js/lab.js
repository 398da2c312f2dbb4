/**
 * The training lab: turn the settings of a network with one hidden layer, train it on real digits,
 * watch it learn, and compare the run with the next one.
 */

import { mountLab } from "./lab/mount.js";
import { CONTROLS, asPython, defaults, nameRun } from "./lab/settings.js";

export { defaults };
export const title = "The training lab";
export const heights = [1390, 2500]; // in the book's column, on a phone

const lab = {
  title,
  defaults,
  controls: CONTROLS,
  nameRun,
  asPython,
  wrong: true,
  allDigits: true,
};

export function mount(root, figure) {
  return mountLab(root, figure, lab);
}
