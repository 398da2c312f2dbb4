/* Settings for RequireJS and the widget manager. Stands between the two on pages with widgets. */
(function () {
  "use strict";
  // This file lies in _static/widgets, the widget manager in _static/vendor/html-manager. The
  // manager works out the address of its icon fonts from where RequireJS believes it to be.
  var statics = new URL("..", document.currentScript.src).href;
  requirejs.config({
    // A slow school computer must not lose its widgets to a timeout.
    waitSeconds: 0,
    paths: { "@jupyter-widgets/html-manager/dist": statics + "vendor/html-manager" },
  });
  // ipywidgets still calls MathJax 2 for formulas in labels; hand the call to MathJax 3. MathJax
  // replaces its settings object when it loads, so this waits until deferred scripts have run.
  document.addEventListener("DOMContentLoaded", function () {
    var mathjax = window.MathJax;
    if (!mathjax || !mathjax.startup) return;
    var queue = function (call) {
      mathjax.startup.promise = mathjax.startup.promise.then(function () {
        return mathjax.typesetPromise([call[2]]);
      });
    };
    mathjax.Hub = { Queue: queue };
  });
})();
