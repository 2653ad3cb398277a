"""Which figures of a stored forecast are told over HTTP? Row by row, narrowed at will."""

from collections.abc import Callable
from typing import Any, TypeVar

import pandas as pd

from admissions.store import forecasts
from admissions.store.transaction import Tx
from service.api_forecasts import FORECAST
from service.api_models import Model
from service.api_operations import Call, Operation, reading
from service.api_scenarios import SEEING
from service.forecast_stored import tables_of

M = TypeVar("M", bound=Model)


class CellRow(Model):
    """A school's grade in a year: mean, bands, and the steps that add up to the mean."""

    school_id: str
    grade: str
    stream: str
    year: int
    pupils: int
    mean: float
    low95: float
    low80: float
    high80: float
    high95: float
    last_year: float
    moving_up: float
    entrants: float
    calibration: float
    housing: float
    registrations: float
    events: float


class CellList(Model):
    """Grades of schools."""

    rows: tuple[CellRow, ...]


class AreaRow(Model):
    """All grades of a school, zone, district or the total in a year."""

    level: str
    area: str
    stream: str
    year: int
    pupils: int
    mean: float
    low95: float
    low80: float
    high80: float
    high95: float


class AreaList(Model):
    """Whole rolls."""

    rows: tuple[AreaRow, ...]


class HistoryRow(Model):
    """Pupils of a school's grade in a year past."""

    school_id: str
    grade: str
    stream: str
    year: int
    pupils: int


class HistoryList(Model):
    """The rolls from which a forecast was made."""

    rows: tuple[HistoryRow, ...]


class ClassRow(Model):
    """The probability that a school needs so many classes in its lowest grade."""

    school_id: str
    grade: str
    year: int
    classes: int
    limit: int
    probability: float


class ClassList(Model):
    """Class counts."""

    rows: tuple[ClassRow, ...]


class PlacesRow(Model):
    """What is planned for a school's lowest grade, as the forecast's scenario has it."""

    school_id: str
    year: int
    classes: int
    limit: int
    places: int


class PlacesList(Model):
    """Planned intakes; none where no plans were given."""

    rows: tuple[PlacesRow, ...]


class WarningRow(Model):
    """A judged intake, of local children or all: by ratio and by probability."""

    school: str
    year: int
    lead_years: int
    who: str
    expected: float
    seats: int
    ratio: float | None
    by_ratio: str
    probability: float
    by_probability: str
    under_use: float
    reason: str


class WarningList(Model):
    """Every judged intake, also those without a warning."""

    rows: tuple[WarningRow, ...]


def _table(name: str, keys: tuple[str, ...], answers: Callable[..., M], row: type[Model]) -> Any:
    """Return the work and the finish that tell one table, rows narrowed by the query's keys."""

    def work(tx: Tx, call: Call) -> bytes:
        return forecasts.forecast_bundle(tx, call.id)

    def finish(call: Call, bundle: bytes) -> M:
        frame = tables_of(bundle).get(name, pd.DataFrame())
        for key in keys:
            if key in call.query and not frame.empty:
                frame = frame[frame[key] == call.query[key]]
        return answers(rows=tuple(row(**_plain(one)) for one in frame.to_dict(orient="records")))

    return work, finish


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row for its form; a ratio to no seats at all is told as none."""
    return {str(key): None if value in {"", "inf"} else value for key, value in row.items()}


def _row(name: str, table: str, keys: tuple[str, ...], answers: type[Model], row: type[Model],
         words: str) -> Operation:  # fmt: skip
    work, finish = _table(table, keys, answers, row)
    path = f"{FORECAST}/{name}"
    return reading(f"forecast_{name}", path, SEEING, "forecast", work, answers, finish=finish,
                   query=keys, words=words)  # fmt: skip


_OF_SCHOOL = ("school_id", "stream")
OPERATIONS: tuple[Operation, ...] = (
    _row("cells", "forecast", (*_OF_SCHOOL, "year"), CellList, CellRow,
         "Grades by school, stream and year, with their steps."),
    _row("areas", "areas", ("level", "area", "stream"), AreaList, AreaRow,
         "Schools, zones, the district and the total."),
    _row("history", "history", _OF_SCHOOL, HistoryList, HistoryRow,
         "The rolls from which it was made."),
    _row("classes", "classes", ("school_id",), ClassList, ClassRow,
         "How likely is each number of classes?"),
    _row("places", "places", ("school_id",), PlacesList, PlacesRow, "Planned intakes."),
    _row("warnings", "warnings", ("who",), WarningList, WarningRow,
         "Where places will be short, or too many."),
)  # fmt: skip
