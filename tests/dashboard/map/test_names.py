"""Does the name of an area stand in what is seen of it, clear of the schools' marks?"""

import base64

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import Point, mapping

from tests.dashboard.map.browser import needs_chromium
from tests.dashboard.map.sample_page import SAMPLE
from tests.dashboard.map.test_built import SOURCE

pytestmark = needs_chromium
EVERYWHERE = (115.0, 39.0, 117.0, 41.0)
PIXELS = (5_000.0, 6_500.0)  # of a degree: two zones of the town fill a screen
ASKED = """async ([source, areas, seen]) => {
  const { namePoints } = await import("data:text/javascript;base64," + source);
  return namePoints(areas, "name", seen).features;
}"""


def points(page, areas: dict, view=EVERYWHERE, marks=()) -> dict[str, Point]:
    """Ask the map's own script where the names of these areas stand."""
    source = base64.b64encode((SOURCE / "src" / "names.js").read_bytes()).decode()
    given = [{"type": "Feature", "properties": {"name": name}, "geometry": mapping(area)}
             for name, area in areas.items()]  # fmt: skip
    seen = {"view": view, "scale": PIXELS, "marks": [list(it) for it in marks]}
    told = page.evaluate(ASKED, [source, {"type": "FeatureCollection", "features": given}, seen])
    return {it["properties"]["name"]: Point(it["geometry"]["coordinates"]) for it in told}


def zones() -> dict:
    frame = gpd.read_file(SAMPLE / "zones.geojson")
    return dict(zip([f"zone {at}" for at in range(len(frame))], frame.geometry, strict=True))


def test_every_zone_of_the_sample_is_named_inside_itself(page):
    areas = zones()

    found = points(page, areas)

    assert [name for name, at in found.items() if not areas[name].contains(at)] == []
    assert found.keys() == areas.keys()


def test_of_an_area_seen_in_part_the_name_stands_in_that_part(page):
    areas = zones()
    view = (116.08, 39.90, 116.12, 39.94)

    found = points(page, areas, view)

    seen = {name for name, area in areas.items() if area.intersection(shapely.box(*view)).area}
    assert len(seen) > 3
    for name in seen:
        assert shapely.box(*view).intersection(areas[name]).buffer(1e-9).contains(found[name])


def test_an_area_that_is_not_seen_is_named_where_it_lies(page):
    area = shapely.box(116.0, 39.9, 116.1, 40.0)

    assert area.contains(points(page, {"far": area}, (116.5, 39.9, 116.6, 40.0))["far"])


def test_a_name_stands_in_the_largest_part_and_not_in_the_hole(page):
    large = shapely.box(116.0, 39.9, 116.1, 40.0) - shapely.box(116.02, 39.91, 116.08, 39.99)
    small = shapely.box(116.2, 39.9, 116.21, 39.91)

    found = points(page, {"two": shapely.MultiPolygon([small, large])})["two"]

    assert large.contains(found)


def test_a_name_leaves_a_mark_in_the_middle_free(page):
    area = shapely.box(116.0, 39.9, 116.1, 40.0)
    middle = points(page, {"zone": area})["zone"]

    clear = points(page, {"zone": area}, marks=[(middle.x, middle.y)])["zone"]

    away = abs(clear.x - middle.x) * PIXELS[0], abs(clear.y - middle.y) * PIXELS[1]
    assert away[0] >= 42 or away[1] >= 18  # half of a name that is 84 pixels wide, 36 high


@pytest.mark.parametrize("name", ["", None])
def test_what_has_no_name_is_not_named(page, name):
    area = shapely.box(116.0, 39.9, 116.1, 40.0)

    assert points(page, {name: area}) == {}


GATES = """async ([source, schools, seen]) => {
  const { gatePoints } = await import("data:text/javascript;base64," + source);
  return gatePoints(schools, "name", seen).features.map(({ properties, geometry }) =>
    [properties.name, properties.edge, ...geometry.coordinates]);
}"""


def gate_points(page, *schools) -> list[list]:
    """Ask where the names of schools stand, on a screen of a tenth of a degree: 500 pixels."""
    source = base64.b64encode((SOURCE / "src" / "names.js").read_bytes()).decode()
    given = [{"type": "Feature", "properties": {"name": name}, "geometry": mapping(gates)}
             for name, gates in schools]  # fmt: skip
    seen = {"whole": [116.0, 39.9, 116.1, 40.0], "scale": PIXELS}
    return page.evaluate(GATES, [source, {"type": "FeatureCollection", "features": given}, seen])


def test_a_school_of_two_gates_is_named_once(page):
    gates = shapely.MultiPoint([(116.05, 39.95), (116.051, 39.951)])

    assert gate_points(page, ("南宫小学", gates)) == [["南宫小学", "", 116.05, 39.95]]


@pytest.mark.parametrize(("lon", "edge"), [
    (116.09, "eastmost"), (116.08, "east"), (116.07, ""), (116.03, ""), (116.02, "west"),
    (116.01, "westmost"),
])  # fmt: skip
def test_a_school_near_an_edge_is_named_towards_the_middle(page, lon, edge):
    assert gate_points(page, ("城关小学", Point(lon, 39.95)))[0][1] == edge


def test_a_school_without_a_name_or_a_place_is_not_named(page):
    assert gate_points(page, ("", Point(116.05, 39.95)), ("无门", Point())) == []
