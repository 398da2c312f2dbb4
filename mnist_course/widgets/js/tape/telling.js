/** What one place of the walk does, in a sentence with numbers. */

import { short } from "../backprop/telling.js";
import { places, shown, written } from "./programs.js";

/** Say what was recorded or handed on last. */
export function tell(program, place, { values, local, slopes, gains }) {
  const { lines } = program;
  const number = (key) => inside(values[key]);
  if (place === 0) return "The tape is empty. Step computes the first line and records it.";
  if (place <= lines.length) {
    const line = lines[place - 1];
    const end = place === lines.length ? " The way forward is done." : "";
    return (
      `Forward, line ${place}: ${shown(line[0])} = ${written(line)} = ${written(line, number)} = ` +
      `${short(values[line[0]])}. The tape keeps the slopes: ${along(line, local[place - 1])}.${end}`
    );
  }
  if (place === lines.length + 1) {
    return "Backward, the end first: the slope of L along L is 1. All others start at 0.";
  }
  const i = places(program) - place;
  const handed = gains.map((gain) => handedOn(gain, slopes)).join("; ");
  const end = place === places(program) ? " All slopes are found." : "";
  return `Backward over line ${i + 1}, ${shown(lines[i][0])} = ${written(lines[i])}: ${handed}.${end}`;
}

/** The slopes that the tape keeps of a line: "2 along u, 9 along b". */
export function along([, , ...sources], slopes) {
  return sources
    .map((key, j) => {
      const again = sources.indexOf(key) < j ? " again" : "";
      return `${short(slopes[j])} along ${shown(key)}${again}`;
    })
    .join(", ");
}

function handedOn({ to, before, parts }, slopes) {
  const products = parts.map(([above, slope]) => `${inside(above)} · ${inside(slope)}`);
  const name = shown(to);
  const sum = products.join(" + ");
  const known = before === 0 ? "" : `has ${short(before)} already and `;
  const gained = parts.reduce((total, [above, slope]) => total + above * slope, 0);
  const total = before === 0 ? "" : `, together ${short(slopes[to])}`;
  return `${name} ${known}gets ${sum} = ${short(gained)}${total}`;
}

function inside(value) {
  const text = short(value);
  return value < 0 ? `(${text})` : text;
}
