"""A telephone is proved, and a password comes back, by a code of ten minutes and five tries."""

# ruff: noqa: S106  the "hashes" stand for passwords that are nobody's

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from admissions.actions import accounts, codes, outbox
from admissions.actions.codes import Asked, Bars, spelled_code
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.codes import telephone_of
from admissions.store.schema import access_code, message
from admissions.store.transaction import Refused
from geo.faults import BadInput
from tests.admissions.actions.desks import PHONE, audit_of, newcomer
from tests.admissions.actions.test_accounts import typed
from tests.admissions.entries import entry as plain_child
from tests.admissions.season import BUREAU, MU, home_in, new_season

INSTANT = timedelta(microseconds=1)
MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
STRANGER = "13900139000"
HOME = Actor("family", Role.GUARDIAN)
_refs = count(1)


PLAIN = Bars()


def asked(code="042917", asked_from="192.0.2.1", bars=PLAIN):
    return Asked(f"C{next(_refs)}", code, asked_from, "mtg", bars)


def ask(season, login=PHONE, **more):
    season.do(SYSTEM, codes.ask_to_renew, login=login, asked=asked(**more))


def renew(season, code="042917", login=PHONE, word="new"):
    return season.do(SYSTEM, codes.renew_password, login=login, typed=code, password_hash=word)


def verify(season, code="042917"):
    return season.do(SYSTEM, codes.verify_telephone, account_id="family", typed=code)


def may_log_in(season, word, login=PHONE):
    return not isinstance(season.do(SYSTEM, accounts.log_in, login=login, check=typed(word)),
                          Refused)  # fmt: skip


def rows(season, table):
    """Return the rows of a table, oldest first."""
    query = select(table).order_by(table.c.id)
    return season.store.read(SYSTEM, lambda tx: tx.conn.execute(query).all())


def refused_code(answer):
    assert isinstance(answer, Refused)
    return answer.code


@pytest.fixture
def family(either):
    """Return a season with a guardian who has logged in, its telephone not verified."""
    either.do(SYSTEM, accounts.sign_up, account_id="family", login=PHONE, password_hash="old")
    either.do(SYSTEM, codes.note_number, account_id="family", login=PHONE)
    return either


@pytest.fixture
def known(family):
    """Return the same with its telephone verified, a child registered, and a session."""
    family.do(SYSTEM, codes.ask_to_verify, account_id="family", asked=asked())
    assert verify(family) is None
    family.registered(HOME)
    family.do(SYSTEM, accounts.open_session, account_id="family", token="t", csrf="c")
    return family


def test_a_telephone_is_verified_by_the_code_that_came_to_it(family):
    family.do(SYSTEM, codes.ask_to_verify, account_id="family", asked=asked())
    (sent,) = family.do(SYSTEM, outbox.take_messages)

    assert (sent.telephone, "042917" in sent.text) == (PHONE, True)
    assert verify(family) is None
    family.do(HOME, codes.require_verified)
    assert audit_of(family, "account:family")[-2:] == ["code_asked", "telephone_verified"]


def test_before_that_what_needs_a_verified_telephone_is_refused(family):
    for who in (HOME, MU):  # MU: no telephone is known at all
        with pytest.raises(Refused) as refused:
            family.do(who, codes.require_verified)
        assert refused.value.code == "telephone_unverified"


def test_a_telephone_is_verified_once(known):
    with pytest.raises(Refused) as refused:
        known.do(SYSTEM, codes.ask_to_verify, account_id="family", asked=asked())

    assert refused.value.code == "telephone_verified"


def test_an_account_whose_number_is_not_known_logs_in_again_first(either):
    either.do(SYSTEM, accounts.sign_up, account_id="family", login=PHONE, password_hash="old")

    for action, more in ((codes.ask_to_verify, {"asked": asked()}),
                         (codes.verify_telephone, {"typed": "042917"})):  # fmt: skip
        with pytest.raises(Refused) as refused:
            either.do(SYSTEM, action, account_id="family", **more)
        assert refused.value.code == "telephone_unknown"


def test_a_forgotten_password_is_renewed_and_every_session_ends(known):
    ask(known)

    assert renew(known) == 1
    assert may_log_in(known, "new")
    assert not may_log_in(known, "old")
    with pytest.raises(Refused):
        known.do(SYSTEM, accounts.session_of, token="t")
    assert "password_renewed" in audit_of(known, "account:family")


@pytest.mark.parametrize(("waited", "good"), [(MINUTES - INSTANT, True), (MINUTES, False)])
def test_a_code_is_good_for_less_than_ten_minutes(known, waited, good):
    ask(known)
    known.clock.forward(waited)

    assert isinstance(renew(known), int) is good
    assert may_log_in(known, "new") is good


@pytest.mark.parametrize(("wrong", "good"), [(4, True), (5, False)])
def test_a_code_bears_five_tries_although_each_was_refused(known, wrong, good):
    ask(known)
    for number in range(wrong):
        assert refused_code(renew(known, f"{number:06d}")) == "code_wrong"

    assert isinstance(renew(known), int) is good


def test_five_tries_at_once_count_as_five(known):
    ask(known)
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda number: renew(known, f"{number:06d}"), range(5)))

    assert [row.tries for row in rows(known, access_code) if row.purpose == "renew"] == [5]


def test_a_code_is_used_once(known):
    ask(known)
    renew(known)

    assert refused_code(renew(known, word="other")) == "code_wrong"
    assert may_log_in(known, "new")


@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    """Return a season that bears any number of codes, for properties."""
    found = new_season(tmp_path_factory.mktemp("patient"))
    found.do(SYSTEM, accounts.sign_up, account_id="family", login=PHONE, password_hash="old")
    yield found
    found.store.close()


@settings(max_examples=60, deadline=None, database=None)
@given(st.lists(st.one_of(st.just("wrong"), st.timedeltas(timedelta(0), timedelta(minutes=6))),
                max_size=9))  # fmt: skip
def test_whatever_happens_before_a_code_is_good_until_its_end_or_its_fifth_wrong_try(
    patient, steps
):
    ask(patient, bars=Bars(of_number=10**6, of_address=0))
    waited, wrong = timedelta(0), 0
    for step in steps:
        if step == "wrong":
            wrong += waited < MINUTES
            assert refused_code(renew(patient, "000000")) == "code_wrong"
        else:
            patient.clock.forward(step)
            waited += step

    found = renew(patient)

    assert isinstance(found, int) is (waited < MINUTES and wrong < 5)


def test_of_two_codes_only_the_last_is_good(known):
    ask(known, code="111112")
    ask(known, code="222223")

    assert refused_code(renew(known, "111112")) == "code_wrong"
    assert renew(known, "222223") == 1


def test_a_number_whose_key_is_destroyed_is_asked_for_and_proved_anew(known):
    from admissions.store.keys import KeyRing

    old = known.store.engine.keys
    known.store.engine.keys = KeyRing(old.pepper, {"k2": bytes(32)}, "k2")
    with pytest.raises(Refused) as refused:
        known.do(HOME, codes.require_verified)
    known.do(SYSTEM, codes.note_number, account_id="family", login=PHONE)
    known.do(SYSTEM, codes.ask_to_verify, account_id="family", asked=asked())

    assert refused.value.code == "telephone_unverified"
    assert verify(known) is None


def test_a_code_whose_key_is_destroyed_is_given_up(family):
    from admissions.store.keys import KeyRing

    ask(family)
    old = family.store.engine.keys
    family.store.engine.keys = KeyRing(old.pepper, {"k2": bytes(32)}, "k2")

    assert family.do(SYSTEM, outbox.take_messages) == ()
    assert [row.last_error for row in rows(family, message)] == ["unreadable"]


def test_a_code_for_one_purpose_is_none_for_another(family):
    family.do(SYSTEM, codes.ask_to_verify, account_id="family", asked=asked())

    assert refused_code(renew(family)) == "code_wrong"


@pytest.mark.parametrize("told", ["042917", "０４２９１７", " 042 917 ", "042-917"])
def test_a_code_may_be_typed_as_people_do(known, told):
    ask(known)

    assert renew(known, told) == 1


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF), max_size=90))
def test_the_spelling_of_a_code_is_its_own_spelling_and_holds_letters_and_digits(text):
    found = spelled_code(text)

    assert spelled_code(found) == found or len(found) > 80
    assert all(sign.isalnum() for sign in found)


def test_a_lock_out_is_lifted_by_who_holds_the_telephone(known):
    for _ in range(5):
        may_log_in(known, "wrong")
    assert not may_log_in(known, "old")
    ask(known)
    renew(known)

    assert may_log_in(known, "new")


def test_a_number_without_an_account_is_answered_and_written_for_like_one_with(known):
    before = len(rows(known, access_code)), len(rows(known, message))
    for login in (PHONE, STRANGER):
        ask(known, login)
    mine, theirs = rows(known, access_code)[-2:]
    queued = rows(known, message)[-2:]

    assert (len(rows(known, access_code)), len(rows(known, message))) == (
        before[0] + 2, before[1] + 2)  # fmt: skip
    assert (mine.account_id, theirs.account_id) == ("family", None)
    assert len(mine.sealed) == len(theirs.sealed)
    assert [row.template for row in queued] == ["telephone_code"] * 2
    assert refused_code(renew(known, "000000")) == refused_code(renew(known, "0", STRANGER))
    assert refused_code(renew(known, "042917", STRANGER)) == "code_wrong"


def test_what_goes_to_nobody_is_dropped_and_nothing_of_it_stays(either):
    ask(either, STRANGER)

    assert either.do(SYSTEM, outbox.take_messages) == ()
    assert rows(either, message) == []
    assert [row.sealed for row in rows(either, access_code)] == [None]


@pytest.mark.parametrize("login", ["", "12345", "clerk-1", "+861380013800"])
def test_what_is_no_mobile_number_is_told_so(either, login):
    with pytest.raises(BadInput) as refused:
        ask(either, login)

    assert [fault.code for fault in refused.value.faults] == ["phone"]


def test_staff_are_not_reset_so_even_if_they_log_in_by_a_mobile_number(season):
    newcomer(season, login=PHONE)
    ask(season)

    assert [row.account_id for row in rows(season, access_code)] == [None]
    assert refused_code(renew(season)) == "code_wrong"


def test_a_closed_account_gets_no_code(known):
    from admissions.store.logins import set_login

    known.store.write(SYSTEM, lambda tx: set_login(tx, "family", active=False))
    ask(known)

    assert rows(known, access_code)[-1].account_id is None


def test_an_unverified_account_with_a_child_is_not_given_to_the_numbers_owner(family):
    family.entered(HOME, plain_child(), home_in("west"))
    ask(family)

    assert rows(family, access_code)[-1].account_id is None


def test_an_unverified_account_that_holds_nothing_is_its_numbers_owners(family):
    ask(family)

    assert renew(family) == 0
    found = family.store.read(SYSTEM, lambda tx: telephone_of(tx, "family"))
    assert (found.number, found.verified_at) == (PHONE, family.clock.at)


def test_a_child_registered_between_the_code_and_its_use_keeps_the_account_shut(family):
    ask(family)
    family.registered(HOME)

    assert refused_code(renew(family)) == "code_wrong"


@pytest.mark.parametrize(("later", "taken"), [(HOUR - INSTANT, False), (HOUR, True)])
def test_a_number_gets_five_codes_an_hour(either, later, taken):
    for _ in range(5):
        ask(either)
    either.clock.forward(later)

    if taken:
        ask(either)
        return
    with pytest.raises(Refused) as refused:
        ask(either)
    assert refused.value.code == "too_many"


@pytest.mark.parametrize(("later", "taken"), [(DAY - INSTANT, False), (DAY, True)])
def test_a_number_gets_ten_codes_a_day(either, later, taken):
    start = either.clock.at
    for _ in range(2):
        for _ in range(5):
            ask(either)
        either.clock.forward(HOUR)
    either.clock.move_to(start + later)

    if taken:
        ask(either)
        return
    with pytest.raises(Refused) as refused:
        ask(either)
    assert refused.value.code == "too_many"


def test_a_number_with_an_account_and_one_without_are_slowed_alike(known):
    known.clock.forward(HOUR)
    outcomes = {}
    for login in (PHONE, STRANGER):
        outcomes[login] = []
        for _ in range(6):
            try:
                ask(known, login)
            except Refused as refused:
                outcomes[login].append(refused.code)
            else:
                outcomes[login].append("asked")

    assert outcomes[PHONE] == outcomes[STRANGER] == ["asked"] * 5 + ["too_many"]


@pytest.mark.parametrize(("later", "taken"), [(HOUR - INSTANT, False), (HOUR, True)])
def test_an_address_asks_for_so_many_an_hour_for_whatever_numbers(either, later, taken):
    bars = Bars(of_address=3)
    for number in range(3):
        ask(either, f"1390013900{number}", bars=bars)
    either.clock.forward(later)
    ask(either, "13900139008", asked_from="198.51.100.7", bars=bars)  # another one may

    if taken:
        ask(either, "13900139009", bars=bars)
        return
    with pytest.raises(Refused):
        ask(either, "13900139009", bars=bars)


def test_behind_a_proxy_that_hides_addresses_none_is_counted(either):
    for number in range(8):
        ask(either, f"1390013900{number}", bars=Bars(of_address=0))

    assert len(rows(either, access_code)) == 8


@pytest.mark.parametrize("who", [MU, BUREAU], ids=["guardian", "bureau"])
def test_only_the_system_sends_and_takes_codes(season, who):
    for action, words in (
        (codes.ask_to_verify, {"account_id": "x", "asked": asked()}),
        (codes.verify_telephone, {"account_id": "x", "typed": "1"}),
        (codes.ask_to_renew, {"login": PHONE, "asked": asked()}),
        (codes.renew_password, {"login": PHONE, "typed": "1", "password_hash": "x"}),
        (codes.note_number, {"account_id": "x", "login": PHONE}),
        (codes.forget_codes, {}),
    ):
        with pytest.raises(Refused) as refused:
            season.do(who, action, **words)
        assert refused.value.code == "not_your_move"


def test_a_login_that_moved_away_takes_its_old_number_s_code_with_it(known):
    ask(known)
    from admissions.store.logins import set_login

    known.store.write(SYSTEM, lambda tx: set_login(
        tx, "family", login_key=tx.keys.login_key(STRANGER)))  # fmt: skip

    assert refused_code(renew(known)) == "code_wrong"
    assert may_log_in(known, "old", STRANGER)
