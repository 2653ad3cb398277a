"""How are twins kept together? A parted group gets one school, one over at most (R4)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp

from capacity.case import Case
from capacity.overflow import Placement, place
from capacity.ruleset import Ruleset
from geo.faults import FaultList

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TwinOutcome:
    """A placement in which twins share a school; `pinned[i]` is the school fixed for a twin or -1.

    `extra[j]` is 1 where a rejoined group is one place over. `apart` names groups that no school
    could take together; they are told, not hidden.
    """

    placement: Placement
    pinned: Ints
    extra: Ints
    apart: tuple[str, ...] = ()


def check_twins(case: Case, source: str = "homes") -> None:
    """Refuse groups of one, or of children who differ in tier or zone; raises BadInput."""
    faults = FaultList()
    for group, name in enumerate(case.twin_names):
        members = np.flatnonzero(case.twins == group)
        where = (
            f"{source}, twins {name} (children {', '.join(case.child_ids[i] for i in members[:4])})"
        )
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
    """Place by the rule; while a group is parted, pin it to one school and place again.

    A school that a rejoined group overfills gets one place more. In each round no fewer of the
    other children stay in their zone, level by level; a single one may still end farther away.
    """
    pinned = np.full(len(case), -1, dtype=np.int64)
    extra = np.zeros(len(case.places), dtype=np.int64)
    alone: set[int] = set()
    while True:
        placement = place(replace(case, places=case.places + extra), ruleset, rank, pinned=pinned)
        if placement.shortage is not None or placement.incomplete:
            return TwinOutcome(placement, pinned, extra)
        parted = [
            group
            for group in range(len(case.twin_names))
            if len(set(placement.school[case.twins == group].tolist())) > 1
        ]
        loose = [group for group in parted if group not in alone]
        if not loose:
            return TwinOutcome(placement, pinned, extra, _named(case, parted))
        at = placement.school.copy()
        for group, school in zip(loose, _rejoin(case, ruleset, at, rank, loose), strict=True):
            members = case.twins == group
            if school < 0:
                alone.add(group)
            else:
                at[members] = pinned[members] = school
        extra = (np.bincount(at, minlength=len(case.places)) > case.places).astype(np.int64)


def _named(case: Case, groups: list[int]) -> tuple[str, ...]:
    return tuple(case.twin_names[group] for group in groups)


def _rejoin(case: Case, ruleset: Ruleset, school: Ints, rank: Ints, parted: list[int]) -> list[int]:
    """Return a school for each parted group, -1 where none can take it.

    A small integer programme, no school more than one place over: fewest groups apart, then
    fewest children out of their zone, then fewest metres, then each group's wish in order of lot.
    """
    ways = [
        (number, *way) for number, group in enumerate(parted) for way in _ways(case, ruleset, group)
    ]
    ways += [(number, -1, 0, 0) for number in range(len(parted))]
    group, to, away, metres = (np.array(column) for column in zip(*ways, strict=True))
    size = np.array([int(np.sum(case.twins == parted[number])) for number in group.tolist()])
    others = np.bincount(school[~np.isin(case.twins, parted)], minlength=len(case.places))
    once = (group == np.arange(len(parted))[:, None]).astype(float)
    seats = (to == np.arange(len(case.places))[:, None]) * size
    rules = [
        LinearConstraint(once, 1, 1),
        LinearConstraint(seats, -np.inf, np.maximum(case.places + 1 - others, 0)),
    ]
    lots = [int(rank[case.twins == number].min()) for number in parted]
    wish = np.argsort(np.lexsort((to, metres, away, to < 0)), kind="stable")
    aims = [(to < 0).astype(float), away.astype(float), metres.astype(float)]
    aims += [np.where(group == number, wish, 0).astype(float) for number in np.argsort(lots)]
    chosen = np.zeros(len(ways), dtype=bool)
    for aim in aims:
        found = milp(
            aim, integrality=np.ones(len(ways)), bounds=(0, 1), constraints=rules,
            options={"mip_rel_gap": 0},
        )  # fmt: skip
        chosen = found.x > 0.5
        least = float(aim[chosen].sum())
        rules.append(LinearConstraint(aim, least, least))
    return [int(to[chosen & (group == number)][0]) for number in range(len(parted))]


def _ways(case: Case, ruleset: Ruleset, group: int) -> list[tuple[int, int, int]]:
    """Return (school, children out of their zone, metres) for each school the group may have."""
    members = np.flatnonzero(case.twins == group).tolist()
    found: dict[int, list[tuple[int, int]]] = {}
    for child in members:
        for row in range(int(case.option_start[child]), int(case.option_start[child + 1])):
            own, metres = bool(case.claimed[row]), int(case.option_m[row])
            if not case.barred[row] and (own or metres <= (ruleset.cap_m or metres)):
                found.setdefault(int(case.option_school[row]), []).append((int(not own), metres))
    return [
        (school, sum(away for away, _ in each), sum(metres for _, metres in each))
        for school, each in sorted(found.items())
        if len(each) == len(members)
    ]
