"""Which zones are coloured, which schools marked, and where does the map open?"""

import json
from types import SimpleNamespace

import pytest

from dashboard.district_map import Ground
from dashboard.map import Mark
from dashboard.warning_map import decided_layer, warned_extent, warned_layer, zone_warnings
from dashboard.words import sayer
from service.api_forecast_tables import WarningRow

VISIT = SimpleNamespace(say=sayer("zh"))


def square(zone, lon, *schools):
    ring = [[lon, 40.0], [lon + 1, 40.0], [lon + 1, 41.0], [lon, 41.0], [lon, 40.0]]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"zone_id": zone, "name": zone, "school_ids": list(schools)}}  # fmt: skip


def gate(school):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [115.5, 40.5]},
            "properties": {"school_id": school, "name": school}}  # fmt: skip


TOWN = Ground((square("Z1", 115.0, "A", "B"), square("Z2", 116.0, "C"), square("Z3", 117.0, "D")),
              (gate("A"), gate("C"), gate("D")))  # fmt: skip


def warned(school, year=2027, by_ratio="none", by_probability="none", probability=0.1):
    return WarningRow(school=school, year=year, lead_years=1, who="all", expected=90, seats=80,
                      ratio=1.1, by_ratio=by_ratio, probability=probability,
                      by_probability=by_probability, under_use=0,
                      reason="as last year")  # fmt: skip


ROWS = (warned("A"), warned("B", by_ratio="red", probability=0.7), warned("C", by_ratio="yellow"),
        warned("A", 2028), warned("B", 2028), warned("C", 2028, by_probability="blue"))  # fmt: skip


def properties(layer):
    return [it["properties"] for it in json.loads(layer.data)["features"]]


def test_a_zone_has_the_gravest_of_its_schools_and_one_without_a_plan_is_unknown():
    told = zone_warnings(TOWN, ROWS, "by_ratio")

    found = {it["zone_id"]: it for it in properties(warned_layer(VISIT, TOWN, told, 2027))}

    assert {zone: it["level"] for zone, it in found.items()} == {
        "Z1": "red", "Z2": "yellow", "Z3": None}  # fmt: skip
    assert (found["Z1"]["said"], found["Z1"]["chance"]) == ("红色：学位不够", "70%")
    assert (found["Z3"]["said"], found["Z3"]["chance"]) == ("没有招生计划", "")


@pytest.mark.parametrize(("by", "year", "extent"), [
    ("by_ratio", 2027, (115.0, 40.0, 117.0, 41.0)),  # Z1 and Z2
    ("by_probability", 2028, (116.0, 40.0, 117.0, 41.0)),  # Z2
    ("by_ratio", 2028, None),  # nothing to warn of: the whole district
])  # fmt: skip
def test_the_map_opens_where_the_warnings_lie(by, year, extent):
    assert warned_extent(TOWN, zone_warnings(TOWN, ROWS, by), year) == extent


def test_schools_that_open_or_close_by_then_have_marks_of_their_own():
    decided = [{"kind": "close", "school": "A"}, {"kind": "open", "school": "C"},
               {"kind": "cap", "school": "D"}]  # fmt: skip

    layer = decided_layer(VISIT, TOWN, decided)

    assert {it["school_id"]: it["decided"] for it in properties(layer)} == {
        "A": "closes", "C": "opens", "D": "stays"}  # fmt: skip
    assert layer.fill.marks == (Mark.CIRCLE, Mark.TRIANGLE, Mark.SQUARE)
