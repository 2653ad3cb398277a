"""What is announced and committed stands for good, and comes in its time, never after (F3)."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from admissions.actions import ceremony
from admissions.store.cycles import move_window
from admissions.store.schema import audit, ceremony_commitment, ceremony_draw
from admissions.store.schema import ceremony as announcements
from admissions.store.transaction import Refused
from capacity.lottery import commitment
from tests.admissions.actions.ceremony_steps import announce, commit, frozen
from tests.admissions.actions.june import code_of
from tests.admissions.ceremonies import (
    CLOSES,
    MINUTE,
    SECRETS,
    announced,
    bound,
    opened,
    secrets_of,
)
from tests.admissions.season import (
    AUDITOR,
    BUREAU,
    CITY,
    CYCLE,
    MU,
    OPENS,
    OTHER_BUREAU,
    WEST,
)
from tests.admissions.store.raw import TICK, rows


@pytest.mark.parametrize(("before", "code"), [(TICK, ""), (timedelta(), "outside_window")],
                         ids=["a tick before the close", "at the closing second"])  # fmt: skip
def test_people_commit_until_registration_closes(either, before, code):
    announced(either)
    either.clock.move_to(CLOSES - before)

    assert commit(either) == code


@pytest.mark.parametrize(("before", "code"), [(TICK, ""), (timedelta(), "outside_window")],
                         ids=["a tick before the close", "at the closing second"])  # fmt: skip
def test_people_commit_no_longer_than_registration_that_was_closed_earlier(season, before, code):
    announced(season)
    earlier = CLOSES - timedelta(days=2)
    season.do(BUREAU, move_window, cycle_id=CYCLE, district_id="mtg", name="register",
              opens=OPENS - timedelta(days=9), closes=earlier)  # fmt: skip
    season.clock.move_to(earlier - before)

    assert commit(season) == code


def test_a_commitment_whose_commit_reaches_the_close_is_refused(season, monkeypatch):
    announced(season)
    season.clock.move_to(CLOSES - TICK)

    def slowly(tx, **words):
        ceremony.commit(tx, **words)
        season.clock.move_to(CLOSES)

    words = {"ceremony_id": "L1", "person": "公证员", "digest": commitment(SECRETS[0])}
    assert code_of(season, BUREAU, slowly, **words) == "outside_window"
    assert rows(season, ceremony_commitment) == []


def test_the_database_itself_refuses_a_commitment_that_comes_too_late(either):
    announced(either)
    either.clock.move_to(CLOSES)
    late = {"ceremony_id": "L1", "place": 1, "person": "公证员", "digest": "a" * 64,
            "author": BUREAU.account_id, "at": CLOSES}  # fmt: skip

    def put(tx):
        tx.conn.execute(insert(ceremony_commitment), late)

    assert code_of(either, BUREAU, put) == "outside_window"
    assert rows(either, ceremony_commitment) == []


@pytest.mark.parametrize("table", [announcements, ceremony_commitment, ceremony_draw],
                         ids=lambda table: table.name)  # fmt: skip
@pytest.mark.parametrize("change", [
    lambda table: update(table).values(author=BUREAU.account_id), delete,
], ids=["changed", "removed"])  # fmt: skip
def test_nothing_of_a_ceremony_is_ever_changed_or_removed(either, table, change):
    frozen(either)
    either.clock.forward(MINUTE)
    opened(either)

    with pytest.raises(Exception) as refused:  # noqa: PT011  by trigger, or by no right at all
        either.store.write(BUREAU, lambda tx: tx.conn.execute(change(table)))

    assert isinstance(refused.value, Refused) or "permission denied" in str(refused.value)
    assert rows(either, table) != []


def test_each_step_is_written_into_the_audit_log(season):
    frozen(season)
    season.clock.forward(MINUTE)
    opened(season)

    found = [row.what for row in rows(season, audit) if row.stream == "ceremonies:mtg"]
    assert found == ["announce_ceremony", *["commit_to_ceremony"] * 3, "draw"]


@pytest.mark.parametrize(("said", "code"), [
    ({"beacon_at": CLOSES}, ""),
    ({"beacon_at": CLOSES - TICK}, "beacon_too_early"),
    ({"commitments_until": CLOSES}, ""),
    ({"commitments_until": CLOSES - TICK}, "commitments_until_wrong"),
    ({"beacon": "联系 13800138000"}, "not_for_public"),
    ({"beacon": "福彩双色球 2013-06-18 第2013070期"}, ""),
], ids=["known at the close", "known before it", "until the close", "until before it",
        "a telephone", "a draw's day and number"])  # fmt: skip
def test_what_is_announced_before_the_close(season, said, code):
    assert announce(season, **said) == code


LATER = {"commitments_until": CLOSES + MINUTE, "reason": "未能按时公布"}


@pytest.mark.parametrize(("said", "code"), [
    (LATER, ""),
    (LATER | {"reason": " "}, "ceremony_reason_missing"),
    (LATER | {"commitments_until": None}, "commitments_until_wrong"),
    (LATER | {"commitments_until": CLOSES}, "commitments_until_wrong"),
    (LATER | {"beacon_at": CLOSES + MINUTE - TICK}, "beacon_too_early"),
], ids=["whole", "no reason", "no time", "a past time", "known too early"])  # fmt: skip
def test_what_is_announced_from_the_close_on(season, said, code):
    season.clock.move_to(CLOSES)

    assert announce(season, **said) == code


@pytest.mark.parametrize(("who", "code"), [
    (CITY, ""), (OTHER_BUREAU, "not_there"), (WEST, "not_your_move"), (MU, "not_your_move"),
    (AUDITOR, "not_your_move"),
], ids=lambda who: getattr(who, "account_id", ""))  # fmt: skip
def test_only_bureau_and_city_announce(season, who, code):
    assert announce(season, who) == code


@pytest.mark.parametrize(("who", "code"), [
    (OTHER_BUREAU, "not_there"), (CITY, "not_your_move"), (WEST, "not_your_move"),
    (MU, "not_your_move"),
], ids=lambda who: getattr(who, "account_id", ""))  # fmt: skip
def test_only_the_bureau_s_desk_stores_commitments(season, who, code):
    announced(season)

    assert commit(season, who) == code


@pytest.mark.parametrize(("said", "code"), [
    ({"digest": "A" * 64}, "commitment_wrong"), ({"digest": "a" * 63}, "commitment_wrong"),
    ({"digest": commitment(secrets_of()[2])}, "commitment_twice"),
    ({"person": "月季园小区3号楼业主"}, "not_for_public"),
], ids=["capital", "63 digits", "another's", "a home"])  # fmt: skip
def test_a_commitment_that_binds_nobody_is_refused(season, said, code):
    announced(season)
    bound(season)

    assert commit(season, **said) == code


def test_an_opened_secret_binds_nobody_in_a_later_ceremony(season):
    announced(season)
    bound(season, count=2)
    season.clock.move_to(CLOSES)
    announced(season, "L2")

    assert commit(season, name="L2", digest=commitment(secrets_of("L1")[0])) == "commitment_twice"


def test_twenty_people_commit_and_no_more(season):
    announced(season)
    codes = [commit(season, digest=commitment(f"秘密的句子{n}")) for n in range(21)]

    assert codes == [""] * 20 + ["too_many_commitments"]
