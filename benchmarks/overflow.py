"""How fast is the overflow rule? The whole of R0-R5 beside OR-Tools' min-cost flow, in one run."""

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.spatial import cKDTree

from capacity.canonical import canonical_json, sha256_hex
from capacity.case import Case, input_document
from capacity.certificate import check_placement
from capacity.lottery import preview_seed, ranks
from capacity.overflow import place
from capacity.result import result_document
from capacity.ruleset import Ruleset
from capacity.school_graph import exchange_edges, smallest_prices, spread
from capacity.twins import place_with_twins

DETOUR = 1.3
T = TypeVar("T")


def synthetic_case(children: int, schools: int, nearest: int, seed: int) -> Case:
    """Make a town: clustered homes, zones = nearest school, places for 1.06 children each."""
    random = np.random.default_rng(seed)
    side = 1000.0 * np.sqrt(schools)
    gates = random.uniform(0, side, (schools, 2))
    buildings = random.uniform(0, side, (children // 40 + 1, 2))
    home = buildings[random.integers(0, len(buildings), children)]
    metres, school = cKDTree(gates).query(home, k=nearest)
    metres = np.rint(metres * DETOUR).astype(np.int64)
    order = np.lexsort((school, metres), axis=1)
    school, metres = np.take_along_axis(school, order, 1), np.take_along_axis(metres, order, 1)
    zone = school[:, 0]
    claims = np.bincount(zone, minlength=schools)
    places = np.maximum(np.rint(claims * random.uniform(0.85, 1.35, schools)), 1).astype(np.int64)
    places += max(0, int(1.03 * children) - int(places.sum())) // schools + 1
    zero = np.zeros(children, np.int64)
    claimed = np.zeros((children, nearest), np.bool_)
    claimed[:, 0] = True
    return Case(
        school_ids=tuple(f"S{j:05d}" for j in range(schools)),
        places=places,
        child_ids=tuple(f"C{i:07d}" for i in range(children)),
        tier=random.choice([1, 2, 3], size=children, p=[0.62, 0.14, 0.24]).astype(np.int64),
        preference=zero, sibling=zero, points=zero, lottery_no=zero - 1, twins=zero - 1,
        beyond=metres[:, -1],
        option_start=np.arange(children + 1, dtype=np.int64) * nearest,
        option_school=school.reshape(-1).astype(np.int64),
        option_m=metres.reshape(-1),
        claimed=claimed.reshape(-1),
        barred=np.zeros(children * nearest, np.bool_),
    )  # fmt: skip


def ortools_one_tier(case: Case) -> int:
    """Solve the plain one-tier flow (min total metres, places respected) with OR-Tools."""
    flow = min_cost_flow.SimpleMinCostFlow()
    children, schools = len(case), len(case.places)
    child = case.option_child
    flow.add_arcs_with_capacity_and_unit_cost(
        child, children + case.option_school, np.ones(len(child), np.int64), case.option_m
    )
    sink = children + schools
    gates = children + np.arange(schools)
    flow.add_arcs_with_capacity_and_unit_cost(
        gates, np.full(schools, sink), case.places, np.zeros(schools, np.int64)
    )
    supply = np.concatenate([np.ones(children), np.zeros(schools), [-children]]).astype(np.int64)
    flow.set_nodes_supplies(np.arange(sink + 1), supply)
    if flow.solve() != flow.OPTIMAL:
        return -1
    return int(flow.optimal_cost())


def ours_one_tier(case: Case) -> int:
    """Solve the same plain flow with the engine of the rule, prices included."""
    nobody = np.zeros(len(case.places), np.bool_)
    found = spread(case.option_start, case.option_school, case.option_m, case.places, nobody)
    count = np.bincount(case.option_school[found.row], minlength=len(case.places))
    edge = exchange_edges(
        case.option_start, case.option_school, case.option_m, found.row, len(case.places)
    )
    smallest_prices(edge, count >= case.places, nobody)
    return int(case.option_m[found.row].sum())


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Run `work`, print the CPU seconds it took, return its result and the time."""
    begin = time.process_time()
    result = work()
    seconds = time.process_time() - begin
    print(f"{what:58s} {seconds:8.2f} s CPU", flush=True)
    return result, seconds


def plain_flow(case: Case, rounds: int) -> None:
    """Race the engine against OR-Tools on one and the same flow, in turns."""
    ratios = []
    for _ in range(rounds):
        ours, our_time = timed("plain flow, ours, with prices", lambda: ours_one_tier(case))
        theirs, their_time = timed("plain flow, OR-Tools", lambda: ortools_one_tier(case))
        same = "same total" if ours == theirs else f"TOTALS DIFFER: {ours} and {theirs}"
        print(f"  {same} {ours:,} m; OR-Tools / ours = {their_time / our_time:.1f}")
        ratios.append(their_time / our_time)
    print(f"plain flow: median ratio {np.median(ratios):.1f} of {rounds} rounds")


def whole_rule(case: Case) -> None:
    """Time the rule from the case to the verified result."""
    rule = Ruleset()
    given, _ = timed("make input/1", lambda: input_document(case, rule.digest()))
    input_json, _ = timed("write input/1", lambda: canonical_json(given))
    digest = sha256_hex(input_json)
    seed = preview_seed(digest)
    rank, _ = timed("draw the lots", lambda: ranks(case.child_ids, seed, case.lottery_no))
    outcome, _ = timed(
        "R0-R5: claims, tiers, ties, prices", lambda: place_with_twins(case, rule, rank)
    )
    placement = outcome.placement
    if placement.incomplete or placement.shortage:
        print(f"  short: {placement.shortage is not None}; "
              f"children who need more options: {len(placement.incomplete)}")  # fmt: skip
        return
    own = placement.school == case.option_school[case.option_start[:-1]]
    print(f"  placed {np.sum(placement.school >= 0):,}, moved {np.sum(~own):,}")
    result, _ = timed(
        "write result/1", lambda: result_document(case, rule, outcome, seed, input_sha256=digest)
    )
    faults, _ = timed(
        "verify (standard library)", lambda: check_placement(rule.document(), given, result)
    )
    print(f"  {len(faults)} faults {faults[:2]}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--schools", type=int, default=1_000)
    parser.add_argument("--nearest", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="20,000 children, 100 schools")
    options = parser.parse_args()
    if options.quick:
        options.children, options.schools, options.rounds = 20_000, 100, 1
    small = synthetic_case(200, 5, 5, 1)
    place(small, Ruleset(), np.arange(200))  # numba compiles here
    ours_one_tier(small)
    case = synthetic_case(options.children, options.schools, options.nearest, 20261123)
    print(f"{len(case):,} children, {options.schools:,} schools, {options.nearest} options each")
    plain_flow(case, options.rounds)
    whole_rule(case)


if __name__ == "__main__":
    main()
