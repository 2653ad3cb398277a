// Where does a name stand? One point in each area or line, however tiles cut it.

/** Return a FeatureCollection of points with the properties of the features that they name. */
export function namePoints(collection) {
  const features = [];
  for (const { geometry, properties } of collection.features) {
    const coordinates = geometry && pointOf(geometry);
    if (coordinates) features.push({ type: "Feature", properties, geometry: { type: "Point", coordinates } });
  }
  return { type: "FeatureCollection", features };
}

function pointOf({ type, coordinates }) {
  if (type === "LineString") return coordinates[Math.floor(coordinates.length / 2)];
  if (type === "Polygon") return innerPoint(coordinates);
  if (type === "MultiPolygon") return innerPoint(coordinates.reduce((a, b) => (area(b[0]) > area(a[0]) ? b : a)));
  return null;
}

function area(ring) {
  let twice = 0;
  for (let at = 0; at < ring.length - 1; at++) {
    twice += ring[at][0] * ring[at + 1][1] - ring[at + 1][0] * ring[at][1];
  }
  return Math.abs(twice);
}

/** Return the middle of the roomiest of a few level cuts through the area. */
function innerPoint(rings) {
  const heights = rings[0].map((position) => position[1]);
  const low = Math.min(...heights);
  const high = Math.max(...heights);
  let best = null;
  for (let step = 1; step < 16; step++) {
    const y = low + ((high - low) * step) / 16;
    const room = Math.min(step, 16 - step) / 8;
    for (const [from, to] of cuts(rings, y)) {
      const score = (to - from) * Math.min(1, 0.35 + room);
      if (!best || score > best.score) best = { score, at: [(from + to) / 2, y] };
    }
  }
  return best && best.at;
}

function cuts(rings, y) {
  const found = [];
  for (const ring of rings) {
    for (let at = 0; at < ring.length - 1; at++) {
      const [a, b] = [ring[at], ring[at + 1]];
      if (a[1] > y !== b[1] > y) found.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
    }
  }
  found.sort((one, other) => one - other);
  return found.flatMap((x, at) => (at % 2 ? [[found[at - 1], x]] : []));
}
