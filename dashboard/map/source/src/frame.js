// What stands around and in one map? Canvas, buttons, scale, legend; kept from run to run.

import { GlMap, ScaleControl } from "./engine.js";
import { baseStyle, sameTiles } from "./base.js";
import { BorderEditor } from "./border.js";
import { boundsOf } from "./bounds.js";
import { drawButtons } from "./buttons.js";
import { drawLegend } from "./legend.js";
import { Lasso } from "./lasso.js";
import { LayerSet } from "./layer_set.js";
import { Painter } from "./painter.js";
import { Pointer } from "./pointer.js";
import styles from "./map.css?text";

const PADDING_PX = 28;

export class MapFrame {
  constructor(root) {
    this.root = root;
    this.box = element("div", "jm");
    this.stage = element("div", "jm-stage");
    this.canvas = element("div", "jm-canvas");
    this.buttons = element("div", "jm-buttons");
    this.tooltip = element("div", "jm-tooltip");
    this.attribution = element("div", "jm-attribution");
    this.legend = element("div", "jm-legend");
    this.keys = element("p", "jm-keys");
    this.stage.append(this.canvas, this.buttons, this.tooltip, this.attribution);
    const sideBySide = element("div", "jm-row-of-two");
    sideBySide.append(this.stage, this.legend);
    const style = element("style", "");
    style.textContent = styles;
    this.box.append(sideBySide, this.keys);
    root.append(style, this.box);
  }

  /** Show what Python said; the map itself is made once and moved only when it is told to. */
  update(data) {
    const before = this.data;
    this.data = data;
    this.stage.style.height = `${data.height}px`;
    this.keys.textContent = data.words.keys;
    this.attribution.textContent = data.tiles ? data.tiles.attribution : "";
    drawLegend(this.legend, data);
    if (before && !sameTiles(before.tiles, data.tiles)) this.removeMap();
    if (!this.map && !this.makeMap()) return;
    this.whenReady(() => this.draw());
  }

  makeMap() {
    const { words, tiles } = this.data;
    try {
      this.map = new GlMap({
        container: this.canvas,
        style: baseStyle(tiles),
        bounds: this.data.bounds ?? boundsOf(this.data.layers) ?? [73, 18, 135, 54],
        fitBoundsOptions: { padding: PADDING_PX },
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        maxPitch: 0,
        fadeDuration: 120,
        locale: {
          "Map.Title": words.name,
          "ScaleControl.Meters": words.metre,
          "ScaleControl.Kilometers": words.kilometre,
        },
      });
    } catch (error) {
      this.canvas.textContent = words.no_webgl;
      this.canvas.classList.add("jm-failed");
      console.info("The map cannot be drawn:", error.message);
      return false;
    }
    this.furnish();
    return true;
  }

  furnish() {
    const { map } = this;
    this.shown = JSON.stringify(this.data.bounds);
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new ScaleControl({ maxWidth: 110, unit: "metric" }), "bottom-left");
    // A tile that does not come leaves a gap in the background, not an error of the page.
    map.on("error", (event) => (event.tile || event.sourceId === "tiles" ? null : console.error(event.error)));
    this.layers = new LayerSet(map);
    this.pointer = new Pointer(this);
    this.painter = new Painter(this);
    this.lasso = new Lasso(this);
    this.border = new BorderEditor(this);
    drawButtons(this.buttons, this.data.words, map, () => this.showAll());
    this.ready = new Promise((done) => map.once("load", done));
    this.resizing = new ResizeObserver(() => this.map?.resize());
    this.resizing.observe(this.canvas);
  }

  async whenReady(act) {
    const { map } = this;
    await this.ready;
    if (this.map === map) act();
  }

  draw() {
    const { data } = this;
    this.layers.show(data.layers);
    this.pointer.show(data);
    this.painter.show(data);
    this.lasso.show(data);
    this.hold();
    this.border.show(data);
    const wanted = JSON.stringify(data.bounds);
    if (wanted !== this.shown) this.showAll();
    this.shown = wanted;
    this.tellWhenStill();
    this.stage.dataset.mode = data.edit.mode;
    this.stage.dataset.drawn = String(Number(this.stage.dataset.drawn ?? 0) + 1);
  }

  /** Let a drag draw and not move the map while something is drawn by dragging. */
  hold() {
    const { map, painter, lasso } = this;
    const act = painter.active || lasso.active ? "disable" : "enable";
    for (const part of [map.boxZoom, map.dragPan, map.doubleClickZoom]) part[act]();
  }

  /** Mark the stage while the picture is complete, for tests and screenshots. */
  tellWhenStill() {
    delete this.stage.dataset.still;
    this.map.once("idle", () => (this.stage.dataset.still = ""));
    this.map.triggerRepaint();
  }

  showAll() {
    const bounds = this.data.bounds ?? boundsOf(this.data.layers);
    if (bounds) this.map.fitBounds(bounds, { padding: PADDING_PX, duration: 0 });
  }

  removeMap() {
    this.resizing?.disconnect();
    this.border?.stop();
    this.map?.remove();
    this.map = null;
    this.canvas.replaceChildren();
  }

  remove() {
    this.removeMap();
    this.root.replaceChildren();
  }
}

export function element(tag, name) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  return made;
}
