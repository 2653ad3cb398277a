// Which class is a feature in? The fill of a layer as an expression of MapLibre.

/** Return an expression that picks by class from `picks`; `missing` where there is no class. */
export function byClass(fill, picks, missing) {
  const value = ["get", fill.attribute];
  if (fill.values.length) {
    const pairs = fill.values.flatMap((known, at) => [known, picks[at]]);
    return ["match", ["to-string", value], ...pairs, missing];
  }
  if (!fill.breaks.length) return picks[0];
  const steps = fill.breaks.flatMap((low, at) => [low, picks[at + 1]]);
  return ["case", ["==", ["typeof", value], "number"], ["step", value, picks[0], ...steps], missing];
}

export function colourOf(fill, plain) {
  return fill ? byClass(fill, fill.colours, fill.missingColour) : plain;
}
