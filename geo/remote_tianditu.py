"""How does Tianditu (天地图) answer? GET geocoder?ds={"keyWord":…}&tk=…: CGCS2000, status "0"."""

import json
from dataclasses import dataclass, field
from typing import Any

from geo.datum import Datum
from geo.geocode import Precision
from geo.remote_answer import Hit, coordinates, member, text_of
from geo.remote_errors import KeyDenied, QuotaExhausted, Unavailable, Unintelligible

# It repeats the question, not what it matched, so its score and level are all there is to go by.
_LEVELS = {
    "门址": Precision.NUMBER,
    "地名地址": Precision.NUMBER,
    "兴趣点": Precision.COMPOUND,
    "住宅区": Precision.COMPOUND,
    "道路": Precision.ROAD,
    "村庄": Precision.COMMUNITY,
    "乡镇": Precision.TOWN,
    "街道": Precision.TOWN,
    "区县": Precision.DISTRICT,
}
_SURE = 100  # of 100: a lower score at door level may be a neighbouring door


@dataclass(frozen=True, slots=True)
class Tianditu:
    """Tianditu's wire format."""

    key: str = field(repr=False)
    url: str = "https://api.tianditu.gov.cn/geocoder"
    source: str = "tianditu"
    datum: Datum = Datum.CGCS2000

    def parameters(self, address: str) -> dict[str, str]:
        """Return the query that asks for one address."""
        return {"ds": json.dumps({"keyWord": address}, ensure_ascii=False), "tk": self.key}

    def read(self, answer: Any) -> list[Hit]:
        """Read the place of an answer."""
        body = member(self.source, answer)
        if "code" in body:
            self._refuse(str(body["code"]))
        status = str(body.get("status", ""))
        if status not in {"0", "1", "101"}:
            raise Unavailable(self.source, f"refused (status {status or 'missing'})")
        place = body.get("location")
        if status != "0" or place in (None, "", [], {}):
            return []
        return [self._hit(member(self.source, place))]

    def _refuse(self, code: str) -> None:
        if code.startswith("3010"):
            raise KeyDenied(self.source, f"refused the key (code {code})")
        if code.startswith("3020"):
            raise QuotaExhausted(self.source, f"the quota is used up (code {code})")
        raise Unavailable(self.source, f"refused (code {code})")

    def _hit(self, place: dict[str, Any]) -> Hit:
        pair = coordinates(self.source, place.get("lon"), place.get("lat"))
        try:
            score = float(place.get("score", 0))
        except (TypeError, ValueError):
            raise Unintelligible(self.source, "answered a score that is no number") from None
        precision = _LEVELS.get(text_of(self.source, place, "level"), Precision.NONE)
        if precision is Precision.NUMBER and score < _SURE:
            precision = Precision.ROAD
        return Hit(*pair, precision, min(max(score / 100, 0.0), 1.0))
