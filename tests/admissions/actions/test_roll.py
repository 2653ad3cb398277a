"""The roll is imported from rosters, once for each child, and never typed in."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from admissions.actions import arrival, roll, transfers
from admissions.actions.transfers import Ground
from admissions.store.rosters import records_of
from admissions.store.transaction import NotThere, Refused
from geo.faults import BadInput
from tests.admissions.actions.autumn import (
    all_confirmed,
    arrived,
    arrived_at_care,
    at,
    confirmed,
    notified,
    with_stone,
)
from tests.admissions.actions.test_roster import approved
from tests.admissions.actions.test_transfers import DAYS
from tests.admissions.entries import entry
from tests.admissions.season import (
    AUDITOR,
    BUREAU,
    CYCLE,
    EXAM,
    KEYS,
    MU,
    WEST,
    Season,
    home_in,
    numbered,
)


def exported(season: Season, export_id: str = "X1", **words):
    return season.do(EXAM, roll.export_roll, export_id=export_id, cycle_id=CYCLE, **words)


def rows_of(file: bytes) -> list[dict[str, object]]:
    heading, *rows = load_workbook(BytesIO(file)).active.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def records(season: Season, export_id: str = "X1"):
    return season.store.read(EXAM, lambda tx: records_of(tx, export_id))


def test_who_has_arrived_comes_on_the_roll_with_what_was_entered(either):
    number = arrived(either)

    export = exported(either)

    (row,) = rows_of(export.file)
    told = entry()
    assert (export.children, export.records, export.left_out) == (1, 1, ())
    assert (row["登记编号"], row["儿童姓名"], row["证件号码"]) == (
        number, told.child_name, told.id_number,
    )  # fmt: skip
    assert (row["学校"], row["双学籍学校"]) == ("西小学", None)
    assert records(either) == {number: [("ordinary", "west")]}
    assert either.stage(number) == "on_roll"


def test_nobody_comes_on_the_roll_twice(season):
    arrived(season)
    exported(season)

    with pytest.raises(Refused) as refused:
        exported(season, "X2")

    assert refused.value.code == "nobody_arrived"


@pytest.mark.parametrize("reach", [confirmed, notified], ids=["confirmed", "notified"])
def test_who_has_not_arrived_is_not_on_the_roll(season, reach):
    number = reach(season)

    with pytest.raises(Refused) as refused:
        exported(season)

    assert refused.value.code == "nobody_arrived"
    assert season.stage(number) == reach.__name__


def test_a_pupil_of_a_special_school_has_two_records(season):
    number = arrived_at_care(season)

    export = exported(season)

    (row,) = rows_of(export.file)
    assert (export.children, export.records) == (1, 2)
    assert (row["学校"], row["双学籍学校"]) == ("培智学校", "west")
    assert records(season) == {number: [("ordinary", "west"), ("special", "care")]}


@pytest.mark.parametrize(
    ("named", "allowed"),
    [("", False), ("care", False), ("stone", False), ("nowhere", False), ("east", True)],
    ids=["nobody named one", "special", "another district's", "unknown", "ordinary"],
)
def test_where_no_zone_is_certain_a_person_names_the_second_school(season, named, allowed):
    with_stone(season)
    number = arrived_at_care(season, home_in("west", zone_state="outside", school_ids=()))
    second = {number: named} if named else {}

    if allowed:
        exported(season, second_schools=second)
        assert records(season)[number][0] == ("ordinary", "east")
    else:
        with pytest.raises(BadInput, match="双学籍"):
            exported(season, second_schools=second)
        assert season.stage(number) == "enrolled"


def test_who_is_leaving_for_another_district_is_left_out(season):
    with_stone(season)
    numbers = all_confirmed(season, numbered(2), numbered(4))
    approved(season)
    season.move_to("notice")
    for number in numbers:
        season.do(WEST, arrival.notify, application_id=number)
    season.do(WEST, transfers.request_for, transfer_id="T1", application_id=numbers[1],
              to_school_id="stone", ground=Ground.HUKOU_RETURNED)  # fmt: skip
    season.do(BUREAU, transfers.approve, transfer_id="T1", seal_no="门教跨1", days=DAYS)
    season.move_to("arrival")
    for number in numbers:
        season.do(WEST, arrival.arrive, application_id=number)

    export = exported(season)

    assert (export.children, export.left_out) == (1, (numbers[1],))
    assert [season.stage(number) for number in numbers] == ["on_roll", "enrolled"]


def test_writing_by_hand_is_refused_in_and_out_of_the_freeze_and_the_attempt_stays(season):
    codes = []
    for now in (at(8, 17, 23), at(8, 18, 0), at(9, 30, 23), at(10, 1, 0)):
        season.clock.move_to(now)
        codes.append(season.do(WEST, roll.write_by_hand, cycle_id=CYCLE))

    with season.store.engine.engine.connect() as conn:
        noted = conn.exec_driver_sql(
            "SELECT what, actor_id FROM audit WHERE stream = ? ORDER BY seq", (f"roll:{CYCLE}",)
        ).all()
    assert codes == ["manual_entry_refused", "roll_frozen", "roll_frozen", "manual_entry_refused"]
    assert noted == [(code, "west-desk") for code in codes]


def test_the_file_is_ours_byte_for_byte_or_not_at_all(season):
    arrived(season)
    export = exported(season)
    other = export.file[:-1] + bytes([export.file[-1] ^ 1])
    words = {"export_id": "X1", "file": export.file, "signature": export.signature}

    assert roll.is_roll_file(KEYS, **words)
    for wrong in (
        {"file": other},
        {"export_id": "X2"},
        {"signature": "0" * 64},
        {"signature": "é"},
    ):
        assert not roll.is_roll_file(KEYS, **words | wrong)


def test_a_lost_file_is_made_again_the_same(season):
    arrived(season)
    export = exported(season)

    again = season.do(EXAM, roll.roll_file_again, export_id="X1")

    assert (again.file, again.signature) == (export.file, export.signature)
    with pytest.raises(NotThere):
        season.do(EXAM, roll.roll_file_again, export_id="X9")


def test_every_read_of_an_export_is_written_down(season):
    number = arrived(season)
    exported(season)

    with season.store.engine.engine.connect() as conn:
        noted = conn.exec_driver_sql(
            "SELECT actor_id FROM read_log WHERE application_id = ? AND purpose = 'roll export'",
            (number,),
        ).all()

    assert noted == [("exam-centre",)]


@pytest.mark.parametrize("who", [BUREAU, WEST, MU, AUDITOR], ids=lambda who: who.role)
def test_nobody_but_the_exam_centre_exports_the_roll(season, who):
    arrived(season)

    with pytest.raises(Refused) as refused:
        season.do(who, roll.export_roll, export_id="X1", cycle_id=CYCLE)

    assert refused.value.code == "not_your_move"


def test_an_export_takes_no_more_than_asked_and_the_next_the_rest(season):
    numbers = all_confirmed(season, numbered(2), numbered(4))
    approved(season)
    season.move_to("notice")
    for number in numbers:
        season.do(WEST, arrival.notify, application_id=number)
    season.move_to("arrival")
    for number in numbers:
        season.do(WEST, arrival.arrive, application_id=number)

    first, second = exported(season, limit=1), exported(season, "X2", limit=1)

    assert (first.children, second.children) == (1, 1)
    assert [*records(season), *records(season, "X2")] == numbers
