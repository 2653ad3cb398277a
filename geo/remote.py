"""Where is an address, according to a geocoder outside the house? Off unless the caller makes one.

Only the levels down to the building are sent: no room, no firm, no person, no id of any kind.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.address import Address, parse
from geo.district import District
from geo.geocode import Candidate, GeocoderError, Located, Precision, Reason, State
from geo.remote_answer import Hit, Provider, settled_precision
from geo.remote_cache import Cache, MemoryCache
from geo.remote_errors import LASTING, QuotaExhausted, Unavailable
from geo.remote_http import Fetch
from geo.remote_limits import Clock

SAME_PLACE_M = 30.0


@dataclass(frozen=True, slots=True)
class RemoteRules:
    """When a remote geocoder is asked, and left alone.

    `most_requests`: the most requests of this run (None: no limit). After `failures_in_a_row`
    without an answer it is not asked for `rest_s` seconds.
    """

    most_requests: int | None = None
    failures_in_a_row: int = 3
    rest_s: float = 60.0


class RemoteGeocoder:
    """A `Geocoder` over one provider: cache, district check, levels confirmed, left alone if dead.

    Raises GeocoderError (typed in `remote_errors`) where the provider cannot be asked; an answer
    outside the district, or about another road or number, is never a point. Not for several
    threads at once.
    """

    remote = True

    def __init__(
        self,
        provider: Provider,
        district: District,
        fetch: Fetch,
        *,
        clock: Clock,
        cache: Cache | None = None,
        rules: RemoteRules | None = None,
    ) -> None:
        self._provider, self._district = provider, district
        self._fetch, self._clock = fetch, clock
        self._cache: Cache = cache if cache is not None else MemoryCache()
        self._rules = rules or RemoteRules()
        self._ended: GeocoderError | None = None
        self._failures, self._asked = 0, 0
        self._resting_until = -math.inf

    @property
    def source(self) -> str:
        """Return the name that its answers carry."""
        return self._provider.source

    def locate(self, text: str) -> Located:
        """Place one address; raises GeocoderError where the provider cannot be asked."""
        asked = _in_district(parse(text), self._district.name)
        question = question_of(asked)
        if asked.near:
            return self._declined(Reason.BESIDE)
        if not question:
            return self._declined(Reason.NO_ADDRESS)
        hits = _read_kept(self._cache.get(self.source, question))
        if hits is None:
            hits = [_settled(asked, hit) for hit in self._ask(question)]
            self._cache.put(self.source, question, [_to_keep(hit) for hit in hits])
        return self._answer(hits)

    def _ask(self, question: str) -> list[Hit]:
        self._check_may_ask()
        parameters = self._provider.parameters(question)
        self._asked += 1
        try:
            hits = self._provider.read(self._fetch(self.source, self._provider.url, parameters))
        except LASTING as error:
            self._ended = error
            raise
        except GeocoderError:
            self._count_failure()
            raise
        self._failures = 0
        return hits

    def _check_may_ask(self) -> None:
        if self._ended is not None:
            raise type(self._ended)(self.source, f"not asked again: {self._ended.message}")
        if self._clock() < self._resting_until:
            raise Unavailable(self.source, "left alone for a while after failing in a row")
        most = self._rules.most_requests
        if most is not None and self._asked >= most:
            raise QuotaExhausted(
                self.source, f"the limit of {most} requests of this run is reached"
            )

    def _count_failure(self) -> None:
        self._failures += 1
        if self._failures >= self._rules.failures_in_a_row:
            self._failures = 0
            self._resting_until = self._clock() + self._rules.rest_s

    def _answer(self, hits: Sequence[Hit]) -> Located:
        if not hits:
            return self._declined(Reason.UNKNOWN_NAME)
        meant = [hit for hit in hits if hit.precision is not Precision.NONE]
        if not meant:
            return self._declined(Reason.WEAK)
        inside = [one for one in self._candidates(meant) if self._is_inside(one)]
        if not inside:
            return self._declined(Reason.OUTSIDE)
        best = inside[0]
        rivals = [
            one for one in inside if (one.precision, one.score) == (best.precision, best.score)
        ]
        apart = max(math.hypot(one.x_m - best.x_m, one.y_m - best.y_m) for one in rivals)
        state = State.AMBIGUOUS if apart > SAME_PLACE_M else State.FOUND
        found = state is State.FOUND
        return Located(
            state,
            source=self.source,
            precision=best.precision if found else Precision.NONE,
            score=best.score if found else 0.0,
            x_m=best.x_m if found else math.nan,
            y_m=best.y_m if found else math.nan,
            datum=str(self._provider.datum),
            spread_m=round(apart, 3) if found else 0.0,
            reason=Reason.MATCHED if found else Reason.SEVERAL,
            candidates=tuple(inside[:10]),
        )

    def _candidates(self, hits: Sequence[Hit]) -> list[Candidate]:
        lon, lat = (
            np.array(values) for values in zip(*((h.lon, h.lat) for h in hits), strict=True)
        )
        x_m, y_m = self._district.to_metres(lon, lat, self._provider.datum)
        found = [
            Candidate("", float(x), float(y), hit.score, hit.precision)
            for hit, x, y in zip(hits, x_m, y_m, strict=True)
            if math.isfinite(x) and math.isfinite(y)
        ]
        return sorted(found, key=lambda one: (one.precision.rank, -one.score, one.x_m, one.y_m))

    def _is_inside(self, candidate: Candidate) -> bool:
        box = self._district.bounds_wgs84
        if box is None:
            return True
        x, y = np.array([candidate.x_m]), np.array([candidate.y_m])
        (lon,), (lat,) = self._district.to_wgs84(x, y)
        return bool(box[0] <= lon <= box[2] and box[1] <= lat <= box[3])

    def _declined(self, reason: Reason) -> Located:
        datum = str(self._provider.datum)
        return Located(State.NOT_FOUND, source=self.source, datum=datum, reason=reason)


def _in_district(asked: Address, district_name: str) -> Address:
    """Let an address that names no district lie in ours."""
    ours = parse(district_name).district
    return replace(asked, district=ours) if ours and not asked.district else asked


def question_of(asked: Address) -> str:
    """Write what is sent: the levels down to the building; "" where nothing is worth asking.

    A bare name without road, village or number may be a person's: it stays in the house.
    """
    placed = asked.road or asked.community
    if not placed and not (asked.compound and (asked.number or asked.building)):
        return ""
    province = "" if asked.province == asked.city else asked.province
    areas = province + asked.city + asked.district + asked.town + asked.community
    number = asked.number.replace("/", "号院")
    door = number if not number or number.endswith("弄") else f"{number}号"
    building = f"{asked.building}号楼" if asked.building else ""
    road = f"{asked.road}与{asked.crossing}交叉口" if asked.crossing else asked.road
    named = asked.compound + door if asked.numbers_compound else door + asked.compound
    return areas + road + named + building


def _settled(asked: Address, hit: Hit) -> Hit:
    return replace(hit, precision=settled_precision(asked, hit), said=None)


def _to_keep(hit: Hit) -> list[Any]:
    return [hit.lon, hit.lat, str(hit.precision), hit.score]


def _read_kept(kept: Any) -> list[Hit] | None:
    """Read hits out of a cache; None, so that it is asked again, for anything else."""
    if not isinstance(kept, list):
        return None
    try:
        return [
            Hit(float(lon), float(lat), Precision(level), float(score))
            for lon, lat, level, score in kept
        ]
    except (TypeError, ValueError):
        return None
