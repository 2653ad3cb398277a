// How is the border of a zone dragged? terra-draw moves its corners; the whole area goes back.

import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";

const FLAGS = { feature: { draggable: false, coordinates: { midpoints: true, draggable: true, deletable: true } } };
const STYLES = {
  selectedPolygonColor: "#1f5f8b",
  selectedPolygonFillOpacity: 0.18,
  selectedPolygonOutlineColor: "#1f5f8b",
  selectedPolygonOutlineWidth: 2.5,
  selectionPointColor: "#ffffff",
  selectionPointOutlineColor: "#1f5f8b",
  selectionPointOutlineWidth: 2,
  selectionPointWidth: 5,
  midPointColor: "#1f5f8b",
  midPointOutlineColor: "#ffffff",
  midPointWidth: 3,
};

export class BorderEditor {
  constructor(frame) {
    this.frame = frame;
  }

  get active() {
    return Boolean(this.draw);
  }

  show(data) {
    const { edit } = data;
    const area = edit.mode === "border" ? this.areaOf(data) : null;
    const wanted = area ? JSON.stringify([edit.layer, edit.feature, area]) : "";
    if (wanted === this.wanted) return;
    this.stop();
    this.wanted = wanted;
    if (area) this.start(edit, area);
  }

  areaOf({ layers, edit }) {
    const layer = layers.find(({ id }) => id === edit.layer);
    const named = (feature) => String(feature.properties[layer.idAttribute]) === edit.feature;
    return JSON.parse(layer.data).features.find(named)?.geometry ?? null;
  }

  start(edit, area) {
    const { map } = this.frame;
    const parts = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
    // terra-draw moves outer rings only; the holes of a zone stay as they are.
    this.holes = parts.map((rings) => rings.slice(1));
    const select = new TerraDrawSelectMode({
      flags: { polygon: FLAGS },
      styles: STYLES,
      allowManualDeselection: false,
    });
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: "edit", coordinatePrecision: 9 }),
      modes: [select, new TerraDrawPolygonMode()],
    });
    this.draw.start();
    this.add(parts);
    this.draw.setMode("select");
    this.draw.selectFeature(this.ids[0]);
    this.draw.on("finish", () => this.told(edit));
  }

  add(parts) {
    const features = parts.map((rings, at) => ({
      type: "Feature",
      properties: { mode: "polygon", part: at },
      geometry: { type: "Polygon", coordinates: [rings[0].map(short)] },
    }));
    const added = this.draw.addFeatures(features);
    this.ids = added.filter(({ valid }) => valid).map(({ id }) => id);
    if (this.ids.length < parts.length) console.error("A border cannot be dragged:", added);
  }

  told(edit) {
    const drawn = this.draw.getSnapshot().filter(({ properties }) => properties.mode === "polygon" && properties.part !== undefined);
    drawn.sort((one, other) => one.properties.part - other.properties.part);
    const parts = drawn.map(({ geometry, properties }) => [geometry.coordinates[0], ...this.holes[properties.part]]);
    const geometry =
      parts.length === 1
        ? { type: "Polygon", coordinates: parts[0] }
        : { type: "MultiPolygon", coordinates: parts };
    this.frame.tell({ kind: "border", layer: edit.layer, feature: edit.feature, geometry });
  }

  stop() {
    this.draw?.stop();
    this.draw = null;
    this.wanted = "";
  }
}

const short = (position) => position.slice(0, 2).map((degree) => Math.round(degree * 1e9) / 1e9);
