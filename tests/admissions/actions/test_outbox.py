"""A message leaves once for its event, says nothing personal, and is seen when it is given up."""

from datetime import timedelta

import pytest

from admissions.actions import outbox, verify
from admissions.actions.lapse import lapse_unfinished
from admissions.actions.outbox import Backoff, failed_messages, take_messages
from admissions.message_words import LANGUAGES, SLOTS, NoWords, message_text, templates
from admissions.policy import builtin_policy
from admissions.roles import SYSTEM
from admissions.store.keys import KeyRing
from admissions.store.messages import message_counts
from admissions.store.store import open_store
from admissions.store.transaction import NotThere, Refused
from tests.admissions.entries import entry
from tests.admissions.season import BUREAU, MU, OTHER_BUREAU, WEST, Season, numbered

LEASE = timedelta(minutes=5)
QUICK = Backoff(first=timedelta(seconds=30), longest=timedelta(minutes=3), most=4)


def taken(season: Season):
    return season.do(SYSTEM, take_messages)


def counts(season: Season) -> dict[str, int]:
    return season.store.read(SYSTEM, message_counts)


def not_sent(season: Season, one, for_good: bool = False):
    return season.do(SYSTEM, outbox.note_not_sent, message_id=one.id, attempt=one.attempt,
                     code="timed_out", for_good=for_good, backoff=QUICK)  # fmt: skip


def test_a_confirmed_registration_is_told_to_its_guardian_s_telephone(either):
    number = either.submitted()

    (one,) = taken(either)
    either.do(SYSTEM, outbox.note_sent, message_id=one.id, attempt=one.attempt, ref="r1")

    assert one.telephone == entry().guardian_phone
    assert one.text == (
        f"登记编号尾号{number[-4:]}：信息已确认。请打印报名表，按公布日期到学校验证材料。"
        "咨询：69843537、69840444"
    )
    assert counts(either) == {"sent": 1}
    assert taken(either) == ()


def test_a_message_tells_neither_name_nor_number_nor_address(season):
    number = season.verified()
    season.do(WEST, verify.decline, application_id=number, reason="papers_missing")
    told = entry()

    texts = "".join(one.text for one in taken(season))

    assert "材料不齐" in texts
    for secret in (told.child_name, told.guardian_name, told.id_number, told.hukou_address,
                   told.guardian_phone, number):  # fmt: skip
        assert secret not in texts


@pytest.mark.parametrize(
    ("later", "again"),
    [(LEASE - timedelta(microseconds=1), 0), (LEASE, 1)],
    ids=["the lease holds", "the lease ran out"],
)
def test_a_message_in_hand_is_taken_by_nobody_else_until_its_lease_ends(season, later, again):
    season.submitted()
    first = taken(season)
    season.clock.forward(later)

    second = taken(season)

    assert (len(first), len(second)) == (1, again)
    assert [one.key for one in second] == [one.key for one in first][:again]


def test_whoever_lost_the_lease_settles_nothing(season):
    season.submitted()
    (old,) = taken(season)
    season.clock.forward(LEASE)
    (new,) = taken(season)

    late = season.do(SYSTEM, outbox.note_sent, message_id=old.id, attempt=old.attempt, ref="r1")

    assert (late, counts(season)) == (False, {"sending": 1})
    assert season.do(SYSTEM, outbox.note_sent, message_id=new.id, attempt=new.attempt, ref="r1")


def test_a_failed_try_waits_twice_as_long_each_time_and_is_then_given_up(season):
    season.submitted()
    waits = (30, 60, 120)  # seconds, by hand

    for wait in waits:
        (one,) = taken(season)
        not_sent(season, one)
        season.clock.forward(timedelta(seconds=wait) - timedelta(microseconds=1))
        assert taken(season) == ()
        season.clock.forward(timedelta(microseconds=1))
    (last,) = taken(season)
    not_sent(season, last)

    (failed,) = season.store.read(BUREAU, failed_messages)
    assert (last.attempt, failed.state, failed.last_error) == (4, "failed", "timed_out")


def test_the_wait_never_exceeds_its_longest():
    waits = [QUICK.after(attempt).total_seconds() for attempt in (1, 2, 3, 4, 500)]

    assert waits == [30, 60, 120, 180, 180]


def test_what_the_provider_refuses_for_good_is_given_up_at_once_and_sent_again_by_a_person(season):
    season.submitted()
    (one,) = taken(season)
    not_sent(season, one, for_good=True)

    season.do(BUREAU, outbox.send_again, message_id=one.id)
    (again,) = taken(season)

    assert (again.attempt, again.key) == (1, one.key)
    with pytest.raises(Refused) as refused:
        season.do(BUREAU, outbox.send_again, message_id=one.id)
    assert refused.value.code == "not_failed"


def test_a_message_that_was_not_tried_is_put_back_without_an_attempt(season):
    season.submitted()
    season.do(SYSTEM, outbox.put_back, messages=taken(season), wait=timedelta(seconds=30))
    season.clock.forward(timedelta(seconds=30))

    (one,) = taken(season)

    assert one.attempt == 1


def test_a_receipt_counts_once_and_a_foreign_key_never(season):
    season.submitted()
    (one,) = taken(season)
    season.do(SYSTEM, outbox.note_sent, message_id=one.id, attempt=one.attempt, ref="r1")
    keys = (one.key, one.key, f"{one.id}-0000000000000000", "9999-x", "", "²-x")
    said = [season.do(SYSTEM, outbox.note_delivery, key=key, delivered=True) for key in keys]

    assert said == [True, False, False, False, False, False]
    assert counts(season) == {"delivered": 1}


def test_a_receipt_that_overtakes_the_note_of_sending_ends_the_message(season):
    season.submitted()
    (one,) = taken(season)

    season.do(SYSTEM, outbox.note_delivery, key=one.key, delivered=True)
    late = season.do(SYSTEM, outbox.note_sent, message_id=one.id, attempt=one.attempt, ref="r1")

    assert (late, counts(season)) == (False, {"delivered": 1})


def test_what_was_not_delivered_stands_on_the_list_of_failures(season):
    season.submitted()
    (one,) = taken(season)
    season.do(SYSTEM, outbox.note_sent, message_id=one.id, attempt=one.attempt, ref="r1")

    season.do(SYSTEM, outbox.note_delivery, key=one.key, delivered=False)

    assert [it.last_error for it in season.store.read(BUREAU, failed_messages)] == ["undelivered"]
    assert season.store.read(OTHER_BUREAU, failed_messages) == []


def test_who_entered_nothing_has_no_telephone_and_stands_on_the_list(season):
    season.registered()
    season.move_to("verify")
    season.do(SYSTEM, lapse_unfinished, cycle_id="2013-primary", district_id="mtg")

    assert taken(season) == ()

    (failed,) = season.store.read(BUREAU, failed_messages)
    assert (failed.template, failed.last_error) == ("lapsed", "no_telephone")


def test_a_telephone_whose_key_is_destroyed_is_not_guessed(season):
    season.submitted()
    season.store.close()
    keys = KeyRing(bytes(32), {"k2": bytes(32)}, "k2")
    season.store = open_store(f"sqlite:///{season.folder / 'season.db'}", keys, season.clock)

    assert taken(season) == ()

    assert [it.last_error for it in season.store.read(BUREAU, failed_messages)] == ["unreadable"]


@pytest.mark.parametrize("who", [MU, WEST, BUREAU], ids=lambda who: who.role)
def test_only_the_clock_opens_telephones(season, who):
    season.submitted()

    with pytest.raises(Refused) as refused:
        season.do(who, take_messages)

    assert refused.value.code == "not_your_move"


def test_another_district_s_message_is_not_there(season):
    season.submitted()
    (one,) = taken(season)
    not_sent(season, one, for_good=True)

    with pytest.raises(NotThere):
        season.do(OTHER_BUREAU, outbox.send_again, message_id=one.id)


def test_the_oldest_messages_are_taken_first_and_no_more_than_asked(season):
    numbers = [season.submitted(MU, numbered(serial)) for serial in (2, 4, 6)]

    first = season.do(SYSTEM, take_messages, limit=2)
    second = season.do(SYSTEM, take_messages, limit=2)

    told = [one.text[6:10] for one in (*first, *second)]
    assert told == [number[-4:] for number in numbers]


def test_every_template_has_words_in_both_languages_with_the_same_values():
    for name, words in templates().items():
        found = {language: {slot for slot in SLOTS if f"{{{slot}}}" in words[language]}
                 for language in LANGUAGES}  # fmt: skip
        assert set(words) == set(LANGUAGES), name
        assert found["zh"] == found["en"], name
        told = {"code"} if name == "telephone_code" else {"tail", "contacts"}
        assert told <= found["zh"], name


@pytest.mark.parametrize(
    "template",
    ["submitted", "papers_certified", "papers_returned", "lapsed", "declined", "returned",
     "placed", "confirmed", "amended", "notified", "transfer_approved", "transfer_rejected",
     "transfer_lapsed", "petition_answered", "telephone_code", "desk_code_made"],
)  # fmt: skip
def test_there_are_words_for_whatever_is_queued(template):
    values = {"tail": "0001", "school": "西小学", "reason": "材料不齐", "from": "7月15日",
              "until": "7月19日", "contacts": "69843537", "code": "042917"}  # fmt: skip

    assert "{" not in message_text(template, values)
    assert set(templates()) >= {template}


def test_words_that_lack_a_value_are_refused():
    with pytest.raises(NoWords, match="school"):
        message_text("placed", {"tail": "0001", "contacts": "1"})
    with pytest.raises(NoWords, match="no words"):
        message_text("nothing", {})


def test_every_reason_of_the_pack_fits_a_message():
    for reason in builtin_policy("mentougou_2013").decline_reasons:
        text = message_text("declined", {"tail": "0001", "reason": reason.zh, "contacts": "1"})
        assert reason.zh in text
