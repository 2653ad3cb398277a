"""What other rules would have done: by hand, and what R3 is and is not better at."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capacity.alternatives import Alternative, Measure, measure, place_by
from capacity.case import case_of
from capacity.ruleset import CostShape, Ruleset

from .districts import NEARNESS, by_name, child, metres_of, rank_of, run
from .strategies import COMPARATORS, districts

ALL = list(Alternative)


def other(alternative, children, places, rule=NEARNESS, lots=None):
    """Return child → school under another rule; whoever finds no place is left out."""
    case = case_of(children, places)
    rank = rank_of(case, lots or [each.id for each in children])
    return by_name(case, place_by(alternative, case, rule, rank))


def test_nearest_stays_looks_at_no_other_school():
    children = [
        child("near", "west", {"west": 100, "east": 200}),
        child("far", "west", {"west": 600, "east": 2000}),
    ]

    found = other(Alternative.NEAREST_STAYS, children, {"west": 1, "east": 1})

    assert found == {"near": "west", "far": "east"}  # R3: the other way round


def test_movers_go_one_by_one_to_what_is_left_nearest():
    # x, with the first lot, takes b; y is left with c: 910 metres where 35 would do
    children = [
        child("x", "a", {"a": 5, "b": 10, "c": 20}),
        child("y", "a", {"a": 5, "b": 15, "c": 900}),
    ]

    for alternative in (Alternative.NEAREST_STAYS, Alternative.LOTTERY):
        found = other(alternative, children, {"a": 0, "b": 1, "c": 1}, lots="xy")
        assert found == {"x": "b", "y": "c"}


def test_the_lottery_rule_draws_who_stays():
    children = [
        child("a", "west", {"west": 100, "east": 200}),
        child("b", "west", {"west": 600, "east": 2000}),
    ]

    for lots in ("ab", "ba"):
        found = other(Alternative.LOTTERY, children, {"west": 1, "east": 1}, lots=lots)
        assert found == {lots[0]: "west", lots[1]: "east"}


def test_the_swedish_score_counts_the_nearest_other_school_even_if_it_is_full():
    # losses against the nearest other school: a 150 - 100 = 50 (mid, which is full), b 300 - 100
    # = 200; so b stays and a goes to far, at 5000; with the school that has room a would stay
    children = [
        child("a", "west", {"west": 100, "mid": 150, "far": 5000}),
        child("b", "west", {"west": 100, "mid": 300, "far": 400}),
        child("c", "mid", {"west": 900, "mid": 10, "far": 900}),
    ]
    places = {"west": 1, "mid": 1, "far": 1}

    assert other(Alternative.SWEDISH_STATIC, children, places) == {
        "a": "far", "b": "west", "c": "mid",
    }  # fmt: skip
    case, placement = run(children, places)
    assert by_name(case, placement.school) == {"a": "west", "b": "far", "c": "mid"}


def test_the_swedish_score_at_a_school_that_is_not_the_nearest_can_be_negative():
    # west is the own zone, east the nearest: a loses -400 by going there, b -100; so b stays
    children = [
        child("a", "west", {"west": 500, "east": 100}),
        child("b", "west", {"west": 500, "east": 400}),
    ]

    found = other(Alternative.SWEDISH_STATIC, children, {"west": 1, "east": 2})

    assert found == {"a": "east", "b": "west"}


def test_deferred_acceptance_keeps_the_nearest_and_sends_the_others_by_distance():
    # far loses west; at east it has the shorter walk than guest, who is sent on to hill
    children = [
        child("near", "west", {"west": 100, "east": 500, "hill": 900}),
        child("far", "west", {"west": 200, "east": 300, "hill": 900}),
        child("guest", "", {"west": 50, "east": 400, "hill": 1000}),
    ]

    found = other(Alternative.DEFERRED_ACCEPTANCE, children, {"west": 1, "east": 1, "hill": 1})

    assert found == {"near": "west", "far": "east", "guest": "hill"}


@pytest.mark.parametrize("alternative", ALL)
def test_tiers_come_first_under_every_rule(alternative):
    children = [
        child("late", "west", {"west": 1, "east": 9000}, tier=2),
        child("early", "west", {"west": 900, "east": 901}, tier=1),
    ]

    found = other(alternative, children, {"west": 1, "east": 1}, lots=["late", "early"])

    assert found == {"early": "west", "late": "east"}


@pytest.mark.parametrize("alternative", ALL)
def test_whom_the_cap_strands_is_left_out_and_counted(alternative):
    capped = Ruleset(comparators=NEARNESS.comparators, cap_m=1000)
    children = [
        child("a", "west", {"west": 100, "east": 4000}),
        child("b", "west", {"west": 200, "east": 5000}),
    ]
    case = case_of(children, {"west": 1, "east": 1})

    school = place_by(alternative, case, capped, np.array([0, 1]))

    assert measure(case, capped, school).unplaced == 1


def test_the_measures_by_hand():
    children = [
        child("stays", "west", {"west": 100, "east": 700}),  # would lose 600
        child("moves", "west", {"west": 200, "east": 900}),  # loses 700: can complain
        child("guest", "", {"west": 50, "east": 60}),
        child("lost", "", {"west": 50}),
    ]
    case = case_of(children, {"west": 1, "east": 2})  # guest, lost, moves, stays

    found = measure(case, NEARNESS, np.array([0, -1, 0, 1]))

    assert found == Measure(
        moved=1, unplaced=1, total_m=100 + 900 + 60, moved_extra_m=700, longest_m=900, complaints=1
    )


def test_a_stayer_who_may_not_go_there_is_no_ground_for_complaint():
    walks = {"west": 100, "east": 700}
    mover = child("moves", "west", {"west": 200, "east": 900})
    rules = [NEARNESS, Ruleset(comparators=NEARNESS.comparators, cap_m=650)]
    stayers = [child("stays", "west", walks, barred=("east",)), child("stays", "west", walks)]

    for rule, stayer in zip(rules, stayers, strict=True):
        case = case_of([mover, stayer], {"west": 1, "east": 1})
        assert measure(case, rule, np.array([0, 1])).complaints == 0


@given(
    district=districts(most_children=9, most_schools=4),
    rule=st.builds(Ruleset, comparators=COMPARATORS, cap_m=st.sampled_from([None, 6])),
    alternative=st.sampled_from(ALL),
)
@settings(max_examples=200)
def test_every_rule_keeps_to_the_places_and_sends_nobody_where_it_may_not_go(
    district, rule, alternative
):
    children, places = district

    found = other(alternative, children, places, rule)

    for each in children:
        school = found.get(each.id)
        if school is not None:
            assert school not in each.barred
            near = rule.cap_m is None or dict(each.options)[school] <= rule.cap_m
            assert near or school in each.claims
    for school, count in places.items():
        assert list(found.values()).count(school) <= count


@given(
    district=districts(most_children=9, most_schools=4),
    rule=st.builds(Ruleset, comparators=COMPARATORS, cap_m=st.sampled_from([None, 6])),
    alternative=st.sampled_from(ALL),
)
@settings(max_examples=300)
def test_in_single_school_zones_no_rule_walks_less_than_r3_tier_by_tier(
    district, rule, alternative
):
    """Where another rule places everybody, R3's total for the first tier is no larger; if it is
    the same, its total for the second is no larger, and so on."""
    drawn, places = district
    children = [_one_zone(each) for each in drawn]
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)
    found = other(alternative, children, places, rule)
    assume(len(found) == len(children))

    tiers = sorted({each.tier for each in children})
    walks = [
        [
            sum(metres_of([each], way)[each.id] for each in children if each.tier == tier)
            for tier in tiers
        ]
        for way in (by_name(case, placement.school), found)
    ]

    assert walks[0] <= walks[1]


def _one_zone(each):
    return child(each.id, " ".join(each.claims[:1]), dict(each.options), tier=each.tier,
                 preference=each.preference, points=each.points, barred=each.barred)  # fmt: skip


def test_in_shared_zones_another_rule_may_walk_less_because_it_keeps_fewer_at_home():
    # whoever lives nearest takes north first; `shared` is nearest, so `single` must leave
    children = [
        child("shared", "north south", {"north": 10, "south": 900, "far": 9000}),
        child("single", "north", {"north": 20, "south": 30, "far": 9000}),
    ]
    places = {"north": 1, "south": 1, "far": 1}

    found = other(Alternative.NEAREST_STAYS, children, places)
    case, placement = run(children, places)

    assert found == {"shared": "north", "single": "south"}  # 40 metres, one moved
    assert by_name(case, placement.school) == {"shared": "south", "single": "north"}  # 920, none


@given(
    district=districts(most_children=9, most_schools=4),
    rule=st.builds(Ruleset, comparators=COMPARATORS, cap_m=st.sampled_from([None, 6])),
)
@settings(max_examples=200)
def test_under_r3_no_moved_child_has_a_complaint(district, rule):
    children, places = district
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)

    found = measure(case, rule, placement.school)

    assert (found.complaints, found.unplaced) == (0, 0)


def test_in_squared_metres_r3_can_have_a_complaint_in_metres():
    squared = Ruleset(comparators=NEARNESS.comparators, cost=CostShape.SQUARED)
    children = [
        child("mover", "west", {"west": 100, "east": 400}),
        child("stayer", "west", {"west": 900, "east": 1100}),
    ]
    case, placement = run(children, {"west": 1, "east": 1}, squared)

    assert measure(case, squared, placement.school).complaints == 1
