"""Every child of age is looked for: lists taken in whole, held against the whole city (S74)."""

from datetime import date

import pytest

from admissions.actions import expected
from admissions.actions import register as moves
from admissions.actions.expected import ExpectedRow, import_expected, not_registered
from admissions.people import IdKind
from admissions.roles import SYSTEM
from admissions.store.transaction import NotThere, Refused
from geo.faults import BadInput
from tests.admissions.actions.desks import audit_of
from tests.admissions.entries import citizen_number, entry
from tests.admissions.season import (
    AUDITOR,
    BUREAU,
    CITY,
    CYCLE,
    EXAM,
    LIN,
    MU,
    OTHER_BUREAU,
    WEST,
)

BORN = date(2007, 3, 1)
HERE = {"cycle_id": CYCLE, "district_id": "mtg"}
SMILE = "大峪幼儿园"


def row(serial, name="张小禾", born=BORN, **changed):
    words = {"name": name, "id_kind": IdKind.ID_CARD, "born": born,
             "id_number": citizen_number(born, serial=serial)}  # fmt: skip
    return ExpectedRow(**{**words, **changed})


def take_in(season, *rows, source=SMILE, who=BUREAU):
    return season.do(who, import_expected, rows=rows, source=source, **HERE)


def missing(season, **more):
    found = season.store.read(BUREAU, lambda tx: not_registered(tx, **HERE, **more))
    return [(one.masked_name, one.source) for one in found]


def register(season, serial, district="mtg"):
    number = season.number()
    season.do(LIN, moves.register, application_id=number, cycle_id=CYCLE, district_id=district,
              id_kind=IdKind.ID_CARD, id_number=citizen_number(BORN, serial=serial))  # fmt: skip
    return number


def test_who_of_a_list_is_not_registered_is_told_by_a_masked_name(either):
    done = take_in(either, row("002"), row("004", "欧阳明月"), row("006", "李一"))
    either.submitted(MU, entry())

    assert (done.added, done.known) == (3, 0)
    assert sorted(missing(either)) == [("李*", SMILE), ("欧阳**", SMILE)]


@pytest.mark.parametrize("district", ["mtg", "sjs"], ids=["here", "in another district"])
def test_a_child_registered_anywhere_in_the_city_is_not_missing(either, district):
    take_in(either, row("002"), row("004", "李一"))

    register(either, "002", district)

    assert missing(either) == [("李*", SMILE)]


def test_a_child_that_was_withdrawn_is_missing_again(either):
    take_in(either, row("002"))
    number = register(either, "002", "sjs")
    assert missing(either) == []

    either.do(LIN, moves.withdraw, application_id=number)

    assert missing(either) == [("张**", SMILE)]


def test_a_list_is_taken_in_twice_without_doubling_and_the_first_source_stays(either):
    take_in(either, row("002"))

    again = take_in(either, row("002"), row("004", "李一"), source="派出所名单")

    assert (again.added, again.known) == (1, 1)
    assert sorted(missing(either)) == [("张**", SMILE), ("李*", "派出所名单")]


def test_a_number_in_small_or_full_width_signs_is_the_same_child(season):
    number = citizen_number(BORN, serial="018")
    assert number.endswith("X")
    take_in(season, row("018"))

    again = take_in(season, row("018", id_number=f" {number.replace('X', 'ｘ')} "))

    assert (again.added, again.known) == (0, 1)


def test_one_bad_row_refuses_the_list_and_every_fault_has_its_row(season):
    rows = (
        row("002"), row("004", " "), row("006", id_number="110109200703010060"),
        row("008", id_number=""), row("010", born=date(2007, 9, 1)), row("002", "李一"),
        row("012", id_kind=IdKind.NONE_YET, id_number=""), row("014", "张" * 51),
    )  # fmt: skip

    with pytest.raises(BadInput) as refused:
        take_in(season, *rows, source=" ")

    where = [fault.where for fault in refused.value.faults]
    assert where == [
        "source", "row 2.name", "row 3.id_number", "row 4.id_number", "row 5.born", "row 6",
        "row 7.id_number", "row 8.name",
    ]  # fmt: skip
    assert missing(season) == []
    assert audit_of(season, "expected:mtg") == []


def test_no_fault_repeats_a_name_or_number(season):
    with pytest.raises(BadInput) as refused:
        take_in(season, row("002", "欧阳明月", id_number="110109200703010060"))

    assert "欧阳" not in str(refused.value)
    assert "11010920070301" not in str(refused.value)


@pytest.mark.parametrize(
    ("born", "of_age"), [(date(2007, 8, 31), True), (date(2007, 9, 1), False),
                         (date(2006, 8, 31), True)],
    ids=["the last day", "a day too young", "older: a person decides"],
)  # fmt: skip
def test_a_list_holds_children_of_age(season, born, of_age):
    if of_age:
        assert take_in(season, row("002", born=born)).added == 1
    else:
        with pytest.raises(BadInput, match="too young"):
            take_in(season, row("002", born=born))


@pytest.mark.parametrize(("size", "fits"), [(0, False), (1, True), (3, True), (4, False)])
def test_a_list_has_a_row_at_least_and_no_more_than_the_most(season, monkeypatch, size, fits):
    monkeypatch.setattr(expected, "LARGEST_IMPORT", 3)
    rows = [row(f"{2 * number:03}") for number in range(1, size + 1)]

    if fits:
        assert take_in(season, *rows).added == size
    else:
        with pytest.raises(BadInput, match="parts"):
            take_in(season, *rows)


@pytest.mark.parametrize(
    "who", [MU, WEST, EXAM, CITY, AUDITOR, SYSTEM, OTHER_BUREAU], ids=lambda who: who.account_id
)
def test_only_the_district_s_bureau_keeps_its_list(season, who):
    take_in(season, row("002"))
    code = "not_there" if who == OTHER_BUREAU else "not_your_move"

    for action, words in (
        (import_expected, {"rows": (row("004"),), "source": SMILE}), (not_registered, {}),
        (expected.name_for_follow_up, {"child_key": "x", "purpose": "call the family"}),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            season.do(who, action, **HERE, **words)
        assert refused.value.code == code


def test_the_list_goes_on_where_the_page_ended(season):
    take_in(season, *(row(f"{2 * number:03}") for number in range(1, 6)), source="甲")
    take_in(season, row("102", "李一"), source="乙")
    seen, after = [], expected.FIRST
    for _ in range(4):
        page = season.store.read(
            BUREAU, lambda tx, after=after: not_registered(tx, **HERE, after=after, limit=2)
        )
        seen += [one.child_key for one in page]
        after = (page[-1].source, page[-1].child_key) if page else after

    assert len(seen) == len(set(seen)) == 6


def test_a_whole_name_is_read_for_a_purpose_that_is_written_down(season):
    take_in(season, row("004", "欧阳明月"))
    one = season.store.read(BUREAU, lambda tx: not_registered(tx, **HERE))[0]
    words = HERE | {"child_key": one.child_key}

    told = season.do(BUREAU, expected.name_for_follow_up, purpose="call the family", **words)

    assert (told.name, told.born, told.source) == ("欧阳明月", BORN, SMILE)
    assert audit_of(season, "expected:mtg") == ["expected_imported", "expected_name_read"]
    with pytest.raises(BadInput):
        season.do(BUREAU, expected.name_for_follow_up, purpose=" ", **words)
    with pytest.raises(NotThere):
        season.do(BUREAU, expected.name_for_follow_up, purpose="x", **HERE, child_key="unknown")


def test_names_are_in_neither_the_table_nor_the_log(season):
    take_in(season, row("004", "欧阳明月"))

    told = [season.store.read(SYSTEM, lambda tx, t=t: str(tx.conn.exec_driver_sql(
        f"SELECT * FROM {t}").all())) for t in ("expected_child", "audit")]  # noqa: S608  # fmt: skip
    assert "欧阳**" in told[0]
    assert not any("明月" in one or "2007030100" in one for one in told)
