"""How does a test write a district down in a few lines, and read the placement off by name?"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from capacity.canonical import canonical_json, sha256_hex
from capacity.case import Case, Child, case_of, input_document
from capacity.certificate import check_placement
from capacity.lottery import Seed, preview_seed, ranks
from capacity.overflow import Placement, place
from capacity.result import result_document
from capacity.ruleset import Comparator, Ruleset
from capacity.twins import TwinOutcome, place_with_twins

NEARNESS = Ruleset(comparators=(Comparator.PROXIMITY, Comparator.LOTTERY))


def child(name: str, claims: str, walks: Mapping[str, int], **more: Any) -> Child:
    """Make a child of the zone whose schools are `claims` (space-separated), with its `walks`."""
    return Child(id=name, claims=tuple(claims.split()), options=tuple(walks.items()), **more)


def rank_of(case: Case, lots: Sequence[str]) -> np.ndarray:
    """Return the rank of each child of `case`; `lots` lists the ids, the first lot first."""
    return np.array([list(lots).index(name) for name in case.child_ids], dtype=np.int64)


def run(
    children: Sequence[Child],
    places: Mapping[str, int],
    rule: Ruleset = NEARNESS,
    lots: Sequence[str] | None = None,
) -> tuple[Case, Placement]:
    """Place by the rule; without `lots` the lot follows the order in which children are given."""
    case = case_of(children, places)
    return case, place(case, rule, rank_of(case, lots or [each.id for each in children]))


def placed(
    children: Sequence[Child],
    places: Mapping[str, int],
    rule: Ruleset = NEARNESS,
    lots: Sequence[str] | None = None,
) -> dict[str, str]:
    """Return child → school, everybody placed."""
    case, placement = run(children, places, rule, lots)
    assert placement.shortage is None
    assert not placement.incomplete
    return by_name(case, placement.school)


def by_name(case: Case, school: np.ndarray) -> dict[str, str]:
    """Return child → school for a vector of school indices."""
    return {
        name: case.school_ids[at]
        for name, at in zip(case.child_ids, school.tolist(), strict=True)
        if at >= 0
    }


def metres_of(children: Sequence[Child], placement: Mapping[str, str]) -> dict[str, int]:
    """Return the walk of each child under `placement`."""
    return {each.id: dict(each.options)[placement[each.id]] for each in children}


def drawn(
    children: Sequence[Child],
    places: Mapping[str, int],
    rule: Ruleset = NEARNESS,
    seed: Seed | None = None,
) -> tuple[Case, dict[str, Any], Seed, TwinOutcome]:
    """Run with a seed (by default the preview seed): the case, input document, seed and outcome."""
    case = case_of(children, places)
    given = input_document(case, rule.digest())
    seed = seed or preview_seed(sha256_hex(canonical_json(given)))
    return case, given, seed, place_with_twins(
        case, rule, ranks(case.child_ids, seed, case.lottery_no)
    )  # fmt: skip


def documents(
    children: Sequence[Child],
    places: Mapping[str, int],
    rule: Ruleset = NEARNESS,
    seed: Seed | None = None,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the ruleset, input and result documents of a whole run."""
    case, given, seed, outcome = drawn(children, places, rule, seed)
    frozen = canonical_json(given)
    result = result_document(case, rule, outcome, seed, input_sha256=sha256_hex(frozen))
    return rule.document(), json.loads(frozen), result


def faults(ruleset: Any, given: Any, result: Any) -> list[str]:
    """Check a result by its documents alone."""
    return check_placement(ruleset, given, result)
