"""Which entry is plain and right? Children made up for the tests, one field changed at a time."""

from datetime import date
from typing import Any

from admissions.people import (
    Anchor,
    Entry,
    HukouKind,
    IdKind,
    Relation,
    ResidenceKind,
)


def citizen_number(born: date, region: str = "110109", serial: str = "002") -> str:
    """Return an 18-sign number; check sign by ISO 7064 MOD 11-2's own recursion, no weights."""
    body = f"{region}{born:%Y%m%d}{serial}"
    carried = 0
    for digit in body:
        carried = (carried + int(digit)) * 2 % 11
    return body + "0123456789X"[(12 - carried) % 11]


def entry(**changed: Any) -> Entry:
    """Return a child with hukou in the district, born 1 March 2007, with some fields changed."""
    born = changed.get("born", date(2007, 3, 1))
    plain: dict[str, Any] = {
        "child_name": "张小禾",
        "id_kind": IdKind.ID_CARD,
        "id_number": citizen_number(born),
        "born": born,
        "guardian_name": "李静",
        "relation": Relation.MOTHER,
        "guardian_phone": "13800138000",
        "hukou_kind": HukouKind.DISTRICT,
        "hukou_address": "门头沟区新桥大街1号院2号楼",
        "residence_kind": ResidenceKind.OWNED,
        "residence_address": "门头沟区新桥大街1号院2号楼",
        "anchor": Anchor.HUKOU,
        "long_resident": True,
    }
    return Entry(**{**plain, **changed})


def city_entry(**changed: Any) -> Entry:
    """Return a child with Beijing hukou elsewhere that owns a home in the district (S54)."""
    plain = {
        "hukou_kind": HukouKind.CITY,
        "hukou_address": "海淀区学院路5号",
        "anchor": Anchor.RESIDENCE,
    }
    return entry(**{**plain, **changed})


def non_local_entry(**changed: Any) -> Entry:
    """Return a child without Beijing hukou in a rented home of the district (S56)."""
    plain = {
        "hukou_kind": HukouKind.NON_LOCAL,
        "hukou_address": "河北省涿州市",
        "residence_kind": ResidenceKind.RENTED,
        "anchor": Anchor.RESIDENCE,
    }
    return entry(**{**plain, **changed})
