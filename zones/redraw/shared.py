"""Which schools have one zone together (多校划片), and how far is it to a school of the zone?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultList
from zones.cells import ids_of
from zones.redraw.problem import Ints

FEWEST, MOST = 2, 3  # schools that may share a zone


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The schools behind the zones, sorted by id; all columns are parallel.

    `zone`: the row of the site whose zone it has, alone or with others; `gates`: MultiPoints in the
    district's metres; `home`: the block in which it stands; `places` (schools, years).
    """

    school_id: tuple[str, ...]
    name: tuple[str, ...]
    zone: Ints
    gates: NDArray[np.object_]
    home: Ints
    places: Ints

    def __len__(self) -> int:
        """Count the schools."""
        return len(self.school_id)

    def of(self, zone: int) -> list[int]:
        """Return the rows of the schools of a zone."""
        return np.flatnonzero(self.zone == zone).tolist()

    def shared(self) -> list[int]:
        """Return the zones of several schools."""
        return np.flatnonzero(np.bincount(self.zone) > 1).tolist()

    def walks(self, each_mm: Ints) -> tuple[Ints, Ints]:
        """Return the walks to each zone's school on average, and at most; both (n, zones).

        `each_mm` (n, schools): to every school, -1 for no way. In a shared zone lots say which
        school a child gets, so the mean is weighted by places (of the first year). No way to one
        of its schools is no way to the zone.
        """
        zones = int(self.zone.max(initial=-1)) + 1
        mean, most = (np.zeros((len(each_mm), zones), np.int64) for _ in range(2))
        for zone in range(zones):
            rows = self.of(zone)
            walk, weight = each_mm[:, rows], self.places[rows, 0]
            weight = weight if weight.any() else np.ones(len(rows), np.int64)
            open_ = (walk >= 0).all(axis=1)
            mean[:, zone] = np.where(open_, (walk @ weight + weight.sum() // 2) // weight.sum(), -1)
            most[:, zone] = np.where(open_, walk.max(axis=1), -1)
        return mean, most


def groups_of_schools(schools: Sequence[str], labels: Sequence[str]) -> list[list[int]]:
    """Return the rows of each zone's schools, sorted by the zone's id; no label: a zone alone."""
    found: dict[str, list[int]] = {}
    for row, (school, label) in enumerate(zip(schools, labels, strict=True)):
        found.setdefault(f"shared {label}" if label else f"alone {school}", []).append(row)
    groups = [sorted(rows, key=lambda row: schools[row]) for rows in found.values()]
    return sorted(groups, key=lambda rows: zone_id_of(schools[row] for row in rows))


def zone_id_of(schools: Iterable[str]) -> str:
    """Return the id of the site of these schools: their ids, `;` between them."""
    return ";".join(sorted(schools))


def layer_id_of(site: str) -> str:
    """Return the zone_id of a site's zone in a layer, where ids hold no semicolon."""
    return "Z-" + plain_id_of(site)


def plain_id_of(site: str) -> str:
    """Return a site's id without a semicolon: `P04-P05`."""
    return "-".join(ids_of(site))


def check_shared(
    schools: Sequence[str], labels: Sequence[str], name: str, faults: FaultList
) -> None:
    """Note zones shared by fewer than two schools or more than three."""
    for rows in groups_of_schools(schools, labels):
        label = labels[rows[0]]
        if label and not FEWEST <= len(rows) <= MOST:
            named = ", ".join(schools[row] for row in rows)
            faults.add(name, f"{len(rows)} schools share the zone {label!r} ({named})",
                       f"write one name at {FEWEST} or {MOST} schools")  # fmt: skip


def shared_homes(
    members: Members, school_id: Sequence[str], block_id: Sequence[str], held: Ints,
    faults: FaultList,
) -> None:  # fmt: skip
    """Note schools of shared zones whose own block their zone cannot have."""
    for zone in members.shared():
        for row in members.of(zone):
            home, other = members.home[row], held[members.home[row]]
            if other == zone or not members.places[members.of(zone)].any():
                continue
            whose = f"belongs to {school_id[other]}" if other >= 0 else "may not go there"
            faults.add(
                f"school {members.school_id[row]}",
                f"shares the zone {school_id[zone]}, but the block {block_id[home]} where it "
                f"stands {whose}",
                "lift the pin, lock or hold of the block, or split it",
            )


def member_columns(cells: Any, name: str, column: str, schools: Sequence[str]) -> list[str]:
    """Return a column of lists, sorted, which any of a school's rows may give; BadInput if two."""
    found = dict.fromkeys(schools, "")
    if column not in cells:
        return list(found.values())
    faults = FaultList()
    texts = [zone_id_of(set(ids_of(text))) for text in cells[column]]
    for row, school, text in zip(cells.index, cells["school_id"], texts, strict=True):
        if found.get(school) and text and found[school] != text:
            faults.add(f"{name} row {row}", f"school {school} has two values of {column}",
                       "keep one of them")  # fmt: skip
        elif school in found and text:
            found[school] = text
    faults.refuse_if_any()
    return [found[school] for school in schools]
