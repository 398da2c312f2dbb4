/* Settings for RequireJS and the widget manager. Stands between the two on pages with widgets. */
(function () {
  "use strict";
  // A slow school computer must not lose its widgets to a timeout.
  requirejs.config({ waitSeconds: 0 });
  // ipywidgets still calls MathJax 2 for formulas in labels; hand the call to MathJax 3.
  var queue = function (call) {
    var mathjax = window.MathJax;
    if (!Array.isArray(call) || !mathjax.startup || !mathjax.startup.promise) return;
    mathjax.startup.promise = mathjax.startup.promise.then(function () {
      return mathjax.typesetPromise([call[2]]);
    });
  };
  window.MathJax = window.MathJax || {};
  window.MathJax.Hub = { Queue: queue, Config: function () {}, Typeset: function () {} };
})();
