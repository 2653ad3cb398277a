"""In which unusual or wrong ways is an address written? The kinds of noise of geocode.py."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

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
