"""What is drawn? Layers of one kind each: features, a fill, a label, words for what is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dashboard.map.fill import Fill
from geo.faults import FaultList


class LayerKind(StrEnum):
    """How a layer looks and behaves; areas lie under lines, lines under points, then as given.

    ZONES areas with an outline, may be coloured and selected. BLOCKS small areas that can be
    painted. SCHOOLS points drawn as marks by load, named. HOMES small points that say nothing
    of themselves: every attribute but the fill's is dropped before it leaves the server, and
    they cannot be clicked. STREETS thin lines. PATH a walking path, strong line. FLOWS made by
    `flow_text`: arrows as wide as children are many. PIN the one place looked up. NAMES areas of
    which only the name is drawn, once, where most of the area is seen; of two that would overlap
    the one with the least `rank`, an attribute.
    """

    ZONES = "zones"
    BLOCKS = "blocks"
    SCHOOLS = "schools"
    HOMES = "homes"
    STREETS = "streets"
    PATH = "path"
    FLOWS = "flows"
    PIN = "pin"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class PmTiles:
    """A PMTiles archive with vector tiles: `url` on this server, `layer` the one inside it."""

    url: str
    layer: str


GeoJson = Mapping[str, Any] | str
"""A FeatureCollection in WGS84 degrees, as an object or, faster, as its JSON text."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. `data` is a FeatureCollection (see GeoJson) or a PmTiles.

    `id_attribute` names the attribute that comes back with a click; `label` the attribute drawn
    as a name; `tooltip` the attributes said on hover, each with the caller's word for it;
    `selected` the ids drawn as selected; `title` the layer's name in the legend, without which
    the legend has no line for the layer beside its fill's.
    """

    id: str
    kind: LayerKind
    data: GeoJson | PmTiles
    fill: Fill | None = None
    label: str = ""
    tooltip: tuple[tuple[str, str], ...] = ()
    id_attribute: str = "id"
    selected: tuple[str, ...] = ()
    title: str = ""


def note_unfit_layers(layers: tuple[Layer, ...], faults: FaultList) -> None:
    """Note what would make a map lie or fail: ids twice, homes that speak, flows as tiles."""
    seen: set[str] = set()
    for layer in layers:
        where = f"map layer {layer.id!r}"
        if layer.id in seen:
            faults.add(where, "its id is used twice", "give every layer an id of its own")
        seen.add(layer.id)
        if layer.kind is LayerKind.HOMES and (layer.label or layer.tooltip):
            faults.add(where, "homes may not be named", "leave out its label and its tooltip")
        if layer.kind in {LayerKind.FLOWS, LayerKind.HOMES} and isinstance(layer.data, PmTiles):
            faults.add(where, f"{layer.kind} cannot come as tiles", "give GeoJSON")
