"""With only the k nearest schools listed a run proves its optimum or names whom it lacks."""

from dataclasses import replace

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from capacity.canonical import canonical_json, sha256_hex
from capacity.case import case_of, input_document
from capacity.lottery import preview_seed
from capacity.ruleset import Ruleset

from .districts import NEARNESS, by_name, child, documents, drawn, faults, placed, run
from .strategies import RULES, districts


def nearest_only(children, k):
    """List each child's k nearest schools and own zone; `beyond` is the walk to the next one."""
    cut = []
    for each in children:
        ranked = sorted(each.options, key=lambda option: (option[1], option[0]))
        own = [option for option in ranked[k:] if option[0] in each.claims]
        gone = [metres for school, metres in ranked[k:] if school not in each.claims]
        cut.append(replace(each, options=(*ranked[:k], *own), beyond=min(gone, default=None)))
    return cut


@given(
    district=districts(most_children=6, most_schools=4),
    rule=RULES,
    k=st.integers(1, 3),
    shuffle=st.randoms(use_true_random=False),
)
@settings(max_examples=400)
def test_few_options_give_the_same_placement_or_none(district, rule, k, shuffle):
    children, places = district
    lots = shuffle.sample([each.id for each in children], len(children))
    case, whole = run(children, places, rule, lots)

    cut_case, cut = run(nearest_only(children, k), places, rule, lots)

    if cut.incomplete:
        event("incomplete")
    elif whole.shortage is not None:
        event("short")
        assert cut.shortage is not None
        assert cut.shortage.short == whole.shortage.short
    else:
        event("placed")
        assert cut.shortage is None
        assert by_name(cut_case, cut.school) == by_name(case, whole.school)


@given(district=districts(most_children=6, most_schools=4), rule=RULES, k=st.integers(1, 3))
@settings(max_examples=200)
def test_asking_for_the_children_named_ends_at_the_full_placement(district, rule, k):
    children, places = district
    listed = nearest_only(children, k)

    for _ in range(len(children) + 1):
        case, placement = run(listed, places, rule)
        if not placement.incomplete:
            break
        asked = {case.child_ids[at] for at in placement.incomplete}
        assert all(each.beyond is not None for each in listed if each.id in asked)
        listed = [
            whole if each.id in asked else each
            for each, whole in zip(listed, children, strict=True)
        ]

    whole_case, whole = run(children, places, rule)
    assert (placement.shortage is None) == (whole.shortage is None)
    if whole.shortage is None:
        assert by_name(case, placement.school) == by_name(whole_case, whole.school)


def test_a_child_whose_unlisted_schools_might_be_nearer_is_named():
    walks = {"west": 100, "mid": 500}
    children = [child("a", "west", walks, beyond=499), child("b", "west", walks | {"mid": 9000})]

    case, placement = run(children, {"west": 1, "mid": 1, "far": 1})

    assert [case.child_ids[at] for at in placement.incomplete] == ["a"]


def test_a_listed_school_nearer_than_all_unlisted_ones_needs_no_more():
    walks = {"west": 100, "mid": 500}
    children = [child("a", "west", walks, beyond=501), child("b", "west", walks | {"mid": 9000})]

    assert placed(children, {"west": 1, "mid": 1, "far": 1}) == {"a": "mid", "b": "west"}


def test_an_unlisted_school_just_as_far_matters_to_the_lot():
    walks = {"west": 100, "mid": 500}
    children = [child("a", "west", walks, beyond=500), child("b", "west", walks | {"mid": 9000})]

    case, placement = run(children, {"west": 1, "mid": 1, "far": 1})

    assert [case.child_ids[at] for at in placement.incomplete] == ["a"]


def test_the_price_of_a_wanted_school_counts_against_the_unlisted_ones():
    # mid has one place for two movers; whoever goes on to far pays 900 - 300, so mid costs 600:
    # x pays 200 + 600 there, and a school 700 metres away might be open
    children = [
        child("x", "west", {"west": 100, "mid": 200, "far": 5000}, beyond=700),
        child("y", "west", {"west": 100, "mid": 300, "far": 900}),
    ]

    case, placement = run(children, {"west": 0, "mid": 1, "far": 1, "hidden": 1})

    assert [case.child_ids[at] for at in placement.incomplete] == ["x"]


def test_a_lower_tier_that_could_make_way_through_an_unlisted_school_is_named():
    first = child("first", "a b", {"a": 30, "b": 30}, tier=1)
    second = child("second", "", {"a": 10}, tier=2, beyond=10)

    case, placement = run([first, second], {"a": 1, "b": 2})

    # `first` has the first lot and wants a; `second` makes way only if b is open to it
    assert [case.child_ids[at] for at in placement.incomplete] == ["second"]
    assert placed([first, replace(second, options=(("a", 10), ("b", 10)), beyond=None)],
                  {"a": 1, "b": 2}) == {"first": "a", "second": "b"}  # fmt: skip


def test_stayers_who_may_not_move_need_no_options_beyond_their_zone():
    children = [child("a", "west", {"west": 8000}, beyond=10)]

    assert placed(children, {"west": 1, "east": 1}) == {"a": "west"}


def test_schools_beyond_the_cap_need_not_be_listed():
    capped = Ruleset(comparators=NEARNESS.comparators, cap_m=600)
    walks = {"west": 100, "mid": 500}
    children = [
        child("a", "west", walks, beyond=601),
        child("b", "west", {"west": 100}, beyond=601),
    ]

    assert placed(children, {"west": 1, "mid": 1, "far": 1}, capped) == {"a": "mid", "b": "west"}


def test_a_shortage_is_called_one_if_all_that_is_not_listed_is_beyond_the_cap():
    capped = Ruleset(comparators=NEARNESS.comparators, cap_m=600)
    children = [child(name, "west", {"west": 100}, beyond=601) for name in "ab"]

    _, placement = run(children, {"west": 1, "far": 1}, capped)

    assert not placement.incomplete
    assert placement.shortage.short == 1


def test_a_shortage_over_listed_options_is_not_called_one():
    children = [child(name, "west", {"west": 100}, beyond=700) for name in "ab"]

    case, placement = run(children, {"west": 1, "far": 1})

    assert placement.shortage is None
    assert [case.child_ids[at] for at in placement.incomplete] == ["a", "b"]


@given(district=districts(most_children=6, most_schools=4), rule=RULES, k=st.integers(1, 3))
@settings(max_examples=150)
def test_what_is_proved_over_few_options_is_accepted_by_the_check(district, rule, k):
    children, places = district
    listed = nearest_only(children, k)
    assume(not drawn(listed, places, rule)[3].placement.incomplete)

    assert faults(*documents(listed, places, rule)) == []


def test_the_check_refuses_a_proof_over_too_few_options():
    """Say in the input that an unlisted school may be nearer: the same prices prove no more."""
    walks = {"west": 100, "mid": 500}
    far = child("b", "west", walks | {"mid": 9000})
    places = {"west": 1, "mid": 1, "far": 1}
    ruleset, _, result = documents([child("a", "west", walks, beyond=501), far], places)

    given_ = input_document(
        case_of([child("a", "west", walks, beyond=400), far], places), result["ruleset_sha256"]
    )
    digest = sha256_hex(canonical_json(given_))
    forged = result | {"input_sha256": digest, "seed": preview_seed(digest).document()}

    assert faults(ruleset, given_, forged) == ["a: a school that is not listed might be better"]


def test_what_is_not_proved_yet_is_not_published():
    children = [child(name, "west", {"west": 100}, beyond=700) for name in "ab"]

    with pytest.raises(ValueError, match="lacks options"):
        documents(children, {"west": 1, "far": 1})
