"""What did a remote geocoder say, and how much of it is the address that was asked?"""

import math
from dataclasses import dataclass
from typing import Any, Protocol

from geo.address import Address, parse
from geo.address_keys import Place, loose_key, place_of
from geo.datum import Datum
from geo.geocode import Precision
from geo.remote_errors import Unintelligible


@dataclass(frozen=True, slots=True)
class Hit:
    """One place a provider offers: degrees in its own datum, its level, its own score 0..1.

    `said` is the address as the provider understood it; None where it does not tell.
    """

    lon: float
    lat: float
    precision: Precision
    score: float
    said: Address | None = None


class Provider(Protocol):
    """One remote geocoder's wire format."""

    @property
    def source(self) -> str:
        """Return the name its answers carry."""
        ...

    @property
    def datum(self) -> Datum:
        """Return the datum it declares for its answers."""
        ...

    @property
    def url(self) -> str:
        """Return the address of the service."""
        ...

    def parameters(self, address: str) -> dict[str, str]:
        """Return the query that asks for one address; the key is in it."""
        ...

    def read(self, answer: Any) -> list[Hit]:
        """Read its JSON; raises the errors of `remote_errors`, [] where it knows no place."""
        ...


def coordinates(source: str, lon: Any, lat: Any) -> tuple[float, float]:
    """Read a pair of degrees; raises Unintelligible for what cannot be one."""
    try:
        pair = float(lon), float(lat)
    except (TypeError, ValueError):
        raise Unintelligible(source, "answered without coordinates") from None
    if not (math.isfinite(pair[0]) and math.isfinite(pair[1])):
        raise Unintelligible(source, "answered coordinates that are no numbers")
    if abs(pair[1]) > 90 and abs(pair[0]) <= 90:
        raise Unintelligible(source, "answered latitude before longitude")
    if abs(pair[0]) > 180 or abs(pair[1]) > 90:
        raise Unintelligible(source, "answered coordinates that are no degrees")
    return pair


def text_of(source: str, answer: Any, key: str) -> str:
    """Return a text field; "" where it is missing or, as Amap writes nothing, an empty list."""
    value = member(source, answer).get(key)
    return value if isinstance(value, str) else ""


def member(source: str, answer: Any) -> dict[str, Any]:
    """Return a JSON object as such; raises Unintelligible for anything else."""
    if not isinstance(answer, dict):
        raise Unintelligible(source, "answered in another format than its own")
    return answer


def settled_precision(asked: Address, hit: Hit) -> Precision:
    """Return the level on which asked and answered agree; NONE for another place.

    A provider's own level is never raised, and numbers are never taken for each other: the answer
    石龙路7号 to the question 石龙路5号 is a road, not a number.
    """
    want = place_of(asked)
    finest = _finest(want)
    claimed = max(hit.precision, finest, key=lambda one: one.rank)
    if hit.said is None:
        return claimed
    said = place_of(hit.said)
    if _other_place(want, said):
        return Precision.NONE
    confirmed = _confirmed(want, said)
    return max(claimed, confirmed, key=lambda one: one.rank)


def _finest(want: Place) -> Precision:
    if want.building:
        return Precision.BUILDING
    if want.number or want.court:
        return Precision.NUMBER
    for level in ("compound", "road", "community", "town", "district"):
        if getattr(want, level):
            return Precision(level)
    return Precision.NONE


def _other_place(want: Place, said: Place) -> bool:
    for level in ("city", "district", "town", "road"):
        one, other = getattr(want, level), getattr(said, level)
        if one and other and one != other:
            return True
    one, other = loose_key(want.compound), loose_key(said.compound)
    return bool(one and other and one not in other and other not in one)


def _confirmed(want: Place, said: Place) -> Precision:
    """Return the finest level of the question that the answer repeats."""
    door = want.number or want.court
    if door and door != (said.number or said.court):
        return Precision.ROAD if want.road else Precision.COMPOUND
    if want.building and want.building == said.building:
        return Precision.BUILDING
    if door:
        return Precision.NUMBER
    return Precision.COMPOUND if want.building else _finest(want)


def understood(text: str) -> Address | None:
    """Parse the address a provider repeats; None where it repeats none."""
    return parse(text) if text else None
