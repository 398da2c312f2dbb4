/** Light or dark, as the page around the figure is: the book, JupyterLab, VS Code, or the system. */

const ANSWERS = [
  [() => document.documentElement.dataset.theme, "dark"], // the book
  [() => document.body.dataset.jpThemeLight, "false"], // JupyterLab and Notebook
  [() => document.body.dataset.vscodeThemeKind, "vscode-dark"], // VS Code
  [() => document.documentElement.getAttribute("theme"), "dark"], // Colab
];

/** Return "dark" or "light". */
export function look() {
  for (const [read, dark] of ANSWERS) {
    const found = read();
    if (found) return found === dark ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Keep `root.dataset.look` right, and call `onChange` after each change; returns a stop. */
export function followTheme(root, onChange = () => {}) {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const refresh = () => {
    if (root.dataset.look === look()) return;
    root.dataset.look = look();
    onChange(root.dataset.look);
  };
  const watch = new MutationObserver(refresh);
  const attributes = ["data-theme", "data-jp-theme-light", "data-vscode-theme-kind", "theme"];
  for (const node of [document.documentElement, document.body]) {
    watch.observe(node, { attributes: true, attributeFilter: attributes });
  }
  query.addEventListener("change", refresh);
  refresh();
  return () => {
    watch.disconnect();
    query.removeEventListener("change", refresh);
  };
}

/** Return whether the reader asked for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
