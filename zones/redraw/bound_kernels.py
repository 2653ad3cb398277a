"""What does one school take at given prices, and where would its zone fall apart? Compiled loops.

The bound relaxes "every block once" with a worth for each block; then every school fills its
places by itself (a knapsack), and pieces that do not reach its door give cuts against them.
"""

import numpy as np
from numba import njit


@njit(cache=True)
def cut_costs(base, cuts, price):  # type: ignore[no-untyped-def]
    """Return (n, m) costs with the prices of the cuts: the part pays, its separators are paid."""
    school, block, start, member = cuts
    cost = base.copy()
    for c in range(len(school)):
        if price[c] > 0.0:
            cost[block[c], school[c]] += price[c]
            for at in range(start[c], start[c + 1]):
                cost[member[at], school[c]] -= price[c]
    return cost


@njit(cache=True)
def fill_all(cost, worth, model, work, taken):  # type: ignore[no-untyped-def]
    """Let every school take what is worth more than it costs; return the sum of cost - worth.

    `model`: allowed (n, m), fixed (n,), heads (n,), places (m,), price of a child over (inf where
    that may not be). A knapsack of at most `work` steps is solved in whole blocks, a larger one in
    parts of blocks, which bounds it too. `taken` (m, n) becomes what each takes, 0…1.
    """
    allowed, fixed, heads, places, over_price = model
    n, m = cost.shape
    gain = np.empty(n)
    items = np.empty(n, np.int64)
    total = 0.0
    for k in range(m):
        taken[k, :] = 0.0
        room, count = places[k], 0
        for i in range(n):
            if fixed[i] == k:
                total += cost[i, k] - worth[i]
                room -= heads[i]
                taken[k, i] = 1.0
            elif fixed[i] < 0 and allowed[i, k] and worth[i] > cost[i, k]:
                gain[count] = worth[i] - cost[i, k]
                if heads[i] == 0:
                    total -= gain[count]
                    taken[k, i] = 1.0
                else:
                    items[count] = i
                    count += 1
        if over_price == np.inf and room * count <= work:
            total -= _whole(gain, items, count, heads, max(room, 0), taken[k])
        else:
            total -= _parts(gain, items, count, heads, room, over_price, taken[k])
    return total


@njit(cache=True)
def _parts(gain, items, count, heads, room, over_price, taken):  # type: ignore[no-untyped-def]
    """Fill by gain per child, the last block in part; beyond the places each child costs."""
    rate = np.empty(count)
    for at in range(count):
        rate[at] = -gain[at] / heads[items[at]]
    total = 0.0
    if room < 0 and over_price < np.inf:
        total += room * over_price
    left = float(max(room, 0))
    for at in np.argsort(rate, kind="mergesort"):
        size = float(heads[items[at]])
        inside = min(left, size)
        left -= inside
        beyond = size - inside if -rate[at] > over_price else 0.0
        if inside + beyond <= 0.0:
            break
        total += -rate[at] * (inside + beyond)
        if beyond > 0.0:
            total -= over_price * beyond
        taken[items[at]] = (inside + beyond) / size
    return total


@njit(cache=True)
def _whole(gain, items, count, heads, room, taken):  # type: ignore[no-untyped-def]
    """Fill with whole blocks for the greatest gain, by the table of the knapsack."""
    best = np.zeros(room + 1)
    took = np.zeros((count, room + 1), np.bool_)
    for at in range(count):
        size = heads[items[at]]
        for space in range(room, size - 1, -1):
            value = best[space - size] + gain[at]
            if value > best[space]:
                best[space] = value
                took[at, space] = True
    space = room
    for at in range(count - 1, -1, -1):
        if took[at, space]:
            taken[items[at]] = 1.0
            space -= heads[items[at]]
    return best[room]


@njit(cache=True)
def separators(school, taken, allowed, graph, out, both):  # type: ignore[no-untyped-def]
    """List the pieces of a zone that do not reach its root: one block of each, and what parts it.

    `out`: block, start, member; filled from the front. Returns how many were listed. Whoever takes
    the block of a piece must take one of its separators too: those next to the piece, and then, if
    `both`, those next to what reaches the root.
    """
    piece_block, piece_start, _ = out
    n = len(taken)
    root = n + school
    own = reached(root, taken > 0.5, graph)
    seen = own.copy()
    listed = 0
    piece_start[0] = 0
    for first in range(n):
        if taken[first] <= 0.5 or seen[first]:
            continue
        piece = reached(first, taken > 0.5, graph)
        seen |= piece
        for side in range(2 if both else 1):
            near, far = (piece, root) if side == 0 else (own, first)
            if listed >= len(piece_block):
                return listed
            filled = _parting(near, far, allowed, graph, out, piece_start[listed])
            if filled < 0:
                return listed
            piece_block[listed] = first
            listed += 1
            piece_start[listed] = filled
    return listed


@njit(cache=True)
def _parting(near, far, allowed, graph, out, filled):  # type: ignore[no-untyped-def]
    """Write down which blocks beside a group part it from a node; -1 where there is no room."""
    member = out[2]
    outer = reached(far, _apart_from(near, allowed, graph), graph)
    for i in range(len(allowed)):
        if near[i] or not allowed[i] or not _beside(i, near, graph):
            continue
        if _beside(i, outer, graph):
            if filled >= len(member):
                return -1
            member[filled] = i
            filled += 1
    return filled


@njit(cache=True)
def _apart_from(group, allowed, graph):  # type: ignore[no-untyped-def]
    """Return the blocks that may be, without a group of nodes and its neighbours."""
    start, target = graph
    left = allowed.copy()
    for i in range(len(group)):
        if group[i]:
            if i < len(allowed):
                left[i] = False
            for at in range(start[i], start[i + 1]):
                if target[at] < len(allowed):
                    left[target[at]] = False
    return left


@njit(cache=True)
def _beside(node, group, graph):  # type: ignore[no-untyped-def]
    start, target = graph
    for at in range(start[node], start[node + 1]):
        if group[target[at]]:
            return True
    return False


@njit(cache=True)
def reached(first, inside, graph):  # type: ignore[no-untyped-def]
    """Return which nodes can be reached from `first` over blocks that are `inside`."""
    start, target = graph
    nodes = len(start) - 1
    found = np.zeros(nodes, np.bool_)
    queue = np.empty(nodes, np.int64)
    found[first] = True
    queue[0] = first
    head, tail = 0, 1
    while head < tail:
        here = queue[head]
        head += 1
        for at in range(start[here], start[here + 1]):
            there = target[at]
            if there < len(inside) and inside[there] and not found[there]:
                found[there] = True
                queue[tail] = there
                tail += 1
    return found
