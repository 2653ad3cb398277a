"""Could two estates swap schools and both walk less? The Gu test of a plan, and its legal text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.address import Address, parse
from geo.register import Register
from zones.addresses import AddressList
from zones.plan import Plan
from zones.redraw.draft import MM, Draft
from zones.redraw.figures import loads
from zones.redraw.problem import Ints

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Swap:
    """Two blocks whose children would walk less in sum if they changed schools, one for one.

    `saved_m`: metres, one way, if as many children as the smaller block has change with as many
    of the other, which fills no school more than before; `each_saved_m`: of one child of each;
    `whole_blocks`: both could change as a whole with nobody more over capacity.
    """

    block: str
    other: str
    school: str
    other_school: str
    children: int
    other_children: int
    saved_m: float
    each_saved_m: tuple[float, float]
    whole_blocks: bool

    def words(self) -> str:
        """Say the pair in one sentence, with its numbers."""
        first, second = self.each_saved_m
        return (
            f"{self.block} ({self.children} children, {self.school}) and {self.other} "
            f"({self.other_children}, {self.other_school}) would walk {self.saved_m:,.0f} m less "
            f"if they swapped, child for child: {first:+,.0f} m and {second:+,.0f} m saved each"
        )


def gu_test(draft: Draft, zone: Ints, *, shown: int = _SHOWN) -> tuple[int, tuple[Swap, ...]]:
    """Count the pairs of estates whose swap shortens the total walk; return the worst of them.

    Named for Gu v. Jianye (Nanjing 2015-16): an estate farther from the new school was given it,
    the nearer one was not. Blocks without children or that are pinned are left out. Largest first.
    """
    heads = draft.blocks.children[:, 0]
    free = np.flatnonzero((heads > 0) & (zone >= 0) & (draft.asked < 0))
    count = 0
    found: list[tuple[int, int, int]] = []
    room = draft.sites.places - loads(draft, zone)
    for mine, theirs, saved in _pairs(draft, zone, free):
        count += len(mine)
        worst = np.argsort(-saved, kind="stable")[:shown]
        found += list(
            zip(saved[worst].tolist(), mine[worst].tolist(), theirs[worst].tolist(), strict=True)
        )
    found.sort(key=lambda each: (-each[0], each[1], each[2]))
    return count, tuple(_swap(draft, zone, room, one, other) for _, one, other in found[:shown])


def _pairs(draft: Draft, zone: Ints, free: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield, for each pair of schools, the blocks that could swap and the millimetres saved."""
    walk, heads = draft.walk_mm, draft.blocks.children[:, 0]
    of = [free[zone[free] == school] for school in range(len(draft.sites))]
    for a in range(len(of)):
        for b in range(a + 1, len(of)):
            one, other = of[a], of[b]
            one = one[(walk[one, b] >= 0) & (walk[one, a] >= 0)]
            other = other[(walk[other, a] >= 0) & (walk[other, b] >= 0)]
            gain, back = walk[one, a] - walk[one, b], walk[other, b] - walk[other, a]
            both = gain[:, None] + back[None, :]
            both *= np.minimum(heads[one][:, None], heads[other][None, :])
            rows, columns = np.nonzero(both > 0)
            if len(rows):
                yield one[rows], other[columns], both[rows, columns]


def _swap(draft: Draft, zone: Ints, room: Ints, one: int, other: int) -> Swap:
    a, b = int(zone[one]), int(zone[other])
    walk, heads = draft.walk_mm, draft.blocks.children
    each = (int(walk[one, a] - walk[one, b]), int(walk[other, b] - walk[other, a]))
    more = heads[one] - heads[other]  # what b gains and a loses
    fits = (more <= np.maximum(room[b], 0)) & (-more <= np.maximum(room[a], 0))
    names, schools = draft.blocks.block_id, draft.sites.school_id
    saved = sum(each) * int(min(heads[one, 0], heads[other, 0]))
    return Swap(
        names[one], names[other], schools[a], schools[b], int(heads[one, 0]),
        int(heads[other, 0]), round(saved / MM, 1),
        (round(each[0] / MM, 1), round(each[1] / MM, 1)), bool(fits.all()),
    )  # fmt: skip


def ground_faults(plan: Plan, blocks: NDArray[np.object_]) -> dict[str, float]:
    """Return the ground of the blocks that no zone covers, and that two cover, in square metres."""
    whole = shapely.union_all(blocks)
    covered = shapely.union_all(plan.polygons)
    double = float(shapely.area(plan.polygons).sum() - covered.area)
    return {
        "gap_m2": round(float(shapely.difference(whole, covered).area), 1),
        "overlap_m2": round(max(double, 0.0), 1),
    }


def address_list(register: Register, plan: Plan) -> pd.DataFrame:
    """Return the list for publication: `zone_id, place, numbers`, from the register's addresses.

    A place that lies in one zone whole is listed with 全部; one that two zones share, by its
    numbers. Addresses outside all zones or without a place name are left out.
    """
    tree = plan.tree
    points = shapely.points(register.x_m, register.y_m)
    at, zone = tree.query(points, predicate="intersects")
    first: dict[int, int] = {}
    for row, index in zip(at.tolist(), zone.tolist(), strict=True):
        first[row] = min(first.get(row, index), index)
    where = {row: (parse(register.address[row]), plan.zone_id[index])
             for row, index in sorted(first.items())}  # fmt: skip
    apart = _doors_apart(where.values())
    towns = _towns(where.values())
    places: dict[str, dict[str, set[str]]] = {}
    for address, zone_id in where.values():
        place, number = _listed(address, apart, towns)
        if place:
            places.setdefault(place, {}).setdefault(zone_id, set()).add(number)
    rows = [
        (zone_id, place, "全部" if len(zones) == 1 else "、".join(sorted(numbers, key=_by_number)))
        for place, zones in places.items() for zone_id, numbers in zones.items()
    ]  # fmt: skip
    return pd.DataFrame(sorted(rows), columns=["zone_id", "place", "numbers"])


Placed = tuple[Address, str]


def _doors_apart(where: Iterable[Placed]) -> set[tuple[str, str]]:
    """Return the doors (road, number) whose buildings lie in several zones."""
    zones: dict[tuple[str, str], set[str]] = {}
    for address, zone_id in where:
        if address.road and address.number:
            zones.setdefault((address.road, address.number), set()).add(zone_id)
    return {door for door, several in zones.items() if len(several) > 1}


def _towns(where: Iterable[Placed]) -> dict[str, set[str]]:
    """Return the towns in which an estate of each name stands."""
    found: dict[str, set[str]] = {}
    for address, _ in where:
        found.setdefault(address.community or address.compound, set()).add(address.town)
    return found


def _listed(
    address: Address, apart: set[tuple[str, str]], towns: Mapping[str, set[str]]
) -> tuple[str, str]:
    """Return under which place an address is listed, and by which number of it.

    An estate by its buildings, with its town where two have that name; a road by its doors; a
    door that a border cuts, by its buildings.
    """
    estate = address.community or address.compound
    if estate and not address.number:
        town = address.town if len(towns[estate]) > 1 else ""
        return f"{town}{estate}", address.building
    if (address.road, address.number) in apart:
        return f"{address.road}{address.number}号院", address.building
    return address.road, address.number or address.building


def _by_number(text: str) -> tuple[int, str]:
    digits = "".join(sign for sign in text if sign.isdigit())
    return int(digits or 0), text


def contradictions(register: Register, plan: Plan, legal: AddressList) -> list[dict[str, str]]:
    """Return the register's addresses that the plan puts into another zone than the legal text."""
    points = shapely.points(register.x_m, register.y_m)
    at, zone = plan.tree.query(points, predicate="intersects")
    drawn: dict[int, set[str]] = {}
    for row, index in zip(at.tolist(), zone.tolist(), strict=True):
        drawn.setdefault(row, set()).add(plan.zone_id[index])
    found = []
    for row, address in enumerate(register.address):
        said = legal.find(parse(address)).zone_id
        if said and said not in drawn.get(row, set()):
            here = ";".join(sorted(drawn.get(row, set()))) or "no zone"
            found.append({"address": address, "legal_zone": said, "drawn_zone": here})
    return found
