"""How is a district of very many corners drawn? With fewer, and neighbours still touch."""

import json
from math import sin

import shapely

from dashboard.district_map import Ground, ground, zone_layer
from dashboard.words import sayer
from tests.dashboard.bench import Bench


def two_zones(corners: int) -> bytes:
    """Return two zones that share one long bent border, as the desk publishes them."""
    bent = [[116.1 + 0.0001 * sin(n), 39.9 + 0.1 * n / corners] for n in range(corners)]
    west = [*bent, [116.0, bent[-1][1]], [116.0, 39.9], bent[0]]
    east = [*bent, [116.2, bent[-1][1]], [116.2, 39.9], bent[0]]
    features = [
        {"type": "Feature", "properties": {"zone_id": name, "name": name, "school_ids": []},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in (("west", west), ("east", east))
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def drawn(data: bytes, around=()):
    """Return what a page draws of a desk that publishes these zones and no schools."""
    file = type("File", (), {"data": data})
    none = type("File", (), {"data": b'{"features": []}'})
    visit = type("Visit", (), {"call": lambda _, name: file if name == "zones" else none})()
    return ground(visit, around).zones


def shape_of(feature):
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def test_many_corners_become_few_and_the_shared_border_stays_shared():
    west, east = map(shape_of, drawn(two_zones(12_000)))

    assert shapely.get_num_coordinates([west, east]).sum() < 4_000
    assert west.intersection(east).area < 1e-12
    assert west.union(east).geom_type == "Polygon"  # no gap opened between them
    assert abs(west.union(east).area - 0.2 * 0.1) < 0.0001


def test_a_district_of_usual_size_is_drawn_as_it_is():
    data = two_zones(500)

    assert list(drawn(data)) == json.loads(data)["features"]
    assert drawn(data, ((116.0, 39.95),)) == drawn(data)


def test_around_a_place_the_zones_near_it_are_drawn_with_every_corner():
    data = two_zones(12_000)
    west, _ = json.loads(data)["features"]

    assert drawn(data, ((116.01, 39.95),)) == (west,)


def test_a_layer_carries_every_zone_with_its_load(bench: Bench):
    zones = drawn(two_zones(12_000))
    visit = type("Reader", (), {"say": staticmethod(sayer("zh"))})()

    layer = zone_layer(visit, Ground(zones, ()), {"west": 1.25})

    found = json.loads(layer.data)["features"]
    assert [it["properties"]["load"] for it in found] == [1.25, None]
    assert [it["geometry"] for it in found] == [it["geometry"] for it in zones]
