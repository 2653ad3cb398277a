"""Is a point inside one zone, and which cells of a grid does a zone fill? Compiled inner loops.

A float test decides only what it can prove (Shewchuk's orientation error bound); a point it cannot
prove, on or within rounding of an edge, is doubtful and goes to GEOS.
"""

from numba import njit

OUT, IN, DOUBTFUL = 0, 1, 2
NOBODY = -1
# (3 + 16 eps) eps of Shewchuk 1997, "Adaptive precision floating-point arithmetic", ccwerrboundA.
_BOUND = (3.0 + 16.0 * 2.0**-53) * 2.0**-53


@njit(cache=True)
def inside(px, py, zone, index):  # type: ignore[no-untyped-def]
    """Say OUT, IN or DOUBTFUL of a point and a zone: crossings of a ray to the left (even-odd)."""
    xy, bounds, first_strip, strip_start, strip_segment = index
    if px < bounds[zone, 0] or px > bounds[zone, 2] or py < bounds[zone, 1] or py > bounds[zone, 3]:
        return OUT
    strip = first_strip[zone] + strip_of(py, zone, bounds, first_strip)
    odd = False
    for at in range(strip_start[strip], strip_start[strip + 1]):
        s = strip_segment[at]
        ax, ay, bx, by = xy[s, 0], xy[s, 1], xy[s, 2], xy[s, 3]
        if (ay > py and by > py) or (ay < py and by < py) or (ax > px and bx > px):
            continue
        straddles = (ay <= py) != (by <= py)
        if ax < px and bx < px:
            odd = odd != straddles
            continue
        left, right = (bx - ax) * (py - ay), (by - ay) * (px - ax)
        side = left - right
        if abs(side) <= _BOUND * (abs(left) + abs(right)):
            return DOUBTFUL
        # The edge is to the left of the point where the point is to the right of the edge.
        if straddles and (side < 0.0) == (by > ay):
            odd = not odd
    return IN if odd else OUT


@njit(cache=True)
def strip_of(y, zone, bounds, first_strip):  # type: ignore[no-untyped-def]
    """Return the strip of a zone that holds this height; it never falls as y grows."""
    strips = first_strip[zone + 1] - first_strip[zone]
    height = bounds[zone, 3] - bounds[zone, 1]
    if height <= 0.0:
        return 0
    return min(int((y - bounds[zone, 1]) / height * strips), strips - 1)


@njit(cache=True)
def enter_strips(xy, zone_start, bounds, first_strip, cursor, listed, fill):  # type: ignore[no-untyped-def]
    """Count, or with `fill` list, each segment in the strips of its zone that it reaches."""
    for zone in range(len(zone_start) - 1):
        for s in range(zone_start[zone], zone_start[zone + 1]):
            low = strip_of(min(xy[s, 1], xy[s, 3]), zone, bounds, first_strip)
            high = strip_of(max(xy[s, 1], xy[s, 3]), zone, bounds, first_strip)
            for strip in range(first_strip[zone] + low, first_strip[zone] + high + 1):
                if fill:
                    listed[cursor[strip]] = s
                cursor[strip] += 1


@njit(cache=True)
def fill_cells(index, zone_start, frame, code, stamp, nodes):  # type: ignore[no-untyped-def]
    """Write into each cell who covers it; return how many nodes of lists that takes.

    `code`: NOBODY, a zone that covers the whole cell alone, or -2 - n for the list that begins at
    node n. A node holds 2 · zone (+ 1 where the zone must be tested) and the next node or -1.
    """
    xy = index[0]
    used = 0
    # From the last zone to the first: lists grow at their head and so end up ascending.
    for back in range(len(zone_start) - 1):
        zone = len(zone_start) - 2 - back
        for s in range(zone_start[zone], zone_start[zone + 1]):
            used = _touch(xy[s], zone, frame, code, stamp, nodes, used)
        used = _fill(zone, index, frame, code, stamp, nodes, used)
    return used


@njit(cache=True)
def _touch(segment, zone, frame, code, stamp, nodes, used):  # type: ignore[no-untyped-def]
    """Note in every cell that a segment may pass through that the zone must be tested there."""
    west, south, size, nx, ny, slack = frame
    x0, y0, x1, y1 = segment
    low = max(int((min(y0, y1) - slack - south) / size), 0)
    high = min(int((max(y0, y1) + slack - south) / size), ny - 1)
    for row in range(low, high + 1):
        left, right = min(x0, x1), max(x0, x1)
        if y0 != y1:
            bottom, top = south + row * size - slack, south + (row + 1) * size + slack
            slope = (x1 - x0) / (y1 - y0)
            xa = x0 + (max(bottom, min(y0, y1)) - y0) * slope
            xb = x0 + (min(top, max(y0, y1)) - y0) * slope
            left, right = max(left, min(xa, xb)), min(right, max(xa, xb))
        first = max(int((left - slack - west) / size), 0)
        last = min(int((right + slack - west) / size), nx - 1)
        for cell in range(row * nx + first, row * nx + last + 1):
            if stamp[cell] != zone:
                stamp[cell] = zone
                used = _add(cell, 2 * zone + 1, code, nodes, used)
    return used


@njit(cache=True)
def _fill(zone, index, frame, code, stamp, nodes, used):  # type: ignore[no-untyped-def]
    """Note the cells wholly inside the zone: between touched cells of a row nothing changes."""
    west, south, size, nx, ny, _ = frame
    bounds = index[1]
    first = max(int((bounds[zone, 0] - west) / size), 0)
    last = min(int((bounds[zone, 2] - west) / size), nx - 1)
    low = max(int((bounds[zone, 1] - south) / size), 0)
    high = min(int((bounds[zone, 3] - south) / size), ny - 1)
    for row in range(low, high + 1):
        known, within = False, False
        for column in range(first, last + 1):
            cell = row * nx + column
            if stamp[cell] == zone:
                known = False
                continue
            if not known:
                x, y = west + (column + 0.5) * size, south + (row + 0.5) * size
                within, known = inside(x, y, zone, index) == IN, True
            if within:
                used = _add(cell, 2 * zone, code, nodes, used)
    return used


@njit(cache=True)
def _add(cell, entry, code, nodes, used):  # type: ignore[no-untyped-def]
    """Put an entry at the head of a cell's list; a zone alone in its cell needs no list."""
    old = code[cell]
    if old == NOBODY and entry % 2 == 0:
        code[cell] = entry // 2
        return used
    following = -1
    if old >= 0:
        used = _node(2 * old, -1, nodes, used)
        following = used - 1
    elif old < NOBODY:
        following = -2 - old
    used = _node(entry, following, nodes, used)
    code[cell] = -2 - (used - 1)
    return used


@njit(cache=True)
def _node(entry, following, nodes, used):  # type: ignore[no-untyped-def]
    if used < len(nodes):
        nodes[used, 0], nodes[used, 1] = entry, following
    return used + 1


@njit(cache=True, nogil=True)
def find(px, py, grid, home, zone, doubtful):  # type: ignore[no-untyped-def]
    """Write the (home, zone) pairs, ascending, and say which of them GEOS must decide."""
    index, frame, code, nodes = grid
    west, south, size, nx, ny, _ = frame
    used = 0
    for i in range(len(px)):
        column, row = (px[i] - west) / size, (py[i] - south) / size
        if not (0.0 <= column < nx and 0.0 <= row < ny):
            continue
        entry = code[int(row) * nx + int(column)]
        if entry >= 0:
            if used < len(home):
                home[used], zone[used], doubtful[used] = i, entry, False
            used += 1
            continue
        node = -2 - entry
        while node >= 0:
            each = nodes[node, 0]
            answer = inside(px[i], py[i], each // 2, index) if each % 2 else IN
            if answer != OUT:
                if used < len(home):
                    home[used], zone[used], doubtful[used] = i, each // 2, answer == DOUBTFUL
                used += 1
            node = nodes[node, 1]
    return used
