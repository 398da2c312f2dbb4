/**
 * A network as circles and lines, with numbers in the circles and on the lines. What is looked at
 * now is "lit": thicker and in the accent colour, so that a step can be followed.
 */

import { attribute, h, s, write } from "./dom.js";

const RADIUS = 27;
const ROW = 100; // pixels from one node of a layer to the next
const SIDE = RADIUS + 10; // from the edge to the middle of the first node
const GAP = [118, 250]; // pixels from one layer to the next: a number must fit on each line
const NONE = new Set();

/**
 * @param {{label: string, layers: string[][]}} options `layers` names the nodes, layer by layer
 * @returns {{element: HTMLElement, draw: (state: State) => void, remove: () => void}}
 *
 * @typedef {{nodes?: string[][], notes?: string[][], edges?: (layer: number, i: number, j: number)
 *   => string, lit?: Set<string>, words?: string}} State
 * `nodes` are the texts in the circles, `notes` those below them; `edges(layer, i, j)` is the text
 * on the line from node i of a layer to node j of the next. `lit` holds "node L I" and
 * "edge L I J". `words` describes the whole.
 */
export function diagram({ label, layers }) {
  const height = ROW * Math.max(...layers.map((names) => names.length)) + 24;
  const svg = s("svg", { class: "ml-plot", role: "img", "aria-label": label });
  const element = h("div", { class: "ml-diagram-box" }, svg);
  const nodes = layers.flatMap((names, layer) =>
    names.map((name, i) => {
      const [value, title, note] = ["", name, ""].map((text) =>
        s("text", { "text-anchor": "middle" }, text),
      );
      return { layer, i, circle: s("circle", { r: RADIUS, class: "ml-node" }), value, title, note };
    }),
  );
  const edges = nodes.flatMap(({ layer, i }) =>
    (layers[layer + 1] ?? []).map((_, j) => {
      const text = s("text", { class: "ml-edge-text", "text-anchor": "middle" });
      return { layer, i, j, line: s("line", { class: "ml-edge" }), text };
    }),
  );
  svg.append(
    ...edges.map(({ line }) => line),
    ...edges.map(({ text }) => text),
    ...nodes.flatMap(({ circle, value, title, note }) => [circle, value, title, note]),
  );

  function lay(width) {
    const steps = Math.max(1, layers.length - 1);
    const gap = Math.min(GAP[1], Math.max(GAP[0], (width - 2 * SIDE) / steps));
    const full = gap * steps + 2 * SIDE;
    const place = (layer, i) => [
      SIDE + gap * layer,
      12 + (height - 24) * ((i + 0.5) / layers[layer].length),
    ];
    set(svg, { viewBox: `0 0 ${full} ${height}`, height });
    svg.style.width = `${full}px`;
    for (const { layer, i, circle, value, title, note } of nodes) {
      const [x, y] = place(layer, i);
      set(circle, { cx: x, cy: y });
      set(value, { x, y: y + 5 });
      set(title, { x, y: y - RADIUS - 6 });
      set(note, { x, y: y + RADIUS + 18 });
    }
    for (const { layer, i, j, line, text } of edges) {
      const [[x1, y1], [x2, y2]] = [place(layer, i), place(layer + 1, j)];
      set(line, { x1, y1, x2, y2 });
      // Lines cross in the middle; their numbers stand before it, each on its own line.
      set(text, { x: x1 + 0.4 * (x2 - x1), y: y1 + 0.4 * (y2 - y1) + 5 });
    }
  }

  const watch = new ResizeObserver(([entry]) => lay(entry.contentRect.width));
  watch.observe(element);
  lay(320);
  return {
    element,
    remove: () => watch.disconnect(),
    draw({ nodes: values, notes, edges: textOf = () => "", lit = NONE, words = label }) {
      for (const { layer, i, circle, value, note } of nodes) {
        write(value, values?.[layer]?.[i] ?? "");
        write(note, notes?.[layer]?.[i] ?? "");
        circle.classList.toggle("ml-lit", lit.has(`node ${layer} ${i}`));
      }
      for (const { layer, i, j, line, text } of edges) {
        const on = lit.has(`edge ${layer} ${i} ${j}`);
        write(text, textOf(layer, i, j));
        line.classList.toggle("ml-lit", on);
        text.classList.toggle("ml-lit", on);
      }
      attribute(svg, "aria-label", words);
    },
  };
}

function set(node, values) {
  for (const [name, value] of Object.entries(values)) attribute(node, name, value);
}
