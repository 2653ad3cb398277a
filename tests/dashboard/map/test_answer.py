"""Is the browser's answer read with care? What is malformed is no event; strokes count once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.map.answer import (
    border_of,
    click_of,
    followed_by,
    is_area,
    lasso_of,
    strokes_of,
)

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
CLICK = {"layer": "zones", "feature": "Z1", "lon": 116.0, "lat": 39.9}


LASSO = {"layer": "blocks", "brush": "lasso:Z1", "n": 1,
         "geometry": {"type": "Polygon", "coordinates": SQUARE}}  # fmt: skip


def stroke(n: int, *ids: str, brush: str = "Z9") -> dict:
    return {"n": n, "ids": list(ids), "brush": brush}


def test_a_click_is_told_with_its_feature_and_place():
    event = click_of(CLICK, shifted=False)

    assert (event.layer_id, event.feature_id, event.lon, event.lat) == ("zones", "Z1", 116.0, 39.9)


def test_a_click_on_gcj02_tiles_comes_back_to_wgs84():
    event = click_of({**CLICK, "lon": 116.00614, "lat": 39.90136}, shifted=True)

    assert 0.003 < 116.00614 - event.lon < 0.009
    assert 0.0005 < 39.90136 - event.lat < 0.003


@pytest.mark.parametrize(
    "wrong",
    [
        {"layer": 3}, {"feature": None}, {"feature": "x" * 999}, {"lon": "116"}, {"lat": 91},
        {"lon": float("nan")}, {"lon": True}, {"lat": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_click_is_no_event(wrong):
    assert click_of({**CLICK, **wrong}, shifted=False) is None


@pytest.mark.parametrize(
    "geometry",
    [
        None, "Polygon", {"type": "Point", "coordinates": [0, 0]},
        {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [[[0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 999], [0, 0]]]},
        {"type": "MultiPolygon", "coordinates": [[]]},
        {"type": "MultiPolygon", "coordinates": SQUARE},
        {"type": "Polygon", "coordinates": {"a": 1}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_closed_area_on_the_globe_is_no_border(geometry):
    assert not is_area(geometry)
    answer = {"layer": "zones", "feature": "Z1", "geometry": geometry}
    assert border_of(answer, shifted=False) is None


def test_an_area_with_several_parts_is_a_border():
    geometry = {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}

    event = border_of({"layer": "zones", "feature": "Z1", "geometry": geometry}, shifted=False)

    assert event.geometry == geometry


def test_a_repeated_stroke_is_counted_once_and_the_last_brush_holds():
    answer = {
        "layer": "b",
        "strokes": [stroke(1, "a"), stroke(2, "a", "b"), stroke(3, "a", brush="Z8")],
    }

    event, last = strokes_of(answer, after=1)

    assert event.painted == (("b", "Z9"), ("a", "Z8"))
    assert last == 3
    assert strokes_of(answer, after=3) == (None, 3)


@pytest.mark.parametrize(
    "strokes", [None, [7], [{"n": "1", "ids": ["a"], "brush": "Z"}], [{"n": 1, "ids": "a"}]]
)
def test_malformed_strokes_paint_nothing(strokes):
    assert strokes_of({"layer": "b", "strokes": strokes}, after=0) == (None, 0)


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=1), max_size=12), st.integers(1, 5))
def test_however_strokes_are_repeated_the_last_paint_of_each_block_holds(drawn, window):
    strokes = [stroke(n + 1, *ids, brush=f"Z{n}") for n, ids in enumerate(drawn)]
    told: dict[str, str] = {}

    last = 0
    for at in range(len(strokes)):
        answer = {"layer": "b", "strokes": strokes[max(0, at - window) : at + 1]}
        event, last = strokes_of(answer, after=last)
        told.update(dict(event.painted) if event else {})

    assert told == {block: f"Z{n}" for n, ids in enumerate(drawn) for block in ids}


def test_strokes_that_a_cut_run_did_not_read_are_told_with_the_next():
    first, _ = strokes_of({"layer": "b", "strokes": [stroke(1, "a", "b")]}, after=0)
    then, _ = strokes_of({"layer": "b", "strokes": [stroke(2, "a", brush="Z8")]}, after=1)

    assert followed_by(first, then).painted == (("b", "Z9"), ("a", "Z8"))


def test_of_two_clicks_the_last_is_told():
    first = click_of(CLICK, shifted=False)
    last = click_of({**CLICK, "feature": "Z2"}, shifted=False)

    assert followed_by(first, last) == last


def test_a_lasso_is_told_once_with_its_brush_and_its_line():
    event, last = lasso_of(LASSO, after=0, shifted=False)

    assert (event.brush, event.layer_id, last) == ("lasso:Z1", "blocks", 1)
    assert event.geometry["coordinates"] == SQUARE
    assert lasso_of(LASSO, after=1, shifted=False) == (None, 1)


def test_a_lasso_on_gcj02_tiles_comes_back_to_wgs84():
    ring = [[116.0, 39.9], [116.01, 39.9], [116.01, 39.91], [116.0, 39.9]]
    drawn = {**LASSO, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    lon, lat = lasso_of(drawn, after=0, shifted=True)[0].geometry["coordinates"][0][0]

    assert 0.003 < 116.0 - lon < 0.009
    assert 0.0005 < 39.9 - lat < 0.003


@pytest.mark.parametrize("wrong", [{"n": True}, {"n": "1"}, {"brush": 3}, {"layer": None}], ids=str)
def test_a_malformed_lasso_is_not_counted(wrong):
    assert lasso_of({**LASSO, **wrong}, after=0, shifted=False) == (None, 0)


@pytest.mark.parametrize("geometry", [
    None, {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]},
    {"type": "MultiPolygon", "coordinates": [SQUARE]},
], ids=str)  # fmt: skip
def test_a_lasso_without_an_area_takes_in_nothing_and_is_answered(geometry):
    assert lasso_of({**LASSO, "geometry": geometry}, after=0, shifted=False) == (None, 1)
