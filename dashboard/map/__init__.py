"""How does a view show a map? It says layers, words and a mode; it gets back what was done.

    layers = [Layer("zones", LayerKind.ZONES, zones, fill=load, label="name", title="片区")]
    event = show_map(layers, key="plan", words=words)
    if event is not None and event.kind is EventKind.CLICK:
        st.session_state.zone = event.feature_id

A map asks nothing from outside unless a TileSource is given to it. Every word on it comes from
the caller. All coordinates, in and out, are WGS84 longitude and latitude in degrees.
"""

from dashboard.map.component import show_map
from dashboard.map.edit import NO_EDIT, BorderEdit, EditMode, LassoEdit, NoEdit, PaintEdit
from dashboard.map.event import EventKind, MapEvent
from dashboard.map.features import geojson_text
from dashboard.map.fill import Fill, Mark, equal_breaks, quantile_breaks
from dashboard.map.flows import flow_text
from dashboard.map.layers import Layer, LayerKind, PmTiles
from dashboard.map.view import MapWords, TileSource, View

__all__ = [
    "NO_EDIT",
    "BorderEdit",
    "EditMode",
    "EventKind",
    "Fill",
    "LassoEdit",
    "Layer",
    "LayerKind",
    "MapEvent",
    "MapWords",
    "Mark",
    "NoEdit",
    "PaintEdit",
    "PmTiles",
    "TileSource",
    "View",
    "equal_breaks",
    "flow_text",
    "geojson_text",
    "quantile_breaks",
    "show_map",
]
