/* The page "Your answers": what is done and what is open, and the way out of this browser. */
(function () {
  "use strict";

  const python = window.mnistPython;
  const SIGNS = { right: "✓ done", wrong: "✗ not right yet", open: "○ begun" };

  function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "class") element.className = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  /** All links of the contents, in the order of the book. */
  function contents() {
    return [...document.querySelectorAll(".bd-links a[href]")];
  }

  /** Whether a link of the contents leads to a page such as "chapters/digits". */
  function leadsTo(page) {
    return (a) => new URL(a.href, document.baseURI).pathname.endsWith(`/${page}.html`);
  }

  /** Pages and their exercises, sorted as the contents have them. */
  function inOrder(pages) {
    const place = new Map(pages.map(([page]) => [page, contents().findIndex(leadsTo(page))]));
    return [...pages].sort(([a], [b]) => place.get(a) - place.get(b));
  }

  /** The title of a chapter as the contents have it, without the mark beside it. */
  function titleOf(page) {
    const link = contents().find(leadsTo(page));
    if (!link) return page;
    return [...link.childNodes].filter((n) => !n.classList?.contains("try-mark")
      && !n.classList?.contains("try-heard")).map((n) => n.textContent).join("").trim();
  }

  function show(root) {
    const said = h("p", { role: "status", class: "try-said" });
    const file = h("input", { type: "file", accept: ".json,application/json", class: "visually-hidden",
      id: "try-file", tabindex: "-1", onchange: take });
    const button = (text, onclick) => h("button", { type: "button", class: "try-button", onclick }, text);
    const remove = button("Delete all", removeAll);
    const table = h("div", { class: "try-progress" });
    root.replaceChildren(
      h("div", { class: "try-buttons" }, button("Export", save), button("Import", () => file.click()),
        remove, h("label", { for: "try-file", class: "visually-hidden" }, "A file of answers"), file),
      said, table,
    );

    function list() {
      const rows = inOrder(Object.entries(python.exercises)).map(([page, names]) => {
        const done = names.filter((name) => python.answers.get(name)?.status === "right").length;
        const items = names.map((name) => {
          const answer = python.answers.get(name);
          const state = answer ? SIGNS[answer.status] || SIGNS.open : "open";
          return h("li", {}, h("code", {}, name.split(".")[1]), `: ${state}`);
        });
        return h("section", {},
          h("h2", {}, h("a", { href: `../${page}.html` }, titleOf(page))),
          h("p", {}, `${done} of ${names.length} exercises done.`), h("ul", {}, ...items));
      });
      table.replaceChildren(...rows);
      if (!python.answers.lasting()) {
        said.textContent = "This browser keeps nothing from a page. Answers last until you leave it.";
      }
    }

    function save() {
      if (!python.answers.names().length) {
        said.textContent = "There is nothing to export yet: no exercise was begun in this browser.";
        return;
      }
      const blob = new Blob([python.answers.text()], { type: "application/json" });
      const link = h("a", { href: URL.createObjectURL(blob), download: "mnist-course-answers.json" });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      said.textContent = `Exported ${python.answers.names().length} answers as `
        + "mnist-course-answers.json.";
    }

    async function take() {
      const chosen = file.files[0];
      file.value = "";
      if (!chosen) return;
      try {
        const { count, left } = python.answers.take(await chosen.text());
        said.textContent = `Imported ${count} answers from ${chosen.name}.`
          + (left ? ` ${left} were left out: those in this browser are newer.` : "");
      } catch (error) {
        said.textContent = `${chosen.name}: ${error.message} Nothing was changed.`;
      }
    }

    function removeAll() {
      if (remove.dataset.sure) {
        python.answers.clear();
        said.textContent = "All answers in this browser are deleted.";
        delete remove.dataset.sure;
        remove.textContent = "Delete all";
        return;
      }
      remove.dataset.sure = "yes";
      remove.textContent = "Delete all: press again";
      said.textContent = "This deletes every answer in this browser. Press again to do it.";
      setTimeout(() => {
        delete remove.dataset.sure;
        remove.textContent = "Delete all";
      }, 6000);
    }

    list();
    document.addEventListener("answers", list);
  }

  function start() {
    document.querySelectorAll("[data-answers]").forEach(show);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
