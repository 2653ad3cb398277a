"""What have the planners of the synthetic season asked? Forecasts kept before it, one scenario."""

from functools import partial

from admissions.store.scenarios import add_revision
from service.forecast_run_job import run_files
from service.forecast_stored import district_call, has_rolls, keep
from service.progress import Progress
from service.scenarios import resolved
from service.season.frame import BUREAU, SECOND, Stage

BASE, LOOKING_BACK, BIGGER = "FC-2026-1", "FC-2026-2", "FC-2026-3"
SCENARIO = "SC-2026-1"
_YEARS, _LIMIT, _THEN = 6, 40, 2022


def plan(stage: Stage, progress: Progress) -> None:
    """Keep the plain forecast, one as from three autumns ago, and one of a scenario."""
    if not has_rolls(stage.sample):
        return
    with progress.step("planning: three forecasts, one scenario"):
        stage.store.write(SECOND, partial(
            add_revision, scenario_id=SCENARIO, name="滨河小学扩班、非本市户籍入学减两成",
            note="学位预警红色", parent=None, body={
                "nonlocal_entry": 0.8, "plans": [{"school": "P07", "year": 2027, "classes": 8}]},
        ))  # fmt: skip
        _forecast(stage, BASE)
        _forecast(stage, LOOKING_BACK, until=_THEN)
        _forecast(stage, BIGGER, scenario=(SCENARIO, 1))


def _forecast(stage: Stage, run_id: str, until: int | None = None,
              scenario: tuple[str, int] | None = None) -> None:  # fmt: skip
    what_if = stage.store.read(BUREAU, lambda tx: resolved(tx, scenario))
    call = district_call(stage.sample, stage.clock().date(), years=_YEARS, limit=_LIMIT,
                         until=until, scenario=what_if)  # fmt: skip
    document, files = run_files(call, Progress(quiet=True))
    stage.store.write(BUREAU, lambda tx: keep(tx, run_id, scenario, document, files))
