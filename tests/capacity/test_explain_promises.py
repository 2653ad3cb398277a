"""What a family is told comes true when the district is changed that way and placed again (R5)."""

from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from capacity.explain import Reason
from capacity.ruleset import Ruleset

from .districts import NEARNESS, placed, run
from .referee import place_by_trying_all
from .strategies import districts
from .test_explain import told

SMALL = districts(most_children=7, most_schools=4, tiers=1, zoned=True, spare=(0, 1, 2))


def farther(each, metres):
    """Move every school out of the child's zone `metres` farther away."""
    options = tuple((s, m if s in each.claims else m + metres) for s, m in each.options)
    return replace(each, options=options)


@given(district=SMALL)
@settings(max_examples=250)
def test_a_moved_child_would_stay_just_beyond_the_metres_it_is_told(district):
    """At one metre more it stays, at one less it moves, at exactly so many with the first lot."""
    children, places = district
    if run(children, places)[1].shortage is not None:
        return

    for name, record in told(children, places).items():
        if record["reason"] not in {Reason.MOVED_BY_PROXIMITY, Reason.MOVED_BY_LOT}:
            continue
        (one,) = (each for each in children if each.id == name)
        lacking = record.get("stays_if_other_were_farther_by")
        event("never" if lacking is None else "lot" if lacking == 0 else "metres")
        tries = {5000: False} if lacking is None else {lacking + 1: True}
        tries |= {lacking - 1: False} if lacking else {}
        for metres, stays in tries.items():
            if metres < 0:
                continue
            others = [farther(each, metres) if each is one else each for each in children]
            assert (placed(others, places)[name] in one.claims) == stays, (name, metres)
        if lacking is not None:
            others = [farther(each, lacking) if each is one else each for each in children]
            first = [name, *(each.id for each in children if each is not one)]
            assert placed(others, places, lots=first)[name] in one.claims, name


def nearer(each, metres):
    """Move the schools of the child's own zone `metres` nearer."""
    options = tuple((s, m - metres if s in each.claims else m) for s, m in each.options)
    return replace(each, options=options)


@given(district=SMALL, cap=st.sampled_from([None, 1004, 1007]))
@settings(max_examples=200)
def test_the_same_metres_nearer_to_its_own_school_would_do_as_well(district, cap):
    """Also under a cap, which farther schools would run into."""
    near, places = district
    children = [farther(nearer(each, -1000), 1000) for each in near]
    capped = Ruleset(comparators=NEARNESS.comparators, cap_m=cap)
    if run(children, places, capped)[1].shortage is not None:
        return

    for name, record in told(children, places, capped).items():
        (one,) = (each for each in children if each.id == name)
        lacking = record.get("stays_if_other_were_farther_by")
        if record["reason"] in {Reason.MOVED_BY_PROXIMITY, Reason.MOVED_BY_LOT}:
            tries = {900: False} if lacking is None else {lacking + 1: True, lacking - 1: False}
            for metres, stays in tries.items():
                others = [nearer(each, metres) if each is one else each for each in children]
                at = placed(others, places, capped)[name]
                assert metres < 0 or (at in one.claims) == stays, (name, metres)


@given(district=districts(most_children=5, tiers=1, zoned=True, spare=(0, 1, 2)))
@settings(max_examples=80)
def test_the_places_needed_are_the_fewest_at_one_school_of_the_zone(district):
    """Checked by trying all assignments with one place more, two more, … at each own school."""
    children, places = district
    if run(children, places)[1].shortage is not None:
        return
    lots = [each.id for each in children]
    record = told(children, places)

    for one in children:
        needed = record[one.id].get("stays_if_places_more")
        fewest = _fewest_places(one, children, places, lots)
        event(f"{needed} places")
        assert needed == fewest, one


def _fewest_places(one, children, places, lots):
    own = set(one.claims) - set(one.barred)
    now = place_by_trying_all(children, places, NEARNESS, lots)
    if not own or now[one.id] in own:
        return None
    for more in range(1, len(children) + 1):
        for school in own:
            with_more = places | {school: places[school] + more}
            if place_by_trying_all(children, with_more, NEARNESS, lots)[one.id] in own:
                return more
    return pytest.fail("with a place for everybody nobody stayed")


@given(
    district=districts(most_children=5, zoned=True, spare=(0, 1, 2)), lots=st.permutations(range(5))
)
@settings(max_examples=60)
def test_whoever_is_told_of_the_lot_could_have_drawn_otherwise(district, lots):
    children, places = district
    if run(children, places)[1].shortage is not None:
        return
    ids = [each.id for each in children]

    found = {name: record["reason"] for name, record in told(children, places).items()}

    other = placed(children, places, lots=[ids[at] for at in lots if at < len(ids)])
    here = placed(children, places)
    for one in children:
        if found[one.id] in {Reason.STAYS_BY_PROXIMITY, Reason.MOVED_BY_PROXIMITY}:
            assert (other[one.id] in one.claims) == (here[one.id] in one.claims)
