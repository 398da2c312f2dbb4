/** The hidden units as pictures: what each looks for, and, for one of them, what it says. */

import { h, write } from "../kit/dom.js";
import { largest, picture, weightKey } from "../kit/pictures.js";
import { whenSeen } from "../kit/seen.js";
import { aDigit } from "../digits/article.js";

const SHOWN = 30;
const FAVOURITES = 5;

/**
 * @param {{digits: () => {held: {x: Float32Array, labels: Uint8Array}}}} options
 * @returns {{element: HTMLElement, show: (theta: Float32Array, units: number,
 *   resting: boolean) => void}} while it trains, only what is in the window is drawn
 */
export function hiddenUnits({ digits }) {
  const sheet = h("div", { class: "ml-sheet ml-units", role: "group" });
  sheet.setAttribute("aria-label", "Hidden units; choose one to see what it says");
  const count = h("span");
  const name = h("p", { class: "ml-title" });
  const big = picture({ size: 140 });
  const says = h("p");
  const likes = h("div", { class: "ml-sheet" });
  const favourites = Array.from({ length: FAVOURITES }, () => picture({ size: 48 }));
  likes.append(...favourites.map((one) => one.element));
  const detail = h(
    "div",
    { class: "ml-unit", hidden: true },
    big.element,
    h("div", {}, name, says, h("p", {}, "Of the held-out digits, these excite it most:"), likes),
  );
  const element = h(
    "div",
    { class: "ml-section" },
    h("p", { class: "ml-title" }, "What the hidden units look for ", count),
    sheet,
    weightKey({ against: "ink here quietens the unit", meant: "ink here excites it" }),
    detail,
  );
  let buttons = [];
  let chosen = -1;
  let last = null;
  const refresh = whenSeen(element, () => {
    buttons.forEach(({ image }, i) => image.weights(column(last.theta, last.units, i)));
    explain();
  });

  function build(units) {
    const wanted = Math.min(units, SHOWN);
    if (buttons.length === wanted) return;
    buttons = Array.from({ length: wanted }, (_, i) => {
      const image = picture({ size: 56 });
      const label = `hidden unit ${i + 1}`;
      image.element.setAttribute("aria-hidden", "true");
      const button = h(
        "button",
        { type: "button", class: "ml-unit-button", "aria-pressed": "false", "aria-label": label },
        image.element,
      );
      button.addEventListener("click", () => choose(chosen === i ? -1 : i));
      return { button, image };
    });
    sheet.replaceChildren(...buttons.map(({ button }) => button));
    if (chosen >= wanted) choose(-1);
  }

  function choose(i) {
    chosen = i;
    buttons.forEach(({ button }, k) => button.setAttribute("aria-pressed", String(k === i)));
    detail.hidden = i < 0;
    if (last) explain();
  }

  function explain() {
    if (chosen < 0) return;
    const { theta, units } = last;
    const weights = column(theta, units, chosen);
    const after = 784 * units + units + chosen * 10;
    const outgoing = Array.from(theta.subarray(after, after + 10));
    big.weights(weights);
    big.name(`The 784 incoming weights of hidden unit ${chosen + 1}`);
    write(name, `Hidden unit ${chosen + 1}`);
    write(says, `When it is excited, it speaks ${verdict(outgoing)}.`);
    strongest(weights, digits().held).forEach(({ image, label }, i) => {
      favourites[i].digit(image);
      favourites[i].name(aDigit(label));
    });
  }

  return {
    element,
    show(theta, units, resting) {
      last = { theta, units };
      build(units);
      write(count, units > SHOWN ? `(the first ${SHOWN} of ${units})` : `(${units})`);
      refresh(resting);
    },
  };
}

function column(theta, units, unit) {
  const weights = new Float32Array(784);
  for (let pixel = 0; pixel < 784; pixel += 1) weights[pixel] = theta[pixel * units + unit];
  return weights;
}

/** Say for which digits a unit speaks: those whose outgoing weight is more than half the largest. */
function verdict(outgoing) {
  const bar = largest(outgoing) / 2;
  const digitsWhere = (test) =>
    outgoing
      .map((weight, digit) => ({ weight, digit }))
      .filter(({ weight }) => test(weight))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .map(({ digit, weight }) => `${digit} (${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(1)})`);
  const meant = digitsWhere((weight) => weight > bar);
  const against = digitsWhere((weight) => weight < -bar);
  const parts = [
    meant.length ? `for ${meant.join(", ")}` : "",
    against.length ? `against ${against.join(", ")}` : "",
  ];
  return parts.filter(Boolean).join(" and ") || "for and against no digit";
}

function strongest(weights, { x, labels }) {
  const sums = Array.from(labels, (label, n) => {
    let sum = 0;
    for (let i = 0; i < 784; i += 1) sum += weights[i] * x[n * 784 + i];
    return { sum, label, image: x.subarray(n * 784, (n + 1) * 784) };
  });
  return sums.sort((a, b) => b.sum - a.sum).slice(0, FAVOURITES);
}
