"""Is a plan legal? Every block once, zones in one piece, places, pins: checked with no solver.

This module shares nothing with the search but the plain description of the district.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan breaks, in words; empty where it holds. `pieces`: zones that fall apart."""

    pieces: tuple[str, ...]
    over: tuple[str, ...]
    pins: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def contiguous(self) -> bool:
        """Say whether every zone is in one piece with its school."""
        return not self.pieces

    @property
    def within_places(self) -> bool:
        """Say whether no school is over capacity in any year."""
        return not self.over

    @property
    def legal(self) -> bool:
        """Say whether nothing at all is broken."""
        return not (self.pieces or self.over or self.pins or self.lost)


def check_plan(
    school_of: Mapping[str, str],
    borders: Iterable[tuple[str, str]],
    doors: Mapping[str, Sequence[str]],
    *,
    children: Mapping[str, Sequence[int]],
    places: Mapping[str, Sequence[int]],
    pins: Mapping[str, str],
) -> Verdict:
    """Check an assignment {block: school}.

    `borders`: pairs of neighbouring blocks; `doors`: the blocks at which a school's zone begins;
    `children`, `places`: by year, in one order; `pins`: {block: school it must have}.
    """
    lost = [f"block {block} has no school" for block in children if block not in school_of]
    lost += [f"block {block} goes to {school}, which is no school"
             for block, school in school_of.items() if school not in places]  # fmt: skip
    broken = [
        f"block {block} is pinned to {school} and goes to {school_of.get(block)}"
        for block, school in pins.items() if school_of.get(block) != school
    ]  # fmt: skip
    return Verdict(
        tuple(_pieces(school_of, borders, doors)), tuple(_over(school_of, children, places)),
        tuple(broken), tuple(lost),
    )  # fmt: skip


def _pieces(
    school_of: Mapping[str, str], borders: Iterable[tuple[str, str]],
    doors: Mapping[str, Sequence[str]],
) -> list[str]:  # fmt: skip
    beside: dict[str, list[str]] = {}
    for one, other in borders:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    found = []
    for school in sorted(set(school_of.values())):
        zone = {block for block, its in school_of.items() if its == school}
        waiting = [block for block in doors.get(school, ()) if block in zone]
        reached = set(waiting)
        while waiting:
            for there in beside.get(waiting.pop(), ()):
                if there in zone and there not in reached:
                    reached.add(there)
                    waiting.append(there)
        if reached != zone:
            cut_off = ", ".join(sorted(zone - reached)[:10])
            found.append(f"zone of {school} does not reach {cut_off}")
    return found


def _over(
    school_of: Mapping[str, str],
    children: Mapping[str, Sequence[int]],
    places: Mapping[str, Sequence[int]],
) -> list[str]:
    found = []
    for school, limits in sorted(places.items()):
        for year, limit in enumerate(limits):
            load = sum(children[block][year] for block, its in school_of.items() if its == school)
            if load > limit:
                found.append(f"school {school} gets {load} children for {limit} places "
                             f"(year {year + 1})")  # fmt: skip
    return found
