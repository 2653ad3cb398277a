"""Twins share a school (R4): one over at most, no fewer others stay, and what cannot be is told."""

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from capacity.case import case_of
from capacity.twins import check_twins, place_with_twins
from geo.faults import BadInput

from .districts import (
    NEARNESS,
    by_name,
    child,
    documents,
    drawn,
    faults,
    metres_of,
    placed,
    rank_of,
    run,
)  # fmt: skip
from .referee import claims_of
from .strategies import Dice

WEST = {"west": 100, "east": 900}


def joined(children, places, lots=None, rule=NEARNESS):
    """Return (child → school, outcome) of a run that keeps twins together."""
    case = case_of(children, places)
    outcome = place_with_twins(case, rule, rank_of(case, lots or [each.id for each in children]))
    return by_name(case, outcome.placement.school), outcome


def test_a_parted_pair_gets_one_school_and_one_place_over():
    children = [child(name, "west", WEST, twins="t") for name in "ab"]

    found, outcome = joined(children, {"west": 1, "east": 1})

    assert placed(children, {"west": 1, "east": 1}) == {"a": "west", "b": "east"}
    assert found == {"a": "west", "b": "west"}
    assert outcome.extra.tolist() == [0, 1]  # east, west
    assert outcome.apart == ()


def test_a_pair_that_is_together_anyway_changes_nothing():
    children = [child(name, "west", WEST, twins="t") for name in "ab"]

    found, outcome = joined(children, {"west": 2, "east": 1})

    assert found == {"a": "west", "b": "west"}
    assert not outcome.extra.any()
    assert (outcome.pinned < 0).all()


def test_nobody_makes_way_for_a_rejoined_twin():
    children = [
        child("a", "west", WEST, twins="t"),
        child("b", "west", WEST, twins="t"),
        child("c", "west", {"west": 100, "east": 5000}),
    ]

    found, _ = joined(children, {"west": 2, "east": 1})

    assert found == {"a": "west", "b": "west", "c": "west"}  # 3 in 2 places: one over


def test_a_group_that_cannot_stay_goes_to_a_school_with_room_for_it_all():
    # at home one place: with all three it would be two over
    walks = {"west": 100, "mid": 300, "east": 900}
    children = [child(name, "west", walks, twins="t") for name in "abc"]

    found, outcome = joined(children, {"west": 1, "mid": 1, "east": 3})

    assert set(found.values()) == {"east"}
    assert not outcome.extra.any()


def test_a_group_overfilling_a_school_takes_no_place_from_that_schools_own_zone():
    triplets = [child(name, "hill", {"hill": 6, "west": 2, "east": 9}, twins="t") for name in "abc"]
    own = child("own", "west", {"hill": 4, "west": 0, "east": 3})

    found, outcome = joined([*triplets, own], {"hill": 1, "west": 3, "east": 1})

    assert found == {"a": "west", "b": "west", "c": "west", "own": "west"}
    assert outcome.extra.tolist() == [0, 0, 1]  # east, hill, west: 4 in 3


def test_a_group_that_no_school_can_take_is_named_and_stays_apart():
    walks = {"west": 100, "east": 900, "north": 500}
    children = [child(name, "west", walks, twins="t") for name in "abc"]

    found, outcome = joined(children, {"west": 1, "east": 1, "north": 1})

    assert sorted(found.values()) == ["east", "north", "west"]
    assert outcome.apart == ("t",)
    assert not outcome.extra.any()


def test_one_group_that_must_stay_apart_keeps_no_other_group_apart():
    three = [child(n, "west", {"west": 10, "east": 20, "north": 30}, twins="t") for n in "abc"]
    two = [child(n, "south", {"south": 10, "far": 20}, twins="u") for n in "de"]
    places = {"west": 1, "east": 1, "north": 1, "south": 1, "far": 1}

    found, outcome = joined([*three, *two], places)

    assert outcome.apart == ("t",)
    assert (found["d"], found["e"]) == ("south", "south")


def test_of_two_pairs_in_one_house_the_better_lot_stays():
    # one school of two places: one pair over is one child over, both pairs would be two
    walks = {"west": 100, "east": 900}
    children = [
        child(name, "west", walks, twins=twins)
        for name, twins in (("a", "t"), ("b", "t"), ("c", "u"), ("d", "u"))
    ]
    places = {"west": 2, "east": 2}

    # lots a, c, b, d: a and c stay at first; both pairs are parted; t has the first lot
    found, _ = joined(children, places, lots="acbd")
    again, _ = joined(children, places, lots="cabd")

    assert found == {"a": "west", "b": "west", "c": "east", "d": "east"}
    assert again == {"a": "east", "b": "east", "c": "west", "d": "west"}


def test_twins_count_for_the_own_zone_before_metres():
    # west is 100 nearer for none; the zone decides, although east is nearer and has room
    children = [child(name, "west", {"west": 900, "east": 100}, twins="t") for name in "ab"]

    found, _ = joined(children, {"west": 1, "east": 9})

    assert found == {"a": "west", "b": "west"}


def test_a_group_never_goes_beyond_the_cap_or_where_one_of_it_is_barred():
    children = [
        child("a", "west", {"west": 10, "east": 20}, twins="t"),
        child("b", "west", {"west": 10, "east": 20}, twins="t", barred=("west",)),
    ]

    found, outcome = joined(children, {"west": 1, "east": 2})

    assert found == {"a": "east", "b": "east"}
    assert outcome.apart == ()


@pytest.mark.parametrize(
    ("children", "what"),
    [
        ([child("a", "west", WEST, twins="t")], "one child alone"),
        (
            [child("a", "west", WEST, twins="t"), child("b", "west", WEST, twins="t", tier=2)],
            "differ in tier or zone",
        ),
        (
            [child("a", "west", WEST, twins="t"), child("b", "east", WEST, twins="t")],
            "differ in tier or zone",
        ),
    ],
    ids=["alone", "tier", "zone"],
)
def test_groups_that_cannot_be_twins_are_refused(children, what):
    with pytest.raises(BadInput, match=what) as refused:
        check_twins(case_of(children, {"west": 1, "east": 1}))

    assert "twins t" in refused.value.faults[0].where


def test_every_faulty_group_is_named_at_once():
    children = [child("a", "west", WEST, twins="t"), child("b", "west", WEST, twins="u")]

    with pytest.raises(BadInput) as refused:
        check_twins(case_of(children, {"west": 1, "east": 1}))

    assert len(refused.value.faults) == 2


def test_sound_groups_pass():
    check_twins(case_of([child(n, "west", WEST, twins="t") for n in "ab"], {"west": 1, "east": 1}))


@st.composite
def houses(draw, *, groups=6):
    """Draw (children, places): houses of one to three children, in the first `groups` twins.

    The first house's school has too few places, so that somebody is parted most of the time.
    """
    dice = Dice(draw(st.binary(min_size=90, max_size=90)))
    schools = [f"S{number}" for number in range(1, dice.most(2) + 2)]
    children = []
    for house in range(dice.most(4) + 2):
        claims = (schools[0],) if house == 0 else dice.some(schools, 2)
        walks = {school: dice.upto(9) for school in schools}
        size = dice.upto(2) + 1 if 0 < house < groups else 2 + dice.upto(1) if not house else 1
        children += [
            child(f"C{house}{number}", " ".join(claims), walks, tier=1 + house % 2,
                  twins=f"T{house}" if size > 1 else "")
            for number in range(size)
        ]  # fmt: skip
    places = dict.fromkeys(schools, 0) | {schools[0]: 1 + dice.upto(1)}
    for _ in range(len(children) - dice.upto(1)):
        places[schools[-1 - dice.upto(max(len(schools) - 2, 0))]] += 1
    return children, places


@given(houses())
@settings(max_examples=100)
def test_twins_are_together_or_named_and_no_school_is_more_than_one_over(district):
    children, places = district
    case, _, seed, outcome = drawn(children, places)
    assume(outcome.placement.shortage is None)

    found = by_name(case, outcome.placement.school)

    for group in case.twin_names:
        schools = {found[each.id] for each in children if each.twins == group}
        assert (len(schools) > 1) == (group in outcome.apart)
    for school, count in places.items():
        over = list(found.values()).count(school) - count
        assert over <= int(outcome.extra[case.school_ids.index(school)]) <= 1
    assert faults(*documents(children, places, seed=seed)) == []


@given(houses(groups=1))
@settings(max_examples=200)
def test_rejoining_one_group_lets_no_fewer_of_the_others_stay(district):
    """And if as many stay, level by level, the others' walks are together no longer."""
    children, places = district
    case, placement = run(children, places)
    assume(placement.shortage is None)
    event("parted" if len({placement.school[i] for i in range(len(case)) if case.twins[i] == 0}) > 1
          else "together")  # fmt: skip
    before = by_name(case, placement.school)

    after, _ = joined(children, places)

    others = [each for each in children if not each.twins]
    kept = [
        [sum(found[e.id] in claims_of(e) for e in others if e.tier == tier) for tier in (1, 2)]
        for found in (before, after)
    ]
    assert kept[1] >= kept[0]
    if kept[0] == kept[1]:
        walks = [
            [sum(metres_of([e], found)[e.id] for e in others if e.tier == tier) for tier in (1, 2)]
            for found in (before, after)
        ]
        assert walks[1] <= walks[0]
