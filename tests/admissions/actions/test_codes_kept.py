"""What is kept of a code, and of the message that carries it? Digests alone, for a day."""

# ruff: noqa: F811  fixtures are parameters, by the names under which they are imported

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from admissions.actions import codes, outbox
from admissions.roles import SYSTEM
from admissions.store.messages import message_counts
from admissions.store.schema import access_code, message
from admissions.store.transaction import Refused
from tests.admissions.actions.desks import PHONE
from tests.admissions.actions.test_codes import (  # noqa: F401  two are fixtures
    DAY,
    INSTANT,
    MINUTES,
    STRANGER,
    ask,
    family,
    known,
    renew,
    rows,
)
from tests.admissions.entries import entry as plain_child
from tests.admissions.season import BUREAU, LIN


def test_neither_code_nor_number_nor_address_stands_in_the_database(known):
    ask(known)

    told = " ".join(str(row) for table in (access_code, message) for row in rows(known, table))
    for secret in ("042917", PHONE, "192.0.2.1"):
        assert secret not in told


def test_once_a_message_has_left_only_a_digest_of_the_code_is_kept(known):
    ask(known)
    sent = known.do(SYSTEM, outbox.take_messages)
    assert rows(known, access_code)[-1].sealed is not None
    for one in sent:
        known.do(SYSTEM, outbox.note_sent, message_id=one.id, attempt=one.attempt, ref="r")

    assert rows(known, access_code)[-1].sealed is None
    assert renew(known) == 1


def test_a_message_that_is_given_up_leaves_nothing_behind(known):
    ask(known)
    (one,) = known.do(SYSTEM, outbox.take_messages)[-1:]
    known.do(SYSTEM, outbox.note_not_sent, message_id=one.id, attempt=one.attempt, code="down",
             for_good=True, backoff=outbox.Backoff())  # fmt: skip

    assert rows(known, access_code)[-1].sealed is None


@pytest.mark.parametrize(("later", "sent"), [(MINUTES - INSTANT, 1), (MINUTES, 0)])
def test_a_code_that_is_over_is_not_sent(family, later, sent):
    ask(family)
    family.clock.forward(later)

    assert len(family.do(SYSTEM, outbox.take_messages)) == sent


def test_a_code_goes_before_everything_that_waits(family):
    number = family.submitted(LIN, plain_child())
    family.clock.forward(timedelta(minutes=1))
    ask(family)

    (first,) = family.do(SYSTEM, outbox.take_messages, limit=1)
    (second,) = family.do(SYSTEM, outbox.take_messages, limit=1)

    assert "042917" in first.text
    assert number[-4:] in second.text


def test_the_bureau_s_list_shows_no_code_that_failed(known):
    ask(known)
    known.clock.forward(MINUTES)
    known.do(SYSTEM, outbox.take_messages)

    assert known.store.read(BUREAU, outbox.failed_messages) == []
    assert known.store.read(BUREAU, message_counts) == {}


@pytest.mark.parametrize(("later", "kept"), [(DAY, 1), (DAY + INSTANT, 0)])
def test_codes_of_yesterday_are_forgotten(either, later, kept):
    ask(either)
    either.clock.forward(later)
    either.do(SYSTEM, codes.forget_codes)

    assert len(rows(either, access_code)) == kept


@pytest.mark.parametrize("changed", [
    {"digest": "0" * 64}, {"account_id": "guardian-mu"}, {"expires_at": 0}, {"made_at": 0},
    {"sealed": b"other"}, {"subject": "x"}, {"tries": -1}, {"tries": 6},
], ids=str)  # fmt: skip
def test_the_database_keeps_a_code_as_it_was_made(family, changed):
    ask(family)
    values = {name: (family.clock.at + DAY if name.endswith("_at") else value)
              for name, value in changed.items()}  # fmt: skip

    with pytest.raises((Refused, Exception), match=r"access_code|few_tries"):
        family.store.write(SYSTEM, lambda tx: tx.conn.execute(update(access_code).values(values)))


@pytest.mark.parametrize("case", ["used again", "of nobody", "after five tries", "in the end"])
def test_the_database_lets_a_code_be_used_once_by_its_account_in_time(family, case):
    ask(family, STRANGER if case == "of nobody" else PHONE)
    if case == "used again":
        renew(family)
    if case == "after five tries":
        family.store.write(SYSTEM, lambda tx: tx.conn.execute(update(access_code).values(tries=5)))
    when = family.clock.at + (MINUTES if case == "in the end" else INSTANT)

    with pytest.raises((Refused, Exception), match=r"access_code|used_in_time"):
        family.store.write(SYSTEM, lambda tx: tx.conn.execute(
            update(access_code).values(used_at=when)))  # fmt: skip


def test_a_code_does_not_begin_used(family):
    values = {"ref": "C0", "purpose": "renew", "subject": "s", "account_id": "family",
              "digest": "d", "asked_from": "", "made_at": family.clock.at, "tries": 1,
              "expires_at": family.clock.at + MINUTES}  # fmt: skip

    with pytest.raises(Refused) as refused:
        family.store.write(SYSTEM, lambda tx: tx.conn.execute(insert(access_code), values))

    assert refused.value.code == "access_code_begins_unused"


def test_the_database_lets_no_try_be_taken_back(family):
    ask(family)
    renew(family, "000000")
    renew(family, "000000")

    with pytest.raises(Refused) as refused:
        family.store.write(SYSTEM, lambda tx: tx.conn.execute(update(access_code).values(tries=1)))

    assert refused.value.code == "access_code_is_immutable"
