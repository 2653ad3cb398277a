"""In which forms are sitings asked for and told over HTTP?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from service.api_models import Id, Model

Change = Literal["", "open", "close"]
Future = Literal["low", "middle", "high"]


class CandidateBody(Model):
    """A block in which a school could be built, with its places; `cost` in any one unit."""

    block_id: Id
    places: Annotated[int, Field(ge=1, le=5_000)]
    cost: Annotated[float, Field(ge=0, le=1e12)] | None = None


class SitingBody(Model):
    """What is to be chosen. Without a forecast, the blocks' own numbers stand in all futures."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    candidates: Annotated[tuple[CandidateBody, ...], Field(max_length=20)] = ()
    most_open: Annotated[int, Field(ge=0, le=10)] = 1
    most_closed: Annotated[int, Field(ge=0, le=10)] = 0
    forecast_id: Id | None = None
    seconds: Annotated[int, Field(ge=1, le=120)] = 60


class SitingStarted(Model):
    """The number under which to ask for the queued work, and then for its answer."""

    job_id: int


class SitingListed(Model):
    """One siting in a list."""

    job_id: int
    year: int
    at: datetime


class SitingList(Model):
    """All of them, the newest first."""

    sitings: tuple[SitingListed, ...]


class SitingGround(Model):
    """On what sitings rest: blocks, schools, years; `suggested`: blocks far from their school."""

    blocks: int
    schools: int
    years: tuple[str, ...]
    distances: str
    suggested: tuple[str, ...]


class SiteModel(Model):
    """A school that stands, or a candidate in its block; `children` by future."""

    site_id: str
    name: str
    block_id: str
    stands: bool
    open: bool
    places: int
    cost: float | None
    change: Change
    children: dict[Future, float]


class ObjectiveModel(Model):
    """What was made small: expected children without a place, then expected child-metres.

    `unmet_bound`, `bound`: nothing lower is possible. `..._today`: with the schools that stand.
    """

    unmet: float
    unmet_bound: float
    unmet_today: float
    metres: float
    bound: float
    gap_percent: float
    metres_today: float
    stopped_by_time: bool


class FutureModel(Model):
    """How the choice holds in one future, beside today's schools and the best for it alone.

    `changes_alone`: the sites that would change were it certain; `same`: the choice is the same.
    """

    future: Future
    weight: float
    children: float
    unmet: float
    unmet_today: float
    unmet_alone: float
    mean_m: float
    mean_m_today: float
    mean_m_alone: float
    fullest_percent: float
    changes_alone: tuple[str, ...]
    same: bool


class WalkersModel(Model):
    """Children of the middle future who walk less and more, and by how many metres on average."""

    less: float
    more: float
    less_by_m: float
    more_by_m: float


class SitedZone(WalkersModel):
    """The same for the children of one zone of today."""

    school_id: str
    name: str
    children: float
    before_m: float
    after_m: float


class GoesTo(Model):
    """How many children of a closed school go to another one."""

    school_id: str
    name: str
    children: float


class ClosingModel(Model):
    """What closing one school would do; `left`: children for whom no place is left."""

    school_id: str
    name: str
    children: float
    to: tuple[GoesTo, ...]
    left: float
    before_m: float
    after_m: float
    longest_m: float


class SitingModel(Model):
    """A siting: jiujin-siting-plan/1. `blocks`: mean walks before and after, in whole metres."""

    format: str
    year: int
    most_open: int
    most_closed: int
    forecast_id: str | None
    distances: str
    notes: tuple[tuple[str, str], ...]
    sites: tuple[SiteModel, ...]
    objective: ObjectiveModel
    futures: tuple[FutureModel, ...]
    walkers: WalkersModel
    zones: tuple[SitedZone, ...]
    blocks: dict[str, tuple[int, int]]
    closings: tuple[ClosingModel, ...]
