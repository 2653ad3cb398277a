"""Where should a school be built, and which may close? A capacitated p-median over demand futures.

Open sites serve every block; a child walks to where a future sends it. First as few children as
possible are left without a place, then, at that shortage, as few metres as possible are walked.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, vstack

from geo.faults import BadInput

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SitingCase:
    """Blocks and sites: `metres` is (blocks, sites), `demand` (futures, blocks) in children.

    Infinite metres: no way leads there, and no child of the block goes there.
    `weights` are the futures' probabilities. `existing` marks the schools that stand; at most
    `most_open` of the others are opened and at most `most_closed` of these closed.
    """

    metres: Floats
    demand: Floats
    weights: Floats
    places: Floats
    existing: NDArray[np.bool_]
    most_open: int
    most_closed: int


@dataclass(frozen=True, slots=True)
class Siting:
    """Which sites are open, the children left over in each future, metres, and how sure that is.

    `unmet` is (futures,), `metres` the expected child-metres, `shares` (futures, blocks, sites)
    the children of each block at each site, `gap` the solver's proven relative distance from the
    best. `bound`: no choice with this shortage has fewer metres; `unmet_bound`: none has a smaller
    expected shortage. `stopped` says that its time limit ended the search: then the answer may not
    be the best.
    """

    open_: NDArray[np.bool_]
    unmet: Floats
    metres: float
    shares: Floats
    gap: float
    stopped: bool
    bound: float
    unmet_bound: float


def site(case: SitingCase, *, gap: float = 0.005, seconds: float = 120.0) -> Siting:
    """Choose the sites. Raises BadInput where not even the standing schools are allowed.

    The result is the solver's for the same case unless the time limit stops it, which is told.
    """
    futures, blocks = case.demand.shape
    sites = len(case.places)
    size = futures * blocks * sites
    rules = _rules(case)
    unmet_cost = np.concatenate([np.zeros(size + sites), np.repeat(case.weights, blocks)])
    first = _solve(unmet_cost, rules, case, (gap, seconds))
    least = float(unmet_cost @ first.x)
    slack = 1e-5 * max(1.0, least)  # the solver's own tolerance
    hold = LinearConstraint(coo_array(unmet_cost[None, :]).tocsr(), -np.inf, least + slack)
    metres = np.where(np.isfinite(case.metres), case.metres, 0.0)
    walked = (case.weights[:, None, None] * metres[None]).reshape(-1)
    metre_cost = np.concatenate([walked, np.zeros(sites + futures * blocks)])
    best = _solve(metre_cost, [*rules, hold], case, (gap, seconds))
    open_ = np.asarray(best.x[size : size + sites] > 0.5)
    # Solved once more with the sites as whole numbers: no child is left at a closed one.
    flow = _solve(metre_cost, [*rules, hold], case, (gap, seconds), open_)
    shares = flow.x[:size].reshape(futures, blocks, sites)
    unmet = flow.x[size + sites :].reshape(futures, blocks).sum(axis=1)
    return Siting(
        open_, np.asarray(unmet), float(flow.fun),
        np.asarray(shares), float(best.mip_gap or 0.0), bool(first.status == 1 or best.status == 1),
        _proved(best), max(_proved(first), 0.0),
    )  # fmt: skip


def _proved(found: OptimizeResult) -> float:
    """Return the value below which the solver proved that there is none."""
    return float(found.fun if found.mip_dual_bound is None else found.mip_dual_bound)


def _solve(
    cost: Floats,
    rules: list[LinearConstraint],
    case: SitingCase,
    limits: tuple[float, float],
    open_: NDArray[np.bool_] | None = None,
) -> OptimizeResult:
    gap, seconds = limits
    futures, blocks = case.demand.shape
    sites = len(case.places)
    size = futures * blocks * sites
    whole = np.zeros(len(cost))
    whole[size : size + sites] = 1
    top = np.full(len(cost), np.inf)
    top[:size] = np.tile(np.where(np.isfinite(case.metres), np.inf, 0.0).reshape(-1), futures)
    top[size : size + sites] = 1.0
    low = np.zeros(len(cost))
    if open_ is not None:
        low[size : size + sites] = top[size : size + sites] = open_
    found = milp(
        cost, constraints=rules, integrality=whole, bounds=Bounds(low, top),
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )  # fmt: skip
    if found.x is None:
        raise BadInput.one("siting", f"no answer was found ({found.message})",
                           "allow more time, or fewer blocks and sites")  # fmt: skip
    return found


def _rules(case: SitingCase) -> list[LinearConstraint]:
    """Every child is somewhere or left over; places only where open; counts of changes."""
    futures, blocks = case.demand.shape
    sites = len(case.places)
    size, width = futures * blocks * sites, futures * blocks * (sites + 1) + sites
    cells = np.arange(size)
    block = cells // sites
    left = np.arange(futures * blocks)
    served = coo_array(
        (np.ones(size + len(left)), (np.concatenate([block, left]),
                                     np.concatenate([cells, size + sites + left]))),
        shape=(futures * blocks, width),
    )  # fmt: skip
    seat = (cells // (blocks * sites)) * sites + cells % sites
    rows, opens = np.arange(futures * sites), size + np.tile(np.arange(sites), futures)
    held = coo_array(
        (np.concatenate([np.ones(size), -np.tile(case.places, futures)]),
         (np.concatenate([seat, rows]), np.concatenate([cells, opens]))),
        shape=(futures * sites, width),
    )  # fmt: skip
    need = case.demand.reshape(-1)
    new = coo_array((~case.existing).astype(float)[None, :])
    old = coo_array(case.existing.astype(float)[None, :])
    counts = vstack([_at(new, size, width), _at(old, size, width)]).tocsr()
    standing = int(case.existing.sum())
    return [
        LinearConstraint(served.tocsr(), need, need),
        LinearConstraint(held.tocsr(), -np.inf, 0.0),
        LinearConstraint(counts, [0, standing - case.most_closed], [case.most_open, standing]),
    ]


def _at(part: coo_array, offset: int, width: int) -> coo_array:
    row, column = part.coords
    return coo_array((part.data, (row, column + offset)), shape=(part.shape[0], width))
