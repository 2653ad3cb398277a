// How does each kind of layer look? Style layers of MapLibre, each with its rank from the ground.

import { byClass, colourOf } from "./colours.js";
import { arrowHead, mark, pin } from "./marks.js";
import { PLAIN } from "./plain.js";

// The first name is no font: MapLibre reads the weight of all text from it.
const FONTS = ["Text Medium", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];
const INK = "#2b2f33";
const RANKS = { zones: 0, blocks: 10, streets: 20, path: 30, flows: 40, homes: 50, schools: 60, pin: 70, names: 0 };
const NAMES = 80;
const LOOKS = { zones: areas, blocks: areas, streets, path, flows, homes, schools, pin: pins, names: titles };

/** Return [rank, style layer] pairs of one layer; the style layers' ids begin with the layer's. */
export function looksOf(map, layer) {
  return LOOKS[layer.kind](layer, map).map(([step, look]) => [
    step >= NAMES ? step : RANKS[layer.kind] + step,
    { ...look, ...placed(layer, look) },
  ]);
}

function placed(layer, look) {
  const tiled = typeof layer.data !== "string";
  const named = look.id === "names" && !tiled && layer.kind !== "pin";
  const source = named ? `${layer.id}/names` : layer.id;
  return {
    id: `${layer.id}/${look.id}`,
    source,
    ...(tiled ? { "source-layer": layer.data.layer } : {}),
  };
}

function areas(layer) {
  const painted = ["feature-state", "paint"];
  const plain = colourOf(layer.fill, PLAIN[layer.kind]);
  const colour = ["case", ["!=", painted, null], ["to-color", painted, INK], plain];
  const blocks = layer.kind === "blocks";
  const dim = ["case", ["boolean", ["feature-state", "hover"], false], 0.95, 0.78];
  const chosen = ["in", ["to-string", ["get", layer.idAttribute]], ["literal", layer.selected]];
  return [
    [0, { id: "area", type: "fill", paint: { "fill-color": colour, "fill-opacity": dim, "fill-antialias": false } }],
    [1, line("edge", blocks ? "rgba(255,255,255,0.75)" : "rgba(255,255,255,0.95)", blocks ? 0.6 : 2)],
    [2, line("thread", "rgba(70,68,62,0.55)", blocks ? 0.2 : 0.7)],
    [3, { ...line("casing", "#ffffff", 5), filter: chosen }],
    [4, { ...line("chosen", INK, 2.4), filter: chosen }],
    ...(layer.label ? [[NAMES, names(layer, { size: 12.5, colour: "#4b4a45", spacing: 0.06 })]] : []),
  ];
}

function line(id, colour, width) {
  return { id, type: "line", layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": colour, "line-width": width } };
}

function streets(layer) {
  const width = ["interpolate", ["exponential", 1.5], ["zoom"], 10, 0.4, 14, 1.2, 17, 4];
  return [[0, line("line", colourOf(layer.fill, PLAIN.streets), width)]];
}

function path(layer) {
  return [
    [0, line("casing", "#ffffff", 7)],
    [1, line("line", colourOf(layer.fill, PLAIN.path), 3.6)],
  ];
}

function flows(layer, map) {
  const colour = colourOf(layer.fill, PLAIN.flows);
  const picks = layer.fill ? layer.fill.colours.map((c) => arrowHead(map, c)) : [];
  const missing = arrowHead(map, layer.fill ? layer.fill.missingColour : PLAIN.flows);
  const line_ = ["==", ["geometry-type"], "LineString"];
  const width = ["get", "width_px"];
  const head = {
    "icon-image": layer.fill ? byClass(layer.fill, picks, missing) : missing,
    "icon-size": ["+", 0.4, ["*", 0.065, width]],
    "icon-rotate": ["get", "bearing"],
    "icon-rotation-alignment": "map",
    "icon-anchor": "top",
    "icon-offset": [0, 7],
    "icon-allow-overlap": true,
    "icon-ignore-placement": true,
  };
  const body = { "line-color": colour, "line-width": width, "line-opacity": 0.85 };
  return [
    [0, { id: "casing", type: "line", filter: line_, paint: { "line-color": "#ffffff", "line-width": ["+", 1.6, width], "line-opacity": 0.8 } }],
    [1, { id: "line", type: "line", filter: line_, paint: body }],
    [2, { id: "head", type: "symbol", filter: ["==", ["geometry-type"], "Point"], layout: head }],
    ...(layer.label ? [[NAMES + 9, names(layer, { size: 12.5, colour: PLAIN.flows, spacing: 0 })]] : []),
  ];
}

function homes(layer) {
  const radius = ["interpolate", ["linear"], ["zoom"], 9, 1.1, 13, 2.4, 16, 5];
  const paint = {
    "circle-color": colourOf(layer.fill, PLAIN.homes),
    "circle-radius": radius,
    "circle-opacity": 0.75,
    "circle-stroke-color": "#ffffff",
    "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 11, 0, 14, 0.8],
  };
  return [[0, { id: "dot", type: "circle", paint }]];
}

function schools(layer, map) {
  const { fill } = layer;
  const shape = (at) => fill.marks[at] ?? "circle";
  const picks = fill ? fill.colours.map((colour, at) => mark(map, shape(at), colour)) : [];
  const missing = mark(map, "circle", fill ? fill.missingColour : PLAIN.schools);
  const layout = {
    "icon-image": fill ? byClass(fill, picks, missing) : missing,
    "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.55, 12, 0.9, 15, 1.2],
    "icon-allow-overlap": true,
    "icon-ignore-placement": false,
  };
  const chosen = ["in", ["to-string", ["get", layer.idAttribute]], ["literal", layer.selected]];
  const ring = { "circle-radius": 13, "circle-opacity": 0, "circle-stroke-width": 2.4, "circle-stroke-color": INK };
  return [
    [0, { id: "chosen", type: "circle", filter: chosen, paint: ring }],
    [1, { id: "mark", type: "symbol", layout }],
    ...(layer.label ? [[NAMES + 2, names(layer, { size: 12.5, colour: INK, spacing: 0 })]] : []),
  ];
}

function pins(layer, map) {
  const layout = { "icon-image": pin(map, PLAIN.pin), "icon-anchor": "bottom", "icon-allow-overlap": true };
  return [
    [0, { id: "pin", type: "symbol", layout }],
    ...(layer.label ? [[NAMES + 3, names(layer, { size: 13, colour: INK, spacing: 0 })]] : []),
  ];
}

/** Names of areas that are drawn by another layer, those first that came first. */
function titles(layer) {
  const look = names(layer, { size: 13.5, colour: INK, spacing: 0 });
  const dodge = { "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 0.15, "text-max-width": 12, "text-padding": 1, "text-line-height": 1.1 };
  return [[NAMES + 1, { ...look, layout: { ...look.layout, ...dodge, "symbol-sort-key": ["get", "rank"] } }]];
}

const ANCHORS = { left: [1, 0], right: [-1, 0], top: [0, 1], bottom: [0, -1] };

/** Return where a name may stand beside a mark, the best first; at an edge, only towards the middle. */
function beside(distance) {
  const pairs = (...order) => ["literal", order.flatMap((at) => [at, ANCHORS[at].map((step) => step * distance)])];
  return {
    "text-variable-anchor-offset": [
      "match", ["get", "edge"], "east", pairs("right", "top", "bottom"), "eastmost", pairs("right"),
      "west", pairs("left", "top", "bottom"), "westmost", pairs("left"), pairs("left", "right", "top", "bottom"),
    ],
    "text-justify": "auto",
  };
}

function names(layer, { size, colour, spacing }) {
  const distance = { schools: 0.85, pin: 1.4 }[layer.kind];
  return {
    id: "names",
    type: "symbol",
    layout: {
      "text-field": ["to-string", ["get", layer.label]],
      "text-font": FONTS,
      "text-size": size,
      "text-letter-spacing": spacing,
      "text-max-width": 9,
      "text-padding": 3,
      ...(distance ? beside(distance) : {}),
    },
    paint: { "text-color": colour, "text-halo-color": "rgba(255,255,255,0.92)", "text-halo-width": 1.6 },
  };
}
