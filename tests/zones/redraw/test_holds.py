"""Do six-year places and junior schools hold where they must, and weigh where they may move?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.faults import BadInput
from tests.zones.redraw.grids import CORNER, DISTRICT, SIDE, grid_blocks, schools_at
from zones.layer import ReadOptions
from zones.redraw.draft import Aim, Draft, draft_of, problem_of
from zones.redraw.figures import figures, verdict_of
from zones.redraw.frontier import draw
from zones.redraw.reachable import tightened
from zones.redraw.shortage import shortage_words, shortages
from zones.redraw.sites import read_sites
from zones.redraw.solve import Effort, solve

X0, Y0 = CORNER
LINE = ("S0", "S0", "S0", "S1")  # of four blocks in a row: the third is nearer to S1


def line(
    *, hold: frozenset[str] = frozenset(), feeds: tuple[str, ...] = (),
    places: tuple[int, ...] = (30, 30), homes: tuple[int, ...] = (0, 3), **columns_of: object,
) -> Draft:  # fmt: skip
    """Return four blocks of ten children in a row, a school at each end."""
    blocks = grid_blocks(4, 1, [10] * 4, **({"school_id": LINE} | columns_of))
    sites = schools_at(blocks, dict(zip(homes, places, strict=True)))
    return draft_of(blocks, replace(sites, feeds=feeds), hold=hold)


def best(draft: Draft, **weights: float) -> list[int]:
    return solve(
        problem_of(draft, Aim("x", {"walk": 1.0, **weights})), Effort(0.1), 1
    ).zone.tolist()


def test_one_address_whose_place_is_taken_holds_its_block_however_far_the_others_walk() -> None:
    taken = np.array([0, 0, 1, 0])

    free, held = line(six_years=taken), line(six_years=taken, hold=frozenset({"six_years"}))

    assert best(free) == [0, 0, 1, 1]
    assert best(held) == [0, 0, 0, 1]
    assert verdict_of(held, np.array([0, 0, 0, 1])).legal
    verdict = verdict_of(held, np.array([0, 0, 1, 1]))
    assert verdict.taken == (
        "block A02 has 1 addresses whose place of six years is taken at S0 and goes to S1",
    )
    assert verdict.pins == ()
    assert not verdict.legal


def test_places_that_are_too_few_for_held_addresses_are_told_with_blocks_and_school() -> None:
    draft = line(six_years=np.array([0, 1, 1, 0]), hold=frozenset({"six_years"}), places=(25, 30))

    short = shortages(tightened(problem_of(draft, Aim("walk"))))

    said = shortage_words(short[0], draft.blocks.block_id, draft.sites.school_id, ("",))
    assert "3 blocks with 30 children may only go to S0, which have 25 places" in said
    assert "(blocks A00, A01, A02)" in said


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"school_id": ("S0", "S0", "", "S1")}, "is taken, but no school today"),
        ({"pinned": ("", "", "S1", "")}, "is taken, but is pinned to S1"),
    ],
    ids=["no school", "pinned"],
)  # fmt: skip
def test_a_held_address_without_its_school_or_pinned_elsewhere_is_refused(
    columns: dict, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        line(six_years=np.array([0, 0, 2, 0]), hold=frozenset({"six_years"}), **columns)

    assert len(refused.value.faults) == 1
    assert f"block A02: has 2 addresses whose place of six years {said}" in str(refused.value)


def test_a_junior_school_is_kept_if_it_weighs_enough() -> None:
    # As with six years: ten children walk 1000 m more in all, or 100 m each.
    draft = line(feeds=("J1", "J2"))

    assert best(draft, feeder=101.0) == [0, 0, 0, 1]
    assert best(draft, feeder=99.0) == [0, 0, 1, 1]
    assert figures(draft, np.array([0, 0, 1, 1]))["junior_changed"] == 10
    assert figures(draft, np.array([0, 0, 0, 1]))["junior_changed"] == 0
    assert verdict_of(draft, np.array([0, 0, 1, 1])).junior_changed == 10
    assert verdict_of(draft, np.array([0, 0, 1, 1])).legal


def test_a_school_that_feeds_the_same_junior_school_may_be_changed_to() -> None:
    same = line(feeds=("J1;J2", "J1;J2"), hold=frozenset({"feeder"}))
    fewer = line(feeds=("J1;J2", "J1"), hold=frozenset({"feeder"}))

    assert best(same, feeder=1000.0) == [0, 0, 1, 1]
    assert best(fewer) == [0, 0, 0, 1]


def test_a_block_whose_school_feeds_none_or_is_unknown_has_no_junior_school_to_lose() -> None:
    draft = line(feeds=("", "J2"), hold=frozenset({"feeder"}))

    assert best(draft) == [0, 0, 1, 1]
    assert figures(draft, np.array([0, 0, 1, 1]))["junior_changed"] == 0
    assert figures(line(), np.array([0, 0, 1, 1]))["junior_changed"] is None


def test_a_plan_that_changes_a_held_junior_school_is_not_legal_and_says_where() -> None:
    draft = line(feeds=("J1", "J2"), hold=frozenset({"feeder"}))

    verdict = verdict_of(draft, np.array([0, 0, 1, 1]))

    assert verdict.junior == (
        "block A02 goes to S1, with which its junior school is J2 instead of J1",
    )
    assert not verdict.legal
    assert verdict_of(draft, np.array([0, 0, 0, 1])).legal


def test_places_that_are_too_few_where_junior_schools_hold_are_told_with_blocks() -> None:
    draft = line(feeds=("J1", "J2"), hold=frozenset({"feeder"}), places=(25, 30))

    short = shortages(tightened(problem_of(draft, Aim("walk"))))

    assert (short[0].blocks, short[0].schools, short[0].children) == ((0, 1, 2), (0,), 30)


def test_a_new_school_does_not_take_its_own_block_from_a_held_junior_school() -> None:
    # S2 opens in the second block, whose children are bound for J1 by S0.
    blocks = grid_blocks(4, 1, [10] * 4, school_id=LINE)
    sites = replace(schools_at(blocks, {0: 30, 3: 30, 1: 30}), feeds=("J1", "J2", "J2"))

    held = draft_of(blocks, sites, hold=frozenset({"feeder"}))
    found = solve(problem_of(held, Aim("walk")), Effort(0.1), 1)

    assert found.zone.tolist() == [0, 0, 0, 1]
    assert verdict_of(held, found.zone).legal
    assert draft_of(blocks, sites).held.tolist() == [0, 2, -1, 1]


@pytest.mark.parametrize(
    ("columns", "feeds", "said"),
    [
        ({}, (), "no school says which junior school it feeds"),
        ({"pinned": ("", "", "S1", "")}, ("J1", "J2"), "block A02: must have S1, with which its"),
    ],
    ids=["nobody feeds", "pinned"],
)
def test_a_hold_of_junior_schools_that_nothing_can_keep_is_refused(
    columns: dict, feeds: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        line(feeds=feeds, hold=frozenset({"feeder"}), **columns)

    assert len(refused.value.faults) == 1
    assert said in str(refused.value)


def test_the_frontier_has_a_plan_that_changes_the_fewest_junior_schools() -> None:
    frontier = draw(line(feeds=("J1", "J2"), places=(20, 30)), Effort(1.0), 1)
    draft = line(feeds=("J1", "J2"), places=(20, 30))

    found = {p.aim.name: figures(draft, p.solved.zone) for p in frontier.plans}

    assert found["same_junior"]["junior_changed"] == 10  # 30 children, 20 places
    assert "same_junior" not in {p.aim.name for p in draw(line(), Effort(0.5), 1).plans}


def schools_file(folder: Path, *rows: str) -> Path:
    header = "school_id,name,level,places,x,y,datum,feeds"
    junior = f"J1,first,junior,9,{X0 + 50},{Y0 + 50},EPSG:4548,"
    path = folder / "schools.csv"
    path.write_text("\n".join([header, junior, *rows]) + "\n", encoding="utf-8")
    return path


def gate(column: int) -> str:
    return f"{X0 + (column + 0.5) * SIDE},{Y0 + 50},EPSG:4548"


def test_the_junior_schools_of_a_school_are_read_from_any_of_its_gates(tmp_path: Path) -> None:
    path = schools_file(
        tmp_path, f"S1,one,primary,30,{gate(3)},", f"S0,two,primary,30,{gate(0)},",
        f"S0,two,primary,30,{gate(1)},J1",
    )  # fmt: skip

    sites = read_sites(path, DISTRICT, grid_blocks(4, 1, [1] * 4),
                       reading=ReadOptions(level="primary"))  # fmt: skip

    assert sites.school_id == ("S0", "S1")
    assert sites.feeds == ("J1", "")


@pytest.mark.parametrize(
    ("feeds", "said"),
    [(("J9", ""), "'J9', which is no junior school here"), (("J1", "J1;"), "")],
    ids=["unknown", "the same twice"],
)
def test_an_unknown_junior_school_is_refused_and_one_said_twice_is_not(
    feeds: tuple[str, str], said: str, tmp_path: Path
) -> None:
    path = schools_file(tmp_path, *(
        f"S0,two,primary,30,{gate(at)},{text}" for at, text in enumerate(feeds)))  # fmt: skip
    blocks, reading = grid_blocks(4, 1, [1] * 4), ReadOptions(level="primary")

    if not said:
        assert read_sites(path, DISTRICT, blocks, reading=reading).feeds == ("J1",)
        return
    with pytest.raises(BadInput) as refused:
        read_sites(path, DISTRICT, blocks, reading=reading)
    assert said in str(refused.value)
    assert len(refused.value.faults) == 1
