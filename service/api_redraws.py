"""How does the bureau start the optimiser, stop it, and take what it found over HTTP?"""

from typing import Any

from admissions.actions import zone_drafts as doing
from admissions.store import jobs, redraws
from admissions.store import zone_drafts as kept
from admissions.store.transaction import NotThere, Tx
from service.api_desks import BUREAU
from service.api_draft_models import TakenBody, TakenModel
from service.api_drafts import SEEING, draft_told, in_a_thread
from service.api_operations import Call, reading, writing
from service.api_plan_models import FoundModel, FoundPlans, RedrawBody, RedrawStarted
from service.drafting import Opened, ground_for, named, new_draft, opened
from service.redraw_run_job import JOB_KIND

REDRAWS = "/api/v1/zones/redraws"


def start(tx: Tx, call: Call) -> RedrawStarted:
    """Queue a run of the optimiser."""
    asked: RedrawBody = call.body
    step = None
    if asked.draft_id is not None:
        kept.get_draft(tx, asked.draft_id)
        step = kept.last_step(tx, asked.draft_id)
    weights = {} if asked.moved is None else {
        "walk": 1.0, **dict.fromkeys(("moved", "enrolled", "siblings"), asked.moved)
    }  # fmt: skip
    payload = {
        "district_id": call.actor.district_id, "level": call.prepared.level,
        "draft_id": asked.draft_id, "step": step, "seconds": asked.seconds, "seed": asked.seed,
        "longest_m": asked.longest_m, "weights": weights,
        "hold": sorted(asked.hold),
    }  # fmt: skip
    return RedrawStarted(job_id=jobs.queue_job(tx, kind=JOB_KIND, payload=payload))


def _number(tx: Tx, call: Call) -> int:
    if jobs.get_job(tx, call.number).kind != JOB_KIND:
        raise NotThere("redraw")
    return call.number


def stop(tx: Tx, call: Call) -> RedrawStarted:
    """Let a run end with the best plans so far."""
    number = _number(tx, call)
    redraws.ask_to_stop(tx, number)
    return RedrawStarted(job_id=number)


def found(tx: Tx, call: Call) -> FoundPlans:
    """Return what a run found."""
    plans = redraws.plans_found(tx, call.number)
    if not plans:
        raise NotThere("redraw")
    return FoundPlans(plans=tuple(
        FoundModel(name=it.name, legal=it.legal, figures=it.figures) for it in plans
    ))  # fmt: skip


def _taken(tx: Tx, call: Call) -> tuple[doing.NewDraft, dict[str, Any], tuple[str, ...]]:
    """Return a plan that the optimiser found as a new draft, and the locks that it lets go."""
    plan, ground = redraws.plan_found(tx, call.number, call.body.plan), ground_for(call)
    source, given = plan.said.get("parent"), plan.said["assignment"]
    held = {} if source is None else _locks(opened(tx, call, source))
    gone = tuple(block for block, school in held.items() if given[block] != school)
    kept = [block for block, school in held.items() if given[block] == school]
    draft = new_draft(call, ground, call.body.name, call.body.note)
    return draft, {**plan.said, "locked": kept}, gone


def _locks(source: Opened) -> dict[str, str]:
    """Return the locked blocks of the draft from which the run set out, each with its school."""
    names, schools = source.sketch.draft.blocks.block_id, named(source.ground, source.sketch.zone)
    return {names[row]: schools[names[row]] for row in sorted(source.sketch.locked)}


def take(tx: Tx, call: Call) -> TakenModel:
    """Begin a draft with a plan; blocks locked since to other schools are told, not locked."""
    draft, document, gone = call.prepared
    made = draft_told(doing.begin(tx, draft=draft, document=document), 1)
    return TakenModel(**made.model_dump(), locks=len(document["locked"]), unlocked=gone)


OPERATIONS = (
    writing("start_redraw", REDRAWS, BUREAU, "", "start", start, RedrawStarted, RedrawBody,
            status=202, prepare=in_a_thread(lambda _tx, call: ground_for(call)),
            words="Queue a run of the optimiser."),
    writing("stop_redraw", f"{REDRAWS}/{{id}}/stop", BUREAU, "redraw", "stop", stop,
            RedrawStarted, words="End it with the best plans so far."),
    reading("redraw_plans", f"{REDRAWS}/{{id}}/plans", SEEING, "redraw", found, FoundPlans,
            words="What it found, along the frontier."),
    writing("take_plan", f"{REDRAWS}/{{id}}/take", BUREAU, "redraw", "begin", take, TakenModel,
            TakenBody, status=201, prepare=in_a_thread(_taken),
            words="Take a plan it found as a draft; locks stay."),
)  # fmt: skip
