"""No edit of a result is accepted: every move, swap, drop, price, threshold, seed and digest."""

import copy
from itertools import combinations

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from capacity.canonical import canonical_json, sha256_hex
from capacity.lottery import preview_seed
from capacity.ruleset import Ruleset

from .districts import child, documents, faults
from .strategies import RULES, districts

PLACED = districts(most_children=7, most_schools=4, spare=(0, 1, 2))


def placed_documents(district, rule):
    ruleset, given_, result = documents(*district, rule)
    assume(result["status"] == "placed")
    return ruleset, given_, result


def refused(ruleset, given_, result, **entries):
    """Say whether the result with other `entries` is refused, and why."""
    return faults(ruleset, given_, copy.deepcopy(result) | entries)


@given(district=PLACED, rule=RULES)
@settings(max_examples=120)
def test_every_move_of_a_single_child_is_refused(district, rule):
    papers = placed_documents(district, rule)
    assign = papers[2]["assign"]

    for name, school in assign.items():
        for other in district[1]:
            if other != school:
                assert refused(*papers, assign=assign | {name: other}), (name, other)


@given(district=PLACED, rule=RULES)
@settings(max_examples=120)
def test_every_swap_of_two_children_is_refused(district, rule):
    papers = placed_documents(district, rule)
    assign = papers[2]["assign"]

    for one, two in combinations(sorted(assign), 2):
        if assign[one] != assign[two]:
            event("swapped")
            swapped = assign | {one: assign[two], two: assign[one]}
            assert refused(*papers, assign=swapped), (one, two)


@given(district=PLACED, rule=RULES)
@settings(max_examples=60)
def test_every_child_left_out_or_added_is_refused(district, rule):
    papers = placed_documents(district, rule)
    assign = papers[2]["assign"]

    for name in assign:
        assert refused(*papers, assign={key: at for key, at in assign.items() if key != name})
    for school in district[1]:
        assert refused(*papers, assign=assign | {"stranger": school})
    assert refused(*papers, assign=assign | {next(iter(assign)): "no school"})


@given(district=PLACED, rule=RULES)
@settings(max_examples=120)
def test_every_price_one_higher_or_lower_is_refused(district, rule):
    papers = placed_documents(district, rule)

    for at, stage in enumerate(papers[2]["stages"]):
        for school in district[1]:
            for step in (-1, 1):
                event("priced")
                edited = copy.deepcopy(papers[2]["stages"])
                price = stage["prices"].get(school, 0) + step
                edited[at]["prices"][school] = price
                if price == 0:
                    del edited[at]["prices"][school]
                assert refused(*papers, stages=edited), (stage, school, step)


@given(district=PLACED, rule=RULES)
@settings(max_examples=120)
def test_every_threshold_changed_removed_or_added_is_refused(district, rule):
    papers = placed_documents(district, rule)

    for at, entry in enumerate(papers[2]["claims"]):
        for school in district[1]:
            level = entry["thresholds"].get(school)
            event("none" if level is None else "threshold")
            for other in (None, 0, 1, 2) if level is None else (None, level - 1, level + 1):
                edited = copy.deepcopy(papers[2]["claims"])
                edited[at]["thresholds"] = {
                    key: its
                    for key, its in (entry["thresholds"] | {school: other}).items()
                    if its is not None
                }
                if edited != papers[2]["claims"]:
                    assert refused(*papers, claims=edited), (entry, school, other)


@given(district=PLACED, rule=RULES)
@settings(max_examples=60)
def test_stages_and_claims_left_out_doubled_or_out_of_order_are_refused(district, rule):
    papers = placed_documents(district, rule)

    for key in ("claims", "stages"):
        entries = papers[2][key]
        for at in range(len(entries)):
            assert refused(*papers, **{key: entries[:at] + entries[at + 1 :]})
            assert refused(*papers, **{key: [*entries[: at + 1], *entries[at:]]})
        if len(entries) > 1:
            assert refused(*papers, **{key: entries[::-1]})


@given(district=PLACED, rule=RULES)
@settings(max_examples=60)
def test_another_seed_is_refused(district, rule):
    papers = placed_documents(district, rule)
    seed = papers[2]["seed"]

    assert refused(*papers, seed=seed | {"value": "ab" * 32})
    assert refused(*papers, seed=seed | {"kind": "public"})
    assert refused(*papers, seed=seed | {"value": seed["value"][:-1] + "g"})
    assert refused(*papers, seed={"kind": "given_numbers", "value": ""})


@given(district=PLACED, rule=RULES, other=RULES)
@settings(max_examples=60)
def test_another_ruleset_is_refused(district, rule, other):
    assume(rule.document() != other.document())
    _, given_, result = placed_documents(district, rule)

    assert refused(other.document(), given_, result)
    assert refused(other.document(), given_, result, ruleset_sha256=other.digest())


def edits_of(child_record, step):
    """Yield the record with one thing changed at a time."""
    school, metres = child_record["opts"][0]
    yield child_record | {"opts": [[school, metres + step], *child_record["opts"][1:]]}
    yield child_record | {"opts": child_record["opts"][1:]}
    yield child_record | {"tier": child_record["tier"] + step}
    yield child_record | {"points": child_record.get("points", 0) + 3}
    yield child_record | {"claims": child_record["claims"][1:] or [school]}
    yield child_record | {"barred": [school]}
    yield child_record | {"id": child_record["id"] + "'"}


@given(district=PLACED, rule=RULES, step=st.sampled_from([-1, 1]))
@settings(max_examples=60)
def test_an_input_edited_anywhere_is_refused(district, rule, step):
    ruleset, given_, result = placed_documents(district, rule)

    for at, each in enumerate(given_["children"]):
        for edited in edits_of(each, step):
            if edited != each:
                children = [*given_["children"][:at], edited, *given_["children"][at + 1 :]]
                assert faults(ruleset, given_ | {"children": children}, result)
    for at, school in enumerate(given_["schools"]):
        more = school | {"places": school["places"] + 1}
        schools = [*given_["schools"][:at], more, *given_["schools"][at + 1 :]]
        assert faults(ruleset, given_ | {"schools": schools}, result)
    assert faults(ruleset, given_ | {"held": {"somebody": "no reason"}}, result)


@pytest.mark.parametrize("key", ["input_sha256", "ruleset_sha256", "rule", "format", "status"])
def test_every_other_entry_is_bound(key):
    papers = documents([child("a", "west", {"west": 1, "east": 2})], {"west": 1, "east": 1})

    other = papers[2][key][:-1] + ("0" if papers[2][key][-1] != "0" else "1")

    assert refused(*papers, **{key: other})
    assert faults(*papers[:2], {name: its for name, its in papers[2].items() if name != key})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stays", {"a": "west", "b": "west"}),
        ("short", {"tier": 1, "short": 1, "schools": [], "children": []}),
        ("pinned", {"a": "west"}),
        ("extra_places", {"west": 1}),
        ("apart", ["t"]),
        ("remark", "checked by the bureau"),
    ],
)
def test_an_entry_that_does_not_belong_is_refused(key, value):
    """The first of these once hid a moved child: the check believed the witness it was handed."""
    children = [child(name, "west", {"west": 1, "east": 2}) for name in "ab"]
    papers = documents(children, {"west": 2, "east": 2})

    assert faults(*papers) == []
    assert refused(*papers, **{key: value})


def rebound(given_, result):
    """Make a forger's result for an edited input: digest and preview seed fit it again."""
    digest = sha256_hex(canonical_json(given_))
    return result | {"input_sha256": digest, "seed": preview_seed(digest).document()}


def test_a_forger_who_also_rewrites_the_digests_is_refused_where_it_would_matter():
    near = {"west": 100, "east": 500}
    children = [child("a", "west", near), child("b", "west", near | {"east": 501})]
    ruleset, given_, result = documents(children, {"west": 1, "east": 1})
    assert result["assign"] == {"a": "east", "b": "west"}

    edited = copy.deepcopy(given_)
    edited["children"][0]["opts"] = [["west", 100], ["east", 502]]

    assert faults(ruleset, edited, rebound(edited, result))


SHORT = districts(most_children=7, most_schools=3, spare=(-1, 0, 1))


@given(district=SHORT, rule=RULES)
@settings(max_examples=150)
def test_every_edit_of_a_shortage_is_refused(district, rule):
    papers = documents(*district, rule)
    assume(papers[2]["status"] == "short")
    short = papers[2]["short"]

    edits = [short | {"short": short["short"] + 1}, short | {"short": short["short"] - 1}]
    edits += [short | {"tier": short["tier"] + 7}]
    for key in ("schools", "children"):
        edits += [
            short | {key: short[key][:at] + short[key][at + 1 :]} for at in range(len(short[key]))
        ]
        edits += [short | {key: [*short[key], *short[key][:1]]}] if short[key] else []
        edits += [short | {key: [*short[key], "nobody"]}]

    for edit in edits:
        assert refused(*papers, short=edit), edit


@given(district=SHORT, rule=RULES)
@settings(max_examples=150)
def test_in_a_short_result_nobody_can_be_slipped_in_moved_or_dropped(district, rule):
    papers = documents(*district, rule)
    assume(papers[2]["status"] == "short")
    assign = papers[2]["assign"]

    for each in district[0]:
        for school in district[1]:
            if assign.get(each.id) != school:
                assert refused(*papers, assign=assign | {each.id: school}), (each.id, school)
        if each.id in assign:
            fewer = {name: at for name, at in assign.items() if name != each.id}
            assert refused(*papers, assign=fewer)


@given(district=districts(most_children=6), rule=RULES)
@settings(max_examples=80)
def test_a_placement_cannot_be_passed_off_as_a_shortage(district, rule):
    papers = placed_documents(district, rule)
    names, schools = [each.id for each in district[0]], list(district[1])

    for tier in {each.tier for each in district[0]} | {99}:
        for children in (names, [], names[:1] * 9, names[:1]):
            for cut in (schools, [], schools[:1]):
                short = {"tier": tier, "short": 1, "schools": cut, "children": children}
                for assign in ({}, papers[2]["assign"]):
                    forged = {"status": "short", "short": short, "stages": [], "assign": assign}
                    assert refused(*papers, **forged, stays=papers[2]["assign"]), short


def test_a_cap_that_was_not_in_the_rule_cannot_be_slipped_in():
    ruleset, given_, result = documents([child("a", "", {"west": 900})], {"west": 1})

    capped = ruleset | {"cap_m": 800}

    assert faults(capped, given_, result | {"ruleset_sha256": sha256_hex(canonical_json(capped))})
    assert faults(Ruleset(cap_m=800).document(), given_, result)
