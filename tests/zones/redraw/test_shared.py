"""Do two or three schools get one zone together, in one piece with all of them?"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.faults import BadInput
from tests.zones.redraw.grids import (
    CORNER,
    DISTRICT,
    SIDE,
    grid_blocks,
    grid_problem,
    in_one_piece,
    referee,
)
from zones.edit import Sketch
from zones.redraw.assignment import read_assignment
from zones.redraw.blocks import Blocks
from zones.redraw.draft import Aim, Draft, draft_of, problem_of
from zones.redraw.figures import figures, verdict_of
from zones.redraw.frontier import draw
from zones.redraw.outline import zones_frame
from zones.redraw.reachable import tightened
from zones.redraw.sites import Sites, read_sites, sites_of
from zones.redraw.solve import Effort, NoStart, solve
from zones.redraw.start import grown

X0, Y0 = CORNER


def sites_at(blocks: Blocks, places: dict[int, int], shared: tuple[str, ...],
             feeds: tuple[str, ...] = ()) -> Sites:  # fmt: skip
    """Return schools S0, S1 … in these blocks, with the name of the zone each shares."""
    n = len(places)
    return sites_of(pd.DataFrame({
        "school_id": [f"S{k}" for k in range(n)], "name": [f"school {k}" for k in range(n)],
        "places": list(places.values()), "shared": shared, "feeds": feeds or ("",) * n,
        "gates": [shapely.MultiPoint([blocks.points[at]]) for at in places],
    }), blocks)  # fmt: skip


def row_draft(
    places: dict[int, int], shared: tuple[str, ...], columns: int = 6, **columns_of: object
) -> Draft:
    """Return blocks of ten children in a row, of which two schools or more share a zone."""
    blocks = grid_blocks(columns, 1, [10] * columns, **columns_of)
    return draft_of(blocks, sites_at(blocks, places, shared))


def test_two_schools_with_one_zone_are_one_site_with_their_places_together() -> None:
    draft = row_draft({0: 20, 2: 40, 5: 30}, ("X", "X", ""))

    assert draft.sites.school_id == ("S0;S1", "S2")
    assert draft.sites.name == ("school 0 / school 1", "school 2")
    assert draft.sites.places.tolist() == [[60], [30]]
    assert draft.held.tolist() == [0, -1, 0, -1, -1, 1]


def test_the_walk_to_a_shared_zone_is_the_mean_by_places_and_its_limit_the_longest() -> None:
    draft = row_draft({0: 20, 2: 40, 5: 30}, ("X", "X", ""))

    # From block 3: 300 m to S0, 100 m to S1; of three places two are at S1.
    assert draft.each_mm[3].tolist() == [300_000, 100_000, 200_000]
    assert draft.walk_mm[3].tolist() == [round((300_000 + 2 * 100_000) / 3), 200_000]
    assert draft.farthest_mm[3].tolist() == [300_000, 200_000]
    limited = tightened(problem_of(draft, Aim("near", longest_mm=250_000)))
    assert not limited.may()[3, 0]
    zone = np.array([0, 0, 0, 0, 1, 1])
    assert figures(draft, zone)["longest_walk_m"] == 300.0


def test_the_figures_of_a_draft_painted_by_hand_are_those_of_the_plan() -> None:
    draft = row_draft({0: 20, 2: 40, 5: 30}, ("X", "X", ""))

    picture = Sketch(draft, np.array([0, 0, 0, 0, 1, 1])).picture()

    assert picture.longest_walk_m == 300.0  # from block 3 to S0
    assert picture.mean_walk_m == figures(draft, np.array([0, 0, 0, 0, 1, 1]))["mean_walk_m"]
    assert picture.pieces == ((), ())


def test_a_school_of_a_shared_zone_that_cannot_be_walked_to_closes_the_whole_zone() -> None:
    blocks = grid_blocks(2, 1, [1, 1])
    sites = sites_at(blocks, {0: 5, 1: 5}, ("X", "X"))

    draft = draft_of(blocks, sites, walk_mm=np.array([[1, -1], [4, 2]]))

    assert draft.walk_mm.tolist() == [[-1], [3]]


def test_the_zone_of_two_schools_far_apart_is_one_piece_with_both_in_it() -> None:
    # A row: S0, S2 and S1 stand in blocks 0, 2 of the southern row, and 5; S2 lies between.
    blocks = grid_blocks(6, 2, [10] * 12)
    draft = draft_of(blocks, sites_at(blocks, {0: 40, 5: 40, 2: 60}, ("X", "X", "")))

    found = solve(problem_of(draft, Aim("walk")), Effort(0.5), 1)

    verdict = verdict_of(draft, found.zone)
    assert verdict.legal
    assert found.zone[[0, 5]].tolist() == [0, 0]
    assert found.zone[6:].tolist() == [0] * 6  # around S2: the whole northern row


def test_where_another_school_lies_right_between_the_blocks_cut_off_are_named() -> None:
    draft = row_draft({0: 40, 5: 40, 2: 60}, ("X", "X", ""))

    with pytest.raises(NoStart) as refused:
        draw(draft, Effort(0.1), 1)

    assert refused.value.blocks.tolist() == [5]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_whatever_the_district_each_zone_holds_all_its_schools_or_says_why_not(seed: int) -> None:
    random = np.random.default_rng(seed)
    heads = random.integers(0, 9, 30).tolist()
    homes = random.choice(30, 5, replace=False).tolist()
    blocks = grid_blocks(6, 5, heads)
    sites = sites_at(blocks, dict.fromkeys(homes, sum(heads) // 3), ("X", "X", "Y", "", "Y"))
    draft = draft_of(blocks, sites)
    problem = tightened(problem_of(draft, Aim("walk")))
    start = grown(problem, np.zeros(len(sites), np.int64))
    if (start < 0).any():  # a zone lies between the schools of another
        return

    found = solve(problem, Effort(0.05), 1, starts=[start])

    verdict = verdict_of(draft, found.zone)
    assert verdict.contiguous
    assert verdict.shared == ()
    assert in_one_piece(problem, found.zone)


@pytest.mark.parametrize("seed", range(4))
def test_a_start_that_cuts_off_a_block_a_school_must_have_is_laid_again(seed: int) -> None:
    # S0 must have the far corner, around which the other zones would have grown.
    random = np.random.default_rng(seed)
    problem = grid_problem(6, 6, random.integers(1, 9, 36).tolist(), [0, 20, 29], [400] * 3)
    problem.fixed[35] = 0

    found = solve(problem, Effort(0.5), 1)

    assert in_one_piece(problem, found.zone)
    assert found.zone[35] == 0
    assert found.value == referee(problem)


def test_a_shared_zone_that_does_not_hold_one_of_its_schools_is_not_legal() -> None:
    draft = row_draft({0: 40, 2: 40, 5: 30}, ("X", "X", ""))

    verdict = verdict_of(draft, np.array([0, 0, 1, 1, 1, 1]))

    assert verdict.shared == ("zone S0;S1 does not hold block A02, where S1 stands",)
    assert not verdict.legal
    assert verdict_of(draft, np.array([0, 0, 0, 1, 1, 1])).legal


def test_children_of_either_school_of_a_shared_zone_stay_in_it() -> None:
    today = ("S0", "S0", "S1", "S0;S1", "S2", "S2")
    draft = row_draft({0: 40, 2: 40, 5: 30}, ("X", "X", ""), school_id=today)

    assert draft.today.tolist() == [0, 0, 0, 0, 1, 1]
    assert figures(draft, np.array([0, 0, 0, 1, 1, 1]))["children_moved"] == 10


def test_a_zone_shared_today_whose_schools_are_drawn_apart_is_said() -> None:
    today = ("S0", "S0;S1", "S0;S1", "S1", "S1", "S9")
    draft = row_draft({0: 40, 5: 40}, ("", ""), school_id=today)

    assert draft.today.tolist() == [0, -1, -1, 1, 1, -1]
    assert [note.split(":")[0] for note in draft.notes] == [
        "today's zones of S0;S1 are shared, their schools are drawn apart here",
        "today's schools S9 are not among the schools",
    ]


def test_a_school_of_a_shared_zone_whose_own_block_is_pinned_away_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        row_draft({0: 40, 2: 40, 5: 30}, ("X", "X", ""), pinned=("", "", "S2", "", "", ""))

    assert len(refused.value.faults) == 1
    assert "school S1: shares the zone S0;S1, but the block A02 where it stands belongs to S2" in (
        str(refused.value)
    )


def test_a_shared_zone_feeds_the_junior_schools_of_all_its_schools() -> None:
    blocks = grid_blocks(3, 1, [1] * 3)

    sites = sites_at(blocks, {0: 5, 1: 5, 2: 5}, ("X", "X", ""), ("J2;J1", "J1", "J1"))

    assert sites.feeds == ("J1;J2", "J1")


def test_a_shared_zone_goes_out_as_a_layer_and_comes_back_as_the_same_plan(tmp_path: Path) -> None:
    draft = row_draft({0: 40, 2: 40, 5: 30}, ("X", "X", ""))
    zone = np.array([0, 0, 0, 1, 1, 1])

    frame = zones_frame(draft, zone, DISTRICT.crs, level="primary")
    frame.to_file(tmp_path / "zones.gpkg")

    assert frame["zone_id"].tolist() == ["Z-S0-S1", "Z-S2"]
    assert frame["school_ids"].tolist() == ["S0;S1", "S2"]
    assert read_assignment(tmp_path / "zones.gpkg", draft, DISTRICT).tolist() == zone.tolist()


def test_the_longest_walk_of_a_plan_is_to_the_farthest_school_of_a_shared_zone() -> None:
    # One zone of two schools at the ends: the inner blocks have 200 m to the farther of them. The
    # outer ones, where the schools stand, are held, and may have 300 m.
    frontier = draw(row_draft({0: 30, 3: 30}, ("X", "X"), columns=4), Effort(0.5), 1)

    plan = next(p for p in frontier.plans if p.aim.name == "shortest_longest_walk")
    assert plan.limit_bound == 200_000


def test_every_plan_of_the_frontier_keeps_the_shared_zone() -> None:
    blocks = grid_blocks(4, 3, [10] * 12, school_id=("S0",) * 8 + ("S2",) * 4)
    draft = draft_of(blocks, sites_at(blocks, {0: 40, 1: 40, 11: 70}, ("X", "X", "")))

    frontier = draw(draft, Effort(1.0), 1)

    for plan in frontier.plans:
        assert verdict_of(draft, plan.solved.zone).legal, plan.aim.name


def school_rows(folder: Path, *labels: str) -> Path:
    rows = [f"S{k},school,30,{X0 + (k + 0.5) * SIDE},{Y0 + 50},EPSG:4548,{label}"
            for k, label in enumerate(labels)]  # fmt: skip
    path = folder / "schools.csv"
    path.write_text("\n".join(["school_id,name,places,x,y,datum,shared", *rows]) + "\n")
    return path


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("X", "", ""), "1 schools share the zone 'X' (S0)"),
        (("X", "X", "X", "X"), "4 schools share the zone 'X' (S0, S1, S2, S3)"),
    ],
)
def test_a_zone_is_shared_by_two_or_three_schools(
    labels: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    blocks = grid_blocks(4, 1, [1] * 4)

    assert read_sites(school_rows(tmp_path, "X", "", "X"), DISTRICT, blocks).school_id == (
        "S0;S2", "S1"
    )  # fmt: skip
    with pytest.raises(BadInput) as refused:
        read_sites(school_rows(tmp_path, *labels), DISTRICT, blocks)
    assert len(refused.value.faults) == 1
    assert said in str(refused.value)
