// What can the reader do with the map? Move and zoom it, point at zones and schools, pick a school.
"use strict";
(() => {
  const svg = document.getElementById("map-svg");
  if (!svg) return;
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const [SCHOOL_NAME, SCHOOL_ID, FIRST_FIGURE] = [0, 1, 2];
  const CLOSEST = 48; // how many times the sheet can be enlarged
  const LISTED = 6; // flows named in the panel
  const [sheetWidth, sheetHeight] = svg.dataset.sheet.split(" ").map(Number);
  const levels = svg.dataset.levels.split(" ").map(Number);
  const opening = svg.getAttribute("viewBox").split(" ").map(Number);
  let [x, y, width, height] = opening;

  // ---- the view: everything drawn in pixels follows --u, the metres of one pixel
  const patterns = [...svg.querySelectorAll("pattern")];
  const locator = document.getElementById("locator");
  const bar = document.getElementById("scale-bar");
  const steps = bar.parentNode.dataset.steps.split(" ").map(Number);
  const unit = () => Math.max(width / svg.clientWidth, height / svg.clientHeight);

  let waiting = 0; // one drawing per frame, however fast the wheel turns
  const draw = () => {
    cancelAnimationFrame(waiting);
    waiting = 0;
    if (!svg.clientWidth) return;
    const u = unit();
    svg.setAttribute("viewBox", [x, y, width, height].map(Math.round).join(" "));
    svg.style.setProperty("--u-live", u);
    svg.style.setProperty("--lv-live", levels.filter((pixels) => pixels <= sheetWidth / u).length - 1);
    for (const pattern of patterns) {
      pattern.setAttribute("patternTransform", `rotate(${pattern.dataset.turn})scale(${u})`);
    }
    const room = u * svg.clientWidth / 4;
    const round = steps.filter((metres) => metres <= room).pop() ?? steps[0];
    bar.style.width = `${100 * round / u / svg.clientWidth}%`;
    document.getElementById("scale-words").textContent =
      round >= 1000 ? `${round / 1000} km` : `${round} m`;
    locator.toggleAttribute("hidden", width >= Number(locator.dataset.below));
    const frame = locator.querySelector("rect");
    for (const [key, value] of Object.entries({ x, y, width, height })) {
      frame.setAttribute(key, Math.round(value));
    }
  };
  const show = (left, top, wide) => {
    width = Math.min(Math.max(wide, sheetWidth / CLOSEST), sheetWidth);
    height = width * sheetHeight / sheetWidth;
    x = Math.min(Math.max(left, 0), sheetWidth - width);
    y = Math.min(Math.max(top, 0), sheetHeight - height);
    waiting ||= requestAnimationFrame(draw);
  };
  // Enlarge by `factor`, keeping the sheet point (atX, atY) where it is.
  const zoom = (factor, atX = x + width / 2, atY = y + height / 2) => {
    const wide = Math.min(Math.max(width / factor, sheetWidth / CLOSEST), sheetWidth);
    show(atX - (atX - x) * wide / width, atY - (atY - y) * wide / width, wide);
  };
  const pan = (right, down) => show(x + right * width, y + down * height, width);
  const acts = {
    zoom_in: () => zoom(1.5), zoom_out: () => zoom(1 / 1.5),
    pan_left: () => pan(-0.2, 0), pan_right: () => pan(0.2, 0),
    pan_up: () => pan(0, -0.2), pan_down: () => pan(0, 0.2),
    reset: () => show(opening[0], opening[1], opening[2]),
  };
  for (const button of document.querySelectorAll(".controls [data-act]")) {
    button.addEventListener("click", acts[button.dataset.act]);
  }
  for (const button of document.querySelectorAll(".controls [data-view]")) {
    button.addEventListener("click", () => {
      const [left, top, wide] = button.dataset.view.split(" ").map(Number);
      show(left, top, wide);
    });
  }

  // ---- pointer: drag to move, two fingers or the wheel to zoom
  const sheetPoint = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, point.y];
  };
  svg.addEventListener("wheel", (event) => {
    // The page scrolls until the map has been clicked, so that nobody is caught in it.
    if (!event.ctrlKey && document.activeElement?.closest("#map-svg") !== svg) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...sheetPoint(event));
  }, { passive: false });
  const fingers = new Map();
  let dragged = 0;
  svg.addEventListener("pointerdown", (event) => {
    if (fingers.size === 0) dragged = 0;
    fingers.set(event.pointerId, event);
  });
  svg.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const u = unit();
    const [right, down] = [event.clientX - last.clientX, event.clientY - last.clientY];
    const others = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
    if (others.length) {
      const gap = (finger) => Math.hypot(finger.clientX - others[0].clientX, finger.clientY - others[0].clientY);
      zoom(gap(event) / Math.max(gap(last), 1), ...sheetPoint(event));
    } else if (event.pointerType !== "touch") {
      dragged += Math.abs(right) + Math.abs(down);
      if (dragged > 4) svg.setPointerCapture(event.pointerId);
      show(x - right * u, y - down * u, width);
    }
    fingers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    svg.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }

  // ---- the panel: figures of the school or zone pointed at, in both languages
  const panel = document.getElementById("map-panel");
  const hint = [...panel.childNodes];
  const element = (tag, ...content) => {
    const made = document.createElement(tag);
    made.append(...content);
    return made;
  };
  const both = (key, n = "") => ["zh", "en"].map((language, at) => {
    const made = element("span", data.words[key][at].replace("{n}", n));
    made.className = language;
    made.lang = at ? "en" : "zh-CN";
    return made;
  });
  const figure = (value) => value.toLocaleString("en-US").replace("-", "−");
  const flowList = (key, flows, end) => {
    if (!flows.length) return [];
    const lines = flows.slice(0, LISTED).map((flow) =>
      element("li", `${figure(flow[2])} ${end === 1 ? "→" : "←"} ${data.schools[flow[end]][SCHOOL_NAME]}`));
    if (flows.length > LISTED) lines.push(element("li", ...both("panel_more", flows.length - LISTED)));
    return [element("p", ...both(key)), element("ul", ...lines)];
  };
  const tellSchool = (at) => {
    const school = data.schools[at];
    const figures = data.columns.flatMap((key, k) => [
      element("dt", ...both(`col_${key}`)), element("dd", figure(school[FIRST_FIGURE + k]))]);
    const parts = [element("h4", school[SCHOOL_NAME]), element("dl", ...figures),
      ...flowList("panel_out", data.flows.filter((flow) => flow[0] === at), 1),
      ...flowList("panel_in", data.flows.filter((flow) => flow[1] === at), 0)];
    if (document.getElementById(`school-${at}`)) {
      const link = element("a", ...both("panel_row"));
      link.href = `#school-${at}`;
      parts.push(element("p", link));
    }
    panel.replaceChildren(...parts);
  };
  const tellZone = (at) => {
    const [name, id, load, schools] = data.zones[at];
    const lines = schools.map((number) => {
      const school = data.schools[number];
      return element("li", `${school[SCHOOL_NAME]} ${figure(school[FIRST_FIGURE + 1])} / ${figure(school[FIRST_FIGURE])}`);
    });
    panel.replaceChildren(element("h4", `${name} ${id === name ? "" : id}`),
      element("p", ...both(`load_${load}`)),
      element("p", ...both("col_claims"), " / ", ...both("col_places")), element("ul", ...lines));
  };

  // ---- schools: pointing, picking, walking through them by the arrow keys
  const schools = [...svg.querySelectorAll(".school")];
  const zones = [...svg.querySelectorAll("[data-z]")].filter((part) => part.tagName === "path");
  const flows = [...svg.querySelectorAll("[data-f]")];
  const names = [...svg.querySelectorAll(".label.school")];
  let picked = -1;
  const pick = (at) => {
    picked = at;
    svg.classList.toggle("picked", at >= 0);
    schools.forEach((school) => school.setAttribute("aria-pressed", String(Number(school.dataset.s) === at)));
    const near = new Set([at]);
    for (const flow of flows) {
      const [from, to] = [Number(flow.dataset.f), Number(flow.dataset.t)];
      const on = at >= 0 && (from === at || to === at);
      flow.classList.toggle("on", on);
      if (on) near.add(from).add(to);
    }
    for (const part of [...schools, ...names]) {
      part.classList.toggle("on", at >= 0 && near.has(Number(part.dataset.s)));
    }
    for (const zone of zones) {
      zone.classList.toggle("on", at >= 0 && data.zones[zone.dataset.z][3].includes(at));
    }
    if (at >= 0) tellSchool(at); else panel.replaceChildren(...hint);
  };
  const schoolOf = (event) => event.target.closest?.(".school");
  svg.addEventListener("pointerover", (event) => {
    const school = schoolOf(event);
    if (school) tellSchool(Number(school.dataset.s));
    else if (picked >= 0) tellSchool(picked);
    else if (event.target.dataset?.z) tellZone(Number(event.target.dataset.z));
  });
  svg.addEventListener("click", (event) => {
    if (dragged > 4) return;
    const school = schoolOf(event);
    const at = school ? Number(school.dataset.s) : -1;
    pick(at === picked ? -1 : at);
  });
  svg.addEventListener("focusin", (event) => {
    const school = schoolOf(event);
    if (school && picked < 0) tellSchool(Number(school.dataset.s));
  });

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const position = (school) => {
    const { e, f } = school.transform.baseVal.consolidate().matrix;
    return [e, f];
  };
  // The nearest school that lies more in this direction than beside it.
  const neighbour = (school, [right, down]) => {
    const [fromX, fromY] = position(school);
    let best = null, least = Infinity;
    for (const other of schools) {
      const [toX, toY] = position(other);
      const ahead = (toX - fromX) * right + (toY - fromY) * down;
      const beside = Math.abs((toX - fromX) * down) + Math.abs((toY - fromY) * right);
      if (other !== school && ahead > 0 && ahead >= beside && ahead + 2 * beside < least) {
        [best, least] = [other, ahead + 2 * beside];
      }
    }
    return best;
  };
  const bringIntoView = (school) => {
    const [atX, atY] = position(school);
    if (atX < x || atY < y || atX > x + width || atY > y + height) {
      show(atX - width / 2, atY - height / 2, width);
    }
  };
  const focusSchool = (school) => {
    schools.forEach((other) => { other.tabIndex = other === school ? 0 : -1; });
    school.focus({ preventScroll: true });
    bringIntoView(school);
  };
  const keys = {
    "+": "zoom_in", "=": "zoom_in", "-": "zoom_out", _: "zoom_out", 0: "reset",
    ArrowLeft: "pan_left", ArrowRight: "pan_right", ArrowUp: "pan_up", ArrowDown: "pan_down",
  };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const school = schoolOf(event);
    if (event.key === "Escape") pick(-1);
    else if (school && WAYS[event.key]) {
      const next = neighbour(school, WAYS[event.key]);
      if (next) focusSchool(next);
    } else if (school && (event.key === "Enter" || event.key === " ")) {
      const at = Number(school.dataset.s);
      pick(at === picked ? -1 : at);
    } else if (keys[event.key]) acts[keys[event.key]]();
    else return;
    event.preventDefault();
  });

  // ---- paper: the opening view, whatever was on the screen
  let kept = null;
  window.addEventListener("beforeprint", () => {
    kept = [x, y, width];
    show(...opening);
    draw();
  });
  window.addEventListener("afterprint", () => { if (kept) show(...kept); });
  new ResizeObserver(draw).observe(svg);
  draw();
})();
