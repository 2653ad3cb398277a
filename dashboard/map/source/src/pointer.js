// What is under the pointer, and what was clicked? Names on hover, a click told to Python.

import { element } from "./frame.js";

const HIT_PX = 4;
const HIT = { zones: ["area"], blocks: ["area"], schools: ["mark"], flows: ["line", "head"], streets: ["line"] };
const TOLD = new Set(["zones", "blocks", "schools", "flows"]);

export class Pointer {
  constructor(frame) {
    this.frame = frame;
    const { map } = frame;
    map.on("mousemove", (event) => this.hover(event));
    map.on("mouseout", () => this.leave());
    map.on("click", (event) => this.click(event));
    map.scrollZoom.disable();
    // A page is scrolled by the wheel; the map takes it only once it has been touched.
    const canvas = map.getCanvas();
    canvas.addEventListener("focus", () => map.scrollZoom.enable());
    canvas.addEventListener("blur", () => map.scrollZoom.disable());
  }

  show(data) {
    this.layers = new Map(data.layers.map((layer) => [layer.id, layer]));
    this.leave();
  }

  /** Return the uppermost feature that can be named or clicked, with its layer. */
  find(point, wanted) {
    const { map } = this.frame;
    const ids = [...this.layers.values()]
      .filter(wanted)
      .flatMap((layer) => (HIT[layer.kind] ?? []).map((part) => `${layer.id}/${part}`))
      .filter((id) => map.getLayer(id));
    if (!ids.length) return null;
    const box = [[point.x - HIT_PX, point.y - HIT_PX], [point.x + HIT_PX, point.y + HIT_PX]];
    const exact = map.queryRenderedFeatures(point, { layers: ids });
    const near = map.queryRenderedFeatures(box, { layers: ids }).filter((f) => f.layer.type !== "fill");
    const found = near[0] ?? exact[0];
    return found ? { feature: found, layer: this.layers.get(found.source) } : null;
  }

  hover(event) {
    if (!this.layers || event.originalEvent.buttons || this.frame.lasso.drawing) return;
    const found = this.find(event.point, (layer) => layer.label || layer.tooltip.length || TOLD.has(layer.kind));
    this.mark(found);
    const { map, border } = this.frame;
    if (!border.active) map.getCanvas().style.cursor = this.cursor(found);
    this.say(found, event.point);
  }

  cursor(found) {
    if (this.frame.painter.active || this.frame.lasso.active) return "crosshair";
    return found && TOLD.has(found.layer.kind) ? "pointer" : "";
  }

  mark(found) {
    const { map } = this.frame;
    const state = found?.feature.id === undefined ? null : found;
    if (this.marked) map.setFeatureState(this.marked, { hover: false });
    this.marked = null;
    if (!state) return;
    const { source, sourceLayer, id } = state.feature;
    this.marked = { source, sourceLayer, id };
    map.setFeatureState(this.marked, { hover: true });
  }

  say(found, point) {
    const { tooltip, canvas } = this.frame;
    tooltip.replaceChildren();
    if (!found) return;
    const { label, tooltip: rows } = found.layer;
    const { properties } = found.feature;
    if (label && properties[label]) tooltip.append(text("strong", "", properties[label]));
    for (const [attribute, word] of rows) {
      if (properties[attribute] === undefined || properties[attribute] === null) continue;
      const row = element("div", "jm-row");
      row.append(text("span", "jm-word", word), text("span", "jm-value", properties[attribute]));
      tooltip.append(row);
    }
    const right = point.x > canvas.clientWidth * 0.6;
    const low = point.y > canvas.clientHeight * 0.6;
    tooltip.style.transform = `translate(${point.x + (right ? -14 : 14)}px, ${point.y + (low ? -14 : 14)}px) translate(${right ? -100 : 0}%, ${low ? -100 : 0}%)`;
  }

  leave() {
    if (this.layers) this.mark(null);
    this.frame.tooltip.replaceChildren();
  }

  click(event) {
    const { painter, lasso, border } = this.frame;
    if (!this.layers || painter.active || lasso.active || border.active) return;
    const found = this.find(event.point, (layer) => TOLD.has(layer.kind));
    const id = found?.feature.properties[found.layer.idAttribute];
    this.frame.tell({
      kind: "click",
      layer: found ? found.layer.id : "",
      feature: id === undefined || id === null ? "" : String(id),
      lon: event.lngLat.lng,
      lat: event.lngLat.lat,
    });
  }
}

function text(tag, name, value) {
  const made = element(tag, name);
  made.textContent = String(value);
  return made;
}
