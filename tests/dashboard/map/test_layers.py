"""What goes to the browser, and what must not? Fills, homes without names, refusals, datums."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box

from dashboard.map import (
    BorderEdit,
    Fill,
    Layer,
    LayerKind,
    MapWords,
    Mark,
    PaintEdit,
    PmTiles,
    TileSource,
    View,
    equal_breaks,
    flow_text,
    geojson_text,
    quantile_breaks,
)  # fmt: skip
from dashboard.map.component import refuse_unfit
from dashboard.map.edit import NO_EDIT
from dashboard.map.flows import LEAST_PX, MOST_PX, width_px
from dashboard.map.payload import payload_of
from dashboard.map.shift import geometry_to_wgs84, to_gcj02
from geo.datum import Datum
from geo.faults import BadInput
from geo.offsets import wgs84_to_gcj02

WORDS = MapWords(name="图", zoom_in="大", zoom_out="小", whole="全", legend="例")
PLAIN = TileSource(urls=("https://tiles.example/{z}/{x}/{y}.png",), attribution="©")
AMAP = TileSource(urls=PLAIN.urls, attribution="©", datum=Datum.GCJ02)


def point(lon: float, lat: float, **properties) -> dict:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


HOME = collection(point(116.1, 39.9, child_id="M1", address="6号楼", tier="1"))
ZONE = collection(
    {"type": "Feature", "properties": {"id": "Z1"}, "geometry": box(116, 39, 117, 40)
     .__geo_interface__}
)  # fmt: skip
ZONES = Layer("zones", LayerKind.ZONES, ZONE)


def test_a_home_leaves_the_server_with_nothing_but_its_place_and_its_colour():
    fill = Fill(attribute="tier", values=("1",), colours=("#000",), words=("一类",))
    given_as = [HOME, json.dumps(HOME)]

    for data in given_as:
        layer = Layer("homes", LayerKind.HOMES, data, fill)
        sent = json.loads(payload_of((layer,), WORDS, View(), NO_EDIT)["layers"][0]["data"])
        assert sent == collection(point(116.1, 39.9, tier="1"))


@pytest.mark.parametrize(
    "said", [{"label": "address"}, {"tooltip": (("child_id", "编号"),)}], ids=["label", "tooltip"]
)
def test_homes_may_not_be_named(said):
    with pytest.raises(BadInput, match="homes may not be named"):
        refuse_unfit((Layer("homes", LayerKind.HOMES, HOME, **said),), View(), NO_EDIT)


def test_all_that_is_wrong_with_the_layers_is_said_at_once():
    tiles = PmTiles("/tiles/z.pmtiles", "zones")
    layers = (
        ZONES, ZONES, Layer("flows", LayerKind.FLOWS, tiles), Layer("city", LayerKind.ZONES, tiles),
    )  # fmt: skip

    with pytest.raises(BadInput) as refused:
        refuse_unfit(layers, View(tiles=AMAP), PaintEdit("zones", "Z1", "#000"))

    said = [fault.what for fault in refused.value.faults]
    assert said == [
        "its id is used twice", "flows cannot come as tiles",
        "vector tiles in WGS84 would lie beside GCJ-02 tiles",
        "vector tiles in WGS84 would lie beside GCJ-02 tiles",
        "there is no such layer of kind blocks",
    ]  # fmt: skip


def test_a_border_is_dragged_of_a_layer_that_is_there():
    refuse_unfit((ZONES,), View(), BorderEdit("zones", "Z1"))

    with pytest.raises(BadInput, match="no such layer of kind zones"):
        refuse_unfit((ZONES,), View(), BorderEdit("else", "Z1"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colours": ("#000",)}, "2 classes but 1 colours"),
        ({"words": ("a",)}, "2 classes but 1 words"),
        ({"marks": (Mark.CIRCLE,)}, "2 classes but 1 marks"),
        ({"breaks": ()}, "needs either breaks or values"),
        ({"breaks": (2.0, 1.0)}, "do not rise"),
        ({"breaks": (), "values": ("x", "x")}, "values are given twice"),
    ],
)
def test_a_fill_whose_classes_disagree_is_refused(change, said):
    right = {"attribute": "n", "breaks": (1.0,), "colours": ("#000", "#fff"), "words": ("a", "b")}
    Fill(**right)

    with pytest.raises(BadInput, match=said):
        Fill(**{**right, **change})


def test_equal_breaks_cut_into_equal_parts():
    assert equal_breaks(0, 100, classes=4) == (25.0, 50.0, 75.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.integers(1, 8))
def test_quantile_breaks_rise_and_leave_no_class_empty_below(numbers, classes):
    breaks = quantile_breaks(numbers, classes=classes)

    assert list(breaks) == sorted(set(breaks))
    assert len(breaks) < classes or classes == 1
    assert all(min(numbers) < cut <= max(numbers) for cut in breaks)


def test_a_frame_becomes_features_in_wgs84_with_the_columns_asked_for():
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"], "n": [np.int64(3), None], "day": pd.to_datetime(["2026-05-01", None]),
         "secret": [1, 2]},
        geometry=[Point(500_000, 4_400_000), None],
        crs=4548,
    )  # fmt: skip

    text = geojson_text(frame, ["id", "n", "day"])

    (feature,) = json.loads(text)["features"]
    assert feature["properties"] == {"id": "a", "n": 3.0, "day": "2026-05-01T00:00:00"}
    assert feature["geometry"]["coordinates"][0] == pytest.approx(117.0, abs=1e-6)


def test_a_frame_without_a_system_or_a_column_is_refused():
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(1, 1)])

    with pytest.raises(BadInput, match="has no CRS"):
        geojson_text(frame, ["id"])
    with pytest.raises(BadInput, match="no column name"):
        geojson_text(frame.set_crs(4326), ["name"])


def test_over_gcj02_tiles_layers_are_moved_as_the_offset_says():
    view = View(tiles=AMAP, bounds=(116.0, 39.0, 117.0, 40.0))

    sent = payload_of((ZONES,), WORDS, view, NO_EDIT)

    ring = json.loads(sent["layers"][0]["data"])["features"][0]["geometry"]["coordinates"][0]
    lon, lat = wgs84_to_gcj02(np.array([117.0]), np.array([39.0]))
    assert ring[0] == pytest.approx([lon[0], lat[0]], abs=1e-7)
    assert abs(ring[0][0] - 117.0) > 0.004
    assert sent["bounds"][2] == pytest.approx(
        wgs84_to_gcj02(np.array([117.0]), np.array([40.0]))[0][0], abs=1e-7
    )


def test_over_other_tiles_layers_stay_where_they_are():
    sent = payload_of((ZONES,), WORDS, View(tiles=PLAIN), NO_EDIT)

    assert json.loads(sent["layers"][0]["data"]) == json.loads(json.dumps(ZONE))


@given(st.floats(80, 130), st.floats(10, 50))
def test_what_is_moved_to_the_tiles_comes_back_to_its_place(lon, lat):
    area = MultiPolygon([box(lon, lat, lon + 0.1, lat + 0.1)]).__geo_interface__
    feature = {"type": "Feature", "properties": {}, "geometry": area}

    there = json.loads(to_gcj02(collection(feature)))["features"][0]["geometry"]
    back = geometry_to_wgs84(there)

    ring, again = area["coordinates"][0][0], back["coordinates"][0][0]
    assert np.abs(np.array(ring) - np.array(again)).max() < 3e-7


def test_tiles_in_bd09_or_without_an_address_are_refused():
    with pytest.raises(BadInput, match="BD09"):
        TileSource(urls=("x",), attribution="", datum=Datum.BD09)
    with pytest.raises(BadInput, match="no address"):
        TileSource(urls=(), attribution="")


def test_a_tile_source_names_the_servers_that_a_policy_must_allow():
    two = ("https://t0.example/{z}/{x}/{y}", "https://t1.example/{z}/{x}/{y}", "/tiles/a.pmtiles")

    assert TileSource(urls=two, attribution="").origins() == (
        "https://t0.example", "https://t1.example",
    )  # fmt: skip


MOVES = pd.DataFrame(
    {"from_lon": [116.0, 116.0], "from_lat": [40.0, 40.0], "to_lon": [116.0, 116.1],
     "to_lat": [40.1, 40.0], "children": [5, 20]}
)  # fmt: skip


def test_an_arrow_runs_from_home_to_school_and_bends_to_its_right():
    features = json.loads(flow_text(MOVES))["features"]

    north = features[2]["geometry"]["coordinates"]
    assert (north[0], north[-1]) == ([116.0, 40.0], [116.0, 40.1])
    assert north[len(north) // 2][0] > 116.005
    assert features[3]["geometry"] == {"type": "Point", "coordinates": [116.0, 40.1]}
    assert 330 < features[3]["properties"]["bearing"] < 360


def test_the_flow_of_most_children_is_drawn_first_and_widest():
    features = json.loads(flow_text(MOVES))["features"]

    assert [f["properties"]["children"] for f in features] == [20, 20, 5, 5]
    assert features[0]["properties"]["width_px"] == MOST_PX


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_more_children_never_make_a_thinner_arrow(few, more):
    low, high = sorted((few, more))

    assert LEAST_PX <= width_px(low, 1000) <= width_px(high, 1000) <= MOST_PX


def test_flows_without_children_or_columns_are_refused():
    with pytest.raises(BadInput, match="row 1: lacks a position or children"):
        flow_text(MOVES.assign(children=[5, 0]))
    with pytest.raises(BadInput, match="no column to_lat"):
        flow_text(MOVES.drop(columns="to_lat"))


def test_no_moves_make_no_arrows():
    assert json.loads(flow_text(MOVES.iloc[:0])) == collection()
