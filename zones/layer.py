"""What does a zone file hold, row by row, before anything in it is believed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from geo.district import District
from geo.faults import BadInput
from geo.projection import NotConvertible
from zones.cells import text_of

COLUMNS = ("zone_id", "name", "level", "school_ids", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a zone or school file whose columns or CRS are not those of the format.

    `rename`: {column in the file: column of the format}; `crs`: declared where the file does not
    ("EPSG:25833"); `layer`: of a file with several; `level`: of all zones where no column says.
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    layer: str | None = None
    level: str | None = None


@dataclass(frozen=True, eq=False)
class ZoneRows:
    """A zone layer as read: cells as text, geometries in the district's metres, unchecked.

    `where[i]` names file, feature and zone; a column the file lacks is None; `others` holds the
    remaining attribute columns as text; `polygons` may be of any type and invalid.
    """

    source: str
    where: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...] | None]
    others: Mapping[str, tuple[Any, ...]]
    polygons: NDArray[np.object_]
    crs: pyproj.CRS

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.where)

    def text(self, column: str) -> tuple[str, ...]:
        """Return a column of the format, "" throughout where the file has none."""
        values = self.cells[column]
        return ("",) * len(self) if values is None else values

    def has(self, column: str) -> bool:
        """Say whether the file (or an option) gives this column."""
        return self.cells[column] is not None


def read_rows(path: str | Path, district: District, options: ReadOptions | None = None) -> ZoneRows:
    """Read a zone layer in any spatial format into the district's metres, believing nothing.

    Raises BadInput for what cannot be read at all: no CRS, NaN or swapped coordinates, a
    truncated file (see geo.layers), or zones that lie far outside the district's bounds.
    """
    from geo.layers import read_layer

    options = options or ReadOptions()
    frame = read_layer(path, crs=options.crs, layer=options.layer, rename=options.rename)
    return rows_of_frame(frame, district, Path(path).name, level=options.level)


def rows_of_frame(
    frame: Any, district: District, source: str, *, level: str | None = None
) -> ZoneRows:
    """Take the rows of a GeoDataFrame with a CRS; its index numbers the features in messages."""
    attributes = frame.drop(columns=frame.geometry.name)
    cells: dict[str, tuple[str, ...] | None] = {
        column: tuple(text_of(value) for value in attributes[column])
        if column in attributes.columns else None
        for column in COLUMNS
    }  # fmt: skip
    if cells["level"] is None and level is not None:
        cells["level"] = (level,) * len(frame)
    ids = cells["zone_id"] or ("",) * len(frame)
    where = tuple(
        f"{source} feature {number}" + (f" ({zone})" if zone else "")
        for number, zone in zip(frame.index, ids, strict=True)
    )
    others = {
        str(column): tuple(attributes[column])
        for column in attributes.columns if column not in COLUMNS
    }  # fmt: skip
    polygons = in_metres(frame, district, source)
    return ZoneRows(source, where, cells, others, polygons, district.crs)


def in_metres(frame: Any, district: District, source: str) -> NDArray[np.object_]:
    """Return the geometries of a GeoDataFrame in the district's metres, vertex by vertex.

    Raises BadInput for features far outside the district, whose CRS is then not the one declared,
    and where no trustworthy conversion is published.
    """
    from geo.layers import in_district

    try:
        metric = in_district(frame, district, source)
    except NotConvertible as error:
        raise BadInput.one(source, str(error), "deliver the layer in another CRS") from error
    geometries: NDArray[np.object_] = metric.geometry.to_numpy().copy()
    return geometries
