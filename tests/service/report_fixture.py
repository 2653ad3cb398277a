"""A report as `jiujin assign` would hand it over, made in code for the tests of the page."""

import hashlib
import math
import random
from itertools import pairwise
from typing import Any

TOWN = ("大峪", "城子", "东辛房", "永定", "龙泉", "潭柘寺", "军庄", "妙峰山", "王平", "雁翅")
WAYS = ("东", "西", "南", "北", "中")


def hexadecimal(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


class Ground:
    """A bent lattice: its cells are zones whose neighbours share every corner and wiggle."""

    def __init__(self, columns: int, rows: int, seed: str, *, mountains: bool) -> None:
        self.chance = random.Random(seed)
        east = [0.0]
        for column in range(columns):
            steep = 2.4 ** (2 - column) if mountains and column < 2 else 1.0
            east.append(east[-1] + 1400 * max(1.0, steep))
        self.corners = {
            (i, j): (
                round(488_000 + east[i] + self.chance.uniform(-260, 260)),
                round(4_417_000 + 1300 * j + self.chance.uniform(-260, 260) - 40 * i),
            )
            for i in range(columns + 1)
            for j in range(rows + 1)
        }
        self.sides: dict[Any, list[list[int]]] = {}

    def side(self, a: tuple[int, int], b: tuple[int, int]) -> list[list[int]]:
        """The points from corner a up to, not including, corner b."""
        low, high = min(a, b), max(a, b)
        if (low, high) not in self.sides:
            (x0, y0), (x1, y1) = self.corners[low], self.corners[high]
            points = [[x0, y0]]
            for step in range(1, 6):
                bend = self.chance.uniform(-55, 55)
                share, length = step / 6, math.dist((x0, y0), (x1, y1))
                x = x0 + (x1 - x0) * share - (y1 - y0) / length * bend
                y = y0 + (y1 - y0) * share + (x1 - x0) / length * bend
                points.append([round(x), round(y)])
            self.sides[low, high] = [*points, [x1, y1]]
        way = self.sides[low, high]
        return (way if a == low else way[::-1])[:-1]

    def ring(self, i: int, j: int) -> list[list[int]]:
        round_ = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
        points = [p for a, b in pairwise(round_) for p in self.side(a, b)]
        return [*points, points[0]]

    def school(self, i: int, j: int) -> tuple[int, int]:
        xs, ys = zip(*self.ring(i, j), strict=True)
        shift = self.chance.randint(-150, 150)
        return sum(xs) // len(xs) + shift, sum(ys) // len(ys) - shift


def town_name(at: int) -> str:
    return f"{TOWN[at % len(TOWN)]}{WAYS[at // len(TOWN) % len(WAYS)]}"


def schools_and_zones(
    columns: int, rows: int, seed: str, *, mountains: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    ground = Ground(columns, rows, seed, mountains=mountains)
    schools, zones = [], []
    for at, (i, j) in enumerate((i, j) for i in range(columns) for j in range(rows)):
        x, y = ground.school(i, j)
        extra = f"{at // 50}" if at >= 50 else ""
        places = 40 * ground.chance.randint(2, 5)
        claims = max(20, places - ground.chance.randint(-2, 46))
        schools.append(
            {
                "school_id": f"P{at + 1:02}", "name": f"{town_name(at)}{extra}小学",
                "places": places, "claims": claims, "stays": min(claims, places), "arrivals": 0,
                "free": max(0, places - claims), "turned_away": max(0, claims - places),
                "price": 0, "x": x, "y": y,
            }
        )  # fmt: skip
        zones.append(
            {
                "zone_id": f"Z{at + 1:02}", "name": f"{town_name(at)}{extra}片",
                "school_ids": [f"P{at + 1:02}"], "valid": True, "parts": [[ground.ring(i, j)]],
            }
        )  # fmt: skip
    return schools, zones


def crowd(schools: list[dict[str, Any]], at: int, children: int) -> None:
    """Let a school have `children` more claims than places."""
    school = schools[at]
    school["claims"] = school["places"] + children
    school["stays"], school["free"], school["turned_away"] = school["places"], 0, children
    school["price"] = 180 + 11 * children


def place_overflow(schools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send each child turned away to the nearest school with room, as the flows would be."""
    moves: dict[tuple[str, str], dict[str, Any]] = {}
    for school in schools:
        nearest = sorted(
            (s for s in schools if s is not school and not s["turned_away"]),
            key=lambda s: math.dist((s["x"], s["y"]), (school["x"], school["y"])),
        )
        for child in range(school["turned_away"]):
            to = next(s for s in nearest[child % 3 :] if s["free"] > 0)
            to["free"] -= 1
            to["arrivals"] += 1
            key = (school["school_id"], to["school_id"])
            move = moves.setdefault(
                key, {"from": key[0], "to": key[1], "children": 0, "extra_m": 0}
            )
            move["children"] += 1
            move["extra_m"] += 260 + 23 * (child % 17)
    return [moves[key] for key in sorted(moves)]


def moved_children(moves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    reasons = ("moved_by_proximity",) * 6 + ("claim_comes_later", "moved_by_lot")
    children = []
    for move in moves:
        for _ in range(move["children"]):
            at = len(children)
            own_m, reason = 420 + 37 * (at % 19), reasons[at % len(reasons)]
            child = {
                "child_id": f"2026-{3 * at + 101:05}", "tier": 1 + at % 2,
                "own_school": move["from"], "school": move["to"], "own_school_m": own_m,
                "metres": own_m + 260 + 23 * (at % 17), "other_school": move["to"],
                "reason": reason, "stays_if_places_more": 1 + at % 9,
            }  # fmt: skip
            if reason == "moved_by_proximity":
                child["stays_if_other_were_farther_by"] = 20 + 7 * (at % 41)
            children.append(child)
    return children


HELD_STATES = ("contested", "contested", "outside", "not_located")


def held_children(count: int) -> list[dict[str, Any]]:
    zones = {"contested": ["Z09", "Z10"], "outside": [], "not_located": []}
    notes = {
        "contested": "离界线 3 米", "outside": "最近的界线在 48 米外",
        "not_located": "“滨河路附近”",
    }  # fmt: skip
    return [
        {
            "child_id": f"2026-{9000 + at:05}", "home_id": f"H{9000 + at}", "state": state,
            "zones": zones[state], "note": notes[state],
        }
        for at, state in ((at, HELD_STATES[at % 4]) for at in range(count))
    ]  # fmt: skip


def alternatives() -> list[dict[str, Any]]:
    rows = (
        ("relative_proximity", 110, 0, 2_184_300, 48_210, 3_420, 0),
        ("nearest_stays", 110, 0, 2_221_900, 84_370, 4_610, 71),
        ("swedish_static", 110, 0, 2_212_400, 76_120, 4_380, 45),
        ("lottery", 110, 0, 2_266_000, 128_900, 5_870, 104),
        ("deferred_acceptance", 110, 1, 2_219_700, 82_160, 4_610, 68),
    )
    keys = ("rule", "moved", "unplaced", "total_m", "moved_extra_m", "longest_m", "complaints")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def around(children: int, moved: int, no_zone: int, held: int) -> dict[str, Any]:
    """Everything of a report but its schools, moves and children."""
    return {
        "format": "report/1", "code": "jiujin 0.1.0",
        "district": {"name": "门头沟区", "crs": "EPSG:4548", "declared": True},
        "date": "2026-06-15", "status": "placed",
        "counts": {
            "children": children, "placed": children - held,
            "in_zone": children - moved - no_zone - held,
            "moved": moved, "no_zone": no_zone, "held": held,
        },
        "states": {
            "unique": children - 480 - held, "shared": 480, "contested": held // 2,
            "outside": held // 4, "not_located": held - held // 2 - held // 4,
        },
        "disagreements": [
            {
                "home_id": "H0311", "what": "zone", "note_zh": "名单 11 行是 Z03",
                "note": "address list row 11 says Z03",
            },
            {"home_id": "H0312", "what": "zone", "note": "address list row 12 says Z03"},
            {"home_id": "H0313", "what": "location", "note": "the pair lies 571 m from it"},
        ],
        "alternatives": alternatives(),
        "distances": {
            "measure": "walking", "straight_line_children": 3, "off_street": 12,
            "unreachable": 0,
            "streets": {
                "source": {"name": "streets.osm", "bytes": 4132}, "date": None,
                "components": {"count": 2, "nodes": [1509, 2]},
            },
        },
        "notes": [],
        "rule": {
            "format": "ruleset/1", "rule": "relative proximity R0-R5 (overflow-rule/1)",
            "order": "zone_first", "cost": "identity", "band_m": 500, "cap_m": 6000,
            "comparators": ["preference", "sibling", "proximity", "lottery"],
            "tier_names": {"1": "本区户籍", "2": "本市户籍,在区居住"},
        },
        "seed": {"kind": "preview", "value": hexadecimal("seed")},
        "digests": {key: hexadecimal(key) for key in ("ruleset", "input", "result", "placements")},
    }  # fmt: skip


def district_report() -> tuple[dict[str, Any], dict[str, Any]]:
    """About twenty schools, three of them over, mountains in the west: report and shapes."""
    schools, zones = schools_and_zones(5, 4, "district", mountains=True)
    for at, children in ((9, 58), (14, 37), (17, 15)):
        crowd(schools, at, children)
    schools[12]["price"] = -35
    zones[9]["name"] = "永定一片"
    zones[2]["school_ids"] = ["P03", "P04"]
    zones[6]["valid"] = False
    moves = place_overflow(schools)
    children = moved_children(moves)
    report = around(2600, len(children), 10, 40)
    moves.append({"from": "", "to": "P03", "children": 10, "extra_m": 0})
    tiers = ((1, "本区户籍", 1600, 60), (2, "本市户籍,在区居住", 960, 50))
    return report | {
        "schools": schools, "moves": moves, "moved": [*children, *no_zone_children()],
        "tiers": [
            {"tier": t, "name": name, "children": n, "in_zone": n - m, "moved": m}
            for t, name, n, m in tiers
        ],
        "held": held_children(40),
    }, {"zones": zones}  # fmt: skip


def no_zone_children() -> list[dict[str, Any]]:
    return [
        {
            "child_id": f"2026-{8000 + at:05}", "tier": 2, "own_school": None, "school": "P03",
            "metres": 900 + 40 * at, "other_school": "P03", "reason": "no_zone",
        }
        for at in range(10)
    ]  # fmt: skip


def short_report() -> tuple[dict[str, Any], dict[str, Any]]:
    """The same district when 37 places are lacking: nobody is placed."""
    report, shapes = district_report()
    counts = {"children": 2600, "placed": 0, "in_zone": 0, "moved": 0, "no_zone": 0, "held": 40}
    short = {
        "tier": 2, "short": 37, "schools": ["P10", "P15"], "zones": ["Z10", "Z15"],
        "children": [f"2026-{at:05}" for at in range(412)],
    }  # fmt: skip
    report |= {"status": "short", "counts": counts, "short": short}
    return report | {"moves": [], "moved": [], "alternatives": []}, shapes


def empty_report() -> tuple[dict[str, Any], dict[str, Any]]:
    """A run over nothing at all: every list is empty."""
    report = around(0, 0, 0, 0)
    lists = ("schools", "moves", "moved", "tiers", "held", "disagreements", "alternatives")
    nothing = {key: [] for key in lists}
    states = dict.fromkeys(report["states"], 0)
    return report | nothing | {"states": states, "digests": {}}, {"zones": []}


def city_report() -> tuple[dict[str, Any], dict[str, Any]]:
    """A thousand schools and zones, one in twelve over its places."""
    schools, zones = schools_and_zones(40, 25, "city", mountains=False)
    for at in range(3, 1000, 12):
        crowd(schools, at, 5 + at % 31)
    moves = place_overflow(schools)
    children = moved_children(moves)
    report = around(160_000, len(children), 0, 900)
    held = held_children(900)
    return report | {
        "schools": schools, "moves": moves, "moved": children, "tiers": [], "held": held,
    }, {"zones": zones}  # fmt: skip
