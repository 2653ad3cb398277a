"""What does a call of redraw read: blocks, schools, walks, barriers, all faults together?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.cells import as_numbers
from geo.distance import Gates, straight_line_table, walking_table
from geo.district import District
from geo.faults import BadInput, FaultList
from geo.layers import in_district, read_layer
from geo.streets import read_streets
from geo.tables import read_table
from service.district import choose_district
from service.renames import NO_RENAMES, Renames
from zones.layer import ReadOptions
from zones.redraw.adjacency import neighbours_of
from zones.redraw.blocks import Blocks, read_blocks
from zones.redraw.draft import MM, Draft, draft_of
from zones.redraw.groups import Groups
from zones.redraw.sites import Sites, read_sites

_DETOUR = 1.4  # of a straight line, for a block beside no street that is walked


@dataclass(frozen=True, slots=True)
class RedrawSources:
    """The files and words of one call."""

    blocks: Path
    schools: Path
    walks: Path | None = None
    streets: Path | None = None
    barriers: Path | None = None
    crossings: Path | None = None
    district: Path | None = None
    crs: str | None = None
    blocks_crs: str | None = None
    schools_crs: str | None = None
    layer: str | None = None
    level: str | None = None
    years: tuple[str, ...] = ()
    gap_m: float | None = None
    hold: frozenset[str] = frozenset()
    most_schools: int | None = None
    rename: Renames = NO_RENAMES


@dataclass(frozen=True, slots=True)
class Gathered:
    """The district to be drawn anew, and how its distances were taken."""

    draft: Draft
    district: District
    assumed: str
    distances: str


def gather_redraw(sources: RedrawSources) -> Gathered:
    """Read everything; raises BadInput with the faults of all files."""
    choice = choose_district(
        zones=sources.blocks, district_file=sources.district, crs=sources.crs,
        zones_crs=sources.blocks_crs, layer=sources.layer,
    )  # fmt: skip
    blocks, sites = _read_both(sources, choice.district)
    barriers, crossings = (
        shapes_in(path, choice.district) for path in (sources.barriers, sources.crossings)
    )
    near = neighbours_of(
        blocks.polygons, gap_m=sources.gap_m, barriers=barriers, crossings=crossings
    )
    walk_mm, distances, notes = _walks(sources, choice.district, blocks, sites)
    if sources.most_schools is not None:
        groups = _grouped(blocks).with_limit(sources.most_schools)
        blocks = replace(blocks, given_groups=groups)
    draft = draft_of(blocks, sites, walk_mm=walk_mm, near=near, notes=notes, hold=sources.hold)
    return Gathered(draft, choice.district, choice.assumed, distances)


def _grouped(blocks: Blocks) -> Groups:
    if not blocks.groups.name:
        raise BadInput.one("--most-schools", "no block names its group",
                           "fill the column group of the blocks")  # fmt: skip
    return blocks.groups


def _read_both(sources: RedrawSources, district: District) -> tuple[Blocks, Sites]:
    rename, faults = sources.rename, FaultList()
    of_blocks = rename.of("blocks", sources.blocks, sources.blocks_crs, sources.layer)
    of_schools = rename.of("schools", sources.schools, sources.schools_crs)
    rename.refuse_unused([of_blocks, of_schools])
    reading = ReadOptions(of_blocks, sources.blocks_crs, sources.layer)
    schools = ReadOptions(of_schools, sources.schools_crs, level=sources.level)
    blocks = faults.reading(
        lambda: read_blocks(sources.blocks, district, reading=reading, years=sources.years)
    )
    if blocks is None:
        from zones.school import read_schools

        alone = ReadOptions(of_schools, sources.schools_crs, level=sources.level or "primary")
        faults.reading(lambda: read_schools(sources.schools, district, reading=alone))
        faults.refuse_if_any()
        raise AssertionError
    return blocks, read_sites(sources.schools, district, blocks, reading=schools)


def shapes_in(path: Path | None, district: District) -> Any:
    """Return the shapes of a layer in the district's metres; None where no file is given."""
    if path is None:
        return None
    return in_district(read_layer(path), district, path.name).geometry.to_numpy()


def _walks(
    sources: RedrawSources, district: District, blocks: Blocks, sites: Sites
) -> tuple[Any, str, tuple[str, ...]]:
    """Return the walks in millimetres (n, m), how they were taken, and notes."""
    if sources.walks is not None and sources.streets is not None:
        raise BadInput.one("--walks", "--streets is given too", "give one of them")
    if sources.walks is not None:
        return read_walks(sources.walks, blocks, sites), "table", ()
    return walks_to(sources, district, blocks, list(sites.members.gates))


def walks_to(
    sources: RedrawSources, district: District, blocks: Blocks, places: Sequence[Any]
) -> tuple[Any, str, tuple[str, ...]]:
    """Return the walks in millimetres from each block to each place's nearest gate; -1: no way.

    `places`: MultiPoints in the district's metres. Beside them how they were taken, and notes.
    """
    gates, every = Gates.of(list(places)), np.arange(len(blocks))
    straight = straight_line_table(blocks.points, gates).to_all(every)
    if sources.streets is None:
        note = "no streets and no walks were given: distances are straight lines, not walks"
        return straight, "straight_line", (note,)
    table = walking_table(read_streets(sources.streets, district), blocks.points, gates)
    walk = table.to_all(every)
    off = np.flatnonzero((walk < 0).all(axis=1))
    walk[off] = np.rint(straight[off] * _DETOUR).astype(np.int64)
    note = f"{len(off)} blocks lie beside no street: {_DETOUR} times the straight line was taken"
    return walk, "walking", (note,) if len(off) else ()


def read_walks(path: Path, blocks: Blocks, sites: Sites) -> Any:
    """Read a table `block_id, school_id, metres`; a pair that is missing cannot be walked.

    Raises BadInput for unknown blocks or schools, broken numbers, pairs given twice, and blocks
    without any walk.
    """
    frame, faults = read_table(path, ("block_id", "school_id", "metres")), FaultList()
    metres = as_numbers(frame, "metres", path.name, faults, minimum=0)
    rows, columns = (
        _index(frame, column, ids, path.name, faults)
        for column, ids in (("block_id", blocks.block_id), ("school_id", sites.members.school_id))
    )
    faults.refuse_if_any()
    walk = np.full((len(blocks), len(sites.members)), -1, np.int64)
    for row, one, other, length in zip(frame.index, rows, columns, metres, strict=True):
        if walk[one, other] >= 0:
            faults.add(f"{path.name} row {row}", "the pair is given already", "keep one row")
        walk[one, other] = round(float(length) * MM)
    for at in np.flatnonzero((walk < 0).all(axis=1)):
        faults.add(path.name, f"block {blocks.block_id[at]} has no walk", "add its rows")
    faults.refuse_if_any()
    return walk


def _index(
    frame: pd.DataFrame, column: str, ids: tuple[str, ...], name: str, faults: FaultList
) -> list[int]:
    index = {each: at for at, each in enumerate(ids)}
    for row, text in frame[column][~frame[column].isin(list(index))].items():
        faults.add(f"{name} row {row}", f"{column} {text!r} is not known",
                   "correct it, or leave out the row")  # fmt: skip
    return [index.get(text, 0) for text in frame[column]]
