"""Do the figures draw what the frames say? Encodings and data of each chart, by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import (
    balance_chart,
    distance_bins,
    distance_chart,
    fan_chart,
    funnel_chart,
    grade_heat_map,
    waterfall_chart,
)  # fmt: skip
from dashboard.charts.balance import MOST_ZONES, worst_first
from dashboard.charts.look import ORANGE
from dashboard.charts.waterfall import waterfall_steps
from geo.faults import BadInput
from tests.dashboard.charts.words import WORDS, rows_of

NO = float("nan")
FAN = pd.DataFrame(
    {
        "year": [2026, 2025, 2027],
        "pupils": [NO, 200.0, NO],
        "low_wide": [180.0, NO, 170.0], "low": [195.0, NO, 190.0], "middle": [210.0, NO, 220.0],
        "high": [225.0, NO, 250.0], "high_wide": [240.0, NO, 270.0],
        "places": [225, 225, 225],
    }
)  # fmt: skip
HEAT = pd.DataFrame({"grade": [2, 1], "year": [2026, 2026], "pupils": [100, 40]})
BALANCE = pd.DataFrame(
    {
        "zone": ["甲", "甲", "乙", "乙"], "year": [2026, 2027, 2026, 2027],
        "places": [100, 100, 90, 90], "demand": [60, 80, 70, 130],
    }
)  # fmt: skip
WATERFALL = pd.DataFrame({"step": ["2026", "births", "moves"], "amount": [100, -30, 12]})
DISTANCES = pd.concat(
    [distance_bins("before", np.array([10.0])), distance_bins("after", np.array([300.0]))]
)
FUNNEL = pd.DataFrame(
    {
        "day": [dt.date(2026, 5, 1), dt.date(2026, 5, 2)],
        "stage": ["registered", "verified"], "children": [9, 4],
    }
)  # fmt: skip


def funnel(frame, words):
    return funnel_chart(frame, words, stages=("registered", "verified", "confirmed"))


CHARTS = {
    "fan": (fan_chart, FAN), "heat": (grade_heat_map, HEAT), "balance": (balance_chart, BALANCE),
    "waterfall": (waterfall_chart, WATERFALL), "distances": (distance_chart, DISTANCES),
    "funnel": (funnel, FUNNEL),
}  # fmt: skip
every_chart = pytest.mark.parametrize(("draw", "frame"), CHARTS.values(), ids=CHARTS)


@every_chart
def test_an_empty_frame_draws_the_stated_empty_chart(draw, frame):
    spec = draw(frame.iloc[:0], WORDS).to_dict()

    assert spec["mark"]["type"] == "text"
    assert rows_of(spec) == [{"said": WORDS["empty"]}]


@every_chart
def test_missing_columns_are_refused_in_one_message_that_names_them(draw, frame):
    with pytest.raises(BadInput) as refused:
        draw(frame[[frame.columns[0]]], WORDS)

    assert len(refused.value.faults) == 1
    absent = refused.value.faults[0].what.removeprefix("no column ").split(", ")
    assert sorted(absent) == sorted(set(frame.columns[1:]))


@every_chart
def test_a_word_that_the_catalogue_lacks_is_refused(draw, frame):
    with pytest.raises(BadInput, match=r"no word for .*empty"):
        draw(frame, {})


@every_chart
def test_every_word_in_a_chart_is_the_callers(draw, frame):
    titles = set(_titles(draw(frame, WORDS).to_dict()))

    assert titles
    assert titles <= {*WORDS.values(), " "}


@every_chart
def test_the_same_frame_gives_the_same_chart(draw, frame):
    assert draw(frame, WORDS).to_json() == draw(frame.copy(), WORDS).to_json()


@every_chart
def test_a_chart_does_not_change_its_frame(draw, frame):
    before = frame.copy()

    draw(frame, WORDS)

    pd.testing.assert_frame_equal(frame, before)


def _titles(part):
    if isinstance(part, dict):
        if isinstance(part.get("title"), str):
            yield part["title"]
        for inner in part.values():
            yield from _titles(inner)
    if isinstance(part, list):
        for inner in part:
            yield from _titles(inner)


def test_the_fan_lies_from_wide_to_narrow_with_places_as_a_dashed_line_on_top():
    spec = fan_chart(FAN, WORDS).to_dict()

    parts = [(p["mark"]["type"], p["encoding"].get("y", {}).get("field")) for p in spec["layer"]]
    assert parts[:5] == [
        ("area", "low_wide"), ("area", "low"), ("line", "middle"), ("line", "pupils"),
        ("line", "places"),
    ]  # fmt: skip
    assert [p["encoding"]["y2"]["field"] for p in spec["layer"][:2]] == ["high_wide", "high"]
    assert spec["layer"][4]["mark"]["strokeDash"] == [7, 4]
    assert [row["year"] for row in rows_of(spec)] == [2025, 2026, 2027]
    assert rows_of(spec)[0]["middle"] is None


def test_the_legend_of_the_fan_names_each_part_by_its_own_colour():
    spec = fan_chart(FAN, WORDS).to_dict()

    said = [part["transform"][0]["calculate"] for part in spec["layer"][:5]]
    assert said == [f'"{WORDS[key]}"' for key in ("most", "half", "median", "counted", "places")]
    scale = spec["layer"][4]["encoding"]["color"]["scale"]
    assert scale["range"][scale["domain"].index(WORDS["places"])] == ORANGE


def test_a_word_with_quotes_stays_a_word():
    words = {**WORDS, "most": '"+alert(1)+"'}

    spec = fan_chart(FAN, words).to_dict()

    assert spec["layer"][0]["transform"][0]["calculate"] == '"\\"+alert(1)+\\""'


def test_grades_are_drawn_from_the_lowest_and_dark_cells_have_white_figures():
    spec = grade_heat_map(HEAT, WORDS).to_dict()

    cells, numbers = spec["layer"]
    assert cells["encoding"]["y"]["sort"] == [1, 2]
    assert cells["encoding"]["color"]["field"] == "pupils"
    assert numbers["encoding"]["color"]["condition"] == {
        "test": "datum.pupils >= 75.0", "value": "#ffffff",
    }  # fmt: skip


def test_the_zone_with_the_worst_year_stands_first():
    spec = balance_chart(BALANCE, WORDS).to_dict()

    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["乙", "甲"]
    assert [row["balance"] for row in rows_of(spec)] == [40, 20, 20, -40]
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domainMid"] == 0


def test_two_balances_side_by_side_have_one_order_and_one_scale():
    other = BALANCE.assign(demand=[250, 80, 70, 130])  # 甲 lacks 150 there, 乙 40 in both

    specs = [balance_chart(BALANCE, WORDS, beside=other).to_dict(),
             balance_chart(other, WORDS, beside=BALANCE).to_dict()]  # fmt: skip

    for spec in specs:
        encoding = spec["layer"][0]["encoding"]
        assert encoding["y"]["sort"] == ["甲", "乙"]
        assert encoding["color"]["scale"]["domain"] == [-150, 40]


def test_of_a_thousand_zones_the_worst_are_kept():
    frame = pd.DataFrame(
        {"zone": [f"Z{n:04}" for n in range(1000)], "year": 2026, "places": range(1000),
         "demand": 0}
    )  # fmt: skip

    drawn, order = worst_first(frame)

    assert order == [f"Z{n:04}" for n in range(MOST_ZONES)]
    assert sorted(drawn["zone"]) == order


def test_each_step_of_the_waterfall_begins_where_the_last_one_ended():
    steps = waterfall_steps(WATERFALL, {**WORDS, "total": "2029"})

    assert steps.drop(columns="amount").to_numpy().tolist() == [
        ["2026", 0, 100, WORDS["whole"], "100"],
        ["births", 70, 100, WORDS["fewer"], "-30"],
        ["moves", 70, 82, WORDS["more"], "+12"],
        ["2029", 0, 82, WORDS["whole"], "82"],
    ]


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=8))
def test_the_total_of_a_waterfall_is_the_sum_of_its_steps(amounts):
    frame = pd.DataFrame({"step": [str(n) for n in range(len(amounts))], "amount": amounts})

    last = waterfall_steps(frame, WORDS).iloc[-1]

    assert last["amount"] == sum(amounts)
    assert {last["low"], last["high"]} == {0.0, float(sum(amounts))} | {0.0}


def test_ways_are_counted_by_bins_that_an_edge_begins():
    bins = distance_bins("before", np.array([0.0, 249.9, 250.0, 740.0, NO]))

    assert bins.to_numpy().tolist() == [
        ["before", 0, 250, 2], ["before", 250, 500, 1], ["before", 500, 750, 1],
    ]  # fmt: skip


@given(st.lists(st.floats(0, 20_000), max_size=40))
def test_no_way_is_lost_between_the_bins(ways):
    assert distance_bins("after", np.array(ways))["children"].sum() == len(ways)


def test_a_negative_way_is_refused():
    with pytest.raises(BadInput, match="negative"):
        distance_bins("before", np.array([-1.0]))


def test_before_and_after_are_told_apart_without_colour():
    spec = distance_chart(DISTANCES, WORDS).to_dict()

    dashes = spec["layer"][1]["encoding"]["strokeDash"]["scale"]
    assert dashes["domain"] == [WORDS["before"], WORDS["after"]]
    assert dashes["range"] == [[5, 3], [1, 0]]
    assert {row["said"] for row in rows_of(spec)} == {WORDS["before"], WORDS["after"]}


def test_each_outline_comes_down_where_its_last_step_ends():
    rows = rows_of(distance_chart(DISTANCES, WORDS).to_dict())

    drawn = {(row["stage"], row["from_m"]): row["children"] for row in rows}
    assert drawn == {("before", 0): 1, ("before", 250): 0,
                     ("after", 0): 0, ("after", 250): 1, ("after", 500): 0}  # fmt: skip


def test_the_stages_of_the_funnel_darken_in_their_order():
    spec = funnel(FUNNEL, WORDS).to_dict()

    scale = spec["encoding"]["color"]["scale"]
    assert scale["domain"] == [WORDS[s] for s in ("registered", "verified", "confirmed")]
    light = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in scale["range"]]
    assert light == sorted(light, reverse=True)
    assert [(row["said"], row["children"]) for row in rows_of(spec)] == [
        (WORDS["registered"], 9), (WORDS["verified"], 4),
    ]  # fmt: skip


def test_a_stage_that_nobody_named_is_refused():
    with pytest.raises(BadInput, match="registered cannot be drawn"):
        funnel_chart(FUNNEL, WORDS, stages=("verified",))
