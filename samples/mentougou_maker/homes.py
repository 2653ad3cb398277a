"""How does each home stand in homes.csv: as a position, in which datum, or only in words?"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from geo.offsets import gcj02_to_bd09, wgs84_to_gcj02
from samples.mentougou_maker.buildings import Building, buildings
from samples.mentougou_maker.children import Child, children
from samples.mentougou_maker.ground import CRS, DIGITS, Point, stream, to_lonlat, to_metres
from samples.mentougou_maker.tables import ALIASES, NOTE

Row = dict[str, str]

DATUMS = {"GCJ02": 208, "CGCS2000": 24, "BD09": 10, CRS: 4}
"""How many homes were collected in another datum; the rest are WGS84."""
NAMESAKES = ("向阳小区", "桃园小区")
"""Estates of the same name in two townships: without the township the address is ambiguous."""
NUMERALS = "零一二三四五六七八九十"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
TRADITIONAL = str.maketrans("门头沟区东龙号楼单惠营园华", "門頭溝區東龍號樓單惠營園華")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of writing an address that has no coordinates: to how many, and to whom."""

    count: int
    write: Callable[[Child, str], str]
    fits: Callable[[Child], bool] = lambda _: True


def prefix(home: Building) -> str:
    """Return city, district and township; the homes outside lie in the next district."""
    return "北京市石景山区" if home.case == "outside" else f"北京市门头沟区{home.town}"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return (NUMERALS[tens] if tens > 1 else "") + "十" + (NUMERALS[ones] if ones else "")


def _plain(child: Child, room: str) -> str:
    return f"{prefix(child.home)}{child.home.door}{room}"


def _short(child: Child, room: str) -> str:
    return f"{child.home.town}{child.home.door}{room}"


def _without_town(child: Child, room: str) -> str:
    return f"北京市门头沟区{child.home.door}{room}"


def _full_width(child: Child, room: str) -> str:
    return _plain(child, room).translate(FULL_WIDTH)


def _traditional(child: Child, room: str) -> str:
    return _plain(child, room).translate(TRADITIONAL)


def _in_words(child: Child, room: str) -> str:
    home = child.home
    spoken = home.number.replace(str(home.plot), _numeral(home.plot))
    return f"{prefix(home)}{home.place}{spoken}{home.court}{room}"


def _block(child: Child, room: str) -> str:
    return _plain(child, room).replace("号楼", "栋")


def _alias(child: Child, room: str) -> str:
    home = child.home
    return f"{prefix(home)}{ALIASES[home.place]}{home.number}{room}"


def _absent(child: Child, room: str) -> str:
    return f"{prefix(child.home)}{child.home.place}{child.home.plot + 80}号楼{room}"


def _is_tower(child: Child) -> bool:
    return child.home.number.endswith("号楼")


def _is_estate(child: Child) -> bool:
    return _is_tower(child) and child.home.place not in NAMESAKES


def _is_namesake(child: Child) -> bool:
    return child.home.door in _doubled()


@cache
def _doubled() -> frozenset[str]:
    """Return the doors that exist in two townships."""
    count = Counter(home.door for home in buildings())
    return frozenset(door for door, times in count.items() if times > 1)


WORDINGS = (
    Wording(11, _without_town, _is_namesake),
    Wording(7, _absent, _is_estate),
    Wording(12, _alias, lambda child: child.home.place in ALIASES),
    Wording(10, _full_width, _is_tower),
    Wording(8, _in_words, _is_tower),
    Wording(6, _block, _is_estate),
    Wording(4, _traditional, _is_estate),
    Wording(20, _short),
    Wording(78, _plain),
)
"""The homes without coordinates. The first wording cannot be told apart, the second is in no
register; all others name one building of register.csv."""


def _rooms() -> list[str]:
    chance = stream("rooms")
    out = []
    for child in children():
        unit, floor, flat = (1 + int(chance.random() * most) for most in (4, 6, 4))
        known = chance.random() < 0.85 and child.home.door.endswith("号楼")
        out.append(f"{unit}单元{floor}0{flat}室" if known else "")
    return out


def _choose(order: list[int], count: int, fits: Callable[[Child], bool]) -> list[int]:
    """Take the first `count` fitting children out of `order`."""
    chosen = [at for at in order if fits(children()[at])][:count]
    if len(chosen) < count:
        message = f"only {len(chosen)} children fit, {count} are wanted"
        raise ValueError(message)
    for at in chosen:
        order.remove(at)
    return chosen


def _plan() -> tuple[dict[int, Wording], dict[int, str]]:
    """Decide whose home has only words, and whose position is in another datum."""
    ordinary = [k for k, child in enumerate(children()) if child.zone and not child.twins]
    stream("wordings").shuffle(ordinary)
    words = {
        at: wording for wording in WORDINGS for at in _choose(ordinary, wording.count, wording.fits)
    }
    datums = {at: datum for datum, count in DATUMS.items() for at in _choose(ordinary, count, bool)}
    return words, datums


def _in_datum(place: Point, lonlat: Point, datum: str) -> tuple[str, str]:
    if datum == CRS:
        x, y = to_metres([place])[0]
        return f"{x:.2f}", f"{y:.2f}"
    lon, lat = np.array([lonlat[0]]), np.array([lonlat[1]])
    if datum in {"GCJ02", "BD09"}:
        lon, lat = wgs84_to_gcj02(lon, lat)
    if datum == "BD09":
        lon, lat = gcj02_to_bd09(lon, lat)
    return f"{lon[0]:.{DIGITS}f}", f"{lat[0]:.{DIGITS}f}"


def home_rows() -> Iterator[Row]:
    """Write one row for each child; ids are opaque and given in shuffled order."""
    words, datums = _plan()
    lonlat = to_lonlat([child.home.point for child in children()])
    for at, (child, room) in enumerate(zip(children(), _rooms(), strict=True)):
        datum = "" if at in words else datums.get(at, "WGS84")
        x, y = ("", "") if at in words else _in_datum(child.home.point, lonlat[at], datum)
        address = (words[at].write if at in words else _plain)(child, room)
        # Which building it is, is for the geocoder to find.
        building = "" if at in words else child.home.building_id
        yield {
            "home_id": f"M26{at + 1:05d}",
            "address": address,
            "x": x,
            "y": y,
            "datum": datum,
            "building_id": building,
            "tier": str(child.tier),
            "preference": str(child.preference),
            "siblings_at": child.siblings_at,
            "twins": child.twins,
            "barred": child.barred,
            "zone_id": child.decided,
            "note": NOTE,
        }


def register_rows() -> Iterator[Row]:
    """Write one row for each building of the district, lived in by a child or not."""
    inside = [b for b in buildings() if b.case != "outside"]
    for home, (lon, lat) in zip(inside, to_lonlat([b.point for b in inside]), strict=True):
        other = ALIASES.get(home.place)
        yield {
            "address": f"{prefix(home)}{home.door}",
            "x": f"{lon:.{DIGITS}f}",
            "y": f"{lat:.{DIGITS}f}",
            "datum": "CGCS2000",
            "building_id": home.building_id,
            "aliases": f"{prefix(home)}{other}{home.number}" if other else "",
            "note": NOTE,
        }
