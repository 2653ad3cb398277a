"""How does a worker make the forecast that the bureau queued?"""

from pathlib import Path
from typing import Any

from admissions.roles import SYSTEM
from admissions.store.accounts import actor_of
from service.forecast_run_job import run_files
from service.forecast_stored import district_call, keep
from service.jobs import JobFunction, Work
from service.scenarios import resolved

JOB_KIND = "forecast_run"


def forecast_in(folder: Path) -> JobFunction:
    """Return the function that forecasts from the files in `folder` and keeps the run."""

    def forecast(work: Work) -> dict[str, Any]:
        given = work.job.payload
        actor = work.store.read(SYSTEM, lambda tx: actor_of(tx, given["actor_id"]))
        scenario = None
        if given["scenario_id"] is not None:
            scenario = given["scenario_id"], int(given["scenario_revision"])
        what_if = work.store.read(actor, lambda tx: resolved(tx, scenario))
        call = district_call(
            folder, work.store.clock().date(), years=given["years"], limit=given["limit"],
            until=given["until"], scenario=what_if,
        )  # fmt: skip
        document, files = run_files(call, work.progress)
        with work.progress.step("keep the forecast"):
            found = work.store.write(
                actor, lambda tx: keep(tx, given["run_id"], scenario, document, files)
            )
        return {"run_id": found.id, "digest": found.digest}

    return forecast
