"""Which zones does a draft make of the plan before it: under which name, and which stay shared?

A draft gives each block to one school, or to schools drawn as one. A zone of several schools
(多校划片) stays one zone: what its schools have on its ground is not parted among them, and blocks
that come to a school whose only zone it is join it.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from geo.faults import FaultList
from zones.cells import ids_of
from zones.plan import Plan
from zones.redraw.draft import Draft
from zones.redraw.problem import FREE, Ints
from zones.redraw.shared import layer_id_of, zone_id_of

_NAMED = 6  # blocks named in one fault


@dataclass(frozen=True, slots=True)
class DraftZone:
    """A zone that a draft makes: its id and name, and its schools, sorted."""

    zone_id: str
    name: str
    school_ids: tuple[str, ...]


def zones_of_draft(draft: Draft, zone: Ints, today: Plan) -> tuple[tuple[DraftZone, ...], Ints]:
    """Return the zones that a draft makes of `today`, and the row of its zone for each block.

    `zone` (n,): the school of each block, FREE for none, which is FREE in the answer too. `today`:
    the plan of the draft's level on the day before it holds. A zone keeps its id and name where a
    school keeps it; others are called Z-<school>. A shared zone loses a school that had blocks in
    it and has none left. Raises BadInput where a block comes to a school that has several shared
    zones and none of its own: which of them it joins is not for us to guess.
    """
    ground = _ground_of(draft, today)
    keys, unsaid = np.full(len(zone), FREE, np.int64), dict[int, list[int]]()
    for row in np.flatnonzero(zone >= 0).tolist():
        school = int(zone[row])
        shared = ground.shared[school]
        if ground.within[row] in shared:
            keys[row] = ground.within[row]
        elif school in ground.own or not shared:
            keys[row] = len(today) + school
        elif len(shared) == 1:
            keys[row] = shared[0]
        else:
            unsaid.setdefault(school, []).append(row)
    _refuse_unsaid(ground, unsaid)
    used, at = np.unique(keys[keys >= 0], return_inverse=True)
    rows_of = np.full(len(zone), FREE, np.int64)
    rows_of[keys >= 0] = at
    return tuple(_zone(ground, int(key), zone[keys == key]) for key in used), rows_of


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """The plan before a draft.

    `within` (n,): the zone around each block's point, FREE for none; `shared`: the shared zones of
    each school; `own`: the last zone that is a school's alone, or that of schools drawn as one.
    """

    draft: Draft
    today: Plan
    within: Ints
    shared: list[list[int]]
    own: dict[int, int]


def _ground_of(draft: Draft, today: Plan) -> _Ground:
    within = np.full(len(draft.blocks), FREE, np.int64)
    rows, zones = today.tree.query(shapely.points(draft.blocks.points), predicate="within")
    within[rows[::-1]] = zones[::-1]  # of zones that overlap the first counts
    index = {name: at for at, name in enumerate(draft.sites.school_id)}
    shared: list[list[int]] = [[] for _ in index]
    own: dict[int, int] = {}
    for row, names in enumerate(today.school_ids):
        site = index.get(zone_id_of(names))  # a school, or schools drawn as one
        if site is not None:
            own[site] = row
            continue
        for school in (index[name] for name in names if name in index):
            shared[school].append(row)
    return _Ground(draft, today, within, shared, own)


def _zone(ground: _Ground, key: int, schools: Ints) -> DraftZone:
    """Return the zone of a key: a shared one, or that of one school behind them."""
    today, sites = ground.today, ground.draft.sites
    if key < len(today):
        return DraftZone(today.zone_id[key], today.name[key], _kept(ground, key, schools))
    school = key - len(today)
    name, row = sites.school_id[school], ground.own.get(school)
    if row is None:
        return DraftZone(layer_id_of(name), sites.name[school], ids_of(name))
    return DraftZone(today.zone_id[row], today.name[row], ids_of(name))


def _kept(ground: _Ground, key: int, schools: Ints) -> tuple[str, ...]:
    """Return the schools of a shared zone but for those that left it with all their blocks."""
    names, was = ground.draft.sites.school_id, ground.draft.today[ground.within == key]
    before, after = ({names[at] for at in it[it >= 0].tolist()} for it in (was, schools))
    return tuple(it for it in ground.today.school_ids[key] if it in after or it not in before)


def _refuse_unsaid(ground: _Ground, unsaid: dict[int, list[int]]) -> None:
    names, faults = ground.draft.blocks.block_id, FaultList()
    for school, rows in unsaid.items():
        some = ", ".join(names[row] for row in rows[:_NAMED])
        of = ", ".join(ground.today.zone_id[at] for at in ground.shared[school])
        what = f"{ground.draft.sites.school_id[school]} shares {of}: which of them gets {some}?"
        faults.add("draft", what, "give these blocks to a school that has one zone only")
    faults.refuse_if_any()
