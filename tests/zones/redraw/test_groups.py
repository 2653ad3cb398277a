"""Are estates split over no more schools than they may be, and is it proved where they must be?"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.faults import BadInput
from tests.zones.redraw.grids import (
    DISTRICT,
    METRES,
    grid_blocks,
    grid_draft,
    grid_problem,
    in_one_piece,
    referee,
)
from zones.redraw.blocks import blocks_of_frame
from zones.redraw.draft import Aim, Draft, problem_of
from zones.redraw.figures import figures, verdict_of
from zones.redraw.frontier import draw
from zones.redraw.groups import Groups
from zones.redraw.pool import Pool, combined
from zones.redraw.problem import Problem
from zones.redraw.reachable import tightened
from zones.redraw.solve import Effort, solve
from zones.redraw.split_shortage import SplitShortage, split_shortages, split_words

QUICK = Effort(0.25)


def with_group(problem: Problem, blocks: list[int], most: int) -> Problem:
    group = np.full(problem.blocks, -1, np.int64)
    group[blocks] = 0
    return replace(problem, group=group, most=np.array([most]))


def grouped(columns: int, rows: int, children: list[int], places: dict[int, int],
            groups: dict[str, tuple[list[int], int]], **columns_of: object) -> Draft:  # fmt: skip
    of = np.full(len(children), -1, np.int64)
    for at, (blocks, _) in enumerate(groups.values()):
        of[blocks] = at
    most = np.array([limit for _, limit in groups.values()], dtype=np.int64)
    found = Groups(tuple(groups), of, most)
    return grid_draft(columns, rows, children, places, given_groups=found, **columns_of)


def test_an_estate_that_may_not_be_split_goes_whole_to_one_school() -> None:
    # A line S0 . . . . S1 of ten children each. Alone, each half would go to its side; the estate
    # of the four in the middle costs 10 + 20 + 30 + 40 steps either way.
    plain = grid_problem(6, 1, [10] * 6, [0, 5], [60, 60])
    estate = with_group(plain, [1, 2, 3, 4], 1)

    assert solve(plain, QUICK, 1).value == 60_000
    found = solve(estate, QUICK, 1)

    assert found.value == 100_000
    assert len(set(found.zone[1:5].tolist())) == 1


@pytest.mark.parametrize("seed", range(6))
def test_the_best_plan_with_split_limits_is_what_the_referee_says(seed: int) -> None:
    random = np.random.default_rng(seed)
    heads = random.integers(1, 9, 30).tolist()
    homes = sorted(random.choice(30, 4, replace=False).tolist())
    group = np.where(np.isin(np.arange(30), homes), -1, np.arange(30) % 6 // 2)  # three estates
    problem = replace(
        grid_problem(6, 5, heads, homes, [sum(heads) // 3 + 6] * 4),
        group=group.astype(np.int64), most=np.array([1, 2, 2]),
    )  # fmt: skip

    best, found = referee(problem), solve(problem, Effort(1.0), 1)

    assert in_one_piece(problem, found.zone)
    if best is None:  # two of the districts: no plan keeps all limits
        assert found.value is None
        return
    assert found.value is not None
    assert problem.unmet(found.zone) == (0, 0)
    assert best <= found.value <= 1.02 * best
    assert found.bound is not None
    assert found.bound <= best


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.booleans())
def test_what_is_returned_as_legal_keeps_every_limit(seed: int, most: int, soft: bool) -> None:
    random = np.random.default_rng(seed)
    heads = random.integers(0, 12, 25).tolist()
    homes = sorted(random.choice(25, 4, replace=False).tolist())
    places = [sum(heads) // 3] * 4
    problem = with_group(grid_problem(5, 5, heads, homes, places),
                         random.choice(25, 9, replace=False).tolist(), most)  # fmt: skip
    if soft:
        problem = replace(problem, over_price=500)

    found = solve(problem, Effort(0.05), 1)

    assert in_one_piece(problem, found.zone)
    schools = set(found.zone[np.flatnonzero(problem.group == 0)].tolist())
    assert problem.split(found.zone) == max(len(schools) - most, 0)
    if found.value is not None:
        assert len(schools) <= most
        assert found.value == problem.value(found.zone)


def test_zones_of_two_plans_are_not_combined_into_one_that_splits_an_estate() -> None:
    # Two plans that keep the estate whole; the best zone of each together would split it.
    plain = grid_problem(4, 1, [1] * 4, [0, 3], [4, 4])
    estate = with_group(plain, [1, 2], 1)
    west, east = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1])
    split = np.array([0, 0, 1, 1])

    def best_of(problem: Problem) -> np.ndarray | None:
        pool = Pool(problem)
        for zone in (west, east, split):
            pool.add(zone)
        return combined(pool, np.zeros(4), west, 10.0)

    found = best_of(plain)
    assert found is not None
    assert found.tolist() == split.tolist()
    assert best_of(estate) is None


def test_a_plan_and_its_check_say_how_many_estates_are_split() -> None:
    draft = grouped(4, 1, [10] * 4, {0: 40, 3: 40}, {"南苑": ([1, 2], 1), "北苑": ([0, 3], 0)})

    split = np.array([0, 0, 1, 1])

    assert figures(draft, split)["groups_split"] == 2
    assert figures(draft, np.array([0, 0, 0, 1]))["groups_split"] == 1  # 北苑, which may be
    verdict = verdict_of(draft, split)
    assert verdict.splits == ("group 南苑 goes to 2 schools (S0, S1), at most 1 may be",)
    assert not verdict.legal
    assert verdict_of(draft, np.array([0, 0, 0, 1])).legal


def test_every_plan_drawn_keeps_estates_whole_where_they_can_be() -> None:
    draft = grouped(4, 3, [10] * 12, {0: 70, 11: 70}, {"E": ([1, 2, 5, 6], 1)},
                    school_id=("S0",) * 8 + ("S1",) * 4)  # fmt: skip

    frontier = draw(draft, Effort(2.0), 1)

    assert frontier.splits == ()
    assert len(frontier.plans) > 5
    for plan in frontier.plans:
        verdict = verdict_of(draft, plan.solved.zone)
        assert verdict.splits == (), plan.aim.name
        assert verdict.legal or "over" in plan.aim.weights, plan.aim.name


def test_an_estate_whose_blocks_are_pinned_to_two_schools_is_told_with_them() -> None:
    draft = grouped(4, 1, [10] * 4, {0: 40, 3: 40}, {"E": ([1, 2], 1)}, pinned=("", "S0", "S1", ""))

    short = split_shortages(draft, tightened(problem_of(draft, Aim("walk"))))

    assert len(short) == 1
    assert split_words(short[0], draft.blocks.block_id, draft.sites.school_id, ("",)) == (
        "group E may go to 1 school, but its blocks A01, A02 must have S0, S1: "
        "lift a pin, or raise most_schools"
    )


def test_an_estate_larger_than_any_school_is_told_with_its_numbers() -> None:
    def short_of(places: int, most: int) -> tuple[SplitShortage, ...]:
        draft = grouped(5, 1, [5, 10, 10, 10, 5], {0: 25, 4: places}, {"E": ([1, 2, 3], most)})
        return split_shortages(draft, tightened(problem_of(draft, Aim("walk"))))

    assert short_of(30, 1) == ()
    assert short_of(29, 2) == ()
    blocks, schools = [f"A0{at}" for at in range(5)], ["S0", "S1"]
    assert split_words(short_of(29, 1)[0], blocks, schools, ("",)) == (
        "group E may go to 1 school, but it has 30 children, and no such choice among S0, S1 "
        "has more than 29 places: raise most_schools, or add places"
    )


def test_an_estate_on_both_sides_of_a_limit_to_walks_can_go_to_no_one_school() -> None:
    draft = grouped(6, 1, [10] * 6, {0: 60, 5: 60}, {"E": ([1, 4], 1)})

    short = split_shortages(draft, tightened(problem_of(draft, Aim("near", longest_mm=200_000))))

    assert short[0].places == -1
    assert "can take every one of its 2 blocks" in split_words(
        short[0], draft.blocks.block_id, draft.sites.school_id, ("",)
    )


def test_where_an_estate_must_be_split_the_nearest_plan_is_not_called_legal() -> None:
    draft = grouped(4, 1, [10] * 4, {0: 40, 3: 40}, {"E": ([0, 3], 1)})

    frontier = draw(draft, Effort(0.5), 1)

    assert [short.held for short in frontier.splits] == [True]
    assert all(not verdict_of(draft, plan.solved.zone).legal for plan in frontier.plans)
    assert all(plan.solved.value is None for plan in frontier.plans)


def read(**columns: list[str]) -> Groups:
    squares = grid_blocks(3, 1, [1] * 3).polygons
    frame = gpd.GeoDataFrame(
        {"block_id": ["c", "a", "b"], "children": [1, 1, 1], **columns}, geometry=squares,
        crs=METRES, index=[1, 2, 3],
    )  # fmt: skip
    return blocks_of_frame(frame, DISTRICT, "blocks.gpkg").groups


def test_groups_are_read_in_the_order_of_the_blocks_with_one_limit_each() -> None:
    groups = read(group=["X", "Y", "X"], most_schools=["", "2", "1"])

    assert groups.name == ("X", "Y")
    assert groups.of.tolist() == [1, 0, 0]  # blocks a, b, c
    assert groups.most.tolist() == [1, 2]
    assert groups.with_limit(3).most.tolist() == [1, 2]
    assert read(group=["X", "", ""]).with_limit(3).most.tolist() == [3]
    assert read().name == ()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"group": ["X", "X", ""], "most_schools": ["1", "2", ""]}, "over 2 schools here, over 1"),
        ({"group": ["", "", ""], "most_schools": ["1", "", ""]}, "but no group"),
        ({"group": ["X", "", ""], "most_schools": ["-1", "", ""]}, "-1 is not from 0"),
        ({"group": ["X", "", ""], "most_schools": ["one", "", ""]}, "is not a whole number"),
    ],
)
def test_a_limit_that_means_two_things_or_nothing_is_refused(columns: dict, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(**columns)

    assert len(refused.value.faults) == 1
    assert said in str(refused.value)
