"""P3, P4, P5: no envy of a lower tier without reason, no stayer complaint, no exchange gains."""

from itertools import combinations, permutations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capacity.ruleset import CostShape, Order, Ruleset

from .districts import NEARNESS, by_name, child, placed, run
from .referee import assignments, claims_of, cost_of, level_of, metres_of, stays_of
from .strategies import COMPARATORS, districts

IN_METRES = st.builds(
    Ruleset,
    order=st.sampled_from(Order),
    comparators=COMPARATORS,
    cap_m=st.sampled_from([None, None, 6]),
)


def may_have(each, school, rule):
    """Say whether the rule lets the child have the school at all."""
    near = rule.cap_m is None or dict(each.options)[school] <= rule.cap_m
    return school not in each.barred and (school in each.claims or near)


@given(district=districts(most_children=9, most_schools=4), rule=IN_METRES)
@settings(max_examples=200)
def test_no_moved_child_can_name_a_stayer_of_its_level_who_would_lose_less(district, rule):
    children, places = district
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)

    found = by_name(case, placement.school)

    for mover in children:
        to = found[mover.id]
        for stayer in children if to not in claims_of(mover) else ():
            own = found[stayer.id]
            if (
                level_of(mover, rule) == level_of(stayer, rule)
                and own in claims_of(mover) & claims_of(stayer)
                and may_have(stayer, to, rule)
            ):
                loss = metres_of({mover.id: to}, mover) - metres_of({mover.id: own}, mover)
                other = metres_of({stayer.id: to}, stayer) - metres_of({stayer.id: own}, stayer)
                assert other >= loss, (mover, stayer)


@given(
    district=districts(most_children=7, most_schools=4),
    rule=st.builds(
        Ruleset,
        comparators=COMPARATORS,
        cost=st.sampled_from(CostShape),
        band_m=st.just(3),
        cap_m=st.sampled_from([None, 6]),
    ),
)
@settings(max_examples=120)
def test_no_three_children_of_a_tier_can_gain_by_changing_places(district, rule):
    """Try every exchange of two or three, and every move to a place left over (P5)."""
    children, places = district
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)
    found = by_name(case, placement.school)
    rights = stays_of(found, children, rule)

    for tried, group in _exchanges(children, found, places):
        legal = all(may_have(each, tried[each.id], rule) for each in group)
        if legal and stays_of(tried, children, rule) == rights:
            assert cost_of(tried, group, rule) >= cost_of(found, group, rule), (group, tried)


def _exchanges(children, found, places):
    for size in (2, 3):
        for group in combinations(children, size):
            if len({each.tier for each in group}) > 1:
                continue
            names = [each.id for each in group]
            for order in permutations(names):
                moved = {name: found[other] for name, other in zip(names, order, strict=True)}
                yield found | moved, group
    for each in children:
        for school, count in places.items():
            if list(found.values()).count(school) < count:
                yield found | {each.id: school}, (each,)


@given(
    district=districts(most_children=5, tiers=2),
    rule=st.builds(Ruleset, comparators=COMPARATORS, cap_m=st.sampled_from([None, 6, 4])),
)
@settings(max_examples=250)
def test_a_higher_tier_envies_a_lower_one_only_where_the_lower_could_not_be_placed(district, rule):
    """Every envy of a stranger of a lower tier is the look-ahead: giving in would strand one."""
    children, places = district
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)
    found = by_name(case, placement.school)
    rights = stays_of(found, children, rule)

    for one in children:
        for other in children:
            place = found[other.id]
            if (
                one.tier < other.tier
                and place not in claims_of(other)
                and found[one.id] not in claims_of(one)
                and may_have(one, place, rule)
                and metres_of({one.id: place}, one) < metres_of(found, one)
            ):
                fixed = {each.id: found[each.id] for each in children if each.tier <= one.tier}
                given_in = assignments(children, places, rule, fixed | {one.id: place})
                kept = [a for a in given_in if stays_of(a, children, rule) == rights]
                assert not kept, (one, other, kept)


def test_the_exception_to_envy_is_real_and_can_be_named():
    rule = Ruleset(comparators=NEARNESS.comparators, cap_m=1000)
    children = [
        child("one", "", {"near": 100, "other": 900}, tier=1),
        child("two", "", {"near": 800, "other": 2500}, tier=2),
    ]

    found = placed(children, {"near": 1, "other": 1}, rule)

    # `one` would walk 800 m less in the place of `two`, who may be given no other school
    assert found == {"one": "other", "two": "near"}


def test_in_squared_metres_a_complaint_in_metres_is_possible():
    # by moving, mover loses 300 m and stayer would lose 200 m: in metres a complaint, and P4 holds
    # for the cost only: 400² - 100² = 150,000 is less than 1100² - 900² = 400,000
    children = [
        child("mover", "west", {"west": 100, "east": 400}),
        child("stayer", "west", {"west": 900, "east": 1100}),
    ]

    squared = Ruleset(comparators=NEARNESS.comparators, cost=CostShape.SQUARED)

    assert placed(children, {"west": 1, "east": 1}, squared) == {"mover": "east", "stayer": "west"}
    assert placed(children, {"west": 1, "east": 1}) == {"mover": "west", "stayer": "east"}
