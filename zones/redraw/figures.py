"""What does a plan mean for children and schools, in figures that can be laid side by side?"""

from typing import Any

import numpy as np

from zones.redraw.draft import Draft
from zones.redraw.holds import junior_changes
from zones.redraw.problem import Ints
from zones.redraw.verify import Verdict, Wanted, check_plan


def figures(draft: Draft, zone: Ints) -> dict[str, Any]:
    """Return the figures of an assignment (n,), -1 for blocks without a school.

    Walks in metres, weighted by children; `over` by year; `moved` children whose school changes.
    """
    blocks, heads = draft.blocks, draft.blocks.children[:, 0]
    served = zone >= 0
    walk = draft.walk_mm[np.flatnonzero(served), zone[served]]
    farthest, known = draft.farthest_mm[np.flatnonzero(served), zone[served]], walk >= 0
    moved = served & (draft.today >= 0) & (zone != draft.today)
    load = loads(draft, zone)
    over = np.maximum(load - draft.sites.places, 0).sum(axis=0)
    return {
        "mean_walk_m": _mean(walk[known], heads[served][known]),
        "p90_walk_m": _quantile(walk[known], heads[served][known], 0.9),
        "longest_walk_m": _longest(farthest[known], heads[served][known]),
        "children_over": int(over[0]),
        "children_over_by_year": [int(each) for each in over],
        "children_moved": int(heads[moved].sum()),
        "enrolled_moved": int(blocks.enrolled[moved].sum()),
        "siblings_moved": int(blocks.siblings[moved].sum()),
        "six_years_moved": int(blocks.six_years[moved].sum()),
        "blocks_moved": int(moved.sum()),
        "junior_changed": _junior_changed(draft, zone),
        "groups_split": int((blocks.groups.spread(zone) > 1).sum()),
        "fullest_percent": _fullest(load, draft.sites.places),
        "zone_border_km": _border_km(draft, zone),
        "compactness": _compactness(draft, zone),
    }


def loads(draft: Draft, zone: Ints) -> Ints:
    """Return (m, years) children of each school."""
    found = np.zeros_like(draft.sites.places)
    served = zone >= 0
    np.add.at(found, zone[served], draft.blocks.children[served])
    return found


def _junior_changed(draft: Draft, zone: Ints) -> int | None:
    """Count the children whose junior school changes; None where no school feeds one."""
    if not any(draft.sites.feeds):
        return None
    served = np.flatnonzero(zone >= 0)
    changes = junior_changes(draft.sites, draft.today)[served, zone[served]]
    return int(draft.blocks.children[served[changes], 0].sum())


def _mean(walk: Ints, heads: Ints) -> float | None:
    total = int(heads.sum())
    return round(int((walk * heads).sum()) / total / 1000, 1) if total else None


def _quantile(walk: Ints, heads: Ints, share: float) -> float | None:
    order = np.argsort(walk, kind="stable")
    so_far = np.cumsum(heads[order])
    if not len(so_far) or not so_far[-1]:
        return None
    at = int(np.searchsorted(so_far, share * so_far[-1]))
    return round(int(walk[order][min(at, len(walk) - 1)]) / 1000, 1)


def _longest(walk: Ints, heads: Ints) -> float | None:
    lived_in = walk[heads > 0]
    return round(int(lived_in.max()) / 1000, 1) if len(lived_in) else None


def _fullest(load: Ints, places: Ints) -> float | None:
    there = places > 0
    return round(float((load[there] / places[there]).max()) * 100, 1) if there.any() else None


def _border_km(draft: Draft, zone: Ints) -> float:
    one, other = draft.near.pairs[:, 0], draft.near.pairs[:, 1]
    apart = zone[one] != zone[other]
    return round(float(draft.near.border_m[apart].sum()) / 1000, 3)


def _compactness(draft: Draft, zone: Ints) -> float | None:
    """Return the mean of 4π·area / perimeter² (Polsby and Popper 1991), 1 for a circle."""
    import shapely

    scores = []
    for school in np.unique(zone[zone >= 0]):
        whole = shapely.union_all(draft.blocks.polygons[zone == school], grid_size=0.01)
        if whole.length > 0:
            scores.append(4 * np.pi * whole.area / whole.length**2)
    return round(float(np.mean(scores)), 3) if scores else None


def verdict_of(draft: Draft, zone: Ints) -> Verdict:
    """Check an assignment with the code that knows no solver."""
    names, schools = draft.blocks.block_id, draft.sites.school_id
    pairs = [(names[one], names[other]) for one, other in draft.near.pairs.tolist()]
    doors = {
        school: [names[b] for b in draft.graph.neighbours(len(names) + at).tolist()]
        for at, school in enumerate(schools)
    }
    return check_plan(
        {name: schools[at] for name, at in zip(names, zone.tolist(), strict=True) if at >= 0},
        pairs, doors,
        children={name: row.tolist()
                  for name, row in zip(names, draft.blocks.children, strict=True)},
        places={school: row.tolist()
                for school, row in zip(schools, draft.sites.places, strict=True)},
        wanted=_wanted(draft),
    )  # fmt: skip


def _shared_by(draft: Draft, zone: int) -> dict[str, tuple[str, list[int]]]:
    """Return the schools of a shared zone, each with the block it stands in and its places."""
    members = draft.sites.members
    return {
        members.school_id[row]: (draft.blocks.block_id[members.home[row]],
                                 members.places[row].tolist())
        for row in members.of(zone)
    }  # fmt: skip


def _wanted(draft: Draft) -> Wanted:
    """Return what the user asked for in names, as the files say it."""
    blocks, names, groups = draft.blocks, draft.blocks.block_id, draft.blocks.groups
    taken = {
        names[row]: (blocks.school_id[row], int(blocks.six_years[row]))
        for row in np.flatnonzero(blocks.six_years > 0).tolist() if "six_years" in draft.hold
    }  # fmt: skip
    return Wanted(
        pins={names[row]: draft.sites.school_id[draft.asked[row]]
              for row in np.flatnonzero(draft.asked >= 0).tolist()
              if names[row] not in taken or blocks.pinned[row] or blocks.locked[row]},
        groups={groups.name[at]: ([names[row] for row in np.flatnonzero(groups.of == at)], most)
                for at, most in enumerate(groups.most.tolist()) if most},
        taken=taken,
        feeds=dict(zip(draft.sites.school_id, draft.sites.feeds, strict=True)),
        junior={names[row]: draft.sites.feeds[draft.today[row]]
                for row in np.flatnonzero(draft.today >= 0).tolist()
                if draft.sites.feeds[draft.today[row]]},
        same_junior="feeder" in draft.hold,
        shared={draft.sites.school_id[zone]: _shared_by(draft, zone)
                for zone in draft.sites.members.shared() if draft.sites.places[zone].any()},
    )  # fmt: skip
