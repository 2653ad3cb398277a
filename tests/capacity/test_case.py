"""A case holds what the rule may look at, in one order, and prints it as input/1."""

import json

import numpy as np
import pytest

from capacity.canonical import canonical_json, read_canonical, sha256_hex
from capacity.case import Child, case_of, input_document

from .districts import child


def test_the_input_document_holds_ids_integers_and_nothing_else():
    children = [
        child("b", "west", {"west": 120, "east": 80}, tier=2, preference=1, points=7,
              siblings_at=("east",), lottery_no=4, barred=("east",)),
        child("a", "", {"west": 50}, beyond=400, twins="t"),
        child("c", "", {"west": 50}, twins="t"),
    ]  # fmt: skip

    document = input_document(case_of(children, {"west": 1, "east": 2}), "ab" * 32)

    assert json.loads(canonical_json(document)) == {
        "format": "input/1",
        "ruleset_sha256": "ab" * 32,
        "schools": [{"id": "east", "places": 2}, {"id": "west", "places": 1}],
        "children": [
            {"id": "a", "tier": 1, "claims": [], "opts": [["west", 50]], "beyond": 400,
             "twins": "t"},
            {"id": "b", "tier": 2, "claims": ["west"], "opts": [["east", 80], ["west", 120]],
             "preference": 1, "points": 7, "siblings_at": ["east"], "barred": ["east"],
             "lottery_no": 4},
            {"id": "c", "tier": 1, "claims": [], "opts": [["west", 50]], "twins": "t"},
        ],
        "held": {},
    }  # fmt: skip


def test_lottery_number_nought_and_a_bound_of_nought_are_not_taken_for_missing():
    document = input_document(
        case_of([child("a", "", {"west": 5}, lottery_no=0, beyond=0)], {"west": 1}), "00" * 32
    )

    assert (document["children"][0]["lottery_no"], document["children"][0]["beyond"]) == (0, 0)


@pytest.mark.parametrize(
    ("children", "what"),
    [
        ([child("a", "west", {"east": 1})], "claims a school to which no distance"),
        ([child("a", "", {"north": 1})], "unknown or listed twice"),
        ([Child("a", (), (("west", 1), ("west", 2)))], "unknown or listed twice"),
        ([child("a", "", {"west": 1}), child("a", "", {"west": 2})], "given twice"),
    ],
    ids=["claim without a walk", "unknown school", "school twice", "child twice"],
)
def test_children_that_contradict_themselves_are_refused(children, what):
    with pytest.raises(ValueError, match=what):
        case_of(children, {"west": 1, "east": 1})


def test_the_walk_to_a_school_that_is_not_listed_is_said_to_be_unknown():
    case = case_of(
        [child("a", "", {"west": 7}), child("b", "", {"east": 9})], {"west": 1, "east": 1}
    )

    assert case.metres(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist() == [-1, 7, 9, -1]


def test_claims_count_a_child_of_a_shared_zone_at_each_of_its_schools():
    walks = {"west": 7, "east": 9, "hill": 20}
    case = case_of(
        [child("a", "west east", walks), child("b", "east", walks)],
        {"west": 1, "east": 1, "hill": 1},
    )

    claims = dict(zip(case.school_ids, case.claims.tolist(), strict=True))

    assert claims == {"east": 2, "hill": 0, "west": 1}


def test_canonical_json_has_one_form_whatever_the_order_of_keys():
    assert canonical_json({"b": [1, {"z": 2, "a": "门"}], "a": None}) == (
        '{"a":null,"b":[1,{"a":"门","z":2}]}'.encode()
    )
    assert json.loads(canonical_json({"a": True})) == {"a": True}


@pytest.mark.parametrize(
    "document",
    [1.5, -0.5, 1e22, 1e-7, 3.0, [0, [1.0]], {"a": {"b": 2.5}}, {"a": ["x:1.5", 2, 1e99]}],
)
def test_canonical_json_refuses_floats_wherever_they_hide(document):
    with pytest.raises(TypeError, match="integers only"):
        canonical_json(document)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_canonical_json_refuses_what_is_no_number(value):
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"a": [value]})


@pytest.mark.parametrize("text", ["1.5", "x:1.5", "[2.5", ",-3e5", "1e9", '":1.5'])
def test_a_text_that_looks_like_a_float_is_a_text(text):
    assert json.loads(canonical_json({"a": [text], text: 1})) == {"a": [text], text: 1}


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b'{"a": 1}', "canonical"),
        (b'{"b":1,"a":2}', "canonical"),
        (b'{"a":1}\n', "canonical"),
        (b'{"a":"\\u95e8"}', "canonical"),
        (b'{"a":1,"a":1}', "canonical"),
        (b'{"a":01}', "delimiter"),
        (b"\xff", "decode"),
    ],
    ids=["space", "order", "line end", "escape", "twice", "leading nought", "no text"],
)
def test_only_the_one_byte_form_is_read_back(raw, what):
    with pytest.raises(ValueError, match=what):
        read_canonical(raw)


@pytest.mark.parametrize("raw", [b'{"a":1.5}', b"NaN", b"[1e5]"])
def test_floats_are_not_read_back_either(raw):
    with pytest.raises((TypeError, ValueError)):
        read_canonical(raw)


def test_a_document_is_read_back_as_it_was():
    document = {"门": [1, {"a": None}], "b": "x"}

    assert read_canonical(canonical_json(document)) == document


def test_the_digest_is_sha_256():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert sha256_hex(b"") == empty
