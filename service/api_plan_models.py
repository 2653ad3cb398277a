"""In which forms are plans compared, tested, found and put in force over HTTP?"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from service.api_models import Id, Line, Model

Hold = Literal["six_years", "feeder"]
"""Names of zones.redraw.holds.HOLDS; a test holds them together."""


class ComparedSchool(Model):
    """One school in one year: its places, and its children under each plan, in their order."""

    school_id: str
    name: str
    year: str
    places: int
    children: tuple[int, ...]


class Affected(Model):
    """Who changes school if a plan takes the place of the first; walks in metres."""

    blocks: int
    children: int
    enrolled: int
    siblings: int
    children_with_longer_walk: int
    children_with_shorter_walk: int
    mean_change_m: float | None
    worst_change_m: float | None


class ChangeModel(Model):
    """One block whose school changes; `children` of this year, walks in metres."""

    block_id: str
    school_before: str
    school_after: str
    children: int
    enrolled: int
    siblings: int
    walk_before_m: float | None
    walk_after_m: float | None
    change_m: float | None


class ComparedPlan(Model):
    """One plan: `figures` as the optimiser's summary has them; against the first, who changes."""

    plan: str
    name: str
    step: int | None
    figures: dict[str, Any]
    assignment: dict[str, str]
    affected: Affected
    changes: tuple[ChangeModel, ...]


class Comparison(Model):
    """Two or three plans side by side."""

    plans: tuple[ComparedPlan, ...]
    schools: tuple[ComparedSchool, ...]
    distances: str


class SwapModel(Model):
    """Two blocks whose children would walk less if they changed schools, child for child."""

    block: str
    school: str
    children: int
    other_block: str
    other_school: str
    other_children: int
    saved_m: float
    saved_by_a_child_m: float
    saved_by_an_other_child_m: float
    whole_blocks: bool


class Swaps(Model):
    """The Gu test: how many such pairs, the worst of them first."""

    pairs: int
    worst: tuple[SwapModel, ...]


class RedrawBody(Model):
    """What the optimiser is asked: from which draft (its locks hold), how long, what weighs.

    `hold`: what no plan breaks, whatever it costs (docs/redraw.md).
    """

    draft_id: Id | None = None
    seconds: Annotated[float, Field(ge=1, le=600)] = 60
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 1
    longest_m: Annotated[float, Field(gt=0, lt=1e7)] | None = None
    moved: Annotated[float, Field(ge=0, le=1e6)] | None = None
    hold: frozenset[Hold] = frozenset()


class RedrawStarted(Model):
    """The number of the queued work."""

    job_id: int


class FoundModel(Model):
    """One plan of the frontier."""

    name: str
    legal: bool
    figures: dict[str, Any]


class FoundPlans(Model):
    """What the optimiser found, along the frontier."""

    plans: tuple[FoundModel, ...]


class VersionBody(Model):
    """A draft that shall be the plan from a day on, and the decision on which that rests."""

    draft_id: Id
    valid_from: date
    basis: Line


class VersionModel(Model):
    """A version of the plan: proposed, approved by another person, or rejected."""

    id: str
    draft_id: str
    draft_step: int
    valid_from: date
    basis: str
    digest: str
    stage: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class VersionList(Model):
    """Versions, the latest day first."""

    versions: tuple[VersionModel, ...]
