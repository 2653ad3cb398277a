// How is the map zoomed without a wheel? Three buttons that the keyboard reaches.

import { element } from "./frame.js";

const SVG = "http://www.w3.org/2000/svg";
const SIGNS = {
  more: "M8 3v10M3 8h10",
  less: "M3 8h10",
  whole: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
};

export function drawButtons(box, words, map, showAll) {
  box.replaceChildren(
    button(SIGNS.more, words.zoom_in, () => map.zoomIn({ duration: 150 })),
    button(SIGNS.less, words.zoom_out, () => map.zoomOut({ duration: 150 })),
    button(SIGNS.whole, words.whole, showAll),
  );
}

function button(sign, name, act) {
  const made = element("button", "jm-button");
  made.type = "button";
  made.title = name;
  made.setAttribute("aria-label", name);
  made.append(drawn(sign));
  made.addEventListener("click", act);
  return made;
}

/** Draw a sign as lines: not every font has it. */
function drawn(lines) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", lines);
  picture.append(path);
  return picture;
}
