"""How does Baidu (百度) answer? GET geocoding/v3/: BD-09 unless ret_coordtype says gcj02ll."""

from dataclasses import dataclass, field
from typing import Any

from geo.datum import Datum
from geo.geocode import Precision
from geo.remote_answer import Hit, coordinates, member, text_of
from geo.remote_errors import (
    KeyDenied,
    QuotaExhausted,
    Throttled,
    TooLong,
    Unavailable,
    Unintelligible,
)

LONGEST_BYTES = 84  # Baidu's stated limit for `address`; it would cut the door number off
_COORDTYPE = {Datum.BD09: "bd09ll", Datum.GCJ02: "gcj02ll"}
_LEVELS = {
    "门址": Precision.NUMBER,
    "门牌": Precision.NUMBER,
    "楼栋": Precision.BUILDING,
    "地产小区": Precision.COMPOUND,
    "道路": Precision.ROAD,
    "交叉路口": Precision.ROAD,
    "村庄": Precision.COMMUNITY,
    "自然村": Precision.COMMUNITY,
    "乡镇": Precision.TOWN,
    "区县": Precision.DISTRICT,
}
_DENIED = {5, 101, 102, 200, 201, 202, 203, 210, 211, 220, 230, 240, 250, 251, 252, 260, 261}
_QUOTA = {4, 301, 302}
_TOO_FAST = {401, 402}
_NO_RESULT = 1  # 服务器内部错误 in the table, also its answer to an address it cannot place


@dataclass(frozen=True, slots=True)
class Baidu:
    """Baidu's wire format; `datum` BD09 (its default) or GCJ02 is asked for and declared."""

    key: str = field(repr=False)
    city: str = ""
    datum: Datum = Datum.BD09
    url: str = "https://api.map.baidu.com/geocoding/v3/"
    source: str = "baidu"

    def __post_init__(self) -> None:
        if self.datum not in _COORDTYPE:
            message = f"Baidu answers in BD09 or GCJ02, not in {self.datum}"
            raise ValueError(message)

    def parameters(self, address: str) -> dict[str, str]:
        """Return the query that asks for one address; raises TooLong for over 84 bytes."""
        if len(address.encode()) > LONGEST_BYTES:
            raise TooLong(self.source, f"the address has over {LONGEST_BYTES} bytes")
        query = {"ak": self.key, "address": address, "output": "json"}
        query["ret_coordtype"] = _COORDTYPE[self.datum]
        return {**query, "city": self.city} if self.city else query

    def read(self, answer: Any) -> list[Hit]:
        """Read the place of an answer."""
        status = member(self.source, answer).get("status")
        if not isinstance(status, int):
            raise Unintelligible(self.source, "answered without a status")
        if status:
            return self._refusal(status)
        place = member(self.source, answer.get("result"))
        where = member(self.source, place.get("location"))
        pair = coordinates(self.source, where.get("lng"), where.get("lat"))
        return [Hit(*pair, self._precision(place), self._score(place))]

    def _refusal(self, status: int) -> list[Hit]:
        if status == _NO_RESULT:
            return []
        if status in _DENIED:
            raise KeyDenied(self.source, f"refused the key (status {status})")
        if status in _QUOTA:
            raise QuotaExhausted(self.source, f"the quota is used up (status {status})")
        if status in _TOO_FAST:
            raise Throttled(self.source, f"asked too often (status {status}): lower the rate")
        raise Unavailable(self.source, f"refused (status {status})")

    def _precision(self, place: dict[str, Any]) -> Precision:
        """Take a door for a door only where Baidu says it matched exactly and understood all."""
        precision = _LEVELS.get(text_of(self.source, place, "level"), Precision.NONE)
        exact = place.get("precise") == 1 and place.get("comprehension") == 100
        fine = precision in {Precision.NUMBER, Precision.BUILDING}
        return Precision.ROAD if fine and not exact else precision

    def _score(self, place: dict[str, Any]) -> float:
        both = [place.get("confidence"), place.get("comprehension")]
        known = [value for value in both if isinstance(value, int | float)]
        return min(max(min(known, default=0) / 100, 0.0), 1.0)
