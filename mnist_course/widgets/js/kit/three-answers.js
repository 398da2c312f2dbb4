/** What the three networks of the book say of one image, side by side, and whether they agree. */

import { answer, verdict } from "./answer.js";
import { h } from "./dom.js";

export const NETWORKS = [
  { id: "softmax", name: "Softmax regression", note: "one layer" },
  { id: "mlp", name: "Multilayer network", note: "two hidden layers" },
  { id: "lenet", name: "LeNet-5", note: "convolution" },
];

/**
 * @param {{links?: Object<string, string>}} [options] network to the address of its chapter
 * @returns {{element: HTMLElement, show: (said: ArrayLike<number>[]) => object[],
 *   clear: () => void}}
 * `show` takes ten probabilities for each of `NETWORKS`, and returns what `verdict` says of them.
 */
export function threeAnswers({ links = {} } = {}) {
  const answers = NETWORKS.map(({ id, name, note }) => answer({ name, note, link: links[id] }));
  return {
    element: h("div", { class: "ml-answers ml-three" }, ...answers.map(({ element }) => element)),
    show(said) {
      said.forEach((probabilities, i) => answers[i].show(probabilities));
      return said.map(verdict);
    },
    clear: () => answers.forEach((one) => one.clear()),
  };
}

/** Say each network's verdict in a list: "LeNet-5 says 7 (97 % sure)". */
export function eachSays(verdicts) {
  return NETWORKS.map(({ name }, i) => `${name} says ${verdicts[i].best} (${verdicts[i].words})`);
}

/** Say whether the networks agree and, where the label is known, which of them are right. */
export function compare(verdicts, label) {
  const known = label !== undefined;
  const right = NETWORKS.filter((_, i) => verdicts[i].best === label).map(({ name }) => name);
  if (verdicts.every(({ best }) => best === verdicts[0].best)) {
    if (!known) return "All three agree.";
    return `All three agree, and they are ${right.length ? "right" : "wrong"}.`;
  }
  if (!known) return "They disagree.";
  if (!right.length) return "They disagree, and none is right.";
  return `They disagree: ${right.join(" and ")} ${right.length > 1 ? "are" : "is"} right.`;
}
