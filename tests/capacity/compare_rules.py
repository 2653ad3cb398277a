"""How do the rules compare on synthetic towns? Prints the table of docs/overflow.md.

Run: python -m tests.capacity.compare_rules [towns]
"""

import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from capacity.alternatives import Alternative, measure, place_by
from capacity.case import Case
from capacity.overflow import place
from capacity.ruleset import CostShape

from .districts import NEARNESS

CHILDREN, SCHOOLS, SIDE_M = 2000, 20, 9000
COLUMNS = ("extra walk", "worst m", "complaints", "moved")


def town(seed: int, children: int = CHILDREN, schools: int = SCHOOLS) -> tuple[Case, np.ndarray]:
    """Return (case, lots) of a town: estates around centres, zones of the nearest school.

    One tier; every child lists every school; walks are metres on a grid of streets. Places differ
    from the zone's children by about a tenth either way, with 3 % to spare in all.
    """
    draw = np.random.default_rng(seed)
    gates = draw.uniform(0, SIDE_M, (schools, 2))
    centres = draw.uniform(0, SIDE_M, (2 * schools, 2))
    buildings = centres[draw.integers(0, len(centres), children // 4)]
    buildings = np.clip(buildings + draw.normal(0, 500, buildings.shape), 0, SIDE_M)
    homes = buildings[draw.integers(0, len(buildings), children)]
    walks = np.abs(homes[:, None, :] - gates[None, :, :]).sum(axis=2).astype(np.int64)
    zone = walks.argmin(axis=1)
    return _case(walks, zone, _places(draw, zone, schools)), draw.permutation(children)


def _places(draw: np.random.Generator, zone: np.ndarray, schools: int) -> np.ndarray:
    """Give each school its zone's children, a tenth more or fewer, and 3 % more in all."""
    claims = np.bincount(zone, minlength=schools)
    wanted = claims * draw.normal(1.0, 0.14, schools).clip(0.6, 1.4)
    return np.floor(wanted * 1.03 * claims.sum() / wanted.sum()).astype(np.int64)


def _case(walks: np.ndarray, zone: np.ndarray, places: np.ndarray) -> Case:
    children, schools = walks.shape
    by_metres = np.lexsort((np.tile(np.arange(schools), (children, 1)), walks), axis=1)
    nothing, one = np.zeros(children, np.int64), np.ones(children, np.int64)
    return Case(
        school_ids=tuple(f"S{number:02d}" for number in range(schools)),
        places=places,
        child_ids=tuple(f"C{number:05d}" for number in range(children)),
        tier=one,
        preference=nothing,
        sibling=nothing,
        points=nothing,
        lottery_no=-one,
        twins=-one,
        beyond=-one,
        option_start=np.arange(0, children * schools + 1, schools, dtype=np.int64),
        option_school=by_metres.reshape(-1).astype(np.int64),
        option_m=np.take_along_axis(walks, by_metres, axis=1).reshape(-1),
        claimed=(by_metres == zone[:, None]).reshape(-1),
        barred=np.zeros(children * schools, dtype=np.bool_),
    )


def placements(case: Case, rank: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yield (name of the rule, school of each child), R3 first."""
    yield "R3", place(case, NEARNESS, rank).school
    yield "R3, squared metres", place(case, replace(NEARNESS, cost=CostShape.SQUARED), rank).school
    for alternative in Alternative:
        yield str(alternative), place_by(alternative, case, NEARNESS, rank)


def compare(seed: int, **size: int) -> dict[str, tuple[float, int, float, float]]:
    """Return rule → (extra walk against R3, worst extra metres, share with a complaint, moved)."""
    case, rank = town(seed, **size)
    found = {}
    base = 0
    for name, school in placements(case, rank):
        seen = measure(case, NEARNESS, school)
        base = base or seen.moved_extra_m
        extra = case.metres(np.arange(len(case)), school) - case.option_m[case.claimed]
        found[name] = (
            seen.moved_extra_m / base,
            int(extra.max()),
            seen.complaints / seen.moved,
            seen.moved / len(case),
        )
    return found


def print_table(towns: int) -> None:
    """Print the median and the tenth and ninetieth percentile of every figure over `towns`."""
    found = [compare(seed) for seed in range(towns)]
    print(f"{towns} towns, {CHILDREN} children, {SCHOOLS} schools")
    for name in found[0]:
        cells = []
        for at, column in enumerate(COLUMNS):
            low, middle, high = np.percentile([each[name][at] for each in found], [10, 50, 90])
            cells.append(f"{column} {middle:.3f} [{low:.3f}, {high:.3f}]")
        print(name, *cells, sep=" | ")


if __name__ == "__main__":
    print_table(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
