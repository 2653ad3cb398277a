"""Which blocks may not change their school, or their junior school, whatever it costs?"""

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultList
from zones.redraw.blocks import Blocks
from zones.redraw.problem import FREE, Ints
from zones.redraw.sites import Sites

HOLDS = {
    "six_years": "a block with an address whose place of six years is taken keeps today's school",
    "feeder": "a block keeps the junior school that follows from today's school",
}


def hold_six_years(blocks: Blocks, today: Ints, asked: Ints, faults: FaultList) -> None:
    """Ask that blocks with addresses whose place is taken keep today's school."""
    for row in np.flatnonzero(blocks.six_years > 0).tolist():
        where = f"block {blocks.block_id[row]}"
        what = f"has {blocks.six_years[row]} addresses whose place of six years is taken, but "
        if today[row] < 0:
            faults.add(where, what + "no school today among the schools",
                       "give its school_id, or do not hold six_years")  # fmt: skip
        elif asked[row] not in (FREE, today[row]):
            faults.add(where, what + f"is pinned to {blocks.pinned[row]}",
                       "lift the pin, or do not hold six_years")  # fmt: skip
        else:
            asked[row] = today[row]


def junior_changes(sites: Sites, today: Ints) -> NDArray[np.bool_]:
    """Return (n, m) at which schools the children of a block would get another junior school.

    Never where today's school is not known or feeds none.
    """
    kinds = {"": 0} | {name: at for at, name in enumerate(sorted(set(sites.feeds) - {""}), start=1)}
    feeds = np.array([*(kinds[name] for name in sites.feeds), 0], dtype=np.int64)
    before = feeds[today][:, None]
    return np.asarray((before > 0) & (feeds[None, :-1] != before), dtype=np.bool_)


def check_feeders(
    blocks: Blocks, sites: Sites, asked: Ints, may: NDArray[np.bool_], faults: FaultList
) -> None:
    """Note where a pin would change the junior school, and where no school feeds any."""
    if not any(sites.feeds):
        faults.add("--hold feeder", "no school says which junior school it feeds",
                   "fill the column feeds of the schools")  # fmt: skip
    for row in np.flatnonzero(asked >= 0).tolist():
        if not may[row, asked[row]]:
            faults.add(f"block {blocks.block_id[row]}", f"must have {sites.school_id[asked[row]]}, "
                       "with which its junior school would change",
                       "lift the pin, or do not hold feeder")  # fmt: skip
