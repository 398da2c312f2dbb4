/**
 * A network as circles and lines, with numbers in the circles and on the lines. What is looked at
 * now is "lit": thicker and in the accent colour, so that a step can be followed.
 */

import { attribute, h, s, write } from "./dom.js";

const RADIUS = 27;
const SIDE = RADIUS + 12; // from the edge to the middle of the first node
const GAP = [118, 250]; // pixels from one layer to the next: a number must fit on each line
const LINE = 19; // from one line of text to the next
const ABOVE = RADIUS + 24; // room over the first node: its title
const MARK = "▸ ";
const NONE = new Set();

/**
 * @param {{label: string, layers: string[][], row?: number, noteLines?: number,
 *   onPick?: (layer: number, i: number, j: number) => void}} options
 * `layers` names the nodes, layer by layer; `row` is the distance in pixels from one node of a
 * layer to the next; `noteLines` is how many lines a note may have. A click on a line between two
 * nodes calls `onPick`; what can be done by it must be possible with the keyboard elsewhere.
 * @returns {{element: HTMLElement, draw: (state: State) => void, remove: () => void}}
 *
 * @typedef {{nodes?: string[][], titles?: string[][], notes?: string[][][], edges?: Edge,
 *   under?: Edge, lit?: Set<string>, marked?: Set<string>, words?: string}} State
 * @typedef {(layer: number, i: number, j: number) => string} Edge
 * `nodes` are the texts in the circles, `titles` those above them (their names, if not given),
 * `notes` the lines below them. `edges(layer, i, j)` is the text on the line from node i of a
 * layer to node j of the next, and `under` a second text below it. `lit` and `marked` hold
 * "node L I" and "edge L I J"; marked texts have a small
 * triangle before them. `words` describes the whole.
 */
export function diagram({ label, layers, row = 100, noteLines = 1, onPick }) {
  const most = Math.max(...layers.map((names) => names.length));
  const height = row * (most - 1) + ABOVE + RADIUS + LINE * noteLines + 8;
  const svg = s("svg", { class: "ml-plot", role: "img", "aria-label": label });
  const element = h("div", { class: "ml-diagram-box" }, svg);
  const text = (props = {}) => s("text", { "text-anchor": "middle", ...props });
  const nodes = layers.flatMap((names, layer) =>
    names.map((name, i) => ({
      layer,
      i,
      name,
      circle: s("circle", { r: RADIUS, class: "ml-node" }),
      value: text(),
      title: text({ class: "ml-edge-text" }),
      notes: Array.from({ length: noteLines }, () => text({ class: "ml-edge-text" })),
    })),
  );
  const edges = nodes.flatMap(({ layer, i }) =>
    (layers[layer + 1] ?? []).map((_, j) => ({
      layer,
      i,
      j,
      line: s("line", { class: "ml-edge" }),
      over: text({ class: "ml-edge-text" }),
      below: text({ class: "ml-edge-text ml-edge-under" }),
    })),
  );
  svg.append(
    ...edges.map(({ line }) => line),
    ...nodes.flatMap(({ circle, value, title, notes }) => [circle, value, title, ...notes]),
    ...edges.flatMap(({ over, below }) => [over, below]),
  );
  for (const { layer, i, j, ...parts } of onPick ? edges : []) {
    for (const part of [parts.line, parts.over, parts.below]) {
      part.classList.add("ml-pick");
      part.addEventListener("click", () => onPick(layer, i, j));
    }
  }

  function lay(width) {
    const steps = Math.max(1, layers.length - 1);
    const gap = Math.min(GAP[1], Math.max(GAP[0], (width - 2 * SIDE) / steps));
    const full = gap * steps + 2 * SIDE;
    const place = (layer, i) => [
      SIDE + gap * layer,
      ABOVE + row * (i + (most - layers[layer].length) / 2),
    ];
    set(svg, { viewBox: `0 0 ${full} ${height}`, height });
    svg.style.width = `${full}px`;
    for (const { layer, i, circle, value, title, notes } of nodes) {
      const [x, y] = place(layer, i);
      set(circle, { cx: x, cy: y });
      set(value, { x, y: y + 5 });
      set(title, { x, y: y - RADIUS - 7 });
      notes.forEach((note, k) => set(note, { x, y: y + RADIUS + 17 + LINE * k }));
    }
    for (const { layer, i, j, line, over, below } of edges) {
      const [[x1, y1], [x2, y2]] = [place(layer, i), place(layer + 1, j)];
      set(line, { x1, y1, x2, y2 });
      // Lines that cross do so in the middle: the numbers of steep ones stand before it.
      const part = y1 === y2 ? 0.5 : Math.abs(y2 - y1) < row ? 0.5 : 0.34;
      const [x, y] = [x1 + part * (x2 - x1), y1 + part * (y2 - y1)];
      set(over, { x, y: y - 4 });
      set(below, { x, y: y - 4 + LINE });
    }
  }

  const watch = new ResizeObserver(([entry]) => lay(entry.contentRect.width));
  watch.observe(element);
  lay(320);
  return {
    element,
    remove: () => watch.disconnect(),
    draw({
      nodes: values,
      titles,
      notes: lines,
      edges: textOf = () => "",
      under = () => "",
      lit = NONE,
      marked = NONE,
      words = label,
    }) {
      for (const { layer, i, name, circle, value, title, notes } of nodes) {
        write(value, values?.[layer]?.[i] ?? "");
        write(title, titles?.[layer]?.[i] ?? name);
        notes.forEach((note, k) => {
          const on = k === 0 && marked.has(`node ${layer} ${i}`);
          write(note, `${on ? MARK : ""}${lines?.[layer]?.[i]?.[k] ?? ""}`);
        });
        circle.classList.toggle("ml-lit", lit.has(`node ${layer} ${i}`));
      }
      for (const { layer, i, j, line, over, below } of edges) {
        const name = `edge ${layer} ${i} ${j}`;
        write(over, `${marked.has(name) ? MARK : ""}${textOf(layer, i, j)}`);
        write(below, under(layer, i, j));
        for (const part of [line, over, below]) part.classList.toggle("ml-lit", lit.has(name));
      }
      attribute(svg, "aria-label", words);
    },
  };
}

function set(node, values) {
  for (const [name, value] of Object.entries(values)) attribute(node, name, value);
}
