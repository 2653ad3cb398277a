// Where does a name stand? One point in each area or line, however tiles cut it; one for each school.

const NAME_PX = [84, 36]; // the room that a name of two lines takes
const MARK_PX = 22; // and a school's mark
const BESIDE_PX = 132; // and a name of nine signs beside a mark
const HALF_PX = 62; // and half of it, above or below the mark

/**
 * Return a FeatureCollection of points with the properties of the features that they name.
 *
 * What has no `label` is not named. `seen` tells what is seen of the map: `view` (west, south,
 * east, north), `scale` (pixels of a degree to the east and to the north) and `marks`, places
 * ([lon, lat]) that a name should leave free. Of an area that is seen in part the name stands there.
 */
export function namePoints(collection, label, seen) {
  const features = [];
  for (const { geometry, properties } of collection.features) {
    if (!properties?.[label]) continue;
    const coordinates = geometry && pointOf(geometry, seen);
    if (coordinates) features.push({ type: "Feature", properties, geometry: { type: "Point", coordinates } });
  }
  return { type: "FeatureCollection", features };
}

/**
 * Return such points for schools: each is named once, at its first gate, however many it has.
 *
 * `edge` says at which edge of what is seen the gate lies, so that the name is not cut off there:
 * "east" and "west" leave room above and below the mark, "eastmost" and "westmost" none.
 */
export function gatePoints(collection, label, { whole: [west, , east], scale }) {
  return {
    type: "FeatureCollection",
    features: collection.features.flatMap(({ geometry, properties }) => {
      if (!geometry?.coordinates.length || !properties?.[label]) return [];
      const at = geometry.type === "Point" ? geometry.coordinates : geometry.coordinates[0];
      const near = (x, room) => Math.abs(x - at[0]) * scale[0] < room;
      const side = near(east, BESIDE_PX) ? "east" : near(west, BESIDE_PX) ? "west" : "";
      const edge = near(side === "east" ? east : west, HALF_PX) ? `${side}most` : side;
      return [{ type: "Feature", properties: { ...properties, edge }, geometry: { type: "Point", coordinates: at } }];
    }),
  };
}

function pointOf({ type, coordinates }, seen) {
  if (type === "LineString") return coordinates[Math.floor(coordinates.length / 2)];
  if (type === "Polygon") return innerPoint(coordinates, seen) ?? innerPoint(coordinates, whole(seen));
  if (type !== "MultiPolygon") return null;
  const parts = coordinates.toSorted((one, other) => area(other[0]) - area(one[0]));
  for (const part of parts) {
    const found = innerPoint(part, seen);
    if (found) return found;
  }
  return innerPoint(parts[0], whole(seen));
}

const whole = (seen) => ({ ...seen, view: [-180, -90, 180, 90] });

function area(ring) {
  let twice = 0;
  for (let at = 0; at < ring.length - 1; at++) {
    twice += ring[at][0] * ring[at + 1][1] - ring[at + 1][0] * ring[at][1];
  }
  return Math.abs(twice);
}

/** Return the roomiest place on a few level cuts through what is seen of the area. */
function innerPoint(rings, { view: [west, south, east, north], scale, marks }) {
  const [low, high] = reach(rings[0], south, north);
  let best = null;
  if (low >= high) return best;
  for (let step = 1; step < 16; step++) {
    const y = low + ((high - low) * step) / 16;
    const middle = Math.min(1, 0.35 + Math.min(step, 16 - step) / 8);
    for (const [start, end] of cuts(rings, y)) {
      const [from, to] = [Math.max(start, west), Math.min(end, east)];
      for (let part = 1; part < 8 && from < to; part++) {
        const x = from + ((to - from) * part) / 8;
        const room = 2 * Math.min(x - from, to - x) * scale[0];
        const score = (Math.min(room, NAME_PX[0]) + room / 20) * middle * (free(x, y, scale, marks) ? 1 : 0.3);
        if (!best || score > best.score) best = { score, at: [x, y] };
      }
    }
  }
  return best && best.at;
}

function free(x, y, scale, marks) {
  const [wide, high] = NAME_PX.map((size) => (size + MARK_PX) / 2);
  return !marks.some(([lon, lat]) => Math.abs(lon - x) * scale[0] < wide && Math.abs(lat - y) * scale[1] < high);
}

/** Return the lowest and the highest latitude of a ring between south and north. */
function reach(ring, south, north) {
  let [low, high] = [Infinity, -Infinity];
  for (const [, y] of ring) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  return [Math.max(low, south), Math.min(high, north)];
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
