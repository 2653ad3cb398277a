"""How do Nominatim and Photon answer? OpenStreetMap places, WGS-84; self-hosted, no key."""

from dataclasses import dataclass
from typing import Any

from geo.address import Address, normalise
from geo.datum import Datum
from geo.geocode import Precision
from geo.remote_answer import Hit, coordinates, member, text_of
from geo.remote_errors import Unavailable, Unintelligible

# Nominatim's addresstype and Photon's type, coarser ones being no place for a home.
_LEVELS = {
    "building": Precision.BUILDING,
    "house": Precision.NUMBER,
    "place": Precision.NUMBER,
    "residential": Precision.COMPOUND,
    "neighbourhood": Precision.COMPOUND,
    "quarter": Precision.COMPOUND,
    "locality": Precision.COMPOUND,
    "road": Precision.ROAD,
    "street": Precision.ROAD,
    "village": Precision.COMMUNITY,
    "hamlet": Precision.COMMUNITY,
    "suburb": Precision.TOWN,
    "town": Precision.TOWN,
    "city_district": Precision.DISTRICT,
    "district": Precision.DISTRICT,
    "county": Precision.DISTRICT,
}
_MOST = 5
_HAO = "号院楼栋幢座"


@dataclass(frozen=True, slots=True)
class Nominatim:
    """Nominatim's wire format (search, format=jsonv2); `url` is the district's own server."""

    url: str
    source: str = "nominatim"
    datum: Datum = Datum.WGS84
    country: str = "cn"

    def parameters(self, address: str) -> dict[str, str]:
        """Return the query that asks for one address."""
        query = {"q": address, "format": "jsonv2", "addressdetails": "1", "limit": str(_MOST)}
        return {**query, "countrycodes": self.country, "accept-language": "zh"}

    def read(self, answer: Any) -> list[Hit]:
        """Read the places of an answer."""
        if isinstance(answer, dict) and "error" in answer:
            raise Unavailable(self.source, "refused the question")
        if not isinstance(answer, list):
            raise Unintelligible(self.source, "answered in another format than its own")
        return [self._hit(member(self.source, place)) for place in answer]

    def _hit(self, place: dict[str, Any]) -> Hit:
        pair = coordinates(self.source, place.get("lon"), place.get("lat"))
        parts = member(self.source, place.get("address", {}))
        number = text_of(self.source, parts, "house_number")
        level = text_of(self.source, place, "addresstype")
        if not level:
            level = text_of(self.source, place, "type")
        said = said_by_osm(
            district=text_of(self.source, parts, "city_district")
            or text_of(self.source, parts, "county"),
            road=text_of(self.source, parts, "road"),
            name=text_of(self.source, place, "name"),
            number=number,
        )
        return Hit(*pair, _level(level, number), 0.85, said)


@dataclass(frozen=True, slots=True)
class Photon:
    """Photon's wire format (GeoJSON); `url` is the district's own server."""

    url: str
    source: str = "photon"
    datum: Datum = Datum.WGS84

    def parameters(self, address: str) -> dict[str, str]:
        """Return the query that asks for one address."""
        return {"q": address, "limit": str(_MOST)}

    def read(self, answer: Any) -> list[Hit]:
        """Read the places of an answer."""
        features = member(self.source, answer).get("features")
        if not isinstance(features, list):
            raise Unintelligible(self.source, "answered without features")
        return [self._hit(member(self.source, feature)) for feature in features]

    def _hit(self, feature: dict[str, Any]) -> Hit:
        geometry = member(self.source, feature.get("geometry"))
        pair = geometry.get("coordinates")
        if not isinstance(pair, list) or len(pair) < 2:
            raise Unintelligible(self.source, "answered without coordinates")
        properties = member(self.source, feature.get("properties", {}))
        number = text_of(self.source, properties, "housenumber")
        said = said_by_osm(
            district=text_of(self.source, properties, "district"),
            road=text_of(self.source, properties, "street"),
            name=text_of(self.source, properties, "name"),
            number=number,
        )
        level = _level(text_of(self.source, properties, "type"), number)
        return Hit(*coordinates(self.source, *pair[:2]), level, 0.85, said)


def _level(level: str, number: str) -> Precision:
    """Return the provider's level; what it confirms of the question is settled later."""
    return Precision.NUMBER if number else _LEVELS.get(level, Precision.NONE)


def said_by_osm(*, district: str, road: str, name: str, number: str) -> Address:
    """Put OpenStreetMap's parts into the levels of an address; its numbers lack their 号."""
    road, name = normalise(road), normalise(name)
    return Address(
        district=normalise(district),
        road=road or (name if name.endswith(("路", "街", "道", "巷", "胡同")) else ""),
        number=normalise(number).rstrip(_HAO),
        compound="" if name == road or name.endswith(("路", "街", "道", "巷", "胡同")) else name,
    )
