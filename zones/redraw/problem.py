"""What is to be decided when zones are drawn anew, as plain arrays that any method can work on?"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
FREE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Who borders on whom: compressed rows over blocks 0…n-1 and roots n…n+m-1, both ways.

    `border[e]` is the price of that neighbourly border if it becomes a border between zones.
    """

    start: Ints
    target: Ints
    border: Ints

    def neighbours(self, node: int) -> Ints:
        """Return the neighbours of a block or root, sorted."""
        return self.target[self.start[node] : self.start[node + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Blocks to be given to schools so that zones are in one piece and within places.

    `cost` (n, m): what it costs to send a whole block to a school, whole numbers;
    `children` (n, years), `places` (m, years): heads; `allowed` (n, m): which pairs may be;
    `fixed` (n,): the school a block must have, or FREE; `graph`: blocks, then one root per school;
    `over_price`: None where places are a limit, else what one child over capacity costs. `group`
    (n,), FREE for none, `most` (groups,): over how many schools the blocks of a group may be split.
    """

    cost: Ints
    children: Ints
    places: Ints
    allowed: NDArray[np.bool_]
    fixed: Ints
    graph: Graph
    over_price: int | None = None
    group: Ints | None = None
    most: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def blocks(self) -> int:
        """Count the blocks."""
        return len(self.cost)

    @property
    def schools(self) -> int:
        """Count the schools."""
        return self.cost.shape[1]

    def may(self) -> NDArray[np.bool_]:
        """Return (n, m) which pairs may be, fixed blocks having their one school only."""
        found = self.allowed.copy()
        held = np.flatnonzero(self.fixed >= 0)
        found[held] = False
        found[held, self.fixed[held]] = True
        return found

    def loads(self, zone: Ints) -> Ints:
        """Return (m, years) the children of each school under an assignment of the blocks."""
        found = np.zeros_like(self.places)
        np.add.at(found, zone, self.children)
        return found

    def over(self, zone: Ints) -> int:
        """Count the children over capacity, summed over schools and years."""
        return int(np.maximum(self.loads(zone) - self.places, 0).sum())

    def spread(self, zone: Ints) -> Ints:
        """Return (groups, m) how many blocks of each limited group go to each school."""
        found = np.zeros((len(self.most), self.schools), np.int64)
        if self.group is not None:
            inside = self.group >= 0
            np.add.at(found, (self.group[inside], zone[inside]), 1)
        return found

    def split(self, zone: Ints) -> int:
        """Count the schools that groups have beyond the most they may be split over."""
        kinds = (self.spread(zone) > 0).sum(axis=1)
        return int(np.maximum(kinds - self.most, 0).sum())

    def unmet(self, zone: Ints) -> tuple[int, int]:
        """Return what of the limits is not kept: schools too many, children over capacity."""
        return self.split(zone), self.over(zone)

    def value(self, zone: Ints) -> int:
        """Return the cost of an assignment with its borders, and children over where priced."""
        total = int(self.cost[np.arange(self.blocks), zone].sum())
        source = np.repeat(np.arange(self.blocks), np.diff(self.graph.start[: self.blocks + 1]))
        target = self.graph.target[: len(source)]
        inner = target < self.blocks
        source, target = source[inner], target[inner]
        apart = zone[source] != zone[target]
        total += int(self.graph.border[: len(inner)][inner][apart].sum()) // 2
        return total + (self.over_price or 0) * self.over(zone)


def graph_of(blocks: int, pairs: Ints, roots: list[list[int]], border: Ints | None = None) -> Graph:
    """Build the graph from pairs (p, 2) of neighbouring blocks and the blocks beside each root.

    Pairs may come in either or both directions; pairs of a block with itself are left out.
    `border`: price of each pair, 0 throughout where None.
    """
    price = np.zeros(len(pairs), np.int64) if border is None else border
    ends = [(blocks + k, block) for k, beside in enumerate(roots) for block in beside]
    both = np.concatenate([pairs, np.array(ends, np.int64).reshape(-1, 2)])
    price = np.concatenate([price, np.zeros(len(ends), np.int64)])
    kept = both[:, 0] != both[:, 1]
    both, price = both[kept], price[kept]
    both = np.concatenate([both, both[:, ::-1]])
    price = np.concatenate([price, price])
    both, first = np.unique(both, axis=0, return_index=True)
    nodes = blocks + len(roots)
    start = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=nodes), out=start[1:])
    return Graph(start, np.ascontiguousarray(both[:, 1]), price[first])


def with_allowed(problem: Problem, allowed: NDArray[np.bool_]) -> Problem:
    """Return the problem with other pairs allowed."""
    return replace(problem, allowed=np.ascontiguousarray(allowed))


def with_over_price(problem: Problem, price: int) -> Problem:
    """Return the problem with places priced instead of being a limit."""
    return replace(problem, over_price=price)
