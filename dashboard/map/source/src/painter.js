// Which blocks were painted? Strokes, numbered, repeated until Python says it has counted them.

const STEP_PX = 4;

export class Painter {
  constructor(frame) {
    this.frame = frame;
    this.name = crypto.randomUUID?.() ?? String(Math.random());
    this.count = 0;
    this.strokes = [];
    const canvas = frame.map.getCanvasContainer();
    canvas.addEventListener("pointerdown", (event) => this.begin(event), { capture: true });
    canvas.addEventListener("pointermove", (event) => this.go(event));
    canvas.addEventListener("pointerup", () => this.end());
    canvas.addEventListener("pointercancel", () => this.end());
  }

  get active() {
    return this.edit?.mode === "paint";
  }

  show(data) {
    const was = this.edit;
    this.edit = data.edit;
    if (was?.mode === "paint" && was.layer !== this.edit.layer) this.strokes = [];
    if (data.answered?.map === this.name) {
      this.strokes = this.strokes.filter((stroke) => stroke.n > data.answered.last);
    }
    this.recolour();
  }

  /** Colour what is painted and not yet answered; what is answered has its colour in the data. */
  recolour() {
    const { map } = this.frame;
    for (const id of this.coloured ?? []) {
      if (map.getSource(this.source)) map.removeFeatureState({ source: this.source, id }, "paint");
    }
    this.coloured = new Set();
    this.source = this.edit.layer;
    if (!this.active) return;
    for (const stroke of this.strokes) {
      for (const id of stroke.ids) this.colour(id, stroke.colour);
    }
  }

  colour(id, colour) {
    this.coloured.add(id);
    this.frame.map.setFeatureState({ source: this.source, id }, { paint: colour });
  }

  begin(event) {
    if (!this.active || event.button !== 0) return;
    const { map } = this.frame;
    if (event.shiftKey) {
      map.dragPan.enable();
      return;
    }
    map.dragPan.disable();
    const { brush, colour } = this.edit;
    this.stroke = { n: this.count + 1, brush, colour, ids: [] };
    this.at = this.point(event);
    this.touch(this.at);
  }

  go(event) {
    if (!this.stroke) return;
    const to = this.point(event);
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - this.at.x, to.y - this.at.y) / STEP_PX));
    for (let step = 1; step <= steps; step++) {
      const part = step / steps;
      this.touch({ x: this.at.x + (to.x - this.at.x) * part, y: this.at.y + (to.y - this.at.y) * part });
    }
    this.at = to;
  }

  end() {
    const { stroke } = this;
    this.stroke = null;
    if (!stroke?.ids.length) return;
    this.count = stroke.n;
    this.strokes.push(stroke);
    const strokes = this.strokes.map(({ n, brush, ids }) => ({ n, brush, ids }));
    this.frame.tell({ kind: "paint", map: this.name, layer: this.edit.layer, strokes });
  }

  touch({ x, y }) {
    const { map } = this.frame;
    const found = map.queryRenderedFeatures([x, y], { layers: [`${this.edit.layer}/area`] });
    const id = found[0]?.id;
    if (id === undefined || this.stroke.ids.includes(String(id))) return;
    this.stroke.ids.push(String(id));
    this.colour(String(id), this.stroke.colour);
  }

  point(event) {
    const box = this.frame.map.getCanvas().getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}
