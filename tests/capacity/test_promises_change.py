"""P8, P9: what one more place changes and does not promise, what lower tiers may change."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capacity.claims import NO_THRESHOLD
from capacity.ruleset import Order, Ruleset

from .districts import NEARNESS, by_name, child, metres_of, placed, run
from .strategies import COMPARATORS, districts


def prices(case, placement):
    """Return school → price of the only tier (all zero where nobody had a choice)."""
    stages = placement.stages
    values = stages[0].price.tolist() if stages else [0] * len(case.school_ids)
    return dict(zip(case.school_ids, values, strict=True))


def full_of_its_zone(placement):
    return (placement.claiming[0].threshold < NO_THRESHOLD).tolist()


@given(
    district=districts(most_children=9, most_schools=4, tiers=1, barred=False), at=st.integers(0)
)
@settings(max_examples=250)
def test_one_more_place_raises_no_price_while_the_same_schools_turn_children_away(district, at):
    children, places = district
    case, placement = run(children, places)
    assume(placement.shortage is None)
    school = sorted(places)[at % len(places)]

    _, after = run(children, places | {school: places[school] + 1})

    assume(full_of_its_zone(after) == full_of_its_zone(placement))
    before, now = prices(case, placement), prices(case, after)
    assert all(now[each] <= before[each] for each in places)


def test_a_price_may_rise_when_one_more_place_calls_the_last_child_home():
    # a and b live nearer to east; with one place, west keeps b and sends a away gladly
    children = [
        child("a", "west", {"west": 800, "east": 100}),
        child("b", "west", {"west": 500, "east": 200}),
    ]

    before = prices(*run(children, {"west": 1, "east": 2}))
    after = prices(*run(children, {"west": 2, "east": 2}))

    # R1 now keeps both at west, farther away; west is no longer full *of turned-away claimants*
    assert before == {"east": 0, "west": -700}
    assert after == {"east": 0, "west": 0}


def test_one_more_place_can_lead_a_single_child_farther_away():
    """Never promise a child that more places bring it nearer (P8); found by search, kept by hand.

    Before: mid 10 metres at c, left 40 at a, right 1 at b: 51 together, and `left` is worst off.
    """
    children = [
        child("left", "", {"a": 40, "b": 10, "c": 90, "d": 90}),
        child("mid", "", {"a": 90, "b": 20, "c": 10, "d": 12}),
        child("right", "", {"a": 90, "b": 1, "c": 2, "d": 90}),
    ]

    before = metres_of(children, placed(children, {"a": 1, "b": 1, "c": 1, "d": 0}))
    after = metres_of(children, placed(children, {"a": 1, "b": 1, "c": 1, "d": 1}))

    assert before == {"left": 40, "mid": 10, "right": 1}
    assert after == {"left": 10, "mid": 12, "right": 2}
    assert sum(after.values()) < sum(before.values())


@given(district=districts(most_children=9, most_schools=4, tiers=1), at=st.integers(0))
@settings(max_examples=150)
def test_one_more_place_never_makes_the_sum_longer_where_nobody_has_a_zone(district, at):
    homeless, places = district
    children = [replace(each, claims=(), barred=()) for each in homeless]
    case, placement = run(children, places)
    assume(placement.shortage is None)
    school = sorted(places)[at % len(places)]

    _, after = run(children, places | {school: places[school] + 1})

    before = sum(metres_of(children, by_name(case, placement.school)).values())
    now = sum(metres_of(children, by_name(case, after.school)).values())
    assert now <= before
    # and the price of the school is exactly what the place saved
    assert before - now == prices(case, placement)[school]


@given(
    district=districts(most_children=8, most_schools=4),
    rule=st.builds(
        Ruleset,
        order=st.sampled_from(Order),
        comparators=COMPARATORS,
        tail_m=st.sampled_from([None, 4]),
    ),
    metres=st.lists(st.integers(0, 9), min_size=32, max_size=32),
)
@settings(max_examples=150)
def test_the_distances_of_lower_tiers_change_nothing_above_them(district, rule, metres):
    children, places = district
    highest = min(each.tier for each in children)
    moved_house = [
        each if each.tier == highest else replace(
            each,
            options=tuple(
                (school, metres[(4 * at + n) % len(metres)])
                for n, (school, _) in enumerate(each.options)
            ),
        )
        for at, each in enumerate(children)
    ]  # fmt: skip
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)

    found = by_name(case, placement.school)
    again = placed(moved_house, places, rule)

    assert all(found[each.id] == again[each.id] for each in children if each.tier == highest)


def test_the_lower_tiers_own_distances_do_count_for_the_lower_tier():
    high = child("high", "", {"a": 10, "b": 20}, tier=1)
    low = child("low", "", {"a": 10, "b": 20, "c": 30}, tier=2)
    moved = child("low", "", {"a": 10, "b": 40, "c": 30}, tier=2)
    places = {"a": 1, "b": 1, "c": 1}

    assert placed([high, low], places, NEARNESS) == {"high": "a", "low": "b"}
    assert placed([high, moved], places, NEARNESS) == {"high": "a", "low": "c"}
