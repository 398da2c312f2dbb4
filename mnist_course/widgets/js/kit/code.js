/** "As Python": the lines that do the same with the package, ready to be copied. */

import { button } from "./buttons.js";
import { h } from "./dom.js";

/** @returns {{element: HTMLElement, show: (text: string) => void}} */
export function pythonLines({ label = "As Python" } = {}) {
  const code = h("code");
  const block = h("pre", { class: "ml-code", tabindex: "0" }, code);
  const copy = button({
    label: "Copy",
    onPress: async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        copy.set({ label: "Copied" });
      } catch {
        getSelection().selectAllChildren(code); // no clipboard here (file://): Ctrl+C does it
        copy.set({ label: "Selected: press Ctrl+C" });
      }
      setTimeout(() => copy.set({ label: "Copy" }), 2500);
    },
  });
  const summary = h("summary", {}, label);
  const element = h("details", { class: "ml-fold" }, summary, block, copy.element);
  return { element, show: (text) => (code.textContent = text) };
}
