"""How does a bureau draw zones over HTTP? Drafts, strokes, revisions, comments."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from admissions.actions import zone_drafts as doing
from admissions.roles import Role
from admissions.store import zone_drafts as kept
from admissions.store.transaction import Refused, Tx
from admissions.store.zone_drafts import ZoneDraft
from service.api_desks import BUREAU
from service.api_draft_models import (
    BlocksFacts,
    CommentBody,
    CommentModel,
    DraftList,
    DraftModel,
    DraftState,
    NewDraftBody,
    RevisionModel,
    SaveBody,
    StrokeAnswer,
    StrokeBody,
)
from service.api_lookup import GEOJSON
from service.api_operations import Call, Document, reading, writing
from service.block_map import blocks_geojson
from service.draft_figures import figures_of
from service.drafting import (
    TODAY,
    Opened,
    Stroked,
    document_of,
    fresh,
    ground_for,
    named,
    new_draft,
    opened,
    stroke_on,
)

DRAFTS = "/api/v1/zones/drafts"
DRAFT = f"{DRAFTS}/{{id}}"
SEEING = frozenset({Role.BUREAU, Role.CITY})
LARGEST = 4 * 1024 * 1024  # a stroke over fifty thousand blocks names each of them


def draft_told(found: ZoneDraft, step: int) -> DraftModel:
    """Return a draft's form."""
    names = DraftModel.model_fields.keys() - {"step"}
    return DraftModel(step=step, **{name: getattr(found, name) for name in names})


def blocks(_tx: Tx, call: Call) -> BlocksFacts:
    """Say on which blocks the district draws."""
    ground = ground_for(call)
    draft = ground.gathered.draft
    return BlocksFacts(
        source=ground.source, digest=ground.digest, level=ground.level,
        blocks=len(draft.blocks), schools=len(draft.sites),
        children=tuple(draft.blocks.children.sum(axis=0).tolist()), years=draft.blocks.years,
        distances=ground.gathered.distances, notes=draft.notes,
    )  # fmt: skip


def blocks_map(_tx: Tx, call: Call) -> Document:
    """Return the blocks as GeoJSON in WGS84, with children, today's school and pins."""
    return Document(blocks_geojson(ground_for(call)), GEOJSON)


def every(tx: Tx, _call: Call) -> DraftList:
    """Return the drafts that the caller may see."""
    return DraftList(drafts=tuple(draft_told(it, step) for it, step in kept.drafts_of(tx)))


def in_a_thread(work: Callable[[Tx, Call], Any]) -> Callable[[Call], Awaitable[Any]]:
    """Return what prepares a call by a long read of the store, outside of the writer."""

    async def prepared(call: Call) -> Any:
        loop = asyncio.get_running_loop()
        context = call.context
        return await loop.run_in_executor(
            context.readers, context.store.read, call.actor, lambda tx: work(tx, call)
        )

    return prepared


def _beginning(tx: Tx, call: Call) -> tuple[doing.NewDraft, dict[str, Any]]:
    asked: NewDraftBody = call.body
    if asked.draft_id is None:
        ground = ground_for(call)
        sketch = fresh(ground, ground.gathered.draft.today)
        return (new_draft(call, ground, asked.name, asked.note),
                document_of(sketch, call, tx.now.isoformat(), TODAY))  # fmt: skip
    found = opened(tx, call, asked.draft_id, asked.step)
    parent = (found.draft.id, found.step)
    return (new_draft(call, found.ground, asked.name, asked.note, parent),
            document_of(found.sketch, call, tx.now.isoformat(), found.draft.id))  # fmt: skip


def begin(tx: Tx, call: Call) -> DraftModel:
    """Begin the draft that was prepared."""
    draft, document = call.prepared
    return draft_told(doing.begin(tx, draft=draft, document=document), 1)


def one(tx: Tx, call: Call) -> DraftState:
    """Return a draft as it stands, or as it stood after a step."""
    step = call.query.get("step", "")
    found = opened(tx, call, call.id, int(step) if step.isdecimal() and len(step) < 9 else None)
    sketch, blocks = found.sketch, found.sketch.draft.blocks
    saved = [it for it in kept.steps_of(tx, call.id) if it.kind == "save"]
    return DraftState(
        draft=draft_told(found.draft, kept.last_step(tx, call.id)), step=found.step,
        assignment=named(found.ground, sketch.zone), pinned=sketch.pinned(),
        locked=tuple(blocks.block_id[row] for row in sorted(sketch.locked)),
        figures=figures_of(sketch, sketch.picture(), found.ground.roundness),
        revisions=tuple(_revision(it) for it in saved),
        comments=tuple(CommentModel(body=it.body, author=it.author, at=it.at)
                       for it in kept.comments_of(tx, call.id)),
    )  # fmt: skip


def _revision(it: kept.DraftStep) -> RevisionModel:
    return RevisionModel(step=it.step, note=it.note, author=it.author, at=it.at)


def _stroked(tx: Tx, call: Call) -> tuple[Opened, Stroked] | None:
    """Return what the stroke makes of the draft; None where the draft went on in the meantime."""
    asked: StrokeBody = call.body
    if kept.last_step(tx, call.id) != asked.after:
        return None
    found = opened(tx, call, call.id, asked.after)
    return found, stroke_on(found, asked)


def stroke(tx: Tx, call: Call) -> StrokeAnswer:
    """Keep the stroke that was prepared."""
    if call.prepared is None:
        raise Refused("draft_changed", "somebody else changed the draft: open it again")
    found, made = call.prepared
    step = doing.stroke(tx, draft_id=found.draft.id, after=found.step, kind=made.kind,
                        said=made.said)  # fmt: skip
    return StrokeAnswer(step=step, changed=made.changed, figures=made.figures)


def held(call: Call, made: Any) -> Any:
    """Keep the sketch at hand once its step stands in the store."""
    if call.prepared is not None and not made.again:
        found, done = call.prepared
        call.context.planning.hold(found.draft.id, found.step + 1, done.sketch)
    return made


def _whole(tx: Tx, call: Call) -> dict[str, Any] | None:
    asked: SaveBody = call.body
    if kept.last_step(tx, call.id) != asked.after:
        return None
    sketch = opened(tx, call, call.id, asked.after).sketch
    return document_of(sketch, call, tx.now.isoformat(), None)


def save(tx: Tx, call: Call) -> DraftModel:
    """Keep the draft whole as a revision."""
    asked: SaveBody = call.body
    if call.prepared is None:
        raise Refused("draft_changed", "somebody else changed the draft: open it again")
    step = doing.save(tx, draft_id=call.id, after=asked.after, document=call.prepared,
                      note=asked.note)  # fmt: skip
    return draft_told(kept.get_draft(tx, call.id), step)


def comment(tx: Tx, call: Call) -> CommentModel:
    """Add a remark."""
    doing.comment(tx, draft_id=call.id, body=call.body.body)
    return CommentModel(body=call.body.body, author=call.actor.account_id, at=tx.now)


OPERATIONS = (
    reading("zone_blocks", "/api/v1/zones/blocks", SEEING, "", blocks, BlocksFacts,
            words="On which blocks are zones drawn?"),
    reading("zone_blocks_map", "/api/v1/zones/blocks.geojson", SEEING, "", blocks_map, GEOJSON,
            words="The blocks as GeoJSON in WGS-84."),
    reading("drafts", DRAFTS, SEEING, "", every, DraftList, words="Drafts of zones."),
    writing("make_draft", DRAFTS, BUREAU, "", "begin", begin, DraftModel, NewDraftBody,
            status=201, prepare=in_a_thread(_beginning),
            words="Begin a draft with today's zones, or branch one off."),
    reading("draft", DRAFT, SEEING, "draft", one, DraftState, query=("step",),
            words="A draft as it stands, with its figures."),
    writing("stroke", f"{DRAFT}/strokes", BUREAU, "draft", "stroke", stroke, StrokeAnswer,
            StrokeBody, prepare=in_a_thread(_stroked), finish=held, largest=LARGEST,
            words="Paint, lasso, drag a border, lock, unlock, undo, redo."),
    writing("save_draft", f"{DRAFT}/save", BUREAU, "draft", "save", save, DraftModel, SaveBody,
            prepare=in_a_thread(_whole), words="Keep it whole as a revision."),
    writing("comment_draft", f"{DRAFT}/comments", BUREAU, "draft", "comment", comment,
            CommentModel, CommentBody, status=201, words="Remark on a draft."),
)  # fmt: skip
