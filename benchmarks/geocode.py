"""How many addresses a second does the gazetteer place, and how often is it right or silent?

    .venv/bin/python benchmarks/geocode.py [--quick] [--rows N] [--queries N] [--seed N]

A seeded synthetic register (real committee and town names where the shared data lies beside the
project, made-up ones elsewhere; numbers and points invented) is asked 20 kinds of noisy queries,
a ninth of them for addresses it does not hold. Register and noise share an author, so quality is
optimistic; speed is not. The peer, in the same run: RapidFuzz over all rows, best ratio taken.
"""

import argparse
import csv
import math
import random
import resource
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pypinyin import Style, lazy_pinyin

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
CHINESE = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Entry:
    """One register address in parts, so that noise can be put on a part."""

    district: str
    town: str
    name: str
    number: str
    building: str

    def text(self) -> str:
        """Write the address out in full."""
        return "北京市" + self.district + self.town + self.name + self.number + self.building


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
    # A committee named after an address (复兴路20号院) is no name to build further addresses on.
    return [
        (names[code[:6]], names[code], sorted({one for one in found if "号" not in one}))
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


Noise = Callable[[Entry, random.Random], str]


def clean(entry: Entry, rng: random.Random) -> str:
    """Write it as the register does."""
    return entry.text()


def full_width(entry: Entry, rng: random.Random) -> str:
    """Write digits and letters full-width."""
    return entry.text().translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def traditional(entry: Entry, rng: random.Random) -> str:
    """Write it in traditional characters."""
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(entry.text()))


def chinese_numerals(entry: Entry, rng: random.Random) -> str:
    """Write every number in Chinese."""
    return "".join(chinese(part) for part in split_digits(entry.text()))


def split_digits(text: str) -> list[str]:
    """Part a text into runs of digits and of everything else."""
    parts: list[str] = []
    for char in text:
        if parts and parts[-1].isdigit() == char.isdigit():
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def chinese(part: str) -> str:
    """Write a number in Chinese, digit by digit from 1,000 on; leave text."""
    if not part.isdigit():
        return part
    number = int(part)
    if number > 999:
        return "".join(CHINESE[int(digit)] for digit in part)
    hundreds, tens, units = number // 100, number // 10 % 10, number % 10
    head = f"{CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        middle = ("" if tens == 1 and not hundreds else CHINESE[tens]) + "十"
    else:
        middle = "零" if hundreds and units else ""
    return head + middle + (CHINESE[units] if units else "")


def dashes(entry: Entry, rng: random.Random) -> str:
    """Write number, building, unit and room with dashes."""
    parts = [entry.number.rstrip("号院"), entry.building.removesuffix("号楼")]
    inside = f"{rng.randint(1, 4)}-{rng.randint(1, 9)}0{rng.randint(1, 4)}"
    tail = "-".join([part for part in parts if part] + ([inside] if entry.building else []))
    return "北京市" + entry.district + entry.town + entry.name + tail


def with_room(entry: Entry, rng: random.Random) -> str:
    """Add unit and room."""
    return entry.text() + f"{rng.randint(1, 6)}单元{rng.randint(1, 20)}0{rng.randint(1, 4)}室"


def with_note(entry: Entry, rng: random.Random) -> str:
    """Add a note in brackets."""
    note = rng.choice(["(近地铁站)", "（原9号楼）", "【公租房】", "(电话联系)"])
    return entry.text() + note


def spaced(entry: Entry, rng: random.Random) -> str:
    """Part the levels with spaces and commas."""
    parts = ["北京市", entry.district, entry.town, entry.name, entry.number, entry.building]
    return rng.choice([" ", "，", "/", "-"]).join(part for part in parts if part)


def no_city(entry: Entry, rng: random.Random) -> str:
    """Leave the city out."""
    return entry.text().removeprefix("北京市")


def no_district(entry: Entry, rng: random.Random) -> str:
    """Leave city and district out."""
    return entry.town + entry.name + entry.number + entry.building


def no_town(entry: Entry, rng: random.Random) -> str:
    """Leave the town out."""
    return "北京市" + entry.district + entry.name + entry.number + entry.building


def no_area(entry: Entry, rng: random.Random) -> str:
    """Leave all areas out."""
    return entry.name + entry.number + entry.building


def short_areas(entry: Entry, rng: random.Random) -> str:
    """Leave the suffixes of the areas out."""
    town = entry.town.removesuffix("街道").removesuffix("镇").removesuffix("地区")
    return "北京" + entry.district.removesuffix("区") + town + no_area(entry, rng)


def homophone(entry: Entry, rng: random.Random) -> str:
    """Write one character of the name as another of the same sound."""
    place = rng.randrange(len(entry.name))
    same = SOUNDS[lazy_pinyin(entry.name[place], style=Style.NORMAL)[0]]
    wrong = rng.choice(same) if same else entry.name[place]
    return at(entry, entry.name[:place] + wrong + entry.name[place + 1 :])


def at(entry: Entry, name: str) -> str:
    """Write the address with another name."""
    return "北京市" + entry.district + entry.town + name + entry.number + entry.building


def wrong_character(entry: Entry, rng: random.Random) -> str:
    """Write one character of town or name as any other common one."""
    wrong = rng.choice(COMMON)
    part = entry.town + entry.name
    place = rng.randrange(len(part))
    part = part[:place] + wrong + part[place + 1 :]
    return "北京市" + entry.district + part + entry.number + entry.building


def dropped_character(entry: Entry, rng: random.Random) -> str:
    """Lose one character of town or name."""
    part = entry.town + entry.name
    place = rng.randrange(len(part))
    part = part[:place] + part[place + 1 :]
    return "北京市" + entry.district + part + entry.number + entry.building


def absent_number(entry: Entry, rng: random.Random) -> str:
    """Ask for a door or building that the register does not hold."""
    tail = f"{rng.randint(2000, 2999)}号" if not entry.building else entry.number + "97号楼"
    return "北京市" + entry.district + entry.town + entry.name + tail


def absent_near_name(entry: Entry, rng: random.Random) -> str:
    """Ask for a neighbour that does not exist: 八区 beside 七区, 西街 beside 东街."""
    kind = rng.choice(["十一区", "东九里", "新北街", "甲里"])
    return at(entry, entry.name[:3] + kind)


def absent_name(entry: Entry, rng: random.Random) -> str:
    """Ask for a name of another kind of place, made of common characters."""
    made = "".join(rng.choice(COMMON) for _ in range(rng.randint(2, 4)))
    return at(entry, made + rng.choice(["路", "小区", "家园", "街", "里"]))


def held_out(entry: Entry, rng: random.Random) -> str:
    """Ask for a real name of the area that was kept out of the register (a new estate)."""
    return entry.text()


def absent_town(entry: Entry, rng: random.Random) -> str:
    """Ask for a known name and number in a district where it is not."""
    return "天津市滨海新区塘沽街道" + entry.name + entry.number + entry.building


HELD_OUT = "absent: held-out name"
PRESENT: dict[str, Noise] = {
    "clean": clean,
    "full-width": full_width,
    "traditional": traditional,
    "Chinese numerals": chinese_numerals,
    "dash form": dashes,
    "unit and room": with_room,
    "note": with_note,
    "separators": spaced,
    "no city": no_city,
    "no district": no_district,
    "no town": no_town,
    "no district, no town": no_area,
    "short areas": short_areas,
    "homophone": homophone,
    "wrong character": wrong_character,
    "dropped character": dropped_character,
}
ABSENT: dict[str, Noise] = {
    "absent: number": absent_number,
    "absent: sibling name": absent_near_name,
    "absent: other name": absent_name,
    "absent: other city": absent_town,
    HELD_OUT: held_out,
}


def by_sound() -> dict[str, str]:
    """Return the 3,755 common characters (GB 2312, level 1) by their sound."""
    sounds: dict[str, str] = defaultdict(str)
    for char in COMMON:
        sounds[lazy_pinyin(char, style=Style.NORMAL)[0]] += char
    return sounds


COMMON = "".join(
    bytes([high, low]).decode("gb2312")
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA)
)
SOUNDS = by_sound()


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
