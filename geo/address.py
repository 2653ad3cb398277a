"""What does a Chinese address say, level by level?"""

import re
from dataclasses import dataclass

from geo.address_admin import read_admin
from geo.address_numbers import (
    TOKEN,
    Setting,
    Tail,
    is_number,
    setting_of_estate,
    take_number,
    take_sub_number,
)
from geo.address_text import normalise

__all__ = ["Address", "normalise", "parse"]

LONGEST = 300  # characters; a longer text is no address and comes back whole in `rest`


@dataclass(frozen=True, slots=True)
class Address:
    """The levels an address names; "" where it does not name one.

    `number` is the door or court number (甲5, 12附3, 669弄; 27/71 for a court within a court),
    counted within the compound and not along the road where `numbers_compound`. `compound` is the
    named estate, court or building; `near` says that the text only points beside the place;
    `crossing` is the second road of an intersection; `dash` holds the parts of a dash form whose
    reading is not certain (石龙路5-3); `rest` is what no level claims (firms, persons).
    """

    province: str = ""
    city: str = ""
    district: str = ""
    town: str = ""
    community: str = ""
    road: str = ""
    crossing: str = ""
    number: str = ""
    compound: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    near: str = ""
    notes: tuple[str, ...] = ()
    dash: tuple[str, ...] = ()
    rest: str = ""
    numbers_compound: bool = False


_BRACKET = re.compile(r"\(([^()]*)\)")
_QUALIFIER = re.compile(
    r"[东西南北中甲乙丙丁一二三四五六七八九十0-9A-Z]{1,3}(?:区|院|里|期|座|栋|幢|号楼|号院)"
)
_ROAD = re.compile(
    r"(.{1,14}?(?:街(?!道|坊|区|心)|大道|路(?!局|政|口|灯)|胡同|巷(?!子)|国道|省道|县道|高速"
    r"|(?<![街铁通隧河轨频味一二三四五六七八九十])道(?!口|班|德|观)|(?<=[0-9东西南北])线|(?<=[0-9东西南北])环(?!广|境|保|球|岛|城|里)"
    r"|(?<=[0-9])弄|[一二三四五六七八九十头0-9]条))"
)
_ROAD_TAIL = re.compile(
    r"(?:[东西南北中]?[头一二三四五六七八九十0-9]+条|[东西南北中]?[一二三四五六七八九十]+巷"
    r"|支路|支弄|[东西南北中上下前后大]?大?街(?!道|坊|区)|[东西南北中]路|大道)"
)
# 增产路社区 is an estate, not something on 增产路.
_ESTATE_NEXT = re.compile(
    "[0-9一二三四五六七八九十东西南北]*(?:社区|小区|居委会|家属院|宿舍|新村|村)"
)
_NOT_A_ROAD = re.compile("铁路$|公路(?=局|站)|电路$|思路$|网路$|线路$|半路$|一路$(?<=^一路)")
_GROUP = re.compile(r"^([0-9一二三四五六七八九十]+(?:组|队|社))")
_CROSSING = re.compile(r"(?:交叉口|交汇处|交叉处|交叉路口|十字路口|丁字路口|交口|路口|口)")
_JOINT = re.compile(r"与|和|及|、|-")
_NEAR = re.compile(
    r"(?:斜?对面|斜?对过|对门|旁边?|附近|隔壁|[东西南北]侧|[东西南北]边|[东西南北]面|后面|前面|后侧|前侧"
    r"|[以往向][东西南北]|交叉口|路口)"
)
_HARMLESS = re.compile(r"^(?:院内|内|里面?|门口|楼下|楼上|大门口?|处|旁?门卫|传达室)$")


def parse(text: str) -> Address:
    """Read an address of any quality level by level; never raises on a string.

    `parse(normalise(text)) == parse(text)`. Nothing is looked up: a name without its suffix (永定
    for 永定镇) stays part of the name behind it, and the gazetteer resolves it.
    """
    text = normalise(text)
    if len(text) > LONGEST:
        return Address(rest=text)
    plain, notes = _without_notes(text)
    levels, start = read_admin(plain)
    names = _Names(levels.get("community", ""))
    tail = _read_tail(plain, start, names)
    return Address(
        **{key: value for key, value in levels.items() if key != "community"},
        community=levels.get("community", ""),
        road=names.road,
        crossing=names.crossing,
        compound=names.compound,
        number=tail.number,
        building=tail.building,
        unit=tail.unit,
        floor=tail.floor,
        room=tail.room,
        near=names.near,
        notes=notes,
        dash=tail.dash,
        rest="".join([*names.rest, *tail.unread]),
        numbers_compound=bool(tail.number) and names.compound_first,
    )


def _without_notes(text: str) -> tuple[str, tuple[str, ...]]:
    """Take bracketed notes out; a bracketed part of the name (南区) goes back into the text."""
    if "(" not in text and ")" not in text:
        return text, ()
    notes: list[str] = []

    def keep(found: "re.Match[str]") -> str:
        inner = found.group(1)
        if _QUALIFIER.fullmatch(inner):
            return inner
        notes.append(inner)
        return " "

    while (shorter := _BRACKET.sub(keep, text)) != text:
        text = shorter
    text = re.sub(r"[() ]*[()][() ]*", " ", text)
    return re.sub(r"(?<![0-9A-Z]) +| +(?![0-9A-Z])", "", text), tuple(notes)


class _Names:
    """The unnumbered names as they are met: road, compound, what it is near, the rest."""

    __slots__ = ("community", "compound", "compound_first", "crossing", "near", "rest", "road")

    def __init__(self, community: str) -> None:
        self.community = community
        self.road = self.crossing = self.compound = self.near = ""
        self.compound_first = False
        self.rest: list[str] = []

    def take(self, segment: str, tail: Tail, *, last: bool) -> None:
        """Put one stretch of text between two numbers, or behind the last, where it belongs."""
        segment = segment.strip("- 、")
        if not segment or _HARMLESS.match(segment):
            return
        if (beside := _NEAR.search(segment)) and _is_beside(
            beside, segment, after_number=tail.started, last=last
        ):
            self.near = segment[beside.start() :]
            segment = segment[: beside.start()]
            if crossing := _CROSSING.match(self.near):
                self._take_crossing(segment, self.near[crossing.end() :])
                return
        if tail.inside:
            self.rest.append(segment)
        elif tail.number:
            self._take_compound(segment)
        elif segment:
            self._take_first(segment)

    def setting(self) -> Setting:
        """Say what a number that comes now would count in."""
        if self.compound:
            village = self.compound.endswith("村") and not self.road
            return Setting.VILLAGE if village else setting_of_estate(self.compound)
        if self.road:
            return Setting.ROAD
        village = self.community.endswith(("村", "村委会", "村民委员会"))
        return Setting.VILLAGE if village else Setting.ESTATE

    def _take_first(self, segment: str) -> None:
        group = _GROUP.match(segment)
        if group and self.community and not self.road:
            self.road, segment = group.group(1), segment[group.end() :]
        end = _road_end(segment)
        if end and not self.road:
            self.road, segment = segment[:end], segment[end:]
        while (end := _road_end(segment)) and not self.compound:
            self.rest.append(self.road)
            self.road, segment = segment[:end], segment[end:]
        self.compound_first = bool(segment)
        self._take_compound(segment)

    def _take_compound(self, segment: str) -> None:
        if not self.compound:
            self.compound = segment
        else:
            self.compound += segment

    def _take_crossing(self, segment: str, behind: str) -> None:
        end = _road_end(segment)
        other = _JOINT.sub("", segment[end:], count=1) if end else ""
        if end and not self.road and _road_end(other) == len(other):
            self.road, self.crossing, self.near = segment[:end], other, behind
        elif segment:
            self._take_first(segment)


def _is_beside(beside: "re.Match[str]", segment: str, *, after_number: bool, last: bool) -> bool:
    """Tell 新桥大街东侧 from a name that only contains the word (西面桥小区, 路口村5号)."""
    if beside.group() == "交叉口" or (after_number and beside.start() == 0):
        return True
    following = segment[beside.end() :]
    return (after_number or last) and (
        not following or following[0] == "的" or following[0].isdigit()
    )


def _road_end(segment: str) -> int:
    """Return where the road at the front of `segment` ends; 0 if none stands there."""
    found = _ROAD.match(segment)
    if not found or _NOT_A_ROAD.search(found.group()):
        return 0
    end = found.end()
    while more := _ROAD_TAIL.match(segment, end):
        end = more.end()
    return 0 if _ESTATE_NEXT.match(segment, end) else end


def _read_tail(text: str, start: int, names: _Names) -> Tail:
    tail = Tail()
    position = start
    while found := TOKEN.search(text, position):
        if not is_number(found, text, start, tail):
            position = max(found.end(), position + 1)
            continue
        names.take(text[start : found.start()], tail, last=False)
        take_number(found, text, tail, names.setting())
        start = position = take_sub_number(text, found.end(), tail)
    names.take(text[start:], tail, last=True)
    return tail
