"""The rule on districts small enough to solve in the head: order, look-ahead, cap, tail, cost."""

import pytest

from capacity.ruleset import Comparator, CostShape, Order, Ruleset

from .districts import NEARNESS, child, placed, run

ENDING = (Comparator.PROXIMITY, Comparator.LOTTERY)


def rule(**entries):
    return Ruleset(comparators=ENDING, **entries)


def test_the_child_with_the_smaller_loss_moves_not_the_one_who_lives_farther():
    # walkers: near's loss by moving is 200 - 100 = 100, far's is 2000 - 600 = 1400
    children = [
        child("near", "west", {"west": 100, "east": 200}),
        child("far", "west", {"west": 600, "east": 2000}),
    ]

    assert placed(children, {"west": 1, "east": 1}) == {"near": "east", "far": "west"}


def test_movers_are_spread_together_and_not_one_after_the_other():
    # one by one, whichever comes first: x to b (10), then y to c (900), together 910;
    # jointly: x to c (20), y to b (15), together 35
    children = [
        child("x", "a", {"a": 5, "b": 10, "c": 20}),
        child("y", "a", {"a": 5, "b": 15, "c": 900}),
    ]

    assert placed(children, {"a": 0, "b": 1, "c": 1}) == {"x": "c", "y": "b"}


def test_a_full_school_of_the_own_zone_is_filled_before_a_shorter_walk_elsewhere():
    # both live nearer to east; west has a place for one of its zone, so one stays, at +700 or +300
    children = [
        child("a", "west", {"west": 800, "east": 100}),
        child("b", "west", {"west": 500, "east": 200}),
    ]

    case, placement = run(children, {"west": 1, "east": 5})

    assert placed(children, {"west": 1, "east": 5}) == {"a": "east", "b": "west"}
    # what one more place at west would save: a comes home, 700 metres farther, so less than nothing
    assert dict(zip(case.school_ids, placement.stages[0].price.tolist(), strict=True)) == {
        "east": 0, "west": -700,
    }  # fmt: skip


def test_nobody_from_outside_gets_a_place_at_a_school_that_turns_its_own_zone_away():
    children = [
        child("a", "west", {"west": 800, "east": 100}),
        child("b", "west", {"west": 500, "east": 200}),
        child("guest", "", {"west": 1, "east": 3000}),
    ]

    assert placed(children, {"west": 1, "east": 5})["guest"] == "east"


ZONE_OR_TIER = [
    child("first1", "west", {"west": 100, "east": 300, "far": 3000}, tier=1),
    child("first2", "west", {"west": 100, "east": 300, "far": 3000}, tier=1),
    child("second", "east", {"west": 200, "east": 100, "far": 4000}, tier=2),
]


def test_zone_first_keeps_the_second_tier_in_its_zone_before_the_first_tier_moves_there():
    found = placed(ZONE_OR_TIER, {"west": 1, "east": 1, "far": 1}, rule(order=Order.ZONE_FIRST))

    assert found == {"first1": "west", "first2": "far", "second": "east"}


def test_tier_first_lets_the_first_tier_move_before_the_second_claims():
    found = placed(ZONE_OR_TIER, {"west": 1, "east": 1, "far": 1}, rule(order=Order.TIER_FIRST))

    assert found == {"first1": "west", "first2": "east", "second": "far"}


@pytest.mark.parametrize("order", list(Order))
def test_with_a_cap_and_no_seat_to_spare_the_first_tier_leaves_what_the_second_needs(order):
    # `one` would take near, 100 m; but near is the only school within the cap of `two`
    children = [
        child("one", "", {"near": 100, "other": 900}, tier=1),
        child("two", "", {"near": 800, "other": 2500}, tier=2),
    ]

    found = placed(children, {"near": 1, "other": 1}, rule(cap_m=1000, order=order))

    assert found == {"one": "other", "two": "near"}


def test_without_a_cap_the_first_tier_takes_the_near_school():
    children = [
        child("one", "", {"near": 100, "other": 900}, tier=1),
        child("two", "", {"near": 800, "other": 2500}, tier=2),
    ]

    assert placed(children, {"near": 1, "other": 1}) == {"one": "near", "two": "other"}


def test_the_cap_does_not_bind_inside_the_own_zone():
    children = [child("remote", "west", {"west": 6000, "east": 6500})]

    assert placed(children, {"west": 1, "east": 1}, rule(cap_m=3000)) == {"remote": "west"}


def test_the_cap_includes_its_last_metre():
    children = [child("a", "", {"near": 1000})]

    assert placed(children, {"near": 1}, rule(cap_m=1000)) == {"a": "near"}
    assert run(children, {"near": 1}, rule(cap_m=999))[1].shortage is not None


TAIL = [  # shortest sum: 100 + 3100 = 3200, one beyond 3000; the other way: 1700 + 1800 = 3500
    child("a", "", {"b": 100, "c": 1700}),
    child("z", "", {"b": 1800, "c": 3100}),
]


def test_without_a_tail_guard_the_sum_decides():
    assert placed(TAIL, {"b": 1, "c": 1}) == {"a": "b", "z": "c"}


def test_the_tail_guard_first_sees_that_few_walk_very_far():
    assert placed(TAIL, {"b": 1, "c": 1}, rule(tail_m=3000)) == {"a": "c", "z": "b"}


def test_a_tail_of_exactly_the_limit_is_not_yet_far():
    assert placed(TAIL, {"b": 1, "c": 1}, rule(tail_m=3100)) == {"a": "b", "z": "c"}


def test_after_the_tail_guard_the_sum_still_decides():
    # whoever goes to far walks beyond 3000 anyway: then the smaller sum, 100 + 3200
    children = [
        child("a", "", {"b": 100, "far": 4000}),
        child("z", "", {"b": 150, "far": 3200}),
    ]

    assert placed(children, {"b": 1, "far": 1}, rule(tail_m=3000)) == {"a": "b", "z": "far"}


def test_squared_metres_prefer_two_middle_walks_to_a_short_and_a_long_one():
    # sum: 100 + 1000 < 700 + 600; squares: 1,010,000 > 850,000
    children = [
        child("a", "", {"b": 100, "c": 700}),
        child("z", "", {"b": 600, "c": 1000}),
    ]

    assert placed(children, {"b": 1, "c": 1}) == {"a": "b", "z": "c"}
    assert placed(children, {"b": 1, "c": 1}, rule(cost=CostShape.SQUARED)) == {"a": "c", "z": "b"}


def test_bands_make_metres_of_one_band_equal_so_the_lot_decides():
    # 510 and 990 are both in band 1 of 500 m: a, with the first lot, takes the fewer metres
    children = [
        child("a", "", {"b": 510, "c": 990}),
        child("z", "", {"b": 510, "c": 999}),
    ]
    banded = rule(cost=CostShape.BANDED, band_m=500)

    assert placed(children, {"b": 1, "c": 1}, banded, lots="az") == {"a": "b", "z": "c"}
    assert placed(children, {"b": 1, "c": 1}, banded, lots="za") == {"a": "c", "z": "b"}
    assert placed(children, {"b": 1, "c": 1}, NEARNESS, lots="az") == {"a": "c", "z": "b"}


def test_points_decide_who_stays_before_any_distance():
    by_points = Ruleset(comparators=(Comparator.POINTS, *ENDING))
    children = [
        child("near", "west", {"west": 10, "east": 5000}, points=1),
        child("far", "west", {"west": 900, "east": 901}, points=2),
    ]

    assert placed(children, {"west": 1, "east": 1}, by_points) == {"near": "east", "far": "west"}


def test_a_home_in_no_zone_goes_to_the_nearest_school_with_room():
    children = [
        child("guest", "", {"west": 50, "east": 300}),
        child("own", "west", {"west": 2000, "east": 100}),
    ]

    assert placed(children, {"west": 1, "east": 1}) == {"guest": "east", "own": "west"}


def test_when_places_lack_the_children_and_schools_of_the_shortage_are_named():
    walks = {"west": 100, "east": 200, "hill": 9000}
    children = [child(name, "west", walks) for name in "abc"] + [child("d", "hill", walks)]

    case, placement = run(children, {"west": 1, "east": 1, "hill": 1}, rule(cap_m=1000))

    # a, b, c may go to west and east only: two places for three
    shortage = placement.shortage
    assert shortage.short == 1
    assert [case.school_ids[at] for at in shortage.schools] == ["east", "west"]
    assert [case.child_ids[at] for at in shortage.children] == ["a", "b", "c"]


def test_a_child_that_no_school_may_take_is_a_shortage_of_its_own():
    case, placement = run([child("a", "west", {"west": 1}, barred=("west",))], {"west": 3})

    assert (placement.shortage.short, placement.shortage.schools.size) == (1, 0)
    assert [case.child_ids[at] for at in placement.shortage.children] == ["a"]


def test_nobody_registered_means_nothing_to_place():
    _, placement = run([], {"west": 3})

    assert placement.school.size == 0
    assert placement.shortage is None
