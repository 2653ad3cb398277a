"""Does a warning of GDAL mean a loss? Whatever is not known to be harmless does."""

import re

from geo.faults import FaultList

_HARMLESS = tuple(
    re.compile(pattern)
    for pattern in (r"organizePolygons\(\) received a polygon with more than 100 parts",)
)


def refuse_warnings(said: list[str], name: str) -> None:
    """Raise BadInput for warnings that are not known to be harmless."""
    faults = FaultList()
    for text in said:
        if not any(pattern.search(text) for pattern in _HARMLESS):
            faults.add(name, f"was read with a warning: {text}", "repair the file, export it again")
    faults.refuse_if_any()
