"""Which geometries do these WKB bytes hold, and are they all there?"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.faults import FaultList
from geo.row_faults import add_rows


def decoded(wkb: NDArray[Any], name: str) -> NDArray[np.object_]:
    """Return two-dimensional geometries, None for a null; BadInput for broken and curved ones."""
    with np.errstate(invalid="ignore"):  # NaN coordinates are named by `require_places`
        try:
            found = shapely.from_wkb(wkb, on_invalid="ignore")
        except NotImplementedError:  # one curve stops the whole array
            found = np.array([*(_one(value) for value in wkb), None], dtype=object)[:-1]
    broken = np.array([value is not None for value in wkb]) & shapely.is_missing(found)
    faults = FaultList()
    rows = (
        (int(at) + 1, "has a geometry that is broken or curved") for at in np.flatnonzero(broken)
    )
    add_rows(faults, name, rows, "export the layer again, as plain polygons", noun="feature")
    faults.refuse_if_any()
    return shapely.force_2d(found)


def _one(value: bytes | None) -> Any:
    try:
        return shapely.from_wkb(value, on_invalid="ignore")
    except NotImplementedError:
        return None


def require_places(geometries: NDArray[np.object_], name: str) -> None:
    """Refuse features without a geometry, or with a coordinate that is not finite; BadInput."""
    faults = FaultList()
    absent = np.flatnonzero(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    rows = ((int(at) + 1, "has no geometry (null or empty)") for at in absent)
    add_rows(faults, name, rows, "draw it, or delete the feature", noun="feature")
    xy, feature = shapely.get_coordinates(geometries, return_index=True)
    odd = np.unique(feature[~np.isfinite(xy).all(axis=1)])
    rows = ((int(at) + 1, "has a coordinate that is NaN or infinite") for at in odd)
    add_rows(faults, name, rows, "draw the feature again", noun="feature")
    faults.refuse_if_any()


def require_stated_bounds(
    geometries: NDArray[np.object_], stated: list[float] | None, name: str
) -> None:
    """Refuse features outside the bounds that the file's own header states; BadInput."""
    if stated is None or not np.isfinite(stated).all():
        return
    west, south, east, north = stated
    bounds = shapely.bounds(geometries)
    slack = 1e-6 * max(1.0, *map(abs, stated))
    low = (bounds[:, 0] < west - slack) | (bounds[:, 1] < south - slack)
    high = (bounds[:, 2] > east + slack) | (bounds[:, 3] > north + slack)
    faults = FaultList()
    rows = (
        (int(at) + 1, "lies outside the file's own bounds") for at in np.flatnonzero(low | high)
    )
    add_rows(faults, name, rows, "export the layer again; it is damaged", noun="feature")
    faults.refuse_if_any()
