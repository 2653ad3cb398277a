// What do the layers cover? West, south, east, north of every position in them.

export function boundsOf(layers) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const layer of layers) {
    if (typeof layer.data === "string") widenByText(box, layer.data);
  }
  return box[0] <= box[2] ? widened(box) : null;
}

function widenByText(box, text) {
  for (const feature of JSON.parse(text).features) {
    if (feature.geometry) widen(box, feature.geometry.coordinates);
  }
}

function widen(box, coordinates) {
  if (typeof coordinates[0] === "number") {
    box[0] = Math.min(box[0], coordinates[0]);
    box[1] = Math.min(box[1], coordinates[1]);
    box[2] = Math.max(box[2], coordinates[0]);
    box[3] = Math.max(box[3], coordinates[1]);
    return;
  }
  for (const part of coordinates) widen(box, part);
}

/** Give a single point some ground around it, about 300 m each way. */
function widened(box) {
  const least = 0.003;
  if (box[2] - box[0] > least || box[3] - box[1] > least) return box;
  return [box[0] - least, box[1] - least, box[2] + least, box[3] + least];
}
