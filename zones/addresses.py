"""What does the legal address list say? Rows of zone, place and door numbers, read and indexed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from pathlib import Path

from geo.address import Address, parse
from geo.faults import FaultList
from geo.tables import read_table
from zones.door_numbers import Numbers, Says, Unit, read_numbers

# A place is what a row names below the town; the town and above must only not contradict.
_NAMED = ("community", "road", "number", "compound")
_ABOVE = ("province", "city", "district", "town")
Key = tuple[tuple[str, ...], tuple[str, ...]]


class Silence(StrEnum):
    """Why the list does not decide an address."""

    NOT_LISTED = "place_not_listed"
    NUMBER_NOT_LISTED = "number_not_listed"
    NUMBER_MISSING = "number_missing"
    NUMBER_VARIANT = "number_variant"
    SEVERAL_ZONES = "list_names_several_zones"
    BESIDE = "address_points_beside_a_place"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the list; `row` is its number in the file."""

    row: int
    zone_id: str
    place: str
    text: str
    names: Address
    numbers: Numbers

    @property
    def key(self) -> Key:
        """Return which levels the place names, and what it calls them."""
        levels = tuple(level for level in _NAMED if getattr(self.names, level))
        return levels, tuple(getattr(self.names, level) for level in levels)


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What the list says of one address: one zone and the rows that say so, or why nothing.

    `zone_id` is "" when the list does not decide; `silence` then says why, and `hints` are zones
    that `rows` about nearly this address name (a lettered number, or several zones at once).
    """

    zone_id: str
    rows: tuple[int, ...]
    silence: Silence | None = None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddressList:
    """The rows of the legal list, in the order of the file."""

    source: str
    rows: tuple[ListRow, ...]

    @cached_property
    def _by_key(self) -> Mapping[Key, tuple[ListRow, ...]]:
        rows: dict[Key, list[ListRow]] = defaultdict(list)
        for row in self.rows:
            rows[row.key].append(row)
        return {key: tuple(found) for key, found in rows.items()}

    @cached_property
    def _shapes(self) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted({levels for levels, _ in self._by_key}))

    def find(self, address: Address) -> ListAnswer:
        """Say which zone the list gives an address; never more than it says in so many words."""
        if address.near or address.crossing:
            return ListAnswer("", (), Silence.BESIDE)
        rows = self._about(address)
        if not rows:
            return ListAnswer("", (), Silence.NOT_LISTED)
        said = [(row, _says(row, address)) for row in rows]
        listed = [row for row, says in said if says is Says.LISTED]
        zones = tuple(sorted({row.zone_id for row in listed}))
        if len(zones) == 1:
            return ListAnswer(zones[0], tuple(sorted(row.row for row in listed)))
        if zones:
            numbers = tuple(sorted(row.row for row in listed))
            return ListAnswer("", numbers, Silence.SEVERAL_ZONES, zones)
        return _silent(said)

    def _about(self, address: Address) -> list[ListRow]:
        """Return the rows whose place this address lies in."""
        found: list[ListRow] = []
        for levels in self._shapes:
            names = tuple(getattr(address, level) for level in levels)
            found += self._by_key.get((levels, names), ())
        return [row for row in found if _agrees_above(row.names, address)]


def _silent(said: list[tuple[ListRow, Says | None]]) -> ListAnswer:
    near = [row for row, says in said if says is Says.VARIANT]
    if near:
        zones = tuple(sorted({row.zone_id for row in near}))
        numbers = tuple(sorted(row.row for row in near))
        return ListAnswer("", numbers, Silence.NUMBER_VARIANT, zones)
    missing = all(says is None for _, says in said)
    return ListAnswer("", (), Silence.NUMBER_MISSING if missing else Silence.NUMBER_NOT_LISTED)


def _agrees_above(names: Address, address: Address) -> bool:
    return all(
        not getattr(names, level)
        or not getattr(address, level)
        or getattr(names, level) == getattr(address, level)
        for level in _ABOVE
    )


def _says(row: ListRow, address: Address) -> Says | None:
    """Say what a row about the right place says of the number; None if the address has none."""
    if row.numbers.everything and not row.numbers.taken_out:
        return Says.LISTED
    unit, number = _counted(row.names, address)
    return row.numbers.says(number, unit) if number else None


def _counted(place: Address, address: Address) -> tuple[Unit, str]:
    """Return the number of the address that the row's numbers are about, "" if it has none.

    Along a road doors are counted. In a numbered court buildings are; in an estate too, and doors
    where the address names neither building nor road; in a village doors, or else buildings.
    """
    door, building = (Unit.DOOR, address.number), (Unit.BUILDING, address.building)
    if place.number:
        return building
    if place.road:
        return door
    if place.compound:
        # 石龙路58号滨河小区: the 58 counts doors of the road, not of the estate.
        return building if address.building or address.road else door
    return door if address.number else building


def read_address_list(
    path: str | Path,
    zone_ids: Collection[str] | None = None,
    rename: Mapping[str, str] | None = None,
) -> AddressList:
    """Read `zone_id, place, numbers` from CSV, TSV, Parquet or Excel.

    Raises BadInput with every fault: a zone that `zone_ids` does not hold, a place that names no
    road, village or estate, numbers that cannot be read in one way, and two rows that give one
    number to two zones.
    """
    path = Path(path)
    table = read_table(path, ("zone_id", "place", "numbers"), (), rename or {})
    faults = FaultList()
    rows = []
    for number, zone, place, text in zip(
        table.index.tolist(), table["zone_id"], table["place"], table["numbers"], strict=True
    ):
        row = _row(f"{path.name} row {number}", (int(number), zone, place, text), faults)
        if zone_ids is not None and zone and zone not in zone_ids:
            faults.add(
                f"{path.name} row {number}",
                f"zone '{zone}' is not in the plan",
                "correct the zone_id, or add the zone to the plan",
            )
        if row is not None:
            rows.append(row)
    _note_conflicts(rows, path.name, faults)
    faults.refuse_if_any()
    return AddressList(path.name, tuple(rows))


def _row(where: str, cells: tuple[int, str, str, str], faults: FaultList) -> ListRow | None:
    number, zone, place, text = cells
    known = len(faults.faults)
    if not zone:
        faults.add(where, "zone_id is empty", "name the zone the addresses belong to")
    names = parse(place)
    if not any(getattr(names, level) for level in _NAMED) or names.near or names.crossing:
        faults.add(where, f"'{place}' names no road, village or estate", "write one such as 石龙路")
    try:
        numbers = read_numbers(text)
    except ValueError as error:
        faults.add(where, str(error), "write numbers such as 1-35单; 2-40双; 除12; 58号院; 全部")
        return None
    if len(faults.faults) > known:
        return None
    return ListRow(number, zone, place, text, names, numbers)


def _note_conflicts(rows: list[ListRow], name: str, faults: FaultList) -> None:
    """Note each pair of rows that gives one number of one place to two zones."""
    groups: dict[Key, list[ListRow]] = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if one.zone_id == other.zone_id or not _agrees_above(one.names, other.names):
                continue
            number = one.numbers.shared_with(other.numbers)
            if number is not None:
                faults.add(
                    f"{name} row {other.row}",
                    f"{other.place} {number}号 is in zone {other.zone_id} and, by row {one.row},"
                    f" in zone {one.zone_id}",
                    "take it out of one of them (除), or name one zone with both schools",
                )
