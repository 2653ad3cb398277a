"""What does making blocks read: streets, ground, zones, homes, all faults together?"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.district import District
from geo.faults import BadInput, FaultList
from geo.streets import read_streets
from service.district import choose_district
from service.homes import read_homes
from service.locating import locate
from service.redraw_sources import shapes_in
from service.renames import NO_RENAMES, Renames
from service.zone_job import ZoneSources, plan_of_day
from zones.layer import ReadOptions
from zones.plan import Plan
from zones.redraw.blocks import read_blocks
from zones.redraw.street_blocks import Earlier
from zones.redraw.street_faces import street_lines


@dataclass(frozen=True, slots=True)
class BlockSources:
    """The files and words of one call; `boundary` or `zones` says how far the ground goes."""

    streets: Path
    homes: Path
    boundary: Path | None = None
    zones: Path | None = None
    register: Path | None = None
    barriers: Path | None = None
    earlier: Path | None = None
    district: Path | None = None
    crs: str | None = None
    zones_crs: str | None = None
    level: str = "primary"
    day: date | None = None
    rename: Renames = NO_RENAMES


@dataclass(frozen=True, slots=True, eq=False)
class BlockGround:
    """Everything read, in the district's metres. `xy` (homes, 2): NaN where not located."""

    district: District
    assumed: str
    ground: Any
    plan: Plan | None
    streets: NDArray[np.object_]
    barriers: NDArray[np.object_]
    homes: pd.DataFrame
    xy: NDArray[np.float64]
    earlier: Earlier | None
    notes: tuple[str, ...]


def gather_blocks(sources: BlockSources) -> BlockGround:
    """Read everything; raises BadInput with the faults of all files."""
    limit = sources.boundary or sources.zones
    if limit is None:
        raise BadInput.one("--boundary", "nothing says how far the district goes",
                           "give --boundary, a layer of polygons, or --zones")  # fmt: skip
    choice = choose_district(
        zones=limit, district_file=sources.district, crs=sources.crs,
        zones_crs=sources.zones_crs if sources.boundary is None else None,
    )  # fmt: skip
    faults, district = FaultList(), choice.district
    plan = faults.reading(lambda: _plan(sources, district))
    ground = faults.reading(lambda: _ground(sources, district, plan))
    streets = faults.reading(lambda: street_lines(read_streets(sources.streets, district)))
    barriers = faults.reading(lambda: shapes_in(sources.barriers, district))
    homes = faults.reading(lambda: _homes(sources, district))
    earlier = faults.reading(lambda: _earlier(sources, district))
    faults.refuse_if_any()
    if ground is None or streets is None or homes is None:
        raise AssertionError
    none = np.zeros(0, dtype=object)
    return BlockGround(
        district, choice.assumed, ground[0], plan, streets, none if barriers is None else barriers,
        *homes, earlier, ground[1],
    )  # fmt: skip


def _plan(sources: BlockSources, district: District) -> Plan | None:
    if sources.zones is None:
        return None
    asked = ZoneSources(
        zones=sources.zones, day=sources.day, district=sources.district, crs=sources.crs,
        zones_crs=sources.zones_crs, level=sources.level, rename=sources.rename,
    )  # fmt: skip
    return plan_of_day(asked, district)


def _ground(
    sources: BlockSources, district: District, plan: Plan | None
) -> tuple[Any, tuple[str, ...]] | None:
    """Return the ground that becomes blocks; of zones with the holes between them filled."""
    if sources.boundary is not None:
        shapes, name = shapes_in(sources.boundary, district), sources.boundary.name
        if not (shapely.get_dimensions(shapes) == 2).all():
            raise BadInput.one(name, "holds more than areas", "draw the boundary as polygons")
        return shapely.union_all(shapely.buffer(shapes, 0)), ()
    if plan is None:
        return None
    whole = shapely.union_all(plan.polygons, grid_size=0.01)
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)]
    filled = shapely.union_all(np.array(parts, dtype=object))
    hole = (filled.area - whole.area) / 10_000
    note = f"{hole:,.1f} ha of no zone lie between the zones: their blocks have no school today"
    return filled, (note,) if hole > 0.01 else ()


def _homes(sources: BlockSources, district: District) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    homes = read_homes(sources.homes, sources.rename.of("homes", sources.homes))
    return homes, locate(homes, district, sources.register, name=sources.homes.name).xy


def _earlier(sources: BlockSources, district: District) -> Earlier | None:
    if sources.earlier is None:
        return None
    blocks = read_blocks(sources.earlier, district, reading=ReadOptions())
    return Earlier(blocks.block_id, blocks.polygons)
