"""What is the answer of a geocoder, when is it good enough, and in which order are they asked?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """What became of an address."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


class Precision(StrEnum):
    """The finest level on which the address asked for and the place answered agree."""

    BUILDING = "building"
    NUMBER = "number"
    COMPOUND = "compound"
    ROAD = "road"
    COMMUNITY = "community"
    TOWN = "town"
    DISTRICT = "district"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Return 0 for the finest level, rising as they get coarser."""
        return _RANK[self]


_RANK = {precision: rank for rank, precision in enumerate(Precision)}


class Reason(StrEnum):
    """Why there is no single point; MATCHED where there is one."""

    MATCHED = "matched"
    NO_ADDRESS = "the text names no road, compound, village or area"
    UNKNOWN_NAME = "no such road, compound or village"
    UNKNOWN_NUMBER = "the name is known, the number is not"
    OTHER_AREA = "the name is known, but in another town or district"
    BESIDE = "the text only says what the place is beside"
    SPREAD = "the buildings of the place lie too far apart for one point"
    SEVERAL = "several places fit"
    WEAK = "the best match is below the threshold"
    OUTSIDE = "the answer lies outside the district"
    NO_ANSWER = "no geocoder could answer"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that could be meant: in district metres, score 0..1, best first in a list."""

    address: str
    x_m: float
    y_m: float
    score: float
    precision: Precision
    building_id: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be asked: its name and the kind of failure, never its key."""

    source: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Another source's point for the same address, `distance_m` from the one that was taken."""

    source: str
    x_m: float
    y_m: float
    precision: Precision
    distance_m: float


@dataclass(frozen=True, slots=True)
class Located:
    """Where an address is, as far as one source or a chain of them can tell.

    `x_m`, `y_m` are district metres, NaN unless the state is FOUND. `datum` is the reference the
    source declares for its answers, `spread_m` how far apart the places lie that the point stands
    for, `reason` why there is no single point.
    """

    state: State
    source: str = ""
    precision: Precision = Precision.NONE
    score: float = 0.0
    x_m: float = math.nan
    y_m: float = math.nan
    address: str = ""
    building_id: str = ""
    datum: str = ""
    spread_m: float = 0.0
    reason: Reason = Reason.MATCHED
    candidates: tuple[Candidate, ...] = ()
    failures: tuple[Failure, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


class GeocoderError(RuntimeError):
    """A geocoder could not be asked; `kind` is its class in one word."""

    kind = "failed"

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message


class Geocoder(Protocol):
    """Anything that places one address; raises GeocoderError where it cannot be asked."""

    @property
    def source(self) -> str:
        """Return the name that its answers carry."""
        ...

    @property
    def remote(self) -> bool:
        """Say whether an address leaves the house when this is asked."""
        ...

    def locate(self, text: str) -> Located:
        """Place one address."""
        ...


@dataclass(frozen=True, slots=True)
class Criteria:
    """When an answer is good enough for zone matching: by default a building or a door number."""

    precisions: frozenset[Precision] = frozenset({Precision.BUILDING, Precision.NUMBER})
    min_score: float = 0.8

    def accept(self, located: Located) -> bool:
        """Say whether this answer may decide a zone."""
        fine = located.precision in self.precisions
        return located.state is State.FOUND and fine and located.score >= self.min_score


@dataclass(frozen=True, slots=True)
class Chain:
    """Geocoders in order of trust; the first good enough answer ends the search.

    A local AMBIGUOUS also ends it: the text fits several places, and no other source can know
    which is meant. A failed source is listed and never counts as an answer. Points of other asked
    sources more than `disagreement_m` away from the chosen one are listed.
    """

    geocoders: Sequence[Geocoder]
    criteria: Criteria = field(default_factory=Criteria)
    disagreement_m: float = 200.0
    source: str = "chain"

    @property
    def remote(self) -> bool:
        """Say whether any geocoder of the chain is remote."""
        return any(geocoder.remote for geocoder in self.geocoders)

    def locally(self) -> "Chain":
        """Return the chain without its remote members."""
        return replace(self, geocoders=tuple(one for one in self.geocoders if not one.remote))

    def locate(self, text: str) -> Located:
        """Ask in order until an answer is good enough; return the best of what was said."""
        answers: list[Located] = []
        failures: list[Failure] = []
        for geocoder in self.geocoders:
            try:
                answer = geocoder.locate(text)
            except GeocoderError as error:
                failures.append(Failure(error.source, error.kind, error.message))
                continue
            answers.append(answer)
            several = answer.state is State.AMBIGUOUS and not geocoder.remote
            if several or self.criteria.accept(answer):
                return self._with(answer, answers[:-1], failures)
        if not answers:
            return Located(State.NOT_FOUND, reason=Reason.NO_ANSWER, failures=tuple(failures))
        best = min(answers, key=self._badness)
        return self._with(best, [one for one in answers if one is not best], failures)

    def _badness(self, answer: Located) -> tuple[bool, bool, int]:
        """Order answers of which none is good enough; the earlier source wins a tie."""
        weak = answer.score < self.criteria.min_score
        return answer.state is not State.FOUND, weak, answer.precision.rank

    def _with(self, chosen: Located, others: list[Located], failures: list[Failure]) -> Located:
        apart = self._disagreements(chosen, others)
        return replace(chosen, failures=tuple(failures), disagreements=apart)

    def _disagreements(self, chosen: Located, others: list[Located]) -> tuple[Disagreement, ...]:
        apart = [
            Disagreement(other.source, other.x_m, other.y_m, other.precision, distance)
            for other in others
            if (distance := math.hypot(other.x_m - chosen.x_m, other.y_m - chosen.y_m))
            > self.disagreement_m
        ]
        return tuple(sorted(apart, key=lambda one: (one.distance_m, one.source)))
