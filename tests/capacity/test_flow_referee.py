"""A second solver, OR-Tools, finds the same totals on districts of hundreds of children."""

import numpy as np
import pytest
from ortools.graph.python import min_cost_flow

from capacity.case import case_of
from capacity.overflow import place
from capacity.school_graph import spread

from .districts import NEARNESS, child, rank_of


def least_total(cost, allowed, room):
    """Return the least total cost of giving every child (row) one school, or None, by OR-Tools."""
    children, schools = cost.shape
    flow = min_cost_flow.SimpleMinCostFlow()
    rows, columns = np.nonzero(allowed)
    flow.add_arcs_with_capacity_and_unit_cost(
        rows, children + columns, np.ones(len(rows), dtype=np.int64), cost[rows, columns]
    )
    sink = children + schools
    flow.add_arcs_with_capacity_and_unit_cost(
        children + np.arange(schools), np.full(schools, sink), room, np.zeros(schools, np.int64)
    )
    flow.set_nodes_supplies(np.arange(children), np.ones(children, dtype=np.int64))
    flow.set_nodes_supplies(np.array([sink]), np.array([-children]))
    return flow.optimal_cost() if flow.solve() == flow.OPTIMAL else None


def town(seed, children, schools, spare):
    """Return (walks, room): children and schools at random in a square of 5 km."""
    draw = np.random.default_rng(seed)
    homes, gates = draw.integers(0, 5000, (children, 2)), draw.integers(0, 5000, (schools, 2))
    walks = np.abs(homes[:, None, :] - gates[None, :, :]).sum(axis=2)
    share = draw.dirichlet(np.full(schools, 2.0))
    room = np.floor(share * (children + spare)).astype(np.int64)
    room[: children + spare - room.sum()] += 1
    return walks.astype(np.int64), room


def open_to(seed, walks, k):
    """Let each child have its k nearest schools and a few others."""
    draw = np.random.default_rng(seed + 1000)
    nearest = np.argsort(np.argsort(walks, axis=1, kind="stable"), axis=1) < k
    return nearest | (draw.random(walks.shape) < 0.2)


def in_rows(walks, allowed):
    rows, columns = np.nonzero(allowed)
    start = np.searchsorted(rows, np.arange(len(walks) + 1))
    return start, columns, walks[rows, columns]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("spare", [0, 5, 60])
def test_the_spread_is_as_short_as_a_network_flow_solver_makes_it(seed, spare):
    walks, room = town(seed, children=400, schools=12, spare=spare)
    allowed = open_to(seed, walks, k=4)
    start, school, cost = in_rows(walks, allowed)

    found = spread(start, school, cost, room, np.zeros(12, dtype=np.bool_))

    least = least_total(walks, allowed, room)
    assert (least is None) == bool(found.excess.any())
    if least is not None:
        assert int(cost[found.row].sum()) == least
        assert np.all(np.bincount(school[found.row], minlength=12) <= room)


@pytest.mark.parametrize("seed", range(4))
def test_schools_that_must_be_full_are_and_the_rest_is_as_short_as_can_be(seed):
    walks, room = town(seed, children=300, schools=10, spare=90)
    allowed = open_to(seed, walks, k=4)
    start, school, cost = in_rows(walks, allowed)
    plain = spread(start, school, cost, room, np.zeros(10, dtype=np.bool_))
    loose = int(np.argmax(room - np.bincount(school[plain.row], minlength=10)))
    must_fill = np.arange(10) == loose

    found = spread(start, school, cost, room, must_fill)

    # a discount larger than any detour fills the school; taken back, it leaves the least total
    bonus = int(walks.max()) * 20
    least = least_total(walks - bonus * must_fill, allowed, room) + bonus * int(room[loose])
    assert np.bincount(school[found.row], minlength=10)[loose] == room[loose]
    assert int(cost[found.row].sum()) == least


@pytest.mark.parametrize("seed", range(4))
def test_a_district_without_zones_is_placed_at_the_least_total(seed):
    walks, room = town(seed, children=250, schools=9, spare=seed)
    names = [f"S{number}" for number in range(9)]
    children = [
        child(f"C{at:03d}", "", dict(zip(names, row, strict=True)))
        for at, row in enumerate(walks.tolist())
    ]
    places = dict(zip(names, room.tolist(), strict=True))
    case = case_of(children, places)

    placement = place(case, NEARNESS, rank_of(case, case.child_ids))

    metres = case.metres(np.arange(len(case)), placement.school)
    assert int(metres.sum()) == least_total(walks, np.ones_like(walks, dtype=bool), room)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 160))
def test_the_spread_is_as_short_in_many_larger_towns(seed):
    walks, room = town(seed, children=3000, schools=40, spare=seed % 3 * 40)
    allowed = open_to(seed, walks, k=5)
    start, school, cost = in_rows(walks, allowed)

    found = spread(start, school, cost, room, np.zeros(40, dtype=np.bool_))

    least = least_total(walks, allowed, room)
    assert (least is None) == bool(found.excess.any())
    assert least is None or int(cost[found.row].sum()) == least
