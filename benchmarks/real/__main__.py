"""What does the main job do with real data, and what does it cost? One JSON line for each run.

python -m benchmarks.real [baltimore] [berlin] [beijing] [--seeds N] [--children N] [--keep FOLDER]
Needs the public data beside the project; every run is a process of its own, then verified.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.real.baltimore import (
    COMMITTEE,
    TODAY,
    measured,
    read_blocks,
    read_places,
    write_baltimore,
)
from benchmarks.real.beijing import EDGES, METRES, detours, write_beijing
from benchmarks.real.berlin import Spread, write_berlin
from benchmarks.real.files import DATA, Input

Line = dict[str, Any]


def main() -> None:
    """Run the sets that are named, or all, and print what was measured."""
    sets: dict[str, Callable[[argparse.Namespace, Path], Iterator[Line]]] = {
        "baltimore": _baltimore, "berlin": _berlin, "beijing": _beijing,
    }  # fmt: skip
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real", description=__doc__)
    parser.add_argument("sets", nargs="*", choices=[*sets, []], help="default: all")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--children", type=int, default=20_000, help="in Beijing")
    parser.add_argument("--keep", type=Path, help="keep files and bundles in this new folder")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = words.keep or Path(scratch)
        for name in words.sets or list(sets):
            for line in sets[name](words, folder):
                print(json.dumps({"set": name, **line}), flush=True)


def _baltimore(_words: argparse.Namespace, folder: Path) -> Iterator[Line]:
    blocks, planned = read_blocks(DATA), read_places(DATA, planned=True)
    for column in (TODAY, *COMMITTEE):
        found = measured(blocks, planned, column)
        yield {"zones": column, "over": found.over, "moved": found.moved,
               "mean_km": round(found.mean_km, 4)}  # fmt: skip
    for choice in (False, True):
        at = folder / f"baltimore-{'planned' if choice else 'now'}"
        given = write_baltimore(DATA, at, planned=choice)
        yield {"year": "2016/17, planned" if choice else "now", **_run(given, at)}


def _berlin(words: argparse.Namespace, folder: Path) -> Iterator[Line]:
    for spread in Spread:
        for seed in range(1, words.seeds + 1):
            at = folder / f"berlin-{spread}-{seed}"
            given = write_berlin(DATA, at, spread=spread, seed=seed)
            yield {"spread": str(spread), "seed": seed, **_run(given, at)}


def _beijing(words: argparse.Namespace, folder: Path) -> Iterator[Line]:
    streets = folder / "beijing-streets"
    cost = _called("streets", "build", str(DATA / EDGES), "--crs", f"EPSG:{METRES}",
                   "--out", str(streets))  # fmt: skip
    yield {"step": "streets build", **cost}
    for seed in range(1, words.seeds + 1):
        at = folder / f"beijing-{seed}"
        given = write_beijing(DATA, at, children=words.children, seed=seed)
        line = _run(given, at, "--streets", str(streets))
        walked, straight = detours(at, at / "bundle")
        far = straight > 100
        ratio = np.quantile(walked[far] / straight[far], (0.1, 0.5, 0.9)).round(3).tolist()
        yield {"seed": seed, "detour_p10_p50_p90": ratio,
               "sum_walked_by_sum_straight": round(float(walked.sum() / straight.sum()), 3),
               **line}  # fmt: skip
        if seed == 1:
            by_air = _run(given, at, name="by-air")
            yield {"seed": seed, "placed_differently_by_air": _differ(at), **by_air}


def _differ(folder: Path) -> int:
    import pandas as pd

    foot, air = (pd.read_parquet(folder / name / "placements.parquet").set_index("child_id")
                 for name in ("bundle", "by-air"))  # fmt: skip
    return int((foot["school_id"] != air["school_id"].loc[foot.index]).sum())


def _run(given: Input, folder: Path, *more: str, name: str = "bundle") -> Line:
    """Place and verify; return the counts of the report and what both calls cost."""
    bundle = folder / name
    placed = _called("assign", *given.options, *more, "--out", str(bundle), "--quiet")
    checked = _called("verify", str(bundle))
    report = json.loads((bundle / "report.json").read_bytes())
    short = report.get("short")
    return {
        **given.figures, "counts": report["counts"], "states": report["states"],
        "short": short and short["short"],
        "rules": report["alternatives"],
        "prices": sorted(school["price"] for school in report["schools"]) if not short else None,
        "pairs_of_schools": len(report["moves"]),
        "assign": placed, "verify": checked,
        "bundle_mb": round(sum(each.stat().st_size for each in bundle.iterdir()) / 1e6, 1),
    }  # fmt: skip


def _called(*arguments: str) -> Line:
    """Call the command line in a process of its own; return exit code, seconds and peak memory."""
    command = [sys.executable, "-m", "service.cli", *arguments]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "code": process.returncode,
        "wall_s": round(time.perf_counter() - began, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": used.ru_maxrss // 1024,
    }


if __name__ == "__main__":
    main()
