"""Are the right sites opened and closed? Against trying every choice, and by hand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from capacity.siting import SitingCase, site


def case_of(metres, demand, places, existing, most_open, most_closed=0):
    demand = np.atleast_2d(np.asarray(demand, float))
    return SitingCase(
        np.asarray(metres, float), demand, np.full(len(demand), 1 / len(demand)),
        np.asarray(places, float), np.asarray(existing, bool), most_open, most_closed,
    )  # fmt: skip


def test_the_site_next_to_the_children_is_opened():
    case = case_of([[900, 100, 800]], [50], [60, 60, 60], [True, False, False], 1)

    found = site(case)

    assert found.open_.tolist() == [True, True, False]
    assert found.unmet.tolist() == pytest.approx([0], abs=1e-3)
    assert found.metres == pytest.approx(5000, abs=0.1)


def test_nobody_is_left_over_to_save_metres():
    case = case_of([[10, 5000]], [80], [40, 60], [True, False], 1)

    assert site(case).unmet.sum() == pytest.approx(0, abs=1e-3)


def test_an_idle_school_stays_open_unless_it_may_close():
    metres, demand = [[100, 100]], [20]

    held = site(case_of(metres, demand, [30, 30], [True, True], 0, 0))

    assert held.open_.all()


def test_a_shortage_that_cannot_be_helped_is_told_for_each_future():
    found = site(case_of([[10]], [[20], [50]], [30], [True], 0))

    assert found.unmet == pytest.approx([0, 20], abs=1e-3)


def test_where_no_way_leads_nobody_goes_though_places_are_free():
    found = site(case_of([[100, np.inf], [np.inf, 300]], [[50, 10]], [30, 60], [True, True], 0))

    assert found.unmet == pytest.approx([20], abs=1e-3)
    assert found.shares[0, 0, 1] == pytest.approx(0, abs=1e-6)
    assert found.metres == pytest.approx(30 * 100 + 10 * 300, abs=1)


def test_what_is_proved_is_no_better_than_what_was_found():
    found = site(case_of([[10], [400]], [[20, 30]], [30], [True], 0))

    assert found.unmet_bound == pytest.approx(20, abs=1e-2)
    assert found.bound <= found.metres + 1e-6
    assert found.bound >= found.metres * (1 - found.gap) - 1e-3


def slow(case):
    """Return the least expected shortage, then metres, over every allowed set of open sites."""
    n, best = len(case.places), None
    for size in range(n + 1):
        for chosen in combinations(range(n), size):
            open_ = np.isin(np.arange(n), chosen)
            if (open_ & ~case.existing).sum() > case.most_open:
                continue
            if (case.existing & ~open_).sum() > case.most_closed:
                continue
            parts = [serve(case, need, open_) for need in case.demand]
            total = tuple(round(float(case.weights @ [p[k] for p in parts]), 4) for k in (0, 1))
            best = total if best is None else min(best, total)
    return best


def serve(case, need, open_):
    blocks, sites = case.metres.shape
    rows = np.kron(np.eye(blocks), np.ones(sites))
    columns = np.kron(np.ones(blocks), np.eye(sites))
    placed = min(need.sum(), (case.places * open_).sum())
    done = linprog(
        case.metres.reshape(-1), A_ub=np.vstack([rows, columns]),
        b_ub=np.concatenate([need, case.places * open_]),
        A_eq=np.ones((1, blocks * sites)), b_eq=[placed],
    )  # fmt: skip
    return need.sum() - placed, done.fun


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_the_choice_is_as_good_as_the_best_of_all(seed):
    random = np.random.default_rng(seed)
    blocks, sites = 3, 4
    case = case_of(
        random.integers(100, 3000, (blocks, sites)), random.integers(5, 60, (2, blocks)),
        random.integers(20, 80, sites), [True, True, False, False], 1, 1,
    )  # fmt: skip

    found = site(case, gap=0.0)

    unmet, metres = slow(case)
    assert case.weights @ found.unmet == pytest.approx(unmet, abs=1e-3)
    assert found.metres == pytest.approx(metres, rel=1e-4)
    assert (found.shares.sum(axis=1) <= case.places * found.open_ + 1e-5).all()
