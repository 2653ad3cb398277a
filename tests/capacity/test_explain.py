"""Every child can be told why, and what would have had to be different (R5)."""

from capacity.case import case_of
from capacity.explain import Reason, explain, reason_record
from capacity.ruleset import Comparator, CostShape, Ruleset
from capacity.twins import place_with_twins

from .districts import NEARNESS, child, placed, rank_of

HOUSE = {"west": 100, "east": 900}


def told(children, places, rule=NEARNESS, lots=None):
    """Return child → the record of its explanation."""
    case = case_of(children, places)
    rank = rank_of(case, lots or [each.id for each in children])
    found = explain(case, rule, rank, place_with_twins(case, rule, rank))
    return {name: reason_record(case, found, at) for at, name in enumerate(case.child_ids)}


def reasons(*arguments, **more):
    return {name: record["reason"] for name, record in told(*arguments, **more).items()}


def test_a_zone_that_fits_is_the_reason_for_all_of_it():
    found = reasons([child("a", "west", HOUSE), child("b", "west", HOUSE)], {"west": 2, "east": 1})

    assert found == {"a": Reason.ZONE_HAS_ROOM, "b": Reason.ZONE_HAS_ROOM}


def test_one_place_more_at_a_shared_zones_school_may_serve_another_child_first():
    # one place more at hill lets `shared` shift there from dale, and `dale2` stays instead
    walks = {"dale": 0, "hill": 0, "far": 0}
    children = [
        child("hill1", "hill", walks),
        child("dale1", "dale", walks),
        child("shared", "dale hill", walks | {"dale": 1, "far": 1}),
        child("dale2", "dale", walks),
    ]
    places = {"dale": 2, "hill": 0, "far": 4}

    found = told(children, places)

    assert placed(children, places | {"hill": 1})["hill1"] == "far"
    assert placed(children, places | {"hill": 2})["hill1"] == "hill"
    assert found["hill1"]["stays_if_places_more"] == 2


def test_those_before_the_contested_tier_stay_by_their_claim_and_those_after_it_move():
    tiers = {"a": 1, "b": 2, "c": 2, "d": 3}
    children = [child(name, "west", HOUSE, tier=tier) for name, tier in tiers.items()]

    found = reasons(children, {"west": 2, "east": 9})

    assert found["a"] == Reason.CLAIM_COMES_FIRST
    assert found["d"] == Reason.CLAIM_COMES_LATER


def test_points_before_proximity_are_a_claim_that_comes_first():
    by_points = Ruleset(comparators=(Comparator.POINTS, Comparator.PROXIMITY, Comparator.LOTTERY))
    children = [child("a", "west", HOUSE, points=5), child("b", "west", HOUSE, points=4)]

    found = reasons(children, {"west": 1, "east": 1}, by_points)

    assert found == {"a": Reason.CLAIM_COMES_FIRST, "b": Reason.CLAIM_COMES_LATER}


def test_equal_losses_are_decided_by_the_lot():
    found = reasons([child("a", "west", HOUSE), child("b", "west", HOUSE)], {"west": 1, "east": 1})

    assert found == {"a": Reason.STAYS_BY_LOT, "b": Reason.MOVED_BY_LOT}


def test_one_metre_of_difference_is_proximity():
    children = [child("a", "west", HOUSE), child("b", "west", HOUSE | {"east": 901})]

    found = told(children, {"west": 1, "east": 1})

    assert found["a"] == {
        "reason": "moved_by_proximity",
        "own_school": "west",
        "other_school": "east",
        "metres": 900,
        "own_school_m": 100,
        "other_school_m": 900,
        "stays_if_other_were_farther_by": 1,
        "stays_if_places_more": 1,
    }
    assert found["b"]["reason"] == "stays_by_proximity"


def test_the_last_to_move_is_compared_with_the_first_who_stayed():
    # losses: c0 23, c1 29, c2 0, c3 -30, c4 0; one place: c1 stays, and nobody equals it
    walks = {"c0": (1, 24), "c1": (17, 46), "c2": (1, 1), "c3": (43, 13), "c4": (7, 7)}
    children = [child(n, "west", {"west": w, "east": e}) for n, (w, e) in walks.items()]

    found = told(children, {"west": 1, "east": 5})

    assert {name: record["reason"] for name, record in found.items()} == {
        "c0": Reason.MOVED_BY_PROXIMITY, "c1": Reason.STAYS_BY_PROXIMITY,
        "c2": Reason.MOVED_BY_PROXIMITY, "c3": Reason.MOVED_BY_PROXIMITY,
        "c4": Reason.MOVED_BY_PROXIMITY,
    }  # fmt: skip
    lacking = {n: r.get("stays_if_other_were_farther_by") for n, r in found.items()}
    assert lacking == {"c0": 6, "c1": None, "c2": 29, "c3": 59, "c4": 29}
    # one place more keeps c0 (23); then c2 and c4 (0 each, c2 has the better lot); then c3
    places = {name: record.get("stays_if_places_more") for name, record in found.items()}
    assert places == {"c0": 1, "c1": None, "c2": 2, "c4": 3, "c3": 4}


def test_a_stayer_without_any_other_school_does_not_stay_by_lot():
    capped = Ruleset(comparators=NEARNESS.comparators, cap_m=1000)
    children = [
        child("bound", "west", {"west": 100, "east": 5000}),
        child("free", "west", {"west": 100, "east": 300}),
    ]

    found = told(children, {"west": 1, "east": 1}, capped)

    assert found["bound"]["reason"] == Reason.STAYS_BY_PROXIMITY
    # no distance of its own helps the other: whoever stays instead has nowhere to go
    assert found["free"]["reason"] == Reason.MOVED_BY_PROXIMITY
    assert "stays_if_other_were_farther_by" not in found["free"]
    assert found["free"]["stays_if_places_more"] == 1


def test_a_home_in_no_zone_is_told_so():
    assert reasons([child("a", "", HOUSE)], {"west": 1, "east": 1}) == {"a": Reason.NO_ZONE}


def test_twins_that_were_rejoined_are_told_so():
    children = [child(name, "west", HOUSE, twins="t") for name in "ab"]

    found = reasons(children, {"west": 1, "east": 1})

    assert found == {"a": Reason.TWINS_TOGETHER, "b": Reason.TWINS_TOGETHER}


def test_metres_are_not_spoken_of_where_the_cost_is_not_metres():
    squared = Ruleset(comparators=NEARNESS.comparators, cost=CostShape.SQUARED)
    children = [child("a", "west", HOUSE), child("b", "west", HOUSE | {"east": 901})]

    found = told(children, {"west": 1, "east": 1}, squared)

    assert found["a"]["reason"] == Reason.MOVED_BY_PROXIMITY
    assert "stays_if_other_were_farther_by" not in found["a"]


def test_metres_are_not_spoken_of_where_the_longest_walks_count_first():
    # with a tail guard, N metres farther could also be N metres too far
    guarded = Ruleset(comparators=NEARNESS.comparators, tail_m=2000)
    children = [child("a", "west", HOUSE), child("b", "west", HOUSE | {"east": 901})]

    found = told(children, {"west": 1, "east": 1}, guarded)

    assert found["a"]["reason"] == Reason.MOVED_BY_PROXIMITY
    assert "stays_if_other_were_farther_by" not in found["a"]


def test_prices_of_a_later_tier_do_not_colour_the_answer_to_an_earlier_one():
    # tier 1: a moves at a loss of 100 against b's 200; tier 2 then pays 4000 for west's last place
    children = [
        child("a", "west", {"west": 100, "east": 200}, tier=1),
        child("b", "west", {"west": 100, "east": 300}, tier=1),
        child("c", "", {"east": 1, "far": 5000}, tier=2),
        child("d", "", {"east": 1, "far": 5001}, tier=2),
    ]

    found = told(children, {"west": 1, "east": 2, "far": 9})

    assert found["a"]["stays_if_other_were_farther_by"] == 100


EVERY_REASON_ABOVE = {
    Reason.ZONE_HAS_ROOM, Reason.CLAIM_COMES_FIRST, Reason.STAYS_BY_PROXIMITY,
    Reason.STAYS_BY_LOT, Reason.CLAIM_COMES_LATER, Reason.MOVED_BY_PROXIMITY,
    Reason.MOVED_BY_LOT, Reason.NO_ZONE, Reason.TWINS_TOGETHER,
}  # fmt: skip


def test_no_reason_is_without_its_example():
    assert set(Reason) == EVERY_REASON_ABOVE
