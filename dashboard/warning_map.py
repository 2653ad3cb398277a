"""Where is a zone warned of on a map? Levels by zone, marks where a school opens or closes."""

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.access import Visit
from dashboard.charts import warning_fill, warning_of_year
from dashboard.charts.warning import LEVELS
from dashboard.district_map import Bounds, Ground, Place, collection, extent_of
from dashboard.map import Fill, Layer, LayerKind, Mark
from service.api_forecast_tables import WarningRow

_DECIDED = ("stays", "opens", "closes")
_COLOURS = ("#2f6f73", "#2f6690", "#6b6a63")
_MARKS = (Mark.CIRCLE, Mark.TRIANGLE, Mark.SQUARE)


def zone_warnings(found: Ground, rows: Iterable[WarningRow], by: str) -> pd.DataFrame:
    """Return zone_id, year, level, probability: a row for each school of a zone and year."""
    of: dict[str, list[str]] = {}
    for it in found.zones:
        for school in it["properties"]["school_ids"]:
            of.setdefault(school, []).append(it["properties"]["zone_id"])
    told = [(zone, row.year, getattr(row, by), row.probability)
            for row in rows for zone in of.get(row.school, ())]  # fmt: skip
    return pd.DataFrame(told, columns=["zone_id", "year", "level", "probability"])


def warned_extent(found: Ground, told: pd.DataFrame, year: int) -> Bounds | None:
    """Return where one year's warnings lie, so that a map opens there; None without any."""
    now = told[(told["year"] == year) & (told["level"] != "none")]
    warned = set(now["zone_id"])
    return extent_of(it for it in found.zones if it["properties"]["zone_id"] in warned)


def corners(extent: Bounds | None) -> tuple[Place, ...]:
    """Return the south-west and north-east of an extent, none of none."""
    return () if extent is None else (extent[:2], extent[2:])


def warned_layer(visit: Visit, found: Ground, told: pd.DataFrame, year: int) -> Layer:
    """Return the zones by their level of one year, the probability said on hover."""
    say = visit.say
    frame = warning_of_year(told, year).set_index("zone_id")
    level, chance = frame["level"].to_dict(), frame["probability"].to_dict()
    features = []
    for it in found.zones:
        zone = it["properties"]["zone_id"]
        said = f"{chance[zone]:.0%}" if zone in chance else ""
        features.append({**it, "properties": {
            **it["properties"], "level": level.get(zone), "chance": said,
            "said": say(f"warning_levels.{level.get(zone, 'unknown')}")}})  # fmt: skip
    words = {name: say(f"warning_levels.{name}") for name in
             (*LEVELS, "warning", "unknown", "empty")}  # fmt: skip
    return Layer("zones", LayerKind.ZONES, collection(features), fill=warning_fill(words),
                 label="name", id_attribute="zone_id", title="",
                 tooltip=(("name", say("columns.zone")), ("said", words["warning"]),
                          ("chance", say("columns.over"))))  # fmt: skip


def decided_layer(visit: Visit, found: Ground, decided: Sequence[dict[str, str]]) -> Layer:
    """Return the schools; those that open or close by then have a mark of their own.

    Their names are said on hover: written out, they would cover the small zones of the town.
    """
    kind = {it["school"]: it["kind"] for it in decided if it["kind"] in {"open", "close"}}
    told = {"open": "opens", "close": "closes"}
    features = [
        {**it, "properties": {**it["properties"], "decided": told.get(
            kind.get(it["properties"]["school_id"], ""), "stays")}}
        for it in found.schools
    ]  # fmt: skip
    fill = Fill(
        attribute="decided", values=_DECIDED, colours=_COLOURS, marks=_MARKS,
        words=tuple(visit.say(f"warnings.{name}") for name in _DECIDED),
        title=visit.say("map.schools"),
    )  # fmt: skip
    return Layer("schools", LayerKind.SCHOOLS, collection(features), fill=fill,
                 id_attribute="school_id",
                 tooltip=(("name", visit.say("columns.school")),))  # fmt: skip
