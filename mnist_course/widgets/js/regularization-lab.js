/**
 * The lab on learning by heart: few images, and what may keep the network from learning them by
 * heart, each to be turned on alone or with the others.
 */

import { mountLab } from "./lab/mount.js";
import { CONTROLS, asPython, defaults, fixed, nameRun } from "./regularization-lab/settings.js";

export { defaults };
export const title = "A lab for learning by heart";
export const heights = [1500, 2478]; // in the book's column, on a phone

const lab = {
  title,
  defaults,
  fixed,
  controls: CONTROLS,
  nameRun,
  asPython,
  best: true,
  norm: true,
};

export function mount(root, figure) {
  return mountLab(root, figure, lab);
}
