"""How is a lottery drawn that nobody can tune? Announce, bind, freeze, wait, open (trust.md F3).

Commitments come before the input and the input before the public value (the beacon): whoever knows
one of them cannot choose the other two. See docs/adr/0011-the-lottery-ceremony.md.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from admissions.actions.gathering import present_state
from admissions.disclosure_patterns import PersonalMark, personal_marks
from admissions.roles import Role
from admissions.store.ceremonies import (
    Ceremony,
    Commitment,
    Draw,
    Frozen,
    add_ceremony,
    add_commitment,
    add_draw,
    ceremonies_of,
    commitments_of,
    draw_of,
    frozen_of,
    get_ceremony,
    is_committed,
    last_moment,
)
from admissions.store.cycles import window_of
from admissions.store.events import append_audit, require_role
from admissions.store.publications import has_sealed_run
from admissions.store.transaction import NotThere, Refused, TooLate, Tx
from capacity.lottery import FEWEST, revealed_seed

MOST = 20  # people who commit
_DIGEST = re.compile("[0-9a-f]{64}")
# A public draw is named by its day and its number (第1号), which look like a birth and a home.
_OF_A_DRAW = frozenset({PersonalMark.BIRTH_DATE, PersonalMark.ADDRESS})


class CeremonyState(StrEnum):
    """How far a ceremony is; too few and not frozen end it without a draw."""

    COMMITTING = "committing"
    TOO_FEW = "too_few"
    WAITING = "waiting"  # for the beacon's time; the input is frozen by a preview meanwhile
    NOT_FROZEN = "not_frozen"
    TO_OPEN = "to_open"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced; `commitments_until` and `reason` only once registration has closed."""

    id: str
    beacon: str
    beacon_at: datetime
    commitments_until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A ceremony with everything that is known of it by now; all of it is public.

    `until` is when people really commit until: registration may have been closed earlier.
    """

    ceremony: Ceremony
    until: datetime
    commitments: list[Commitment]
    frozen: Frozen | None
    draw: Draw | None
    state: CeremonyState


def announce(tx: Tx, *, cycle_id: str, district_id: str, said: Announcement) -> Standing:
    """Announce the public value, its time, and until when people commit.

    Before registration closes, commitments end as it closes. After, it takes a reason and a time of
    its own, and the last ceremony must have come to nothing: only the city may replace one that
    still stands (a lost secret). Refused: "already_sealed", "ceremony_stands",
    "ceremony_reason_missing", "commitments_until_wrong", "beacon_too_early", "not_for_public".
    """
    require_role(tx, Role.BUREAU, Role.CITY)
    _require_plain(said.beacon, said.reason, besides=_OF_A_DRAW)
    if tx.actor.role == Role.BUREAU and tx.actor.district_id != district_id:
        raise NotThere("district")
    tx.alone_on(f"ceremony:{cycle_id}:{district_id}")
    if has_sealed_run(tx, cycle_id, district_id):
        raise Refused("already_sealed", "the placement is sealed: nothing is left to draw")
    earlier = ceremonies_of(tx, cycle_id, district_id)
    if earlier:
        _require_spent(tx, standing_of(tx, earlier[-1]))
    until = _until(tx, cycle_id, district_id, said)
    if said.beacon_at < until:
        raise Refused("beacon_too_early", "the value may not be known while people still commit")
    made = Ceremony(said.id, cycle_id, district_id, len(earlier) + 1, said.beacon, until,
                    said.beacon_at, said.reason, tx.now)  # fmt: skip
    add_ceremony(tx, made)
    _note(tx, made, "announce_ceremony", {"number": made.number})
    return standing_of(tx, made)


def commit(tx: Tx, *, ceremony_id: str, person: str, digest: str) -> Standing:
    """Store what a person is bound to; it never changes.

    Refused: TooLate from the closing second on, also where the commit reaches it;
    "commitment_wrong", "commitment_twice", "too_many_commitments", "not_for_public".
    """
    require_role(tx, Role.BUREAU)
    of = _own(tx, ceremony_id)
    _require_plain(person)
    if not _DIGEST.fullmatch(digest):
        raise Refused("commitment_wrong", "a commitment is 64 hexadecimal digits")
    until = last_moment(tx, of)
    if tx.now >= until:
        raise TooLate("commitments")
    tx.must_commit_before(until, "commitments")
    tx.alone_on(f"ceremony:{of.cycle_id}:{of.district_id}")
    known = commitments_of(tx, ceremony_id)
    if is_committed(tx, digest):
        raise Refused("commitment_twice", "this commitment was stored before: take a new secret")
    if len(known) == MOST:
        raise Refused("too_many_commitments", f"no more than {MOST} people commit")
    add_commitment(tx, ceremony_id, Commitment(len(known) + 1, person, digest, tx.now))
    _note(tx, of, "commit_to_ceremony", {"place": len(known) + 1, "digest": digest})
    return standing_of(tx, of)


def draw(tx: Tx, *, cycle_id: str, ceremony_id: str, reveals: list[str], beacon_value: str) -> Draw:
    """Open the secrets, in the order of their commitments, and keep the seed that they make.

    A ceremony draws once: the same again returns what stands, anything else is refused
    ("already_drawn"). Refused: "beacon_not_yet", "too_few_commitments", "nothing_frozen",
    "ceremony_replaced", "children_have_changed"; raises BadInput for a secret that was not
    committed.
    """
    require_role(tx, Role.BUREAU)
    of = _own(tx, ceremony_id)
    if of.cycle_id != cycle_id:
        raise NotThere("ceremony")
    now = standing_of(tx, of)
    if now.draw is not None:
        if (now.draw.reveals, now.draw.beacon_value) != (reveals, beacon_value):
            raise Refused("already_drawn", "this ceremony has drawn, and draws once")
        return now.draw
    frozen = _require_ready(tx, now)
    seed = revealed_seed(
        input_root=frozen.input_root, ruleset_sha256=frozen.ruleset_sha256,
        commitments=[one.digest for one in now.commitments], reveals=reveals, beacon=beacon_value,
    )  # fmt: skip
    opened = Draw(ceremony_id, frozen.input_root, frozen.ruleset_sha256, reveals, beacon_value,
                  seed.value, tx.now)  # fmt: skip
    add_draw(tx, opened)
    _note(tx, of, "draw", {"seed": seed.value, "input": frozen.input_root})
    return opened


def standings(tx: Tx, cycle_id: str, district_id: str) -> list[Standing]:
    """Return every ceremony of a season, the first first."""
    return [standing_of(tx, one) for one in ceremonies_of(tx, cycle_id, district_id)]


def standing_of(tx: Tx, of: Ceremony) -> Standing:
    """Return a ceremony with what is known of it."""
    bound, frozen, opened = commitments_of(tx, of.id), frozen_of(tx, of), draw_of(tx, of.id)
    until = last_moment(tx, of)
    state = CeremonyState.DRAWN if opened else _undrawn(tx.now, until, of, bound, frozen)
    return Standing(of, until, bound, frozen, opened, state)


def _undrawn(now: datetime, until: datetime, of: Ceremony, bound: list[Commitment],
             frozen: Frozen | None) -> CeremonyState:  # fmt: skip
    if now < until:
        return CeremonyState.COMMITTING
    if len(bound) < FEWEST:
        return CeremonyState.TOO_FEW
    if now < of.beacon_at:
        return CeremonyState.WAITING
    return CeremonyState.NOT_FROZEN if frozen is None else CeremonyState.TO_OPEN


def _require_spent(tx: Tx, last: Standing) -> None:
    """Refuse another ceremony while the last one can still decide: nobody draws until it suits.

    Also where children or places have changed since it froze: from the beacon's time on, whoever
    can change a child knows whom the lots would choose.
    """
    if last.state in {CeremonyState.TOO_FEW, CeremonyState.NOT_FROZEN}:
        return
    open_yet = last.state in {CeremonyState.COMMITTING, CeremonyState.WAITING}
    if open_yet or tx.actor.role != Role.CITY:
        raise Refused("ceremony_stands", "a ceremony stands, and its draw would decide")


def _has_changed(tx: Tx, last: Standing) -> bool:
    of = last.ceremony
    now = present_state(tx, of.cycle_id, of.district_id)
    return last.frozen is None or now != last.frozen.state


def _until(tx: Tx, cycle_id: str, district_id: str, said: Announcement) -> datetime:
    _, closes = window_of(tx, cycle_id, district_id, "register")
    if tx.now < closes:
        if said.commitments_until not in {None, closes}:
            raise Refused("commitments_until_wrong", "people commit until registration closes")
        tx.must_commit_before(closes, "register")
        return closes
    if not said.reason.strip():
        raise Refused("ceremony_reason_missing", "say in public why lots are drawn anew")
    if said.commitments_until is None or said.commitments_until <= tx.now:
        raise Refused("commitments_until_wrong", "say a time to come, until which people commit")
    return said.commitments_until


def _require_ready(tx: Tx, now: Standing) -> Frozen:
    of = now.ceremony
    if tx.now < of.beacon_at:
        raise Refused("beacon_not_yet", "the public value is not known before its time")
    if len(now.commitments) < FEWEST:
        raise Refused("too_few_commitments", f"fewer than {FEWEST} people committed")
    if now.frozen is None or not _DIGEST.fullmatch(now.frozen.ruleset_sha256):
        raise Refused("nothing_frozen", "no preview was kept between commitments and beacon")
    if ceremonies_of(tx, of.cycle_id, of.district_id)[-1].id != of.id:
        raise Refused("ceremony_replaced", "a later ceremony was announced: it decides")
    if _has_changed(tx, now):
        raise Refused("children_have_changed", "children or places changed since the input froze")
    return now.frozen


def _own(tx: Tx, ceremony_id: str) -> Ceremony:
    found = get_ceremony(tx, ceremony_id)
    if found.district_id != tx.actor.district_id:
        raise NotThere("ceremony")
    return found


def _require_plain(*texts: str, besides: frozenset[PersonalMark] = frozenset()) -> None:
    """Refuse what may not be public: a number, telephone or home in a name or a reason (S59)."""
    if any(personal_marks(text, spaced_digits=False, besides=besides) for text in texts):
        raise Refused("not_for_public", "looks like somebody's number, telephone or home")


def _note(tx: Tx, of: Ceremony, what: str, facts: dict[str, str | int]) -> None:
    append_audit(tx, f"ceremonies:{of.district_id}", what, {"ceremony": of.id} | facts)
