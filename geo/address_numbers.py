"""Which door number, building, unit and room does the tail of an address name?"""

import re
from dataclasses import dataclass, field
from enum import Enum

_PREFIX = "甲乙丙丁戊己庚辛临附"
# A number, or a letter that a unit follows; never the number inside a name (318国道, 7区, 2期).
TOKEN = re.compile(
    rf"(?P<pre>[{_PREFIX}]?)"
    r"(?P<n>[0-9]++[A-Z]?+(?:[- ][0-9]++[A-Z]?+)*+|[A-Z][0-9]*(?:-[0-9]+[A-Z]?)*"
    r"|(?<![一-鿿])[东西南北中](?=单元)|[甲乙丙丁](?=单元|座|栋|幢|号楼))"
    rf"(?P<post>[甲乙丙丁]?)"
    r"(?P<unit>号院|号楼|号室|号房|号(?!大街|街|路|线|桥|地|馆|库|厂|门|店|机|井|码头|公馆|沟|巷|胡同|村|坑|山|湾|区|洼|坨)"
    r"|院(?!区|路|街)|栋|幢|座|楼层|楼(?!盘|村|路|街|镇|乡|台)|单元|门(?!面|诊|路|市|店|口|村|卫)"
    r"|梯|层|室|房(?!产|地|间)|户|弄|(?=$|[() 、])|(?!中学|小学|小区|大街|大院|大厦|大道|中街)"
    r"(?=[^0-9A-Z区期里路街国省县村厂米元线环条巷组队社年月日千公号附天杯度份万百十站店机]))"
)
_LIST_BEFORE = re.compile(r"[0-9A-Z]号?、$")
_SUFFIX = re.compile(r"([甲乙丙丁])(?=$|[0-9() \-])")
_SUB_NUMBER = re.compile(r"(?:号?(?:附|之|副)号?)([0-9]+)号?")
_LETTER = re.compile(r"[A-Z]")
_OFFICE = re.compile(
    "(?:大厦|广场|中心|大楼|商场|酒店|宾馆|公司|城|店|超市|学校|学院|医院|市场|商厦|科技园|厂|办事处|银座|部|馆|站|局|所)$"
)
_INNER = re.compile(r"单元|[0-9]门|-[0-9]")


@dataclass(slots=True)
class Tail:
    """The numbered levels as they are read; `court` says that the number was a 院."""

    number: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    court: bool = False
    dash: tuple[str, ...] = ()
    unread: list[str] = field(default_factory=list)

    @property
    def started(self) -> bool:
        """Say whether any numbered level has been read."""
        return bool(self.number or self.building or self.unit or self.floor or self.room)

    @property
    def inside(self) -> bool:
        """Say whether a level inside a building has been read."""
        return bool(self.building or self.unit or self.floor or self.room)


def is_number(found: "re.Match[str]", text: str, name_start: int, tail: Tail) -> bool:
    """Say whether this token is a number of the address rather than part of the name before it."""
    number, unit = found["n"], found["unit"]
    if _LIST_BEFORE.search(text, 0, found.start()) or text.startswith("、", found.end()):
        return False  # 12、14号 are two doors, and neither is the address
    if unit in {"院", "门", "户", "房", "楼"} and not number[0].isdigit():
        return False
    if unit:
        return True
    if _LETTER.match(number) and not any(char.isdigit() for char in number):
        return False
    behind_road = found.start() > name_start and text[found.start() - 1] in "路街道巷"
    ends = found.end() == len(text) or text[found.end()] in "() "
    return bool(ends or tail.started or behind_road or "-" in number)


class Setting(Enum):
    """What a number counts in: roads and villages have doors, estates buildings, offices rooms."""

    ROAD = "road"
    VILLAGE = "village"
    ESTATE = "estate"
    OFFICE = "office"

    @property
    def has_doors(self) -> bool:
        """Say whether a bare number is a door number."""
        return self in {Setting.ROAD, Setting.VILLAGE}


def setting_of_estate(compound: str) -> Setting:
    """Tell an office block (金泽大厦) from an estate (幸福小区)."""
    return Setting.OFFICE if _OFFICE.search(compound) else Setting.ESTATE


def take_number(found: "re.Match[str]", text: str, tail: Tail, setting: Setting) -> None:
    """Put one token where its unit, or its place in the row, says it belongs."""
    number = _canonical(found["pre"], found["n"], found["post"])
    unit = found["unit"]
    if unit in {"号院", "院", "弄"}:
        _take_door(number + ("弄" if unit == "弄" else ""), tail, court=True)
    elif unit == "号":
        _take_hao(number, tail)
    elif unit in {"号楼", "栋", "幢", "座"} or (
        unit == "楼" and _is_building(found, text, tail, setting)
    ):
        _take_building(number, tail, setting)
    elif unit in {"单元", "门", "梯"}:
        _take_unit(number, tail)
    elif unit in {"层", "楼层", "楼"}:
        tail.floor = tail.floor or number
    elif unit:
        _fill(number, tail, Setting.ESTATE, room=True)
    else:
        _fill(number, tail, setting, room=False)


def _canonical(prefix: str, number: str, suffix: str) -> str:
    """Write 甲5, 5甲 and 5号甲 as 甲5; strip leading zeros of whole numbers."""
    parts = [part.lstrip("0") or "0" for part in re.split("[- ]", number)]
    return (prefix or suffix) + "-".join(parts)


def _take_door(number: str, tail: Tail, *, court: bool) -> None:
    # 27号院71号院 is a court within a court: both numbers tell the place.
    tail.number = f"{tail.number}/{number}" if tail.number else number
    tail.court = court


def _take_hao(number: str, tail: Tail) -> None:
    if not tail.number and not tail.inside:
        _take_door(number, tail, court=False)
    elif not tail.building and not tail.inside:
        tail.building = number
    else:
        _fill(number, tail, Setting.ESTATE, room=False)


def _is_building(found: "re.Match[str]", text: str, tail: Tail, setting: Setting) -> bool:
    """Tell 幸福小区3楼 (a building) from 金泽大厦3楼 and 11号3楼 (a floor)."""
    if tail.building:
        return False
    if _INNER.match(text, found.end()) or re.match(r"[0-9]+号", text[found.end() :]):
        return True
    if setting is Setting.ROAD:
        return tail.court or not tail.number
    return setting is not Setting.OFFICE


def _take_building(number: str, tail: Tail, setting: Setting) -> None:
    door, dash, building = number.partition("-")
    if setting is Setting.ROAD and dash and not tail.number:
        tail.number, tail.building, tail.dash = door, building, (door, building)
    elif tail.building:
        tail.building = f"{tail.building}-{number}"
    else:
        tail.building = number


def _take_unit(number: str, tail: Tail) -> None:
    building, dash, unit = number.partition("-")
    if dash and not tail.building:
        tail.building, tail.unit, tail.dash = building, unit, (building, unit)
    elif tail.unit:
        tail.unread.append(number)
    else:
        tail.unit = number


def _fill(number: str, tail: Tail, setting: Setting, *, room: bool) -> None:
    """Give 12-3-402 to building, unit and room; behind a road or village the door comes first.

    石龙路5-3 keeps its parts as one door number; `dash` tells that it may be door and building.
    """
    parts = number.split("-")
    slots = _slots_left(tail, from_door=setting.has_doors or len(parts) > 3)
    if len(parts) > 1 and not tail.inside:
        tail.dash = tuple(parts)
    if slots[:1] == ["number"] and len(parts) == 2:
        tail.number = number
        return
    is_room = room or _looks_like_room(parts, slots)
    last = parts.pop() if is_room and not tail.room else None
    for slot in slots:
        if parts:
            setattr(tail, slot, parts.pop(0))
    tail.room = last if last is not None else tail.room
    tail.unread.extend(parts)


def _slots_left(tail: Tail, *, from_door: bool) -> list[str]:
    """Return the levels below the last one that was read: what may follow now."""
    order = ["number", "building", "unit"]
    taken = [order.index(slot) for slot in order if getattr(tail, slot)]
    first = max(taken) + 1 if taken else int(not from_door)
    return [] if tail.floor or tail.room else order[first:]


def _looks_like_room(parts: list[str], slots: list[str]) -> bool:
    if len(parts) > len(slots):
        return True
    if slots[:1] == ["number"]:
        return False
    return sum(char.isdigit() for char in parts[-1]) >= 3


def take_sub_number(text: str, start: int, tail: Tail) -> int:
    """Read 附3号, 之3 or 甲 behind a door number; return where the rest begins."""
    if tail.number and not tail.inside and (letter := _SUFFIX.match(text, start)):
        tail.number = letter.group(1) + tail.number
        return letter.end()
    found = _SUB_NUMBER.match(text, start) if tail.number and not tail.inside else None
    if not found:
        return start
    tail.number = f"{tail.number}附{found.group(1).lstrip('0') or '0'}"
    return found.end()
