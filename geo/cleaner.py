"""How do drawn lines become one walking network? Split, join, drop doubles, number, measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from geo.chains import join_chains
from geo.datum import Datum
from geo.district import District
from geo.faults import BadInput
from geo.lines import DrawnLines
from geo.network import Streets, assemble

LENGTH_RULE = "WGS84 geodesic of the polyline, rounded to integer millimetres"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Edges between nodes with their polylines in degrees; `start` int64 (m + 1)."""

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    start: NDArray[np.int64]


def build_streets(lines: DrawnLines, district: District, name: str) -> Streets:
    """Return the network of `lines`: the one way from any source to an artefact.

    Lines are split at their points, joined again where only two meet, and numbered along a
    space-filling curve, so the same map gives the same network from any format and in any order.
    Exact doubles are dropped, other parallel edges and loops stay, edges of no length stay where
    they join two nodes. Raises BadInput where nothing walkable is left or the streets lie
    outside the district.
    """
    split = split_at_keys(lines)
    _require_streets(split, name)
    _refuse_far_away(split, district, name)
    single, doubles = canonical(split)
    joined, again = canonical(_join(single))
    kept, empty_loops = _without_empty_loops(joined)
    _require_streets(kept, name)
    found = {"doubles": doubles + again, "empty_loops": empty_loops}
    return _measure(_without_lost_nodes(kept), district, lines.origin, found)


def split_at_keys(lines: DrawnLines) -> Pieces:
    """Split every line at every point with a key, so that it matters not how ways were cut."""
    lon, lat, key, line = _without_repeats(lines)
    joint = np.flatnonzero(key >= 0)
    a, b = joint[:-1], joint[1:]
    same = line[a] == line[b]
    a, b = a[same], b[same]
    place, number = _number_nodes(lon, lat, key, np.concatenate([a, b]))
    index, start = _runs(a, b)
    plon, plat = lon[index], lat[index]
    u, v = number[key[a]], number[key[b]]
    # Ends drawn up to 1 cm apart become the one place that their key stands for.
    for at, node in ((start[:-1], u), (start[1:] - 1, v)):
        plon[at], plat[at] = lon[place[node]], lat[place[node]]
    return Pieces(u, v, plon, plat, start)


def _without_repeats(
    lines: DrawnLines,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    line = np.repeat(np.arange(len(lines.start) - 1), np.diff(lines.start))
    keep = np.ones(len(line), bool)
    keep[1:] = (line[1:] != line[:-1]) | (lines.key[1:] < 0) | (lines.key[1:] != lines.key[:-1])
    return lines.lon[keep], lines.lat[keep], lines.key[keep], line[keep]


def _number_nodes(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    key: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the point that stands for each node, and the node of each key."""
    by_key = ends[np.lexsort((lat[ends], lon[ends], key[ends]))]
    first = by_key[np.unique(key[by_key], return_index=True)[1]]
    order = np.lexsort((key[first], lat[first], lon[first], curve(lon[first], lat[first])))
    place = first[order]
    number = np.full(int(key.max(initial=0)) + 1, -1, np.int64)
    number[key[place]] = np.arange(len(place))
    return place, number


def curve(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return the Z-order of degrees in steps of 1e-7: near in the plane, near in memory."""
    return _spread((lon + 180.0) * 1e7) | (_spread((lat + 90.0) * 1e7) << np.uint64(1))


def _spread(value: NDArray[np.float64]) -> NDArray[np.uint64]:
    x = np.rint(value).astype(np.uint64) & np.uint64(0xFFFFFFFF)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333), (1, 0x5555555555555555),
    ):  # fmt: skip
        x = (x | (x << np.uint64(shift))) & np.uint64(mask)
    return x


def _runs(
    first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers first..last of every run, up or down, one after another, and starts."""
    size = np.abs(last - first) + 1
    start = np.zeros(len(size) + 1, np.int64)
    np.cumsum(size, out=start[1:])
    step = np.repeat(np.where(last >= first, 1, -1), size)
    within = np.arange(start[-1]) - np.repeat(start[:-1], size)
    return np.repeat(first, size) + step * within, start


def canonical(pieces: Pieces) -> tuple[Pieces, int]:
    """Turn every edge to u <= v, sort by (u, v, polyline) and drop exact doubles; count them."""
    turned = _rearranged(pieces, np.arange(len(pieces.u)), _backwards(pieces))
    size = np.diff(turned.start)
    mark = _polyline_marks(turned)
    order = np.lexsort((mark, size, turned.v, turned.u))
    ordered = _rearranged(turned, order, np.zeros(len(order), bool))
    keep = ~_repeats(ordered, mark[order])
    kept = _rearranged(ordered, np.flatnonzero(keep), np.zeros(int(keep.sum()), bool))
    return kept, int((~keep).sum())


def _backwards(pieces: Pieces) -> NDArray[np.bool_]:
    turn = pieces.u > pieces.v
    for loop in np.flatnonzero(pieces.u == pieces.v):
        span = slice(pieces.start[loop], pieces.start[loop + 1])
        ahead = list(zip(pieces.lon[span].tolist(), pieces.lat[span].tolist(), strict=True))
        turn[loop] = ahead[::-1] < ahead
    return turn


def _rearranged(pieces: Pieces, order: NDArray[np.int64], turn: NDArray[np.bool_]) -> Pieces:
    u, v = pieces.u[order], pieces.v[order]
    low, high = pieces.start[:-1][order], pieces.start[1:][order] - 1
    index, start = _runs(np.where(turn, high, low), np.where(turn, low, high))
    u, v = np.where(turn, v, u), np.where(turn, u, v)
    return Pieces(u, v, pieces.lon[index], pieces.lat[index], start)


def _polyline_marks(pieces: Pieces) -> NDArray[np.uint64]:
    """Hash each polyline to 64 bits: only to sort by, equality is then tested point by point."""
    within = np.arange(len(pieces.lon)) - np.repeat(pieces.start[:-1], np.diff(pieces.start))
    # Adding 0.0 makes one zero of two, so that equal coordinates have equal bits.
    mark = _mixed((pieces.lon + 0.0).view(np.uint64)) ^ (pieces.lat + 0.0).view(np.uint64)
    mark = _mixed(_mixed(mark) ^ within.astype(np.uint64))
    return np.add.reduceat(mark, pieces.start[:-1])


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # The finaliser of splitmix64 (Steele et al. 2014).
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _repeats(pieces: Pieces, mark: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Say of each edge whether it equals the one before it, point by point."""
    size = np.diff(pieces.start)
    repeat = np.zeros(len(size), bool)
    repeat[1:] = (
        (pieces.u[1:] == pieces.u[:-1]) & (pieces.v[1:] == pieces.v[:-1])
        & (size[1:] == size[:-1]) & (mark[1:] == mark[:-1])
    )  # fmt: skip
    alike = np.flatnonzero(repeat)
    if len(alike) == 0:
        return repeat
    here, start = _runs(pieces.start[alike], pieces.start[alike + 1] - 1)
    back = here - np.repeat(size[alike], np.diff(start))
    unlike = (pieces.lon[here] != pieces.lon[back]) | (pieces.lat[here] != pieces.lat[back])
    repeat[alike] = ~np.logical_or.reduceat(unlike, start[:-1])
    return repeat


def _join(pieces: Pieces) -> Pieces:
    n_nodes = int(max(pieces.u.max(), pieces.v.max())) + 1
    edge, forward, chain = join_chains(pieces.u, pieces.v, n_nodes)
    members = _rearranged(pieces, edge, ~forward)
    keep = np.ones(len(members.lon), bool)
    followers = np.ones(len(edge), bool)
    followers[chain[:-1]] = False
    keep[members.start[:-1][followers]] = False
    start = np.concatenate([[0], np.cumsum(keep)])[members.start[chain]]
    return Pieces(
        members.u[chain[:-1]], members.v[chain[1:] - 1],
        members.lon[keep], members.lat[keep], start,
    )  # fmt: skip


def _without_empty_loops(pieces: Pieces) -> tuple[Pieces, int]:
    def varies(values: NDArray[np.float64]) -> NDArray[np.bool_]:
        low = np.minimum.reduceat(values, pieces.start[:-1])
        return np.maximum.reduceat(values, pieces.start[:-1]) > low

    empty = (pieces.u == pieces.v) & ~varies(pieces.lon) & ~varies(pieces.lat)
    keep = np.flatnonzero(~empty)
    return _rearranged(pieces, keep, np.zeros(len(keep), bool)), int(empty.sum())


def _without_lost_nodes(pieces: Pieces) -> Pieces:
    """Give new numbers to the nodes that are left, in the same order."""
    _, number = np.unique(np.concatenate([pieces.u, pieces.v]), return_inverse=True)
    u, v = np.split(number.reshape(-1), 2)
    return Pieces(u, v, pieces.lon, pieces.lat, pieces.start)


def lengths_mm(
    lon: NDArray[np.float64], lat: NDArray[np.float64], start: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Measure polylines along the WGS84 ellipsoid (Karney 2013), half a millimetre upwards.

    Segments are rounded to whole micrometres first: sums of integers do not depend on order.
    """
    metres = Geod(ellps="WGS84").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    micro = np.append(np.rint(np.asarray(metres) * 1e6).astype(np.int64), 0)
    micro[start[1:] - 1] = 0
    return (np.add.reduceat(micro, start[:-1]) + 500) // 1000


def _measure(
    pieces: Pieces, district: District, origin: Mapping[str, Any], found: dict[str, int]
) -> Streets:
    x, y = district.to_metres(pieces.lon, pieces.lat, Datum.WGS84)
    point = np.column_stack([x, y])
    node = np.empty((int(pieces.v.max()) + 1, 2))
    node[pieces.u] = point[pieces.start[:-1]]
    node[pieces.v] = point[pieces.start[1:] - 1]
    told = {
        **origin,
        "crs": ":".join(district.crs.to_authority() or ()) or district.crs.to_wkt(),
        "length": LENGTH_RULE,
        "counts": {**origin.get("counts", {}), **found},
    }
    u, v = pieces.u.astype(np.int32), pieces.v.astype(np.int32)
    mm = lengths_mm(pieces.lon, pieces.lat, pieces.start)
    return assemble(node, u, v, mm, (point, pieces.start), told)


def _require_streets(pieces: Pieces, name: str) -> None:
    if len(pieces.u) == 0:
        raise BadInput.one(
            name, "it holds no street that one may walk along",
            "check that it is a street file and that its `highway` tags are OpenStreetMap's",
        )  # fmt: skip


def _refuse_far_away(pieces: Pieces, district: District, name: str) -> None:
    area = district.crs.area_of_use
    box = district.bounds_wgs84 or (area.bounds if area else (-180.0, -90.0, 180.0, 90.0))
    west, south, east, north = box
    inside = (pieces.lon >= west) & (pieces.lon <= east)
    inside &= (pieces.lat >= south) & (pieces.lat <= north)
    if not inside.any():
        raise BadInput.one(
            name,
            f"all its streets lie outside the bounds of {district.name}: longitudes "
            f"{pieces.lon.min():.3f} to {pieces.lon.max():.3f}, latitudes "
            f"{pieces.lat.min():.3f} to {pieces.lat.max():.3f}",
            "give the streets of this district, or correct crs and bounds_wgs84 in district.toml",
        )
    x, y = district.to_metres(pieces.lon, pieces.lat, Datum.WGS84)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise BadInput.one(
            name, f"some streets cannot be drawn in the system {district.crs.name}",
            "check that the file holds longitude and latitude, and the district's crs",
        )  # fmt: skip
