"""Which zones, schools, estates and named streets does the sample have, and how many children?

Names of towns, streets and estates are real; who lives where, every line and every number are
invented. School names are invented too and end in （合成）.
"""

from dataclasses import dataclass

from samples.mentougou_maker.lattice import ROWS, Cell

NOTE = "合成数据 synthetic"
NOTE_LONG = (
    "合成数据，由 samples/make_mentougou.py 生成，与任何真实的学校、片区、家庭无关。"
    " Synthetic data made by samples/make_mentougou.py; no real school, zone or family."
)
CHANGE_DAY = "2027-01-01"
FIRST_DAY = "2026-01-01"

# One letter per cell, north up. f: in zone F today, in zone H from CHANGE_DAY.
MAP = (
    "AAAAAABBBBBBLLLLLL",
    "AAAAAABBBBBBLLLLLL",
    "AAAAAABBBBBBLLLLLL",
    "AAAAAAABBBBBLLLLLL",
    "AAAAAAABBBBBLLLLLL",
    "CCAAAAABBBBBLLLLLL",
    "CCCCCDDDBBBBLLLLLL",
    "CCCCCDDDDDDDLLLLLL",
    "CCCCCDDDDDDDLLLLLL",
    "CCCCCDDDDDDDLLLLLL",
    "CCCCCDDDDDDDLLLLLL",
    "EEEEEEFFFFFFLLLLLL",
    "EEEEEEFFFFFFLLLLLL",
    "EEEEEEFFFFFFMMMMMM",
    "EEEEEEFFFFFFMMMMMM",
    "EEEEEEFFFfffMMMMMM",
    "GGGGEEHHHfffMMMMMM",
    "GGGGGGHHHHHHMMMMMM",
    "GGGGGGHHHHHHMMMMMM",
    "GGGGGGGHHHHHMMMMMM",
    "GGGGGGGHHHHHMMMMMM",
    "IIIIIIIKKKKKMMMMMM",
    "IIIIIIKKKKKKMMMMMM",
    "IIIIIIKKKKKKMMMMMM",
    "IIIIIIKKKKKKMMMMMM",
    "IIIIIIKKKKKKMMMMMM",
)


def letter_of(cell: Cell) -> str:
    """Return the letter of the map at a cell."""
    i, j = cell
    return MAP[ROWS - 1 - j][i]


@dataclass(frozen=True, slots=True)
class Zone:
    """One service zone: the letters of the map it holds, its schools, its children, its dates."""

    zone_id: str
    name: str
    letters: str
    schools: tuple[str, ...]
    children: int = 0
    valid_from: str = FIRST_DAY
    valid_to: str = ""
    level: str = "primary"

    @property
    def key(self) -> tuple[str, str]:
        """Return id and first day: an id comes back when the zone's line moves."""
        return self.zone_id, self.valid_from


ZONES = (
    Zone("Z01", "龙门新区片", "A", ("P01",), 185),
    Zone("Z02", "城子片", "B", ("P02",), 178),
    Zone("Z03", "中门寺片", "C", ("P03",), 158),
    Zone("Z04", "新桥片", "D", ("P04", "P05"), 288),
    Zone("Z05", "东辛房片", "E", ("P06",), 120),
    Zone("Z06", "滨河片", "Ff", ("P07",), 300, valid_to=CHANGE_DAY),
    Zone("Z07", "石门营片", "G", ("P08",), 158),
    Zone("Z08", "龙山片", "H", ("P09",), 146, valid_to=CHANGE_DAY),
    Zone("Z09", "冯村片", "I", ("P10",), 268),
    Zone("Z10", "曹各庄片", "K", ("P11", "P12"), 266),
    Zone("Z11", "三家店片", "L", ("P13",), 118),
    Zone("Z12", "卧龙岗片", "M", ("P14",), 92),
    Zone("Z13", "军庄片", "N", ("P15",), 70),
    Zone("Z14", "妙峰山片", "P", ("P16",), 34),
    Zone("Z15", "王平片", "Q", ("P17",), 60),
    Zone("Z16", "潭柘寺片", "R", ("P18",), 66),
    Zone("Z17", "雁翅片", "T", ("P19",), 20),
    Zone("Z18", "斋堂清水片", "U", ("P20",), 50),
    Zone("Z06", "滨河片（2027年起）", "F", ("P07",), valid_from=CHANGE_DAY),
    Zone("Z08", "龙山片（2027年起）", "Hf", ("P09",), valid_from=CHANGE_DAY),
    Zone("C01", "北部初中片", "ABCDLNPQTU", ("J01", "J02"), level="junior"),
    Zone("C02", "南部初中片", "EFfGHIKMR", ("J03",), level="junior"),
)


@dataclass(frozen=True, slots=True)
class School:
    """One school: where it stands (a cell of the town or a village) and how many it can take."""

    school_id: str
    name: str
    at: Cell | str
    gates: int
    classes: int
    class_size: int
    places: int | None = None
    level: str = "primary"


SCHOOLS = (
    School("P01", "龙门小学（合成）", (3, 22), 2, 5, 40),
    School("P02", "城子街小学（合成）", (8, 22), 1, 5, 40),
    School("P03", "中门寺小学（合成）", (2, 17), 1, 5, 40, 180),
    School("P04", "新桥小学（合成）", (6, 17), 3, 4, 40),
    School("P05", "月季园小学（合成）", (9, 16), 1, 4, 40),
    School("P06", "圈门小学（合成）", (3, 12), 1, 4, 40, 150),
    School("P07", "滨河小学（合成）", (9, 12), 2, 6, 40, 225),
    School("P08", "石门营小学（合成）", (2, 7), 1, 5, 38),
    School("P09", "龙山小学（合成）", (9, 7), 2, 5, 36),
    School("P10", "冯村小学（合成）", (3, 2), 1, 5, 40),
    School("P11", "曹各庄小学（合成）", (7, 3), 1, 4, 40),
    School("P12", "小园小学（合成）", (9, 1), 2, 4, 35),
    School("P13", "三家店小学（合成）", (14, 21), 1, 4, 35),
    School("P14", "卧龙岗小学（合成）", (14, 6), 1, 3, 40, 110),
    School("P15", "军庄小学（合成）", "军庄村", 1, 2, 40),
    School("P16", "妙峰山学校（合成）", "丁家滩村", 1, 1, 40),
    School("P17", "王平小学（合成）", "东王平村", 1, 2, 40),
    School("P18", "潭柘寺小学（合成）", "南辛房村", 2, 2, 40),
    School("P19", "雁翅小学（合成）", "雁翅村", 1, 1, 30),
    School("P20", "斋堂小学（合成）", "东斋堂村", 1, 2, 30),
    School("J01", "新桥初级中学（合成）", (7, 19), 2, 16, 45, level="junior"),
    School("J02", "城子初级中学（合成）", (9, 23), 1, 12, 45, level="junior"),
    School("J03", "永定初级中学（合成）", (5, 4), 1, 24, 45, level="junior"),
)

ESTATES: dict[str, dict[str, tuple[str, ...]]] = {
    "A": {
        "城子街道": (
            "龙门新区一区", "龙门新区三区", "龙门新区四区", "龙门新区五区", "龙门新区六区",
            "燕保家园", "蓝龙家园",
        ),
        "龙泉镇": ("龙门新区二区",),
    },
    "B": {
        "城子街道": (
            "向阳小区", "华新建小区", "新老宿舍", "桥东小区", "七棵树小区", "西宁路小区",
            "广场小区", "城子东街小区",
        ),
    },
    "C": {
        "龙泉镇": (
            "中门家园", "中门寺南坡一区", "中门寺南坡二区", "高家园新区", "西山艺境", "大峪花园",
            "倚山嘉园", "梨园小区",
        ),
    },
    "D": {
        "大峪街道": (
            "月季园一区", "月季园二区", "月季园东里", "新桥西区", "永新小区", "峪园小区",
            "桃园小区", "双峪小区", "新自建小区", "中门花园",
        ),
    },
    "E": {
        "东辛房街道": ("西山小区", "圈门小区", "北涧沟小区"),
        "龙泉镇": ("峪新小区", "门头口村", "东龙门村", "天桥浮村"),
    },
    "F": {
        "大峪街道": (
            "滨河西区", "绿岛家园", "葡东小区", "承泽苑", "临镜苑", "绮霞苑", "惠民家园",
            "增产路东区", "向阳小区", "向阳东里",
        ),
    },
    "G": {
        "东辛房街道": (
            "石门营新区一区", "石门营新区二区", "石门营新区四区", "石门营新区五区",
            "石门营新区六区", "石门营新区七区",
        ),
        "永定镇": ("石门营村",),
    },
    "H": {
        "大峪街道": (
            "龙山一区", "龙山二区", "龙山三区", "丽湾西园", "德露苑", "龙泉花园", "南路一区",
        ),
    },
    "I": {
        "永定镇": (
            "梧桐苑", "丽景长安", "西悦嘉园", "京西嘉苑", "四季怡园", "上悦嘉园", "翡翠家园",
            "西山燕庐家园", "信园",
        ),
    },
    "K": {
        "永定镇": (
            "曹各庄一区", "曹各庄二区", "曹各庄三区", "小园一区", "小园二区", "润西山",
            "迎晖北苑", "迎晖南苑", "云翔嘉苑", "永兴嘉园",
        ),
    },
    "L": {"龙泉镇": ("三家店村", "三店村", "水闸小区", "中北街小区", "东南街小区")},
    "M": {"永定镇": ("卧龙岗村", "坝房子村", "四道桥村", "侯庄子村")},
}  # fmt: skip

COLUMN_NAMES = {2: "石担路", 6: "门头沟路", 9: "新桥大街", 11: "滨河路", 15: "中北街"}
ROW_NAMES = {3: "石龙路", 10: "双峪路", 15: "增产路", 20: "剧场东街", 24: "水闸西路"}
BRIDGES = {3: "石龙路永定河桥", 10: "双峪路永定河桥", 24: "三家店桥"}
BRIDGE_BEING_BUILT = 17
MOTORWAY_COLUMN = 3
NO_HOMES = {MOTORWAY_COLUMN, 11, 12}
"""Columns of cells without estates: beside the motorway, and the river's banks."""

LISTED = ("Z03", "Z07")
"""The zones whose limits are written in address_list.csv."""
DISPUTED = ("Z03", "增产路", "E")
"""The list of this zone claims the buildings of this road that the polygon gives to another."""
ALIASES = {
    "石门营新区一区": "石门营一区",
    "石门营新区四区": "石门营四区",
    "龙门新区一区": "龙门一区",
    "月季园东里": "月季东里",
    "西山燕庐家园": "燕庐家园",
    "中门寺南坡一区": "南坡一区",
    "曹各庄二区": "曹各庄新二区",
}
"""Other names of estates, as the address register knows them."""
