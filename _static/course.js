/* Small repairs on every page. Nothing here is needed to read the book. */
(function () {
  "use strict";

  var fromDisk = window.location.protocol === "file:";

  // Read before Sphinx marks the words and takes them out of the address.
  var searched = new URLSearchParams(window.location.search).has("highlight");

  /** A hit of the search opens at the first marked word of its section. */
  function goToHit() {
    document.querySelectorAll(".highlighted").forEach(function (mark) {
      if (!mark.closest("article") || mark.closest(".katex")) mark.classList.remove("highlighted");
    });
    var place = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    var first = (place || document).querySelector(".highlighted");
    if (!first) return;
    for (var fold = first.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    first.scrollIntoView({ block: "center" });
  }

  function scrolls(box) {
    return box.scrollWidth > box.clientWidth + 1;
  }

  /** A box that scrolls sideways must be reachable with the keyboard. */
  function reachable(box, wide) {
    if (wide) {
      box.tabIndex = 0;
      if (!box.hasAttribute("role")) {
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Wide content, scroll sideways");
      }
    } else if (box.getAttribute("tabindex") === "0") {
      box.removeAttribute("tabindex");
    }
  }

  /** A click on a figure in a narrow window shows it at full size, in a box that scrolls. */
  function enlarge(event) {
    var image = event.target;
    if (image.tagName !== "IMG" || !image.closest(".cell_output, figure")) return;
    if (image.closest("a, .mnist-live")) return;
    var box = image.closest(".output, figure");
    if (!box.classList.contains("enlarged") && image.clientWidth >= 600) return;
    box.classList.toggle("enlarged");
    reachable(box, scrolls(box));
  }

  /** Give each cell of the ledger the name of its column, for phones, where a row is a card. The
   *  roles keep it a table for screen readers, which judge by the layout otherwise. */
  function nameCells(table) {
    var heads = Array.from(table.querySelectorAll("thead th"));
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody").forEach(function (part) {
      part.setAttribute("role", "rowgroup");
    });
    table.querySelectorAll("tr").forEach(function (row) {
      row.setAttribute("role", "row");
      Array.from(row.cells).forEach(function (cell, i) {
        var head = cell.closest("thead") ? "columnheader" : "rowheader";
        cell.setAttribute("role", cell.tagName === "TH" ? head : "cell");
        if (heads[i]) cell.dataset.column = heads[i].textContent.trim();
      });
    });
    table.classList.add("named");
  }

  /** What the theme gives a screen reader must be what it shows. */
  function repairNames() {
    // The words of a fold ("Hint: show") name it; its label would hide them.
    document.querySelectorAll("details.hide > summary").forEach(function (words) {
      words.removeAttribute("aria-label");
    });
    document.querySelectorAll(".search-button-field").forEach(function (button) {
      button.removeAttribute("aria-label"); // it says "Search" and the keys
    });
    var sidebar = document.getElementById("pst-primary-sidebar");
    if (sidebar) {
      sidebar.setAttribute("role", "complementary");
      sidebar.setAttribute("aria-label", "This book");
    }
  }

  var SCROLLING =
    ".explore-frame, .cell_output .output, div.math, .highlight pre, .enlarged, " +
    ".pst-scrollable-table-container";

  /** Look again at a box when its size changes, or when it comes out of a fold; at no other. */
  function watchBoxes() {
    var seen = new ResizeObserver(function (entries) {
      // All are measured before the first is changed: else each change costs a new layout.
      var boxes = entries.map(function (entry) { return entry.target; });
      var wide = boxes.map(scrolls);
      boxes.forEach(function (box, i) { reachable(box, wide[i]); });
    });
    document.querySelectorAll(SCROLLING).forEach(function (box) {
      seen.observe(box);
    });
  }

  function start() {
    // A browser would show a notebook as text; this saves it as a file. From a disk it may not.
    document.querySelectorAll("a.btn-download-notebook-button").forEach(function (link) {
      if (fromDisk) {
        link.title = "Open this notebook’s file; save it with Ctrl+S";
      } else {
        link.setAttribute("download", "");
        link.removeAttribute("target");
      }
    });
    repairNames();
    if (searched) window.setTimeout(goToHit, 100); // the marks come a moment later
    // On a phone printed sentences wrap. Columns, made with spaces, must not.
    document.querySelectorAll(".cell_output .stream pre").forEach(function (text) {
      var aligned = text.textContent.split("\n").filter(function (line) {
        return /\S {2,}\S/.test(line);
      });
      if (aligned.length > 1) text.classList.add("columns");
    });
    document.querySelectorAll("table.ledger").forEach(nameCells);
    document.addEventListener("click", enlarge);
    watchBoxes();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
