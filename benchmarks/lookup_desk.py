"""What does one look-up cost at the prepared desk, beside the same question asked of the files?

    python benchmarks/lookup_desk.py [--quick]

CPU microseconds of one thread on the synthetic sample; the least of three runs, as the machine is
shared: read the ratios. Peers, same questions, same answers (asserted): `answer_asked` has its
files open but prepares nothing; `look_up`, what the command line calls, reads all files each time
and is timed on one question.
"""

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from service.desk import Desk, DeskSources
from service.lookup_job import Asked, Opened, answer_asked, look_up, open_files
from service.progress import Progress

SAMPLE = Path(__file__).parents[1] / "samples" / "mentougou"
SOURCES = DeskSources.in_folder(SAMPLE, date(2026, 6, 15))
MICRO = 1e6


def timed(work: Callable[[Asked], object], questions: Sequence[Asked], repeats: int = 3) -> float:
    """Return the least CPU time per question, in microseconds."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        for question in questions:
            work(question)
        times.append((time.process_time() - began) / len(questions) * MICRO)
    return min(times)


def kinds(desk: Desk) -> dict[str, list[Asked]]:
    """Return the questions, by kind."""
    with (SAMPLE / "homes.csv").open(encoding="utf-8") as file:
        homes = list(csv.DictReader(file))
    with (SAMPLE / "register.csv").open(encoding="utf-8") as file:
        register = list(csv.DictReader(file))
    aliases = [row["aliases"].split(";")[0] for row in register if row["aliases"]]
    words = [by_words(row) for row in homes if not row["x"]]
    # A street away from every register address: nothing was measured beforehand.
    pairs = {datum: [by_pair(row, datum) for row in homes if row["datum"] == datum]
             for datum in ("WGS84", "GCJ02", "BD09", "EPSG:4548")}  # fmt: skip
    contested = [row for row in homes if row["x"] and desk_state(desk, row) == "contested"]
    return {
        "exact address": [by_words(row) for row in register],
        "address with unit and room": [by_words(row) for row in homes if row["x"]],
        "other name of the estate": [Asked(alias, None, None, None) for alias in aliases],
        "written otherwise (栋, 全角, 繁體 …)": words,
        "in no register, or two estates": [q for q in words if lost(desk, q)],
        "unknown road (suggests likenesses)": [Asked(f"火星{n}路{n}号", None, None, None)
                                               for n in range(100)],
        **{f"pair off the register, {datum}": asked for datum, asked in pairs.items()},
        "pair in two zones or on a line": [by_pair(row, row["datum"]) for row in contested],
        "pair far from its address": [Asked(row["address"], 116.09, 39.93, "WGS84")
                                      for row in homes[:60] if row["x"]],
    }  # fmt: skip


def by_words(row: dict[str, str]) -> Asked:
    """Ask by the address alone."""
    return Asked(row["address"], None, None, None)


def by_pair(row: dict[str, str], datum: str) -> Asked:
    """Ask by the pair, moved by some decimetres so that no register address lies there."""
    step = 0.25 if datum == "EPSG:4548" else 2.5e-6
    return Asked("", float(row["x"]) + step, float(row["y"]), datum)


def desk_state(desk: Desk, row: dict[str, str]) -> str:
    """Return what the desk finds of a home's pair."""
    return str(desk.ask("", float(row["x"]), float(row["y"]), row["datum"]).answer.state)


def lost(desk: Desk, asked: Asked) -> bool:
    """Say whether an address cannot be located."""
    return bool(np.isnan(desk.ask(asked.address).place.x_m))


def same(desk: Desk, opened: Opened, asked: Asked) -> bool:
    """Say whether desk and files answer alike."""
    found = desk.ask(asked.address, asked.x, asked.y, asked.datum)
    return found.document() == answer_asked(opened, asked)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="ask the peer fewer questions")
    few = 12 if parser.parse_args().quick else 60
    began = time.process_time()
    desk = Desk.load(SOURCES, Progress(quiet=True))
    print(f"desk loaded in {time.process_time() - began:.2f} s CPU")
    opened = open_files(SOURCES.of_zones(), SOURCES.streets)
    print(f"{'question':<42} {'n':>5} {'desk µs':>9} {'open files µs':>14} {'ratio':>7}")
    for kind, questions in kinds(desk).items():
        chosen = questions[:: max(1, len(questions) // few)][:few]
        assert all(same(desk, opened, asked) for asked in chosen), kind
        ours = timed(lambda q: desk.ask(q.address, q.x, q.y, q.datum), questions)
        theirs = timed(lambda q: answer_asked(opened, q), chosen, 1)
        print(f"{kind:<42} {len(questions):>5} {ours:>9.0f} {theirs:>14.0f} {theirs / ours:>7.0f}")
    one = Asked("大峪街道永新小区6号楼", None, None, None)
    began = time.perf_counter()  # the reader of streets is another process
    look_up(SOURCES.of_zones(), one, SOURCES.streets)
    anew = (time.perf_counter() - began) * MICRO
    typed = [Asked(one.address[:n], None, None, None) for n in range(1, len(one.address) + 1)]
    anchored = timed(lambda q: desk.anchor(q.address), [one] * 500)
    print(f"{'look_up, all files read anew (wall)':<42} {1:>5} {'':>9} {anew:>14.0f}")
    print(f"{'anchor of an exact address':<42} {500:>5} {anchored:>9.0f}")
    print(f"{'suggest, key by key':<42} {len(typed):>5} "
          f"{timed(lambda q: desk.suggest(q.address), typed * 50):>9.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
