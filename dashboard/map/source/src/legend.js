// What do the colours mean? The caller's words beside a swatch of each class.

import { element } from "./frame.js";
import { PLAIN } from "./plain.js";

const GLYPHS = { circle: "●", square: "■", diamond: "◆", triangle: "▲" };
const POINTS = new Set(["schools", "homes", "pin"]);
const LINES = new Set(["streets", "path", "flows"]);

export function drawLegend(box, data) {
  const groups = data.legend ? data.layers.map(groupOf).filter(Boolean) : [];
  box.hidden = groups.length === 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", data.words.legend);
  box.replaceChildren(...groups);
}

function groupOf(layer) {
  const rows = layer.fill ? classRows(layer, layer.fill) : plainRows(layer);
  if (!rows.length) return null;
  const group = element("div", "jm-group");
  const title = layer.fill && (layer.fill.title || layer.title);
  if (title) group.append(words("jm-title", title));
  const list = element("ul", "");
  list.append(...rows);
  group.append(list);
  return group;
}

function plainRows(layer) {
  return layer.title ? [row(layer, PLAIN[layer.kind], layer.title, "circle")] : [];
}

function classRows(layer, fill) {
  const rows = fill.words.map((word, at) => row(layer, fill.colours[at], word, fill.marks[at]));
  if (fill.missingWord) rows.push(row(layer, fill.missingColour, fill.missingWord, "circle"));
  return rows;
}

function row(layer, colour, word, mark) {
  const made = element("li", "");
  const swatch = element("span", "jm-swatch");
  swatch.setAttribute("aria-hidden", "true");
  if (POINTS.has(layer.kind)) {
    swatch.textContent = GLYPHS[mark ?? "circle"];
    swatch.style.color = colour;
    swatch.classList.add("jm-point");
  } else {
    swatch.style.background = colour;
    if (LINES.has(layer.kind)) swatch.classList.add("jm-line");
  }
  made.append(swatch, words("", word));
  return made;
}

function words(name, value) {
  const made = element("span", name);
  made.textContent = value;
  return made;
}
