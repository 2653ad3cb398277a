"""How do messages to guardians leave, at most once for each event, and who sees what failed?

Claim, try, settle: the provider is called between two transactions. It is given one key for each
event and template, under which it sends once however often it is asked (R11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from admissions.message_words import TAIL, NoWords, message_text
from admissions.roles import Role
from admissions.store import codes
from admissions.store.applications import Application, get_application, read_entry
from admissions.store.cycles import get_school, policy_of
from admissions.store.events import append_audit, require_role
from admissions.store.keys import Unreadable
from admissions.store.messages import (
    Message,
    claim_messages,
    drop_message,
    get_message,
    id_in,
    key_of,
    messages_of,
    note_receipt,
    queue_again,
    settle,
)
from admissions.store.transaction import NotThere, Refused, Tx

LEASE = timedelta(minutes=5)
_TO_NOBODY = "to_nobody"


@dataclass(frozen=True, slots=True)
class Backoff:
    """When to try again: `first`, then twice as long each time up to `longest`; `most` tries."""

    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=1)
    most: int = 12

    def after(self, attempt: int) -> timedelta:
        """Return how long to wait after the attempt of this number, counted from 1."""
        return min(self.first * 2 ** min(attempt - 1, 20), self.longest)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message in somebody's hands: which attempt it is, the provider's key, whom it goes to."""

    id: int
    attempt: int
    key: str
    telephone: str
    text: str


def take_messages(tx: Tx, *, limit: int = 20, lease: timedelta = LEASE,
                  language: str = "zh") -> tuple[Outgoing, ...]:  # fmt: skip
    """Claim what is due and open the telephones; what cannot be sent is given up at once.

    Given up: "no_telephone" (nothing was entered yet), "unreadable" (its key is destroyed),
    "no_words". They stand on the list of what failed. A code that is over is given up too
    ("expired"), one that was asked for a number without an account is dropped.
    """
    require_role(tx, Role.SYSTEM)
    taken = []
    for found in claim_messages(tx, limit=limit, lease=lease):
        ready = _ready(tx, found, language)
        if isinstance(ready, Outgoing):
            taken.append(ready)
        elif ready == _TO_NOBODY:
            drop_message(tx, found.id)
        else:
            settle(tx, found.id, found.attempts, state="failed", last_error=ready)
    return tuple(taken)


def note_sent(tx: Tx, *, message_id: int, attempt: int, ref: str) -> bool:
    """Note that the provider took a message; False if another attempt has it by now."""
    require_role(tx, Role.SYSTEM)
    codes.empty_sent(tx, message_id)
    return settle(tx, message_id, attempt, state="sent", sent_at=tx.now, provider_ref=ref[:80],
                  last_error=None)  # fmt: skip


def note_not_sent(tx: Tx, *, message_id: int, attempt: int, code: str, for_good: bool,
                  backoff: Backoff) -> bool:  # fmt: skip
    """Note that an attempt failed: it is tried again later, or given up for good.

    `code` says why in one word of the gateway, never in the provider's own text.
    """
    require_role(tx, Role.SYSTEM)
    if for_good or attempt >= backoff.most:
        codes.empty_sent(tx, message_id)
        return settle(tx, message_id, attempt, state="failed", last_error=code)
    return settle(tx, message_id, attempt, state="queued", last_error=code,
                  next_at=tx.now + backoff.after(attempt))  # fmt: skip


def put_back(tx: Tx, *, messages: Sequence[Outgoing], wait: timedelta) -> None:
    """Put back what was claimed and not tried: the provider is down, it was nobody's attempt."""
    require_role(tx, Role.SYSTEM)
    for one in messages:
        settle(tx, one.id, one.attempt, state="queued", attempts=one.attempt - 1,
               next_at=tx.now + wait)  # fmt: skip


def note_delivery(tx: Tx, *, key: str, delivered: bool) -> bool:
    """Note a provider's receipt; False for one that was noted before or is not of ours."""
    require_role(tx, Role.SYSTEM)
    try:
        return note_receipt(tx, id_in(tx, key), delivered=delivered)
    except NotThere:
        return False


def failed_messages(tx: Tx) -> list[Message]:
    """Return the messages that were given up: the bureau tells these guardians itself."""
    require_role(tx, Role.BUREAU, Role.SYSTEM)
    return messages_of(tx, ("failed",))


def send_again(tx: Tx, *, message_id: int) -> Message:
    """Queue a message that was given up, as the bureau; refused "not_failed" for any other."""
    require_role(tx, Role.BUREAU)
    get_message(tx, message_id)
    if not queue_again(tx, message_id):
        raise Refused("not_failed", "the message was not given up")
    append_audit(tx, f"outbox:{tx.actor.district_id}", "queued_again", {"message": message_id})
    return get_message(tx, message_id)


def _ready(tx: Tx, found: Message, language: str) -> Outgoing | str:
    """Return what to send, or the code of why it cannot be sent."""
    if found.application_id is None:
        return _ready_code(tx, found, language) if found.machine == "account" else "no_telephone"
    try:
        text = _text(tx, found, get_application(tx, found.application_id), language)
    except (NoWords, NotThere, KeyError):
        return "no_words"
    try:
        told = read_entry(tx, found.application_id, purpose="message")
    except NotThere:
        return "no_telephone"
    except Unreadable:
        return "unreadable"
    return Outgoing(found.id, found.attempts, key_of(tx.keys, found), told.guardian_phone, text)


def _ready_code(tx: Tx, found: Message, language: str) -> Outgoing | str:
    """Return a code to send; why not else: it is over, or goes to nobody."""
    try:
        made = codes.code_to_send(tx, found.subject_id)
    except Unreadable:
        return "unreadable"
    if made is None or not made.to_somebody:
        return _TO_NOBODY
    if made.told is None:
        return "expired"
    number, code = made.told
    text = message_text(found.template, {"code": code}, language)
    return Outgoing(found.id, found.attempts, key_of(tx.keys, found), number, text)


def _text(tx: Tx, found: Message, application: Application, language: str) -> str:
    policy = policy_of(tx, application.cycle_id)
    days = ("from", "until")
    values: dict[str, str] = {
        name: str(found.params[name]) for name in days if name in found.params
    }
    values["tail"] = application.id[-TAIL:]
    values["contacts"] = "、".join(one.telephone.value for one in policy.contacts)
    if "school" in found.params:
        values["school"] = get_school(tx, found.params["school"]).name
    if "reason" in found.params:
        values["reason"] = getattr(policy.decline_reason(found.params["reason"]), language)
    return message_text(found.template, values, language)
