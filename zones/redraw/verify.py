"""Is a plan legal? Every block once, zones in one piece, places, pins: checked with no solver.

This module shares nothing with the search but the plain description of the district.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan breaks, in words; empty where it holds. `pieces`: zones that fall apart.

    `splits`: groups in too many schools; `taken`: addresses of six years that would move;
    `junior`: blocks whose junior school would change though it is held; `shared`: zones that do
    not hold all their schools. `junior_changed`: the children, in the first year, whose junior
    school changes, held or not.
    """

    pieces: tuple[str, ...]
    over: tuple[str, ...]
    pins: tuple[str, ...]
    lost: tuple[str, ...]
    splits: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    junior: tuple[str, ...] = ()
    junior_changed: int = 0
    shared: tuple[str, ...] = ()

    @property
    def faults(self) -> list[str]:
        """Return everything that is broken."""
        asked = (*self.pins, *self.splits, *self.taken, *self.junior, *self.shared)
        return [*self.lost, *self.pieces, *self.over, *asked]

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
        return not self.faults


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan must keep besides places and pieces.

    `pins`: {block: school it must have}; `groups`: {group: (its blocks, most schools)}; `taken`:
    {block: (its school today, addresses whose place of six years is taken there)}; `feeds`:
    {school: its junior schools}, `junior`: {block: today's}, which `same_junior` holds; `shared`:
    {zone of several schools: {school: (the block it stands in, its places by year)}}.
    """

    pins: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[Sequence[str], int]] = field(default_factory=dict)
    taken: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    feeds: Mapping[str, str] = field(default_factory=dict)
    junior: Mapping[str, str] = field(default_factory=dict)
    same_junior: bool = False
    shared: Mapping[str, Mapping[str, tuple[str, Sequence[int]]]] = field(default_factory=dict)


def check_plan(
    school_of: Mapping[str, str],
    borders: Iterable[tuple[str, str]],
    doors: Mapping[str, Sequence[str]],
    *,
    children: Mapping[str, Sequence[int]],
    places: Mapping[str, Sequence[int]],
    wanted: Wanted,
) -> Verdict:
    """Check an assignment {block: school}.

    `borders`: pairs of neighbouring blocks; `doors`: the blocks at which a school's zone begins;
    `children`, `places`: by year, in one order.
    """
    lost = [f"block {block} has no school" for block in children if block not in school_of]
    lost += [f"block {block} goes to {school}, which is no school"
             for block, school in school_of.items() if school not in places]  # fmt: skip
    broken = [
        f"block {block} is pinned to {school} and goes to {school_of.get(block)}"
        for block, school in wanted.pins.items() if school_of.get(block) != school
    ]  # fmt: skip
    return Verdict(
        tuple(_pieces(school_of, borders, doors)), tuple(_over(school_of, children, places)),
        tuple(broken), tuple(lost), tuple(_splits(school_of, wanted.groups)),
        tuple(_taken(school_of, wanted.taken)),
        tuple(_junior(school_of, wanted) if wanted.same_junior else ()),
        sum(children[block][0] for block in _elsewhere(school_of, wanted)),
        tuple(_shared(school_of, places, wanted)),
    )  # fmt: skip


def _shared(
    school_of: Mapping[str, str], places: Mapping[str, Sequence[int]], wanted: Wanted
) -> list[str]:
    found = []
    for zone, schools in sorted(wanted.shared.items()):
        if not 2 <= len(schools) <= 3:
            found.append(f"zone {zone} is shared by {len(schools)} schools, 2 or 3 may share one")
        for school, (block, _) in sorted(schools.items()):
            if school_of.get(block) != zone:
                found.append(f"zone {zone} does not hold block {block}, where {school} stands")
        together = [sum(year) for year in zip(*(own for _, own in schools.values()), strict=True)]
        if together != list(places[zone]):
            found.append(f"zone {zone} has {list(places[zone])} places, its schools {together}")
    return found


def _elsewhere(school_of: Mapping[str, str], wanted: Wanted) -> list[str]:
    """Return the blocks whose junior school changes."""
    return [
        block for block, today in wanted.junior.items()
        if block in school_of and wanted.feeds.get(school_of[block], "") != today
    ]  # fmt: skip


def _junior(school_of: Mapping[str, str], wanted: Wanted) -> list[str]:
    return [
        f"block {block} goes to {school_of[block]}, with which its junior school is "
        f"{wanted.feeds.get(school_of[block]) or 'none'} instead of {wanted.junior[block]}"
        for block in _elsewhere(school_of, wanted)
    ]


def _splits(
    school_of: Mapping[str, str], groups: Mapping[str, tuple[Sequence[str], int]]
) -> list[str]:
    found = []
    for group, (blocks, most) in sorted(groups.items()):
        schools = sorted({school_of[block] for block in blocks if block in school_of})
        if len(schools) > most:
            found.append(f"group {group} goes to {len(schools)} schools "
                         f"({', '.join(schools)}), at most {most} may be")  # fmt: skip
    return found


def _taken(school_of: Mapping[str, str], taken: Mapping[str, tuple[str, int]]) -> list[str]:
    return [
        f"block {block} has {count} addresses whose place of six years is taken at {school} "
        f"and goes to {school_of.get(block)}"
        for block, (school, count) in taken.items() if school_of.get(block) != school
    ]  # fmt: skip


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
