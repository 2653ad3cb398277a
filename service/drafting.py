"""How is a draft of zones taken up, and what would a stroke make of it?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from admissions.actions.zone_drafts import NewDraft
from admissions.roles import Role
from admissions.store import zone_drafts as kept
from admissions.store.transaction import NotThere, Refused, Tx
from admissions.store.zone_drafts import ZoneDraft
from geo.datum import Datum
from geo.district import District
from geo.faults import BadInput
from service.api_draft_models import DraftFigures, StrokeBody
from service.api_operations import Call
from service.draft_figures import figures_of
from service.drawing_ground import Ground
from zones.drag import blocks_after
from zones.edit import Picture, Sketch
from zones.lasso import lassoed
from zones.redraw.problem import Ints

TODAY = "today"


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft after one of its steps, and the ground it is drawn on."""

    draft: ZoneDraft
    step: int
    sketch: Sketch
    ground: Ground


@dataclass(frozen=True, slots=True)
class Stroked:
    """What a stroke would make of a draft: the step to be kept, the sketch after it, figures."""

    kind: str
    said: dict[str, Any]
    sketch: Sketch
    changed: dict[str, str]
    figures: DraftFigures


def ground_for(call: Call) -> Ground:
    """Return the blocks of the service's district; NotThere for another district's bureau."""
    own = call.context.settings.district_id
    if call.actor.role == Role.BUREAU and call.actor.district_id != own:
        raise NotThere("blocks")
    return call.context.planning.ground()


def opened(tx: Tx, call: Call, draft_id: str, step: int | None = None) -> Opened:
    """Return a draft that the actor may see, after `step` or its last; raises NotThere."""
    draft = kept.get_draft(tx, draft_id)
    last = kept.last_step(tx, draft_id)
    at = last if step is None else step
    if not 1 <= at <= last:
        raise NotThere("step")
    ground = ground_for(call)
    sketch = call.context.planning.sketch(
        draft, at, lambda after, until: kept.steps_of(tx, draft_id, after=after, until=until)
    )
    return Opened(draft, at, sketch, ground)


def document_of(sketch: Sketch, call: Call, at: str, parent: str | None) -> dict[str, Any]:
    """Return a sketch as it is stored whole."""
    return sketch.document(author=call.actor.account_id, at=at, parent=parent, comment="")


def fresh(ground: Ground, zone: Ints) -> Sketch:
    """Return a sketch of an assignment of the blocks, nothing locked."""
    return Sketch(ground.gathered.draft, zone)


def named(ground: Ground, zone: Ints) -> dict[str, str]:
    """Return the school of each block by its id, "" for none."""
    draft = ground.gathered.draft
    schools = [*draft.sites.school_id, ""]
    return {block: schools[at] for block, at in zip(draft.blocks.block_id, zone.tolist(),
                                                    strict=True)}  # fmt: skip


def new_draft(call: Call, ground: Ground, name: str, note: str,
              parent: tuple[str, int] | None = None) -> NewDraft:  # fmt: skip
    """Return what a new draft on this ground is called."""
    return NewDraft(call.context.new_number("ZD"), name, note, ground.level, ground.digest, parent)


def stroke_on(found: Opened, asked: StrokeBody) -> Stroked:
    """Make a stroke on a copy of the sketch; raises BadInput for what is not known there.

    Refused("nothing_inside") for a lasso that takes in no block.
    """
    after, kind = found.sketch.copied(), str(asked.kind)
    said: dict[str, Any] = {}
    match asked.kind:
        case "paint":
            assign = dict.fromkeys(asked.blocks, asked.school_id)
            picture, said = _assigned(after, assign), {"assign": assign}
        case "border":
            assign = _inside(found, asked)
            picture, said, kind = _assigned(after, assign), {"assign": assign}, "paint"
        case "lasso":
            assign = _lassoed(found, asked)
            picture, said, kind = _assigned(after, assign), {"assign": assign}, "paint"
        case "lock":
            picture, said = after.lock(asked.blocks), {"blocks": list(asked.blocks)}
        case "unlock":
            picture, said = after.unlock(asked.blocks), {"blocks": list(asked.blocks)}
        case "undo":
            picture = after.undo()
        case "redo":
            picture = after.redo()
    rows = np.flatnonzero(after.zone != found.sketch.zone)
    every = named(found.ground, after.zone)
    names = found.sketch.draft.blocks.block_id
    return Stroked(
        kind, said, after, {names[row]: every[names[row]] for row in rows.tolist()},
        figures_of(after, picture, found.ground.roundness),
    )  # fmt: skip


def _assigned(sketch: Sketch, assign: Mapping[str, str]) -> Picture:
    return sketch.assign({block: school or None for block, school in assign.items()})


def _inside(found: Opened, asked: StrokeBody) -> dict[str, str]:
    """Return the school of every block that a dragged border gives to another one."""
    drawn = area_in_metres(asked.geometry, found.ground.gathered.district)
    given = blocks_after(found.sketch.draft, found.sketch.zone, asked.school_id, drawn)
    return {block: school or "" for block, school in given.items()}


def _lassoed(found: Opened, asked: StrokeBody) -> dict[str, str]:
    """Return the school of every block that a lasso takes in; Refused("nothing_inside")."""
    drawn = area_in_metres(asked.geometry, found.ground.gathered.district)
    blocks = lassoed(found.sketch.draft, drawn)
    if not blocks:
        raise Refused("nothing_inside", "the middle of no block lies inside the line")
    return dict.fromkeys(blocks, asked.school_id)


def area_in_metres(geometry: Mapping[str, Any] | None, district: District) -> Any:
    """Return a GeoJSON area in WGS84 as a polygon in the district's metres; raises BadInput."""
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, ValueError, TypeError) as error:
        raise _no_area() from error
    if shape is None or shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        raise _no_area()
    xy = shapely.get_coordinates(shape)
    if not (np.abs(xy) <= [180.0, 90.0]).all():
        raise _no_area()
    metres = np.column_stack(district.to_metres(xy[:, 0], xy[:, 1], Datum.WGS84))
    if not np.isfinite(metres).all():
        raise _no_area()
    return shapely.set_coordinates(shape, metres)


def _no_area() -> BadInput:
    what = "is no GeoJSON Polygon or MultiPolygon in WGS84"
    return BadInput.one("geometry", what, "drag the border on the map again")
