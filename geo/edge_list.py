"""How does a list of edges become drawn lines? Filter, degrees, and ends that meet their nodes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.datum import Datum, Reference, parse_reference
from geo.faults import BadInput
from geo.lines import DrawnLines, keys_at_ends
from geo.projection import NotConvertible, convert
from geo.walkable import FILTER_NAME, TAGS_READ, filter_digest, refusal_of_merged

# An edge's line may end this far from its node (degrees, about a metre): writers round.
END_TOLERANCE_DEG = 1e-5


@dataclass(slots=True)
class EdgeTags:
    """The tags of every edge of a list, judged by the walking filter where they name a kind."""

    kinds: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    tagged: bool = False

    def add(self, tags: Mapping[str, str]) -> None:
        """Note the tags of the next edge."""
        values = tuple(tags.get(name, "") for name in TAGS_READ)
        self.tagged = self.tagged or bool(values[0])
        self.rows.append(values)

    def walkable(self) -> NDArray[np.int64]:
        """Return the rows that one may walk; all of them if no edge has a `highway` tag."""
        if not self.tagged:
            return np.arange(len(self.rows))
        for values in self.rows:
            if values not in self.kinds:
                tags = dict(zip(TAGS_READ, values, strict=True))
                self.kinds[values] = refusal_of_merged(tags)
        good = [row for row, values in enumerate(self.rows) if self.kinds[values] is None]
        return np.array(good, np.int64)

    def manifest(self) -> dict[str, Any]:
        """Return the manifest's entry on the filter, after `walkable`."""
        if not self.tagged:
            return {"name": "none", "reason": "no edge has a highway tag: all were taken"}
        refused = Counter(reason for values in self.rows if (reason := self.kinds[values]))
        return {
            "name": FILTER_NAME,
            "sha256": filter_digest(),
            "refused": dict(sorted(refused.items())),
        }


def degrees_of(
    x: NDArray[np.float64], y: NDArray[np.float64], reference: Reference, name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude WGS84; CGCS2000 is taken as equal (they differ by < 1 m).

    Raises BadInput where the result is no place on earth.
    """
    try:
        lon, lat = convert(x, y, reference, Datum.WGS84)
    except NotConvertible as error:
        raise BadInput.one(name, str(error), "declare the system that the file is in") from error
    good = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    if not good.all():
        row = int(np.flatnonzero(~good)[0])
        raise BadInput.one(
            name, f"x {x[row]}, y {y[row]} is no place in the declared system",
            "declare the coordinate system that the file is really in",
        )  # fmt: skip
    return lon, lat


def reference_of(text: str, name: str) -> Reference:
    """Parse a declared datum or CRS; BadInput with the parser's advice if it is neither."""
    try:
        return parse_reference(text)
    except ValueError as error:
        raise BadInput.one(
            name, f"its coordinate system {text!r} is unknown ({error})",
            "declare a datum or an EPSG code, for example --source-crs EPSG:4548",
        ) from error  # fmt: skip


def draw_between(
    node: tuple[NDArray[np.float64], NDArray[np.float64]],
    ends: NDArray[np.int64],
    polylines: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]],
    where: list[str],
    origin: Mapping[str, Any],
) -> DrawnLines:
    """Draw edges between numbered nodes; a line written from v to u is turned round.

    `node` (lon, lat) by number; `ends` (edges, 2); `polylines` (lon, lat, start); `where` names
    each edge for a fault. Raises BadInput where a line does not end at its nodes.
    """
    lon, lat, start = polylines
    first, last = start[:-1], start[1:] - 1

    def gap(point: NDArray[np.int64], side: int) -> NDArray[np.float64]:
        to = ends[:, side]
        return np.maximum(np.abs(lon[point] - node[0][to]), np.abs(lat[point] - node[1][to]))

    straight = np.maximum(gap(first, 0), gap(last, 1))
    turned = np.maximum(gap(first, 1), gap(last, 0))
    bad = np.flatnonzero(np.minimum(straight, turned) > END_TOLERANCE_DEG)
    if len(bad):
        raise BadInput.one(
            where[bad[0]],
            f"its line does not end at its nodes ({len(bad)} edges in all)",
            "write the file again from one graph, nodes and edges in the same system",
        )
    facing = np.where((turned < straight)[:, None], ends[:, ::-1], ends)
    key = keys_at_ends(facing, start, len(lon))
    return DrawnLines(lon, lat, key, start, origin)
