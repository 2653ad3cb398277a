"""Where is a school built, who walks less, and what does a closing do? Six blocks, by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput
from service.progress import Progress
from service.siting_answer import answered
from service.siting_demand import demand_of, entry_bands
from service.siting_ground import Candidate, SitingWish, siting_town
from tests.service.web.block_town import write_town

# Block centres lie 100 m apart in a row; the schools stand in the first and the last.
WISH = SitingWish(2013, (Candidate("A01", 30), Candidate("A02", 30, 900.0)), 1, 0)
QUIET = Progress(quiet=True)


@pytest.fixture
def town(tmp_path):
    write_town(tmp_path)
    return tmp_path


def said(folder, wish=WISH, bands=None):
    return answered(siting_town(folder, "primary", wish, bands or {}), wish, QUIET)


def future(found, name):
    return next(it for it in found["futures"] if it["future"] == name)


def test_the_block_in_the_middle_is_chosen_and_all_figures_are_those_of_the_hand(town):
    found = said(town)

    chosen = [it for it in found["sites"] if it["change"]]
    assert [(it["site_id"], it["change"], it["cost"]) for it in chosen] == [
        ("new:A02", "open", 900.0)]  # fmt: skip
    proved = found["objective"]
    assert (proved["metres_today"], proved["metres"], proved["unmet"]) == (6000, 3000, 0)
    assert proved["bound"] <= 3000
    assert future(found, "middle")["mean_m"] == 50
    assert future(found, "middle")["mean_m_today"] == 100


def test_who_walks_less_is_counted_against_today_s_schools(town):
    found = said(town)

    assert found["walkers"] == {"less": 20, "more": 0, "less_by_m": 150, "more_by_m": 0}
    assert found["blocks"]["A02"] == [200, 0]
    assert found["blocks"]["A03"] == [200, 100]
    west = next(it for it in found["zones"] if it["school_id"] == "west")
    assert (west["before_m"], west["after_m"], west["less"]) == (100, 33.3, 10)


def test_closing_a_school_leaves_those_without_a_place_and_tells_the_longest_walk(town):
    west = next(it for it in said(town)["closings"] if it["school_id"] == "west")

    assert west["to"] == [{"school_id": "east", "name": "东小学", "children": 5}]
    assert (west["children"], west["left"]) == (30, 25)
    assert (west["before_m"], west["after_m"], west["longest_m"]) == (100, 300, 300)


def test_a_new_school_ends_a_shortage_that_today_s_schools_cannot(town):
    found = said(town, replace(WISH, year=2014))  # 72 children, 70 places

    assert found["objective"]["unmet_today"] == pytest.approx(2, abs=1e-3)
    assert found["objective"]["unmet"] == pytest.approx(0, abs=1e-3)


def test_each_future_is_told_with_what_would_be_best_for_it_alone(town):
    bands = {"west": (9, 30, 60), "east": (9, 30, 35)}  # 60 children, 35 places in the west

    found = said(town, replace(WISH, most_open=0), bands)

    assert [it["children"] for it in found["futures"]] == [18, 60, 95]
    assert [it["unmet"] for it in found["futures"]] == pytest.approx([0, 0, 25], abs=1e-2)
    assert all(it["same"] for it in found["futures"])


def test_a_choice_that_only_high_demand_needs_is_told_apart(town):
    """Low and middle demand live beside the west school; high demand in the east is short."""
    wish = SitingWish(2013, (Candidate("A00", 40), Candidate("A05", 40)), 1, 0)
    bands = {"west": (20, 30, 30), "east": (20, 30, 60)}

    found = said(town, wish, bands)

    assert [it["site_id"] for it in found["sites"] if it["change"]] == ["new:A05"]
    assert future(found, "high")["same"]
    assert future(found, "high")["unmet"] == pytest.approx(0, abs=1e-2)


@pytest.mark.parametrize(("blocks", "what"), [
    (("A01", "A01"), "given twice"), (("Z99",), "no block"),
])  # fmt: skip
def test_candidates_that_cannot_be_are_refused(town, blocks, what):
    wish = replace(WISH, candidates=tuple(Candidate(it, 30) for it in blocks))

    with pytest.raises(BadInput, match=what):
        siting_town(town, "primary", wish, {})


def test_candidates_are_refused_where_walks_come_as_a_table(town):
    rows = [f"A{at:02d},{school},{100 * abs(at - gate)}\n" for at in range(6)
            for school, gate in (("west", 0), ("east", 5))]  # fmt: skip
    (town / "walks.csv").write_text("block_id,school_id,metres\n" + "".join(rows))

    with pytest.raises(BadInput, match="does not stand yet"):
        siting_town(town, "primary", WISH, {})


def blocks_of(town):
    return siting_town(town, "primary", replace(WISH, candidates=()), {}).blocks


def test_a_forecast_is_shared_out_as_children_live_in_the_blocks(town):
    found = demand_of(blocks_of(town), 2014, {"west": (15, 30, 60), "east": (42, 42, 84)})

    assert found.children[1].tolist() == [10, 10, 10, 14, 14, 14]
    assert found.children[2].tolist() == [20, 20, 20, 28, 28, 28]
    assert found.notes == ()


def test_nobody_is_lost_where_a_school_closes_opens_or_has_no_forecast(town):
    bands = {"west": (0, 0, 0), "new": (6, 12, 18)}

    found = demand_of(blocks_of(town), 2013, bands)

    assert found.children.tolist() == [[11] * 6, [12] * 6, [13] * 6]
    assert found.closed == ("west",)
    assert dict(found.notes) == {"children_of_today": "2013", "closed": "west",
                                 "no_forecast": "east", "spread": "new"}  # fmt: skip


def test_a_school_that_the_forecast_knows_to_be_closed_has_no_places(town):
    found = said(town, replace(WISH, candidates=()), {"west": (0, 0, 0), "east": (30, 30, 30)})

    assert {it["site_id"]: it["places"] for it in found["sites"]} == {"east": 35, "west": 0}
    assert found["objective"]["unmet"] == pytest.approx(25, abs=1e-2)
    assert [it["school_id"] for it in found["closings"]] == ["east"]


@given(st.lists(st.floats(0, 500), min_size=2, max_size=2), st.floats(0, 90))
def test_the_blocks_children_sum_to_the_forecast(tmp_path_factory, middles, wide):
    folder = tmp_path_factory.mktemp("sums")
    write_town(folder)
    west, east = (max(it, 0.5) for it in middles)
    bands = {"west": (west, west, west + wide), "east": (east, east, east + wide)}

    found = demand_of(blocks_of(folder), 2013, bands)

    assert found.children.sum(axis=1) == pytest.approx([west + east, west + east,
                                                        west + east + 2 * wide])  # fmt: skip


def tables():
    """Return a stored forecast's tables: text cells; grade 1 is the lowest, 2 is not."""
    head = ["school_id", "grade", "stream", "year", "low80", "mean", "high80"]
    rows = [("west", "1", "all", "2015", "8.5", "10", "12"),
            ("west", "1", "local", "2015", "1", "1", "1"),
            ("west", "2", "all", "2015", "90", "95", "99"),
            ("west", "1", "all", "2016", "7", "9", "13")]  # fmt: skip
    classes = pd.DataFrame([("west", "1", "2015")], columns=["school_id", "grade", "year"])
    return {"forecast": pd.DataFrame(rows, columns=head), "classes": classes}


def test_the_lowest_grade_of_all_children_is_the_demand():
    assert entry_bands(tables(), 2015) == {"west": (8.5, 10, 12)}
    with pytest.raises(BadInput, match="no 2020"):
        entry_bands(tables(), 2020)
