"""How near the best are redrawn zones, how fast, beside simpler ways and real committees?

python -m benchmarks.redraw --data FOLDER sap baltimore made editor [--seconds S] [--only gys_37a]
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.redrawing.districts import baltimore_draft, edinburgh_draft, sample_draft
from benchmarks.redrawing.instances import made_problem, sap_problem, sap_reference
from benchmarks.redrawing.peers import genetic, lost_blocks, nearest, rounded
from zones.edit import Sketch
from zones.redraw.draft import Aim, Draft, problem_of
from zones.redraw.figures import figures, verdict_of
from zones.redraw.frontier import draw
from zones.redraw.problem import Ints, Problem
from zones.redraw.solve import Effort, Solved, solve

MADE = ((1_000, 20, 30.0), (3_000, 60, 120.0), (10_000, 200, 600.0))


def timed(problem: Problem, seconds: float) -> tuple[Solved, float]:
    """Solve under a clock that stops it, in processor seconds: the machine is shared."""
    began = time.process_time()
    effort = Effort(seconds, lambda: seconds - (time.process_time() - began))
    return solve(problem, effort, 1), time.process_time() - began


def described(problem: Problem, zone: Ints) -> str:
    """Say what a plan breaks."""
    return f"{problem.over(zone):,} over, {len(lost_blocks(problem, zone))} blocks cut off"


def peers(problem: Problem, best: int) -> None:
    """Print each peer's value as a ratio to ours, and what its plan breaks."""
    ways: dict[str, Callable[[], Ints]] = {
        "nearest": lambda: nearest(problem),
        "LP rounded": lambda: rounded(problem),
        "genetic": lambda: genetic(problem, 3000, 1),
    }
    for name, way in ways.items():
        began = time.perf_counter()
        zone = way()
        spent = time.perf_counter() - began
        ratio = problem.value(zone) / best
        print(f"    {name:11} {ratio:8.4f} × ours, {described(problem, zone)}, {spent:.1f} s")


def sap(data: Path, seconds: float, only: list[str]) -> None:
    """Solve the public instances; gaps to the reference and to our own bound."""
    gaps, proved = [], []
    for name, (objective, optimal) in sap_reference(data).items():
        if only and name not in only:
            continue
        problem, best = sap_problem(data, name), objective * 1e6
        solved, spent = timed(problem, seconds)
        value = problem.value(solved.zone)
        legal = solved.value is not None and not lost_blocks(problem, solved.zone)
        gaps.append(100 * (value / best - 1))
        proved.append(100 * (solved.gap or 0))
        known = "optimum" if optimal else "best known"
        print(f"{name} {'legal' if legal else 'ILLEGAL'}: {gaps[-1]:+.3f} % of the {known}, "
              f"proved within {proved[-1]:.2f} %, {spent:.0f} s", flush=True)  # fmt: skip
    print(f"mean {np.mean(gaps):.3f} %, worst {max(gaps):.3f} %, proved on average "
          f"{np.mean(proved):.2f} %")  # fmt: skip


def made(seconds: float | None, only: list[str]) -> None:
    """Solve made-up districts of the sizes of the bar."""
    for blocks, schools, bar in MADE:
        if only and str(blocks) not in only:
            continue
        problem = made_problem(blocks, schools, 1)
        solved, spent = timed(problem, seconds or bar)
        gap = "no proof" if solved.gap is None else f"proved within {solved.gap:.2%}"
        size = f"{blocks:,} blocks, {schools} schools"
        print(f"{size}: {gap}, {described(problem, solved.zone)}, {spent:.0f} s", flush=True)
        peers(problem, problem.value(solved.zone))


def frontier(draft: Draft, seconds: float) -> list[tuple[float, int, int]]:
    """Print the frontier of a district; return mean walk, over and moved of each plan."""
    began = time.perf_counter()
    effort = Effort(seconds, lambda: seconds - (time.perf_counter() - began))
    found = []
    plans = draw(draft, effort, 1).plans
    for plan in plans:
        each, verdict = figures(draft, plan.solved.zone), verdict_of(draft, plan.solved.zone)
        found.append((each["mean_walk_m"], each["children_over"], each["children_moved"]))
        gap = "no bound" if plan.solved.gap is None else f"proved within {plan.solved.gap:.2%}"
        if not verdict.contiguous:
            broken = "; ".join(verdict.pieces)
            raise SystemExit(broken)
        said = "mean {mean_walk_m} m, {children_over} over, {children_moved} moved"
        print(f"  {plan.aim.name:24} {said.format(**each)}, in one piece, {gap}", flush=True)
    print(f"  {time.perf_counter() - began:.0f} s")
    shortest = plans[0].solved.zone
    problem = problem_of(draft, Aim("walk"))
    peers(problem, problem.value(shortest))
    return found


def baltimore(data: Path, seconds: float) -> None:
    """Draw the frontier beside the committee's 22 options."""
    draft, options = baltimore_draft(data)
    found, worst = frontier(draft, seconds), 0
    for name, option in options.items():
        mine = (option.mean_km * 1000, option.over, option.moved)
        beaten = sum(all(p <= m + 1e-9 for p, m in zip(plan, mine, strict=True)) for plan in found)
        ahead = sum(all(m < p for p, m in zip(plan, mine, strict=True)) for plan in found)
        print(f"  {name:12} mean {mine[0]:.1f} m, {mine[1]} over, {mine[2]} moved: beaten by "
              f"{beaten} of our plans, ahead of {ahead}")  # fmt: skip
        worst = max(worst, ahead)
    nobody = sum(over == 0 for _, over, _ in found)
    print(f"  {nobody} of {len(found)} plans have nobody over capacity; no option is ahead of more "
          f"than {worst} of them on all three")  # fmt: skip
    if worst or not nobody:
        raise SystemExit("the bar is missed")


def editor() -> None:
    """Time a stroke with all its figures on 5,000 blocks and 100 schools."""
    from benchmarks.redrawing.districts import made_draft

    draft = made_draft(72, 70, 100)
    sketch = Sketch(draft, draft.today)
    names, schools = draft.blocks.block_id, draft.sites.school_id
    random, spent = np.random.default_rng(1), []
    for _ in range(60):
        blocks = [names[at] for at in random.integers(0, len(names), 5)]
        began = time.perf_counter()
        sketch.paint(blocks, schools[int(random.integers(0, len(schools)))])
        spent.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    figures(draft, sketch.zone)
    slow = 1000 * (time.perf_counter() - began)
    print(f"{len(names):,} blocks: a stroke takes {np.median(spent):.1f} ms (median), "
          f"{max(spent):.1f} ms (worst of 60); all figures anew {slow:.0f} ms")  # fmt: skip


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = ["sap", "baltimore", "edinburgh", "sample", "made", "editor"]
    parser.add_argument("what", nargs="+", choices=kinds)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--only", nargs="*", default=[])
    given = parser.parse_args()
    seconds = given.seconds or 60.0
    runs: dict[str, Callable[[], None]] = {
        "sap": lambda: sap(given.data, seconds, given.only),
        "baltimore": lambda: baltimore(given.data, seconds),
        "edinburgh": lambda: print(len(frontier(edinburgh_draft(given.data), seconds)), "plans"),
        "sample": lambda: print(len(frontier(sample_draft(), seconds)), "plans"),
        "made": lambda: made(given.seconds, given.only),
        "editor": editor,
    }
    for what in given.what:
        print(f"== {what}")
        runs[what]()


if __name__ == "__main__":
    main()
