"""Do blocks, schools, pins, barriers and years become the right problem?"""

import numpy as np
import pytest
import shapely

from geo.faults import BadInput
from tests.zones.redraw.grids import CORNER, SIDE, grid_blocks, grid_draft, schools_at
from zones.redraw.adjacency import components, neighbours_of
from zones.redraw.draft import Aim, draft_of, problem_of
from zones.redraw.figures import figures, verdict_of
from zones.redraw.frontier import draw
from zones.redraw.reachable import tightened
from zones.redraw.shortage import shortage_words, shortages
from zones.redraw.solve import Effort, solve

X0, Y0 = CORNER


def column(number: int, *, shift: float = 0.0) -> shapely.Polygon:
    return shapely.box(X0 + number * SIDE + shift, Y0, X0 + (number + 1) * SIDE + shift, Y0 + SIDE)


def test_blocks_that_share_an_edge_are_neighbours_and_corners_are_not() -> None:
    near = neighbours_of(grid_blocks(2, 2, [1] * 4).polygons)

    assert near.pairs.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert np.abs(near.border_m - SIDE).max() <= 1


@pytest.mark.parametrize("shift", [-0.3, 0.3], ids=["overlap", "sliver"])
def test_a_sliver_or_an_overlap_does_not_part_neighbours(shift: float) -> None:
    near = neighbours_of(np.array([column(0), column(1, shift=shift)]))

    assert near.pairs.tolist() == [[0, 1]]


def test_streets_between_all_blocks_are_bridged_and_it_is_said() -> None:
    apart = np.array([column(0), column(1, shift=20), column(2, shift=40), column(3, shift=60)])

    near = neighbours_of(apart)

    assert near.pairs.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert near.gap_m == 30


def test_a_river_parts_neighbours_except_at_a_bridge() -> None:
    blocks = grid_blocks(2, 2, [1] * 4)
    river = np.array([shapely.LineString([(X0 + SIDE, Y0 - 50), (X0 + SIDE, Y0 + 250)])])
    bridge = np.array([shapely.Point(X0 + SIDE, Y0 + 50)])

    closed = neighbours_of(blocks.polygons, barriers=river)
    open_ = neighbours_of(blocks.polygons, barriers=river, crossings=bridge)

    assert closed.pairs.tolist() == [[0, 2], [1, 3]]
    assert open_.pairs.tolist() == [[0, 1], [0, 2], [1, 3]]


def test_a_piece_of_the_district_without_a_school_is_joined_to_the_nearest_and_it_is_said() -> None:
    blocks = grid_blocks(4, 1, [5] * 4)
    island = np.array([*blocks.polygons[:3], shapely.affinity.translate(blocks.polygons[3], 70, 0)])
    moved = type(blocks)(**{
        **{name: getattr(blocks, name) for name in blocks.__slots__}, "polygons": island,
    })  # fmt: skip

    draft = draft_of(moved, schools_at(blocks, {0: 30}), near=neighbours_of(island, gap_m=1.0))

    assert components(4, draft.near.pairs).max() == 0
    assert draft.notes == (
        "block A02 is joined to A03, 70 m away: its piece of the district touches no other",
    )


def test_the_block_of_a_school_belongs_to_it_unless_it_is_pinned_elsewhere() -> None:
    free = grid_draft(3, 1, [5] * 3, {0: 20, 2: 20})
    pinned = grid_draft(3, 1, [5] * 3, {0: 20, 2: 20}, pinned=("S1", "S1", ""))

    assert free.held.tolist() == [0, -1, 1]
    assert free.asked.tolist() == [-1, -1, -1]
    assert pinned.held.tolist() == [1, 1, 1]
    assert pinned.graph.neighbours(3).tolist() == [0, 1]  # S0 may begin beside its block


def test_two_schools_in_one_block_can_both_have_a_zone() -> None:
    blocks = grid_blocks(3, 1, [10, 5, 10])
    sites = schools_at(blocks, {1: 15, 0: 15})
    both = type(sites)(sites.school_id, sites.name, sites.places, sites.gates,
                       np.array([1, 1]), sites.away_m)  # fmt: skip
    draft = draft_of(blocks, both)

    found = solve(problem_of(draft, Aim("walk")), Effort(0.1), 1)

    assert found.value is not None
    assert verdict_of(draft, found.zone).legal
    assert sorted(found.zone[[0, 2]].tolist()) == [0, 1]


def test_a_locked_block_keeps_its_school_and_contradicting_locks_are_refused() -> None:
    today = ("S0", "S0", "S1")
    locked = np.array([False, True, False])
    held = grid_draft(3, 1, [5] * 3, {0: 20, 2: 20}, school_id=today, locked=locked)

    assert held.held.tolist() == [0, 0, 1]
    with pytest.raises(BadInput, match="is locked to S0 and pinned to S1"):
        grid_draft(3, 1, [5] * 3, {0: 20, 2: 20}, school_id=today, locked=locked,
                   pinned=("", "S1", ""))  # fmt: skip
    with pytest.raises(BadInput, match="pinned to 'S9'"):
        grid_draft(3, 1, [5] * 3, {0: 20, 2: 20}, pinned=("S9", "", ""))


def test_places_hold_in_every_year() -> None:
    # In the second year the middle block has 20 children, which only S1 has room for.
    blocks = grid_blocks(3, 1, [5, 5, 5, 20, 5, 5], years=("", "2027"))
    sites = schools_at(blocks, {0: 20, 2: 30})
    draft = draft_of(blocks, sites)

    found = solve(problem_of(draft, Aim("walk")), Effort(0.1), 1)

    assert draft.blocks.children.tolist() == [[5, 5], [5, 20], [5, 5]]
    assert found.zone.tolist() == [0, 1, 1]


def test_what_cannot_fit_is_named_as_the_smallest_set() -> None:
    # The two western blocks are pinned to S0, which has 15 places for their 20 children.
    draft = grid_draft(4, 1, [10] * 4, {0: 15, 3: 100}, pinned=("S0", "S0", "", ""))

    short = shortages(tightened(problem_of(draft, Aim("walk"))))

    assert [(s.blocks, s.schools, s.children, s.places) for s in short] == [((0, 1), (0,), 20, 15)]
    words = shortage_words(short[0], draft.blocks.block_id, draft.sites.school_id, ("",))
    assert words.startswith("2 blocks with 20 children may only go to S0, which have 15 places")
    assert "A00, A01" in words


def test_a_block_larger_than_every_school_is_named() -> None:
    draft = grid_draft(3, 1, [10, 60, 10], {0: 50, 2: 50})

    short = shortages(tightened(problem_of(draft, Aim("walk"))))

    assert len(short) == 1
    assert short[0].whole
    assert short[0].blocks == (1,)


def test_where_places_are_too_few_every_plan_is_still_in_one_piece_with_the_fewest_over() -> None:
    draft = grid_draft(4, 3, [10] * 12, {0: 50, 11: 60})

    frontier = draw(draft, Effort(1.0), 1)

    assert frontier.shortages[0].children == 120
    for plan in frontier.plans:
        verdict = verdict_of(draft, plan.solved.zone)
        assert verdict.contiguous
        assert not verdict.pins
    assert figures(draft, frontier.plans[0].solved.zone)["children_over"] == 10


def test_the_frontier_trades_walk_against_moves() -> None:
    today = tuple(["S0"] * 8 + ["S1"] * 4)
    draft = grid_draft(4, 3, [10] * 12, {0: 70, 11: 70}, school_id=today)

    frontier = draw(draft, Effort(2.0), 1)

    found = {p.aim.name: figures(draft, p.solved.zone) for p in frontier.plans}
    assert found["fewest_moved"]["children_moved"] == 10  # 80 today, 70 places
    assert found["fewest_moved"]["children_over"] == 0
    shortest = min(each["mean_walk_m"] for each in found.values())
    assert found["shortest_walk"]["mean_walk_m"] == shortest
    assert all(verdict_of(draft, p.solved.zone).contiguous for p in frontier.plans)


def test_the_longest_walk_is_least_where_that_is_asked() -> None:
    # S0 in the west has nearly all places: 5 columns away is the least that is possible.
    draft = grid_draft(6, 1, [10] * 6, {0: 30, 5: 30})

    frontier = draw(draft, Effort(1.0), 1)

    plan = next(p for p in frontier.plans if p.aim.name == "shortest_longest_walk")
    assert plan.limit_bound == 200_000
    assert figures(draft, plan.solved.zone)["longest_walk_m"] == 200.0


def test_an_address_whose_place_of_six_years_is_taken_keeps_its_school_if_it_weighs_enough() -> (
    None
):
    # The middle block is 100 m from S1 and 200 m from S0, whose it is today: ten children walk
    # 1000 m more in all, which two addresses outweigh at 501 m each, but not at 499 m.
    taken = np.array([0, 0, 2, 0])
    draft = grid_draft(4, 1, [10] * 4, {0: 30, 3: 30}, school_id=("S0",) * 3 + ("S1",),
                       six_years=taken)  # fmt: skip

    kept, moved = (
        solve(problem_of(draft, Aim("six", {"walk": 1.0, "six_years": metres})), Effort(0.1), 1)
        for metres in (501.0, 499.0)
    )

    assert kept.zone.tolist() == [0, 0, 0, 1]
    assert moved.zone.tolist() == [0, 0, 1, 1]
    assert figures(draft, kept.zone)["six_years_moved"] == 0
    assert figures(draft, moved.zone)["six_years_moved"] == 2
