"""How does the exam centre approve rosters and export the roll over HTTP (S27, S28, S34, S35)?"""

from admissions.actions import roll, roster
from admissions.roles import Role
from admissions.store.transaction import Tx
from service.api_desks import EXAM_CENTRE
from service.api_lists import CYCLE
from service.api_models import Id, Model
from service.api_operations import Call, Document, writing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterBody(Model):
    """Whose roster (录取名册) is approved."""

    school_id: Id


class RosterModel(Model):
    """An approved roster: registrations in order, and the digest of its lines."""

    id: str
    school_id: str
    numbers: tuple[str, ...]
    digest: str


class RefusedByHand(Model):
    """Writing by hand is always refused; `code` says by which rule."""

    code: str


def approve(tx: Tx, call: Call) -> RosterModel:
    """Approve the roster of a school's confirmed children."""
    found = roster.approve_roster(
        tx, roster_id=call.context.new_number("ROS"), cycle_id=call.path["cycle_id"],
        school_id=call.body.school_id,
    )  # fmt: skip
    return RosterModel(id=found.id, school_id=found.school_id, numbers=tuple(found.numbers),
                       digest=found.digest)  # fmt: skip


def export(tx: Tx, call: Call) -> Document:
    """Put everybody who has arrived on the roll; the file is given again under the same key."""
    found = roll.export_roll(tx, export_id=call.context.new_number("ROLL"),
                             cycle_id=call.path["cycle_id"])  # fmt: skip
    return Document(found.file, XLSX, f"{found.id}.xlsx")


def by_hand(tx: Tx, call: Call) -> RefusedByHand:
    """Refuse to write the roll by hand; the attempt is written down."""
    return RefusedByHand(code=roll.write_by_hand(tx, cycle_id=call.path["cycle_id"]))


_HANDS = EXAM_CENTRE | {Role.SCHOOL, Role.BUREAU}
OPERATIONS = (
    writing("approve_roster", f"{CYCLE}/rosters", EXAM_CENTRE, "cycle", "roster", approve,
            RosterModel, RosterBody, status=201, words="Approve a school's roster (S27, S34)."),
    writing("export_roll", f"{CYCLE}/roll/export", EXAM_CENTRE, "cycle", "put_on_roll", export,
            XLSX, words="Export the roll: the only way in (S28)."),
    writing("write_by_hand", f"{CYCLE}/roll/by-hand", _HANDS, "cycle", "write_by_hand", by_hand,
            RefusedByHand, words="Always refused, and written down (S28, S35)."),
)  # fmt: skip
