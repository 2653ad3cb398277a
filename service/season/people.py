"""Which families live in the sample's homes? Made up from a seed; nobody real is meant."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from admissions.people import (
    Anchor,
    Entry,
    HukouKind,
    IdKind,
    PreferenceKind,
    Relation,
    ResidenceKind,
    SpecialNeeds,
)
from geo.identifiers import is_citizen_number

_SURNAMES = "李王张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜"
_RARE_SURNAMES = ("欧阳", "司马", "上官", "诸葛")
_GIVEN = "子涵雨欣梓轩一诺浩然思远嘉怡沐宸若曦俊熙语桐景行书瑶明哲可心承泽安然知微清越佳宁"
_FIRST_BORN, _DAYS = date(2019, 9, 1), 366
_CITY_DISTRICTS = ("110102", "110105", "110108")
_ELSEWHERE = ("130638", "410325", "370829", "140924")


@dataclass(frozen=True, slots=True)
class Family:
    """One child with its guardian, as the season registers it.

    `story` says what happens to it: plain, late, withdraws, lapses, changes, paper_missing,
    returned_papers, absent, special_school, regular_class, boarder, deed_without_names.
    """

    home_id: str
    entry: Entry
    story: str
    x: float | None
    y: float | None
    datum: str
    decided_zone: str
    twins: str


def families(homes: Path, *, seed: int = 2026) -> list[Family]:
    """Return the family of each row of the sample's homes, in their order; twins share parents."""
    random = Random(seed)  # noqa: S311  made-up people, no secret
    twins: dict[str, Family] = {}
    serials: Counter[tuple[str, date]] = Counter()
    found = []
    for number, row in enumerate(_rows(homes)):
        other = twins.get(row["twins"]) if row["twins"] else None
        family = _family(row, number, random, other, serials)
        if row["twins"]:
            twins[row["twins"]] = family
        found.append(family)
    return found


def _rows(homes: Path) -> Iterator[dict[str, str]]:
    with homes.open(encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def _family(
    row: dict[str, str], number: int, random: Random, twin: Family | None,
    serials: Counter[tuple[str, date]],
) -> Family:  # fmt: skip
    born = twin.entry.born if twin else _FIRST_BORN + timedelta(days=random.randrange(_DAYS))
    surname = twin.entry.child_name[0] if twin else _surname(random)
    region, hukou = _hukou(row["tier"], random)
    serials[region, born] += 1
    entry = Entry(
        child_name=surname + _given(random),
        id_kind=IdKind.ID_CARD,
        id_number=id_number(born, region, serials[region, born]),
        born=born,
        guardian_name=twin.entry.guardian_name if twin else _surname(random) + _given(random),
        relation=twin.entry.relation if twin else random.choice(list(Relation)[:2]),
        guardian_phone=twin.entry.guardian_phone if twin else f"138{number:08d}",
        hukou_kind=hukou,
        hukou_address=_hukou_address(hukou, row["address"], random),
        residence_kind=_residence(hukou, random),
        residence_address=row["address"],
        anchor=Anchor.HUKOU if hukou == HukouKind.DISTRICT else Anchor.RESIDENCE,
        long_resident=hukou != HukouKind.NON_LOCAL,
        preference=random.choice(list(PreferenceKind)) if row["preference"] == "1" else None,
        siblings_at=tuple(filter(None, row["siblings_at"].split(";"))),
    )
    story = "plain" if row["twins"] or row["zone_id"] else _story(random)
    if story in {"special_school", "regular_class"}:
        entry = _with(entry, special_needs=SpecialNeeds(story))
    if story == "boarder":
        entry = _with(entry, boarding_school_id="B01")
    x, y = (float(row["x"]), float(row["y"])) if row["x"] else (None, None)
    return Family(row["home_id"], entry, story, x, y, row["datum"], row["zone_id"], row["twins"])


def _with(entry: Entry, **changed: object) -> Entry:
    return replace(entry, **changed)  # type: ignore[arg-type]


def _surname(random: Random) -> str:
    return random.choice(_RARE_SURNAMES) if random.random() < 0.01 else random.choice(_SURNAMES)


def _given(random: Random) -> str:
    return "".join(random.choice(_GIVEN) for _ in range(random.choice((1, 2, 2))))


def _hukou(tier: str, random: Random) -> tuple[str, HukouKind]:
    if tier == "1":
        return "110109", HukouKind.DISTRICT
    if tier == "2":
        return random.choice(_CITY_DISTRICTS), HukouKind.CITY
    return random.choice(_ELSEWHERE), HukouKind.NON_LOCAL


def _hukou_address(hukou: HukouKind, home: str, random: Random) -> str:
    if hukou == HukouKind.DISTRICT:
        return home
    number = random.randrange(1, 200)
    return f"海淀区学院路{number}号" if hukou == HukouKind.CITY else f"河北省雄县雄州路{number}号"


def _residence(hukou: HukouKind, random: Random) -> ResidenceKind:
    if hukou == HukouKind.NON_LOCAL:
        return ResidenceKind.RENTED
    contract = hukou == HukouKind.CITY and random.random() < 0.1
    return ResidenceKind.RELOCATION_CONTRACT if contract else ResidenceKind.OWNED


_STORIES = (
    ("withdraws", 6), ("lapses", 8), ("late", 3), ("changes", 60), ("paper_missing", 25),
    ("returned_papers", 12), ("absent", 6), ("special_school", 4), ("regular_class", 5),
    ("boarder", 8), ("deed_without_names", 8),
)  # fmt: skip


def _story(random: Random) -> str:
    drawn = random.randrange(2600)
    for story, share in _STORIES:
        drawn -= share
        if drawn < 0:
            return story
    return "plain"


def id_number(born: date, region: str, serial: int) -> str:
    """Return a number of 18 signs with a right check sign (GB 11643-1999); nobody's on purpose."""
    body = f"{region}{born:%Y%m%d}{serial:03d}"
    return next(body + sign for sign in "0123456789X" if is_citizen_number(body + sign))
