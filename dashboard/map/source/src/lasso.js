// What was lassoed? An area drawn in one sweep or corner by corner, shown until Python has counted it.

const STEP_PX = 4;
const CLOSE_PX = 10;
const SVG = "http://www.w3.org/2000/svg";

export class Lasso {
  constructor(frame) {
    this.frame = frame;
    this.name = crypto.randomUUID?.() ?? String(Math.random());
    this.count = 0;
    this.path = [];
    this.shape = document.createElementNS(SVG, "svg");
    this.shape.classList.add("jm-lasso");
    this.line = document.createElementNS(SVG, "polygon");
    this.shape.append(this.line);
    frame.canvas.append(this.shape);
    const box = frame.map.getCanvasContainer();
    box.addEventListener("pointerdown", (event) => this.begin(event), { capture: true });
    box.addEventListener("pointermove", (event) => this.go(event));
    box.addEventListener("pointerup", (event) => this.end(event));
    box.addEventListener("pointercancel", () => this.forget());
    box.addEventListener("dblclick", () => this.close());
    box.addEventListener("keydown", (event) => this.key(event));
    frame.map.on("move", () => this.draw());
  }

  get active() {
    return this.edit?.mode === "lasso";
  }

  get drawing() {
    return this.path.length > 0;
  }

  show(data) {
    this.edit = data.edit;
    const heard = data.answered?.map === this.name ? data.answered.last : 0;
    if (!this.active || (this.sent && heard >= this.sent)) this.forget();
  }

  begin(event) {
    if (!this.active || event.button !== 0) return;
    if (event.shiftKey) {
      this.frame.map.dragPan.enable();
      return;
    }
    this.frame.map.dragPan.disable();
    if (this.sent) return;
    const at = this.point(event);
    if (this.path.length > 2 && near(at, this.frame.map.project(this.path[0]), CLOSE_PX)) {
      this.close();
      return;
    }
    this.frame.pointer.leave();
    this.sweeping = true;
    this.swept = this.path.length ? Infinity : 0; // what began with a corner goes on by corners
    this.add(at);
  }

  go(event) {
    if (!this.active || this.sent || !this.path.length) return;
    const at = this.point(event);
    if (!this.sweeping) this.draw(at);
    else if (!near(at, this.last, STEP_PX)) {
      this.swept += 1;
      this.add(at);
    }
  }

  end() {
    if (!this.sweeping) return;
    this.sweeping = false;
    if (this.swept > 2 && this.swept < Infinity) this.close();
  }

  key(event) {
    if (!this.active || this.sent) return;
    if (event.key === "Enter") this.close();
    if (event.key === "Escape") this.forget();
  }

  add(at) {
    this.last = at;
    const { lng, lat } = this.frame.map.unproject([at.x, at.y]);
    this.path.push([short(lng), short(lat)]);
    this.draw();
  }

  close() {
    const corners = this.path.filter((it, at) => !at || String(it) !== String(this.path[at - 1]));
    if (!this.active || this.sent || corners.length < 3) return;
    this.sweeping = false;
    this.sent = this.count += 1;
    this.draw();
    const geometry = { type: "Polygon", coordinates: [[...corners, corners[0]]] };
    const { layer, brush } = this.edit;
    this.frame.tell({ kind: "lasso", map: this.name, n: this.sent, layer, brush, geometry });
  }

  forget() {
    this.path = [];
    this.sent = 0;
    this.sweeping = false;
    this.draw();
  }

  /** Draw the path, and to where the pointer is while corners are set. */
  draw(at) {
    const seen = this.path.map((position) => this.frame.map.project(position));
    if (at) seen.push(at);
    this.line.setAttribute("points", seen.map(({ x, y }) => `${x},${y}`).join(" "));
    this.line.setAttribute("fill", this.edit?.colour ?? "none");
    this.shape.toggleAttribute("data-sent", Boolean(this.sent));
  }

  point(event) {
    const box = this.frame.map.getCanvas().getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}

const near = (one, other, pixels) => Math.hypot(one.x - other.x, one.y - other.y) < pixels;
const short = (degree) => Math.round(degree * 1e7) / 1e7;
