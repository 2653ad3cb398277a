"""In which forms are drafts of zones, their strokes and figures written over HTTP?"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from service.api_models import Id, Model, Paragraphs

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Note = Annotated[str, StringConstraints(max_length=2_000)]
BlockId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
MOST_BLOCKS = 50_000


class NewDraftBody(Model):
    """A draft that begins with today's zones, or with another draft after one of its steps."""

    name: Name
    note: Note = ""
    draft_id: Id | None = None
    step: Annotated[int, Field(ge=1)] | None = None


class ImportBody(Model):
    """A plan drawn elsewhere: `table` is CSV (ours, Districtr's, IZE's), `layer` base64 of a file.

    `file_name` tells the kind of a layer: .geojson or .gpkg.
    """

    name: Name
    note: Note = ""
    file_name: Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f]{1,80}$")]
    data: Annotated[str, StringConstraints(max_length=12_000_000)]


class TakenBody(Model):
    """A plan that the optimiser found, to be taken as a draft."""

    name: Name
    note: Note = ""
    plan: Id


class StrokeBody(Model):
    """One stroke on the draft as it was after step `after`.

    `paint` gives `blocks` to `school_id` ("": to nobody); `border` gives the zone of `school_id`
    the outline `geometry` (GeoJSON Polygon or MultiPolygon in WGS84); `lasso` gives `school_id` all
    blocks whose point lies in `geometry`, which may cross itself; `lock`, `unlock`: `blocks`.
    """

    after: Annotated[int, Field(ge=1)]
    kind: Literal["paint", "border", "lasso", "lock", "unlock", "undo", "redo"]
    blocks: Annotated[tuple[BlockId, ...], Field(max_length=MOST_BLOCKS)] = ()
    school_id: Annotated[str, StringConstraints(max_length=64)] = ""
    geometry: dict[str, Any] | None = None


class SaveBody(Model):
    """The step that is kept as a revision, with a note."""

    after: Annotated[int, Field(ge=1)]
    note: Note = ""


class CommentBody(Model):
    """A remark on a draft."""

    body: Paragraphs


class WarnedModel(Model):
    """One thing the planner should see; `schools` and `blocks` it is about, `count` of blocks."""

    code: str
    schools: tuple[str, ...]
    blocks: tuple[str, ...]
    count: int


class SchoolFigures(Model):
    """One school in a draft. Lists go with the years; walks in metres, None: nobody walks.

    `roundness`: 4π·area / perimeter², 1 for a circle. `apart`: blocks that do not reach it.
    """

    school_id: str
    name: str
    blocks: int
    children: tuple[int, ...]
    places: tuple[int, ...]
    over: tuple[int, ...]
    mean_walk_m: float | None
    longest_walk_m: float | None
    roundness: float | None
    apart: int


class DraftFigures(Model):
    """All figures of a draft after a step; `years`: "" for today's children, else 2027 …."""

    years: tuple[str, ...]
    schools: tuple[SchoolFigures, ...]
    mean_walk_m: float
    longest_walk_m: float
    children_moved: int
    enrolled_moved: int
    siblings_moved: int
    warnings: tuple[WarnedModel, ...]
    can_undo: bool
    can_redo: bool


class DraftModel(Model):
    """One draft as lists show it; `step`: its last."""

    id: str
    name: str
    note: str
    level: str
    parent_id: str | None
    parent_step: int | None
    author: str
    made_at: datetime
    step: int


class TakenModel(DraftModel):
    """A plan taken as a draft: how many locks it kept, the blocks it gives to another school."""

    locks: int
    unlocked: tuple[str, ...]


class DraftList(Model):
    """Drafts, the newest first."""

    drafts: tuple[DraftModel, ...]


class CommentModel(Model):
    """One remark."""

    body: str
    author: str
    at: datetime


class RevisionModel(Model):
    """A step at which the draft was kept whole, with the note on it."""

    step: int
    note: str
    author: str
    at: datetime


class DraftState(Model):
    """A draft as it stands: the school of each block ("": none), locks, pins, figures."""

    draft: DraftModel
    step: int
    assignment: dict[str, str]
    locked: tuple[str, ...]
    pinned: dict[str, str]
    figures: DraftFigures
    revisions: tuple[RevisionModel, ...]
    comments: tuple[CommentModel, ...]


class StrokeAnswer(Model):
    """What a stroke did: the draft's new step, the blocks that changed school, the figures."""

    step: int
    changed: dict[str, str]
    figures: DraftFigures


class BlocksFacts(Model):
    """On which blocks a district draws: file, counts, years, how walks were taken, notes."""

    source: str
    digest: str
    level: str
    blocks: int
    schools: int
    children: tuple[int, ...]
    years: tuple[str, ...]
    distances: str
    notes: tuple[str, ...]
