"""How many pupils did each school have, how many births and new homes were there? All invented.

A district as Beijing's are: children with local hukou follow the city's births, which rose to 2017
and halved by 2024; children without follow a stream of their own, fewer year after year. The shape
of the births follows published city figures where there are any; every number is scaled, noised
and belongs to nobody.
"""

import math
from collections.abc import Iterator
from functools import cache

from samples.mentougou_maker.ground import stream
from samples.mentougou_maker.tables import NOTE, SCHOOLS, ZONES

AREA = "门头沟区"
FIRST_YEAR, LAST_YEAR = 2014, 2025
GRADES = 6
CITY_BIRTHS = {
    2006: 635, 2007: 777, 2008: 810, 2009: 894, 2010: 906, 2011: 980, 2012: 1080, 2013: 1050,
    2014: 1390, 2015: 1180, 2016: 1560, 2017: 1713, 2018: 1409, 2019: 1326, 2020: 1004, 2021: 930,
    2022: 880, 2023: 820, 2024: 850, 2025: 800,
}  # fmt: skip
"""Hundreds of births with local hukou in the whole city; odd years between are invented."""
SHARE = 1.75
CAPTURE = 0.93
NONLOCAL_FIRST, NONLOCAL_YEARLY = 640, 0.955
SEASON_DAYS = (10, 20, 31)
SEASON_SHARES = (0.52, 0.81, 0.93)
FLATS = (
    ("H01", "P10", 420, "commercial", 2023), ("H02", "P07", 300, "resettlement", 2024),
    ("H03", "P11", 650, "affordable", 2026), ("H04", "P14", 380, "public_rental", 2027),
    ("H05", "P10", 500, "commercial", 2028),
)  # fmt: skip
DECISIONS = (("cap", "P07", 2027, 225), ("close", "P19", 2031, None), ("add", "P18", 2031, 4))

Row = dict[str, str]


def births_of(year: int) -> int:
    """Return the area's births with local hukou in a calendar year."""
    return round(CITY_BIRTHS[year] * SHARE)


@cache
def _weights() -> dict[str, float]:
    chance = stream("roll shares")
    schools = {s.school_id: s for s in SCHOOLS if s.level == "primary"}
    found = {}
    for zone in ZONES:
        if zone.children and zone.level == "primary":
            places = sum(schools[name].classes for name in zone.schools)
            for name in zone.schools:
                found[name] = zone.children * schools[name].classes / places
    return {name: weight * chance.uniform(0.92, 1.08) for name, weight in found.items()}


def _intake(year: int, kind: str) -> float:
    if kind == "local":
        return CAPTURE * (births_of(year - 7) / 3 + 2 * births_of(year - 6) / 3)
    return NONLOCAL_FIRST * NONLOCAL_YEARLY ** (year - FIRST_YEAR)


@cache
def rolls() -> dict[tuple[str, int, int, str], int]:
    """Return pupils by school, year, grade and stream."""
    chance = stream("rolls")
    weights = _weights()
    total = sum(weights.values())
    found: dict[tuple[str, int, int, str], int] = {}
    for year in range(FIRST_YEAR - GRADES + 1, LAST_YEAR + 1):
        for kind in ("local", "nonlocal"):
            come = _intake(max(year, 2013), kind) * chance.gauss(1, 0.012)
            for name, weight in weights.items():
                mean = come * weight / total
                first = max(0, round(mean + chance.gauss(0, math.sqrt(mean) * 0.8)))
                found[name, year, 1, kind] = first
                for grade in range(2, GRADES + 1):
                    below = found.get((name, year - 1, grade - 1, kind), first)
                    stay = chance.gauss(1.004 if kind == "local" else 0.955, 0.012)
                    found[name, year, grade, kind] = max(0, round(below * stay))
    return {key: n for key, n in found.items() if key[1] >= FIRST_YEAR}


def roll_rows() -> Iterator[Row]:
    """Write one row for each school, year, grade and stream."""
    for (school, year, grade, kind), pupils in sorted(rolls().items()):
        yield {"school_id": school, "year": str(year), "grade": str(grade), "stream": kind,
               "pupils": str(pupils), "note": NOTE}  # fmt: skip


def birth_rows() -> Iterator[Row]:
    """Write the area's births; those of children without local hukou are not counted anywhere."""
    for year in CITY_BIRTHS:
        yield {"area": AREA, "year": str(year), "stream": "local", "births": str(births_of(year)),
               "vintage": "2026-01-31", "note": NOTE}  # fmt: skip


def development_rows() -> Iterator[Row]:
    """Write the homes finished and planned."""
    for name, school, units, kind, year in FLATS:
        yield {"id": name, "school_id": school, "units": str(units), "type": kind,
               "completion": str(year), "note": NOTE}  # fmt: skip


def event_rows() -> Iterator[Row]:
    """Write the decisions that are known."""
    for kind, school, year, pupils in DECISIONS:
        yield {"kind": kind, "school_id": school, "year": str(year),
               "pupils": "" if pupils is None else str(pupils), "note": NOTE}  # fmt: skip


def plan_rows() -> Iterator[Row]:
    """Write the intake classes planned for six years, as many as there are now."""
    for school in SCHOOLS:
        if school.level == "primary":
            for year in range(LAST_YEAR + 1, LAST_YEAR + 7):
                yield {"school_id": school.school_id, "year": str(year),
                       "classes": str(school.classes), "limit": str(school.class_size),
                       "rooms": str(school.classes * GRADES + 1), "note": NOTE}  # fmt: skip


def registration_rows() -> Iterator[Row]:
    """Write registrations by day of the season, three past ones and the first days of this."""
    chance = stream("registrations")
    for year in range(LAST_YEAR - 2, LAST_YEAR + 2):
        for kind in ("local", "nonlocal"):
            for name in sorted(_weights()):
                yield from _season(name, year, kind, chance.gauss(1, 0.02))


def _season(name: str, year: int, kind: str, noise: float) -> Iterator[Row]:
    running = year > LAST_YEAR
    last = rolls()[name, min(year, LAST_YEAR), 1, kind]
    final = round(last * _intake(year, kind) / _intake(LAST_YEAR, kind)) if running else last
    for day, share in zip(SEASON_DAYS, SEASON_SHARES, strict=True):
        if not running or day == SEASON_DAYS[0]:
            yield {"school_id": name, "year": str(year), "stream": kind, "day": str(day),
                   "registered": str(min(final, round(final * share * noise))),
                   "final": "" if running else str(final), "note": NOTE}  # fmt: skip
