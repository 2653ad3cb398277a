"""Who may stay (R1, R2): places go level by level, and shared zones shift so that more can stay."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.case import case_of
from capacity.claims import NO_THRESHOLD, settle_claims
from capacity.overflow import levels
from capacity.ruleset import Comparator, Ruleset

from .districts import NEARNESS, child, placed, run
from .strategies import districts

NEAR = {"west": 100, "east": 900}


def thresholds(children, places, rule=NEARNESS):
    """Return school → level of the first child turned away, where one was."""
    case, placement = run(children, places, rule)
    assert len(placement.claiming) == 1
    pairs = zip(case.school_ids, placement.claiming[0].threshold.tolist(), strict=True)
    return {school: level for school, level in pairs if level != NO_THRESHOLD}


def test_a_school_that_holds_its_zone_keeps_all_of_it_however_far_they_live():
    far = {"west": 5000, "east": 10}
    children = [child("anna", "west", far), child("bo", "west", far)]

    assert placed(children, {"west": 2, "east": 2}) == {"anna": "west", "bo": "west"}
    assert thresholds(children, {"west": 2, "east": 2}) == {}


def test_the_tier_that_only_partly_fits_is_the_contested_one():
    children = [
        child(name, "west", NEAR, tier=tier)
        for name, tier in zip("abcde", (1, 2, 2, 2, 3), strict=True)
    ]

    # levels 0, 1, 2 are tiers 1, 2, 3: two places for a and one of b, c, d
    assert thresholds(children, {"west": 2, "east": 9}) == {"west": 1}


def test_a_tier_that_fits_exactly_is_not_contested_and_the_next_one_moves():
    children = [child("a", "west", NEAR, tier=1), child("b", "west", NEAR, tier=2)]

    assert thresholds(children, {"west": 1, "east": 9}) == {"west": 1}
    assert placed(children, {"west": 1, "east": 9}) == {"a": "west", "b": "east"}


def test_preference_sibling_and_points_make_levels_inside_a_tier():
    rule = Ruleset(
        comparators=(
            Comparator.PREFERENCE,
            Comparator.SIBLING,
            Comparator.POINTS,
            Comparator.PROXIMITY,
            Comparator.LOTTERY,
        )
    )
    children = [
        child("a", "west", NEAR, tier=2, preference=1, points=99),
        child("b", "west", NEAR, points=1),
        child("c", "west", NEAR, points=2),
        child("d", "west", NEAR, siblings_at=("west",)),
        child("e", "west", NEAR, siblings_at=("east",)),
        child("f", "west", NEAR, preference=1),
    ]
    case = case_of(children, {"west": 6, "east": 0})

    level = dict(zip(case.child_ids, levels(case, rule).tolist(), strict=True))

    # tier, then preference (f), then a sibling at the *claimed* school (d, not e), then points
    assert level == {"f": 0, "d": 1, "c": 2, "b": 3, "e": 4, "a": 5}


def test_preference_counts_only_among_equals_of_a_tier():
    rule = Ruleset(comparators=(Comparator.PREFERENCE, Comparator.PROXIMITY, Comparator.LOTTERY))
    children = [child("a", "west", NEAR, tier=1), child("b", "west", NEAR, tier=2, preference=1)]

    assert placed(children, {"west": 1, "east": 1}, rule) == {"a": "west", "b": "east"}


def test_a_child_of_a_shared_zone_makes_way_inside_it_so_that_more_can_stay():
    walks = {"north": 10, "south": 2000}
    children = [
        child("shared", "north south", walks),
        child("single", "north", walks),
    ]

    # alone, `shared` would take north, 10 m away; then `single` would have to leave its zone
    assert placed(children, {"north": 1, "south": 1}) == {"shared": "south", "single": "north"}
    assert thresholds(children, {"north": 1, "south": 1}) == {}


def test_children_of_three_shared_zones_shift_along_a_chain():
    walks = {"a": 1, "b": 1, "c": 1, "d": 1}
    children = [
        child("1", "a b", walks),
        child("2", "b c", walks),
        child("3", "c d", walks),
        child("4", "a", walks),
    ]

    assert placed(children, {"a": 1, "b": 1, "c": 1, "d": 1}) == {
        "4": "a", "1": "b", "2": "c", "3": "d",
    }  # fmt: skip


def test_a_school_reached_by_shifting_is_as_full_as_the_one_where_a_child_was_turned_away():
    walks = {"north": 10, "south": 20, "far": 90}
    children = [
        child("a", "north south", walks),
        child("b", "south", walks),
        child("c", "north", walks),
    ]

    # two places for three: whoever leaves, neither school has room for a stranger
    assert thresholds(children, {"north": 1, "south": 1, "far": 3}) == {"north": 0, "south": 0}


def test_a_later_level_does_not_push_out_an_earlier_one_from_a_shared_zone():
    walks = {"north": 10, "south": 20, "far": 90}
    children = [
        child("first", "north south", walks, tier=1),
        child("second", "north", walks, tier=2),
        child("third", "south", walks, tier=3),
    ]

    assert placed(children, {"north": 1, "south": 1, "far": 1}) == {
        "first": "south", "second": "north", "third": "far",
    }  # fmt: skip


def test_a_school_from_which_a_child_is_barred_is_no_claim():
    children = [child("a", "west", NEAR, barred=("west",)), child("b", "west", NEAR)]

    assert placed(children, {"west": 1, "east": 1}) == {"a": "east", "b": "west"}


@given(district=districts(), shuffle=st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_the_thresholds_do_not_depend_on_the_order_inside_a_level(district, shuffle):
    children, places = district
    case = case_of(children, places)
    level = levels(case, NEARNESS)
    order = sorted(range(len(case)), key=lambda i: (level[i], i))
    again = list(range(len(case)))
    shuffle.shuffle(again)
    again.sort(key=lambda i: level[i])
    start, school = _claims_of(case)

    one = settle_claims(level, start, school, case.places, np.array(order))
    other = settle_claims(level, start, school, case.places, np.array(again))

    assert one.threshold.tolist() == other.threshold.tolist()
    assert [np.sum(one.stays_at[level == its] >= 0) for its in set(level.tolist())] == [
        np.sum(other.stays_at[level == its] >= 0) for its in set(level.tolist())
    ]


def _claims_of(case):
    rows = np.flatnonzero(case.claimed & ~case.barred)
    start = np.searchsorted(case.option_child[rows], np.arange(len(case) + 1))
    return start.astype(np.int64), case.option_school[rows]
