"""Which usual mistakes put coordinates in the wrong place, and how is each undone?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from geo.datum import Datum, Reference, label, reference_of_epsg
from geo.zone_choice import default_crs

Coordinates = NDArray[np.float64]
Box = tuple[float, float, float, float]
Undone = tuple[str, Coordinates, Coordinates, Reference]
"""Words that follow "it would fit if", the coordinates without the mistake, their reference."""

_FEET = (("international feet", 0.3048), ("US survey feet", 1200 / 3937))
_MILLION = 1_000_000
_PREFIXES = range(13, 46)  # zone numbers of the six- and three-degree systems of China


def undone_mistakes(
    x: Coordinates, y: Coordinates, reference: Reference, box: Box
) -> Iterator[Undone]:
    """Undo one mistake after the other on all points, the likeliest first.

    `box` (WGS-84 degrees) is where the points should be; it names the metric system of the place.
    """
    metric = default_crs((box[0] + box[2]) / 2, min(max((box[1] + box[3]) / 2, -80), 84))
    yield "x and y were swapped", y, x, reference
    yield "it were declared in degrees (WGS84, CGCS2000, GCJ02 or BD09)", x, y, Datum.WGS84
    for unit, metres in _FEET:
        yield f"it were converted from {unit} to metres", x * metres, y * metres, reference
    without = np.where(np.isin(x // _MILLION, _PREFIXES), x % _MILLION, np.nan)
    yield "the zone number before the easting were left out", without, y, reference
    yield f"it were declared as {label(metric)}", x, y, metric
    yield f"x and y were swapped and it were declared as {label(metric)}", y, x, metric
    web = reference_of_epsg(3857)
    yield "it were declared as EPSG:3857 (a web map's metres)", x, y, web
