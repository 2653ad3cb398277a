"""Why this school, and what would have had to be different? One reason per child (R5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capacity.case import Case, Ints
from capacity.claims import NO_THRESHOLD
from capacity.overflow import Placement, Stage, StageKind, cost_of
from capacity.ruleset import CostShape, Ruleset
from capacity.school_graph import FAR, exchange_costs
from capacity.twins import TwinOutcome, place_with_twins

Mask = NDArray[np.bool_]
RESOLVE_BUDGET = 30_000_000  # option rows looked at again over all trial runs: some seconds


class Reason(StrEnum):
    """What decided for one child."""

    ZONE_HAS_ROOM = "zone_has_room"  # every child of the zone fits
    CLAIM_COMES_FIRST = "claim_comes_first"  # tier or comparator before the contested one
    STAYS_BY_PROXIMITY = "stays_by_proximity"  # the next school with room would cost too much more
    STAYS_BY_LOT = "stays_by_lot"
    CLAIM_COMES_LATER = "claim_comes_later"  # places ended before this level of claim
    MOVED_BY_PROXIMITY = "moved_by_proximity"
    MOVED_BY_LOT = "moved_by_lot"
    NO_ZONE = "no_zone"  # the home lies in no zone: nearest overall with room
    TWINS_TOGETHER = "twins_together"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Per child: the reason and the numbers behind it; -1 (schools, metres) where there is none.

    `own` is the claimed school the child was nearest to holding, `other` the best school out of
    the zone at its price. `lacking`: a moved child would have stayed if every other school were
    more than this many metres farther (or its own that much nearer), all else equal; only where
    the cost is metres and no tail comes before their sum. `places_needed`: or
    if its own school had this many places more.
    """

    reason: NDArray[np.object_]
    own: Ints
    own_m: Ints
    other: Ints
    other_m: Ints
    metres: Ints
    lacking: Ints
    places_needed: Ints


def explain(case: Case, ruleset: Ruleset, rank: Ints, outcome: TwinOutcome) -> Explanation:
    """Explain a placement without shortage: a reason and a counterfactual for every child."""
    placement = outcome.placement
    threshold = final_thresholds(case, placement)
    price = seat_prices(case, placement)
    cost = cost_of(case.option_m, ruleset) + price[case.option_school]
    near_enough = case.option_m <= (FAR if ruleset.cap_m is None else ruleset.cap_m)
    open_out = ~case.claimed & ~case.barred & near_enough
    open_out &= (threshold == NO_THRESHOLD)[case.option_school]
    own_row = _least(case, cost, case.claimed & ~case.barred)
    other_row = _least(case, cost, open_out)
    stays = _in_zone(case, placement)
    margin = _contested_margins(case, ruleset, placement, open_out)
    reason = _reasons(case, placement, threshold, stays, margin)
    reason[outcome.pinned >= 0] = Reason.TWINS_TOGETHER
    moved = np.isin(reason.astype(str), (Reason.MOVED_BY_PROXIMITY, Reason.MOVED_BY_LOT))
    in_metres = ruleset.cost is CostShape.IDENTITY and ruleset.tail_m is None
    told = moved & (margin < FAR) & in_metres
    return Explanation(
        reason=reason,
        own=_at(case.option_school, own_row),
        own_m=_at(case.option_m, own_row),
        other=_at(case.option_school, other_row),
        other_m=_at(case.option_m, other_row),
        metres=case.metres(np.arange(len(case)), placement.school),
        lacking=np.where(told, margin, -1),
        places_needed=_places_needed(case, ruleset, rank, outcome, stays),
    )


def final_thresholds(case: Case, placement: Placement) -> Ints:
    """Return each school's earliest threshold over the claiming phases."""
    threshold = np.full(len(case.places), NO_THRESHOLD, dtype=np.int64)
    for entry in placement.claiming:
        threshold = np.minimum(threshold, entry.threshold)
    return threshold


def seat_prices(case: Case, placement: Placement) -> NDArray[np.int64]:
    """Return each school's price in the last tier that gave it one (0 where places are left).

    A price is what one more place would save, in the unit of the ruleset's cost.
    """
    price = np.zeros(len(case.places), dtype=np.int64)
    for stage in placement.stages:
        if stage.kind is StageKind.COST:
            price = np.where(stage.price != 0, stage.price, price)
    return price


def _least(case: Case, value: Ints, allowed_rows: NDArray[np.bool_]) -> Ints:
    """Return each child's allowed row with the least `value` (first on ties), or -1."""
    allowed = np.flatnonzero(allowed_rows)
    order = allowed[np.lexsort((allowed, value[allowed], case.option_child[allowed]))]
    child, first = np.unique(case.option_child[order], return_index=True)
    row = np.full(len(case), -1, dtype=np.int64)
    row[child] = order[first]
    return row


def _at(values: Ints, row: Ints) -> Ints:
    return np.where(row >= 0, values[np.maximum(row, 0)], -1) if len(values) else row


def _in_zone(case: Case, placement: Placement) -> NDArray[np.bool_]:
    at = placement.school[case.option_child] == case.option_school
    stays = np.zeros(len(case), dtype=np.bool_)
    stays[case.option_child[at & case.claimed]] = True
    return stays


def _reasons(
    case: Case, placement: Placement, threshold: Ints, stays: Mask, margin: Ints
) -> NDArray[np.object_]:
    claims = case.claimed & ~case.barred
    best = np.full(len(case), -1, dtype=np.int64)
    np.maximum.at(best, case.option_child[claims], threshold[case.option_school[claims]])
    contested = best == placement.level
    reason = np.full(len(case), Reason.CLAIM_COMES_LATER, dtype=object)
    reason[best > placement.level] = Reason.CLAIM_COMES_FIRST
    reason[best == NO_THRESHOLD] = Reason.ZONE_HAS_ROOM
    reason[contested & stays] = Reason.STAYS_BY_PROXIMITY
    reason[contested & ~stays & _somebody_stays(case, placement, threshold)] = (
        Reason.MOVED_BY_PROXIMITY
    )
    reason[contested & stays & (margin == 0)] = Reason.STAYS_BY_LOT
    reason[contested & ~stays & (margin == 0)] = Reason.MOVED_BY_LOT
    reason[best < 0] = Reason.NO_ZONE
    return reason


@dataclass(frozen=True, slots=True)
class _Chains:
    """What chains of moves around one full school add, in the cost of its contested tier.

    `out[k]`: from the school to k, everybody else as well placed as possible; `back[k]`: from k
    to the school. FAR where there is no chain.
    """

    out: Ints
    back: Ints


def _chains(stage: Stage, owns: Ints) -> Iterator[tuple[int, _Chains]]:
    """Yield (school, its chains) for each of the full schools `owns`."""
    exchange, price = stage.exchange, stage.price
    if exchange is None or not len(owns):
        return
    turned = np.ascontiguousarray(exchange.edge.T)  # chains into a school: the same, backwards
    to_vacant = exchange_costs(turned, -price, np.flatnonzero(exchange.vacant))
    for own in owns.tolist():
        forward = exchange_costs(exchange.edge, price, np.array([own]))
        backward = exchange_costs(turned, -price, np.array([own]))
        # a school that somebody leaves is filled by the cheapest chain into it: minus its price
        refilled = np.where(to_vacant[own] < FAR, to_vacant[own] - price, FAR)
        makes_way = np.where(to_vacant < FAR, to_vacant - price[own], FAR)
        yield own, _Chains(np.minimum(forward, refilled), np.minimum(backward, makes_way))


def _contested_margins(case: Case, ruleset: Ruleset, placement: Placement, open_out: Mask) -> Ints:
    """Return by how much the rule preferred each contested child's outcome (-1: not contested).

    In cost units: what it would add to place the child the other way, everybody else as well as
    possible. 0: the lot decided; FAR: there is no other way.
    """
    threshold = final_thresholds(case, placement)
    margin = np.full(len(case), -1, dtype=np.int64)
    at_threshold = threshold[case.option_school] == placement.level[case.option_child]
    contested = np.zeros(len(case), dtype=np.bool_)
    claims = case.claimed & ~case.barred & at_threshold
    contested[case.option_child[claims]] = True
    rows = np.flatnonzero(contested[case.option_child])  # few: the rest is never looked at again
    child, school = case.option_child[rows], case.option_school[rows]
    cost = cost_of(case.option_m[rows], ruleset)
    at = placement.school[child]
    paid = np.zeros(len(case), dtype=np.int64)
    paid[child[school == at]] = cost[school == at]
    cost -= paid[child]
    mine = claims[rows]
    stays = np.zeros(len(case), dtype=np.bool_)
    stays[child[mine & (school == at)]] = True
    margin[contested] = FAR
    for stage in placement.stages:
        of_tier = case.tier[child] == stage.tier
        for own, chains in _chains(stage, np.unique(school[mine & of_tier])):
            back = of_tier & mine & (school == own) & ~stays[child]
            _lower(margin, child[back], cost[back], chains.out[at[back]])
            away = of_tier & stays[child] & (at == own) & open_out[rows]
            _lower(margin, child[away], cost[away], chains.back[school[away]])
    return margin


def _lower(margin: Ints, child: Ints, added: Ints, chain: Ints) -> None:
    """Lower the margin of the children to the cheapest of their other ways."""
    np.minimum.at(margin, child, np.where(chain < FAR, added + chain, FAR))


def _somebody_stays(case: Case, placement: Placement, threshold: Ints) -> Mask:
    """Mark children of a contested level of which at least one stays at their own school."""
    width = int(placement.level.max(initial=0)) + 1
    level = placement.level[case.option_child]
    key = case.option_school * width + level
    at_threshold = case.claimed & ~case.barred & (threshold[case.option_school] == level)
    here = placement.school[case.option_child] == case.option_school
    partly = at_threshold & np.isin(key, np.unique(key[at_threshold & here]))
    marked = np.zeros(len(case), dtype=np.bool_)
    marked[case.option_child[partly]] = True
    return marked


def _places_needed(
    case: Case, ruleset: Ruleset, rank: Ints, outcome: TwinOutcome, stays: Mask
) -> Ints:
    """Return how many more places at one of its own schools would have kept each moved child.

    Found by placing again with one place more, two more, …; -1 where nothing was lost or where
    the run is too large for the budget (then `jiujin explain` answers for a single child).
    """
    needed = np.full(len(case), -1, dtype=np.int64)
    claims = case.claimed & ~case.barred
    lost = claims & ~stays[case.option_child] & (outcome.pinned < 0)[case.option_child]
    turned_away = np.bincount(case.option_school[lost], minlength=len(case.places))
    schools = np.flatnonzero(turned_away).tolist()
    everybody = len(np.unique(case.option_child[lost]))
    if everybody * len(schools) * len(case.option_m) > RESOLVE_BUDGET:
        return needed
    for school in schools:
        mine = np.unique(case.option_child[lost & (case.option_school == school)])
        for more in range(1, everybody + 1):  # in shared zones others may shift here first
            kept = _kept_with(case, ruleset, rank, (school, more))
            fresh = mine[kept[mine] & ((needed[mine] < 0) | (needed[mine] > more))]
            needed[fresh] = more
            if kept[mine].all():
                break
    return needed


def _kept_with(
    case: Case, ruleset: Ruleset, rank: Ints, more: tuple[int, int]
) -> NDArray[np.bool_]:
    places = case.places.copy()
    places[more[0]] += more[1]
    again = replace(case, places=places)
    found = place_with_twins(again, ruleset, rank).placement
    return _in_zone(again, found)


def reason_record(case: Case, found: Explanation, child: int) -> dict[str, Any]:
    """Return one child's explanation as plain values, for a page or a letter."""

    def school(index: int) -> str | None:
        return case.school_ids[index] if index >= 0 else None

    numbers = {
        "metres": int(found.metres[child]),
        "own_school_m": int(found.own_m[child]),
        "other_school_m": int(found.other_m[child]),
        "stays_if_other_were_farther_by": int(found.lacking[child]),
        "stays_if_places_more": int(found.places_needed[child]),
    }
    return {
        "reason": str(found.reason[child]),
        "own_school": school(int(found.own[child])),
        "other_school": school(int(found.other[child])),
        **{key: value for key, value in numbers.items() if value >= 0},
    }
