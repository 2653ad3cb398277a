"""S24–S74, the moves of the workflow on the real store: one test for what each row asks."""

from datetime import timedelta

import pytest

from admissions.actions import arrival, overflow, register, review, roll, roster, verify
from admissions.calendar import windows_of
from admissions.policy import builtin_policy
from admissions.store.applications import get_application
from admissions.store.placements import placement_of
from admissions.store.transaction import NotThere, Refused, TooLate
from tests.admissions.actions.test_season import finished, sealed, three_in_the_west
from tests.admissions.ceremonies import kept_as_drawn
from tests.admissions.entries import entry, non_local_entry
from tests.admissions.season import (
    BUREAU,
    BUREAU_2,
    CYCLE,
    EXAM,
    LIN,
    MU,
    OTHER_BUREAU,
    WEST,
    Season,
    numbered,
)

CLOSES = windows_of(builtin_policy("mentougou_2013"))["register"].closes


def messages(season: Season, number: str) -> list[str]:
    from sqlalchemy import text

    return list(season.store.read(BUREAU, lambda tx: tx.conn.execute(
        text("SELECT template FROM message WHERE subject_id = :n ORDER BY id"), {"n": number}
    ).scalars().all()))  # fmt: skip


def confirm_by_run(season: Season, number: str) -> None:
    """Seal a run that leaves the child at its zone's school, then confirm it."""
    kept_as_drawn(season, "R1", finished([(number, "west")]))
    season.do(BUREAU, overflow.seal, run_id="R1")
    season.do(BUREAU, review.confirm, application_id=number)


def enrolled(season: Season) -> str:
    """Bring one child to the school's door."""
    number = season.verified(numbered(2))
    season.do(WEST, verify.accept, application_id=number)
    confirm_by_run(season, number)
    season.do(EXAM, roster.approve_roster, roster_id="r", cycle_id=CYCLE, school_id="west")
    season.move_to("notice")
    season.do(WEST, arrival.notify, application_id=number)
    season.move_to("arrival")
    season.do(WEST, arrival.arrive, application_id=number)
    return number


def test_s16_without_registration_no_school_sees_the_child(season):
    """S16 需参加信息采集：没有确认登记，学校端看不到儿童。"""
    number = season.entered(MU)
    season.move_to("verify")

    with pytest.raises(NotThere):
        season.do(WEST, verify.accept, application_id=number)


def test_s24_the_sub_district_reviews_a_non_local_child_first(season):
    """S24 街道办、乡镇政府审核确认：未审核不能确认登记。"""
    number = season.entered(MU, non_local_entry())

    with pytest.raises(Refused) as refused:
        season.do(MU, register.submit, application_id=number, declaration="2013-1")

    assert refused.value.code == "review_comes_first"


def test_s57_one_district_in_the_whole_city(season):
    """S57 全市联网：每名儿童只能在一个区县登记，拒绝时不透露在哪里。"""
    season.registered(MU)

    with pytest.raises(Refused, match=r"^child_already_registered$"):
        season.do(LIN, register.register, application_id="B1", cycle_id=CYCLE, district_id="sjs",
                  id_kind=entry().id_kind, id_number=entry().id_number)  # fmt: skip


def test_s58_the_guardian_declares_that_it_is_true(season):
    """S58 监护人对真实性负责：不同意声明不能确认。"""
    number = season.entered(MU)

    with pytest.raises(Refused) as refused:
        season.do(MU, register.submit, application_id=number, declaration="")

    assert refused.value.code == "declaration_missing"


@pytest.mark.parametrize("past", [0, 3600], ids=["midnight", "an hour later"])
def test_s60_nothing_is_registered_or_changed_after_31_may(season, past):
    """S60 截止后不能注册、录入、修改：由数据库在提交时判断。"""
    number = season.submitted(MU)
    season.clock.move_to(CLOSES + timedelta(seconds=past))

    with pytest.raises(TooLate):
        season.do(MU, register.reopen, application_id=number)
    with pytest.raises(TooLate):
        season.registered(LIN, numbered(4))


def test_s65_a_school_with_room_accepts_provisionally(season):
    """S65 接收材料并预录取。"""
    number = season.verified(numbered(2))

    assert season.do(WEST, verify.accept, application_id=number).stage == "provisional"


def test_s26_a_school_that_cannot_hold_all_refers_them_to_the_bureau(season):
    """S26 接收有困难：由区教委协调，不按到校先后。"""
    numbers = three_in_the_west(season)

    stages = [season.do(WEST, verify.refer, application_id=number).stage for number in numbers]

    assert stages == ["referred"] * 3


def test_s66_a_refusal_carries_a_reason_that_the_guardian_is_told(season):
    """S66 不接收须告知原因：没有原因的拒绝写不进去，写进去的要告知。"""
    number = season.verified(numbered(2))

    with pytest.raises(Refused):
        season.do(WEST, verify.decline, application_id=number, reason="")
    season.do(WEST, verify.decline, application_id=number, reason="papers_missing")

    assert messages(season, number)[-1] == "declined"


def test_s67_s68_the_bureau_reviews_and_its_confirmation_is_sent(season):
    """S67 S68 区教委审核，确认接收后短信通知；学校不能自行确认。"""
    number = season.verified(numbered(2))
    season.do(WEST, verify.accept, application_id=number)

    with pytest.raises(Refused):
        season.do(WEST, review.confirm, application_id=number)
    confirm_by_run(season, number)

    assert messages(season, number)[-1] == "confirmed"


def test_s69_what_is_not_passed_goes_back_with_a_reason_and_its_place(season):
    """S69 审核未通过：责成学校通知，学位收回。"""
    number = season.verified(numbered(2))
    season.do(WEST, verify.accept, application_id=number)

    season.do(BUREAU, review.return_to_school, application_id=number, reason="not_in_zone")

    assert messages(season, number)[-1] == "returned"
    with pytest.raises(NotThere):
        season.store.read(BUREAU, lambda tx: placement_of(tx, number))


def test_s70_nobody_alone_changes_a_sealed_result(season):
    """S70 非特殊情况无权更改：封存的结果，一个人改不了。"""
    numbers = three_in_the_west(season)
    sealed(season, numbers)

    with pytest.raises(Refused) as refused:
        season.do(BUREAU_2, overflow.discard, run_id="R1")

    assert refused.value.code == "no_such_move"


def test_s27_s34_the_roll_rests_on_the_roster_of_the_exam_centre(season):
    """S27 S34 学籍以考试中心批准的名册为依据：名册由考试中心批准，学校不能。"""
    number = season.verified(numbered(2))
    season.do(WEST, verify.accept, application_id=number)
    confirm_by_run(season, number)

    with pytest.raises(Refused):
        season.do(BUREAU, roster.approve_roster, roster_id="r", cycle_id=CYCLE, school_id="west")
    approved = season.do(EXAM, roster.approve_roster, roster_id="r", cycle_id=CYCLE,
                         school_id="west")  # fmt: skip

    assert approved.numbers == (number,)


def test_s28_s35_the_roll_is_imported_and_never_written_by_hand(season):
    """S28 S35 学籍由系统导入，不得手工录入；冻结期内导入照常。"""
    number = enrolled(season)

    by_hand = season.do(EXAM, roll.write_by_hand, cycle_id=CYCLE)
    export = season.do(EXAM, roll.export_roll, export_id="x", cycle_id=CYCLE)

    assert by_hand == "roll_frozen"
    assert (export.children, season.stage(number)) == (1, "on_roll")


def test_s40_the_notice_is_given_out_on_its_days(season):
    """S40 按规定日期发放入学通知书：早于日期不能发。"""
    number = season.verified(numbered(2))
    season.do(WEST, verify.accept, application_id=number)
    confirm_by_run(season, number)
    season.do(EXAM, roster.approve_roster, roster_id="r", cycle_id=CYCLE, school_id="west")

    with pytest.raises(TooLate):
        season.do(WEST, arrival.notify, application_id=number)
    season.move_to("notice")

    assert season.do(WEST, arrival.notify, application_id=number).stage == "notified"


def test_s31_arriving_confirms_the_record(season):
    """S31 报到注册：报到后才进入学籍。"""
    number = enrolled(season)

    assert season.stage(number) == "enrolled"


def test_s32_a_card_is_for_junior_schools(season):
    """S32 初中刷卡注册：小学新生不刷卡。"""
    number = season.verified(numbered(2))
    season.do(WEST, verify.accept, application_id=number)
    confirm_by_run(season, number)
    season.do(EXAM, roster.approve_roster, roster_id="r", cycle_id=CYCLE, school_id="west")
    season.move_to("notice")
    season.do(WEST, arrival.notify, application_id=number)
    season.move_to("arrival")

    with pytest.raises(Refused) as refused:
        season.do(WEST, arrival.swipe_card, application_id=number)

    assert refused.value.code == "wrong_level"


def test_s72_each_end_sees_only_its_own(season):
    """S72 三端权限：家长、学校、区教委各见其所辖，其余视同没有。"""
    number = season.submitted(MU)

    for who in (MU, WEST, BUREAU):
        assert season.store.read(who, lambda tx: get_application(tx, number)).id == number
    for who in (LIN, OTHER_BUREAU):
        with pytest.raises(NotThere):
            season.store.read(who, lambda tx: get_application(tx, number))
