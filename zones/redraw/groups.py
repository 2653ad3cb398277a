"""Which blocks belong together, and over how many schools may each group be split?"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.cells import as_integers
from geo.faults import FaultList
from zones.redraw.problem import FREE, Ints

MOST_SCHOOLS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of blocks (小区、社区居委会、对口小学) sorted by name.

    `of` (n,): the group of each block, FREE for none; `most` (groups,): over how many schools it
    may be split, 0 for any number.
    """

    name: tuple[str, ...]
    of: Ints
    most: Ints

    def with_limit(self, most: int) -> "Groups":
        """Return the groups with a limit for those that have none of their own."""
        return replace(self, most=np.where(self.most > 0, self.most, most))

    def taken(self, rows: Ints) -> "Groups":
        """Return the groups of these blocks, in their order."""
        return replace(self, of=self.of[rows])

    def spread(self, zone: Ints) -> Ints:
        """Count the schools of each group under an assignment, blocks without a school left out."""
        inside = (self.of >= 0) & (zone >= 0)
        pairs = np.unique(np.column_stack([self.of[inside], zone[inside]]), axis=0)
        return np.bincount(pairs[:, 0], minlength=len(self.name)).astype(np.int64)


def no_groups(blocks: int) -> Groups:
    """Return that no block belongs to a group."""
    return Groups((), np.full(blocks, FREE, np.int64), np.zeros(0, np.int64))


def groups_of(cells: pd.DataFrame, name: str, faults: FaultList) -> Groups:
    """Read the columns `group` and `most_schools`; each fault is noted with its group.

    `most_schools` may stand at one block of a group or at all of them, but must not differ.
    """
    given = as_integers(
        cells, "most_schools", name, faults, minimum=0, maximum=MOST_SCHOOLS, empty=0
    )
    known: dict[str, int] = {}
    for row, group, most in zip(cells.index, cells["group"], given.tolist(), strict=True):
        where = f"{name} feature {row}"
        if not group and most:
            faults.add(where, "most_schools is given, but no group", "name the block's group")
        elif most and known.get(group) not in (None, 0, most):
            faults.add(where, f"group {group!r} may be split over {most} schools here, over "
                       f"{known[group]} elsewhere", "write one number for the group")  # fmt: skip
        elif group:
            known[group] = max(known.get(group, 0), most)
    names = tuple(sorted(known))
    index = {group: at for at, group in enumerate(names)}
    of = np.array([index.get(group, FREE) for group in cells["group"]], dtype=np.int64)
    return Groups(names, of, np.array([known[group] for group in names], dtype=np.int64))
