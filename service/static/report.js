// What can the reader do with the page? Switch the language, sort and filter tables, print.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  // ---- language: both are in the page; the style sheet shows one
  const speak = (language) => {
    root.lang = language;
    document.title = language === "en" ? root.dataset.titleEn : root.dataset.titleZh;
  };
  document.getElementById("language").addEventListener("click", () => {
    speak(root.lang === "en" ? "zh-CN" : "en");
  });
  if (new URLSearchParams(location.search).get("lang") === "en") speak("en");
  document.getElementById("print").addEventListener("click", () => window.print());

  // ---- sorting: by data-v, else by the number in the cell, else by its text
  const shown = (cell) => {
    const hide = root.lang === "en" ? ".zh" : ".en";
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(hide).forEach((part) => part.remove());
    return copy.textContent.trim();
  };
  const keyOf = (cell, numeric) => {
    const raw = cell.dataset.v ?? shown(cell);
    return numeric ? Number(raw.replace(/,/g, "").replace("−", "-")) : raw;
  };
  const sortBy = (header) => {
    const table = header.closest("table");
    const body = table.tBodies[0];
    const column = [...header.parentNode.children].indexOf(header);
    const numeric = header.classList.contains("n");
    // The first click on a column of figures brings the largest up, on names the first.
    const before = header.getAttribute("aria-sort");
    const next = before === "none" ? (numeric ? "descending" : "ascending")
      : before === "ascending" ? "descending" : "ascending";
    for (const other of header.parentNode.children) {
      if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
    }
    header.setAttribute("aria-sort", next);
    const sign = next === "ascending" ? 1 : -1;
    const rows = [...body.rows].map((row) => [keyOf(row.cells[column], numeric), row]);
    rows.sort(([a], [b]) => sign * (numeric ? a - b : a.localeCompare(b, "zh-CN", { numeric: true })));
    body.append(...rows.map(([, row]) => row));
  };
  for (const button of document.querySelectorAll("button.sort")) {
    button.addEventListener("click", () => sortBy(button.closest("th")));
  }

  // ---- filter: over all columns but the reasons, which name schools only in passing
  for (const input of document.querySelectorAll("[data-filters]")) {
    const rows = [...document.getElementById(input.dataset.filters).tBodies[0].rows];
    const texts = rows.map((row) =>
      [...row.cells].filter((cell) => !cell.classList.contains("why"))
        .map((cell) => cell.textContent).join(" ").toLowerCase());
    const counts = input.closest(".filter").querySelectorAll("[data-shown]");
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let count = 0;
      rows.forEach((row, at) => {
        row.hidden = !texts[at].includes(wanted);
        if (!row.hidden) count += 1;
      });
      counts.forEach((place) => { place.textContent = String(count); });
    });
  }
})();
