// What lies under the layers? Plain ground, or the raster tiles that the configuration names.

import { pmtilesUrl } from "./engine.js";

const GROUND = "#f6f5f1";

/** Return the style that a map starts with; without glyphs text is drawn with the fonts here. */
export function baseStyle(tiles) {
  const style = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": GROUND } }],
  };
  if (tiles) {
    style.sources.tiles = tileSource(tiles);
    style.layers.push({ id: "tiles", type: "raster", source: "tiles", paint: { "raster-fade-duration": 0 } });
  }
  return style;
}

function tileSource(tiles) {
  const shared = { type: "raster", tileSize: tiles.size };
  if (tiles.urls.length === 1 && !tiles.urls[0].includes("{x}")) {
    return { ...shared, url: pmtilesUrl(tiles.urls[0]) };
  }
  const absolute = (url) => (url.startsWith("/") ? window.location.origin + url : url);
  return { ...shared, tiles: tiles.urls.map(absolute), minzoom: tiles.minZoom, maxzoom: tiles.maxZoom };
}

export function sameTiles(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
