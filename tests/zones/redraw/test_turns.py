"""Do several turns, plans put together and mended suggestions keep what one search keeps?"""

import numpy as np
import pytest

from tests.zones.redraw.grids import grid_problem, in_one_piece, referee
from zones.redraw import turns
from zones.redraw.bound import first_bound, improved
from zones.redraw.exact import Program
from zones.redraw.problem import Problem
from zones.redraw.search import Budget
from zones.redraw.start import grown
from zones.redraw.turns import mended, searched


def district(seed: int) -> Problem:
    random = np.random.default_rng(seed)
    heads = random.integers(1, 9, 30).tolist()
    homes = sorted(random.choice(30, 3, replace=False).tolist())
    return grid_problem(6, 5, heads, homes, [sum(heads) // 3 + 4] * 3)


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few thousand tries be enough for several turns and for the integer program."""
    for name, value in {"_TURN": 3_000, "_TURN_A_BLOCK": 1, "_SUGGEST_FROM": 1}.items():
        monkeypatch.setattr(turns, name, value)


@pytest.mark.parametrize("seed", range(4))
def test_the_integer_program_cut_until_in_one_piece_ends_at_the_referees_plan(seed: int) -> None:
    problem = district(seed)
    bound, best = first_bound(problem), referee(problem)
    assert bound is not None
    assert best is not None

    program = Program(problem, improved(problem, bound, best, 50))
    assert program.narrowed(best + best // 200, widest=1.0)
    values = []
    for _ in range(40):
        plan = program.suggested(60.0)
        assert plan is not None
        values.append(problem.value(plan[0]))
        if plan[1]:
            break

    assert all(value <= best * 1.0002 for value in values)  # what is left out only makes it cheaper
    assert values[-1] == best
    assert in_one_piece(problem, plan[0])


def test_a_suggestion_in_pieces_is_mended_and_keeps_what_hangs_together() -> None:
    # S0 stands at the west end of a line of five, S1 in the middle; block 3 is cut off from S0.
    problem = grid_problem(5, 1, [1] * 5, [0, 2], [5, 5])

    zone = mended(problem, np.array([0, 0, 1, 0, 1]))

    assert zone.tolist() == [0, 0, 1, 1, 1]


@pytest.mark.usefixtures("short_turns")
def test_turns_end_at_the_referees_plan_and_again_at_the_same() -> None:
    problem = district(5)
    bound, start = first_bound(problem), grown(problem, np.zeros(3, np.int64))

    first, again = (searched(problem, start, Budget(60_000), 3, bound) for _ in range(2))

    assert first.value == referee(problem)
    assert first.zone is not None
    assert again.zone is not None
    assert (first.zone == again.zone).all()
    assert in_one_piece(problem, first.zone)
    assert not first.cut_short


@pytest.mark.usefixtures("short_turns")
def test_a_clock_that_ends_while_plans_are_suggested_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, left = district(5), [60.0]
    bound, start = first_bound(problem), grown(problem, np.zeros(3, np.int64))
    monkeypatch.setattr(Program, "narrowed", lambda *_: True)
    monkeypatch.setattr(Program, "suggested", lambda *_: left.clear())

    found = searched(problem, start, Budget(24_000, lambda: sum(left)), 3, bound)

    assert not left
    assert found.cut_short
    assert found.zone is not None


@pytest.mark.usefixtures("short_turns")
def test_the_values_told_never_rise() -> None:
    problem, told = district(6), []
    bound, start = first_bound(problem), grown(problem, np.zeros(3, np.int64))

    searched(problem, start, Budget(30_000), 1, bound, told.append)

    assert told == sorted(told, reverse=True)
    assert len(told) > 5
