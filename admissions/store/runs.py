"""How is an overflow run kept? Whole or not at all; what is sealed never changes (S29, S70)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, insert, or_, select

from admissions.store.schema import application, overflow_run, placement, run_line
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import seen_as
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Run:
    """One overflow run, without its bundle."""

    id: str
    cycle_id: str
    district_id: str
    stage: str
    version: int
    input_digest: str
    bundle_digest: str
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """What a run says of one child."""

    application_id: str
    school_id: str
    reason: dict[str, Any]


def add_run(tx: Tx, values: dict[str, Any], lines: Iterable[Line]) -> None:
    """Add a run at the stage `none` with its lines; its event `preview` must follow."""
    tx.conn.execute(insert(overflow_run), values | {"stage": "none", "version": 0})
    rows = [
        {"run_id": values["id"], "application_id": line.application_id,
         "school_id": line.school_id, "reason": line.reason}
        for line in lines
    ]  # fmt: skip
    if rows:
        tx.conn.execute(insert(run_line), rows)


def get_run(tx: Tx, run_id: str) -> Run:
    """Return a run; raises NotThere."""
    row = tx.conn.execute(
        seen_as(tx, overflow_run, Run).where(overflow_run.c.id == run_id)
    ).one_or_none()
    if row is None:
        raise NotThere("run")
    return Run(*row)


def sealed_run(tx: Tx, cycle_id: str, district_id: str) -> Run | None:
    """Return the one sealed run of a district in a cycle, or None."""
    row = tx.conn.execute(
        seen_as(tx, overflow_run, Run).where(
            overflow_run.c.cycle_id == cycle_id, overflow_run.c.district_id == district_id,
            overflow_run.c.stage.in_(("sealed", "published")),
        )
    ).one_or_none()  # fmt: skip
    return None if row is None else Run(*row)


def bundle_of(tx: Tx, run_id: str) -> bytes:
    """Return the zipped bundle of a run: for the auditor, not for the public."""
    found = tx.conn.execute(
        select(overflow_run.c.bundle)
        .where(overflow_run.c.id == run_id, visible(tx.actor, overflow_run))
    ).scalar_one_or_none()  # fmt: skip
    if found is None:
        raise NotThere("run")
    return found


def runs_of(tx: Tx, cycle_id: str) -> list[Run]:
    """Return the runs of a cycle that the actor may see, by id."""
    rows = tx.conn.execute(
        seen_as(tx, overflow_run, Run)
        .where(overflow_run.c.cycle_id == cycle_id)
        .order_by(overflow_run.c.id)
    ).all()
    return [Run(*row) for row in rows]


def lines_of(tx: Tx, run_id: str) -> list[Line]:
    """Return what a run says of each child, by registration number."""
    rows = tx.conn.execute(
        select(run_line.c.application_id, run_line.c.school_id, run_line.c.reason)
        .where(run_line.c.run_id == run_id).order_by(run_line.c.application_id)
    ).all()  # fmt: skip
    return [Line(*row) for row in rows]


def line_of(tx: Tx, run_id: str, application_id: str) -> Line:
    """Return what a run says of one child; raises NotThere."""
    row = tx.conn.execute(
        select(run_line.c.application_id, run_line.c.school_id, run_line.c.reason).where(
            run_line.c.run_id == run_id, run_line.c.application_id == application_id,
            visible(tx.actor, run_line),
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotThere("run")
    return Line(*row)


def still_referred(tx: Tx, run_id: str, limit: int) -> list[Line]:
    """Return the lines of children whom the run has yet to place."""
    rows = tx.conn.execute(
        select(run_line.c.application_id, run_line.c.school_id, run_line.c.reason)
        .join(application, application.c.id == run_line.c.application_id)
        .where(run_line.c.run_id == run_id, application.c.stage == "referred")
        .order_by(run_line.c.application_id).limit(limit)
    ).all()  # fmt: skip
    return [Line(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Difference:
    """A child whose place is not the sealed one, and the amendment that says why (or None).

    `stage`: a transfer's own papers explain `transferred`, the exam centre's reason `returned`.
    """

    application_id: str
    sealed_school_id: str
    present_school_id: str | None
    amendment_id: str | None
    stage: str


def differences(tx: Tx, run_id: str) -> list[Difference]:
    """Return every difference from the sealed result (F1), by number; none is left out.

    A referred child whose place is not yet carried out is no difference.
    """
    rows = tx.conn.execute(
        select(run_line.c.application_id, run_line.c.school_id, placement.c.school_id,
               placement.c.amendment_id, application.c.stage)
        .join(application, application.c.id == run_line.c.application_id)
        .outerjoin(placement, placement.c.application_id == run_line.c.application_id)
        .where(
            run_line.c.run_id == run_id, visible(tx.actor, application),
            or_(
                placement.c.school_id != run_line.c.school_id,
                and_(placement.c.school_id.is_(None), application.c.stage != "referred"),
            ),
        ).order_by(run_line.c.application_id)
    ).all()  # fmt: skip
    return [Difference(*row) for row in rows]


_OTHER_PAPERS = ("transferred", "returned", "declined")  # a transfer, or struck off with a reason


def unexplained(tx: Tx, run_id: str) -> list[Difference]:
    """Return the differences that nothing explains: there must be none, ever."""
    return [
        one for one in differences(tx, run_id)
        if one.amendment_id is None
        and not (one.present_school_id is None and one.stage in _OTHER_PAPERS)
    ]  # fmt: skip
