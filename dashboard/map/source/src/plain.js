// Which colour has a layer without a fill? One per kind, for the map and its legend.

export const PLAIN = {
  zones: "#e6e2d8",
  blocks: "#e6e2d8",
  streets: "#b7b1a5",
  path: "#1f5f8b",
  flows: "#8a3f1d",
  homes: "#56636b",
  schools: "#35617f",
  pin: "#b3361e",
};
