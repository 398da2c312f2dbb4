/**
 * Pooling: one number remains of each window. The image can be moved, to see how much of the move
 * the smaller image still shows.
 */

import { bars } from "./kit/bars.js";
import { board, ink } from "./kit/board.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { commonOf } from "./kit/settings.js";
import { linearValues, slider } from "./kit/slider.js";
import { walk } from "./kit/walk.js";
import { short, shortest } from "./convolution/products.js";
import { slide, under } from "./convolution/sliding.js";
import { EXAMPLE, KINDS, differ, move } from "./pooling/moves.js";
import { unpackDigits } from "./packed.js";

export const title = "One number for each window";
export const heights = [1036, 1555]; // in the book's column, on a phone
export const defaults = {
  image: "example",
  number: 1,
  pooling: "max",
  size: 2,
  right: 0,
  down: 0,
  place: 0,
  whole: false,
};

const IMAGES = { example: "4 × 4 numbers", digit: "a digit" };
const SIZES = [2, 3, 4, 7];
const FURTHEST = 4;

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const common = commonOf(figure, settings, turn);
  const locked = (name) => figure.lock.has(name);
  let held = null;
  let problem = "";
  let now = null; // what follows from the settings: image, window, map, differences

  const words = description(root);
  const status = h("p", { class: "ml-status" });
  const moveLine = h("p", { class: "ml-status" });
  const image = choice({
    label: "The image",
    options: Object.entries(IMAGES).map(([value, label]) => ({ value, label })),
    value: settings.image,
    locked: locked("image"),
    onInput: (value) => turn({ image: value, place: 0 }),
  });
  const kind = choice({
    label: "What remains of a window",
    options: Object.entries(KINDS).map(([value, { label }]) => ({ value, label })),
    value: settings.pooling,
    locked: locked("pooling"),
    onInput: (value) => turn({ pooling: value }),
  });
  const sliders = {
    number: slider({
      label: "Held-out digit, by number",
      values: linearValues(0, 999),
      format: String,
      ...common("number"),
    }),
    size: slider({
      label: "Window and stride",
      values: SIZES,
      format: (size) => `${size} × ${size}`,
      ...common("size"),
    }),
    right: slider({
      label: "Moved to the right, in pixels",
      values: linearValues(-FURTHEST, FURTHEST),
      format: short,
      ...common("right"),
    }),
    down: slider({
      label: "Moved down, in pixels",
      values: linearValues(-FURTHEST, FURTHEST),
      format: short,
      ...common("down"),
    }),
  };
  const input = board({
    label: "The image",
    onPoint: (row, column) => {
      if (!now || locked("place")) return;
      const near = (v) => Math.min(now.out - 1, Math.floor(v / now.size));
      goTo(near(row), near(column));
    },
  });
  const map = board({
    label: "The smaller image: choose a place",
    keyboard: true,
    onPoint: (row, column) => now && !locked("place") && goTo(row, column),
    help: "Point at a place, in either picture, or move with the arrow keys.",
    say: () => status.textContent,
  });
  const steps = walk({
    count: () => now?.map.length ?? 0,
    settings,
    locked: locked("place"),
    turn,
    draw: () => draw(words.show),
  });
  const changes = bars({
    label: "How much the move changed",
    names: ["image", "map"],
  });
  changes.element.classList.add("ml-unranked");
  const link = linkRow(figure, settings, Object.keys(defaults));

  const mapTitle = h("p", { class: "ml-title" });
  root.append(
    h("p", { class: "ml-heading" }, title),
    image.element,
    sliders.number.element,
    kind.element,
    h(
      "div",
      { class: "ml-controls" },
      sliders.size.element,
      sliders.right.element,
      sliders.down.element,
    ),
    steps.element,
    h(
      "div",
      { class: "ml-pair" },
      h("div", { class: "ml-board-part" }, h("p", { class: "ml-title" }, "The image"), input.element),
      h("div", { class: "ml-board-part" }, mapTitle, map.element),
    ),
    status,
    h("p", { class: "ml-title" }, "Changed by the move"),
    changes.element,
    moveLine,
    ...link.elements,
    words.element,
  );
  recompute();
  draw(words.show);
  figure.assets
    .get("digits")
    .then(unpackDigits)
    .then((digits) => {
      held = digits.held;
    })
    .catch((error) => {
      problem = `The digits could not be read: ${error.message}`;
    })
    .finally(() => {
      recompute();
      draw(words.show);
    });

  function recompute() {
    const digit = settings.image === "digit";
    now = null;
    if (digit && !held) return;
    const start = 784 * settings.number;
    const pixels = digit ? held.x.slice(start, start + 784) : EXAMPLE;
    const side = Math.sqrt(pixels.length);
    const size = Math.min(settings.size, side);
    const moved = move(pixels, side, settings.right, settings.down);
    const { answer } = KINDS[settings.pooling];
    const { map: before } = slide(pixels, side, size, size, answer);
    const { map: after, out } = slide(moved, side, size, size, answer);
    const most = digit ? 1 : 7;
    const parts = [differ(pixels, moved), differ(before, after)];
    now = { side, size, moved, map: after, out, most, parts };
    settings.place = Math.min(settings.place, after.length - 1);
  }

  function goTo(row, column) {
    steps.stop();
    turn({ place: row * now.out + column });
  }

  function turn(patch) {
    const walking = Object.keys(patch).every((name) => name === "place" || name === "whole");
    Object.assign(settings, patch);
    if (!walking) {
      steps.stop();
      recompute();
    }
    figure.setState({ ...patch, place: settings.place });
    draw(words.say);
    link.refresh();
  }

  function draw(tell) {
    sliders.number.element.hidden = settings.image !== "digit";
    image.set(settings.image);
    kind.set(settings.pooling);
    steps.refresh();
    if (!now) {
      write(status, problem || "Fetching the digits …");
      tell(status.textContent);
      return;
    }
    const { side, size, moved, map: numbers, out, most, parts } = now;
    const { place, whole } = settings;
    const [p, q] = [Math.floor(place / out), place % out];
    const colour = (value) => ink(value / most);
    const seen = under(moved, side, p * size, q * size, size);
    const count = whole ? numbers.length : place + 1;
    input.draw({ side, values: moved, colour, text: shortest });
    input.frame(p * size, q * size, size);
    input.name(`The image; the window begins at row ${p * size}, column ${q * size}`);
    map.draw({ side: out, values: numbers, colour, text: short, count });
    map.frame(p, q, 1);
    write(mapTitle, `The map, ${out} × ${out}${count < numbers.length ? ", so far" : ""}`);
    write(status, `Place ${place + 1} of ${numbers.length}: ${remains(seen, numbers[place])}`);
    changes.draw(parts, Math.max(1, ...parts));
    write(moveLine, whatMoved(settings, parts));
    tell(`${status.textContent} ${moveLine.textContent}`);
  }

  function remains(seen, number) {
    const { pooling } = settings;
    const listed =
      seen.length <= 9 ? `of ${seen.map(short).join(", ")}` : `of ${seen.length} numbers`;
    const verb = { max: "the largest", average: "the mean", stride: "the upper left one" }[pooling];
    return `${verb} ${listed} is ${short(number)}.`;
  }

  function whatMoved({ right, down }, [ofImage, ofMap]) {
    if (!right && !down) return "The image has not been moved.";
    const percent = (part) => `${Math.round(100 * part)} %`;
    const ways = [
      right && `${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`,
      down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
    ].filter(Boolean);
    return (
      `Moved by ${ways.join(" and ")}: the image differs from the unmoved one by ` +
      `${percent(ofImage)} of its size, the map by ${percent(ofMap)}.`
    );
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      if (!(settings.image in IMAGES)) settings.image = defaults.image;
      if (!(settings.pooling in KINDS)) settings.pooling = defaults.pooling;
      const within = (value, low, high) => Math.min(high, Math.max(low, Math.round(value)));
      settings.number = within(settings.number, 0, 999);
      settings.size = within(settings.size, 2, 7);
      settings.right = within(settings.right, -FURTHEST, FURTHEST);
      settings.down = within(settings.down, -FURTHEST, FURTHEST);
      settings.place = Math.max(0, Math.round(settings.place));
      steps.stop();
      recompute();
      for (const [name, one] of Object.entries(sliders)) one.set(settings[name]);
      draw(words.show);
      link.refresh();
    },
    remove: () => steps.stop(),
  };
}
