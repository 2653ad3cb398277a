"""When do two written names stand for the same place, and when must they never be mixed up?"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from geo.address import Address
from geo.numerals import fold_numerals

# What tells neighbours apart: 六区 from 七区, 东里 from 西里. Never treated as a slip of the pen.
_TELLING = frozenset(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ第期甲乙丙丁一二三四五六七八九十"
    "东西南北中上下前后内外左右新老旧大小"
)
_ESTATES = frozenset("园苑里区庭府居院轩阁城")
_KINDS = frozenset("路街道巷里村庄园苑院区楼城寺桥口条弄胡同庭居府湾峪沟店台坡营屯铺家")
_ADMIN_SUFFIX = re.compile(
    r"(?<=..)(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市|自治县|区|县|旗"
    r"|街道办事处|街道|地区办事处|地区|民族乡|镇|乡|苏木)$"
)
_LOOSE_SUFFIX = re.compile(
    r"(?<=..)(?:(?P<village>村民委员会|村委会|行政村|自然村|村)"
    r"|(?P<estate>社区居民委员会|社区居委会|居民委员会|居委会|社区|小区|居民区|住宅区)"
    r"|(?P<quarters>家属院|宿舍区|宿舍)|(?P<flats>公寓))$"
)
_CORE_SUFFIX = re.compile(
    r"(?:[东西南北中一二三四五六七八九十0-9]*(?:大街|大道|胡同|小区|社区|花园|家园|嘉园|新区|新村|公寓"
    r"|路|街|巷|里|村|庄|园|苑|院|区|城|条|庭|居|府"
    r"|峪|沟|台|店|坟|湾|营|屯|铺|窑|坡|岭|坨|洼|河|山|桥|坝|口|泉|塘|庙|寺))+$"
)
_PART = re.compile("[^里区苑园院村庄路街]*[里区苑园院村庄路街]?")
SHORTEST_CORE = 3  # a shorter name with one wrong character is another name
_LINKING = re.compile("[家各].?$")
_GROUP = re.compile("[0-9]+(?:组|队|社)")
_SECTION = re.compile(
    r"第?[东西南北中0-9A-Z甲乙丙丁上下前后]{1,4}(?:区|院|楼|里|期|座|门|侧楼)?"
    r"|社区|小区|宿舍|家属院|公寓|平房|大院|院|村"
)
_SOUNDED = re.compile("[一-鿿]|[^一-鿿]+")


class Place(NamedTuple):
    """The levels of an address as comparable keys; "" where a level is not named.

    `number` counts along the road or in the village, `court` within the compound (西山艺境13号院).
    """

    city: str
    district: str
    town: str
    community: str
    road: str
    number: str
    compound: str
    court: str
    building: str
    unit: str


def place_of(address: Address) -> Place:
    """Reduce an address to its comparable keys."""
    road = name_key(address.road)
    if address.community and _GROUP.fullmatch(road):
        road = name_key(address.community) + road  # every village has a group 5
    if address.crossing:
        road = "×".join(sorted((road, name_key(address.crossing))))
    inside, compound = address.numbers_compound, name_key(address.compound)
    if road and is_section(compound) and (inside or not address.number):
        compound = road + compound  # 宋庄路第三 is an estate of its own
    return Place(
        admin_key(address.city),
        admin_key(address.district),
        admin_key(address.town),
        name_key(address.community),
        road,
        "" if inside else address.number,
        compound,
        address.number if inside else "",
        address.building,
        address.unit,
    )


def is_section(key: str) -> bool:
    """Say whether a compound is only part of one (南区, 2期), no name to be found by."""
    return bool(_SECTION.fullmatch(key))


def admin_key(name: str) -> str:
    """Reduce 门头沟区 to 门头沟, 永定地区 and 永定镇 to 永定; one-character stems keep all."""
    return name_key(_ADMIN_SUFFIX.sub("", name))


def name_key(name: str) -> str:
    """Write the numerals of a name as digits: 小园二区 and 小园2区 are one place."""
    return fold_numerals(name) if name else ""


def loose_key(key: str) -> str:
    """Drop what people leave out at the end of a name: 石门营新区7区社区 → 石门营新区7区."""
    return _LOOSE_SUFFIX.sub("", key)


def loosely_same(one: str, other: str) -> bool:
    """Say whether two names differ only in a kind that one leaves out: 雁翅 may be 雁翅村.

    雁翅村 and 雁翅社区 are two places.
    """
    if loose_key(one) != loose_key(other):
        return False
    kinds = {found.lastgroup for name in (one, other) if (found := _LOOSE_SUFFIX.search(name))}
    return len(kinds) < 2


def core_length(key: str) -> int:
    """Count the characters that make a name this name: 杨家峪村 has one, 三家店东街 three."""
    core = _CORE_SUFFIX.sub("", key)
    core = _LINKING.sub("", core) or core
    return len(core)


@cache
def _sound_table() -> tuple[dict[str, str], frozenset[str]]:
    """Return the usual reading of each character, and the characters that have several."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PINYIN_DICT

    every = [chr(code) for code in range(0x4E00, 0x9FA6)]
    sounds = (lazy_pinyin(char, style=Style.NORMAL)[0] for char in every)
    several = frozenset(char for char in every if "," in PINYIN_DICT.get(ord(char), ""))
    return dict(zip(every, sounds, strict=True)), several


def sound_keys(key: str) -> Iterator[str]:
    """Return the toneless pinyin of a name: by character, then by phrase where that differs."""
    table, several = _sound_table()
    by_char = " ".join(table.get(part, part) for part in _SOUNDED.findall(key))
    yield by_char
    if not several.isdisjoint(key):
        from pypinyin import Style, lazy_pinyin

        by_phrase = " ".join(lazy_pinyin(key, style=Style.NORMAL))
        if by_phrase != by_char:
            yield by_phrase


def sounds_alike(asked: str, known: str) -> bool:
    """Say whether a homophone may be a slip: the written character must not tell neighbours apart.

    Both names must already share a sound key. 和平李 may be 和平里; 西山 is never 溪山.
    """
    if len(asked) != len(known):
        return False
    slips = [(a, k) for a, k in zip(asked, known, strict=True) if a != k]
    return all(a not in _TELLING and (a not in _KINDS or k in _TELLING) for a, k in slips)


def _part_length(name: str, at: int) -> int:
    """Count the telling characters of the part of a name in which position `at` lies."""
    parts = (found for found in _PART.finditer(name) if found.end() > at)
    part = next(parts, None)
    return core_length(part.group()) if part else core_length(name)


def one_slip_apart(asked: str, known: str) -> bool:
    """Say whether one wrong, lost or added character may be a slip between long enough names."""
    if asked == known or abs(len(asked) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(asked), len(known)) and asked[start] == known[start]:
        start += 1
    end = 0
    longest = min(len(asked), len(known)) - start
    while end < longest and asked[-1 - end] == known[-1 - end]:
        end += 1
    wrong, right = asked[start : len(asked) - end], known[start : len(known) - end]
    if len(wrong) > 1 or len(right) > 1:
        return False
    # 安慧北里逸园 is not 安慧北里安园, nor 远洋一方润园 远洋一方嘉园.
    before_kind = wrong and right and known[start + 1 : start + 2] in _ESTATES
    if before_kind or _part_length(known, start) < SHORTEST_CORE:
        return False
    # 老三余西瞥 may be 老三余西街; 石龙街 is never 石龙路, and 新桥街 never 新桥东街.
    return wrong not in _KINDS and not any(char in _TELLING for char in wrong + right)
