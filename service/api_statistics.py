"""Which figures of the season are told over HTTP? Exact ones to staff, a safe table to hand out."""

from datetime import date
from typing import Any

from admissions.disclosure import frame_for
from admissions.disclosure_lists import DISCLOSURES
from admissions.exports import to_csv
from admissions.roles import Role
from admissions.statistics import CATEGORIES, SchoolFigures, figures, withheld
from admissions.store import statistics
from admissions.store.transaction import Tx
from service.api_lists import CYCLE
from service.api_models import Model
from service.api_operations import STAFF, Call, Document, reading

_COUNTING = STAFF - {Role.ADMIN}
_HANDING_OUT = frozenset({Role.BUREAU, Role.CITY})
CSV = "text/csv"
_TOTAL = "total"


class SchoolFiguresModel(Model):
    """A school's children by class of the plan and by how they got their place; "" for neither."""

    school_id: str
    by_category: dict[str, int]
    by_kind: dict[str, int]
    gone: int


class DayModel(Model):
    """How many children first reached a stage on a day of Asia/Shanghai."""

    day: date
    count: int


class StatisticsModel(Model):
    """A season in figures, as far as the caller may see its children (S51, S71)."""

    schools: tuple[SchoolFiguresModel, ...]
    days: dict[str, tuple[DayModel, ...]]
    amendments: dict[str, int]


def counted(tx: Tx, call: Call) -> tuple[SchoolFigures, ...]:
    """Return the figures of the service's district."""
    return figures(statistics.groups_of(tx, call.path["cycle_id"], _district(call)))


def told(tx: Tx, call: Call) -> StatisticsModel:
    """Return every figure, exact."""
    cycle, district = call.path["cycle_id"], _district(call)
    days = {
        stage: tuple(DayModel(day=day, count=count) for day, count in found.items())
        for stage, found in statistics.reached_by_day(tx, cycle, district).items()
    }
    return StatisticsModel(
        schools=tuple(SchoolFiguresModel(
            school_id=one.school_id, by_category=dict(one.by_category), by_kind=dict(one.by_kind),
            gone=one.gone) for one in counted(tx, call)),
        days=days, amendments=statistics.amendments_by_stage(tx, cycle, district),
    )  # fmt: skip


def handed_out(tx: Tx, call: Call) -> Document:
    """Return children by school and class as CSV, small counts left out with their company."""
    found = counted(tx, call)
    table = withheld([[one.by_category.get(name, 0) for name in CATEGORIES] for one in found])
    schools = [*(one.school_id or "-" for one in found), _TOTAL] if found else []
    rows = [
        {"measure": "children", "group": f"{school} / {name or '-'}",
         "count": "" if count is None else count}
        for school, counts in zip(schools, table, strict=bool(found))
        for name, count in zip((*CATEGORIES, _TOTAL), counts, strict=True)
    ]  # fmt: skip
    made: Any = frame_for(DISCLOSURES["statistics"], rows)
    return Document(to_csv(made), CSV, "statistics.csv")


def _district(call: Call) -> str:
    return call.context.settings.district_id


OPERATIONS = (
    reading("statistics", f"{CYCLE}/statistics", _COUNTING, "cycle", told, StatisticsModel,
            words="The season in figures, of what the caller may see (S71)."),
    reading("statistics_file", f"{CYCLE}/statistics.csv", _HANDING_OUT, "cycle", handed_out, CSV,
            words="Children by school and class; empty where a count is withheld."),
)  # fmt: skip
