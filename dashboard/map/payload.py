"""What is sent to the browser? One plain object: layers, words, frame and mode."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dashboard.map.edit import BorderEdit, EditMode, LassoEdit, PaintEdit
from dashboard.map.fill import Fill
from dashboard.map.layers import Layer, LayerKind, PmTiles
from dashboard.map.shift import bounds_to_gcj02, to_gcj02
from dashboard.map.view import MapWords, TileSource, View
from geo.datum import Datum


def payload_of(
    layers: tuple[Layer, ...], words: MapWords, view: View, edit: EditMode
) -> dict[str, Any]:
    """Return what the component draws; layers lie in the datum of the tiles under them."""
    shifted = in_gcj02(view)
    bounds = view.bounds
    return {
        "layers": [_layer(layer, shifted=shifted) for layer in layers],
        "words": asdict(words),
        "bounds": bounds_to_gcj02(bounds) if bounds and shifted else bounds,
        "height": view.height_px,
        "legend": view.legend,
        "tiles": None if view.tiles is None else _tiles(view.tiles),
        "edit": _edit(edit),
    }


def in_gcj02(view: View) -> bool:
    """Say whether the map is drawn in GCJ-02 because its tiles are."""
    return view.tiles is not None and view.tiles.datum is Datum.GCJ02


def _layer(layer: Layer, *, shifted: bool) -> dict[str, Any]:
    return {
        "id": layer.id,
        "kind": str(layer.kind),
        "data": _data(layer, shifted=shifted),
        "fill": None if layer.fill is None else _fill(layer.fill),
        "label": layer.label,
        "tooltip": [list(pair) for pair in layer.tooltip],
        "idAttribute": layer.id_attribute,
        "selected": list(layer.selected),
        "title": layer.title,
    }


def _data(layer: Layer, *, shifted: bool) -> Any:
    """Return the features as text: two texts are compared at once in the browser."""
    if isinstance(layer.data, PmTiles):
        return asdict(layer.data)
    data = _bare_homes(layer) if layer.kind is LayerKind.HOMES else layer.data
    if shifted:
        return to_gcj02(data)
    if isinstance(data, str):
        return data
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _bare_homes(layer: Layer) -> dict[str, Any]:
    """Return homes with nothing but their position and the attribute that colours them."""
    given = layer.data
    whole: Mapping[str, Any] = json.loads(given) if isinstance(given, str) else given  # type: ignore[assignment]
    kept = layer.fill.attribute if layer.fill else ""
    features = [
        {
            "type": "Feature",
            "geometry": feature["geometry"],
            "properties": {k: v for k, v in (feature["properties"] or {}).items() if k == kept},
        }
        for feature in whole["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


def _fill(fill: Fill) -> dict[str, Any]:
    return {
        "attribute": fill.attribute,
        "colours": list(fill.colours),
        "words": list(fill.words),
        "breaks": list(fill.breaks),
        "values": list(fill.values),
        "marks": list(fill.marks),
        "title": fill.title,
        "missingColour": fill.missing_colour,
        "missingWord": fill.missing_word,
    }


def _tiles(tiles: TileSource) -> dict[str, Any]:
    return {
        "urls": list(tiles.urls),
        "attribution": tiles.attribution,
        "size": tiles.tile_px,
        "minZoom": tiles.min_zoom,
        "maxZoom": tiles.max_zoom,
    }


def _edit(edit: EditMode) -> dict[str, Any]:
    if isinstance(edit, PaintEdit | LassoEdit):
        mode = "paint" if isinstance(edit, PaintEdit) else "lasso"
        return {"mode": mode, "layer": edit.layer_id, "brush": edit.brush,
                "colour": edit.colour}  # fmt: skip
    if isinstance(edit, BorderEdit):
        return {"mode": "border", "layer": edit.layer_id, "feature": edit.feature_id}
    return {"mode": "none"}
