"""The check accepts what the rule makes and needs nothing but the standard library."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from capacity.lottery import Seed, SeedKind, public_seed
from capacity.result import CODE
from capacity.ruleset import Comparator, Ruleset

from .districts import NEARNESS, by_name, child, documents, drawn, faults
from .strategies import RULES, districts

ROOT = Path(__file__).resolve().parents[2]
HOUSE = {"west": 100, "east": 900}


@given(district=districts(most_children=9, most_schools=4), rule=RULES)
@settings(max_examples=250)
def test_the_truth_is_accepted(district, rule):
    children, places = district

    ruleset, given_, result = documents(children, places, rule)

    event(result["status"])
    assert faults(ruleset, given_, result) == []


@given(
    district=districts(most_children=7),
    rule=RULES,
    seed=st.binary(min_size=16, max_size=64),
    numbers=st.permutations(range(100, 107)),
    given_numbers=st.booleans(),
)
@settings(max_examples=80)
def test_the_truth_is_accepted_with_every_kind_of_lot(district, rule, seed, numbers, given_numbers):
    drawn_children, places = district
    children = [
        replace(each, lottery_no=number)
        for each, number in zip(drawn_children, numbers, strict=False)
    ]
    lots = Seed("", SeedKind.GIVEN_NUMBERS) if given_numbers else public_seed(seed.hex())

    ruleset, given_, result = documents(children, places, rule, lots)

    assert result["seed"]["kind"] == ("given_numbers" if given_numbers else "public")
    assert faults(ruleset, given_, result) == []


def test_a_short_result_is_accepted_for_what_it_is():
    children = [child(name, "west", HOUSE) for name in "abc"]

    ruleset, given_, result = documents(children, {"west": 1, "east": 1})

    assert result["status"] == "short"
    assert result["short"] == {
        "tier": 1, "short": 1, "schools": ["east", "west"], "children": ["a", "b", "c"],
    }  # fmt: skip
    assert result["assign"] == {}
    assert faults(ruleset, given_, result) == []


def test_twins_rejoined_over_the_places_are_accepted():
    children = [child(name, "west", HOUSE, twins="t") for name in "ab"]

    ruleset, given_, result = documents(children, {"west": 1, "east": 1})

    assert result["extra_places"] == {"west": 1}
    assert result["pinned"] == {"a": "west", "b": "west"}
    assert faults(ruleset, given_, result) == []


def test_twins_that_had_to_stay_apart_are_accepted_if_named():
    walks = {"west": 100, "east": 900, "north": 500}
    children = [child(name, "west", walks, twins="t") for name in "abc"]

    ruleset, given_, result = documents(children, {"west": 1, "east": 1, "north": 1})

    assert result["apart"] == ["t"]
    assert faults(ruleset, given_, result) == []
    assert faults(ruleset, given_, {k: v for k, v in result.items() if k != "apart"})


def test_the_result_says_everything_a_reader_needs_to_check_it():
    rule = Ruleset(
        comparators=(Comparator.PREFERENCE, Comparator.PROXIMITY, Comparator.LOTTERY), tail_m=850
    )
    children = [
        child("a", "west", HOUSE),
        child("b", "west", HOUSE | {"east": 800}),
        child("c", "west", HOUSE, preference=1),
    ]

    ruleset, given_, result = documents(children, {"west": 2, "east": 1}, rule)

    assert result == {
        "format": "result/1",
        "code": CODE,
        "rule": "relative proximity R0-R5 (overflow-rule/1)",
        "ruleset_sha256": rule.digest(),
        "input_sha256": result["input_sha256"],
        "seed": result["seed"],
        "status": "placed",
        "assign": {"a": "west", "b": "east", "c": "west"},
        # c has the first level, 0; west turned away somebody of level 1
        "claims": [{"tier": 0, "thresholds": {"west": 1}}],
        # nobody need walk beyond 850; moving b saves nothing against itself and 100 against a:
        # one more place at west would save b's 700
        "stages": [
            {"tier": 1, "kind": "tail", "prices": {}},
            {"tier": 1, "kind": "cost", "prices": {"west": 700}},
        ],
    }
    assert faults(ruleset, given_, result) == []


@given(district=districts(most_children=8, most_schools=4, tiers=1, barred=False))
@settings(max_examples=100)
def test_each_family_can_check_its_own_line_with_the_prices_alone(district):
    """R5: everybody holds the least of walk + price over the schools that the rule leaves open."""
    children, places = district
    case, _, _, outcome = drawn(children, places)
    placement = outcome.placement
    assume(placement.shortage is None and placement.stages)
    price = dict(zip(case.school_ids, placement.stages[0].price.tolist(), strict=True))
    thresholds = placement.claiming[0].threshold
    turning_away = {case.school_ids[at] for at in np.flatnonzero(thresholds < 10**9)}
    found = by_name(case, placement.school)

    for each in children:
        walk = dict(each.options)
        if each.claims and not set(each.claims) <= turning_away:
            assert found[each.id] in each.claims  # its zone had room
            continue
        ways = [school for school in walk if school in each.claims or school not in turning_away]
        best = min(walk[school] + price[school] for school in ways)
        assert walk[found[each.id]] + price[found[each.id]] == best


NEEDED = """
import sys
from capacity.certificate import check_placement
assert check_placement({}, {}, {})
heavy = {"numpy", "scipy", "numba", "pandas", "shapely", "pyproj"} & set(sys.modules)
ours = sorted(name for name in sys.modules if name.split(".")[0] in {"capacity", "geo", "zones"})
print(sorted(heavy), ours)
standard = set(sys.stdlib_module_names) | {"__main__", "capacity"}
print(sorted(name for name in sys.modules if name.split(".")[0] not in standard))
"""


def test_the_check_runs_on_a_bare_python():
    """In an interpreter without any installed package (-I -S: no site-packages, no PYTHON*)."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.dont_write_bytecode = True\n{NEEDED}"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    loaded, foreign = done.stdout.splitlines()
    assert loaded.startswith("[] ")
    assert "capacity.overflow" not in loaded
    assert "capacity.school_graph" not in loaded
    assert foreign == "[]"


@pytest.mark.parametrize(
    "documents_",
    [({}, {}, {}), ([], 1, None), ({"format": "ruleset/1"}, {"format": "input/1"}, {"a": 1})],
)
def test_documents_that_are_none_are_refused_and_not_tripped_over(documents_):
    assert faults(*documents_)


def test_the_default_rule_is_named_in_every_document():
    ruleset, _, result = documents([child("a", "west", HOUSE)], {"west": 1, "east": 1}, NEARNESS)

    assert ruleset["rule"] == result["rule"] == "relative proximity R0-R5 (overflow-rule/1)"
