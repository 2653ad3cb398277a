"""What comes of a siting? The choice, who walks less, each future alone, each school closed."""

from dataclasses import replace
from typing import Any

import numpy as np

from capacity.siting import Floats, Siting, SitingCase, site
from service.progress import Progress
from service.siting_ground import SitingTown, SitingWish
from service.siting_job import FUTURES

FORMAT = "jiujin-siting-plan/1"
MIDDLE = FUTURES.index("middle")
_SERVED = 1e-6  # of a child: below it the solver means nobody
_SAME_M = 1.0  # walks that differ by less are the same


def answered(town: SitingTown, wish: SitingWish, progress: Progress) -> dict[str, Any]:
    """Solve, and return the whole answer as one document; the same for the same files and wish."""
    case = town.case
    with progress.step("placing children at the schools that stand"):
        base = _solved(replace(case, most_open=0, most_closed=0), wish)
    with progress.step(f"choosing among {len(case.places)} sites"):
        found = _solved(case, wish)
    alone = []
    for at, name in enumerate(FUTURES):
        with progress.step(f"choosing for {name} demand alone"):
            alone.append(_alone(case, at, wish))
    with progress.step("closing each school in turn"):
        closings = closings_of(town, wish)
    return {
        "format": FORMAT, "year": wish.year, "most_open": wish.most_open,
        "most_closed": wish.most_closed, "distances": town.distances,
        "notes": [list(it) for it in town.notes],
        "sites": [_site(town, found, at) for at in range(len(case.places))],
        "objective": _objective(case, base, found),
        "futures": [_future(case, at, base, found, alone[at], town) for at in range(len(FUTURES))],
        **_walkers(town, base, found), "closings": closings,
    }  # fmt: skip


def _solved(case: SitingCase, wish: SitingWish) -> Siting:
    return site(case, seconds=wish.seconds)


def _alone(case: SitingCase, at: int, wish: SitingWish) -> Siting:
    """Return the best choice if it were certain that this future comes."""
    return _solved(replace(case, demand=case.demand[at : at + 1], weights=np.ones(1)), wish)


def _site(town: SitingTown, found: Siting, at: int) -> dict[str, Any]:
    case, used = town.case, found.shares.sum(axis=1)
    stands, open_ = bool(case.existing[at]), bool(found.open_[at])
    return {
        "site_id": town.site_id[at], "name": town.name[at], "block_id": town.block[at],
        "stands": stands, "open": open_, "places": int(case.places[at]), "cost": town.cost[at],
        "change": "close" if stands and not open_ else "open" if open_ and not stands else "",
        "children": dict(zip(FUTURES, used[:, at].round(1).tolist(), strict=True)),
    }  # fmt: skip


def _objective(case: SitingCase, base: Siting, found: Siting) -> dict[str, Any]:
    """Return what was made small, shortage before metres, and what was proved of both."""
    return {
        "unmet": round(float(case.weights @ found.unmet), 3),
        "unmet_bound": round(found.unmet_bound, 3),
        "unmet_today": round(float(case.weights @ base.unmet), 3),
        "metres": round(found.metres), "bound": round(found.bound),
        "gap_percent": round(100 * found.gap, 3), "metres_today": round(base.metres),
        "stopped_by_time": found.stopped,
    }  # fmt: skip


def _future(
    case: SitingCase, at: int, base: Siting, found: Siting, alone: Siting, town: SitingTown
) -> dict[str, Any]:
    """Return how the choice holds in one future, beside today's schools and the best for it."""
    used, full = found.shares[at].sum(axis=0), case.places > 0
    chosen = [town.site_id[k] for k in np.flatnonzero(alone.open_ != case.existing)]
    return {
        "future": FUTURES[at], "weight": float(case.weights[at]),
        "children": round(float(case.demand[at].sum()), 1),
        "unmet": round(float(found.unmet[at]), 2), "unmet_today": round(float(base.unmet[at]), 2),
        "unmet_alone": round(float(alone.unmet[0]), 2),
        "mean_m": _mean(case.metres, found.shares[at]),
        "mean_m_today": _mean(case.metres, base.shares[at]),
        "mean_m_alone": _mean(case.metres, alone.shares[0]),
        "fullest_percent": round(100 * float((used[full] / case.places[full]).max(initial=0)), 1),
        "changes_alone": chosen, "same": bool((alone.open_ == found.open_).all()),
    }  # fmt: skip


def _mean(metres: Floats, shares: Floats) -> float:
    """Return the mean walk in metres of the children served."""
    return round(_walked(metres, shares) / max(float(shares.sum()), 1.0), 1)


def _walked(metres: Floats, shares: Floats) -> float:
    served = shares > _SERVED
    return float((metres[served] * shares[served]).sum())


def _walkers(town: SitingTown, base: Siting, found: Siting) -> dict[str, Any]:
    """Return, in the middle future, the mean walk of each block before and after, and by zone.

    Both with the same rule and the same children: only the sites differ.
    """
    metres, need = town.case.metres, town.case.demand[MIDDLE]
    before, after = (_by_block(metres, it.shares[MIDDLE]) for it in (base, found))
    both = np.isfinite(before) & np.isfinite(after) & (need > 0)
    change = np.where(both, after - before, 0.0)
    return {
        "walkers": _sums(need[both], change[both]),
        "zones": [_zone(town, school, both, (before, after, change))
                  for school in sorted(set(town.today[town.today >= 0].tolist()))],
        "blocks": {town.blocks.block_id[at]: [round(before[at]), round(after[at])]
                   for at in np.flatnonzero(both)},
    }  # fmt: skip


def _by_block(metres: Floats, shares: Floats) -> Floats:
    """Return the mean walk of each block's children who are served, NaN where nobody is."""
    served = np.where(shares > _SERVED, shares, 0.0)
    heads = served.sum(axis=1)
    far = np.where(served > 0, metres, 0.0)
    return np.divide((far * served).sum(axis=1), heads, out=np.full(len(heads), np.nan),
                     where=heads > 0)  # fmt: skip


def _sums(heads: Floats, change: Floats) -> dict[str, Any]:
    less, more = change < -_SAME_M, change > _SAME_M
    return {
        "less": round(float(heads[less].sum()), 1), "more": round(float(heads[more].sum()), 1),
        "less_by_m": _weighted(-change[less], heads[less]),
        "more_by_m": _weighted(change[more], heads[more]),
    }  # fmt: skip


def _weighted(values: Floats, heads: Floats) -> float:
    return round(float((values * heads).sum() / heads.sum()), 1) if heads.sum() > 0 else 0.0


def _zone(
    town: SitingTown, school: int, both: Any, walks: tuple[Floats, Floats, Floats]
) -> dict[str, Any]:
    here = both & (town.today == school)
    need, (before, after, change) = town.case.demand[MIDDLE][here], (it[here] for it in walks)
    return {
        "school_id": town.site_id[school], "name": town.name[school],
        "children": round(float(need.sum()), 1), "before_m": _weighted(before, need),
        "after_m": _weighted(after, need), **_sums(need, change),
    }  # fmt: skip


def closings_of(town: SitingTown, wish: SitingWish) -> list[dict[str, Any]]:
    """Return what closing each school alone would do to the children of its zone.

    In the middle future; the other schools keep their own zones' children, and the children of
    the closed one go to the places left, so that they walk least in all.
    """
    case = town.case
    schools = np.flatnonzero(case.existing & (case.places > 0))
    own = np.array([case.demand[MIDDLE][town.today == at].sum() for at in schools])
    left = np.zeros(len(case.places))
    left[schools] = np.clip(case.places[schools] - own, 0, None)
    return [_closed(town, int(at), schools, left, wish) for at in schools]


def _closed(
    town: SitingTown, at: int, schools: Any, left: Floats, wish: SitingWish
) -> dict[str, Any]:
    case, here = town.case, np.flatnonzero(town.today == at)
    others = schools[schools != at]
    need = case.demand[MIDDLE][here]
    told: dict[str, Any] = {"school_id": town.site_id[at], "name": town.name[at],
                            "children": round(float(need.sum()), 1)}  # fmt: skip
    if need.sum() <= 0 or not len(others):
        return told | {"to": [], "left": told["children"], "before_m": 0.0, "after_m": 0.0,
                       "longest_m": 0.0}  # fmt: skip
    metres = case.metres[np.ix_(here, others)]
    moved = site(
        SitingCase(
            metres, need[None], np.ones(1), left[others], np.ones(len(others), dtype=np.bool_), 0, 0
        ),
        seconds=wish.seconds,
    )
    shares = moved.shares[0]
    taken, served = shares.sum(axis=0), shares > _SERVED
    now = case.metres[here, at]
    goes = [{"school_id": town.site_id[others[k]], "name": town.name[others[k]],
             "children": round(float(taken[k]), 1)} for k in np.argsort(-taken, kind="stable")
            if taken[k] >= 0.05]  # fmt: skip
    known = np.isfinite(now)
    return told | {
        "to": goes, "left": round(float(moved.unmet[0]), 1),
        "before_m": _weighted(now[known], need[known]), "after_m": _mean(metres, shares),
        "longest_m": round(float(metres[served].max(initial=0.0)), 1),
    }  # fmt: skip
