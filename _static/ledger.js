/* The ledger: choose rows by source, chapter and verdict. Without this script all rows are shown.
 *
 * What can be chosen is read off the table itself. A row that is not chosen is hidden, and with it
 * its strip in the picture; a line tells how many are left, and screen readers read it out.
 */
(function () {
  "use strict";

  var ALL = "";

  /** The numbers and names of chapters, as the page's own list of contents has them. */
  function chapterNames() {
    var names = {};
    document.querySelectorAll(".bd-sidebar-primary a[href*='/chapters/']").forEach(function (a) {
      names[a.pathname] = a.textContent.trim().split(":")[0];
    });
    return names;
  }

  /** What a row of the tables says of itself. */
  function describe(row, source, names) {
    var chapters = Array.from(row.cells[0].querySelectorAll("a[href*='/chapters/']"));
    var target = row.cells[0].querySelector("[id^='ledger-']");
    return {
      row: row,
      id: target ? target.id : "",
      source: source,
      verdict: row.cells[3].textContent.trim().split("\n")[0].replace(/^\S+\s+/, "").split(/\s*expected/)[0],
      chapters: chapters.map(function (a) { return names[a.pathname] || a.textContent.trim(); }),
    };
  }

  function choice(name, options) {
    var label = document.createElement("label");
    var select = document.createElement("select");
    label.append(name + " ", select);
    [["all", ALL]].concat(options.map(function (o) { return [o, o]; })).forEach(function (pair) {
      select.add(new Option(pair[0], pair[1]));
    });
    return { label: label, select: select };
  }

  function unique(values) {
    return Array.from(new Set(values));
  }

  function byNumber(a, b) {
    return (parseInt(a, 10) || 0) - (parseInt(b, 10) || 0) || a.localeCompare(b);
  }

  function start() {
    var tables = Array.from(document.querySelectorAll("table.ledger-rows"));
    if (!tables.length) return;
    var names = chapterNames();
    var sections = tables.map(function (table) {
      var section = table.closest("section");
      var title = section.querySelector("h3").cloneNode(true);
      title.querySelectorAll(".headerlink").forEach(function (a) { a.remove(); });
      var source = title.textContent.trim();
      var rows = Array.from(table.tBodies[0].rows).map(function (row) {
        return describe(row, source, names);
      });
      return { section: section, rows: rows };
    });
    var rows = sections.flatMap(function (s) { return s.rows; });
    var strips = {};
    document.querySelectorAll(".ledger-picture > li").forEach(function (item) {
      var link = item.querySelector("a[href*='#ledger-']");
      if (link) strips[link.hash.slice(1)] = item;
    });
    var choices = {
      source: choice("Source", unique(rows.map(function (r) { return r.source; }))),
      chapter: choice("Chapter", unique(rows.flatMap(function (r) { return r.chapters; })).sort(byNumber)),
      verdict: choice("Verdict", unique(rows.map(function (r) { return r.verdict; }))),
    };
    var told = document.createElement("p");
    told.setAttribute("role", "status");
    var again = document.createElement("button");
    again.type = "button";
    again.textContent = "Show all rows";

    function show() {
      var source = choices.source.select.value;
      var chapter = choices.chapter.select.value;
      var verdict = choices.verdict.select.value;
      var left = 0;
      sections.forEach(function (s) {
        var here = 0;
        s.rows.forEach(function (r) {
          var fits = (source === ALL || r.source === source) &&
            (chapter === ALL || r.chapters.indexOf(chapter) >= 0) &&
            (verdict === ALL || r.verdict === verdict);
          r.row.hidden = !fits;
          if (strips[r.id]) strips[r.id].hidden = !fits;
          here += fits;
        });
        s.section.hidden = !here;
        left += here;
      });
      document.querySelectorAll(".ledger-picture").forEach(function (list) {
        var empty = !list.querySelector("li:not([hidden])");
        list.hidden = empty;
        if (list.previousElementSibling) list.previousElementSibling.hidden = empty;
      });
      again.disabled = left === rows.length;
      told.textContent = left + " of " + rows.length + " rows are shown, in the picture and below.";
    }

    var form = document.createElement("form");
    form.className = "ledger-filter";
    form.setAttribute("aria-label", "Choose rows of the ledger");
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    Object.keys(choices).forEach(function (name) {
      form.append(choices[name].label);
      choices[name].select.addEventListener("change", show);
    });
    again.addEventListener("click", function () {
      Object.keys(choices).forEach(function (name) { choices[name].select.value = ALL; });
      show();
      choices.source.select.focus();
    });
    form.append(again, told);
    show();
    // A link to a row must never meet a hidden one.
    window.addEventListener("hashchange", function () {
      var target = document.getElementById(location.hash.slice(1));
      if (target && target.closest("[hidden]")) again.click();
      if (target) target.scrollIntoView();
    });
    // Above the first list and the name of its source.
    document.querySelector(".ledger-picture").previousElementSibling.before(form);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
