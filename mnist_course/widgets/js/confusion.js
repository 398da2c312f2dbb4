/** The confusion matrix of three networks, and the held-out digits behind each of its numbers. */

import { bars } from "./kit/bars.js";
import { button } from "./kit/buttons.js";
import { choice } from "./kit/choice.js";
import { description } from "./kit/describe.js";
import { h, write } from "./kit/dom.js";
import { linkRow } from "./kit/link.js";
import { pictureChoice } from "./kit/picture-choice.js";
import { picture } from "./kit/pictures.js";
import { answerAll, membersOf, readMatrix } from "./confusion/answers.js";
import { confusionMatrix } from "./confusion/matrix.js";
import { unpackDigits } from "./packed.js";
import { unpackNetworks } from "./trained.js";
import { aDigit } from "./digits/article.js";

export const title = "The images behind a confusion matrix";
export const heights = [993, 1648]; // in the book's column, on a phone
export const defaults = { network: "lenet", truth: 3, answer: 8, number: -1 };

const NETWORKS = [
  { value: "softmax", label: "Softmax regression" },
  { value: "mlp", label: "Multilayer network" },
  { value: "lenet", label: "LeNet-5" },
];
const SHOWN = 12; // images at a time
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

export function mount(root, figure) {
  const settings = { ...defaults, ...figure.state };
  const locked = (name) => figure.lock.has(name);
  const known = new Map(); // answers of the networks that have been asked
  let held = null;
  let models = null;
  let said = null; // answers of the network that is chosen
  let members = [];
  let first = 0; // place of the first image shown
  let alive = true;

  const words = description(root);
  const status = h("p", { class: "ml-status" }, "Fetching the digits and the networks …");
  const networks = choice({
    label: "The network",
    options: NETWORKS,
    value: settings.network,
    locked: locked("network"),
    onInput: (network) => turn({ network, number: -1 }),
  });
  const matrix = confusionMatrix({
    locked: locked("truth") || locked("answer"),
    onInput: (truth, answer) => turn({ truth, answer, number: -1 }),
  });
  const fieldTitle = h("p", { class: "ml-title" });
  const fieldLine = h("p", { class: "ml-note" });
  const sheet = pictureChoice({
    label: "Choose an image to enlarge it",
    count: SHOWN,
    size: 54,
    locked: locked("number"),
    onInput: (index) => turn({ number: members[first + index] }),
  });
  const before = button({ label: "Before", onPress: () => page(-SHOWN) });
  const after = button({ label: "More", onPress: () => page(SHOWN) });
  const pager = h("div", { class: "ml-buttons" }, before.element, after.element);
  const sums = h("p", { class: "ml-status" });
  const large = picture({ size: 140, label: "the image that is chosen" });
  const verdict = h("p", {});
  const shares = bars({
    label: "Probabilities of the ten digits",
    names: DIGITS,
    format: percent,
  });
  const enlarged = h(
    "div",
    { class: "ml-pair" },
    h("div", { class: "ml-enlarged" }, large.element, verdict),
    h("div", { class: "ml-shares" }, shares.element),
  );
  sheet.element.hidden = pager.hidden = enlarged.hidden = true; // until there are images
  const link = linkRow(figure, settings, Object.keys(defaults));

  root.append(
    h("p", { class: "ml-heading" }, title),
    networks.element,
    status,
    h(
      "div",
      { class: "ml-matrix-pair" },
      matrix.element,
      h("div", { class: "ml-field-part" }, fieldTitle, fieldLine, sheet.element, pager),
    ),
    sums,
    enlarged,
    ...link.elements,
    words.element,
  );
  words.show("A confusion matrix, which is being counted.");
  Promise.all([
    figure.assets.get("held").then(unpackDigits),
    figure.assets.get("weights").then(unpackNetworks),
  ]).then(start, (error) => write(status, `Nothing to show: ${error.message}`));

  function start([digits, trained]) {
    held = digits.held;
    models = trained;
    tidy();
    show(words.show);
  }

  /** Bring settings from outside into their ranges. */
  function tidy() {
    const whole = (value, low, high) => Math.min(high, Math.max(low, Math.round(value)));
    if (!NETWORKS.some(({ value }) => value === settings.network)) {
      settings.network = defaults.network;
    }
    settings.truth = whole(settings.truth, 0, 9);
    settings.answer = whole(settings.answer, 0, 9);
    settings.number = whole(settings.number, -1, 999);
  }

  function turn(patch) {
    Object.assign(settings, patch);
    figure.setState(patch);
    show(words.say);
    link.refresh();
  }

  async function show(tell) {
    if (!held) return;
    const { network } = settings;
    if (!known.has(network)) {
      write(status, `${nameOf(network)} reads ${held.labels.length.toLocaleString("en")} digits …`);
      const asked = () => alive && settings.network === network;
      const answers = await answerAll(models[network], held, asked);
      if (answers) known.set(network, answers);
    }
    if (!alive || settings.network !== network || !known.has(network)) return;
    said = known.get(network);
    matrix.draw(said.counts);
    matrix.set(settings.truth, settings.answer);
    members = membersOf(said, held.labels, settings.truth, settings.answer);
    const place = Math.max(0, members.indexOf(settings.number));
    first = SHOWN * Math.floor(place / SHOWN);
    showField();
    showImage(members[place]);
    tell([status, fieldTitle, sums, verdict].map((part) => part.textContent).join(" "));
  }

  function showField() {
    const { network, truth, answer } = settings;
    const { right, rowSum, columnSum, mistakes } = readMatrix(said.counts);
    const [inRow, inColumn] = [rowSum(truth), columnSum(answer)];
    const n = held.labels.length;
    const top = mistakes
      .slice(0, 3)
      .map((pair) => `${pair.truth} read as ${pair.answer} (${pair.count})`);
    write(
      status,
      `${nameOf(network)} reads ${right} of ${n.toLocaleString("en")} held-out digits rightly ` +
        `and ${n - right} wrongly. Its most frequent mistakes: ${top.join(", ")}.`,
    );
    const count = members.length;
    const images = count === 1 ? "1 image" : `${count || "no"} ${count ? "images" : "image"}`;
    write(fieldTitle, `${aDigit(truth, "A")} read as ${answer}: ${images}`);
    const order =
      truth === answer ? "Right answers, the least sure first." : "Mistakes, the surest first.";
    write(fieldLine, count ? order : "Choose a field whose number is not 0.");
    const [hits, taken] = [said.counts[11 * truth], said.counts[11 * answer]];
    write(
      sums,
      `Row ${truth}: of ${inRow} images of ${aDigit(truth)}, ${hits} are read as ${truth} ` +
        `(recall ${percent(hits / inRow)}). Column ${answer}: ` +
        (inColumn
          ? `of ${inColumn} images read as ${answer}, ${taken} show ${aDigit(answer)} ` +
            `(precision ${percent(taken / inColumn)}).`
          : `no image is read as ${answer}.`),
    );
    showPage();
  }

  function showPage() {
    sheet.element.hidden = members.length === 0;
    sheet.pictures.forEach((image, i) => {
      const number = members[first + i];
      sheet.hide(i, number === undefined);
      if (number === undefined) return;
      image.digit(held.x.subarray(784 * number, 784 * (number + 1)));
      const share = percent(said.p[10 * number + settings.answer]);
      sheet.name(i, share, `digit ${number}, ${share}`);
    });
    pager.hidden = members.length <= SHOWN;
    before.set({ disabled: first === 0 });
    after.set({ disabled: first + SHOWN >= members.length });
  }

  function page(step) {
    turn({ number: members[first + step] });
  }

  function showImage(number) {
    enlarged.hidden = number === undefined;
    if (number === undefined) {
      write(verdict, "");
      return;
    }
    sheet.set(members.indexOf(number) - first);
    large.digit(held.x.subarray(784 * number, 784 * (number + 1)));
    const p = said.p.subarray(10 * number, 10 * (number + 1));
    const { truth, answer } = settings;
    large.name(`held-out digit ${number}, ${aDigit(truth)}`);
    const own = truth === answer ? "" : `, and to the true digit ${percent(p[truth])}`;
    write(
      verdict,
      `Held-out digit ${number}, ${aDigit(truth)}. The network gives ${percent(p[answer])} to its ` +
        `answer ${answer}${own}.`,
    );
    shares.draw(p);
  }

  return {
    update(patch) {
      Object.assign(settings, patch);
      tidy();
      networks.set(settings.network);
      show(words.show);
      link.refresh();
    },
    remove: () => (alive = false),
  };
}

function nameOf(network) {
  return NETWORKS.find(({ value }) => value === network).label;
}

/** Write a share; at both ends with more figures, so that 99.98 % is no 100 %. */
function percent(share) {
  if (share === 0 || share === 1) return `${100 * share} %`;
  const value = 100 * share;
  if (value > 99.9) return "> 99.9 %";
  if (value < 0.1) return "< 0.1 %";
  return `${value.toFixed(1)} %`;
}
