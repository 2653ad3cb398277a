"""How are twins kept together? A parted group gets one school, one over at most (R4)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from capacity.case import Case
from capacity.overflow import Placement, place
from capacity.ruleset import Ruleset
from geo.faults import FaultList

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TwinOutcome:
    """A placement in which twins share a school; `pinned[i]` is the school fixed for a twin or -1.

    `extra[j]` is 1 where a full school was given one place more, so that no other child loses
    its place to a rejoined group. `apart` names groups that no school could take together; they
    are told, not hidden.
    """

    placement: Placement
    pinned: Ints
    extra: Ints
    apart: tuple[str, ...] = ()


def check_twins(case: Case) -> None:
    """Refuse groups of one, or of children who differ in tier or zone; raises BadInput."""
    faults = FaultList()
    for group, name in enumerate(case.twin_names):
        members = np.flatnonzero(case.twins == group)
        where = f"twins {name} ({', '.join(case.child_ids[i] for i in members[:4])})"
        claims = {
            tuple(case.option_school[_claim_rows(case, i)].tolist()) for i in members.tolist()
        }
        if len(members) < 2:
            faults.add(where, "one child alone carries this group", "clear it, or add the other")
        elif len(set(case.tier[members].tolist())) > 1 or len(claims) > 1:
            faults.add(where, "differ in tier or zone", "correct the rows: twins share one home")
    faults.refuse_if_any()


def _claim_rows(case: Case, child: int) -> Ints:
    rows = np.arange(case.option_start[child], case.option_start[child + 1])
    return rows[case.claimed[rows]]


def place_with_twins(case: Case, ruleset: Ruleset, rank: Ints) -> TwinOutcome:
    """Place by the rule; while a group is parted, pin it to one school and place again."""
    pinned = np.full(len(case), -1, dtype=np.int64)
    extra = np.zeros(len(case.places), dtype=np.int64)
    while True:
        placement = place(replace(case, places=case.places + extra), ruleset, rank, pinned=pinned)
        if placement.shortage is not None or placement.incomplete:
            return TwinOutcome(placement, pinned, extra)
        parted = [
            group
            for group in range(len(case.twin_names))
            if len(set(placement.school[case.twins == group].tolist())) > 1
        ]
        joined = _rejoin(case, ruleset, placement, parted) if parted else None
        if joined is None:
            apart = tuple(case.twin_names[g] for g in parted)
            return TwinOutcome(placement, pinned, extra, apart)
        full = np.bincount(placement.school, minlength=len(case.places)) >= case.places
        for group, school in zip(parted, joined, strict=True):
            pinned[case.twins == group] = school
            extra[school] = int(full[school])


def _rejoin(
    case: Case, ruleset: Ruleset, placement: Placement, parted: list[int]
) -> list[int] | None:
    """Choose a school for each parted group: fewest out of their zone, then fewest metres.

    A small integer programme: every group one school, no school more than one place over.
    """
    loose = np.isin(case.twins, parted)
    held = np.bincount(placement.school[~loose], minlength=len(case.places))
    limit = np.maximum(case.places + 1 - held, 0)
    ways = [(g, *way) for g in range(len(parted)) for way in _ways(case, ruleset, parted[g])]
    if not ways:
        return None
    group, school, cost = (np.array(column, dtype=np.int64) for column in zip(*ways, strict=True))
    size = np.array([np.sum(case.twins == parted[g]) for g in group.tolist()])
    column = np.arange(len(ways))
    once = coo_array((np.ones(len(ways)), (group, column)), shape=(len(parted), len(ways)))
    seats = coo_array((size, (school, column)), shape=(len(case.places), len(ways)))
    found = milp(
        cost,
        integrality=np.ones(len(ways)),
        bounds=(0, 1),
        constraints=[LinearConstraint(once, 1, 1), LinearConstraint(seats, 0, limit)],
    )
    if not found.success:
        return None
    chosen = found.x > 0.5
    return [int(school[chosen & (group == g)][0]) for g in range(len(parted))]


def _ways(case: Case, ruleset: Ruleset, group: int) -> list[tuple[int, int]]:
    """Return (school, cost) for each school that the whole group may have."""
    members = np.flatnonzero(case.twins == group).tolist()
    total: dict[int, int] = {}
    seen: dict[int, int] = {}
    for child in members:
        for row in range(int(case.option_start[child]), int(case.option_start[child + 1])):
            own, metres = bool(case.claimed[row]), int(case.option_m[row])
            if case.barred[row] or not (own or metres <= (ruleset.cap_m or metres)):
                continue
            school = int(case.option_school[row])
            seen[school] = seen.get(school, 0) + 1
            total[school] = total.get(school, 0) + metres + (0 if own else 10_000_000)
    return [(school, total[school]) for school in sorted(total) if seen[school] == len(members)]
