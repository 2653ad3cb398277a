"""How many children live in each block in a later year? A school's forecast, shared out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.faults import BadInput
from service.siting_job import FUTURES
from zones.redraw.blocks import Blocks

_ALL = "all"  # every stream of children together
_BANDS = ("low80", "mean", "high80")
_MIDDLE = 1
Floats = NDArray[np.float64]
Bands = Mapping[str, tuple[float, ...]]  # low, middle and high by school
Note = tuple[str, str]  # a code, and what it is about


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Children (futures, blocks); the blocks' column that was taken; schools that are closed.

    `notes`, codes of what a reader must know: `children_of_today` (a year without numbers of its
    own), `closed`, `no_forecast` (blocks keep their own number) and `spread` (a school that no
    block has today: its children are spread over all blocks).
    """

    children: Floats
    column: int
    closed: tuple[str, ...]
    notes: tuple[Note, ...]


def demand_of(blocks: Blocks, year: int, bands: Bands) -> Demand:
    """Share each school's forecast out to its blocks, as children live in them.

    Without `bands` the blocks' own numbers stand in all futures. Children of a school that closes
    are in no other school's forecast (capacity.forecast.events): its blocks keep their own number.
    """
    dated = str(year) in blocks.years
    column = blocks.years.index(str(year)) if dated else 0
    own = blocks.children[:, column].astype(float)
    schools, demand = np.array(blocks.school_id, dtype=object), np.tile(own, (len(FUTURES), 1))
    lived_in = {school for school in set(blocks.school_id) if own[schools == school].sum() > 0}
    closed = tuple(sorted(it for it in bands if bands[it][_MIDDLE] <= 0))
    for school in sorted(lived_in & set(bands) - set(closed)):
        here = schools == school
        share = own[here] / own[here].sum()
        demand[:, here] = np.clip(np.array(bands[school])[:, None] * share, 0, None)
    spread = sorted(set(bands) - set(closed) - lived_in)
    if spread and own.sum() > 0:
        more = np.clip(np.array([bands[it] for it in spread]), 0, None).sum(axis=0)
        demand += more[:, None] * own / own.sum()
    without = sorted(lived_in - set(bands)) if bands else []
    told = {"children_of_today": [] if dated else [str(year)], "closed": list(closed),
            "no_forecast": [it or "-" for it in without], "spread": spread}  # fmt: skip
    notes = tuple((code, ", ".join(about)) for code, about in told.items() if about)
    return Demand(demand, column, closed, notes)


def entry_bands(tables: Mapping[str, pd.DataFrame], year: int) -> dict[str, tuple[float, ...]]:
    """Return low, middle and high of each school's lowest grades in a year of a stored forecast.

    Low and high are the edges of the 80 per cent band of each school. Raises BadInput for a year
    that the forecast does not have.
    """
    cells, classes = tables["forecast"], tables["classes"]
    entry = set(zip(classes["school_id"], classes["grade"], strict=True))
    now = cells[(cells["year"] == str(year)) & (cells["stream"] == _ALL)]
    lowest = [pair in entry for pair in zip(now["school_id"], now["grade"], strict=True)]
    found = now[lowest]
    if found.empty:
        raise BadInput.one("year", f"the forecast has no {year}", "choose one of its years")
    sums = found.assign(**{name: found[name].astype(float) for name in _BANDS})
    sums = sums.groupby("school_id")[list(_BANDS)].sum()
    rows = sums.to_numpy().tolist()
    return {str(school): tuple(row) for school, row in zip(sums.index, rows, strict=True)}
