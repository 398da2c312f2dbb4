/**
 * The four steps of the preparation: a picture, a switch, what it changed. What each step decides
 * stands in a fold below them, so that a reader can predict it first.
 */

import { choice } from "../kit/choice.js";
import { h, write } from "../kit/dom.js";
import { SIDE } from "../kit/pad.js";
import { stepPicture } from "../kit/step-picture.js";
import { centreOfMass } from "../prepare.js";

export const SWITCHES = ["cut", "scale", "smooth", "centre"];
export const CENTRES = ["mass", "box", "off"];

const FRAME = 28;
const ZOOM = SIDE / FRAME;
const TITLES = {
  cut: "Cut out the ink",
  scale: "Scale to 20 pixels",
  smooth: "Grey edges",
  centre: "What comes to the middle",
};
const ORDER = "The answers of the three networks, in their order above:";

/** The settings with one step turned over: left out if it is done, done if it is left out. */
export function flipped(name, settings) {
  if (name === "centre") return { centre: settings.centre === "mass" ? "off" : "mass" };
  return { [name]: !settings[name] };
}

/**
 * @param {{settings: object, locked: (name: string) => boolean,
 *   onInput: (patch: object) => void}} options
 */
export function steps({ settings, locked, onInput }) {
  const parts = Object.fromEntries(SWITCHES.map((name) => [name, part(name)]));
  const element = h(
    "ol",
    { class: "ml-steps ml-switched" },
    ...SWITCHES.map((name) => parts[name].element),
  );
  const order = h("p", { class: "ml-note" }, ORDER);
  const fold = h(
    "details",
    { class: "ml-fold ml-decides" },
    h("summary", {}, "What each step decides"),
    order,
    h("ul", {}, ...SWITCHES.map((name) => parts[name].other)),
  );

  function part(name) {
    const picture = stepPicture();
    const words = h("p");
    const other = h("li");
    const control = name === "centre" ? threeWays() : tick(name);
    const side = h("div", {}, control.element, words);
    return { picture, words, other, control, element: h("li", {}, picture.element, side) };
  }

  function tick(name) {
    const input = h("input", { type: "checkbox" });
    input.disabled = locked(name);
    input.addEventListener("change", () => onInput({ [name]: input.checked }));
    return {
      element: h("label", { class: "ml-check" }, input, h("span", {}, TITLES[name])),
      set: (on) => (input.checked = on),
    };
  }

  function threeWays() {
    return choice({
      label: TITLES.centre,
      options: [
        { value: "mass", label: "centre of mass" },
        { value: "box", label: "middle of the box" },
        { value: "off", label: "as it stood" },
      ],
      value: settings.centre,
      locked: locked("centre"),
      onInput: (value) => onInput({ centre: value }),
    });
  }

  function tell(name, text) {
    write(parts[name].words, text);
    parts[name].picture.name(`${TITLES[name]}: ${text}`);
    return text;
  }

  function set(now) {
    SWITCHES.forEach((name) => parts[name].control.set(now[name]));
    settings = now;
  }

  /**
   * @param {Float32Array} sheet
   * @param {object} prepared with the switches as they are
   * @param {object} hard the same without grey edges
   * @param {Object<string, number[]>} others each switch turned over: the three answers
   * @param {number[]} now the three answers as they are
   * @returns {string} all words, for the description
   */
  function show(sheet, prepared, hard, others, now) {
    const { area, cut, box, top, left } = prepared;
    const pictures = SWITCHES.map((name) => parts[name].picture);
    pictures[0].paint({ ink: sheet, width: SIDE, height: SIDE });
    if (settings.cut) pictures[0].outline(area.left, area.top, cut.width, cut.height);
    pictures[1].paint(hard.box, ZOOM);
    pictures[1].outline(0, 0, ZOOM * box.width, ZOOM * box.height);
    pictures[2].paint(box, ZOOM);
    pictures[2].outline(0, 0, ZOOM * box.width, ZOOM * box.height);
    pictures[3].paint(box, ZOOM, left, top);
    pictures[3].outline(ZOOM * left, ZOOM * top, ZOOM * box.width, ZOOM * box.height);
    const [row, column] = centreOfMass(box);
    const mass = [top + row, left + column];
    if (mass.every(Number.isFinite)) {
      pictures[3].cross(ZOOM * (mass[1] + 0.5), ZOOM * (mass[0] + 0.5));
    }
    const told = [
      tell("cut", cutWords(settings.cut, area, cut)),
      tell("scale", scaleWords(settings.scale, cut, box)),
      tell("smooth", smoothWords(settings.smooth, box)),
      tell("centre", centreWords(settings, prepared, mass)),
    ];
    for (const name of SWITCHES) {
      const done = name === "centre" ? settings.centre === "mass" : settings[name];
      write(parts[name].other, `${TITLES[name]}. ${otherwise(name, done, others[name], now)}`);
    }
    return told.map((text, i) => `${TITLES[SWITCHES[i]]}: ${text}`).join(" ");
  }

  function clear() {
    for (const name of SWITCHES) {
      parts[name].picture.wipe();
      write(parts[name].other, `${TITLES[name]}. Nothing is drawn yet.`);
      tell(name, "Nothing is drawn yet.");
    }
  }

  return { element, fold, set, show, clear };
}

function cutWords(on, area, { height, width }) {
  if (!on) return `Left out. The whole sheet goes on, ${SIDE} × ${SIDE} pixels.`;
  const share = Math.round((100 * height * width) / SIDE ** 2);
  return (
    `Rows ${area.top} to ${area.bottom - 1}, columns ${area.left} to ${area.right - 1} of the ` +
    `pad; ${share} % of the sheet are kept.`
  );
}

function scaleWords(on, cut, box) {
  const sizes = `${cut.height} × ${cut.width} pixels become ${box.height} × ${box.width}`;
  if (!on) return `Left out. Ten pixels of the pad are always one pixel: ${sizes}.`;
  const each = (Math.max(cut.height, cut.width) / 20).toFixed(1);
  return `${sizes}; each new pixel is ${each} of the pad’s wide.`;
}

function smoothWords(on, { ink }) {
  if (!on) return "Left out. A new pixel is what lies in its middle, all ink or all paper.";
  const some = ink.filter((value) => value > 0.02);
  const grey = some.filter((value) => value < 0.98).length;
  return `A new pixel is an average; ${grey} of the ${some.length} with ink are grey.`;
}

function centreWords({ centre }, { top, left, box }, mass) {
  const place = mass.map((value) => value.toFixed(1));
  const at = mass.every(Number.isFinite)
    ? `The centre of mass (the cross) is at row ${place[0]}, column ${place[1]}`
    : "There is no ink left";
  const where = `the box begins at row ${top}, column ${left}`;
  const lost = top < 0 || left < 0 || top + box.height > FRAME || left + box.width > FRAME;
  return `${at}; ${where}${lost && centre !== "off" ? ", and a part may be lost" : ""}.`;
}

/** What the three would answer with this step turned over. */
function otherwise(name, done, others, now) {
  const subject =
    name === "centre"
      ? done
        ? "Left as it stood"
        : "By the centre of mass"
      : done
        ? "Without this step"
        : "With this step";
  if (others.every((digit, i) => digit === now[i])) return `${subject}: the same three answers.`;
  return `${subject}: ${others.join(", ")} in place of ${now.join(", ")}.`;
}
