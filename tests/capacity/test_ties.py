"""Equals are told apart by the lot alone (R4), whatever else could have come first."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.lottery import Seed, SeedKind
from capacity.ruleset import Comparator, Ruleset
from capacity.ties import settle_ties

from .districts import child, documents, placed

HOUSE = {"west": 100, "east": 900}


@pytest.mark.parametrize("lots", ["ab", "ba"])
def test_of_two_children_of_one_building_the_better_lot_stays(lots):
    children = [child("a", "west", HOUSE), child("b", "west", HOUSE)]

    found = placed(children, {"west": 1, "east": 1}, lots=lots)

    assert found == {lots[0]: "west", lots[1]: "east"}


@pytest.mark.parametrize("order", list(permutations("abcd")))
def test_the_lot_fills_the_places_one_after_the_other(order):
    children = [child(name, "west", HOUSE) for name in "abcd"]

    found = placed(children, {"west": 2, "east": 9}, lots=order)

    assert {name for name, school in found.items() if school == "west"} == set(order[:2])


def test_the_first_lot_may_not_cost_the_district_a_single_metre():
    # a has the first lot, but its staying instead of b would add one metre
    children = [
        child("a", "west", {"west": 100, "east": 200}),
        child("b", "west", {"west": 100, "east": 201}),
    ]

    assert placed(children, {"west": 1, "east": 1}, lots="ab") == {"a": "east", "b": "west"}


def test_among_equal_ways_the_own_zone_comes_before_fewer_metres():
    # to stay costs 300 - 100, and so does the swap: with the better lot each would rather stay
    children = [
        child("a", "west", {"west": 300, "east": 100}),
        child("b", "west", {"west": 300, "east": 100}),
    ]

    assert placed(children, {"west": 1, "east": 1}, lots="ab") == {"a": "west", "b": "east"}


def test_among_equal_ways_out_of_the_zone_fewer_metres_come_first():
    # 100 + 400 = 300 + 200: both ways cost 500
    children = [
        child("a", "", {"b": 100, "c": 300}),
        child("z", "", {"b": 200, "c": 400}),
    ]

    assert placed(children, {"b": 1, "c": 1}, lots="az") == {"a": "b", "z": "c"}
    assert placed(children, {"b": 1, "c": 1}, lots="za") == {"a": "c", "z": "b"}


def test_among_equal_metres_the_school_id_decides_for_the_first_lot():
    children = [child("a", "", {"c": 100, "b": 100}), child("z", "", {"c": 100, "b": 100})]

    assert placed(children, {"b": 1, "c": 1}, lots="za") == {"z": "b", "a": "c"}


def test_a_wish_is_granted_through_a_chain_of_equals():
    # a wants b; x at b can go to c only if y leaves c for d: all at equal cost
    children = [
        child("a", "", {"b": 10, "d": 10}),
        child("x", "", {"b": 20, "c": 20}),
        child("y", "", {"c": 30, "d": 30}),
    ]
    places = {"b": 1, "c": 1, "d": 1}

    assert placed(children, places, lots="axy") == {"a": "b", "x": "c", "y": "d"}
    assert placed(children, places, lots="xay") == {"x": "b", "a": "d", "y": "c"}


@pytest.mark.parametrize("names", list(permutations(("k", "f", "j"))), ids="".join)
@pytest.mark.parametrize("ids", list(permutations("ixw")), ids="".join)
def test_a_wish_leaves_no_place_empty_that_others_would_pay_for(names, ids):
    # i would rather have f (7 m) than k (10 m), x then goes to j, and w must come from j to k: with
    # k left empty the district would walk 30 metres and not 25
    k, f, j = names
    i, x, w = ids
    children = [
        child(i, "", {k: 10, f: 7, j: 99}),
        child(x, "", {k: 99, f: 0, j: 8}),
        child(w, "", {k: 10, f: 99, j: 15}),
    ]
    places = {k: 1, f: 1, j: 3}

    assert placed(children, places, lots=[i, x, w]) == {i: f, x: j, w: k}
    assert placed(children, places, lots=[x, i, w]) == {i: k, x: f, w: j}


def test_a_wish_is_granted_where_two_chains_meet_at_a_place_left_over():
    # a, x, y fill north and south between them in two equal ways; a wants north, so x goes to hill,
    # which has a place, and y comes home from dale: nobody passes from hill to dale
    walks = {"north": 99, "south": 99, "hill": 99, "dale": 99}
    children = [
        child("a", "north south", walks | {"north": 0, "south": 0}),
        child("x", "north", walks | {"north": 0, "hill": 0}),
        child("y", "south", walks | {"south": 0, "dale": 0}),
    ]
    places = dict.fromkeys(walks, 1)

    assert placed(children, places, lots="axy") == {"a": "north", "x": "hill", "y": "south"}
    assert placed(children, places, lots="xya") == {"a": "south", "x": "north", "y": "dale"}


def test_a_lower_tier_makes_way_for_a_higher_tiers_lot():
    children = [
        child("high", "", {"b": 10, "c": 10}, tier=1),
        child("low", "", {"b": 1, "c": 5000}, tier=2),
    ]

    assert placed(children, {"b": 1, "c": 1}, lots=["low", "high"]) == {"high": "b", "low": "c"}


def test_given_lottery_numbers_decide_when_the_district_drew_them_itself():
    seed = Seed("", SeedKind.GIVEN_NUMBERS)
    for numbers, stays in (((1, 2), "a"), ((2, 1), "b")):
        children = [
            child(name, "west", HOUSE, lottery_no=number)
            for name, number in zip("ab", numbers, strict=True)
        ]

        _, _, result = documents(children, {"west": 1, "east": 1}, seed=seed)

        assert [name for name, school in result["assign"].items() if school == "west"] == [stays]


@given(
    open_to=st.lists(st.sets(st.integers(0, 2), min_size=1), min_size=2, max_size=5),
    room=st.lists(st.integers(0, 3), min_size=3, max_size=3),
    must=st.integers(0, 2),
    shuffle=st.randoms(use_true_random=False),
)
@settings(max_examples=150)
def test_the_lot_ends_at_one_placement_from_whichever_optimum_it_starts(
    open_to, room, must, shuffle
):
    """All options equal: every way that fits is an optimum, and the lot leads each to the same."""
    options = [shuffle.sample(sorted(ways), len(ways)) for ways in open_to]
    must_fill = np.arange(3) == must
    fits = [
        way
        for way in product(*options)
        if all(way.count(school) <= room[school] for school in range(3))
        and way.count(must) == room[must]
    ]
    order = np.array(shuffle.sample(range(len(options)), len(options)))
    start = np.concatenate([[0], np.cumsum([len(ways) for ways in options])]).astype(np.int64)
    school = np.array([its for ways in options for its in ways], dtype=np.int64)

    found = set()
    for way in fits:
        at = [start[i] + options[i].index(its) for i, its in enumerate(way)]
        ended, _ = settle_ties(order, start, school, np.array(at), np.array(room), must_fill)
        found.add(tuple(school[ended].tolist()))

    best = min(fits, default=None, key=lambda way: [options[i].index(way[i]) for i in order])
    assert found == ({best} if fits else set())


@given(lots=st.permutations("abcdef"), metres=st.lists(st.integers(1, 3), min_size=24, max_size=24))
@settings(max_examples=60)
def test_names_do_not_matter_only_lots_do(lots, metres):
    """The same children under other ids, with the same lots, get the same schools (P7)."""
    schools = ("north", "south", "west", "east")
    rule = Ruleset(comparators=(Comparator.PROXIMITY, Comparator.LOTTERY))
    places = {"north": 1, "south": 2, "west": 2, "east": 1}
    new_name = dict(zip("abcdef", "qzkmxb", strict=True))

    def class_of(names):
        return [
            child(
                names[old],
                schools[at % 2],
                dict(zip(schools, metres[4 * at : 4 * at + 4], strict=True)),
            )
            for at, old in enumerate("abcdef")
        ]

    found = placed(class_of({old: old for old in "abcdef"}), places, rule, lots)
    again = placed(class_of(new_name), places, rule, [new_name[old] for old in lots])

    assert again == {new_name[old]: school for old, school in found.items()}
