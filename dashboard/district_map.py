"""How does a page draw its district? Zones and schools of the desk, a pin, flows, in our words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
from pyproj import Transformer

from dashboard.access import Visit
from dashboard.map import Fill, Layer, LayerKind, MapEvent, MapWords, View, flow_text, show_map

Feature = dict[str, Any]
Bounds = tuple[float, float, float, float]
_LOADS = ("#dfe9e6", "#a9ccc8", "#f0c987", "#d9844a", "#a3371f")  # from room to far too many
_NEAR = 0.012  # degrees to each side of a place: about a kilometre
_BREAKS = (0.8, 1.0, 1.2, 1.5)


@dataclass(frozen=True, slots=True)
class Ground:
    """The public zones and schools: features by id, and a point for each school (lon, lat)."""

    zones: tuple[Feature, ...]
    schools: tuple[Feature, ...]

    def school_points(self) -> dict[str, tuple[float, float]]:
        """Return the first gate of each school."""
        return {it["properties"]["school_id"]: _first_point(it["geometry"]) for it in self.schools}


def ground(visit: Visit) -> Ground:
    """Return the zones and schools that the service's desk answers from; they are public."""
    return Ground(_features(visit.call("zones").data), _features(visit.call("schools").data))


@lru_cache(maxsize=4)
def _features(data: bytes) -> tuple[Feature, ...]:
    return tuple(json.loads(data)["features"])


def _first_point(geometry: Any) -> tuple[float, float]:
    at = geometry["coordinates"]
    while isinstance(at[0], list):
        at = at[0]
    return float(at[0]), float(at[1])


def words_of(visit: Visit, name: str) -> MapWords:
    """Return all that a map says itself."""
    say = visit.say
    return MapWords(
        name=name, zoom_in=say("map.zoom_in"), zoom_out=say("map.zoom_out"),
        whole=say("map.whole"), legend=say("map.legend"), metre=say("map.metre"),
        kilometre=say("map.kilometre"), keys=say("map.keys"), no_webgl=say("map.no_webgl"),
    )  # fmt: skip


def zone_layer(visit: Visit, found: Ground, loads: Mapping[str, float],
               selected: tuple[str, ...] = ()) -> Layer:  # fmt: skip
    """Return the zones, coloured by load where one is known: children for each place."""
    say = visit.say
    features = [
        {**it, "properties": {**it["properties"], "load": loads.get(it["properties"]["zone_id"])}}
        for it in found.zones
    ]
    fill = Fill(
        attribute="load", colours=_LOADS, breaks=_BREAKS, title=say("map.load"),
        words=tuple(say(f"map.load_{n}") for n in range(5)), missing_colour="#eceae3",
    ) if loads else None  # fmt: skip
    return Layer("zones", LayerKind.ZONES, collection(features), fill=fill, label="name",
                 id_attribute="zone_id", selected=selected, title=say("map.zones"),
                 tooltip=(("name", say("columns.zone")),))  # fmt: skip


def school_layer(visit: Visit, found: Ground) -> Layer:
    """Return the schools by their gates."""
    say = visit.say
    return Layer("schools", LayerKind.SCHOOLS, collection(found.schools), label="name",
                 id_attribute="school_id", title=say("map.schools"),
                 tooltip=(("name", say("columns.school")),))  # fmt: skip


def pin_layer(visit: Visit, lon: float, lat: float) -> Layer:
    """Return the one place that was looked up."""
    feature = {"type": "Feature", "properties": {"id": "pin"},
               "geometry": {"type": "Point", "coordinates": [lon, lat]}}  # fmt: skip
    return Layer("pin", LayerKind.PIN, collection([feature]), title=visit.say("map.pin"))


def flow_layer(visit: Visit, found: Ground, flows: list[tuple[str, str, int]]) -> Layer | None:
    """Return arrows from school to school for (own, other, children); None where none is drawn."""
    points = found.school_points()
    rows = [
        (*points[own], *points[other], count)
        for own, other, count in flows if own in points and other in points and own != other
    ]  # fmt: skip
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["from_lon", "from_lat", "to_lon", "to_lat", "children"])
    return Layer("flows", LayerKind.FLOWS, flow_text(frame), title=visit.say("map.flows"),
                 tooltip=(("children", visit.say("columns.count")),))  # fmt: skip


def extent_of(features: Iterable[Feature]) -> Bounds | None:
    """Return west, south, east, north of all features in degrees; None where there are none."""
    places = [place for it in features for place in _places_of(it["geometry"]["coordinates"])]
    if not places:
        return None
    lon, lat = zip(*places, strict=True)
    return min(lon), min(lat), max(lon), max(lat)


def _places_of(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from _places_of(part)
    else:
        yield float(coordinates[0]), float(coordinates[1])


def degrees_of(x_m: float, y_m: float, crs: str) -> tuple[float, float]:
    """Return longitude and latitude (WGS84) of a place in a district's metres."""
    lon, lat = _to_degrees(crs).transform(x_m, y_m)
    return float(lon), float(lat)


@lru_cache(maxsize=2)
def _to_degrees(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def draw(visit: Visit, layers: list[Layer], *, key: str, height_px: int = 480,
         around: tuple[float, float] | None = None,
         within: Bounds | None = None) -> MapEvent | None:  # fmt: skip
    """Draw a page's map: all, near one place (lon, lat), or within west, south, east, north."""
    if within is None and around is not None:
        within = (*around, *around)
    bounds = None if within is None else (within[0] - _NEAR, within[1] - _NEAR,
                                          within[2] + _NEAR, within[3] + _NEAR)  # fmt: skip
    return show_map(layers, key=f"{key}_map", words=words_of(visit, visit.say(f"{key}.map")),
                    view=View(bounds=bounds, height_px=height_px))  # fmt: skip


def collection(features: Any) -> str:
    """Return features as the text of a FeatureCollection."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)},
                      ensure_ascii=False, separators=(",", ":"))  # fmt: skip
