"""On real addresses: how many levels are read as people labelled them, and real names are found."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from geo.address import Address, normalise, parse
from geo.gazetteer import Gazetteer
from geo.geocode import State
from geo.register import RegisterRows, build_register

LEVEL_OF = {
    "prov": "province",
    "city": "city",
    "district": "district",
    "town": "town",
    "community": "community",
    "road": "road",
    "roadno": "number",
    "poi": "compound",
    "houseno": "building",
    "cellno": "unit",
    "floorno": "floor",
    "roomno": "room",
}
NUMBERED = {"number", "building", "unit", "floor", "room"}
AREAS = {"province", "city", "district", "town", "community"}
UNIT = re.compile("(?:号院|号楼|单元|楼层|[号院楼栋幢撞座层室房门弄F])+$")
AREA = re.compile(
    "(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市|区|县|街道办事处|街道|地区|镇|乡"
    "|社区居委会|社区|村委会|居委会|村)$"
)
# (recall, precision) measured on all 2,985 addresses, less 0.03.
FLOORS = {
    "province": (0.94, 0.96),
    "city": (0.89, 0.96),
    "district": (0.86, 0.94),
    "town": (0.79, 0.88),
    "community": (0.64, 0.76),
    "road": (0.73, 0.73),
    "number": (0.92, 0.83),
    "compound": (0.63, 0.63),
    "building": (0.79, 0.78),
    "unit": (0.83, 0.82),
    "floor": (0.61, 0.94),
    "room": (0.82, 0.88),
}

pytestmark = pytest.mark.realdata


def labelled(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the (label, text) chunks of each address."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        chunks: list[tuple[str, str]] = []
        for line in block.splitlines():
            char, _, label = line.rpartition(" ")
            if label.startswith("B-"):
                chunks.append((label[2:], char))
            elif chunks:
                chunks[-1] = (chunks[-1][0], chunks[-1][1] + char)
        if chunks:
            yield chunks


def comparable(level: str, text: str) -> str:
    """Write a level without its unit or suffix: the labels hold the text, the parser the number."""
    text = normalise(text)
    if level in NUMBERED:
        return re.sub(r"^0+(?=\d)", "", UNIT.sub("", text))
    return AREA.sub("", text) if level in AREAS else text


def labels_of(chunks: list[tuple[str, str]], address: Address) -> dict[str, str]:
    """Return the first label of each level; a municipality counts as its city, as it is parsed."""
    gold: dict[str, str] = {}
    for label, text in chunks:
        if label in LEVEL_OF:
            gold.setdefault(LEVEL_OF[label], comparable(LEVEL_OF[label], text))
    whole = comparable(
        "compound", "".join(text for label, text in chunks if label in {"poi", "subpoi"})
    )
    if gold.get("compound") and address.compound == whole:
        gold["compound"] = whole
    if address.province and address.province == address.city:
        city = gold.get("city") or gold.get("province", "")
        gold |= {"city": city, "province": comparable("province", address.province)} if city else {}
    return gold


def test_levels_are_read_as_people_labelled_them(public_data: Path) -> None:
    asked, given, right = (defaultdict(int) for _ in range(3))

    for chunks in labelled(public_data / "cn_address" / "dev.txt"):
        address = parse("".join(text for _, text in chunks))
        gold = labels_of(chunks, address)
        for level in LEVEL_OF.values():
            read = comparable(level, getattr(address, level))
            asked[level] += bool(gold.get(level))
            given[level] += bool(read)
            right[level] += bool(read) and read == gold.get(level)

    agreement = {
        level: (right[level] / asked[level], right[level] / given[level]) for level in asked
    }
    print({level: tuple(round(rate, 3) for rate in rates) for level, rates in agreement.items()})
    short = {
        level: rates
        for level, rates in agreement.items()
        if rates[0] < FLOORS[level][0] or rates[1] < FLOORS[level][1]
    }
    assert not short


def committees(public_data: Path) -> Iterator[tuple[str, str]]:
    """Yield (town, committee) of 门头沟区, where the two registers agree on the town."""
    folder = public_data / "beijing_mentougou"
    with (folder / "areacity_level4_beijing.csv").open(encoding="utf-8-sig") as file:
        towns = {row["id"]: row["ext_name"] for row in csv.DictReader(file)}
    with (folder / "villages_beijing.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["streetCode"].startswith("110109") and row["streetCode"] in towns:
                yield towns[row["streetCode"]], row["name"]


def shortened(name: str) -> str:
    """Return the name people write: 柏峪村委会 is 柏峪村, 新桥社区居委会 is 新桥社区."""
    return name.removesuffix("居委会").removesuffix("委会")


def test_real_villages_and_estates_are_found_however_little_is_written(public_data: Path) -> None:
    places = sorted({(town, shortened(name)) for town, name in committees(public_data)})
    rows = RegisterRows(
        row=range(2, len(places) + 2),
        address=[f"北京市门头沟区{town}{name}5号" for town, name in places],
        x_m=np.arange(len(places)) * 1000.0,
        y_m=np.zeros(len(places)),
        building_id=[""] * len(places),
        aliases=[""] * len(places),
    )
    register = Gazetteer(build_register(rows, "门头沟区", "register.csv"))
    names = [name for _, name in places]

    for i, (town, name) in enumerate(places):
        full = register.locate(f"门头沟区{town}{name}五号")
        short = register.locate(f"门头沟{town.removesuffix('镇').removesuffix('街道')}{name}5号")
        bare = register.locate(f"{name}５号")
        assert (full.x_m, short.x_m) == (i * 1000.0, i * 1000.0), (town, name)
        once = names.count(name) == 1
        assert (bare.state is State.FOUND) is once, name
        assert not once or bare.x_m == i * 1000.0


def test_no_real_neighbour_is_taken_for_a_village_that_the_register_lacks(
    public_data: Path,
) -> None:
    places = sorted({(town, shortened(name)) for town, name in committees(public_data)})
    wrong = []
    for turn in range(5):
        held = [place for i, place in enumerate(places) if i % 5 != turn]
        rows = RegisterRows(
            row=range(2, len(held) + 2),
            address=[f"北京市门头沟区{town}{name}5号" for town, name in held],
            x_m=np.arange(len(held)) * 1000.0,
            y_m=np.zeros(len(held)),
            building_id=[""] * len(held),
            aliases=[""] * len(held),
        )
        register = Gazetteer(build_register(rows, "门头沟区", "register.csv"))
        known = {name for _, name in held}
        for town, name in places[turn::5]:
            answer = register.locate(f"北京市门头沟区{town}{name}5号")
            if answer.state is State.FOUND and name not in known:
                wrong.append((town, name, answer.address))

    assert not wrong
