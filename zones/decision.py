"""Who decides the zone of one home: a person, the legal address list, or the polygons?"""

from dataclasses import dataclass
from enum import StrEnum

from zones.addresses import ListAnswer, Silence
from zones.matches import MatchState
from zones.plan import Plan


class Basis(StrEnum):
    """What decided; UNDECIDED homes are left for a person and claim nothing."""

    PERSON = "person"
    ADDRESS_LIST = "address_list"
    POLYGON = "polygon"
    UNDECIDED = "undecided"


class Note(StrEnum):
    """What else is to be known about an answer."""

    NEAR_LINE = "near_line"
    LIST_DISAGREES = "list_disagrees_with_polygon"
    PERSON_DISAGREES = "person_disagrees"
    NUMBER_VARIANT = "number_variant_of_listed"
    NUMBER_NOT_LISTED = "number_not_listed"
    NUMBER_MISSING = "number_missing"
    LIST_CONFLICT = "list_names_several_zones"


_OF_SILENCE = {
    Silence.NUMBER_NOT_LISTED: Note.NUMBER_NOT_LISTED,
    Silence.NUMBER_MISSING: Note.NUMBER_MISSING,
    Silence.NUMBER_VARIANT: Note.NUMBER_VARIANT,
    Silence.SEVERAL_ZONES: Note.LIST_CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Polygons:
    """What the polygons say of one home: its state and zones (plan rows), those that cover it."""

    state: MatchState
    zones: tuple[int, ...]
    covering: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one home: its state, zones (plan rows), what decided, and notes."""

    state: MatchState
    zones: tuple[int, ...]
    basis: Basis
    notes: tuple[Note, ...] = ()


def decide(plan: Plan, found: Polygons, listed: ListAnswer, person: str = "") -> Decision:
    """Decide one home: a person before the legal list, the list before the polygons.

    What is left open stays open: several zones, a line within the tolerance, no zone, or a
    lettered number (甲5) whose plain number the list gives to another zone than the polygon does.
    """
    listed_rows = tuple(plan.index_of[zone] for zone in (listed.zone_id,) if zone)
    if person:
        chosen = plan.index_of[person]
        others = listed_rows or (found.covering if len(found.covering) == 1 else ())
        disagrees = bool(others) and chosen not in others
        notes = (Note.PERSON_DISAGREES,) if disagrees else ()
        return Decision(state_in(plan, chosen), (chosen,), Basis.PERSON, notes)
    if listed_rows:
        return _by_list(plan, listed_rows[0], found)
    return _by_polygon(plan, found, listed)


def state_in(plan: Plan, zone: int) -> MatchState:
    """Return the state of a home that is certain to be in this zone."""
    return MatchState.SHARED if len(plan.school_ids[zone]) > 1 else MatchState.UNIQUE


def _by_list(plan: Plan, zone: int, found: Polygons) -> Decision:
    """Follow the list; a line nearby or no coordinates is no disagreement."""
    located = found.state is not MatchState.NOT_LOCATED
    disagrees = located and zone not in found.zones
    notes = (Note.LIST_DISAGREES,) if disagrees else ()
    return Decision(state_in(plan, zone), (zone,), Basis.ADDRESS_LIST, notes)


def _by_polygon(plan: Plan, found: Polygons, listed: ListAnswer) -> Decision:
    notes = (_OF_SILENCE[listed.silence],) if listed.silence in _OF_SILENCE else ()
    hints = {plan.index_of[zone] for zone in listed.hints}
    certain = found.state in (MatchState.UNIQUE, MatchState.SHARED)
    if not hints <= set(found.zones):
        zones = tuple(sorted(hints | set(found.zones)))
        return Decision(MatchState.CONTESTED, zones, Basis.UNDECIDED, notes)
    basis = Basis.POLYGON if certain else Basis.UNDECIDED
    return Decision(found.state, found.zones, basis, notes)


def zone_beyond(found: Polygons, line_zone: int, decision: Decision) -> int:
    """Return the zone on the other side of the nearest line as seen from the decided zone, or -1.

    `line_zone` is the polygons' view, in which a home on a shared line is on both sides of it.
    """
    if line_zone >= 0 and line_zone not in decision.zones:
        return line_zone
    others = [zone for zone in found.zones if zone not in decision.zones]
    return others[0] if others else -1
