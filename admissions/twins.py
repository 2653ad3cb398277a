"""Which children of a run are twins, and which claims to be a twin are not taken?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_A_DAY = timedelta(days=1)  # twins may be born on both sides of midnight


@dataclass(frozen=True, slots=True)
class TwinClaim:
    """What the question needs of one child; `twin_of` is the number its guardian named, or ""."""

    number: str
    twin_of: str
    account_id: str | None
    born: date
    tier: int
    school_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwinGroups:
    """`group`: number -> name of its group, the smallest number in it. `apart`: claims not taken.

    `apart` holds numbers, sorted: a person should look at them before the run is sealed.
    """

    group: dict[str, str]
    apart: tuple[str, ...]


def twin_groups(claims: Sequence[TwinClaim]) -> TwinGroups:
    """Group the children of a run that are placed together (docs/adr/0006).

    A claim is taken if both children are in the run, each names the other or both were registered
    from one account, they were born within a day of each other, and tier and zone are the same.
    Nobody becomes the twin of a stranger by naming its number.
    """
    by_number = {claim.number: claim for claim in claims}
    root = {number: number for number in by_number}

    def top(number: str) -> str:
        while root[number] != number:
            number = root[number]
        return number

    apart = []
    for claim in sorted(claims, key=lambda one: one.number):
        if not claim.twin_of:
            continue
        other = by_number.get(claim.twin_of)
        if other is None or not _are_twins(claim, other):
            apart.append(claim.number)
            continue
        first, second = sorted((top(claim.number), top(other.number)))
        root[second] = first
    named = {number: top(number) for number in root}
    size: dict[str, int] = {}
    for name in named.values():
        size[name] = size.get(name, 0) + 1
    group = {number: name for number, name in named.items() if size[name] > 1}
    return TwinGroups(group, tuple(apart))


def _are_twins(one: TwinClaim, other: TwinClaim) -> bool:
    same_guardian = one.account_id is not None and one.account_id == other.account_id
    return (
        one.number != other.number
        and (other.twin_of == one.number or same_guardian)
        and abs(one.born - other.born) <= _A_DAY
        and (one.tier, sorted(one.school_ids)) == (other.tier, sorted(other.school_ids))
    )
