"""Which forecasts are kept to be judged later? Whole, with what they were made from, unchanged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from admissions.store.schema import forecast_run
from admissions.store.transaction import NotThere, Tx
from admissions.store.values import seen_as
from admissions.store.visible import visible


@dataclass(frozen=True, slots=True)
class Forecast:
    """One stored forecast, without its tables. `origin`: the year of the last rolls it knew.

    `digest` is that of the manifest in its bundle; `document` its run.json.
    """

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


def add_forecast(tx: Tx, values: dict[str, Any], bundle: bytes) -> Forecast:
    """Keep a forecast of the actor's district; it is never changed."""
    own = {"district_id": tx.actor.district_id, "made_by": tx.actor.account_id, "made_at": tx.now}
    tx.conn.execute(insert(forecast_run), {**values, **own, "bundle": bundle})
    return get_forecast(tx, values["id"])


def get_forecast(tx: Tx, run_id: str) -> Forecast:
    """Return a forecast; raises NotThere."""
    row = tx.conn.execute(
        seen_as(tx, forecast_run, Forecast).where(forecast_run.c.id == run_id)
    ).one_or_none()
    if row is None:
        raise NotThere("forecast")
    return Forecast(*row)


def forecasts(tx: Tx) -> list[Forecast]:
    """Return every forecast the actor may see, the newest first."""
    rows = tx.conn.execute(
        seen_as(tx, forecast_run, Forecast)
        .order_by(forecast_run.c.made_at.desc(), forecast_run.c.id)
    ).all()  # fmt: skip
    return [Forecast(*row) for row in rows]


def forecast_bundle(tx: Tx, run_id: str) -> bytes:
    """Return a forecast's folder, zipped; raises NotThere."""
    found = tx.conn.execute(
        select(forecast_run.c.bundle)
        .where(forecast_run.c.id == run_id, visible(tx.actor, forecast_run))
    ).scalar_one_or_none()  # fmt: skip
    if found is None:
        raise NotThere("forecast")
    return bytes(found)
