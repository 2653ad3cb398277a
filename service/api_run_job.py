"""Which work of the bureau does a worker do, and how does it make a preview?"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from admissions.roles import SYSTEM
from admissions.store.accounts import actor_of
from admissions.store.cycles import level_of
from service import forecast_store_job, redraw_run_job, siting_run_job
from service.api_runs import JOB_KIND
from service.desk import DeskSources
from service.forecast_store_job import forecast_in
from service.jobs import JobFunction, Registry, Work
from service.main_job import Sources
from service.overflow_job import Season, preview_run


def registry(folder: Path) -> Registry:
    """Return the job functions of an installation whose district's files lie in `folder`."""
    return {
        JOB_KIND: preview_in(folder),
        forecast_store_job.JOB_KIND: forecast_in(folder),
        redraw_run_job.JOB_KIND: redraw_run_job.redraw_in(folder),
        siting_run_job.JOB_KIND: siting_run_job.siting_in(folder),
    }


def preview_in(folder: Path) -> JobFunction:
    """Return the function that makes a preview from the store and the district's files."""

    def preview(work: Work) -> dict[str, Any]:
        given = work.job.payload
        actor = work.store.read(SYSTEM, lambda tx: actor_of(tx, given["actor_id"]))
        level = work.store.read(SYSTEM, lambda tx: level_of(tx, given["cycle_id"]))
        sources = sources_in(folder, work.store.clock().date(), level)
        sources = replace(sources, seed=given.get("seed"))
        season = Season(given["cycle_id"], given["district_id"], sources, given.get("input_root"))
        found = preview_run(work.store, actor, season, given["run_id"], work.progress)
        return {"run_id": found.id, "stage": found.stage, "bundle_digest": found.bundle_digest}

    return preview


def sources_in(folder: Path, day: date, level: str) -> Sources:
    """Return the files of a district as a run takes them; raises BadInput where one is missing."""
    found, rules = DeskSources.in_folder(folder, day, level), folder / "rules.toml"
    return Sources(
        zones=found.zones, schools=found.schools, homes=None, day=day, streets=found.streets,
        register=found.register, address_list=found.address_list, district=found.district,
        rules=rules if rules.is_file() else None, level=level,
    )  # fmt: skip
