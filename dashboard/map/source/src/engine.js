// Which parts draw the map? MapLibre with its worker from this very file, PMTiles as a protocol.

import { addProtocol, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import workerText from "maplibre-gl/dist/maplibre-gl-worker.mjs?text";

// A worker of its own file would be a second address to serve, allow and keep in step.
setWorkerUrl(URL.createObjectURL(new Blob([workerText], { type: "text/javascript" })));
addProtocol("pmtiles", new Protocol().tile);

export { Map as GlMap, ScaleControl } from "maplibre-gl";

/** Return an address of PMTiles as MapLibre's protocol wants it: absolute. */
export function pmtilesUrl(url) {
  return `pmtiles://${new URL(url, window.location.href).href}`;
}
