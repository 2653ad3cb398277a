"""A desk that has seen identity papers lets a guardian back in by a code on paper."""

# ruff: noqa: S106  the "hashes" stand for passwords that are nobody's

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from admissions.actions import accounts, codes, desk_codes, outbox
from admissions.people_kinds import IdentitySeen
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.schema import access_code, audit
from admissions.store.transaction import NotThere, Refused
from geo.faults import BadInput
from tests.admissions.actions.desks import PHONE, audit_of
from tests.admissions.actions.test_accounts import typed
from tests.admissions.entries import entry as plain_child
from tests.admissions.season import (
    AUDITOR,
    BUREAU,
    CITY,
    DAYU,
    EAST,
    EXAM,
    LIN,
    MU,
    OTHER_BUREAU,
    WEST,
    home_in,
)

INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)
CODE, NEW_PHONE = "7KQ2M-XW94D", "13900139000"
HOME = Actor("family", Role.GUARDIAN)
_refs = count(1)


@pytest.fixture
def desk(either):
    """Return a season with a family whose confirmed registration A000001 is on the west desk."""
    either.do(SYSTEM, accounts.sign_up, account_id="family", login=PHONE, password_hash="old")
    either.submitted(HOME, plain_child(), home_in("west"))
    either.do(SYSTEM, accounts.open_session, account_id="family", token="t", csrf="c")
    return either


def make(season, who=WEST, number="A000001", code=CODE):
    return season.do(who, desk_codes.make_desk_code, application_id=number, code=code,
                     ref=f"D{next(_refs)}", seen=IdentitySeen.ID_CARD)  # fmt: skip


def redeem(season, code=CODE, login=PHONE, word="new", number="A000001"):
    return season.do(SYSTEM, desk_codes.redeem_desk_code, application_id=number, typed=code,
                     login=login, password_hash=word)  # fmt: skip


def may_log_in(season, word, login=PHONE):
    found = season.do(SYSTEM, accounts.log_in, login=login, check=typed(word))
    return not isinstance(found, Refused)


@pytest.mark.parametrize("who", [WEST, BUREAU], ids=["the school", "the bureau"])
def test_a_paper_code_gives_a_new_password_and_ends_every_session(desk, who):
    made = make(desk, who)

    assert (made.guardian_name, made.good_until) == ("李静", desk.clock.at + DAY)
    assert redeem(desk) == 1
    assert may_log_in(desk, "new")
    assert not may_log_in(desk, "old")


@pytest.mark.parametrize("told", ["7kq2m xw94d", "７ＫＱ２Ｍ－ＸＷ９４Ｄ", "7KQ2MXW94D"])
def test_a_paper_code_may_be_typed_as_people_do(desk, told):
    make(desk)

    assert redeem(desk, told) == 1


def test_it_is_noted_who_saw_which_paper_and_who_read_the_child(desk):
    make(desk)
    (row,) = desk.store.read(SYSTEM, lambda tx: tx.conn.execute(
        select(audit).where(audit.c.what == "desk_code_made")).all())  # fmt: skip

    assert (row.stream, row.actor_id) == ("account:family", "west-desk")
    assert row.facts == {"application": "A000001", "by_role": "school", "seen": "id_card"}
    redeem(desk)
    assert audit_of(desk, "account:family")[-2:] == ["desk_code_made", "password_renewed"]


def test_the_familys_telephone_is_told_at_once_without_the_code(desk):
    desk.do(SYSTEM, outbox.take_messages)
    make(desk)

    (told,) = desk.do(SYSTEM, outbox.take_messages)

    assert told.telephone == plain_child().guardian_phone
    assert "凭条" in told.text
    assert "7KQ2M" not in told.text
    assert "0001" in told.text


def test_a_guardian_who_lost_the_number_logs_in_by_another_from_now_on(desk):
    desk.store.write(SYSTEM, lambda tx: codes.codes.keep_telephone(
        tx, "family", PHONE, tx.now))  # fmt: skip
    make(desk)
    redeem(desk, login=NEW_PHONE)

    assert may_log_in(desk, "new", NEW_PHONE)
    assert not may_log_in(desk, "new", PHONE)
    with pytest.raises(Refused) as refused:  # nobody has checked the new one yet
        desk.do(HOME, codes.require_verified)
    assert refused.value.code == "telephone_unverified"


def test_the_same_number_stays_verified(desk):
    desk.store.write(SYSTEM, lambda tx: codes.codes.keep_telephone(
        tx, "family", PHONE, tx.now))  # fmt: skip
    make(desk)
    redeem(desk)

    desk.do(HOME, codes.require_verified)


def test_a_number_of_another_account_is_not_taken_and_the_code_stays_good(desk):
    desk.do(SYSTEM, accounts.sign_up, account_id="other", login=NEW_PHONE, password_hash="x")
    make(desk)

    with pytest.raises(Refused) as refused:
        redeem(desk, login=NEW_PHONE)

    assert refused.value.code == "login_taken"
    assert redeem(desk) == 1


def test_what_is_no_mobile_number_uses_no_code_up(desk):
    make(desk)

    with pytest.raises(BadInput):
        redeem(desk, login="clerk-1")

    assert redeem(desk) == 1


@pytest.mark.parametrize(("waited", "good"), [(DAY - INSTANT, True), (DAY, False)])
def test_a_paper_code_is_good_for_less_than_a_day(desk, waited, good):
    make(desk)
    desk.clock.forward(waited)

    assert isinstance(redeem(desk), int) is good


@pytest.mark.parametrize(("wrong", "good"), [(4, True), (5, False)])
def test_a_paper_code_bears_five_tries(desk, wrong, good):
    make(desk)
    for _ in range(wrong):
        assert redeem(desk, "22222-22222").code == "code_wrong"

    assert isinstance(redeem(desk), int) is good


def test_it_is_used_once_and_an_older_one_is_over(desk):
    make(desk, code="AAAAA-AAAAA")
    make(desk)

    assert redeem(desk, "AAAAA-AAAAA").code == "code_wrong"
    assert redeem(desk) == 1
    assert redeem(desk).code == "code_wrong"


@pytest.mark.parametrize("number", ["A999999", "A000002", ""])
def test_a_code_of_one_registration_is_none_for_another_or_for_none(desk, number):
    make(desk)

    assert redeem(desk, number=number).code == "code_wrong"


@pytest.mark.parametrize("who", [EAST, OTHER_BUREAU], ids=["another school", "another district"])
def test_a_registration_on_another_desk_is_not_there(desk, who):
    with pytest.raises(NotThere):
        make(desk, who)


@pytest.mark.parametrize("who", [LIN, HOME, DAYU, EXAM, CITY, AUDITOR], ids=lambda it: it.role)
def test_other_roles_make_no_code(desk, who):
    with pytest.raises(Refused) as refused:
        make(desk, who)

    assert refused.value.code == "not_your_move"
    with pytest.raises(Refused):
        desk.do(who, desk_codes.redeem_desk_code, application_id="A000001", typed=CODE,
                login=PHONE, password_hash="x")  # fmt: skip


def test_where_nobody_is_named_there_is_nothing_to_compare_papers_with(either):
    number = either.registered(MU)

    with pytest.raises(Refused) as refused:
        make(either, BUREAU, number)

    assert refused.value.code == "not_entered"


def test_a_pupil_named_by_its_school_has_no_guardians_account(either):
    from tests.admissions.store.raw import put_application

    either.store.write(SYSTEM, lambda tx: put_application(tx, "Z1", "child", None, None))

    with pytest.raises(Refused) as refused:
        make(either, BUREAU, "Z1")

    assert refused.value.code == "no_account"


def test_no_staff_account_is_opened_by_a_registration_that_names_it(either):
    from tests.admissions.store.raw import put_application

    either.store.write(SYSTEM, lambda tx: put_application(tx, "Z1", "c", "west-desk", None))
    either.store.write(SYSTEM, lambda tx: desk_codes.codes.add_code(tx, desk_codes.NewCode(
        "D0", "desk", "Z1", "west-desk", "7KQ2MXW94D", tx.now + DAY)))  # fmt: skip

    assert redeem(either, number="Z1").code == "code_wrong"


def test_the_code_stands_nowhere_in_the_database(desk):
    make(desk)

    told = str(desk.store.read(SYSTEM, lambda tx: tx.conn.execute(select(access_code)).all()))
    assert "7KQ2M" not in told
