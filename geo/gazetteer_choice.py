"""Do the rows that fit stand for one place, for several, or for none?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import NamedTuple

from geo.geocode import Candidate, Located, Precision, Reason, State
from geo.register import Register

_AS_GOOD = 0.03  # fits this close to the best in score count as equally good


@dataclass(frozen=True, slots=True)
class Rules:
    """When the gazetteer answers.

    `threshold`: the least score of an answer. `same_place_m`: rows this near are one place.
    `spread_m`: how far the buildings of a court or compound may lie from the point that stands for
    it; further apart there is no point. `most`: how many candidates are listed.
    """

    threshold: float = 0.8
    same_place_m: float = 30.0
    spread_m: float = 100.0
    most: int = 10


class Fit(NamedTuple):
    """A register row that fits, what the fit costs, and on which level it agrees."""

    row: int
    cost: float
    precision: Precision

    @property
    def score(self) -> float:
        """Return 1 for a fit without doubt."""
        return round(1.0 - self.cost, 4)


def choose(register: Register, fits: Sequence[Fit], rules: Rules) -> Located:
    """Answer from rows that fit: one place, or the list of places between which nobody can tell."""
    ranked = _ranked(fits)
    candidates = candidates_of(register, ranked, rules)
    best = ranked[0]
    if best.score < rules.threshold:
        return refused(Reason.WEAK, candidates)
    equal = [fit for fit in ranked if fit.cost <= best.cost + _AS_GOOD]
    middle, spread = _middle(register, equal)
    reason = _against(register, equal, spread, rules)
    if reason is Reason.SEVERAL:
        return Located(State.AMBIGUOUS, source="gazetteer", reason=reason, candidates=candidates)
    if reason is not Reason.MATCHED:
        return refused(reason, candidates)
    return Located(
        State.FOUND,
        source="gazetteer",
        precision=best.precision,
        score=best.score,
        x_m=float(register.x_m[middle]),
        y_m=float(register.y_m[middle]),
        address=register.address[middle],
        building_id=register.building_id[middle] if len(equal) == 1 else "",
        spread_m=spread,
        candidates=candidates,
    )


def refused(reason: Reason, candidates: tuple[Candidate, ...] = ()) -> Located:
    """Decline, saying why and what could be meant."""
    return Located(State.NOT_FOUND, source="gazetteer", reason=reason, candidates=candidates)


def candidates_of(register: Register, fits: Sequence[Fit], rules: Rules) -> tuple[Candidate, ...]:
    """List rows as candidates, in the order given, each once."""
    rows = dict.fromkeys(fit.row for fit in fits)
    first = {fit.row: fit for fit in reversed(fits)}
    return tuple(
        Candidate(
            register.address[row],
            float(register.x_m[row]),
            float(register.y_m[row]),
            first[row].score,
            first[row].precision,
            register.building_id[row],
        )
        for row in list(rows)[: rules.most]
    )


def _ranked(fits: Sequence[Fit]) -> list[Fit]:
    """Order fits by score, then by the register's own order, which no file order changes."""
    best: dict[int, Fit] = {}
    for fit in sorted(fits, key=lambda one: (one.cost, one.precision.rank)):
        best.setdefault(fit.row, fit)
    return sorted(best.values(), key=lambda one: (round(one.cost, 4), one.precision.rank, one.row))


def _middle(register: Register, fits: Sequence[Fit]) -> tuple[int, float]:
    """Return the row nearest the middle of the places, and the farthest place's distance to it."""
    rows = [fit.row for fit in fits]
    if len(rows) == 1:
        return rows[0], 0.0
    xs, ys = register.x_m[rows].tolist(), register.y_m[rows].tolist()
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    from_middle = [round(hypot(a - x, b - y), 3) for a, b in zip(xs, ys, strict=True)]
    at = from_middle.index(min(from_middle))
    spread = max(hypot(a - xs[at], b - ys[at]) for a, b in zip(xs, ys, strict=True))
    return rows[at], round(spread, 3)


def _against(register: Register, equal: Sequence[Fit], spread: float, rules: Rules) -> Reason:
    """Say why these rows are no single place; MATCHED if they are one."""
    if spread <= rules.same_place_m:
        return Reason.MATCHED
    places = [register.places[fit.row] for fit in equal]
    whole = {(p.city, p.district, p.town, p.road, p.number, p.court) for p in places}
    if equal[0].precision is Precision.BUILDING:
        # Entrances of one building may each have their row; anything else is another place.
        one_place = len({place._replace(unit="") for place in places}) == 1
    elif equal[0].precision is Precision.COMPOUND:
        whole_estate = {(p.city, p.district, p.town, p.compound, p.community) for p in places}
        one_place = len(whole_estate) == 1
    else:
        one_place = len(whole) == 1
    if not one_place:
        return Reason.SEVERAL
    return Reason.MATCHED if spread <= rules.spread_m else Reason.SPREAD
