"""How do blocks, schools and wishes become one problem to be solved?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.distance import Gates, straight_line_table
from geo.faults import FaultList
from zones.cells import ids_of
from zones.redraw.adjacency import Neighbours, joined, neighbours_of
from zones.redraw.blocks import NO_SCHOOL, Blocks
from zones.redraw.holds import check_feeders, hold_six_years, junior_changes
from zones.redraw.problem import FREE, Graph, Ints, Problem, graph_of
from zones.redraw.shared import shared_homes
from zones.redraw.sites import Sites

MM = 1000
WEIGHTS = {
    "walk": "metres of a child's walk",
    "moved": "metres that keeping one child at today's school is worth",
    "enrolled": "the same for a pupil enrolled there already",
    "siblings": "the same for a child with a brother or sister there",
    "six_years": "the same for an address whose place of six years is taken there",
    "feeder": "the same for a child whose junior school (对口初中) stays the same",
    "over": "metres that one child less over capacity is worth; without it places are a limit",
    "border": "metres of walk that one metre less of border between zones is worth",
}


@dataclass(frozen=True, slots=True)
class Aim:
    """What one plan is to be good at: weights by name, in metres, and limits.

    `longest_mm`: no child walks farther, except where its block is held; `fill`: permille of its
    places that a school may fill. `border` weighs metres of border against metres of walk.
    """

    name: str
    weights: Mapping[str, float] = field(default_factory=lambda: {"walk": 1.0})
    longest_mm: int | None = None
    fill: int = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A district ready to be drawn anew. `walk_mm` (n, m), -1 for no way; `today` (n,) or FREE.

    To a shared zone `walk_mm` is the mean walk to its schools, `farthest_mm` the longest;
    `each_mm` (n, schools) are the walks to every single one.

    `held` (n,): school of pinned, locked and school blocks, else FREE; `asked` (n,): those of
    them that the user asked for; `graph`: with each root; `hold`: names of `HOLDS` that hold.
    """

    blocks: Blocks
    sites: Sites
    walk_mm: Ints
    farthest_mm: Ints
    each_mm: Ints
    today: Ints
    held: Ints
    asked: Ints
    near: Neighbours
    graph: Graph
    notes: tuple[str, ...] = ()
    hold: frozenset[str] = frozenset()


def draft_of(
    blocks: Blocks, sites: Sites, *, walk_mm: Ints | None = None, near: Neighbours | None = None,
    notes: tuple[str, ...] = (), hold: frozenset[str] = frozenset(),
) -> Draft:  # fmt: skip
    """Put a district together: straight lines to the nearest gate where no walks are given.

    `walk_mm` (n, schools): to every single school, those of shared zones too (`sites.members`).

    Raises BadInput for schools of blocks that are not among the schools, and for pins, locks and
    holds that contradict each other.
    """
    faults = FaultList()
    index = sites.index()
    today = _named(blocks.school_id, index)
    asked = _asked(blocks, today, index, faults)
    if "six_years" in hold:
        hold_six_years(blocks, today, asked, faults)
    may = ~junior_changes(sites, today) if "feeder" in hold else None
    if may is not None:
        check_feeders(blocks, sites, asked, may, faults)
    faults.refuse_if_any()
    if walk_mm is None:
        table = straight_line_table(blocks.points, Gates.of(list(sites.members.gates)))
        walk_mm = table.to_all(np.arange(len(blocks)))
    mean, farthest = sites.members.walks(walk_mm)
    near = near or neighbours_of(blocks.polygons)
    near = joined(near, blocks.polygons, sorted(set(sites.home.tolist())))
    held, roots = _anchored(blocks, sites, asked, today, near, may)
    shared_homes(sites.members, sites.school_id, blocks.block_id, held, faults)
    faults.refuse_if_any()
    graph = graph_of(len(blocks), near.pairs, roots, near.border_m)
    notes = (*notes, *blocks.notes, *_notes(blocks, sites, today, near))
    return Draft(blocks, sites, mean, farthest, walk_mm, today, held, asked, near, graph, notes,
                 hold)  # fmt: skip


def _named(names: tuple[str, ...], index: Mapping[str, int]) -> Ints:
    return np.array([index.get(name, FREE) for name in names], dtype=np.int64)


def _asked(blocks: Blocks, today: Ints, index: Mapping[str, int], faults: FaultList) -> Ints:
    found = _named(blocks.pinned, index)
    for row, pin in enumerate(blocks.pinned):
        where = f"block {blocks.block_id[row]}"
        if pin != NO_SCHOOL and found[row] < 0:
            faults.add(where, f"is pinned to {pin!r}, which is not among the schools",
                       "correct the id, or add the school")  # fmt: skip
        if not blocks.locked[row]:
            continue
        if today[row] < 0:
            faults.add(where, "is locked, but has no school today among the schools",
                       "give its school_id, or unlock it")  # fmt: skip
        elif found[row] >= 0 and found[row] != today[row]:
            faults.add(where, f"is locked to {blocks.school_id[row]} and pinned to {pin}",
                       "keep one of them")  # fmt: skip
        else:
            found[row] = today[row]
    return found


def _anchored(
    blocks: Blocks, sites: Sites, asked: Ints, today: Ints, near: Neighbours,
    may: NDArray[np.bool_] | None,
) -> tuple[Ints, list[list[int]]]:  # fmt: skip
    """Give each school the block in which it stands, where it can have it; list each root's door.

    Where two schools stand in one block, or it is asked for elsewhere or holds too many children,
    the zone begins at the block and its neighbours instead; so too where `may` forbids it.
    """
    held, shared = asked.copy(), set(sites.members.shared())
    at_home: dict[int, list[int]] = {}
    for school, home in zip(sites.members.zone.tolist(), sites.members.home.tolist(), strict=True):
        if (sites.places[school] > 0).any():
            at_home.setdefault(home, []).append(school)
    for home, schools in at_home.items():
        fits = [s for s in schools if (blocks.children[home] <= sites.places[s]).all()]
        fits = fits if may is None else [s for s in fits if may[home, s]]
        if asked[home] < 0 and fits:
            best = max(fits, key=lambda s: (s in shared, s == today[home],
                                            sites.places[s].sum(), -s))  # fmt: skip
            held[home] = best
    beside: dict[int, set[int]] = {}
    for one, other in near.pairs.tolist():
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    roots = []
    for school, home in enumerate(sites.home.tolist()):
        wider = set() if held[home] == school else beside.get(home, set())
        roots.append(sorted({home} | wider))
    return held, roots


def _notes(blocks: Blocks, sites: Sites, today: Ints, near: Neighbours) -> list[str]:
    notes = []
    unknown = sorted({s for s, at in zip(blocks.school_id, today, strict=True) if s and at < 0})
    apart = [s for s in unknown if all(one in sites.index() for one in ids_of(s))]
    if apart:
        named, unknown = ", ".join(apart[:10]), sorted(set(unknown) - set(apart))
        notes.append(f"today's zones of {named} are shared, their schools are drawn apart here: "
                     "who changes school in them is not counted")  # fmt: skip
    if unknown:
        named = ", ".join(unknown[:10])
        notes.append(f"today's schools {named} are not among the schools: their children move")
    for one, other, metres in near.links:
        pair = f"block {blocks.block_id[one]} is joined to {blocks.block_id[other]}"
        notes.append(f"{pair}, {metres:.0f} m away: its piece of the district touches no other")
    if near.gap_m > 1:
        notes.append(
            f"blocks up to {near.gap_m:g} m apart count as neighbours: closer ones are rare"
        )
    for school, metres in enumerate(sites.away_m):
        if metres > 0:
            where = f"school {sites.school_id[school]} stands {metres:.0f} m outside all blocks"
            notes.append(f"{where}, it counts as in {blocks.block_id[sites.home[school]]}")
    return notes


def problem_of(draft: Draft, aim: Aim) -> Problem:
    """Return the problem whose optimum is the best plan for an aim; costs in child-millimetres."""
    blocks, weights = draft.blocks, aim.weights
    heads = blocks.children[:, 0]
    reach = draft.walk_mm >= 0
    far = int(draft.walk_mm.max(initial=0)) + 1
    walk = np.where(reach, draft.walk_mm, far).astype(np.float64)
    cost = weights.get("walk", 0.0) * walk * heads[:, None]
    away = np.arange(len(draft.sites))[None, :] != draft.today[:, None]
    away &= draft.today[:, None] >= 0
    per_block = MM * (
        weights.get("moved", 0.0) * heads
        + weights.get("enrolled", 0.0) * blocks.enrolled
        + weights.get("siblings", 0.0) * blocks.siblings
        + weights.get("six_years", 0.0) * blocks.six_years
    )
    cost = cost + away * per_block[:, None]
    if weights.get("feeder"):
        changes = junior_changes(draft.sites, draft.today) * heads[:, None]
        cost = cost + weights["feeder"] * MM * changes
    group, most = _limited(blocks)
    border = np.rint(weights.get("border", 0.0) * MM * draft.graph.border).astype(np.int64)
    over = weights.get("over")
    return Problem(
        cost=np.rint(cost).astype(np.int64),
        children=blocks.children,
        places=draft.sites.places * aim.fill // 1000,
        allowed=_allowed(draft, aim, reach),
        fixed=draft.held,
        graph=Graph(draft.graph.start, draft.graph.target, border),
        over_price=None if over is None else max(round(over * MM), 1),
        group=group, most=most,
    )  # fmt: skip


def _limited(blocks: Blocks) -> tuple[Ints | None, Ints]:
    """Return the limited group of each block, or FREE, and the limits; None for none."""
    groups = blocks.groups
    limited = np.flatnonzero(groups.most > 0)
    if not len(limited):
        return None, np.zeros(0, np.int64)
    number = np.full(len(groups.name) + 1, FREE, np.int64)  # the last one stands for no group
    number[limited] = np.arange(len(limited))
    return number[groups.of], groups.most[limited]


def _allowed(draft: Draft, aim: Aim, reach: NDArray[np.bool_]) -> NDArray[np.bool_]:
    allowed: NDArray[np.bool_] = reach.copy()
    allowed &= np.asarray((draft.sites.places > 0).any(axis=1))[None, :]
    if aim.longest_mm is not None:
        allowed &= draft.farthest_mm <= aim.longest_mm
    if "feeder" in draft.hold:
        allowed &= ~junior_changes(draft.sites, draft.today)
    held = np.flatnonzero(draft.held >= 0)
    allowed[held, draft.held[held]] = True
    return allowed
