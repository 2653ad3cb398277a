"""S10–S77, what the rest of the year asks: junior schools, special schools, moves, petitions."""

from datetime import date, timedelta

import pytest

from admissions.actions import arrival, petitions, special, transfers
from admissions.actions.register import register
from admissions.people import IdKind, SpecialNeeds
from admissions.store.applications import get_application
from admissions.store.desk_lists import at_stages
from admissions.store.transaction import NotThere, Refused, TooLate
from tests.admissions.actions.autumn import (
    STEM,
    STONE,
    arrived_at_care,
    at,
    confirmed,
    paired_pupil,
    with_stone,
)
from tests.admissions.actions.june import code_of, gathered, on_desk, place_of
from tests.admissions.actions.test_petitions import DUE, answered, lodged
from tests.admissions.actions.test_roll import exported, records
from tests.admissions.actions.test_transfers import DAYS, approved, asked, with_letter
from tests.admissions.season import (
    BUREAU,
    CITY,
    CYCLE,
    LIN,
    MU,
    OTHER_BUREAU,
    numbered,
)
from tests.service.web.site import close, new_site
from tests.service.web.test_pages import Guardian


def test_s10_a_pupil_goes_up_to_the_junior_school_its_own_is_paired_with(season):
    """S10 对口直升：小学毕业生升入对口初中。"""
    number = paired_pupil(season)

    found = season.store.read(BUREAU, lambda tx: get_application(tx, number))

    assert (found.school_id, place_of(season, number).kind) == ("stem", "paired")


def test_s20_s22_a_child_with_special_needs_is_placed_before_the_run(season):
    """S20 S22 特殊教育学校、随班就读：先于统筹安排，学位先行扣除。"""
    number = on_desk(season, 2, special_needs=SpecialNeeds.SPECIAL_SCHOOL, papers=False)

    season.do(BUREAU, special.place_special, application_id=number, school_id="east",
              kind="regular_class")  # fmt: skip

    assert gathered(season).places["east"] == 2  # of three
    assert gathered(season).children == ()


def test_s21_a_pupil_of_the_special_school_has_two_records(season):
    """S21 双学籍：特殊教育学校的学生，另在片内普通学校建学籍。"""
    number = arrived_at_care(season)

    exported(season)

    assert sorted(records(season)[number]) == [("ordinary", "west"), ("special", "care")]


def test_s33_s36_s37_a_pupil_leaves_with_seal_letter_and_within_the_days(season):
    """S33 S36 S37 跨区：区教委盖章、介绍信、规定日期内提取；逾期不办。"""
    with_stone(season)
    number = confirmed(season)
    asked(season, number)

    without_seal = code_of(season, BUREAU, transfers.approve, transfer_id="T1", seal_no="",
                           days=DAYS)  # fmt: skip
    approved(season)
    season.clock.move_to(at(7, 16))
    without_letter = code_of(season, STONE, transfers.collect, transfer_id="T1")
    season.do(STONE, transfers.issue_letter, transfer_ids=["T1"], letter_no="石小介1")
    season.clock.move_to(at(7, 20, 0))  # the day after the last

    assert without_seal == "seal_missing"
    assert without_letter == "no_such_move"
    with pytest.raises(TooLate):
        season.do(STONE, transfers.collect, transfer_id="T1")


def test_s42_s43_a_child_stays_on_the_books_of_one_school_until_it_is_released(season):
    """S42 S43 已被录取者他校不得再收：原校放行之前，哪里都不能再注册。"""
    with_letter(season)
    words = {"application_id": "B1", "cycle_id": CYCLE, "district_id": "sjs",
             "id_kind": IdKind.ID_CARD, "id_number": numbered(2).id_number}  # fmt: skip
    season.clock.move_to(at(5, 10))

    with pytest.raises(Refused) as refused:
        season.do(LIN, register, **words)

    assert refused.value.code == "child_already_registered"


def test_s49_s77_a_petition_is_received_dated_and_answered_by_a_named_person(season):
    """S49 S77 信访：有回执、有期限、有专人答复，别人看不到。"""
    received = lodged(season)
    answered(season)

    told = season.do(MU, petitions.read_petition, petition_id="Q1")

    assert received.due_on == DUE == date(2013, 5, 10) + timedelta(days=15)
    assert [one.text for one in told.answered] == ["请携带房产证核实"]
    with pytest.raises(NotThere):
        season.do(OTHER_BUREAU, petitions.read_petition, petition_id="Q1")


@pytest.fixture
def site(tmp_path):
    found = new_site(tmp_path)
    yield found
    close(found)


def test_s61_the_form_is_printed_once_the_details_are_confirmed(site):
    """S61 确认之后，家长打印报名表；确认之前没有表。"""
    guardian = Guardian(site)
    number = guardian.registers()
    before = site.web.get(f"/children/{number}/form.pdf")

    guardian.send(f"/children/{number}/submit", f"/children/{number}/check", agreed="yes")
    after = site.web.get(f"/children/{number}/form.pdf")

    assert before.content[:5] != b"%PDF-"
    assert after.content[:5] == b"%PDF-"


def test_s73_the_city_sees_every_district_and_decides_nothing(season):
    """S73 市教委：看得到各区，不作决定。"""
    number = on_desk(season, 2, special_needs=SpecialNeeds.SPECIAL_SCHOOL, papers=False)

    seen = season.store.read(CITY, lambda tx: at_stages(tx, CYCLE, ("submitted",)))

    assert [one.id for one in seen] == [number]
    assert code_of(season, CITY, special.place_special, application_id=number, school_id="care",
                   kind="special_school") == "not_your_move"  # fmt: skip


def test_s32_a_card_registers_a_junior_pupil(season):
    """S32 初中报到：刷卡注册。"""
    number = paired_pupil(season)
    season.move_to("arrival")

    assert season.do(STEM, arrival.swipe_card, application_id=number).stage == "enrolled"
