"""On what does a siting rest? Blocks, schools, candidates, walks, and demand in three futures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from capacity.siting import SitingCase
from geo.faults import BadInput, FaultList
from service.drawing_ground import blocks_in
from service.redraw_sources import Gathered, RedrawSources, gather_redraw, walks_to
from service.siting_demand import Bands, Note, demand_of
from service.siting_job import FUTURES, MOST_CELLS, WEIGHTS
from zones.redraw.blocks import Blocks
from zones.redraw.draft import MM
from zones.redraw.problem import Ints

NEW = "new:"  # before the block of a site that does not stand yet
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block in which a school could be built, its places, and what it would cost if known."""

    block_id: str
    places: int
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class SitingWish:
    """What a planner asks: for which year, which candidates, how many to open and to close."""

    year: int
    candidates: tuple[Candidate, ...]
    most_open: int
    most_closed: int
    seconds: float = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class SitingTown:
    """A case with its names. `today` (blocks,): the row of today's school, -1 for none."""

    gathered: Gathered
    site_id: tuple[str, ...]
    name: tuple[str, ...]
    block: tuple[str, ...]  # of a candidate, "" of a school that stands
    cost: tuple[float | None, ...]
    today: Ints
    case: SitingCase
    distances: str
    notes: tuple[Note, ...]

    @property
    def blocks(self) -> Blocks:
        """Return the blocks."""
        return self.gathered.draft.blocks


def siting_town(folder: Path, level: str, wish: SitingWish, bands: Bands) -> SitingTown:
    """Read a district's files and put the case together; raises BadInput with every fault.

    `bands`: as service.siting_demand.entry_bands gives them, {} for no forecast. A school that the
    forecast knows to be closed has no places.
    """
    sources = blocks_in(folder, level)
    gathered = gather_redraw(sources)
    draft = gathered.draft
    rows = _rows_of(draft.blocks, wish)
    require_size(len(draft.blocks), len(draft.sites) + len(rows))
    metres, how = _metres(sources, gathered, rows)
    demand = demand_of(draft.blocks, wish.year, bands)
    standing = draft.sites.places[:, demand.column]
    standing = np.where(np.isin(draft.sites.school_id, demand.closed), 0, standing)
    places = np.concatenate([standing, [it.places for it in wish.candidates]])
    stands = np.arange(len(places)) < len(draft.sites)
    return SitingTown(
        gathered, (*draft.sites.school_id, *(NEW + it.block_id for it in wish.candidates)),
        (*draft.sites.name, *(it.block_id for it in wish.candidates)),
        ("",) * len(draft.sites) + tuple(it.block_id for it in wish.candidates),
        (None,) * len(draft.sites) + tuple(it.cost for it in wish.candidates),
        draft.today,
        SitingCase(metres, demand.children, np.array(WEIGHTS), places.astype(float), stands,
                   wish.most_open, wish.most_closed),
        how, demand.notes,
    )  # fmt: skip


def _rows_of(blocks: Blocks, wish: SitingWish) -> list[int]:
    """Return the row of each candidate's block; raises BadInput for unknown and doubled ones."""
    index, faults = {block: at for at, block in enumerate(blocks.block_id)}, FaultList()
    named = [it.block_id for it in wish.candidates]
    for block in dict.fromkeys(named):
        if block not in index:
            faults.add(f"candidate {block}", "is no block of the district", "choose a block")
        if named.count(block) > 1:
            faults.add(f"candidate {block}", "is given twice", "keep it once")
    faults.refuse_if_any()
    return [index[block] for block in named]


def require_size(blocks: int, sites: int) -> None:
    """Refuse more pairs than the solver was measured with."""
    if blocks * sites * len(FUTURES) > MOST_CELLS:
        raise BadInput.one("blocks", f"{blocks:,} blocks x {sites:,} sites are too many",
                           "join small blocks, or give fewer candidates")  # fmt: skip


def _metres(sources: RedrawSources, gathered: Gathered, rows: list[int]) -> tuple[Floats, str]:
    """Return metres on foot (blocks, sites), infinite where there is no way; how they are taken."""
    draft = gathered.draft
    if not rows:
        return _as_metres(draft.walk_mm), gathered.distances
    if sources.walks is not None:
        raise BadInput.one(sources.walks.name, "has no ways to a site that does not stand yet",
                           "put the streets into the folder in its place")  # fmt: skip
    here = [shapely.MultiPoint([draft.blocks.points[row]]) for row in rows]
    walk, how, _ = walks_to(sources, gathered.district, draft.blocks, [*draft.sites.gates, *here])
    metres, faults = _as_metres(walk), FaultList()
    for at, row in enumerate(rows, start=len(draft.sites)):
        if not np.isfinite(metres[:, at]).any():
            faults.add(f"candidate {draft.blocks.block_id[row]}", "lies beside no street",
                       "choose another block")  # fmt: skip
    faults.refuse_if_any()
    return metres, how


def _as_metres(walk_mm: Any) -> Floats:
    return np.where(walk_mm < 0, np.inf, walk_mm / MM)
