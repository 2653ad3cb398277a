"""How does a map tell where a school could be, where one is chosen, and who walks less?"""

import json
from collections.abc import Collection, Mapping
from typing import Any

import shapely

from dashboard.access import Visit
from dashboard.block_layers import BLOCKS, SCHOOLS, BlockMap, short
from dashboard.district_map import Ground, collection
from dashboard.map import Fill, Layer, LayerKind, Mark
from dashboard.map.fill import quantile_breaks
from service import block_map
from service.api_siting_models import SiteModel, SitingModel

_STATES = ("stays", "opens", "closes", "left_out")
_COLOURS = ("#2f6f73", "#1f4e9c", "#a3371f", "#8a877c")
_MARKS = (Mark.CIRCLE, Mark.TRIANGLE, Mark.SQUARE, Mark.DIAMOND)
_HEADS = ("#eef0ea", "#cfe0dc", "#a9ccc8", "#6fa8a5")
_WALKS = ("#1f6f5c", "#8fc1a9", "#eceae3", "#f0c987", "#c2571f")
_BREAKS = (-500.0, -1.0, 1.0, 500.0)  # metres


def block_words(blocks: BlockMap, names: Mapping[str, str]) -> dict[str, str]:
    """Return what each block is called: its id and today's school beside it."""
    return {block: f"{block} · {short(names.get(given['school_id'], ''))}".rstrip(" ·")
            for block, given, _ in blocks.rows}  # fmt: skip


def heads_layer(visit: Visit, blocks: BlockMap, words: Mapping[str, str],
                chosen: Collection[str]) -> Layer:  # fmt: skip
    """Return the blocks by how many children live there, the candidates outlined."""
    heads = [given["children"] for _, given, _ in blocks.rows]
    breaks = quantile_breaks(heads, classes=len(_HEADS))
    edges = [round(it) for it in breaks]
    said = [visit.say("siting.heads", low=low) for low in (0, *edges)]
    fill = Fill(attribute="children", breaks=breaks, colours=_HEADS[: len(breaks) + 1],
                words=tuple(said), title=visit.say("columns.count"))  # fmt: skip
    rows = [{"block_id": block, "name": words[block], "children": given["children"]}
            for block, given, _ in blocks.rows]  # fmt: skip
    return _areas(visit, blocks, rows, fill, tuple(chosen))


def walks_layer(visit: Visit, blocks: BlockMap, words: Mapping[str, str],
                found: SitingModel) -> Layer:  # fmt: skip
    """Return the blocks by how much farther or less far their children walk."""
    say = visit.say
    rows: list[dict[str, Any]] = []
    for block, given, _ in blocks.rows:
        before, after = found.blocks.get(block, (None, None))
        change = None if before is None or after is None else after - before
        rows.append({
            "block_id": block, "name": words[block], "children": given["children"],
            "change": change, "said": "" if change is None else f"{before} → {after}",
        })  # fmt: skip
    fill = Fill(attribute="change", breaks=_BREAKS, colours=_WALKS, missing_colour="#f6f5f0",
                words=tuple(say(f"siting.walk_{at}") for at in range(len(_WALKS))),
                title=say("siting.walks"))  # fmt: skip
    return _areas(visit, blocks, rows, fill, (), (("said", say("siting.walk_m")),))


def _areas(visit: Visit, blocks: BlockMap, rows: list[dict[str, Any]], fill: Fill,
           chosen: tuple[str, ...], more: tuple[tuple[str, str], ...] = ()) -> Layer:  # fmt: skip
    say = visit.say
    data = block_map.collection(rows, [geometry for *_, geometry in blocks.rows]).decode()
    return Layer(BLOCKS, LayerKind.BLOCKS, data, fill=fill, id_attribute="block_id",
                 selected=chosen, tooltip=(("name", say("columns.block")),
                                           ("children", say("columns.count")), *more))  # fmt: skip


def site_features(place: Ground, blocks: BlockMap,
                  sites: Collection[SiteModel]) -> list[dict[str, Any]]:  # fmt: skip
    """Return sites as points: a school at its gates, a candidate within its block.

    A school without places is none of that year.
    """
    gates = {it["properties"]["school_id"]: it["geometry"] for it in place.schools}
    inside = {block: geometry for block, _, geometry in blocks.rows}
    found = []
    for it in (one for one in sites if one.places):
        at = gates.get(it.site_id) if it.stands else inside.get(it.block_id)
        if at is not None:
            found.append({
                "type": "Feature", "geometry": at if it.stands else _within(str(at)),
                "properties": {"site_id": it.site_id, "name": short(it.name),
                               "state": state_of(it)},
            })  # fmt: skip
    return found


def sites_layer(visit: Visit, place: Ground, blocks: BlockMap,
                sites: Collection[SiteModel]) -> Layer:  # fmt: skip
    """Return the schools that stay, open or close, and the candidates that are left out."""
    fill = Fill(attribute="state", values=_STATES, colours=_COLOURS, marks=_MARKS,
                words=tuple(visit.say(f"siting.{name}") for name in _STATES),
                title=visit.say("siting.sites"))  # fmt: skip
    data = collection(site_features(place, blocks, sites))
    return Layer(
        SCHOOLS,
        LayerKind.SCHOOLS,
        data,
        fill=fill,
        label="name",
        id_attribute="site_id",
        tooltip=(("name", visit.say("columns.school")),),
    )


def _within(geometry: str) -> dict[str, Any]:
    point: dict[str, Any] = json.loads(
        shapely.to_geojson(shapely.point_on_surface(shapely.from_geojson(geometry)))
    )
    return point


def state_of(it: SiteModel) -> str:
    """Return what becomes of a site: stays, opens, closes, or is left out."""
    if it.stands:
        return "stays" if it.open else "closes"
    return "opens" if it.open else "left_out"
