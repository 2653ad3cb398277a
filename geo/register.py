"""Which addresses does the district's own register know, and where do they lie?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.address import Address, parse
from geo.address_keys import Place, admin_key, place_of
from geo.district import District
from geo.faults import BadInput, FaultList
from geo.row_faults import add_rows
from geo.tables import read_table

_HAN = re.compile("[一-鿿]")
SAME_POINT_M = 1.0
_MERGED = "give the address one row, or tell the places apart (building, unit, 东/西)"


@dataclass(frozen=True, slots=True)
class Register:
    """Addresses with points in district metres, in an order that does not depend on the file's.

    `places[i]` are the comparable levels of `address[i]`; `aliases` are (row, place) pairs.
    """

    name: str
    address: tuple[str, ...]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    building_id: tuple[str, ...]
    places: tuple[Place, ...]
    aliases: tuple[tuple[int, Place], ...]

    def __len__(self) -> int:
        return len(self.address)


@dataclass(frozen=True, slots=True)
class RegisterRows:
    """The raw columns of a register, equally long; `row` is the row number in its file."""

    row: Sequence[int]
    address: Sequence[str]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    building_id: Sequence[str]
    aliases: Sequence[str]


def read_register(path: Path | str, district: District) -> Register:
    """Read an address register (columns address, x, y, datum; optional building_id, aliases).

    Raises BadInput with every fault: a row without a usable address or point, a missing datum, the
    same address at two points, an alias that is another row's address.
    """
    from geo.coordinates import locate_given

    path = Path(path)
    frame = read_table(
        path, required=("address", "x", "y", "datum"), optional=("building_id", "aliases")
    )
    faults = FaultList()
    x_m, y_m = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    try:
        given = locate_given(frame, district, path.name)
    except BadInput as refused:
        # The addresses are looked at all the same, so that every fault is reported at once.
        faults.faults.extend(refused.faults)
    else:
        x_m, y_m = given.x_m, given.y_m
        nowhere = np.flatnonzero(np.isnan(x_m) | np.isnan(y_m))
        found = [(int(frame.index[i]), "the row gives no coordinates") for i in nowhere]
        add_rows(faults, path.name, found, "fill in x, y and datum")
    columns = {name: frame[name].tolist() for name in ("address", "building_id", "aliases")}
    rows = RegisterRows(row=frame.index.tolist(), x_m=x_m, y_m=y_m, **columns)
    return build_register(rows, district.name, path.name, faults)


def build_register(
    rows: RegisterRows, district_name: str, name: str, faults: FaultList | None = None
) -> Register:
    """Check the rows of a register and put them in order; raises BadInput with every fault.

    A row that names no district lies in `district_name`; one that names no city lies in the city
    of the others, where they name only one. `faults` are those found before.
    """
    faults = FaultList() if faults is None else faults
    parsed = [parse(text) for text in rows.address]
    _report_unreadable(rows, parsed, name, faults)
    home = _Home.of(parsed, district_name)
    places = [home.complete(place_of(address)) for address in parsed]
    aliases = [(i, home.complete(place, places[i])) for i, place in _aliases(rows.aliases)]
    _report_clashes(rows, places, aliases, name, faults)
    faults.refuse_if_any()
    return _in_order(rows, places, aliases, name)


class _Home:
    """Fills in the levels that go without saying, and shares equal strings between rows."""

    def __init__(self, city: str, district: str) -> None:
        self._city, self._district = city, district
        self._shared: dict[str, str] = {}

    @classmethod
    def of(cls, parsed: Sequence[Address], district_name: str) -> "_Home":
        cities = {address.city for address in parsed} - {""}
        city = admin_key(cities.pop()) if len(cities) == 1 else ""
        return cls(city, admin_key(district_name))

    def complete(self, place: Place, like: Place | None = None) -> Place:
        filled = place._replace(
            city=place.city or self._city,
            district=place.district or self._district,
            town=place.town or (like.town if like else ""),
            community=place.community or (like.community if like else ""),
        )
        return Place(*(self._shared.setdefault(level, level) for level in filled))


def _aliases(cells: Sequence[str]) -> Iterator[tuple[int, Place]]:
    for i, cell in enumerate(cells):
        for alias in cell.replace("；", ";").split(";"):
            if alias.strip():
                yield i, place_of(parse(alias))


def _report_unreadable(
    rows: RegisterRows, parsed: Sequence[Address], name: str, faults: FaultList
) -> None:
    found = [(rows.row[i], what) for i, one in enumerate(parsed) if (what := _unreadable(one))]
    repair = "write it as 永定镇石龙路5号院3号楼, one address a row"
    add_rows(faults, name, found, repair)


def _unreadable(address: Address) -> str:
    """Say why an address cannot be a register entry, or "" if it can."""
    names = (address.road, address.compound, address.community, address.town, address.district)
    numbered = address.number or address.building
    if not any(names) or not (numbered or _HAN.search("".join(names))):
        return "the address names no road, compound, village or area"
    if address.near:
        return f"the address only says what the place is beside ({address.near})"
    if "、" in address.road + address.compound:
        return "the address names several numbers"
    return ""


def _report_clashes(
    rows: RegisterRows,
    places: Sequence[Place],
    aliases: Sequence[tuple[int, Place]],
    name: str,
    faults: FaultList,
) -> None:
    first: dict[Place, int] = {}
    addresses: list[tuple[int, str]] = []
    for i, place in enumerate(places):
        if what := _clash(rows, first.setdefault(place, i), i):
            addresses.append((rows.row[i], f"the address {what}"))
    add_rows(faults, name, addresses, _MERGED)
    wrong = [
        (rows.row[i], f"an alias {what}")
        for i, place in aliases
        if (what := _clash(rows, first.setdefault(place, i), i))
    ]
    add_rows(faults, name, wrong, "write the alias with the number that is only this row's")


def _clash(rows: RegisterRows, first: int, other: int) -> str:
    """Say how two rows of one address contradict each other, or "" if they do not."""
    if first == other:
        return ""
    apart = hypot(rows.x_m[first] - rows.x_m[other], rows.y_m[first] - rows.y_m[other])
    if apart > SAME_POINT_M:
        return f"is that of row {rows.row[first]}, {apart:.0f} m away"
    ids = {rows.building_id[first], rows.building_id[other]} - {""}
    if len(ids) > 1:
        return f"is that of row {rows.row[first]}, with another building_id"
    return ""


def _in_order(
    rows: RegisterRows,
    places: Sequence[Place],
    aliases: Sequence[tuple[int, Place]],
    name: str,
) -> Register:
    order = sorted(
        range(len(places)),
        key=lambda i: (places[i], rows.address[i], rows.x_m[i], rows.y_m[i], rows.building_id[i]),
    )
    rank = {i: new for new, i in enumerate(order)}
    return Register(
        name=name,
        address=tuple(rows.address[i] for i in order),
        x_m=np.asarray(rows.x_m, np.float64)[order],
        y_m=np.asarray(rows.y_m, np.float64)[order],
        building_id=tuple(rows.building_id[i] for i in order),
        places=tuple(places[i] for i in order),
        aliases=tuple(sorted((rank[i], place) for i, place in aliases)),
    )
