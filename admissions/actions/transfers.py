"""How does a new pupil go to another district or zone? Only with the bureau's papers (S30, S43).

The bureau approves with its seal (S36); the school that takes the child issues a letter of
introduction and collects the child's form within named days, not after (S37). Only when the form
is collected does the bureau release the child, which until then can be registered nowhere else
(S33, S57).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from admissions.actions.register import MACHINE as APPLICATION
from admissions.actions.register import Receipt, receipt_of
from admissions.calendar import SHANGHAI
from admissions.roles import Role
from admissions.store.applications import get_application
from admissions.store.cycles import get_school, window_of
from admissions.store.events import append_event, require_role
from admissions.store.outbox import queue_message
from admissions.store.placements import placement_of, take_place_back
from admissions.store.transaction import Refused, TooLate, Tx
from admissions.store.transfers import (
    LEAVING,
    OPEN,
    Transfer,
    add_transfer,
    get_transfer,
    past_their_days,
    transfers_of,
    write_papers,
)

MACHINE = "transfer"
# Before a child has arrived: afterwards it is no new pupil any more (S43).
MOVABLE = ("confirmed", "rostered", "notified", "no_show")


class Ground(StrEnum):
    """Why a child may go elsewhere (S36)."""

    HUKOU_RETURNED = "hukou_returned"  # 回户口所在地
    NEW_HOME = "new_home"  # 新住址


class Rejection(StrEnum):
    """Why a transfer is not approved."""

    GROUND_NOT_SHOWN = "ground_not_shown"  # 事由未证实
    NO_PLACE_THERE = "no_place_there"  # 接收学校没有学位
    NOT_IN_ITS_ZONE = "not_in_its_zone"  # 新住址不在该校服务区


@dataclass(frozen=True, slots=True)
class CollectDays:
    """The days on which the form may be collected, first and last included."""

    first: date
    last: date


def request(tx: Tx, *, transfer_id: str, application_id: str, to_school_id: str,
            ground: Ground) -> Transfer:  # fmt: skip
    """Ask, as the guardian, for a place at a school of another district or zone."""
    return _ask(tx, "request", transfer_id, application_id, to_school_id, ground)


def request_for(tx: Tx, *, transfer_id: str, application_id: str, to_school_id: str,
                ground: Ground) -> Transfer:  # fmt: skip
    """Ask, as the school that has the child, on the guardian's behalf."""
    return _ask(tx, "request_for", transfer_id, application_id, to_school_id, ground)


def _ask(tx: Tx, action: str, transfer_id: str, application_id: str, to_school_id: str,
         ground: Ground) -> Transfer:  # fmt: skip
    found = get_application(tx, application_id)
    if found.stage not in MOVABLE:
        raise Refused("not_movable", f"no transfer is asked for at the stage {found.stage}")
    if transfers_of(tx, found.cycle_id, stages=OPEN, application_id=application_id):
        raise Refused("transfer_open", "another transfer of this child is not finished")
    there = get_school(tx, to_school_id)
    here = get_school(tx, placement_of(tx, application_id).school_id)
    if there.id == here.id:
        raise Refused("same_school", "the child has its place at this school already")
    if there.level != here.level:
        raise Refused("wrong_level", f"this is for {here.level} schools")
    across = there.district_id != found.district_id
    add_transfer(tx, {
        "id": transfer_id, "cycle_id": found.cycle_id, "district_id": found.district_id,
        "application_id": application_id, "to_district_id": there.district_id,
        "to_school_id": there.id, "ground": str(ground),
        "kind": "cross_district" if across else "cross_zone",
    })  # fmt: skip
    append_event(tx, MACHINE, transfer_id, action, facts={"to": there.id, "ground": str(ground)})
    return get_transfer(tx, transfer_id)


def approve(tx: Tx, *, transfer_id: str, seal_no: str, days: CollectDays,
            amendment_id: str = "") -> Transfer:  # fmt: skip
    """Approve under a seal number (S36), with the days of collecting inside the transfer window.

    Inside the district the child's place must have been changed before by the applied amendment
    `amendment_id`, which needs two people and a free place; refused "amendment_missing".
    """
    found = get_transfer(tx, transfer_id)
    if not seal_no.strip():
        raise Refused("seal_missing", "the approval needs the number of its seal")
    _require_days(tx, found, days)
    if found.kind == "cross_zone":
        place = placement_of(tx, found.application_id)
        if not amendment_id or (place.amendment_id, place.school_id) != (
            amendment_id, found.to_school_id,
        ):  # fmt: skip
            raise Refused("amendment_missing", "two people must first amend the child's place")
    facts = {"seal": seal_no, "from": days.first.isoformat(), "until": days.last.isoformat()}
    if amendment_id:
        facts["amendment"] = amendment_id
    require_role(tx, Role.BUREAU)
    # The store takes no approval without its seal, so that the seal is written first.
    write_papers(tx, transfer_id, seal_no=seal_no, collect_from=days.first,
                 collect_until=days.last)  # fmt: skip
    _, version = append_event(tx, MACHINE, transfer_id, "approve", facts=facts)
    _tell(tx, found, version, "transfer_approved", days)
    return get_transfer(tx, transfer_id)


def reject(tx: Tx, *, transfer_id: str, reason: Rejection) -> Transfer:
    """Reject with a reason; the guardian is told, the child keeps its place."""
    found = get_transfer(tx, transfer_id)
    _, version = append_event(tx, MACHINE, transfer_id, "reject", reason=str(reason))
    _tell(tx, found, version, "transfer_rejected", None)
    return get_transfer(tx, transfer_id)


def issue_letter(tx: Tx, *, transfer_ids: Sequence[str], letter_no: str) -> list[Transfer]:
    """Issue one letter of introduction (介绍信) with its list of children (S37).

    By the school that takes them; all children must come from one district.
    """
    if not letter_no.strip() or not transfer_ids:
        raise Refused("letter_missing", "a letter needs its number and its children")
    found = [get_transfer(tx, one) for one in transfer_ids]
    if len({one.district_id for one in found}) > 1:
        raise Refused("one_district_a_letter", "a letter is addressed to one district")
    for one in found:
        _require_taking_school(tx, one)
        append_event(tx, MACHINE, one.id, "issue_letter", facts={"letter": letter_no})
        write_papers(tx, one.id, letter_no=letter_no)
    return [get_transfer(tx, one.id) for one in found]


def collect(tx: Tx, *, transfer_id: str) -> Transfer:
    """Note that the school's bearer has collected the child's form; not after the last day (S37).

    Raises TooLate("collect") before the first day and after the last.
    """
    found = get_transfer(tx, transfer_id)
    _require_taking_school(tx, found)
    first, last = found.collect_from, found.collect_until
    if first is None or last is None or not first <= tx.now.astimezone(SHANGHAI).date() <= last:
        raise TooLate("collect")
    tx.must_commit_before(_midnight(last + timedelta(days=1)), "collect")
    append_event(tx, MACHINE, transfer_id, "collect")
    return get_transfer(tx, transfer_id)


def release(tx: Tx, *, transfer_id: str) -> Receipt:
    """Let a child go whose form was collected: its place is free, it may register elsewhere.

    By the bureau of the district it leaves; refused "not_collected" without the papers (S33), and
    "stays_in_district" for a transfer between zones.
    """
    require_role(tx, Role.BUREAU)
    found = get_transfer(tx, transfer_id)
    if found.kind != "cross_district":
        raise Refused("stays_in_district", "the child stays in the district")
    if found.stage != "collected":
        raise Refused("not_collected", "the child's form has not been collected")
    append_event(tx, APPLICATION, found.application_id, "transfer_out",
                 facts={"transfer": transfer_id, "to": found.to_district_id})  # fmt: skip
    take_place_back(tx, found.application_id)
    return receipt_of(tx, found.application_id)


def lapse_uncollected(tx: Tx, *, cycle_id: str, district_id: str, limit: int = 200) -> int:
    """Let transfers lapse whose last day has passed (逾期不予办理); returns how many."""
    require_role(tx, Role.SYSTEM)
    today = tx.now.astimezone(SHANGHAI).date()
    late = past_their_days(tx, cycle_id, district_id, today)[:limit]
    for one in late:
        _, version = append_event(tx, MACHINE, one.id, "lapse")
        _tell(tx, one, version, "transfer_lapsed", None)
    return len(late)


def _require_taking_school(tx: Tx, found: Transfer) -> None:
    if tx.actor.role == Role.SCHOOL and found.to_school_id != tx.actor.school_id:
        raise Refused("not_your_move", "this is for the school that takes the child")


def _require_days(tx: Tx, found: Transfer, days: CollectDays) -> None:
    opens, closes = window_of(tx, found.cycle_id, found.district_id, "transfer")
    ends = _midnight(days.last + timedelta(days=1))
    if days.first > days.last or _midnight(days.first) < opens or ends > closes:
        raise Refused("days_outside_window", "the days must lie in the period of transfers")
    if ends <= tx.now:
        raise Refused("days_are_past", "the last day of collecting is past")


def _tell(tx: Tx, found: Transfer, version: int, template: str, days: CollectDays | None) -> None:
    params = {"school": found.to_school_id}
    if days is not None:
        params |= {"from": days.first.isoformat(), "until": days.last.isoformat()}
    queue_message(tx, machine=MACHINE, subject_id=found.id, seq=version, template=template,
                  district_id=found.district_id, application_id=found.application_id,
                  params=params)  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def leaving(tx: Tx, cycle_id: str) -> frozenset[str]:
    """Return the children on their way to another district: they come on no roll here (S42)."""
    found = transfers_of(tx, cycle_id, stages=LEAVING)
    return frozenset(one.application_id for one in found if one.kind == "cross_district")
