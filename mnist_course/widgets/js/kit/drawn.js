/**
 * A picture that fits its place: `paint(shown, width)` draws what was last given to `draw`, and
 * draws it anew when the element's width changes. Nothing is drawn where there is no room.
 */

const LEAST = 60; // CSS pixels

/**
 * @param {HTMLElement} element
 * @param {(shown: object, width: number) => void} paint
 * @returns {{element: HTMLElement, draw: (shown: object) => void, remove: () => void}}
 */
export function drawnToFit(element, paint) {
  let width = 0;
  let shown = null;
  const again = () => shown && width >= LEAST && paint(shown, width);
  const watch = new ResizeObserver(([entry]) => {
    width = Math.round(entry.contentRect.width);
    again();
  });
  watch.observe(element);
  return {
    element,
    draw(next) {
      shown = next;
      again();
    },
    remove: () => watch.disconnect(),
  };
}
