"""Who gets which place? The rule R0-R5 of relative proximity (相对就近), whole.

Sources: S8, S13, S29, S55, S56 and docs/adr/0002; the rule is proved per run by the thresholds
and prices it returns, which capacity.certificate checks without any solver.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from capacity.case import Case
from capacity.claims import NO_THRESHOLD, live_claims, settle_claims
from capacity.ruleset import Comparator, CostShape, Order, Ruleset
from capacity.school_graph import exchange_edges, smallest_prices, spread
from capacity.ties import settle_ties

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class StageKind(StrEnum):
    """What a stage minimises for its tier."""

    TAIL = "tail"  # how many walk farther than the ruleset's tail_m
    COST = "cost"  # the sum of the costs


@dataclass(frozen=True, slots=True)
class Exchange:
    """What moves between schools would still cost after a tier was placed (for explanations).

    `edge[j, k]`: the least that one child more at k and less at j adds; `vacant[j]`: a place is
    left; `must_fill[j]`: the school must stay full.
    """

    edge: Ints
    vacant: Mask
    must_fill: Mask


@dataclass(frozen=True, slots=True)
class Stage:
    """One minimisation and its proof: `price[j]` per school, in the unit minimised.

    `exchange` comes with the last stage of each tier, and `meanwhile`: where everybody in play
    could stand when the tier was placed (schools, -1 for the others).
    """

    tier: int
    kind: StageKind
    price: Ints
    exchange: Exchange | None = None
    meanwhile: Ints | None = None


@dataclass(frozen=True, slots=True)
class Claiming:
    """The claims phase of one tier (tier-first) or of all (tier 0): each school's threshold."""

    tier: int
    threshold: Ints


@dataclass(frozen=True, slots=True)
class Shortage:
    """The deficient set (R0): these children may only go to these schools, which are full.

    `tier`: the tier that could not be placed; zone-first the first one, as all stand together.
    """

    tier: int
    short: int
    schools: Ints
    children: Ints


@dataclass(frozen=True, slots=True)
class Placement:
    """The outcome of one run: `school[i]` for every child, or the shortage that forbids it.

    `level[i]` is the child's place in the order of claims; `incomplete` lists children whose
    listed options were too few to prove the optimum: give them all schools and run again.
    `stays_at` is one way of staying that proves the thresholds (schools, or -1).
    """

    school: Ints
    level: Ints
    stays_at: Ints
    claiming: tuple[Claiming, ...]
    stages: tuple[Stage, ...]
    shortage: Shortage | None = None
    incomplete: tuple[int, ...] = ()


def levels(case: Case, ruleset: Ruleset) -> Ints:
    """Return each child's level of claim, 0 first: tier, then comparators before proximity."""
    keys = [case.tier]
    columns = {
        Comparator.PREFERENCE: -case.preference,
        Comparator.SIBLING: -case.sibling,
        Comparator.POINTS: -case.points,
    }
    keys += [columns[name] for name in ruleset.before_proximity]
    _, level = np.unique(np.stack(keys, axis=1), axis=0, return_inverse=True)
    return level.reshape(-1).astype(np.int64)


def cost_of(metres: Ints, ruleset: Ruleset) -> Ints:
    """Turn whole metres into the integer cost of the ruleset."""
    if ruleset.cost is CostShape.SQUARED:
        return metres * metres
    if ruleset.cost is CostShape.BANDED:
        return metres // ruleset.band_m
    return metres


def place(case: Case, ruleset: Ruleset, rank: Ints, *, pinned: Ints | None = None) -> Placement:
    """Place every child by the rule; `rank` is the lot, `pinned[i]` a school decided before or -1.

    Pinned children (twins kept together) hold their place first; everything else is optimal
    given that.
    """
    return _Run(case, ruleset, rank, pinned).whole()


class _Run:
    """One run's working state: which option rows are still open, who is fixed."""

    def __init__(self, case: Case, ruleset: Ruleset, rank: Ints, pinned: Ints | None) -> None:
        self.case, self.ruleset, self.rank = case, ruleset, rank
        self.level = levels(case, ruleset)
        self.cost = cost_of(case.option_m, ruleset)
        self.school = np.full(len(case), -1, dtype=np.int64) if pinned is None else pinned.copy()
        self.pinned = self.school >= 0
        self.stays_at = np.full(len(case), -1, dtype=np.int64)
        taken = np.bincount(self.school[self.pinned], minlength=len(case.places))
        self.room = np.maximum(case.places - taken, 0)
        self.zone_full = np.zeros(len(case.places), dtype=np.bool_)
        self.must_fill = self.zone_full  # and, inside a tier, whatever a stage found full
        self.open = ~self.pinned[case.option_child] & ~case.barred
        self.may_move = np.zeros(len(case), dtype=np.bool_)
        self.claiming: list[Claiming] = []
        self.stages: list[Stage] = []

    def whole(self) -> Placement:
        tiers = np.unique(self.case.tier[~self.pinned]).tolist()
        if self.ruleset.order is Order.ZONE_FIRST:
            self._claim(0, ~self.pinned)
        for tier in tiers:
            if self.ruleset.order is Order.TIER_FIRST:
                self._claim(tier, ~self.pinned & (self.case.tier == tier))
            ended = self._tier(tier)
            if ended is not None:
                return ended
        return self._placement()

    def _placement(
        self, shortage: Shortage | None = None, incomplete: tuple[int, ...] = ()
    ) -> Placement:
        proof = tuple(self.claiming), tuple(self.stages)
        return Placement(self.school, self.level, self.stays_at, *proof, shortage, incomplete)

    def _seat(self, children: Ints, schools: Ints) -> None:
        """Fix `children` at `schools`: their places are gone and their options closed."""
        self.school[children] = schools
        self.room = self.room - np.bincount(schools, minlength=len(self.room))
        self.open &= (self.school < 0)[self.case.option_child]

    def _claim(self, tier: int, who: Mask) -> None:
        """Settle the claims of `who` (R1, R2), close what they lose, seat those with one way."""
        case = self.case
        rows = np.flatnonzero(self.open & case.claimed & who[case.option_child])
        start = _starts(case.option_child[rows], len(case))
        order = np.lexsort((self.rank, self.level))
        rights = settle_claims(
            self.level, start, case.option_school[rows], self.room, order[who[order]]
        )
        kept, movable = live_claims(self.level, start, case.option_school[rows], rights.threshold)
        self.open[rows[~kept]] = False
        self.may_move |= movable & who
        self.stays_at = np.where(who, rights.stays_at, self.stays_at)
        self.claiming.append(Claiming(tier, rights.threshold))
        self.zone_full = rights.threshold < NO_THRESHOLD
        self._close_moves(who)
        single = rows[kept]
        single = single[~movable[case.option_child[single]]]
        ways = np.bincount(case.option_child[single], minlength=len(case))
        single = single[ways[case.option_child[single]] == 1]
        self._seat(case.option_child[single], case.option_school[single])

    def _close_moves(self, who: Mask) -> None:
        """Close the rows out of the zone: for those who stay, at full schools, beyond the cap."""
        case = self.case
        out = self.open & ~case.claimed & who[case.option_child]
        shut = ~self.may_move[case.option_child] | self.zone_full[case.option_school]
        self.open[out & (shut | self._too_far())] = False

    def _too_far(self) -> Mask:
        if self.ruleset.cap_m is None:
            return np.zeros(len(self.open), np.bool_)
        return ~self.case.claimed & (self.case.option_m > self.ruleset.cap_m)

    def _tier(self, tier: int) -> Placement | None:
        """Run the stages of one tier, settle its ties, fix it; a Placement ends the run."""
        case = self.case
        waiting = (self.school < 0) & (case.tier >= tier)
        in_play = self.open & waiting[case.option_child]
        if self.ruleset.order is Order.TIER_FIRST:  # later tiers have not claimed: look ahead only
            later = (case.tier > tier)[case.option_child]
            in_play &= ~(later & (self._too_far() | self.zone_full[case.option_school]))
        rows = np.flatnonzero(in_play)
        stuck = np.setdiff1d(np.flatnonzero(waiting), case.option_child[rows])
        if len(stuck):
            return self._short_or_incomplete(tier, len(stuck), np.empty(0, np.int64), stuck)
        if not np.any(case.tier[case.option_child[rows]] == tier):
            return None
        self.must_fill = self.zone_full
        kinds = [StageKind.COST] if self.ruleset.tail_m is None else list(StageKind)
        at, before, must_fill = np.empty(0, np.int64), rows, self.must_fill
        for kind in kinds:
            before, must_fill = rows, self.must_fill
            rows, at, ended = self._stage(tier, kind, rows)
            if ended is not None:
                return ended
        ended = self._fix(tier, rows, at)
        if ended is None:
            self._keep_exchange(tier, before, must_fill)
        return ended

    def _stage(self, tier: int, kind: StageKind, rows: Ints) -> tuple[Ints, Ints, Placement | None]:
        """Minimise one thing for `tier`; return the rows that keep the optimum and who is where."""
        case = self.case
        children, child = np.unique(case.option_child[rows], return_inverse=True)
        start, school = _starts(child, len(children)), case.option_school[rows]
        cost = self._stage_cost(tier, kind, rows)
        found = spread(start, school, cost, self.room, self.must_fill)
        if found.excess.any():
            stranded = children[found.reached[school[found.row]]]
            seated = (self.school >= 0) & ~self.pinned
            if self.ruleset.order is Order.TIER_FIRST:
                seated &= case.tier >= tier
            seated &= found.reached[self.school]
            stranded = np.union1d(stranded, np.flatnonzero(seated))
            short, schools = int(found.excess.sum()), np.flatnonzero(found.reached)
            return rows, rows, self._short_or_incomplete(tier, short, schools, stranded)
        count = np.bincount(school[found.row], minlength=len(self.room))
        edge = exchange_edges(start, school, cost, found.row, len(self.room))
        price = smallest_prices(edge, count >= self.room, self.must_fill)
        self.stages.append(Stage(tier, kind, price))
        total = cost + price[school]
        lacking = self._lacking(tier, kind, children, total[found.row])
        if len(lacking):
            return rows, rows, self._placement(incomplete=tuple(lacking.tolist()))
        tight = total == total[found.row][child]
        self.must_fill = self.must_fill | (price > 0)
        return rows[tight], np.cumsum(tight)[found.row] - 1, None

    def _stage_cost(self, tier: int, kind: StageKind, rows: Ints) -> Ints:
        own = self.case.tier[self.case.option_child[rows]] == tier
        if kind is StageKind.TAIL:
            return (own & (self.case.option_m[rows] > (self.ruleset.tail_m or 0))).astype(np.int64)
        return np.where(own, self.cost[rows], 0)

    def _lacking(self, tier: int, kind: StageKind, children: Ints, paid: Ints) -> Ints:
        """Return the movable children whose unlisted schools might still be better."""
        case, rule = self.case, self.ruleset
        beyond, own = case.beyond[children], case.tier[children] == tier
        least = cost_of(np.maximum(beyond, 0), rule)
        if kind is StageKind.TAIL:
            least = (beyond > (rule.tail_m or 0)).astype(np.int64)
        movable = self.may_move[children]
        if rule.order is Order.TIER_FIRST:
            movable |= case.tier[children] > tier
        unproved = paid > np.where(own, least, 0)
        if kind is StageKind.COST:  # an unlisted school that is just as good matters to the lot
            unproved |= own & (paid == least)
        return children[movable & self._partial(children) & unproved]

    def _partial(self, children: Ints) -> Mask:
        """Mark the children to whom schools not listed might still be open."""
        beyond = self.case.beyond[children]
        cap = self.ruleset.cap_m
        return (beyond >= 0) & (True if cap is None else beyond <= cap)

    def _short_or_incomplete(
        self, tier: int, short: int, schools: Ints, children: Ints
    ) -> Placement:
        """Return the deficient set; over truncated options it proves nothing: ask for the rest."""
        partial = children[self._partial(children)]
        if len(partial):
            return self._placement(incomplete=tuple(partial.tolist()))
        if self.ruleset.order is Order.ZONE_FIRST:  # all tiers claimed together
            tier = int(self.case.tier[~self.pinned].min())
        return self._placement(shortage=Shortage(tier, short, schools, children))

    def _fix(self, tier: int, rows: Ints, at: Ints) -> Placement | None:
        """Let the lot choose among the optima (R4), then fix this tier's children."""
        case = self.case
        child, school = case.option_child[rows], case.option_school[rows]
        best_first = np.lexsort((school, case.option_m[rows], ~case.claimed[rows], child))
        moved_to = np.empty(len(rows), dtype=np.int64)
        moved_to[best_first] = np.arange(len(rows))
        rows, at, school = rows[best_first], moved_to[at], school[best_first]
        children, child = np.unique(case.option_child[rows], return_inverse=True)
        own = np.flatnonzero(case.tier[children] == tier)
        order = own[np.argsort(self.rank[children[own]], kind="stable")]
        start = _starts(child, len(children))
        at, in_vain = settle_ties(order, start, school, at, self.room, self.must_fill)
        asked = self._partial(children) & in_vain[school[at]] & (case.tier[children] > tier)
        if self.ruleset.order is Order.ZONE_FIRST:
            asked &= self.may_move[children]
        if asked.any():  # one of them might have made way through a school that is not listed
            return self._placement(incomplete=tuple(children[asked].tolist()))
        self.meanwhile = np.full(len(case), -1, dtype=np.int64)
        self.meanwhile[children] = school[at]
        self.room_before = self.room
        self._seat(children[own], school[at[own]])
        return None

    def _keep_exchange(self, tier: int, rows: Ints, must_fill: Mask) -> None:
        """Note what moves would have cost, `rows` being open before the last stage of the tier."""
        case = self.case
        children, child = np.unique(case.option_child[rows], return_inverse=True)
        start, school = _starts(child, len(children)), case.option_school[rows]
        here = school == self.meanwhile[children][child]
        count = np.bincount(school[here], minlength=len(self.room))
        cost = self._stage_cost(tier, StageKind.COST, rows)
        edge = exchange_edges(start, school, cost, np.flatnonzero(here), len(self.room))
        exchange = Exchange(edge, count < self.room_before, must_fill)
        self.stages[-1] = replace(self.stages[-1], exchange=exchange, meanwhile=self.meanwhile)


def _starts(child: Ints, children: int) -> Ints:
    start = np.zeros(children + 1, dtype=np.int64)
    np.cumsum(np.bincount(child, minlength=children), out=start[1:])
    return start
