// How is the map zoomed without a wheel? Three buttons that the keyboard reaches.

import { element } from "./frame.js";

export function drawButtons(box, words, map, showAll) {
  box.replaceChildren(
    button("+", words.zoom_in, () => map.zoomIn({ duration: 150 })),
    button("−", words.zoom_out, () => map.zoomOut({ duration: 150 })),
    button("⛶", words.whole, showAll),
  );
}

function button(sign, name, act) {
  const made = element("button", "jm-button");
  made.type = "button";
  made.title = name;
  made.setAttribute("aria-label", name);
  made.textContent = sign;
  made.addEventListener("click", act);
  return made;
}
