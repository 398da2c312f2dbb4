/** Every layer's maps, small, one below the other; one map is chosen. One group of radio buttons. */

import { attribute, freshId, h } from "../kit/dom.js";
import { picture } from "../kit/pictures.js";
import { mapOf } from "./lenet.js";

const ABOUT = {
  C1: "convolution 5 × 5",
  S2: "means of 2 × 2",
  C3: "convolution 5 × 5",
  S4: "means of 2 × 2",
  C5: "each sees all of S4",
  F6: "each sees all of C5",
  output: "one for each digit",
};

/**
 * @param {{layers: import("./lenet.js").Layer[], locked: boolean,
 *   onInput: (layer: import("./lenet.js").Layer, map: number) => void}} options
 * @returns {{element: HTMLElement, draw: () => void, choose: (layer: object, map: number) => void,
 *   frame: (source: object | null, part: object, only: number | null) => void}}
 * `frame` marks a part of all maps of a layer, or of one.
 */
export function overview({ layers, locked, onInput }) {
  const group = freshId("maps");
  const items = layers.flatMap((layer) =>
    Array.from({ length: layer.maps }, (_, map) => {
      const image = picture({ rows: layer.rows, columns: layer.columns });
      const input = h("input", { type: "radio", name: group, "aria-label": mapName(layer, map) });
      const part = h("div", { class: "ml-map-part", hidden: true });
      attribute(image.element, "role", "presentation");
      image.element.removeAttribute("style");
      const inner = h("div", { class: "ml-map-frame" }, image.element, part);
      inner.style.aspectRatio = `${layer.columns} / ${layer.rows}`;
      input.addEventListener("change", () => input.checked && onInput(layer, map));
      const face = h("span", {}, inner);
      const element = h("label", { class: "ml-option ml-map" }, input, face);
      return { layer, map, image, input, part, element };
    }),
  );
  const element = h(
    "fieldset",
    { class: "ml-choice ml-layers" },
    h("legend", {}, "From the digit to the answer: choose a map (arrow keys go on to the next)"),
    ...layers.map((layer) =>
      h(
        "div",
        { class: "ml-layer" },
        h(
          "div",
          { class: "ml-layer-name" },
          h("b", {}, layer.name),
          h("span", {}, sizeOf(layer)),
          h("span", { class: "ml-note" }, ABOUT[layer.name] ?? ""),
        ),
        h(
          "div",
          {
            class: "ml-maps",
            style: { "--ml-across": layer.flat ? 1 : layer.maps > 8 ? 8 : layer.maps },
            "data-layer": layer.name,
          },
          ...items.filter((item) => item.layer === layer).map((item) => item.element),
        ),
      ),
    ),
  );
  attribute(element, "disabled", locked);
  element.classList.toggle("ml-locked", locked);

  return {
    element,
    draw() {
      // tanh lies between -1 and 1; the ten probabilities too.
      items.forEach(({ layer, map, image }) => image.weights(mapOf(layer, map), 1));
    },
    choose(layer, map) {
      items.forEach((item) => (item.input.checked = item.layer === layer && item.map === map));
    },
    frame(source, { top, left, rows, columns }, only) {
      items.forEach(({ layer, map, part }) => {
        part.hidden = layer !== source || (only !== null && only !== map);
        if (part.hidden) return;
        part.style.top = `${(100 * top) / layer.rows}%`;
        part.style.left = `${(100 * left) / layer.columns}%`;
        part.style.height = `${(100 * rows) / layer.rows}%`;
        part.style.width = `${(100 * columns) / layer.columns}%`;
      });
    },
  };
}

/** "C3, map 5", or for a layer without maps its units. */
export function mapName(layer, map) {
  return layer.flat ? `${layer.name}, ${layer.values.length} units` : `${layer.name}, map ${map}`;
}

function sizeOf(layer) {
  if (layer.flat) return `${layer.values.length} units`;
  return `${layer.maps} maps, ${layer.rows} × ${layer.columns}`;
}
