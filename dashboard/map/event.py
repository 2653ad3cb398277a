"""What did the user do on the map? A click, a stroke of paint, a lasso, or a dragged border."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """What was done; each is told in one run of the script only."""

    CLICK = "click"
    PAINT = "paint"
    LASSO = "lasso"
    BORDER = "border"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEvent:
    """One thing done on the map.

    CLICK: `layer_id` and `feature_id` of the uppermost feature, both "" beside every feature,
    and where (`lon`, `lat`, WGS84 degrees). PAINT: `painted`, pairs (block id, brush) in the
    order of painting; a block painted twice counts as painted last. LASSO: `geometry`, the
    Polygon that was drawn, which may cross itself, and the `brush` it was drawn with. BORDER:
    `geometry`, the dragged Polygon or MultiPolygon of `feature_id`. Both are GeoJSON in WGS84.
    """

    kind: EventKind
    layer_id: str = ""
    feature_id: str = ""
    lon: float | None = None
    lat: float | None = None
    painted: tuple[tuple[str, str], ...] = ()
    geometry: Mapping[str, Any] | None = None
    brush: str = ""
