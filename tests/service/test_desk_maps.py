"""What the public map shows: zones and schools in WGS-84, the same bytes every time."""

import hashlib
import json

import shapely
from shapely.geometry import shape

from geo.datum import Datum
from service.desk import Desk
from service.progress import Progress

from .test_desk import SOURCES, desk, opened

WEST, SOUTH, EAST, NORTH = 115.38, 39.78, 116.22, 40.20  # district.toml


def test_the_zones_lie_where_they_were_drawn():
    found = json.loads(desk().public_zones_geojson().data)["features"]

    plan = opened().sources.plan
    assert [each["properties"]["zone_id"] for each in found] == list(plan.zone_id)
    for feature, polygon in zip(found, plan.polygons, strict=True):
        west, south, east, north = shape(feature["geometry"]).bounds
        assert WEST < west < east < EAST
        assert SOUTH < south < north < NORTH
        degrees = shapely.get_coordinates(shape(feature["geometry"]))
        back = opened().district.to_metres(*degrees.T, Datum.WGS84)
        drawn = shapely.get_coordinates(polygon)
        # Seven digits of a degree are 11 mm; half of one is lost to rounding in either direction.
        assert max(abs(back[0] - drawn[:, 0]).max(), abs(back[1] - drawn[:, 1]).max()) < 0.01


def test_the_schools_shown_are_those_of_the_level():
    found = json.loads(desk().schools().data)["features"]

    levels = {each["properties"]["level"] for each in found}
    assert (len(found), levels) == (20, {"primary"})
    assert all(shape(each["geometry"]).geom_type == "MultiPoint" for each in found)
    assert set(found[0]["properties"]) == {"school_id", "name", "level"}


def test_another_desk_gives_the_same_bytes_and_tag():
    other = Desk.load(SOURCES, Progress(quiet=True))

    for one, two in (
        (desk().public_zones_geojson(), other.public_zones_geojson()),
        (desk().schools(), other.schools()),
    ):
        assert one == two
        assert one.etag == f'"{hashlib.sha256(one.data).hexdigest()}"'
