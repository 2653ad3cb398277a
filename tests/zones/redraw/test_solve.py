"""Are plans legal always, optimal where that can be known, and the same for the same seed?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zones.redraw.grids import grid_problem, in_one_piece, referee
from zones.redraw.bound import first_bound, improved
from zones.redraw.problem import with_over_price
from zones.redraw.reachable import tightened
from zones.redraw.search import Budget, search
from zones.redraw.solve import Effort, solve
from zones.redraw.start import grown

QUICK = Effort(0.25)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_plan_of_a_small_grid_is_found_and_the_bound_lies_below_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    heads = random.integers(1, 9, 30).tolist()
    homes = sorted(random.choice(30, 3, replace=False).tolist())
    problem = grid_problem(6, 5, heads, homes, [sum(heads) // 3 + 6] * 3)

    best, found = referee(problem), solve(problem, QUICK, 1)

    assert found.value == best
    assert found.bound is not None
    assert best is not None
    assert 0.9 * best <= found.bound <= best


def test_the_bound_by_knapsacks_and_cuts_is_better_than_the_linear_program() -> None:
    random = np.random.default_rng(11)
    heads = random.integers(5, 20, 30).tolist()
    problem = grid_problem(6, 5, heads, [0, 14, 29], [sum(heads) // 3 + 12] * 3)
    best = referee(problem)

    linear = first_bound(problem)

    assert linear is not None
    assert best is not None
    assert linear.value < improved(problem, linear, best, 300).value <= best


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 4), st.floats(1.02, 1.6))
def test_zones_are_in_one_piece_and_within_places_whatever_the_district(
    seed: int, schools: int, slack: float
) -> None:
    random = np.random.default_rng(seed)
    heads = random.integers(0, 12, 25).tolist()
    homes = sorted(random.choice(25, schools, replace=False).tolist())
    places = [int(sum(heads) * slack / schools) + 1] * schools
    problem = grid_problem(5, 5, heads, homes, places)

    found = solve(problem, Effort(0.05), 1)

    assert in_one_piece(problem, found.zone)
    if found.value is not None:
        assert (problem.loads(found.zone) <= problem.places).all()
        assert found.value == problem.value(found.zone)
        assert found.bound is not None
        assert found.bound <= found.value
    for at, home in enumerate(homes):
        assert found.zone[home] == at


def test_contiguity_costs_what_the_referee_says_on_a_grid_where_nearest_is_in_pieces() -> None:
    # S1 stands between S0 and blocks that only S0 has room for: they must be reached around it.
    problem = grid_problem(5, 3, [3] * 15, [5, 7], [36, 9])

    found = solve(problem, QUICK, 1)

    assert found.value == referee(problem)
    assert in_one_piece(problem, found.zone)


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = grid_problem(6, 6, list(range(1, 37)), [0, 20, 35], [260, 230, 200])

    first, again = solve(problem, QUICK, 7), solve(problem, QUICK, 7)

    assert (first.zone == again.zone).all()
    assert first.bound == again.bound


def test_a_clock_that_has_run_out_stops_the_search_and_says_so() -> None:
    problem = grid_problem(6, 6, [5] * 36, [0, 35], [100, 100])

    found = solve(problem, Effort(1.0, lambda: 0.0), 1)

    assert found.cut_short
    assert in_one_piece(problem, found.zone)


def test_a_priced_place_is_overfilled_where_that_is_cheaper() -> None:
    # A line of four blocks, ten children each: S0 has 20 places, S1 10; one block is too many.
    problem = with_over_price(grid_problem(4, 1, [10] * 4, [0, 3], [20, 10]), 150)

    found = solve(problem, QUICK, 1)

    # Two blocks each: 10 steps of 10 children at 1000 twice, ten children over at 150.
    assert found.value == 2 * 10 * 1000 + 10 * 150
    assert problem.over(found.zone) == 10


def test_a_border_that_costs_is_shortened() -> None:
    plain = grid_problem(4, 4, [1] * 16, [0, 15], [16, 16])
    graph = plain.graph
    priced = type(graph)(graph.start, graph.target, np.full_like(graph.border, 10_000))
    from dataclasses import replace

    problem = replace(plain, graph=priced)

    found = solve(problem, QUICK, 1)

    def cut(zone: np.ndarray) -> int:
        return (problem.value(zone) - plain.value(zone)) // 10_000

    assert cut(found.zone) == 2  # all but one corner goes to one school


def test_the_start_grows_every_zone_from_its_own_school() -> None:
    problem = grid_problem(5, 5, [2] * 25, [0, 24], [25, 25])

    zone = grown(problem, np.zeros(2, np.int64))

    assert in_one_piece(problem, zone)
    assert zone[12] in (0, 1)


def test_a_pair_that_no_zone_in_one_piece_can_hold_is_left_out() -> None:
    # A line S0 - x - S1 - y: y can reach S0 only through S1's own block.
    problem = grid_problem(4, 1, [1] * 4, [0, 2], [4, 4])

    may = tightened(problem).may()

    assert not may[3, 0]
    assert may[3, 1]
    assert may[1].all()


def test_the_search_returns_the_nearest_plan_where_none_is_legal() -> None:
    problem = grid_problem(4, 1, [10] * 4, [0, 3], [15, 15])

    found = search(problem, grown(problem, np.zeros(2, np.int64)), Budget(5000), 1)

    assert found.zone is None
    assert problem.over(found.nearest) == 10
