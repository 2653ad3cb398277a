"""How is a forecast queued, found again, compared and judged over HTTP?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from admissions.store import forecasts, jobs
from admissions.store.forecasts import Forecast
from admissions.store.transaction import Tx
from capacity.forecast.rolls import Reading
from service.api_desks import BUREAU
from service.api_models import Id, Model
from service.api_operations import Call, Document, Operation, reading, writing
from service.api_runs import Started
from service.api_scenarios import SEEING, newest
from service.forecast_compare_job import compared
from service.forecast_score_job import scored
from service.forecast_store_job import JOB_KIND
from service.forecast_stored import require_rolls, tables_of

FORECASTS = "/api/v1/forecasts"
FORECAST = f"{FORECASTS}/{{id}}"


class ForecastBody(Model):
    """What is to be forecast: years ahead, pupils a class may hold, by which scenario.

    `until`: as from that autumn, by rolls and births alone, to be judged by what came since.
    """

    years: Annotated[int, Field(ge=1, le=10)] = 6
    limit: Annotated[int, Field(ge=10, le=70)] = 45
    scenario_id: Id | None = None
    until: Annotated[int, Field(ge=1900, le=2200)] | None = None


class ForecastModel(Model):
    """A stored forecast. `origin`: the year of the last rolls it knew; `document`: run.json."""

    id: str
    district_id: str
    origin: int
    years: int
    scenario_id: str | None
    scenario_revision: int | None
    data_sha256: str
    parameters_sha256: str
    digest: str
    document: dict[str, Any]
    made_by: str
    made_at: datetime


class ForecastList(Model):
    """All of them, the newest first."""

    forecasts: tuple[ForecastModel, ...]


class DifferenceRow(Model):
    """Whole pupils of one area, stream and year in two forecasts, and what is between."""

    level: str
    area: str
    stream: str
    year: int
    pupils_first: int
    pupils_second: int
    difference: int


class Comparison(Model):
    """Two forecasts side by side; `same_data`: only their scenarios differ."""

    first: dict[str, Any]
    second: dict[str, Any]
    same_data: bool
    areas: tuple[DifferenceRow, ...]


class ScoreRow(Model):
    """Errors in per cent of what came, so many years ahead; None: not to be had.

    Beside ours: last year's pupils, and cohort survival weighted 3-2-1. `held_80`, `held_95`: how
    often the bands held (cells only).
    """

    stream: str
    level: str
    years_ahead: int
    n: int
    wape: float | None
    mape: float | None
    bias: float | None
    wape_last_year: float | None
    wape_321: float | None = None
    held_80: float | None = None
    held_95: float | None = None


class Score(Model):
    """What came of a forecast by the district's present rolls; no rows before the next autumn."""

    origin: int
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A forecast with its bundle."""

    forecast: Forecast
    bundle: bytes


def forecast_told(found: Forecast) -> ForecastModel:
    """Return a forecast's form."""
    return ForecastModel(**{name: getattr(found, name) for name in ForecastModel.model_fields})


def start(tx: Tx, call: Call) -> Started:
    """Queue a forecast from the district's files; a worker makes and keeps it."""
    run_id, body = call.context.new_number("FC"), call.body
    found = newest(tx, body.scenario_id) if body.scenario_id else None
    payload = {
        "run_id": run_id, "actor_id": call.actor.account_id, "years": body.years,
        "limit": body.limit, "until": body.until, "scenario_id": found.id if found else None,
        "scenario_revision": found.revision if found else None,
    }  # fmt: skip
    return Started(job_id=jobs.queue_job(tx, kind=JOB_KIND, payload=payload), run_id=run_id)


def every(tx: Tx, _call: Call) -> ForecastList:
    """Return all stored forecasts."""
    return ForecastList(forecasts=tuple(forecast_told(it) for it in forecasts.forecasts(tx)))


def one(tx: Tx, call: Call) -> ForecastModel:
    """Return one."""
    return forecast_told(forecasts.get_forecast(tx, call.id))


def bundle(tx: Tx, call: Call) -> Document:
    """Return its folder, for `jiujin forecast score` and `compare`."""
    data = forecasts.forecast_bundle(tx, call.id)
    return Document(data, "application/zip", f"{call.id}.zip")


def packed(tx: Tx, run_id: str) -> Packed:
    """Return a forecast with its bundle; raises NotThere."""
    return Packed(forecasts.get_forecast(tx, run_id), forecasts.forecast_bundle(tx, run_id))


def both(tx: Tx, call: Call) -> tuple[Packed, Packed]:
    """Return the forecast and the other; by default the newest without a scenario."""
    other = call.query.get("other", "")
    if not other:
        plain = [it.id for it in forecasts.forecasts(tx) if it.scenario_id is None]
        other = plain[0] if plain else call.id
    return packed(tx, call.id), packed(tx, other)


def side_by_side(_call: Call, given: tuple[Packed, Packed]) -> Comparison:
    """Compare two forecasts, area by area."""
    first, second = ((it.forecast.document, tables_of(it.bundle)["areas"]) for it in given)
    found = compared(first, second, given[1].forecast.id)
    return Comparison(
        first=found["first"], second=found["second"], same_data=found["same_data"],
        areas=tuple(DifferenceRow(**row) for row in found["areas"]),
    )  # fmt: skip


def judged(call: Call, given: Packed) -> Score:
    """Score a forecast by the rolls that lie in the district's folder now."""
    rolls = require_rolls(call.context.settings.district_folder)
    tables = tables_of(given.bundle)
    found = scored(given.forecast.document, tables["forecast"], tables["history"], rolls, Reading())
    rows = tuple(ScoreRow(stream=stream, **row) for stream, rows in found.items() for row in rows)
    return Score(origin=given.forecast.origin, rows=rows)


OPERATIONS: tuple[Operation, ...] = (
    writing("start_forecast", FORECASTS, BUREAU, "", "forecast", start, Started, ForecastBody,
            status=202, words="Queue a forecast from the district's files."),
    reading("forecasts", FORECASTS, SEEING, "", every, ForecastList,
            words="All stored forecasts, the newest first."),
    reading("forecast", FORECAST, SEEING, "forecast", one, ForecastModel, words="One of them."),
    reading("forecast_bundle", f"{FORECAST}/bundle.zip", SEEING, "forecast", bundle,
            "application/zip", words="Its files, as jiujin forecast run writes them."),
    reading("compare_forecasts", f"{FORECAST}/comparison", SEEING, "forecast", both, Comparison,
            finish=side_by_side, query=("other",), refusals=(422,),
            words="Beside another; by default the newest without a scenario."),
    reading("score_forecast", f"{FORECAST}/score", SEEING, "forecast",
            lambda tx, call: packed(tx, call.id), Score, finish=judged, refusals=(422,),
            words="What came of it, beside the usual rules."),
)  # fmt: skip
