"""What stands on the map, and what does its script know? Zones, schools and arrows by number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.report_arrows import Arrow, arrows
from service.report_frame import Point, Sheet, View, sheet_of
from service.report_moves import most_first
from service.report_schools import columns_of, load_of, tightest_first
from service.report_words import WORDS

ARROWS_DRAWN = 400
LACK = "lack"
"""A zone that is part of a shortage, beside the values of Load."""
PANEL_WORDS = (
    "col_places", "col_claims", "col_stays", "col_turned_away", "col_arrivals", "col_free",
    "col_price", "col_balance", "panel_out", "panel_in", "panel_more", "panel_row",
    "load_over", "load_full", "load_little", "load_room", "load_none", "load_lack",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawing:
    """Zones and schools in the order of their numbers, the arrows drawn, the sheet, the view.

    `loads[k]` says how far the places of zone k go; `flows` counts all flows between schools,
    of which `arrows` are the largest; `focus` is the part of the sheet where children move.
    """

    sheet: Sheet
    zones: Sequence[Mapping[str, Any]]
    loads: Sequence[str]
    schools: Sequence[Mapping[str, Any]]
    points: Sequence[Point]
    arrows: Sequence[Arrow]
    flows: int
    opening: View
    focus: View | None
    columns: Sequence[str]

    @property
    def most(self) -> int:
        """Return the number of children of the widest arrow."""
        return max((arrow.children for arrow in self.arrows), default=0)


def drawing_of(report: Mapping[str, Any], shapes: Mapping[str, Any]) -> Drawing | None:
    """Return what is to be drawn, or None if there is no zone and no school."""
    zones, schools = shapes["zones"], tightest_first(report["schools"])
    sheet = sheet_of(zones, schools)
    if sheet is None:
        return None
    points = [sheet.point(school["x"], school["y"]) for school in schools]
    places = {s["school_id"]: (at, points[at]) for at, s in enumerate(schools)}
    flows = arrows(most_first(report["moves"]), places)
    ends = [point for arrow in flows for point in (arrow.start, arrow.end)]
    return Drawing(
        sheet=sheet,
        zones=zones,
        loads=_loads(report, zones),
        schools=schools,
        points=points,
        arrows=flows[:ARROWS_DRAWN],
        flows=len(flows),
        opening=sheet.opening_view(ends),
        focus=sheet.view_of(ends) if ends else None,
        columns=columns_of(report),
    )


def _loads(report: Mapping[str, Any], zones: Sequence[Mapping[str, Any]]) -> list[str]:
    by_id = {school["school_id"]: school for school in report["schools"]}
    lacking = set(report["short"]["zones"]) if report["status"] == "short" else set()
    return [
        LACK
        if zone["zone_id"] in lacking
        else str(load_of([by_id[s] for s in zone["school_ids"] if s in by_id]))
        for zone in zones
    ]


def map_data(drawn: Drawing | None) -> dict[str, Any]:
    """Return what the map's script knows: figures by number, in the order below, and words."""
    if drawn is None:
        return {}
    number = {school["school_id"]: at for at, school in enumerate(drawn.schools)}
    columns = drawn.columns
    return {
        "columns": list(columns),
        "schools": [
            [s["name"] or s["school_id"], s["school_id"], *(s[c] for c in columns)]
            for s in drawn.schools
        ],
        "zones": [
            [
                zone["name"] or zone["zone_id"],
                zone["zone_id"],
                load,
                [number[s] for s in zone["school_ids"] if s in number],
            ]
            for zone, load in zip(drawn.zones, drawn.loads, strict=True)
        ],
        "flows": [[arrow.source, arrow.target, arrow.children] for arrow in drawn.arrows],
        "words": {key: list(WORDS[key]) for key in PANEL_WORDS},
    }
