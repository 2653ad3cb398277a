"""What is published of a placement? The result/1 document (trust.md §6)."""

from typing import Any

import numpy as np

from capacity.case import Case, Ints
from capacity.claims import NO_THRESHOLD
from capacity.lottery import Seed
from capacity.overflow import Placement, Shortage
from capacity.ruleset import RULE_NAME, Order, Ruleset
from capacity.twins import TwinOutcome

CODE = "jiujin 0.1.0"


def result_document(
    case: Case,
    ruleset: Ruleset,
    outcome: TwinOutcome,
    seed: Seed,
    *,
    input_sha256: str,
) -> dict[str, Any]:
    """Return the result/1 document of `outcome` for the input/1 document of that digest."""
    placement = outcome.placement
    if placement.incomplete:
        message = "the placement lacks options of some children: nothing is proved yet"
        raise ValueError(message)
    document = {
        "format": "result/1",
        "code": CODE,
        "rule": RULE_NAME,
        "ruleset_sha256": ruleset.digest(),
        "input_sha256": input_sha256,
        "seed": seed.document(),
        "status": "placed" if placement.shortage is None else "short",
        "assign": _assignment(case, _finished(case, ruleset, outcome)),
        "claims": [
            {"tier": entry.tier, "thresholds": _sparse(case, entry.threshold, NO_THRESHOLD)}
            for entry in placement.claiming
        ],
        "stages": [
            {"tier": stage.tier, "kind": str(stage.kind), "prices": _sparse(case, stage.price, 0)}
            for stage in placement.stages
        ],
    }
    if np.any(outcome.pinned >= 0):
        document["pinned"] = _assignment(case, outcome.pinned)
        document["extra_places"] = _sparse(case, outcome.extra, 0)
    if outcome.apart:
        document["apart"] = list(outcome.apart)
    if placement.shortage is not None:
        document["meanwhile"] = _meanwhile(case, placement)
        document["short"] = shortage_document(case, placement.shortage)
        document["stays"] = _assignment(case, placement.stays_at)
    return document


def _finished(case: Case, ruleset: Ruleset, outcome: TwinOutcome) -> Ints:
    """Return who is placed for good: everybody; in a short run only pinned twins.

    Tier-first, the tiers before the one that fell short are placed too.
    """
    placement = outcome.placement
    if placement.shortage is None:
        return placement.school
    done = outcome.pinned >= 0
    if ruleset.order is Order.TIER_FIRST:
        done |= case.tier < placement.shortage.tier
    return np.where(done, placement.school, -1)


def _meanwhile(case: Case, placement: Placement) -> list[dict[str, Any]]:
    """Return where the later tiers could stand when each finished tier was placed: its witness."""
    return [
        {
            "tier": stage.tier,
            "at": _assignment(case, np.where(case.tier > stage.tier, stage.meanwhile, -1)),
        }
        for stage in placement.stages
        if stage.meanwhile is not None
    ]


def shortage_document(case: Case, shortage: Shortage) -> dict[str, Any]:
    """Name the deficient set: which children, which schools, how many places are lacking (R0)."""
    return {
        "tier": shortage.tier,
        "short": shortage.short,
        "schools": [case.school_ids[j] for j in shortage.schools.tolist()],
        "children": [case.child_ids[i] for i in shortage.children.tolist()],
    }


def _assignment(case: Case, school: Ints) -> dict[str, str]:
    return {
        name: case.school_ids[j]
        for name, j in zip(case.child_ids, school.tolist(), strict=True)
        if j >= 0
    }


def _sparse(case: Case, values: Ints, nothing: int) -> dict[str, int]:
    return {
        name: value
        for name, value in zip(case.school_ids, values.tolist(), strict=True)
        if value != nothing
    }
