// Which layers are on the map now? Only what changed between two runs is drawn anew.

import { pmtilesUrl } from "./engine.js";
import { looksOf } from "./looks.js";
import { namePoints } from "./names.js";

export class LayerSet {
  constructor(map) {
    this.map = map;
    this.shown = [];
    this.looks = "";
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
  }

  add(layers) {
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
    if (!layer.label || layer.kind === "schools" || layer.kind === "pin") return [layer.id];
    this.map.addSource(`${layer.id}/names`, { type: "geojson", data: namePoints(data) });
    return [layer.id, `${layer.id}/names`];
  }

  refresh(layer, before) {
    if (typeof layer.data === "string" && layer.data !== before.data) {
      const data = JSON.parse(layer.data);
      this.map.getSource(layer.id).setData(data);
      this.map.getSource(`${layer.id}/names`)?.setData(namePoints(data));
    }
    if (String(layer.selected) === String(before.selected)) return;
    const chosen = ["in", ["to-string", ["get", layer.idAttribute]], ["literal", layer.selected]];
    for (const id of [`${layer.id}/chosen`, `${layer.id}/casing`]) {
      if (this.map.getLayer(id)) this.map.setFilter(id, chosen);
    }
  }
}

function sourceKind(layer) {
  return typeof layer.data === "string" ? "geojson" : layer.data;
}
