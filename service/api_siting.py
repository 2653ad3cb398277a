"""How does a planner let sites be chosen over HTTP, and find the answer again?"""

from dataclasses import asdict

from admissions.store import forecasts, jobs, sitings
from admissions.store.transaction import Tx
from service.api_desks import BUREAU
from service.api_drafts import SEEING, in_a_thread
from service.api_operations import Call, reading, writing
from service.api_siting_models import (
    SitingBody,
    SitingGround,
    SitingList,
    SitingListed,
    SitingModel,
    SitingStarted,
)
from service.drafting import ground_for
from service.siting_ground import require_size
from service.siting_run_job import JOB_KIND
from service.siting_suggest import suggested

SITINGS = "/api/v1/sitings"


def ground(_tx: Tx, call: Call) -> SitingGround:
    """Say on what sitings rest, and which blocks a planner may look at first."""
    found = ground_for(call)
    draft = found.gathered.draft
    return SitingGround(
        blocks=len(draft.blocks), schools=len(draft.sites), years=draft.blocks.years,
        distances=found.gathered.distances, suggested=suggested(draft),
    )  # fmt: skip


def start(tx: Tx, call: Call) -> SitingStarted:
    """Queue a siting; a forecast must be one that the caller sees."""
    asked: SitingBody = call.body
    if asked.forecast_id is not None:
        forecasts.get_forecast(tx, asked.forecast_id)
    found = call.prepared
    draft = found.gathered.draft
    require_size(len(draft.blocks), len(draft.sites) + len(asked.candidates))
    payload = asked.model_dump() | {
        "district_id": call.actor.district_id, "level": found.level,
        "candidates": [it.model_dump() for it in asked.candidates],
    }  # fmt: skip
    return SitingStarted(job_id=jobs.queue_job(tx, kind=JOB_KIND, payload=payload))


def every(tx: Tx, _call: Call) -> SitingList:
    """Return the sitings that the caller may see."""
    return SitingList(sitings=tuple(SitingListed(**asdict(it))
                                    for it in sitings.sitings_found(tx)))  # fmt: skip


def one(tx: Tx, call: Call) -> SitingModel:
    """Return one siting."""
    return SitingModel.model_validate(sitings.siting_found(tx, call.number))


OPERATIONS = (
    reading("siting_ground", f"{SITINGS}/ground", SEEING, "", ground, SitingGround,
            words="Blocks, schools and years to choose from."),
    writing("start_siting", SITINGS, BUREAU, "", "start", start, SitingStarted, SitingBody,
            status=202, prepare=in_a_thread(lambda _tx, call: ground_for(call)),
            words="Queue the choice of sites to open and to close."),
    reading("sitings", SITINGS, SEEING, "", every, SitingList, words="All sitings."),
    reading("siting", f"{SITINGS}/{{id}}", SEEING, "siting", one, SitingModel,
            words="What was chosen, how sure, who walks less, what each closing does."),
)  # fmt: skip
