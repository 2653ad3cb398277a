// Which layers are on the map now? Only what changed between two runs is drawn anew.

import { pmtilesUrl } from "./engine.js";
import { looksOf } from "./looks.js";
import { gatePoints, namePoints } from "./names.js";

const EDGE_PX = [40, 20]; // half a name, so that none is cut off

export class LayerSet {
  constructor(map) {
    this.map = map;
    this.shown = [];
    this.looks = "";
    this.named = new Map();
    map.on("moveend", () => this.name([...this.named.keys()]));
  }

  show(layers) {
    const looks = JSON.stringify(layers.map((layer) => ({ ...layer, data: sourceKind(layer), selected: 0 })));
    if (looks === this.looks) {
      layers.forEach((layer, at) => this.refresh(layer, this.shown[at]));
    } else {
      this.clear();
      this.add(layers);
    }
    this.looks = looks;
    this.shown = layers;
  }

  clear() {
    for (const id of this.styleIds ?? []) this.map.removeLayer(id);
    for (const id of this.sourceIds ?? []) this.map.removeSource(id);
    this.named.clear();
  }

  add(layers) {
    this.marks = layers.flatMap(marksOf);
    this.sourceIds = layers.flatMap((layer) => this.addSources(layer));
    const ranked = layers.flatMap((layer) => looksOf(this.map, layer));
    ranked.sort((one, other) => one[0] - other[0]);
    this.styleIds = ranked.map(([, look]) => look.id);
    // What is being edited stays above everything.
    const above = this.map.getStyle().layers.find(({ id }) => id.startsWith("edit"))?.id;
    for (const [, look] of ranked) this.map.addLayer(look, above);
  }

  addSources(layer) {
    if (typeof layer.data !== "string") {
      const source = { type: "vector", url: pmtilesUrl(layer.data.url), promoteId: layer.idAttribute };
      this.map.addSource(layer.id, source);
      return [layer.id];
    }
    const data = JSON.parse(layer.data);
    this.map.addSource(layer.id, { type: "geojson", data, promoteId: layer.idAttribute, tolerance: 0.2 });
    if (!layer.label || layer.kind === "pin") return [layer.id];
    const names = `${layer.id}/names`;
    this.map.addSource(names, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    this.named.set(names, { data, label: layer.label, points: pointsOf(layer) });
    this.name([names]);
    return [layer.id, names];
  }

  /** Put the names of these sources where there is room for them in what is seen. */
  name(sources) {
    const seen = this.seen();
    for (const id of sources) {
      const { data, label, points } = this.named.get(id);
      this.map.getSource(id).setData(points(data, label, seen));
    }
  }

  seen() {
    const [[west, south], [east, north]] = this.map.getBounds().toArray();
    const { clientWidth, clientHeight } = this.map.getCanvas();
    const scale = [clientWidth / (east - west), clientHeight / (north - south)];
    const edge = EDGE_PX.map((size, axis) => size / scale[axis]);
    const view = [west + edge[0], south + edge[1], east - edge[0], north - edge[1]];
    return { view, whole: [west, south, east, north], scale, marks: this.marks };
  }

  refresh(layer, before) {
    if (typeof layer.data === "string" && layer.data !== before.data) {
      const data = JSON.parse(layer.data);
      this.map.getSource(layer.id).setData(data);
      const names = `${layer.id}/names`;
      if (this.named.has(names)) {
        this.named.set(names, { data, label: layer.label, points: pointsOf(layer) });
        this.name([names]);
      }
    }
    if (String(layer.selected) === String(before.selected)) return;
    const chosen = ["in", ["to-string", ["get", layer.idAttribute]], ["literal", layer.selected]];
    for (const id of [`${layer.id}/chosen`, `${layer.id}/casing`]) {
      if (this.map.getLayer(id)) this.map.setFilter(id, chosen);
    }
  }
}

const pointsOf = (layer) => (layer.kind === "schools" ? gatePoints : namePoints);

/** Return the places of a layer's marks, which names leave free. */
function marksOf(layer) {
  if (layer.kind !== "schools" || typeof layer.data !== "string") return [];
  return JSON.parse(layer.data).features.flatMap(({ geometry }) => (geometry ? pairs(geometry.coordinates) : []));
}

const pairs = (at) => (typeof at[0] === "number" ? [at] : at.flatMap(pairs));

function sourceKind(layer) {
  return typeof layer.data === "string" ? "geojson" : layer.data;
}
