/** Draw only what can be seen: pictures below the window's edge need not keep up with a training. */

/**
 * Return a function that calls `draw` at once while `element` is in the window, and else once,
 * when it comes into it. Called with true, it draws in any case.
 * @param {Element} element
 * @param {() => void} draw
 */
export function whenSeen(element, draw) {
  let seen = false;
  let due = false;
  const watch = new IntersectionObserver(
    (entries) => {
      seen = entries.at(-1).isIntersecting;
      if (seen && due) now();
    },
    { rootMargin: "100px" },
  );
  watch.observe(element);
  // Paper shows all of it.
  window.addEventListener("beforeprint", () => due && now());

  function now() {
    due = false;
    draw();
  }

  return (surely = false) => {
    due = true;
    if (seen || surely) now();
  };
}
