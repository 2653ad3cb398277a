"""How does a refusal of the database become a word that people and programs understand?"""

import re

from sqlalchemy.exc import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from admissions.store.transaction import Refused, TooLate, Unavailable

_RULE = re.compile(r"rule:([a-z_0-9]+)")
_TOO_LATE = frozenset({"event_in_its_window", "commitment_in_its_time"})
_MEANING = {
    "uq_one_district_per_child": "child_already_registered",  # S57; never says where
    "application.cycle_id, application.child_key": "child_already_registered",
    "ck_places_never_over": "school_is_full",
    "never_over": "school_is_full",
    "two_people": "needs_another_person",
    "approved_by_someone": "not_approved",
    "row-level security policy": "not_your_move",
    "pk_event": "stage_has_changed",
    **{
        sign: "number_taken"
        for name in (
            "application",
            "amendment",
            "overflow_run",
            "roster",
            "roll_export",
            "transfer",
            "petition",
            "forecast_run",
            "scenario",
        )
        for sign in (f'pk_{name}"', f"failed: {name}.id")
    },
    "decline_has_reason": "reason_missing",
    "uq_account_login_key": "login_taken",
    "account.login_key": "login_taken",
    "uq_one_sealed_run": "already_sealed",
    "pk_idempotency": "key_in_use",
    "idempotency.account_id, idempotency.key": "key_in_use",
    "overflow_run.cycle_id, overflow_run.district_id": "already_sealed",
    "FOREIGN KEY constraint failed": "names_unknown",
    "violates foreign key constraint": "names_unknown",
}


def translated(error: Exception) -> Exception:
    """Return Refused for what a rule refused, Unavailable for a database that is down or full."""
    if not isinstance(error, SQLAlchemyError):
        return error
    told = str(getattr(error, "orig", error))
    rule = _RULE.search(told)
    if rule is not None:
        code = rule.group(1)
        refused = TooLate("") if code in _TOO_LATE else Refused(_shortened(code))
        refused.__cause__ = error
        return refused
    if isinstance(error, (IntegrityError, ProgrammingError)):
        for sign, code in _MEANING.items():
            if sign in told:
                refused = Refused(code)
                refused.__cause__ = error
                return refused
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
        what = type(getattr(error, "orig", error)).__name__
        down = Unavailable(f"nothing was written: {what}")
        down.__cause__ = error
        return down
    return error


def _shortened(code: str) -> str:
    if code == "event_is_a_move":
        return "no_such_move"
    if code.startswith("event_follows_") or code == "event_no_replace":
        return "stage_has_changed"
    return code.removesuffix("_u")
