"""What one more place is worth to all children together, and honestly less than nothing."""

from hypothesis import assume, given, settings

from capacity.case import case_of
from capacity.seat_values import seat_values
from capacity.twins import place_with_twins

from .districts import NEARNESS, child, metres_of, placed, rank_of, run
from .strategies import districts


def values(children, places, rule=NEARNESS):
    """Return school → what one more place there would save."""
    case = case_of(children, places)
    rank = rank_of(case, [each.id for each in children])
    found = seat_values(case, rule, rank, place_with_twins(case, rule, rank))
    return dict(zip(case.school_ids, found.tolist(), strict=True))


def test_one_more_place_at_a_full_school_saves_the_marginal_detour():
    children = [
        child("a", "west", {"west": 100, "east": 700}),
        child("b", "west", {"west": 100, "east": 900}),
    ]

    assert values(children, {"west": 1, "east": 1}) == {"west": 600, "east": 0}


def test_a_place_that_calls_a_child_home_to_a_farther_school_is_worth_less_than_nothing():
    children = [
        child("a", "west", {"west": 800, "east": 100}),
        child("b", "west", {"west": 500, "east": 200}),
    ]

    assert values(children, {"west": 1, "east": 2}) == {"west": -700, "east": 0}


def test_the_value_counts_the_lower_tier_that_moves_up_behind():
    # one place more at near: high comes from mid (saves 10); then low comes from far to mid (900)
    children = [
        child("first", "", {"near": 0, "mid": 100, "far": 9000}, tier=1),
        child("high", "", {"near": 10, "mid": 20, "far": 9000}, tier=1),
        child("low", "", {"near": 9000, "mid": 100, "far": 1000}, tier=2),
    ]
    places = {"near": 1, "mid": 1, "far": 1}

    case, placement = run(children, places)

    assert placement.stages[0].price[case.school_ids.index("near")] == 10
    assert values(children, places)["near"] == 10 + 900


@given(district=districts(most_children=7, most_schools=3))
@settings(max_examples=60)
def test_the_value_is_the_metres_that_all_children_save_together(district):
    children, places = district
    assume(run(children, places)[1].shortage is None)

    found = values(children, places)

    before = sum(metres_of(children, placed(children, places)).values())
    for school, count in places.items():
        with_more = placed(children, places | {school: count + 1})
        assert found[school] == before - sum(metres_of(children, with_more).values())


def test_a_run_too_large_to_be_placed_again_for_each_school_is_not_answered(monkeypatch):
    monkeypatch.setattr("capacity.seat_values.RESOLVE_BUDGET", 1)
    case = case_of([child("a", "west", {"west": 1, "east": 2})], {"west": 1, "east": 1})
    rank = rank_of(case, ["a"])

    assert seat_values(case, NEARNESS, rank, place_with_twins(case, NEARNESS, rank)) is None
