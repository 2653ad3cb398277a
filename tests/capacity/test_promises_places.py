"""P1, P2, P6, P7: everybody placed or a cut shown, seats kept, fewest moves, data and not order."""

import networkx as nx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capacity.canonical import canonical_json
from capacity.case import Child
from capacity.ruleset import Order, Ruleset

from .districts import NEARNESS, by_name, documents, placed, run
from .referee import claims_of
from .strategies import RULES, districts


@given(district=districts(most_children=9, most_schools=4), rule=RULES)
@settings(max_examples=200)
def test_everybody_is_placed_once_or_a_true_cut_is_shown(district, rule):
    children, places = district

    case, placement = run(children, places, rule)

    if placement.shortage is None:
        assert set(by_name(case, placement.school)) == {each.id for each in children}
        return
    short = placement.shortage
    named = {case.child_ids[at] for at in short.children}
    schools = {case.school_ids[at] for at in short.schools}
    seated = by_name(case, placement.school)
    taken = sum(school in schools and name not in named for name, school in seated.items())
    assert short.short >= 1
    assert len(named) - (sum(places[school] for school in schools) - taken) == short.short
    for each in children:
        if each.id in named and each.id in seated:
            assert seated[each.id] in schools


@given(district=districts(most_children=9, most_schools=4, tiers=1), cap=st.integers(0, 9))
@settings(max_examples=150)
def test_where_nobody_has_a_zone_the_cut_is_the_one_that_matching_finds(district, cap):
    """Without zones a run is short exactly by what a maximum matching cannot seat (R0)."""
    homeless, places = district
    children = [Child(each.id, (), each.options, barred=each.barred) for each in homeless]
    rule = Ruleset(comparators=NEARNESS.comparators, cap_m=cap or None)
    allowed = {
        each.id: {
            school for school, metres in each.options
            if school not in each.barred and (not cap or metres <= cap)
        }
        for each in children
    }  # fmt: skip

    case, placement = run(children, places, rule)

    unseated = len(children) - _most_seated(allowed, places)
    assert (placement.shortage is None) == (unseated == 0)
    if placement.shortage is not None:
        named = {case.child_ids[at] for at in placement.shortage.children}
        schools = {case.school_ids[at] for at in placement.shortage.schools}
        assert all(allowed[name] <= schools for name in named)
        assert len(named) - sum(places[school] for school in schools) == placement.shortage.short
        stuck = sum(not ways for ways in allowed.values())  # those with no school at all come first
        assert placement.shortage.short == (stuck or unseated)


def _most_seated(allowed, places):
    graph = nx.Graph()
    seats = [(school, seat) for school, count in places.items() for seat in range(count)]
    graph.add_nodes_from(allowed)
    graph.add_edges_from(
        (name, seat) for name, ways in allowed.items() for seat in seats if seat[0] in ways
    )
    found = nx.bipartite.maximum_matching(graph, top_nodes=list(allowed))
    return len(found) // 2


@given(district=districts(most_children=9, most_schools=4), rule=RULES)
@settings(max_examples=200)
def test_no_seat_is_given_twice_and_none_to_a_stranger_before_the_zone(district, rule):
    children, places = district
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)

    found = by_name(case, placement.school)

    for school, count in places.items():
        assert list(found.values()).count(school) <= count
    for turned_away in children:
        if found[turned_away.id] in claims_of(turned_away):
            continue
        for other in children:
            stranger = found[other.id] not in claims_of(other)
            below = rule.order is Order.ZONE_FIRST or other.tier >= turned_away.tier
            if stranger and below:
                assert found[other.id] not in claims_of(turned_away), (turned_away, other)


@given(district=districts(most_children=9, most_schools=4, barred=False), rule=RULES)
@settings(max_examples=200)
def test_in_single_school_zones_no_more_children_move_than_must(district, rule):
    """Moves = the sum of claims beyond the places, the least possible under R1 (P6)."""
    drawn, places = district
    children = [
        Child(each.id, each.claims[:1], each.options, each.tier, each.preference) for each in drawn
    ]
    assume(rule.order is Order.ZONE_FIRST or len({each.tier for each in children}) == 1)
    case, placement = run(children, places, rule)
    assume(placement.shortage is None)

    moves = sum(
        each.claims != (by_name(case, placement.school)[each.id],)
        for each in children
        if each.claims
    )

    claimed = [each.claims[0] for each in children if each.claims]
    assert moves == sum(max(claimed.count(school) - places[school], 0) for school in places)


@given(district=districts(), rule=RULES, shuffle=st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_rows_changes_no_byte_of_the_documents(district, rule, shuffle):
    children, places = district
    mixed = []
    for each in shuffle.sample(children, len(children)):
        options = tuple(shuffle.sample(each.options, len(each.options)))
        claims = tuple(shuffle.sample(each.claims, len(each.claims)))
        mixed.append(
            Child(each.id, claims, options, each.tier, each.preference, each.siblings_at,
                  each.points, barred=each.barred)
        )  # fmt: skip
    schools = shuffle.sample(list(places), len(places))

    one = documents(children, places, rule)
    other = documents(mixed, {school: places[school] for school in schools}, rule)

    assert [canonical_json(each) for each in one] == [canonical_json(each) for each in other]


def test_the_same_run_twice_gives_the_same_answer():
    drawn = [
        Child(f"c{number}", ("west",), (("west", 5), ("east", number % 3))) for number in range(12)
    ]

    one = placed(drawn, {"west": 5, "east": 9})
    again = placed(drawn, {"west": 5, "east": 9})

    assert one == again
