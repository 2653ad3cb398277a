"""Where is the one place that was typed? As for a whole table of homes, without the table."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, nan

import numpy as np

from geo.address import Address
from geo.datum import Reference, UnknownReference, parse_reference
from geo.district import District
from geo.gazetteer import Gazetteer
from geo.geocode import Criteria, Located
from geo.geocode_homes import GIVEN, HomeRules, explaining_datum, note_apart, note_on
from geo.layer_guard import misfits
from geo.place_guard import far_places
from geo.projection import NotConvertible
from service.locating import locate_by
from service.lookup_job import Asked, asked_frame

_RULES = HomeRules()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where it is: district metres (NaN: not located), by what (`source`), how finely, what else.

    `building_id` is the register's, where the address names one building that the pair, if one was
    given, does not contradict; otherwise "".
    """

    x_m: float
    y_m: float
    source: str
    precision: str
    note: str
    building_id: str = ""


def place_asked(
    asked: Asked, read: Address | None, district: District, gazetteer: Gazetteer | None
) -> Placed:
    """Locate what was typed as `geo.geocode_homes.locate_homes` would; raises BadInput alike.

    `read` is the address as `geo.address.parse` reads it, None where none was typed. What cannot
    be placed so - a faulty pair, no register - goes the way of the table, so that the words of
    refusals have one owner.
    """
    pair = None if asked.x is None else _in_metres(asked, district)
    found = None if gazetteer is None or read is None else gazetteer.locate_read(read)
    if pair is not None:
        known = None if found is None or not _RULES.criteria.accept(found) else found
        return _by_pair(asked, pair, known, district)
    if asked.x is None and found is not None:
        return _by_address(found, _RULES.criteria)
    return _by_table(asked, district, gazetteer)


def _by_pair(
    asked: Asked, pair: tuple[float, float], known: Located | None, district: District
) -> Placed:
    """Take the pair; note it where its address, if the register knows it, is elsewhere."""
    if known is None:
        return Placed(*pair, GIVEN, "", "")
    distance = np.hypot(*(np.array([pair]) - np.array([[known.x_m, known.y_m]])).T)
    if distance[0] <= _RULES.disagreement_m:
        return Placed(*pair, GIVEN, "", "", known.building_id)
    given = np.array([[asked.x, asked.y]], dtype=np.float64)
    there = np.array([[known.x_m, known.y_m]])
    named, left = explaining_datum(given, district, there, distance, _RULES)
    return Placed(*pair, GIVEN, "", note_apart(distance[0], named[0], left[0]))


def _by_address(found: Located, criteria: Criteria) -> Placed:
    precision, note = str(found.precision), note_on(found, criteria)
    if not criteria.accept(found):
        return Placed(nan, nan, "", precision, note)
    return Placed(found.x_m, found.y_m, found.source, precision, note, found.building_id)


def _by_table(asked: Asked, district: District, gazetteer: Gazetteer | None) -> Placed:
    found = locate_by(gazetteer, asked_frame(asked), district)
    x_m, y_m = found.xy[0].tolist()
    return Placed(x_m, y_m, *map(str, (found.source[0], found.precision[0], found.note[0])))


def _in_metres(asked: Asked, district: District) -> tuple[float, float] | None:
    """Return the pair in district metres, None where anything at all is wrong with it."""
    if asked.x is None or asked.y is None or not (isfinite(asked.x) and isfinite(asked.y)):
        return None
    try:
        reference = _reference(asked.datum or "")
        x, y = np.array([float(asked.x)]), np.array([float(asked.y)])
        x_m, y_m = district.to_metres(x, y, reference)
        wrong = misfits(x, y, reference) or far_places(x, y, reference, district)
    except (UnknownReference, NotConvertible):
        return None
    pair = float(x_m[0]), float(y_m[0])
    return None if wrong or not all(map(isfinite, pair)) else pair


@lru_cache(maxsize=32)
def _reference(datum: str) -> Reference:
    return parse_reference(datum)
