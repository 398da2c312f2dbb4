/* Figures with controls: each shows the picture that belongs to the setting of its controls.
   The page holds one picture, its words and the addresses of the others; those of the next
   settings are fetched when the figure comes near. */
(function () {
  "use strict";

  /** A slider or a group of buttons: where it stands, and what to do when it moves. */
  function makeControl(part, moved) {
    var slider = part.querySelector('input[type="range"]');
    if (!slider) {
      var buttons = Array.from(part.querySelectorAll('input[type="radio"]'));
      part.addEventListener("change", moved);
      return function () {
        return buttons.findIndex(function (button) {
          return button.checked;
        });
      };
    }
    var options = JSON.parse(slider.dataset.options);
    slider.addEventListener("input", function () {
      var text = options[Number(slider.value)];
      slider.setAttribute("aria-valuetext", text);
      part.querySelector("output").textContent = text;
      moved();
    });
    return function () {
      return Number(slider.value);
    };
  }

  function dress(box) {
    var held = JSON.parse(box.querySelector('script[type="application/json"]').textContent);
    var figure = box.querySelector("figure");
    var image = figure.querySelector("img");
    var caption = figure.querySelector("figcaption");
    var said = box.querySelector(".explore-said");
    var fetched = new Map();
    var wait = 0;
    var parts = box.querySelectorAll(".explore-slider, .explore-choice");
    var controls = Array.from(parts).map(function (part) {
      return makeControl(part, show);
    });

    function places() {
      return controls.map(function (where) {
        return where();
      });
    }

    /** The number of a setting: the last control counts ones, the one before it its size, ... */
    function number(at) {
      return at.reduce(function (sum, place, i) {
        return sum * held.sizes[i] + place;
      }, 0);
    }

    function picture(n) {
      if (!fetched.has(n)) {
        var next = new Image();
        next.src = held.frames[n][0];
        fetched.set(n, next);
      }
      return fetched.get(n);
    }

    function show() {
      var n = number(places());
      var alt = held.frames[n][1];
      figure.dataset.alt = image.alt = alt;
      figure.dataset.wanted = n;
      if (caption) caption.innerHTML = held.frames[n][2];
      var swap = function () {
        if (figure.dataset.wanted !== String(n)) return; // moved on meanwhile
        image.src = held.frames[n][0];
        figure.dataset.frame = n;
      };
      picture(n).decode().then(swap, swap);
      clearTimeout(wait);
      // A screen reader says what is seen once the reader has stopped moving.
      wait = setTimeout(function () {
        said.textContent = alt;
        fetchNeighbours();
      }, 400);
    }

    function fetchNeighbours() {
      var here = places();
      here.forEach(function (place, i) {
        [place - 1, place + 1].forEach(function (other) {
          if (other < 0 || other >= held.sizes[i]) return;
          picture(number(here.map(function (p, j) { return j === i ? other : p; })));
        });
      });
    }

    box.dataset.ready = "";
    new IntersectionObserver(function (seen, observer) {
      if (!seen.some(function (entry) { return entry.isIntersecting; })) return;
      observer.disconnect();
      fetchNeighbours();
    }, { rootMargin: "800px" }).observe(box);
  }

  document.querySelectorAll("[data-explore]").forEach(dress);
})();
