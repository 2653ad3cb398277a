"""How does a page draw its district? Zones and schools of the desk, a pin, flows, in our words."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import shapely
from pyproj import Transformer

from dashboard.access import Visit
from dashboard.map import Fill, Layer, LayerKind, MapEvent, MapWords, View, flow_text, show_map
from dashboard.map.view import Bounds
from service import block_map
from service.api_lookup import PathModel

Feature = dict[str, Any]
Place = tuple[float, float]  # longitude, latitude
_LOADS = ("#dfe9e6", "#a9ccc8", "#f0c987", "#d9844a", "#a3371f")  # from room to far too many
_NEAR = 0.012  # degrees to each side of a place: about a kilometre
_MOST_CORNERS, _COARSE = 20_000, 5e-4  # of all zones on one map; degrees: 1 of 1,000 pixels
_BREAKS = (0.8, 1.0, 1.2, 1.5)


@dataclass(frozen=True, slots=True)
class Ground:
    """The public zones and schools: features by id, and a point for each school (lon, lat)."""

    zones: tuple[Feature, ...]
    schools: tuple[Feature, ...]

    def school_points(self) -> dict[str, tuple[float, float]]:
        """Return the first gate of each school."""
        return {it["properties"]["school_id"]: _first_point(it["geometry"]) for it in self.schools}


def ground(visit: Visit, around: Sequence[Place] = ()) -> Ground:
    """Return the zones and schools that the service's desk answers from; they are public.

    Of a district with very many corners: the whole of it coarsely, or the zones near some places.
    """
    zones, schools = visit.call("zones").data, visit.call("schools").data
    found = _features(zones)
    if _shapes(zones)[1] > _MOST_CORNERS:
        found = _near(zones, around) if around else _coarse(zones)
    return Ground(found, _features(schools))


@lru_cache(maxsize=4)
def _features(data: bytes) -> tuple[Feature, ...]:
    return tuple(json.loads(data)["features"])


@lru_cache(maxsize=2)
def _shapes(data: bytes) -> tuple[Any, int]:
    """Return the areas, and how many corners they have together."""
    shapes = shapely.from_geojson([_text(it["geometry"]) for it in _features(data)])
    return shapes, int(shapely.get_num_coordinates(shapes).sum())


@lru_cache(maxsize=2)
def _coarse(data: bytes) -> tuple[Feature, ...]:
    """Return zones with fewer corners, the same on both sides of a border: they still touch."""
    drawn = shapely.to_geojson(shapely.coverage_simplify(_shapes(data)[0], _COARSE))
    pairs = zip(_features(data), drawn, strict=True)
    return tuple({**it, "geometry": json.loads(text)} for it, text in pairs)


def _near(data: bytes, around: Sequence[Place]) -> tuple[Feature, ...]:
    seen = shapely.intersects(_shapes(data)[0], shapely.box(*_box(around)))
    return tuple(it for it, near in zip(_features(data), seen, strict=True) if near)


def _box(around: Sequence[Place]) -> tuple[float, float, float, float]:
    """Return west, south, east, north of what is shown of the neighbourhood of some places."""
    lon, lat = [it[0] for it in around], [it[1] for it in around]
    return min(lon) - _NEAR, min(lat) - _NEAR, max(lon) + _NEAR, max(lat) + _NEAR


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
    said = [{**it["properties"], "load": loads.get(it["properties"]["zone_id"])}
            for it in found.zones]  # fmt: skip
    fill = Fill(
        attribute="load", colours=_LOADS, breaks=_BREAKS, title=say("map.load"),
        words=tuple(say(f"map.load_{n}") for n in range(5)), missing_colour="#eceae3",
    ) if loads else None  # fmt: skip
    return Layer("zones", LayerKind.ZONES, _with(said, found.zones), fill=fill, label="name",
                 id_attribute="zone_id", selected=selected, title=say("map.zones"),
                 tooltip=(("name", say("columns.zone")),))  # fmt: skip


def school_layer(visit: Visit, found: Ground) -> Layer:
    """Return the schools by their gates."""
    say = visit.say
    said = [it["properties"] for it in found.schools]
    return Layer("schools", LayerKind.SCHOOLS, _with(said, found.schools), label="name",
                 id_attribute="school_id", title=say("map.schools"),
                 tooltip=(("name", say("columns.school")),))  # fmt: skip


def pin_layer(visit: Visit, lon: float, lat: float, title: str = "pin") -> Layer:
    """Return the one place that was looked up, or that `title`, a word of maps, names."""
    feature = {"type": "Feature", "properties": {"id": "pin"},
               "geometry": {"type": "Point", "coordinates": [lon, lat]}}  # fmt: skip
    return Layer("pin", LayerKind.PIN, collection([feature]), title=visit.say(f"map.{title}"))


def path_layer(visit: Visit, paths: Sequence[PathModel], names: Mapping[str, str]) -> Layer | None:
    """Return the ways on foot to schools; None where there is none."""
    features = [
        {"type": "Feature", "properties": {"id": it.school_id, "metres": it.metres,
                                           "school": names.get(it.school_id, it.school_id)},
         "geometry": {"type": "LineString", "coordinates": it.line}}
        for it in paths if len(it.line) > 1
    ]  # fmt: skip
    if not features:
        return None
    said = (("school", visit.say("columns.school")), ("metres", visit.say("columns.metres")))
    return Layer("paths", LayerKind.PATH, collection(features), title=visit.say("map.paths"),
                 tooltip=said)  # fmt: skip


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
         around: Sequence[Place] = (), bounds: Bounds | None = None, part: str = "",
         legend: bool = True) -> MapEvent | None:  # fmt: skip
    """Draw a page's map: all of it, `bounds`, or the neighbourhood of some places (lon, lat).

    `part` tells the maps of one page from each other.
    """
    bounds = _box(around) if around else bounds
    return show_map(layers, key=f"{key}_map{part}", words=words_of(visit, visit.say(f"{key}.map")),
                    view=View(bounds=bounds, height_px=height_px, legend=legend))  # fmt: skip


def _with(said: list[dict[str, Any]], drawn: tuple[Feature, ...]) -> str:
    """Return features with these properties; their places are encoded once, not at every rerun."""
    return block_map.collection(said, list(_places(_Same(drawn)))).decode()


class _Same:
    """Features as a key of a cache: the same object, not an equal one, which is slow to find."""

    def __init__(self, features: tuple[Feature, ...]) -> None:
        self.features = features

    def __hash__(self) -> int:
        return id(self.features)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.features is self.features


@lru_cache(maxsize=8)
def _places(drawn: _Same) -> tuple[str, ...]:
    return tuple(_text(it["geometry"]) for it in drawn.features)


def collection(features: Any) -> str:
    """Return features as the text of a FeatureCollection."""
    return _text({"type": "FeatureCollection", "features": list(features)})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
