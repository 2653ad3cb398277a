// Whose work is in the script? Every part with its version and its licence in full.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const HEAD = `The script in this folder is built from the parts below, each under its own licence.
Jiujin's own code in it is under Jiujin's licence. Written by dashboard/map/source/build.mjs.
`;

// These packages come without a licence file: who wrote them is said in their repositories.
const HOLDERS = {
  "terra-draw": "Copyright 2022 James Milner",
  "terra-draw-maplibre-gl-adapter": "Copyright 2022 James Milner",
  pmtiles: "Copyright 2021 Protomaps LLC",
  "murmurhash-js": "Copyright (c) 2011 Gary Court",
};
const MODELS = { MIT: "fflate", "BSD-3-Clause": "pbf" };

/** Return the notice of every package that is not only for building. */
export function noticeOf(here) {
  const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
  const parts = Object.entries(lock.packages)
    .filter(([path, part]) => path && !part.dev && !part.devOptional && !path.includes("@types/"))
    .map(([path]) => partOf(here, path));
  return [HEAD, ...parts].join(`\n${"=".repeat(78)}\n\n`);
}

function partOf(here, path) {
  const folder = join(here, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const text = licenceIn(folder) ?? `${HOLDERS[name]}\n\n${bodyOf(here, license)}`;
  if (text.includes("undefined")) throw new Error(`nobody is named for ${name}`);
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}

function licenceIn(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return file ? readFileSync(join(folder, file), "utf8") : null;
}

/** Return the text of a licence without the line that names another package's author. */
function bodyOf(here, license) {
  const file = licenceIn(join(here, "node_modules", MODELS[license]));
  return file
    .split("\n")
    .filter((line) => !/^(copyright|mit license|the mit license)/i.test(line.trim()))
    .join("\n")
    .trim();
}
