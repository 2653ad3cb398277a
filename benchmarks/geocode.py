"""How many addresses a second does the gazetteer place, and how often is it right or silent?

    .venv/bin/python benchmarks/geocode.py [--quick] [--rows N] [--queries N] [--seed N]

A seeded synthetic register (real committee and town names where the shared data lies beside the
project, made-up ones elsewhere; numbers and points invented) is asked 21 kinds of queries, a
seventh of them for addresses it does not hold. Register and noise share an author, so quality is
optimistic; speed is not. `listed`: not taken, but the true place is among the candidates.
The peer, in the same run: RapidFuzz over all rows, best ratio taken.
"""

import argparse
import csv
import math
import random
import resource
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from geocode_noise import ABSENT, HELD_OUT, PRESENT, Entry

from geo.gazetteer import Gazetteer
from geo.geocode import Criteria, State
from geo.register import Register, RegisterRows, build_register

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "beijing_mentougou"
ENDINGS = [
    "村村民委员会",
    "村村委会",
    "村民委员会",
    "村委会",
    "社区居民委员会",
    "社区居委会",
    "居民委员会",
    "居委会",
    "社区",
]
ROADS = ["路", "街", "大街", "东街", "西街", "南路", "北路", "胡同", "东路", "西路", "巷"]


def areas() -> list[tuple[str, str, list[str]]]:
    """Return (district, town, names of committees): real ones where the shared data is."""
    if not SHARED.is_dir():
        return made_up_areas()
    with (SHARED / "areacity_level4_beijing.csv").open(encoding="utf-8-sig") as file:
        names = {row["id"]: row["ext_name"] for row in csv.DictReader(file)}
    committees: dict[str, list[str]] = defaultdict(list)
    with (SHARED / "villages_beijing.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            committees[row["streetCode"]].append(without_ending(row["name"]))
    # A committee named after an address (复兴路20号院) or a rank (三街第一) is no name to build on.
    return [
        (
            names[code[:6]],
            names[code],
            sorted({one for one in found if not {"号", "第"} & set(one)}),
        )
        for code, found in committees.items()
        if code in names
    ]


def without_ending(name: str) -> str:
    """Turn 石门营新区七区社区居委会 into the name of the estate, 柏峪村委会 into 柏峪村."""
    for ending in ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + ("村" if ending.startswith("村") else "")
    return name


def made_up_areas() -> list[tuple[str, str, list[str]]]:
    """Return areas of invented names, for a machine without the shared data."""
    rng = random.Random(0)
    first, second = "永龙潭清雁军王妙峰斋", "定泉柘水翅庄平山堂台"
    third, kinds = "春和景明瑞祥安康宁远", ["家园", "花园", "小区", "里", "苑"]
    towns = [a + b for a in first for b in second]
    made = []
    for i, town in enumerate(towns):
        pool = {
            rng.choice(first) + rng.choice(third) + rng.choice(second) + rng.choice(kinds)
            for _ in range(60)
        }
        made.append((f"{first[i % 10]}{third[i % 10]}区", f"{town}镇", sorted(pool)))
    return made


def make_entries(rows: int, rng: random.Random) -> list[Entry]:
    """Invent `rows` different addresses: estates with buildings, roads with doors and courts."""
    entries: dict[Entry, None] = {}
    places = areas()
    while len(entries) < rows:
        for district, town, names in places:
            for name in names:
                for entry in some_entries(district, town, name, rng):
                    entries[entry] = None
    return sorted(entries, key=Entry.text)[:: max(1, len(entries) // rows)][:rows]


def hold_out(entries: list[Entry], rng: random.Random) -> tuple[list[Entry], list[Entry]]:
    """Part the entries: one name in twenty stays out of the register, in every district."""
    names = sorted({entry.name for entry in entries})
    out = set(rng.sample(names, len(names) // 20))
    kept = [entry for entry in entries if entry.name not in out]
    return kept, [entry for entry in entries if entry.name in out]


def some_entries(district: str, town: str, name: str, rng: random.Random) -> list[Entry]:
    """Invent the addresses of one estate or village and of one road near it."""
    if name.endswith("村"):
        doors = rng.sample(range(1, 400), 30)
        made = [Entry(district, town, name, f"{door}号", "") for door in doors]
    else:
        court = f"{rng.randint(1, 90)}号院" if rng.random() < 0.2 else ""
        count = rng.randint(8, 40)
        made = [Entry(district, town, name, court, f"{n}号楼") for n in range(1, count + 1)]
    road = name.rstrip("村")[:3] + rng.choice(ROADS)
    for door in rng.sample(range(1, 200), 12):
        made.append(Entry(district, town, road, f"{door}号", ""))
    for door in rng.sample(range(200, 260), 2):
        count = rng.randint(2, 9)
        made.extend(Entry(district, town, road, f"{door}号院", f"{n}号楼") for n in range(1, count))
    return made


def make_register(entries: list[Entry]) -> Register:
    """Lay the invented addresses out, 60 m apart within an estate."""
    corners: dict[tuple[str, str, str], int] = {}
    inside: dict[tuple[str, str, str], int] = defaultdict(int)
    x, y = np.empty(len(entries)), np.empty(len(entries))
    for i, entry in enumerate(entries):
        key = (entry.district, entry.town, entry.name)
        corner = corners.setdefault(key, len(corners))
        step = inside[key]
        inside[key] += 1
        x[i] = corner % 200 * 1500 + step % 20 * 60
        y[i] = corner // 200 * 1500 + step // 20 * 60
    texts = [entry.text() for entry in entries]
    blank = [""] * len(entries)
    rows = RegisterRows(range(2, len(entries) + 2), texts, x, y, blank, blank)
    return build_register(rows, "", "benchmark")


@dataclass(slots=True)
class Tally:
    """What came back for one kind of query."""

    asked: int = 0
    right: int = 0
    wrong: int = 0
    ambiguous: int = 0
    coarse: int = 0
    listed: int = 0


def ask(gazetteer: Gazetteer, queries: list[tuple[str, str, tuple[float, float] | None]]) -> None:
    """Time the look-ups, then print what each kind of query came back as."""
    start = time.process_time()
    answers = [gazetteer.locate(text) for _, text, _ in queries]
    seconds = time.process_time() - start
    tallies: dict[str, Tally] = defaultdict(Tally)
    enough = Criteria()
    for (kind, text, truth), answer in zip(queries, answers, strict=True):
        tally = tallies[kind]
        tally.asked += 1
        tally.ambiguous += answer.state is State.AMBIGUOUS
        if enough.accept(answer):
            good = truth is not None and math.dist(truth, (answer.x_m, answer.y_m)) < 1
            tally.right += good
            tally.wrong += not good
            if not good and SHOW_WRONG:
                print("WRONG", kind, text, "->", answer.address, answer.score)
        else:
            tally.coarse += answer.state is State.FOUND
            tally.listed += any(truth == (one.x_m, one.y_m) for one in answer.candidates)
            if SHOW_WRONG and truth and answer.state is not State.AMBIGUOUS:
                print("MISSED", kind, text, "->", answer.precision, answer.reason)
    report(tallies, len(queries) / seconds)


def report(tallies: dict[str, Tally], per_second: float) -> None:
    """Print the table and the three figures of bar C1."""
    print(
        f"{'kind':22}{'asked':>7}{'right':>8}{'ambig.':>8}{'coarse':>8}{'silent':>8}{'listed':>8}{'wrong':>8}"
    )
    for kind, one in tallies.items():
        silent = one.asked - one.right - one.wrong - one.ambiguous - one.coarse
        parts = (one.right, one.ambiguous, one.coarse, silent, one.listed, one.wrong)
        print(f"{kind:22}{one.asked:7}" + "".join(f"{part / one.asked:8.3f}" for part in parts))
    present = [tally for kind, tally in tallies.items() if kind in PRESENT]
    absent = [tally for kind, tally in tallies.items() if kind in ABSENT]
    right, wrong = sum(t.right for t in present), sum(t.wrong for t in tallies.values())
    asked = sum(t.asked for t in present)
    print(f"look-ups per second and core   {per_second:10,.0f}   bar 5,000")
    print(f"right, of those held           {right / asked:10.4f}")
    print(f"  + reported ambiguous         {sum(t.ambiguous for t in present) / asked:10.4f}")
    print(f"precision of single answers    {right / (right + wrong):10.4f}   bar 0.995")
    false = sum(t.wrong for t in absent) / sum(t.asked for t in absent)
    print(f"answers to absent addresses    {false:10.4f}   bar 0.01")


def ask_peer(
    register: Register, queries: list[tuple[str, str, tuple[float, float] | None]]
) -> None:
    """Ask RapidFuzz for the best row of all, on a small sample."""
    from rapidfuzz import fuzz, process

    from geo.address import normalise

    start = time.process_time()
    right = false = present = 0
    for _, text, truth in queries:
        _, _, row = process.extractOne(normalise(text), register.address, scorer=fuzz.ratio)
        point = float(register.x_m[row]), float(register.y_m[row])
        present += truth is not None
        right += truth is not None and math.dist(truth, point) < 1
        false += truth is None
    seconds = time.process_time() - start
    print(
        f"peer, RapidFuzz over all rows, {len(queries)} queries: {len(queries) / seconds:.0f}/s, "
        f"right {right / present:.3f}, answers {false} of {len(queries) - present} absent ones"
    )


def make_queries(
    entries: list[Entry],
    missing: list[Entry],
    register: Register,
    count: int,
    rng: random.Random,
) -> list[tuple[str, str, tuple[float, float] | None]]:
    """Return (kind, text, true point or None), an equal share of each kind, in random order."""
    point = dict(zip(register.address, zip(register.x_m, register.y_m, strict=True), strict=True))
    kinds = [*PRESENT.items()] * 2 + [*ABSENT.items()]
    queries = []
    for i in range(count):
        kind, noise = kinds[i % len(kinds)]
        entry = rng.choice(missing if kind == HELD_OUT else entries)
        truth = point[entry.text()] if kind in PRESENT else None
        queries.append((kind, noise(entry, rng), truth))
    rng.shuffle(queries)
    return queries


def main() -> None:
    """Run it."""
    global SHOW_WRONG  # noqa: PLW0603  one flag of a script
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--queries", type=int, default=18_000)
    parser.add_argument("--seed", type=int, default=2013)
    parser.add_argument("--quick", action="store_true", help="20,000 rows, 3,600 queries")
    parser.add_argument("--show-wrong", action="store_true", help="print every wrong answer")
    options = parser.parse_args()
    SHOW_WRONG = options.show_wrong
    rows, count = (20_000, 3_600) if options.quick else (options.rows, options.queries)
    rng = random.Random(options.seed)
    entries, missing = hold_out(make_entries(rows, rng), rng)
    start = time.process_time()
    register = make_register(entries)
    middle = time.process_time()
    gazetteer = Gazetteer(register)
    stop = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(register):,} rows, {len({entry.name for entry in entries}):,} names; read "
        f"{middle - start:.1f} s, index {stop - middle:.1f} s, peak {peak} MiB"
    )
    queries = make_queries(entries, missing, register, count, rng)
    ask(gazetteer, queries)
    ask_peer(register, queries[: 40 if options.quick else 60])


SHOW_WRONG = False

if __name__ == "__main__":
    main()
