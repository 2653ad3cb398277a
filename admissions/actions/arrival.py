"""How does an admitted child arrive? Notice (S40), reporting (S31), card (S32), or no show."""

from admissions.actions.register import MACHINE, Receipt, receipt_of
from admissions.store.applications import get_application
from admissions.store.cycles import level_of, window_of
from admissions.store.events import append_event
from admissions.store.outbox import tell_guardian
from admissions.store.transaction import Refused, Tx


def notify(tx: Tx, *, application_id: str) -> Receipt:
    """Issue the notice of admission (入学通知书) on its days and tell the guardian (S40)."""
    found = get_application(tx, application_id)
    _, version = append_event(tx, MACHINE, application_id, "notify")
    tell_guardian(
        tx,
        "notified",
        application_id,
        version,
        district_id=found.district_id,
        school=found.school_id,
    )
    return receipt_of(tx, application_id)


def arrive(tx: Tx, *, application_id: str) -> Receipt:
    """Note that a pupil of a primary school has reported (报到, S31)."""
    _require_level(tx, application_id, "primary")
    append_event(tx, MACHINE, application_id, "arrive")
    return receipt_of(tx, application_id)


def swipe_card(tx: Tx, *, application_id: str) -> Receipt:
    """Register a pupil of a junior school by card (刷卡, S32)."""
    _require_level(tx, application_id, "junior")
    append_event(tx, MACHINE, application_id, "swipe_card")
    return receipt_of(tx, application_id)


def note_no_show(tx: Tx, *, application_id: str) -> Receipt:
    """Note that a child has not reported; the school follows it up, the place stays its own.

    Refused ("too_early") before the days of arrival. Whoever comes afterwards is still taken.
    """
    found = get_application(tx, application_id)
    if tx.now < window_of(tx, found.cycle_id, found.district_id, "arrival")[0]:
        raise Refused("too_early", "the days of arrival have not begun")
    append_event(tx, MACHINE, application_id, "note_no_show")
    return receipt_of(tx, application_id)


def _require_level(tx: Tx, application_id: str, level: str) -> None:
    found = get_application(tx, application_id)
    if level_of(tx, found.cycle_id) != level:
        raise Refused("wrong_level", f"this is for {level} schools")
