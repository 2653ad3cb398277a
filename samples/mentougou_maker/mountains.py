"""What lies beyond the town: the mountain zones' outlines, the valley road, the villages?

The outlines and roads are drawn by hand, in local metres, after nothing but the rough position
of the towns; every coordinate is invented.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from samples.mentougou_maker.ground import Line, Point, length, stream, wiggle
from samples.mentougou_maker.lattice import COLUMNS, RIVER, ROWS, Corner, lattice

TURNS: dict[str, Point] = {
    "a": (-2000, -6500),
    "b": (-9000, -9500),
    "c": (-15500, -7000),
    "d": (-14500, -2500),
    "e": (-9000, -800),
    "f": (-25000, -3500),
    "g": (-26000, 4500),
    "h": (-13500, 7500),
    "k": (-8000, 5500),
    "l": (-14500, 13500),
    "m": (-5000, 17000),
    "n": (-1500, 9000),
    "o": (1500, 11500),
    "p": (6000, 10500),
    "q": (5500, 6000),
    "r": (-31500, 8000),
    "s": (-32000, 15000),
    "t": (-27000, 25500),
    "u": (-14500, 21000),
    "v": (-36000, -3500),
    "w": (-45000, -13000),
    "x": (-58000, -4000),
    "y": (-50000, 14000),
    "z": (-38000, 22000),
}
TOWN_ENDS: dict[str, Corner] = {
    "foot 0": (0, 0),
    "foot 14": (0, 14),
    "top 0": (0, ROWS),
    "top 6": (6, ROWS),
    "top 18": (COLUMNS, ROWS),
}
OUTLINES = (
    ("foot 0", "a"), ("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "foot 14"),
    ("d", "f"), ("f", "g"), ("g", "h"), ("h", "k"), ("k", "top 0"),
    ("h", "l"), ("l", "m"), ("m", "n"), ("n", "top 6"),
    ("n", "o"), ("o", "p"), ("p", "q"), ("q", "top 18"),
    ("g", "r"), ("r", "s"), ("s", "t"), ("t", "u"), ("u", "l"),
    ("f", "v"), ("v", "w"), ("w", "x"), ("x", "y"), ("y", "z"), ("z", "s"),
)  # fmt: skip
INSIDE: dict[str, Point] = {
    "N": (1500, 8000),
    "P": (-5500, 9500),
    "Q": (-16000, 2000),
    "R": (-7000, -5000),
    "T": (-22000, 14000),
    "U": (-42000, 4000),
}
"""A point inside each mountain zone, which names the face around it."""


@dataclass(frozen=True, slots=True)
class Road:
    """One road out of town: the street corner where it starts, its bends, its name."""

    start: Corner
    bends: tuple[Point, ...]
    name: str


ROADS = {
    "valley": Road(
        (3, ROWS),
        (
            (-2600, 4600), (-4200, 6100), (-6600, 6700), (-8800, 4900), (-10500, 4000),
            (-15000, 4300), (-19800, 5300), (-20400, 9300), (-27500, 10400), (-33000, 9600),
            (-35000, 4600), (-41000, 3900), (-46000, 2600),
        ),
        "109国道",
    ),
    "north": Road((15, ROWS), ((2100, 5200), (1100, 7600), (2300, 9600)), "军庄路"),
    "south-west": Road((0, 7), ((-2600, -2600), (-6000, -4300), (-9400, -5600)), "潭柘寺路"),
}  # fmt: skip

RIVER_ABOVE_TOWN: tuple[Point, ...] = (
    (-33000, 21000), (-27000, 14500), (-21700, 9000), (-15000, 5400), (-9900, 5600),
    (-7000, 7500), (-3000, 6900),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Village:
    """One settlement on a road: its zone, township, name and where on the road it lies (0..1)."""

    letter: str
    town: str
    name: str
    road: str
    share: float


VILLAGES = (
    Village("P", "妙峰山镇", "陇驾庄村", "valley", 0.058),
    Village("P", "妙峰山镇", "丁家滩村", "valley", 0.078),
    Village("P", "妙峰山镇", "水峪嘴村", "valley", 0.100),
    Village("Q", "王平镇", "色树坟村", "valley", 0.164),
    Village("Q", "王平镇", "东王平村", "valley", 0.177),
    Village("Q", "王平镇", "西王平村", "valley", 0.192),
    Village("Q", "大台街道", "桃园小区", "valley", 0.225),
    Village("Q", "大台街道", "黄土台村", "valley", 0.250),
    Village("Q", "王平镇", "安家庄村", "valley", 0.290),
    Village("T", "雁翅镇", "下马岭村", "valley", 0.390),
    Village("T", "雁翅镇", "雁翅村", "valley", 0.425),
    Village("T", "雁翅镇", "青白口村", "valley", 0.500),
    Village("U", "斋堂镇", "军响村", "valley", 0.685),
    Village("U", "斋堂镇", "东斋堂村", "valley", 0.710),
    Village("U", "斋堂镇", "西斋堂村", "valley", 0.730),
    Village("U", "斋堂镇", "川底下村", "valley", 0.800),
    Village("U", "清水镇", "上清水村", "valley", 0.940),
    Village("U", "清水镇", "下清水村", "valley", 0.985),
    Village("N", "军庄镇", "军庄村", "north", 0.55),
    Village("N", "军庄镇", "东杨坨村", "north", 0.70),
    Village("N", "军庄镇", "西杨坨村", "north", 0.80),
    Village("N", "军庄镇", "灰峪村", "north", 0.97),
    Village("R", "潭柘寺镇", "鲁家滩村", "south-west", 0.45),
    Village("R", "潭柘寺镇", "南辛房村", "south-west", 0.75),
    Village("R", "潭柘寺镇", "潭柘新一区", "south-west", 0.88),
    Village("R", "潭柘寺镇", "平原村", "south-west", 0.99),
)


def _turn(name: str) -> Point:
    return lattice().corners[TOWN_ENDS[name]] if name in TOWN_ENDS else TURNS[name]


@cache
def outlines() -> tuple[Line, ...]:
    """Draw each outline once; both zones along it use the same vertices."""
    chance = stream("outlines")
    return tuple(wiggle([_turn(a), _turn(b)], chance, 650, 0.1) for a, b in OUTLINES)


@cache
def road(name: str) -> Line:
    """Draw one road out of town with a vertex about every 110 m."""
    way = ROADS[name]
    bends = [lattice().corners[way.start], *way.bends]
    return wiggle(bends, stream(f"road {name}"), 130, 0.12)


def place_on(name: str, share: float) -> int:
    """Return the index of the road's vertex at `share` of its length."""
    line = road(name)
    target, walked = length(line) * share, 0.0
    for at, (a, b) in enumerate(pairwise(line)):
        walked += length([a, b])
        if walked >= target:
            return at + 1
    return len(line) - 1


@cache
def river() -> Line:
    """Draw the river from the hills to the southern end of the town."""
    above = wiggle([*RIVER_ABOVE_TOWN, lattice().corners[RIVER, ROWS]], stream("river"), 300, 0.12)
    town: Line = []
    for j in reversed(range(ROWS)):
        town += [lattice().middles[RIVER, j, "north"], lattice().corners[RIVER, j]]
    return above + town
