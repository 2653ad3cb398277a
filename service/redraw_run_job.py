"""How does a worker let the optimiser draw zones for the bureau, until told to stop?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from admissions.roles import SYSTEM
from admissions.store import redraws
from admissions.store import zone_drafts as kept
from admissions.store.transaction import Tx
from service.drawing_ground import Ground, blocks_in, ground_of, replayed, require_same_blocks
from service.jobs import JobFunction, Work
from service.redraw_job import Clock, Wishes, drawn_by
from zones.edit import Sketch
from zones.redraw.draft import Draft, draft_of
from zones.redraw.figures import figures, verdict_of
from zones.redraw.frontier import Drawn
from zones.redraw.problem import FREE, Ints
from zones.redraw.solve import warm_up

JOB_KIND = "redraw"
_ASK_EVERY_S = 1.0


def redraw_in(folder: Path) -> JobFunction:
    """Return the function that draws from the district's files in `folder`."""

    def redraw(work: Work) -> dict[str, Any]:
        given = work.job.payload
        with work.progress.step("reading blocks and schools"):
            ground = ground_of(blocks_in(folder, given["level"]))
        hold = frozenset[str](given.get("hold", ()))  # none in work queued before there was any
        draft = _held(ground, _sketch(work, ground), hold)
        with work.progress.step("making the search ready"):
            warm_up()
        wishes = Wishes(given["seconds"], given["seed"], given["weights"], given["longest_m"])
        clock = StoppedClock(given["seconds"], stopped_by=partial(_told_to_stop, work))
        with work.progress.step("drawing plans"):
            gathered = replace(ground.gathered, draft=draft)
            frontier = drawn_by(gathered, wishes, clock, work.progress)
        with work.progress.step("checking and writing the plans"):
            work.store.write(SYSTEM, lambda tx: _keep(tx, work, draft, frontier.plans))
        stopped = clock.ended_by(cut_short=any(it.solved.cut_short for it in frontier.plans))
        return {"plans": len(frontier.plans), "stopped_by": stopped}

    return redraw


@dataclass(slots=True)
class StoppedClock(Clock):
    """The time of a run, which ends once the bureau has said stop; asked at most each second."""

    stopped_by: Callable[[], bool] = lambda: False
    asked: float = -_ASK_EVERY_S

    def left(self) -> float:
        """Return the seconds that remain; below 0 once they are over."""
        if not self.stopped and self.now() - self.asked >= _ASK_EVERY_S:
            self.asked = self.now()
            self.stopped = self.stopped_by()
        return -float("inf") if self.stopped else self.seconds - (self.now() - self.began)


def _told_to_stop(work: Work) -> bool:
    return work.store.read(SYSTEM, lambda tx: redraws.is_stopped(tx, work.job.id))


def _sketch(work: Work, ground: Ground) -> Sketch | None:
    """Return the draft whose locks hold and whose zones count as today's; None for today's own."""
    draft_id, step = work.job.payload["draft_id"], work.job.payload["step"]
    if draft_id is None:
        return None
    draft = work.store.read(SYSTEM, lambda tx: kept.get_draft(tx, draft_id))
    require_same_blocks(draft, ground)
    steps = work.store.read(SYSTEM, lambda tx: kept.steps_of(tx, draft_id, until=step))
    return replayed(steps, ground)


def _held(ground: Ground, sketch: Sketch | None, hold: frozenset[str]) -> Draft:
    """Return the district with what is asked to hold, and the draft's locks as pins.

    Raises BadInput where a lock or pin contradicts what shall hold.
    """
    draft = ground.gathered.draft
    blocks = draft.blocks
    if sketch is not None and sketch.locked:
        pinned, schools = list(blocks.pinned), draft.sites.school_id
        for row in sketch.locked:
            if sketch.zone[row] != FREE:
                pinned[row] = schools[int(sketch.zone[row])]
        locked = np.asarray(blocks.locked & (sketch.zone == draft.today), dtype=np.bool_)
        blocks = replace(blocks, pinned=tuple(pinned), locked=locked)
    elif not hold:
        return draft
    return draft_of(blocks, draft.sites, walk_mm=draft.each_mm, near=draft.near, hold=hold)


def _keep(tx: Tx, work: Work, draft: Draft, plans: tuple[Drawn, ...]) -> None:
    for place, drawn in enumerate(plans):
        redraws.add_plan(tx, work.job.payload["district_id"], {
            "job_id": work.job.id, "name": drawn.aim.name, "place": place,
            "legal": verdict_of(draft, drawn.solved.zone).legal,
            "figures": _figures(draft, drawn),
            "said": _said(work, draft, drawn.solved.zone),
        })  # fmt: skip


def _figures(draft: Draft, drawn: Drawn) -> dict[str, Any]:
    gap = drawn.solved.gap
    return figures(draft, drawn.solved.zone) | {
        "gap_percent": None if gap is None else round(100 * gap, 2)
    }


def _said(work: Work, draft: Draft, zone: Ints) -> dict[str, Any]:
    sketch = Sketch(draft, zone)
    at = work.job.made_at.isoformat()
    return sketch.document(author=work.job.made_by or "", at=at,
                           parent=work.job.payload["draft_id"], comment="")  # fmt: skip
