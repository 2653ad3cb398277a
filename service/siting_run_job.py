"""How does a worker choose sites for the bureau, so that the answer can be found again?"""

from pathlib import Path
from typing import Any

from admissions.roles import SYSTEM
from admissions.store import forecasts, sitings
from service.forecast_stored import tables_of
from service.jobs import JobFunction, Work
from service.siting_answer import answered
from service.siting_demand import entry_bands
from service.siting_ground import Candidate, SitingWish, siting_town

JOB_KIND = "siting"


def siting_in(folder: Path) -> JobFunction:
    """Return the function that chooses from the district's files in `folder`."""

    def choose(work: Work) -> dict[str, Any]:
        given = work.job.payload
        wish = SitingWish(
            given["year"], tuple(Candidate(**it) for it in given["candidates"]),
            given["most_open"], given["most_closed"], given["seconds"],
        )  # fmt: skip
        with work.progress.step("reading blocks and schools"):
            town = siting_town(folder, given["level"], wish, _bands(work, wish.year))
        said = answered(town, wish, work.progress) | {"forecast_id": given["forecast_id"]}
        with work.progress.step("keeping the answer"):
            work.store.write(SYSTEM, lambda tx: sitings.add_siting(
                tx, given["district_id"], work.job.id, said))  # fmt: skip
        changed = [it["change"] for it in said["sites"]]
        return {"opened": changed.count("open"), "closed": changed.count("close")}

    return choose


def _bands(work: Work, year: int) -> dict[str, tuple[float, ...]]:
    """Return the stored forecast's bands by school, {} where none is asked for."""
    forecast_id = work.job.payload["forecast_id"]
    if forecast_id is None:
        return {}
    bundle = work.store.read(SYSTEM, lambda tx: forecasts.forecast_bundle(tx, forecast_id))
    return entry_bands(tables_of(bundle), year)
