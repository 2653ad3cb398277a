"""Which row is right for a disclosure? One value of each kind, made up for the tests."""

from datetime import date, datetime

from admissions.calendar import SHANGHAI
from admissions.disclosure import DISCLOSURES, ColumnKind, Disclosure

PLAIN: dict[ColumnKind, object] = {
    ColumnKind.TEXT: "大峪第一小学",
    ColumnKind.NUMBER: 120,
    ColumnKind.DAY: date(2013, 6, 15),
    ColumnKind.MOMENT: datetime(2013, 6, 15, 8, 30, tzinfo=SHANGHAI),
    ColumnKind.DIGEST: "0123456789abcdef" * 4,
    ColumnKind.REGISTRATION: "MTG13-004217",
    ColumnKind.MASKED_NAME: "张*",
    ColumnKind.PLACES: "新桥大街1—35号（单号）；黑山大街2号院",
    ColumnKind.NAME: "张小禾",
    ColumnKind.ID_NUMBER: "110109200703010028",
    ColumnKind.TELEPHONE: "13800138000",
    ColumnKind.ADDRESS: "门头沟区新桥大街1号院2号楼",
    ColumnKind.BORN: date(2007, 3, 1),
}


def row_of(disclosure: Disclosure, **changed: object) -> dict[str, object]:
    """Return a right row of a disclosure, with some cells changed."""
    return {column.name: PLAIN[column.kind] for column in disclosure.columns} | changed


def named(name: str) -> Disclosure:
    return DISCLOSURES[name]
