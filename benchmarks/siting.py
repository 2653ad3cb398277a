"""How long does one choice of sites take, and how near the best is it proved to be?

    python3 -m benchmarks.siting [--blocks 1000] [--schools 40] [--seconds 60]

A made district: children and schools at random on ten by ten kilometres, places for 105 per cent
of middle demand in schools of one size, eight candidates of 160 places, two of them to be opened
and one school to be closed at most. An answer on the page takes a choice for today's schools, one
over all demand, one for each demand alone, and a small one for each school that could close.
"""

import argparse
import os
import time

import numpy as np

from capacity.siting import SitingCase, site
from service.siting_job import WEIGHTS

_SIDE_M, _DETOUR, _CANDIDATES, _PLACES = 10_000, 1.3, 8, 160
_DEMAND = (0.85, 1.0, 1.15)


def made_case(blocks: int, schools: int) -> SitingCase:
    """Return a made district, the same for the same numbers."""
    drawn = np.random.default_rng(1)
    homes = drawn.random((blocks, 2)) * _SIDE_M
    new = homes[drawn.choice(blocks, _CANDIDATES, replace=False)]
    sites = np.vstack([drawn.random((schools, 2)) * _SIDE_M, new])
    metres = np.hypot(*(homes[:, None, at] - sites[None, :, at] for at in (0, 1))) * _DETOUR
    heads = drawn.integers(2, 20, blocks).astype(float)
    size = round(1.05 * heads.sum() / schools)
    places = np.concatenate([np.full(schools, size), np.full(_CANDIDATES, _PLACES)]).astype(float)
    return SitingCase(metres, np.outer(_DEMAND, heads), np.array(WEIGHTS), places,
                      np.arange(len(places)) < schools, 2, 1)  # fmt: skip


def main() -> None:
    """Solve and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--blocks", type=int, default=1_000)
    asked.add_argument("--schools", type=int, default=40)
    asked.add_argument("--seconds", type=float, default=60.0)
    given = asked.parse_args()
    case = made_case(given.blocks, given.schools)
    began = time.perf_counter()
    found = site(case, seconds=given.seconds)
    spent = time.perf_counter() - began
    print(
        f"{given.blocks:,} blocks, {len(case.places)} sites: {spent:.1f} s, load "
        f"{os.getloadavg()[0]:.1f}, gap {100 * found.gap:.3f} %, stopped by time: {found.stopped}, "
        f"expected without a place {case.weights @ found.unmet:,.1f} "
        f"(at least {found.unmet_bound:,.1f})"
    )


if __name__ == "__main__":
    main()
