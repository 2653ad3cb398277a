"""How does a map tell whose each block is, which are locked, and which schools are over?

Names of zones: `dashboard.zone_names`.
"""

import colorsys
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from dashboard.access import Visit
from dashboard.district_map import Ground, collection
from dashboard.map import Fill, Layer, LayerKind, Mark
from dashboard.map.view import Bounds
from service import block_map
from service.api_draft_models import DraftFigures

BLOCKS, ZONE, SCHOOLS = "blocks", "zone", "schools"
LOCK_COLOUR, FREE_COLOUR = "#3a3a3a", "#f4f2ec"
_OVER, _ROOM = "#a3371f", "#17606a"
_FINE = 0.00004  # degrees: a dragged outline is as fine as four metres; blocks are never split
_TAIL = 0.1  # of the children to each side, who live far from the others
_MARGIN = 0.006  # degrees: some hundred metres
_GOLDEN = 0.61803398875  # of a turn: neighbours in the list lie far apart in colour
Block = tuple[str, dict[str, Any], str]


@dataclass(frozen=True, slots=True, eq=False)
class BlockMap:
    """The blocks of a district: id, properties, and the geometry as text.

    `lived_in`: the box (west, south, east, north) around where most children live; a map of a
    whole mountain district shows its town as a dot.
    """

    rows: tuple[Block, ...]
    lived_in: Bounds


@lru_cache(maxsize=2)
def blocks_of(data: bytes) -> BlockMap:
    """Return the blocks that the service gives as GeoJSON; they are public."""
    rows = tuple(
        (it["properties"]["block_id"], it["properties"],
         json.dumps(it["geometry"], separators=(",", ":")))
        for it in json.loads(data)["features"]
    )  # fmt: skip
    shapes = shapely.from_geojson([geometry for *_, geometry in rows])
    places = shapely.get_coordinates(shapely.point_on_surface(shapes))
    heads = np.array([given["children"] for _, given, _ in rows], dtype=np.float64)
    (west, east), (south, north) = (_middle(places[:, axis], heads) for axis in (0, 1))
    return BlockMap(rows, (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN))


def _middle(along: Any, heads: Any) -> tuple[float, float]:
    order = np.argsort(along, kind="stable")
    share = np.cumsum(heads[order]) / max(float(heads.sum()), 1.0)
    inside = along[order][(share >= _TAIL) & (share <= 1 - _TAIL)]
    inside = inside if len(inside) else along
    return float(inside.min()), float(inside.max())


def colours_of(school_ids: tuple[str, ...]) -> dict[str, str]:
    """Return a colour for each school, far from that of the schools beside it in the list."""
    found = {}
    for at, school in enumerate(school_ids):
        light, strong = (0.62, 0.55) if at % 2 else (0.74, 0.68)
        parts = colorsys.hls_to_rgb(at * _GOLDEN % 1.0, light, strong)
        found[school] = "#" + "".join(f"{round(part * 255):02x}" for part in parts)
    return found


def short(name: str) -> str:
    """Return a school's name without what stands in brackets behind it."""
    return name.partition("（")[0].partition("(")[0].strip()


def block_layer(visit: Visit, blocks: BlockMap, assignment: Mapping[str, str],
                names: Mapping[str, str], locked: tuple[str, ...] = ()) -> Layer:  # fmt: skip
    """Return the blocks in the colour of their school; locked ones outlined and marked."""
    say, held, ids = visit.say, set(locked), tuple(names)
    shown = {school: short(name) for school, name in names.items()}
    lock = say("zone_editor.locked_mark")
    rows = []
    for block, given, _ in blocks.rows:
        school = assignment.get(block, "")
        name = shown.get(school, say("zone_editor.nobody"))
        rows.append(
            {
                "block_id": block,
                "school": school,
                "name": name,
                "children": given["children"],
                "mark": lock if block in held else "",
            }
        )
    colours = colours_of(ids)
    fill = Fill(attribute="school", values=ids, colours=tuple(colours[it] for it in ids),
                words=tuple(shown[it] for it in ids), title=say("zone_editor.zones"),
                missing_colour=FREE_COLOUR)  # fmt: skip
    return Layer(
        BLOCKS, LayerKind.BLOCKS,
        block_map.collection(rows, [geometry for *_, geometry in blocks.rows]).decode(),
        fill=fill, label="mark", id_attribute="block_id", selected=locked,
        tooltip=(("name", say("columns.school")), ("children", say("columns.count")),
                 ("block_id", say("columns.block"))),
    )  # fmt: skip


def outline_layer(blocks: BlockMap, assignment: Mapping[str, str],
                  school: str, title: str) -> Layer:  # fmt: skip
    """Return the zone of one school as one area whose border can be dragged."""
    mine = [shapely.from_geojson(geometry) for block, _, geometry in blocks.rows
            if assignment.get(block) == school]  # fmt: skip
    whole = shapely.union_all(mine, grid_size=1e-6) if mine else shapely.MultiPolygon()
    shape = shapely.simplify(whole, _FINE)
    feature = {"type": "Feature", "properties": {"id": school, "name": title},
               "geometry": json.loads(shapely.to_geojson(shape))}  # fmt: skip
    return Layer(ZONE, LayerKind.ZONES, collection([feature]), selected=(school,), title=title)


@dataclass(frozen=True, slots=True)
class Load:
    """What a map says of one school: children for its places, and whether any year is over."""

    name: str
    children: int
    places: int
    over: bool

    def said(self, visit: Visit) -> str:
        """Return the load in figures and words: over by how many, or in a later year only."""
        more, said = max(self.children - self.places, 0), f"{self.children}/{self.places}"
        if not self.over:
            return said
        key = "zone_editor.load_over" if more else "zone_editor.load_over_later"
        return visit.say(key, load=said, more=more)


def loads_of(figures: DraftFigures) -> dict[str, Load]:
    """Return the loads of a draft's schools this year."""
    return {it.school_id: Load(it.name, it.children[0], it.places[0], any(it.over))
            for it in figures.schools}  # fmt: skip


def load_layer(visit: Visit, found: Ground, loads: Mapping[str, Load],
               assignment: Mapping[str, str]) -> Layer:  # fmt: skip
    """Return the schools, those over their places marked; one without a zone bears its name."""
    say, features, served = visit.say, [], set(assignment.values())
    for it in found.schools:
        one = loads.get(it["properties"]["school_id"])
        if one is None:
            continue
        school, said = it["properties"]["school_id"], f"{short(one.name)} {one.said(visit)}"
        given = {"school_id": school, "name": said, "alone": "" if school in served else said,
                 "over": "over" if one.over else "room"}  # fmt: skip
        features.append({**it, "properties": given})
    fill = Fill(attribute="over", values=("over", "room"), colours=(_OVER, _ROOM),
                words=(say("zone_editor.school_over"), say("zone_editor.school_room")),
                marks=(Mark.DIAMOND, Mark.CIRCLE))  # fmt: skip
    return Layer(SCHOOLS, LayerKind.SCHOOLS, collection(features), fill=fill, label="alone",
                 id_attribute="school_id", tooltip=(("name", say("columns.school")),))  # fmt: skip
