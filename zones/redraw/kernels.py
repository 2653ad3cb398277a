"""How does one unit, or a chain of units, change its zone? Compiled inner loops of the search.

Nodes 0…n-1 are blocks, n…n+m-1 the schools' own doors (roots), which never change. A zone is legal
as long as all its blocks reach its root inside it; a move that would part one is never made.
Costs and loads are whole numbers, so that sums are exact in any order.
"""

import math

import numpy as np
from numba import njit

_TRIES = 4  # blocks looked at before the next link of a chain is chosen


@njit(cache=True, inline="always")
def _next_random(seed):  # type: ignore[no-untyped-def]
    """Step xorshift64* (Marsaglia 2003; Vigna 2016) in place, return 53 random bits."""
    x = seed[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    seed[0] = x
    return (x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)


@njit(cache=True, inline="always")
def _below(seed, count):  # type: ignore[no-untyped-def]
    """Return a random whole number from 0 to count - 1."""
    return int(_next_random(seed) * (1.0 / 9007199254740992.0) * count)


@njit(cache=True)
def may_leave(node, zone, graph, stamps):  # type: ignore[no-untyped-def]
    """Say whether the zone of `node` stays in one piece without it."""
    start, target, _ = graph
    mark, queue = stamps
    own = zone[node]
    wanted, first = 0, -1
    for at in range(start[node], start[node + 1]):
        if zone[target[at]] == own:
            wanted += 1
            first = target[at]
    if wanted <= 1:
        return True
    mark[-1] += 2  # the last cell counts the searches: even stamps are wanted, odd ones seen
    want, seen = mark[-1], mark[-1] + 1
    for at in range(start[node], start[node + 1]):
        if zone[target[at]] == own:
            mark[target[at]] = want
    mark[node], mark[first] = seen, seen
    queue[0] = first
    head, tail, found = 0, 1, 1
    while head < tail:
        here = queue[head]
        head += 1
        for at in range(start[here], start[here + 1]):
            there = target[at]
            if zone[there] != own or mark[there] == seen:
                continue
            if mark[there] == want:
                found += 1
                if found == wanted:
                    return True
            mark[there] = seen
            queue[tail] = there
            tail += 1
    return False


@njit(cache=True, inline="always")
def _over_change(school, block, sign, model, load):  # type: ignore[no-untyped-def]
    """Return by how much the children over capacity change, summed over the years."""
    children, places = model[1], model[2]
    change = 0
    for year in range(places.shape[1]):
        before = load[school, year] - places[school, year]
        after = before + sign * children[block, year]
        change += max(after, 0) - max(before, 0)
    return change


@njit(cache=True, inline="always")
def _split_change(block, old, new, model, spread):  # type: ignore[no-untyped-def]
    """Return by how much the schools that a group has too many change; `spread`: see `move`."""
    group = model[5][block]
    if group < 0:
        return 0
    blocks, kinds = spread
    most, before = model[6][group], kinds[group]
    after = before - (blocks[group, old] == 1) + (blocks[group, new] == 0)
    return max(after - most, 0) - max(before - most, 0)


@njit(cache=True, inline="always")
def _cost_change(block, old, new, zone, graph, cost):  # type: ignore[no-untyped-def]
    """Return the change of cost and of border between zones if a block changes."""
    start, target, border = graph
    change = cost[block, new] - cost[block, old]
    for at in range(start[block], start[block + 1]):
        there = zone[target[at]]
        if there == old:
            change += border[at]
        elif there == new:
            change -= border[at]
    return change


@njit(cache=True)
def move(block, new, model, graph, state):  # type: ignore[no-untyped-def]
    """Give a block to another school and keep loads, members and totals.

    `state`: zones, loads, members, their places in it, their counts; the totals of cost, children
    over capacity and schools too many; blocks by group and school, schools by group.
    """
    zone, load, member, place, count, totals, spread = state
    old, children = zone[block], model[1]
    totals[0] += _cost_change(block, old, new, zone, graph, model[0])
    totals[1] += _over_change(old, block, -1, model, load)
    totals[1] += _over_change(new, block, 1, model, load)
    group = model[5][block]
    if group >= 0:
        totals[2] += _split_change(block, old, new, model, spread)
        spread[1][group] += (spread[0][group, new] == 0) - (spread[0][group, old] == 1)
        spread[0][group, old] -= 1
        spread[0][group, new] += 1
    for year in range(children.shape[1]):
        load[old, year] -= children[block, year]
        load[new, year] += children[block, year]
    count[old] -= 1
    last = member[old, count[old]]
    member[old, place[block]] = last
    place[last] = place[block]
    member[new, count[new]] = block
    place[block] = count[new]
    count[new] += 1
    zone[block] = new


@njit(cache=True, inline="always")
def _risen(totals, before, price):  # type: ignore[no-untyped-def]
    """Return by how much the priced sum of the totals has risen."""
    risen = totals[0] - before[0] + price[0] * (totals[1] - before[1])
    return risen + price[1] * (totals[2] - before[2])


@njit(cache=True)
def _next_link(school, not_this, model, graph, state, seed, price):  # type: ignore[no-untyped-def]
    """Look at a few blocks of a school that could go on to another; return the best and where."""
    zone, load, member, _, count, _, spread = state
    start, target, _ = graph
    best, best_block, best_new = 0.0, -1, -1
    for _ in range(_TRIES):
        block = member[school, _below(seed, count[school])]
        degree = start[block + 1] - start[block]
        if block == not_this or degree == 0 or model[4][block] >= 0:
            continue
        new = zone[target[start[block] + _below(seed, degree)]]
        if new == school or not model[3][block, new]:
            continue
        change = _cost_change(block, school, new, zone, graph, model[0]) + price[0] * (
            _over_change(school, block, -1, model, load) + _over_change(new, block, 1, model, load)
        )
        change += price[1] * _split_change(block, school, new, model, spread)
        if best_block < 0 or change < best:
            best, best_block, best_new = change, block, new
    return best_block, best_new


@njit(cache=True)
def _chain(model, graph, state, stamps, seed, price, limit):  # type: ignore[no-untyped-def]
    """Try a chain of up to three moves whose total change is at most `limit`; say if one stands.

    `price`: of a child over capacity, and of a school that a group has too many.
    """
    zone, load, totals = state[0], state[1], state[5]
    start, target, _ = graph
    block = _below(seed, len(model[0]))
    degree = start[block + 1] - start[block]
    if degree == 0 or model[4][block] >= 0:
        return False
    new, old = zone[target[start[block] + _below(seed, degree)]], zone[block]
    if new == old or not model[3][block, new]:
        return False
    plain = _cost_change(block, old, new, zone, graph, model[0])
    plain += price[1] * _split_change(block, old, new, model, state[6])
    over = _over_change(old, block, -1, model, load) + _over_change(new, block, 1, model, load)
    single = plain + price[0] * over <= limit
    if not single and (over <= 0 or plain - price[0] * abs(over) > limit):
        return False
    if not may_leave(block, zone, graph, stamps):
        return False
    before = (totals[0], totals[1], totals[2])
    blocks, olds = (block, -1, -1), (old, -1, -1)
    move(block, new, model, graph, state)
    if single:
        return True
    second, onward = _next_link(new, block, model, graph, state, seed, price)
    if second >= 0 and may_leave(second, zone, graph, stamps):
        move(second, onward, model, graph, state)
        blocks, olds = (block, second, -1), (old, new, -1)
        if _risen(totals, before, price) <= limit:
            return True
        third, last = _next_link(onward, second, model, graph, state, seed, price)
        if third >= 0 and third != block and may_leave(third, zone, graph, stamps):
            move(third, last, model, graph, state)
            blocks, olds = (block, second, third), (old, new, onward)
            if _risen(totals, before, price) <= limit:
                return True
    for link in (2, 1, 0):
        if blocks[link] >= 0:
            move(blocks[link], olds[link], model, graph, state)
    return False


@njit(cache=True)
def anneal(model, graph, state, stamps, seed, schedule, best):  # type: ignore[no-untyped-def]
    """Make `steps` tries between two temperatures; keep the best plan that keeps its limits.

    `schedule`: steps, first and last temperature, price of a child over capacity and of a school
    that a group has too many, hard. `best`: its zones, [cost]. With a price meant for good (`hard`
    False) children over count in the cost; groups are never split beyond their limit.
    """
    steps, hot, cold, over_price, split_price, hard = schedule
    price = (over_price, split_price)
    best_zone, best_cost = best
    cooling = math.log(cold / hot)
    totals = state[5]
    for step in range(int(steps)):
        if step % 64 == 0:
            heat = hot * math.exp(cooling * step / steps)
        luck = (_next_random(seed) + 1) * (1.0 / 9007199254740992.0)
        if not _chain(model, graph, state, stamps, seed, price, -heat * math.log(luck)):
            continue
        if totals[2] > 0 or (hard and totals[1] > 0):
            continue
        value = totals[0] if hard else totals[0] + int(over_price) * totals[1]
        if value < best_cost[0]:
            best_cost[0] = value
            best_zone[:] = state[0]
