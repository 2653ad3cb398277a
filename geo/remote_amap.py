"""How does Amap (高德) answer? GET v3/geocode/geo: GCJ-02, status "1", location "lon,lat"."""

from dataclasses import dataclass, field
from typing import Any

from geo.datum import Datum
from geo.geocode import Precision
from geo.remote_answer import Hit, coordinates, member, text_of, understood
from geo.remote_errors import KeyDenied, QuotaExhausted, Throttled, Unavailable, Unintelligible

# The levels of Amap's table 地理编码匹配级别; what is not listed is no place for a home.
_LEVELS = {
    "楼栋": Precision.BUILDING,
    "单元号": Precision.BUILDING,
    "门牌号": Precision.NUMBER,
    "门址": Precision.NUMBER,
    "兴趣点": Precision.BUILDING,
    "住宅区": Precision.COMPOUND,
    "道路": Precision.ROAD,
    "道路交叉路口": Precision.ROAD,
    "村庄": Precision.COMMUNITY,
    "乡镇": Precision.TOWN,
    "开发区": Precision.TOWN,
    "热点商圈": Precision.TOWN,
    "区县": Precision.DISTRICT,
}
_DENIED = {
    *("10001", "10002", "10005", "10006", "10007", "10008", "10009", "10010"),
    *("10011", "10012", "10013", "10026", "40002"),
}
_QUOTA = {"10003", "10044", "10045", "40000", "40001", "40003"}
_TOO_FAST = {"10004", "10014", "10015", "10019", "10020", "10021", "10022", "10029"}
_NO_DATA = {"30000", "30001", "20800", "20801", "20802", "20803"}


@dataclass(frozen=True, slots=True)
class Amap:
    """Amap's wire format; `city` narrows the search (a name or an adcode)."""

    key: str = field(repr=False)
    city: str = ""
    url: str = "https://restapi.amap.com/v3/geocode/geo"
    source: str = "amap"
    datum: Datum = Datum.GCJ02

    def parameters(self, address: str) -> dict[str, str]:
        """Return the query that asks for one address."""
        query = {"key": self.key, "address": address, "output": "JSON"}
        return {**query, "city": self.city} if self.city else query

    def read(self, answer: Any) -> list[Hit]:
        """Read the places of an answer."""
        status = text_of(self.source, answer, "status")
        if status == "0":
            return self._refusal(text_of(self.source, answer, "infocode"))
        if status != "1":
            raise Unintelligible(self.source, "answered without a status")
        places = answer.get("geocodes")
        if not isinstance(places, list):
            raise Unintelligible(self.source, "answered without geocodes")
        return [self._hit(place) for place in places]

    def _refusal(self, code: str) -> list[Hit]:
        if code in _NO_DATA:
            return []
        if code in _DENIED:
            raise KeyDenied(self.source, f"refused the key (infocode {code})")
        if code in _QUOTA:
            raise QuotaExhausted(self.source, f"the quota is used up (infocode {code})")
        if code in _TOO_FAST:
            raise Throttled(self.source, f"asked too often (infocode {code}): lower the rate")
        raise Unavailable(self.source, f"refused (infocode {code or 'missing'})")

    def _hit(self, place: Any) -> Hit:
        lon, comma, lat = text_of(self.source, place, "location").partition(",")
        pair = coordinates(self.source, lon, lat if comma else None)
        level = member(self.source, place).get("level")
        precision = _LEVELS.get(level, Precision.NONE) if isinstance(level, str) else Precision.NONE
        said = understood(text_of(self.source, place, "formatted_address"))
        return Hit(*pair, precision, 0.9, said)
