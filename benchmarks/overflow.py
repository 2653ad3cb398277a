"""How fast is the overflow rule? The whole of R0-R5 beside OR-Tools' min-cost flow, in one run."""

import argparse
import time

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

DETOUR = 1.3


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
    places = np.maximum(
        np.rint(claims * random.uniform(0.85, 1.35, schools)), 1
    ).astype(np.int64)
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


def timed(what: str, work):
    """Run `work`, print the CPU seconds it took, return its result and the time."""
    begin = time.process_time()
    result = work()
    seconds = time.process_time() - begin
    print(f"{what:58s} {seconds:8.2f} s CPU", flush=True)
    return result, seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=200_000)
    parser.add_argument("--schools", type=int, default=1_000)
    parser.add_argument("--nearest", type=int, default=20)
    parser.add_argument("--quick", action="store_true", help="20,000 children, 100 schools")
    options = parser.parse_args()
    if options.quick:
        options.children, options.schools = 20_000, 100
    place_small = synthetic_case(200, 5, 5, 1)
    place(place_small, Ruleset(), np.arange(200))  # numba compiles here
    case = synthetic_case(options.children, options.schools, options.nearest, 20261123)
    print(f"{len(case):,} children, {options.schools:,} schools, {options.nearest} options each")
    rule = Ruleset()
    rank = np.arange(len(case))
    (placement), ours = timed("R0-R5, three tiers, ties, prices", lambda: place(case, rule, rank))
    if placement.incomplete:
        print(f"  {len(placement.incomplete)} children need more than {options.nearest} options")
    own = placement.school == case.option_school[case.option_start[:-1]]
    print(f"  placed {np.sum(placement.school >= 0):,}, moved {np.sum(~own):,}")
    (total), theirs = timed("peer: OR-Tools SimpleMinCostFlow, one plain flow", lambda: ortools_one_tier(case))
    print(f"  ratio OR-Tools / ours {theirs / ours:.2f}; its total {total:,} m (one tier, no claims)")
    given = input_document(case, rule.digest())
    seed = preview_seed(sha256_hex(canonical_json(given)))
    placement, _ = timed("again, with lots drawn", lambda: place(case, rule, ranks(case.child_ids, seed, case.lottery_no)))
    if placement.incomplete or placement.shortage:
        return
    result, _ = timed("write result/1", lambda: result_document(case, rule, placement, seed, given=given))
    faults, _ = timed("verify (standard library)", lambda: check_placement(rule.document(), given, result))
    print(f"  {len(faults)} faults {faults[:2]}")


if __name__ == "__main__":
    main()
