"""Are the notes on homes said in words of both languages?"""

import pytest

from geo.geocode import Reason, State
from service.report_html import text
from service.report_notes import note_words, what_disagrees
from service.report_page import render_report
from service.report_words import WORDS
from tests.service.report_fixture import district_report
from tests.service.report_reader import read, shown_rows
from zones.decision import Note


def test_codes_become_words_joined_as_a_sentence() -> None:
    words = note_words("number_not_listed;near_line")

    assert words.zh == "地址名单没有列这个门牌号\uff1b离界线很近"
    assert words.en == "the address list does not name this number; very near a line"


@pytest.mark.parametrize("code", Note)
def test_every_note_of_the_zones_has_its_words(code: Note) -> None:
    assert f"note_{code}" in WORDS


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.MATCHED])
def test_every_reason_against_an_address_has_its_words(reason: Reason) -> None:
    words = note_words(f"address {State.NOT_FOUND}: {reason}")

    assert words.zh == WORDS[f"note_address_{reason.name.lower()}"][0]
    assert words.zh != words.en


def test_a_note_that_is_a_text_stays_as_it_is_and_escaped() -> None:
    assert note_words("at <Z1> & Z2").zh == f"<bdi>{text('at <Z1> & Z2')}</bdi>"
    assert note_words("").html == ""


def test_the_chinese_of_the_run_itself_is_shown_in_chinese() -> None:
    words = note_words("row 11 says Z03", "名单 11 行是 <Z03>")

    assert (words.zh, words.en) == ("名单 11 行是 &lt;Z03&gt;", "row 11 says Z03")


def test_what_disagrees_is_named_and_an_unknown_thing_keeps_its_code() -> None:
    assert "所属服务片" in what_disagrees("zone")
    assert what_disagrees("gate") == "<bdi>gate</bdi>"


def test_disagreements_stand_in_the_language_of_the_reader() -> None:
    page = read(render_report(*district_report()))

    assert shown_rows(page, "disagreements", "zh") == [
        ["H0311", "所属服务片", "名单 11 行是 Z03"],
        ["H0312", "所属服务片", "address list row 12 says Z03"],
        ["H0313", "位置", "the pair lies 571 m from it"],
    ]
    assert shown_rows(page, "disagreements", "en")[0][1:] == [
        "the zone", "address list row 11 says Z03",
    ]  # fmt: skip
