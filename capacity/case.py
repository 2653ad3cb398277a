"""Who asks for what? The children, schools and frozen distances of one placement run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Child:
    """One child as the rule sees it: no name, no address (S59); built one at a time in tests.

    `options` holds (school id, whole metres) for every school considered, the claimed ones
    included; `beyond` says that every school not listed is at least that far (None: all listed).
    """

    id: str
    claims: tuple[str, ...]
    options: tuple[tuple[str, int], ...]
    tier: int = 1
    preference: int = 0
    siblings_at: tuple[str, ...] = ()
    points: int = 0
    lottery_no: int | None = None
    twins: str = ""
    barred: tuple[str, ...] = ()
    beyond: int | None = None


@dataclass(frozen=True)
class Case:
    """The children (sorted by id) and schools (sorted by id) of one run, as arrays.

    `option_start[i]:option_start[i+1]` bounds child i in `option_school` (index into
    `school_ids`) and `option_m` (whole metres), sorted by metres, then school; `claimed` marks
    the options that are the child's own zone, `barred` those it may not be given.
    `beyond` is -1 where every school is listed. `twins` is a group number or -1. `held` are the
    children about whom a person must decide first, with the reason: they are not placed.
    """

    school_ids: tuple[str, ...]
    places: Ints
    child_ids: tuple[str, ...]
    tier: Ints
    preference: Ints
    sibling: Ints
    points: Ints
    lottery_no: Ints
    twins: Ints
    beyond: Ints
    option_start: Ints
    option_school: Ints
    option_m: Ints
    claimed: NDArray[np.bool_]
    barred: NDArray[np.bool_]
    siblings_at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    twin_names: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count the children."""
        return len(self.child_ids)

    @cached_property
    def option_child(self) -> Ints:
        """Return the child of each option row."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.option_start))

    @cached_property
    def claims(self) -> Ints:
        """Count the children who claim each school (a child of a shared zone claims several)."""
        return np.bincount(self.option_school[self.claimed], minlength=len(self.school_ids))

    def options_of(self, child: int) -> slice:
        """Return the option rows of one child."""
        return slice(int(self.option_start[child]), int(self.option_start[child + 1]))

    def metres(self, child: Ints, school: Ints) -> Ints:
        """Return the frozen walk of each (child, school) pair, -1 where it is not listed."""
        keys, metres = self._by_pair
        if not len(keys):
            return np.full(np.shape(child), -1, dtype=np.int64)
        wanted = np.asarray(child) * len(self.school_ids) + np.asarray(school)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, metres[at], -1)

    @cached_property
    def _by_pair(self) -> tuple[Ints, Ints]:
        keys = self.option_child * len(self.school_ids) + self.option_school
        order = np.argsort(keys, kind="stable")
        return keys[order], self.option_m[order]


def case_of(children: Sequence[Child], places: Mapping[str, int]) -> Case:
    """Build a Case from single children; the order in which they come makes no difference.

    Raises ValueError for a child given twice, for one whose claimed school is not among its
    options, and for options that are unknown or given twice.
    """
    _require_sound(children, places)
    children = sorted(children, key=lambda child: child.id)
    school_ids = tuple(sorted(places))
    number = {school: index for index, school in enumerate(school_ids)}
    twin_names = tuple(sorted({child.twins for child in children if child.twins}))
    rows = [
        (index, metres, number[school], school in child.claims, school in child.barred)
        for index, child in enumerate(children)
        for metres, school in sorted((metres, school) for school, metres in child.options)
    ]
    counts = np.bincount([row[0] for row in rows], minlength=len(children))
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), (), ()]
    return Case(
        school_ids=school_ids,
        places=np.array([places[school] for school in school_ids], dtype=np.int64),
        child_ids=tuple(child.id for child in children),
        tier=_column(children, "tier"),
        preference=_column(children, "preference"),
        sibling=np.array(
            [bool(set(child.siblings_at) & set(child.claims)) for child in children], np.int64
        ),
        points=_column(children, "points"),
        lottery_no=_column(children, "lottery_no"),
        twins=np.array(
            [twin_names.index(child.twins) if child.twins else -1 for child in children], np.int64
        ),
        beyond=_column(children, "beyond"),
        option_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        option_school=np.array(columns[2], dtype=np.int64),
        option_m=np.array(columns[1], dtype=np.int64),
        claimed=np.array(columns[3], dtype=np.bool_),
        barred=np.array(columns[4], dtype=np.bool_),
        siblings_at={child.id: child.siblings_at for child in children if child.siblings_at},
        twin_names=twin_names,
    )


def _require_sound(children: Sequence[Child], places: Mapping[str, int]) -> None:
    if len({child.id for child in children}) < len(children):
        message = "a child is given twice"
        raise ValueError(message)
    for child in children:
        schools = [school for school, _ in child.options]
        if len(set(schools)) < len(schools) or not set(schools) <= set(places):
            message = f"child {child.id} has a school that is unknown or listed twice"
            raise ValueError(message)
        if not set(child.claims) <= set(schools):
            message = f"child {child.id} claims a school to which no distance is given"
            raise ValueError(message)


def _column(children: Sequence[Child], name: str) -> Ints:
    values = [getattr(child, name) for child in children]
    return np.array([-1 if value is None else value for value in values], dtype=np.int64)


def input_document(case: Case, ruleset_sha256: str) -> dict[str, Any]:
    """Return the input/1 document: everything the rule may look at, integers and ids only."""
    start = case.option_start.tolist()
    school = [case.school_ids[index] for index in case.option_school.tolist()]
    pairs = list(zip(school, case.option_m.tolist(), strict=True))
    claimed, barred = case.claimed.tolist(), case.barred.tolist()
    records = []
    columns = (case.tier, case.preference, case.points, case.lottery_no, case.twins, case.beyond)
    scalars = zip(*(column.tolist() for column in columns), strict=True)
    for index, (tier, preference, points, lottery_no, twins, beyond) in enumerate(scalars):
        own = range(start[index], start[index + 1])
        record: dict[str, Any] = {
            "id": case.child_ids[index],
            "tier": tier,
            "claims": sorted(school[row] for row in own if claimed[row]),
            "opts": pairs[start[index] : start[index + 1]],
        }
        extras = {
            "preference": preference,
            "siblings_at": list(case.siblings_at.get(case.child_ids[index], ())),
            "points": points,
            "barred": sorted(school[row] for row in own if barred[row]),
            "twins": case.twin_names[twins] if twins >= 0 else "",
        }
        record |= {key: value for key, value in extras.items() if value}
        record |= {"lottery_no": lottery_no} if lottery_no >= 0 else {}
        record |= {"beyond": beyond} if beyond >= 0 else {}
        records.append(record)
    return {
        "format": "input/1",
        "ruleset_sha256": ruleset_sha256,
        "schools": [
            {"id": name, "places": count}
            for name, count in zip(case.school_ids, case.places.tolist(), strict=True)
        ],
        "children": records,
        "held": dict(case.held),
    }
