"""Which school does this one address belong to? Asked by a parent, answered, not stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite

import numpy as np

from geo.address import Address, parse
from zones.addresses import AddressList, ListAnswer, Silence
from zones.decide import NEAR_LINE_M
from zones.decision import Basis, Note, Polygons, decide, zone_beyond
from zones.match import TOLERANCE_M, match_zones
from zones.matches import Matches, MatchState
from zones.plan import Plan

Walk = Callable[[float, float, tuple[str, ...]], Mapping[str, int | None]]
"""Whole metres from a point (district metres) to each of these schools; None: no way known."""


class Said(StrEnum):
    """The sentences of an answer, as keys a face translates; each has its values in `Answer`."""

    ONE_ZONE = "one_zone"
    SHARED_ZONE = "shared_zone"
    CONTESTED = "contested"
    OUTSIDE = "outside"
    NOT_LOCATED = "not_located"
    BY_LIST = "decided_by_list"
    BY_POLYGON = "decided_by_polygon"
    NEAR_LINE = "near_line"
    NEAR_OUTER_LINE = "near_outer_line"
    LIST_DISAGREES = "list_disagrees"
    LIST_UNCLEAR = "list_unclear"
    NO_PROMISE = "no_promise"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A school the home belongs to or may belong to; `metres` on foot, None if not known."""

    school_id: str
    name: str
    zone_id: str
    metres: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address is told.

    `candidates` are sorted by zone and school: all schools of all zones it could belong to.
    `line_distance_m` is None where nothing is near enough to know; `line_zone_id` "" is land of no
    zone. `said` are the sentences, in order.
    """

    state: MatchState
    basis: Basis
    zone_ids: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    line_distance_m: float | None
    line_zone_id: str
    list_rows: tuple[int, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class LookupSources:
    """What a lookup answers from: zones of one level on one day, and what is known besides.

    `names`: school names by id. `walk`: the distance function, None for no distances.
    """

    plan: Plan
    names: Mapping[str, str]
    address_list: AddressList | None = None
    walk: Walk | None = None
    tolerance_m: float = TOLERANCE_M
    near_line_m: float = NEAR_LINE_M


@dataclass(frozen=True, slots=True)
class Matched:
    """What the polygons say of one point, and its nearest line: NaN and -1 where there is none."""

    polygons: Polygons
    line_distance_m: float
    line_zone: int


def lookup(
    sources: LookupSources, *, x_m: float = np.nan, y_m: float = np.nan, address: str = ""
) -> Answer:
    """Answer one address or point in the district's metres; keeps nothing of it.

    Never a guess: a home near a line, in an overlap or outside gets all the schools it may belong
    to and the advice to ask with the deed in hand.
    """
    matches = match_zones([x_m], [y_m], sources.plan, tolerance_m=sources.tolerance_m)
    listed = heard(sources, parse(address) if address else None)
    return answer_of(sources, matched_of(matches, 0), listed, (x_m, y_m))


def matched_of(matches: Matches, home: int) -> Matched:
    """Return what the polygons say of one home of many."""
    found = Polygons(matches.state_of(home), matches.zones_of(home), matches.covering(home))
    return Matched(found, float(matches.line_distance_m[home]), int(matches.line_zone[home]))


def heard(sources: LookupSources, address: Address | None) -> ListAnswer:
    """Return what the legal list says of an address; without a list or an address, nothing."""
    if sources.address_list is None or address is None:
        return ListAnswer("", (), Silence.NOT_LISTED)
    return sources.address_list.find(address)


def answer_of(
    sources: LookupSources, matched: Matched, listed: ListAnswer, at_m: tuple[float, float]
) -> Answer:
    """Answer from what polygons and list say of a place; `at_m` is only walked from."""
    plan = sources.plan
    decision = decide(plan, matched.polygons, listed)
    distance = matched.line_distance_m
    line_zone = zone_beyond(matched.polygons, matched.line_zone, decision)
    answer = Answer(
        state=decision.state,
        basis=decision.basis,
        zone_ids=tuple(plan.zone_id[zone] for zone in decision.zones),
        candidates=_candidates(sources, decision.zones, *at_m),
        line_distance_m=distance if isfinite(distance) else None,
        line_zone_id=plan.zone_id[line_zone] if line_zone >= 0 else "",
        list_rows=listed.rows,
        said=(),
    )
    return _with_words(answer, decision.notes, sources.near_line_m)


def _candidates(
    sources: LookupSources, zones: tuple[int, ...], x_m: float, y_m: float
) -> tuple[Candidate, ...]:
    pairs = [(zone, school) for zone in zones for school in sources.plan.school_ids[zone]]
    metres: Mapping[str, int | None] = {}
    if sources.walk is not None and isfinite(x_m) and isfinite(y_m) and pairs:
        metres = sources.walk(x_m, y_m, tuple(sorted({school for _, school in pairs})))
    return tuple(
        Candidate(
            school,
            sources.names.get(school, school),
            sources.plan.zone_id[zone],
            metres.get(school),
        )
        for zone, school in pairs
    )


_OF_STATE = {
    MatchState.UNIQUE: Said.ONE_ZONE,
    MatchState.SHARED: Said.SHARED_ZONE,
    MatchState.CONTESTED: Said.CONTESTED,
    MatchState.OUTSIDE: Said.OUTSIDE,
    MatchState.NOT_LOCATED: Said.NOT_LOCATED,
}
_UNCLEAR = {Note.NUMBER_VARIANT, Note.LIST_CONFLICT}


def _with_words(answer: Answer, notes: tuple[Note, ...], near_line_m: float) -> Answer:
    """Add what is to be said, the decision first, then warnings, then that it is no promise."""
    said = [_OF_STATE[answer.state]]
    if answer.basis is Basis.ADDRESS_LIST:
        said.append(Said.BY_LIST)
    elif answer.basis is Basis.POLYGON:
        said.append(Said.BY_POLYGON)
    near = answer.line_distance_m is not None and answer.line_distance_m <= near_line_m
    if near and answer.line_zone_id:
        said.append(Said.NEAR_LINE)
    elif near and len(answer.zone_ids) < 2:
        said.append(Said.NEAR_OUTER_LINE)
    if Note.LIST_DISAGREES in notes:
        said.append(Said.LIST_DISAGREES)
    if _UNCLEAR & set(notes):
        said.append(Said.LIST_UNCLEAR)
    if answer.candidates:
        said.append(Said.NO_PROMISE)
    return replace(answer, said=tuple(said))
