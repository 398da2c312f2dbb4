/* The search page: each hit leads to the section where the words stand and shows the sentence.
   search-sections.js holds the sentences, so nothing is fetched and a page from a disk can do it. */
(function () {
  "use strict";

  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // Sphinx would fetch whole pages
  var LONGEST = 260;

  /** The words that were asked for, and their stems: "learning" finds "learns". */
  function wanted() {
    var query = new URLSearchParams(window.location.search).get("q") || "";
    var stemmer = new Stemmer();
    return splitQuery(query.toLowerCase().trim()).map(function (word) {
      var stem = stemmer.stemWord(word);
      return { word: word, found: new RegExp("(?<![\\p{L}\\p{N}])" + safe(word) + "|" + safe(stem), "iu") };
    });
  }

  function safe(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  }

  /** The section that holds most of the words; its title counts too, and the first one wins. */
  function bestPlace(places, words) {
    var best = null;
    var most = 0;
    places.forEach(function (place) {
      var count = 0;
      words.forEach(function (one) {
        count += one.found.test(place[2]) ? 2 : 0;
        count += one.found.test(place[1]) ? 1 : 0;
      });
      if (count > most) {
        most = count;
        best = place;
      }
    });
    return best;
  }

  /** The first sentence with most of the words, a rare word before a common one, and the next
   *  sentence if there is room. */
  function sentence(text, words, places) {
    var weights = words.map(function (one) {
      return 1 / (1 + places.filter(function (p) { return one.found.test(p[2]); }).length);
    });
    var parts = text.match(/[^.!?]+(?:[.!?]+(?!\s)[^.!?]*)*[.!?]*\s*/g) || [text];
    var counts = parts.map(function (part) {
      return words.reduce(function (sum, one, i) {
        return sum + (one.found.test(part) ? 1 + weights[i] : 0);
      }, 0);
    });
    var hit = counts.indexOf(Math.max.apply(null, counts));
    var said = parts[hit];
    if (parts[hit + 1] && (said + parts[hit + 1]).length <= LONGEST) said += parts[hit + 1];
    said = said.trim();
    return said.length > LONGEST ? said.slice(0, LONGEST).replace(/\s+\S*$/, " …") : said;
  }

  /** Put a text into an element, the words marked. */
  function marked(element, text, words) {
    while (text) {
      var first = words
        .map(function (one) { return one.found.exec(text); })
        .filter(function (match) { return match && match[0]; })
        .sort(function (a, b) { return a.index - b.index; })[0];
      if (!first) break;
      var mark = document.createElement("mark");
      mark.textContent = first[0];
      element.append(text.slice(0, first.index), mark);
      text = text.slice(first.index + first[0].length);
    }
    element.append(text);
    return element;
  }

  function dress(item, words) {
    var link = item.querySelector("a");
    if (!link || item.dataset.dressed) return;
    item.dataset.dressed = "yes";
    var address = link.getAttribute("href").split("#");
    var name = address[0].replace(/\.html$/, "");
    var places = window.searchSections[name] || [];
    var place = address[1]
      ? places.find(function (one) { return one[0] === address[1]; })
      : bestPlace(places, words);
    var anchor = address[1] || (place && place[0]) || "";
    var query = words.map(function (one) { return one.word; }).join(" ");
    link.href = address[0] + "?highlight=" + encodeURIComponent(query) + (anchor && "#" + anchor);
    var box = item.appendChild(document.createElement("p"));
    box.className = "search-summary";
    if (!place) {
      if (name !== "genindex") box.textContent = "The words stand in the code of this page.";
      return;
    }
    if (place[1] && place[1] !== link.textContent) {
      var title = document.createElement("span");
      title.className = "search-place";
      title.textContent = place[1];
      box.append(title, " ");
    }
    marked(box, sentence(place[2], words, places), words);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var words = wanted();
    var results = document.getElementById("search-results");
    new MutationObserver(function () {
      results.querySelectorAll("li").forEach(function (item) { dress(item, words); });
    }).observe(results, { childList: true, subtree: true });
  });
})();
