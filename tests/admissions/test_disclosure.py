import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from admissions.disclosure import (
    DISCLOSURES,
    LONGEST_TEXT,
    Column,
    ColumnKind,
    Disclosure,
    TakenDown,
    frame_for,
)
from admissions.disclosure_kinds import PERSONAL_KINDS
from admissions.roles import Role
from geo.faults import BadInput
from tests.admissions.disclosed_rows import PLAIN, named, row_of
from tests.admissions.entries import citizen_number

PUBLIC = [each for each in DISCLOSURES.values() if each.public]
ALL = list(DISCLOSURES.values())


def by_name(disclosure: Disclosure) -> str:
    return disclosure.name


def faults_of(disclosure: Disclosure, *rows: dict[str, object]) -> str:
    with pytest.raises(BadInput) as refused:
        frame_for(disclosure, rows)
    return str(refused.value)


def test_the_registry_names_exactly_the_disclosures_that_were_decided() -> None:
    assert {each.name: {str(role) for role in each.audience} for each in ALL} == {
        "public_admission_list": set(),
        "public_places_plan": set(),
        "public_zone_list": set(),
        "public_overflow_summary": set(),
        "school_queue_list": {"school"},
        "school_roster": {"school"},
        "exam_centre_roster": {"exam_centre", "bureau"},
        "roll_export": {"exam_centre"},
        "move_list": {"bureau", "school"},
        "statistics": {"bureau", "city"},
        "not_yet_registered_list": {"bureau", "subdistrict"},
        "read_log_report": {"auditor"},
        "audit_export": {"auditor"},
    }


def test_the_public_admission_list_holds_four_columns_and_goes_after_the_objections() -> None:
    listed = named("public_admission_list")

    assert [column.name for column in listed.columns] == [
        "registration_no", "masked_name", "school", "batch",
    ]  # fmt: skip
    assert listed.taken_down_after is TakenDown.OBJECTION


@pytest.mark.parametrize("disclosure", ALL, ids=by_name)
def test_every_disclosure_says_its_purpose_and_its_headings_in_both_languages(
    disclosure: Disclosure,
) -> None:
    assert disclosure.purpose.startswith("to ")
    assert re.fullmatch(r"S\d+(?:[,–] ?S\d+)*", disclosure.basis)
    assert all(column.zh and column.en for column in disclosure.columns)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("disclosure", ALL, ids=by_name)
def test_a_disclosure_is_open_to_its_audience_only(disclosure: Disclosure, role: Role) -> None:
    assert disclosure.open_to(role) == (disclosure.public or role in disclosure.audience)


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.ADMIN, Role.SYSTEM])
def test_who_sees_no_other_child_may_have_no_personal_list(role: Role) -> None:
    assert all(each.public for each in ALL if each.open_to(role))


@pytest.mark.parametrize("kind", sorted(PERSONAL_KINDS))
def test_a_public_disclosure_cannot_name_a_personal_column(kind: ColumnKind) -> None:
    with pytest.raises(ValueError, match="public"):
        replace(named("public_admission_list"), columns=(Column("x", "某", "x", kind),))


def test_two_columns_cannot_share_a_name() -> None:
    column = Column("x", "某", "x")

    with pytest.raises(ValueError, match="share a name"):
        replace(named("statistics"), columns=(column, column))


def test_a_disclosure_outside_the_registry_is_refused_even_under_a_registered_name() -> None:
    wider = replace(named("statistics"), columns=(Column("x", "某", "x"),))

    with pytest.raises(ValueError, match="not in the registry"):
        frame_for(wider, [{"x": "1"}])


@pytest.mark.parametrize("disclosure", ALL, ids=by_name)
def test_right_rows_pass_in_the_order_of_columns_and_rows(disclosure: Disclosure) -> None:
    backwards = dict(reversed(row_of(disclosure).items()))

    table = frame_for(disclosure, [backwards, row_of(disclosure)])

    right = tuple(PLAIN[column.kind] for column in disclosure.columns)
    assert table.rows == (right, right)
    assert frame_for(disclosure, []).rows == ()


@pytest.mark.parametrize("disclosure", ALL, ids=by_name)
def test_a_column_not_named_is_refused_and_not_repeated(disclosure: Disclosure) -> None:
    told = faults_of(disclosure, row_of(disclosure) | {"张小禾": "13800138000"})

    assert f"{disclosure.name}, row 1: has 1 columns" in told
    assert "张小禾" not in told
    assert "13800138000" not in told


@pytest.mark.parametrize(
    ("disclosure", "column"),
    [(each, column.name) for each in ALL for column in each.columns],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_a_missing_column_is_refused(disclosure: Disclosure, column: str) -> None:
    row = row_of(disclosure)
    del row[column]

    assert f"row 1: has no {column}" in faults_of(disclosure, row)


def test_all_faults_of_all_rows_are_told_together() -> None:
    listed = named("public_admission_list")

    told = faults_of(
        listed,
        row_of(listed, masked_name="张小禾"),
        row_of(listed),
        row_of(listed, school="", batch="13800138000"),
    )

    assert told.count("Repair:") == 3
    assert "row 1, masked_name: has not the form of a masked name" in told
    assert "row 3, school: is empty" in told
    assert "row 3, batch: looks like a telephone number" in told
    assert "张小禾" not in told
    assert "13800138000" not in told


NAIVE = datetime(2013, 6, 15, 8, 30)  # noqa: DTZ001
WRONG: list[tuple[str, str, object, str]] = [
    ("public_places_plan", "places", "120", "not a whole number"),
    ("public_places_plan", "places", True, "not a whole number"),
    ("public_places_plan", "places", 1.0, "not a whole number"),
    ("public_places_plan", "places", None, "not a whole number"),
    ("public_zone_list", "in_force_from", "2013-05-01", "not a date"),
    ("public_zone_list", "in_force_from", PLAIN[ColumnKind.MOMENT], "not a date"),
    ("school_roster", "born", "2007-03-01", "not a date"),
    ("audit_export", "at", NAIVE, "time zone"),
    ("audit_export", "at", date(2013, 6, 15), "time zone"),
    ("audit_export", "digest", "0" * 63, "form of a digest"),
    ("audit_export", "digest", "A" * 64, "form of a digest"),
    ("audit_export", "digest", "0" * 64 + "\n", "form of a digest"),
    ("school_roster", "registration_no", "13800138000", "form of a registration"),
    ("school_roster", "registration_no", "110109200703010028", "form of a registration"),
    ("school_roster", "registration_no", "张三", "form of a registration"),
    ("school_roster", "registration_no", 13004217, "not a text"),
    ("school_roster", "child_name", "", "is empty"),
    ("school_roster", "child_name", " \u3000", "is empty"),
    ("school_roster", "child_name", None, "not a text"),
    ("school_roster", "notice_no", None, "not a text"),
    ("school_roster", "child_name", "张\x00三", "no table can show"),
    ("school_roster", "child_name", "张\x1b三", "no table can show"),
    ("school_roster", "child_name", "张\ud800", "no table can show"),
    ("school_roster", "child_name", "张\ufffe", "no table can show"),
    ("school_roster", "batch", "片" * (LONGEST_TEXT + 1), "is longer than"),
    ("public_admission_list", "masked_name", "张三", "form of a masked name"),
    ("public_admission_list", "masked_name", "张三*", "form of a masked name"),
]


@pytest.mark.parametrize(("name", "column", "value", "what"), WRONG)
def test_a_value_that_is_not_of_its_kind_is_refused(
    name: str, column: str, value: object, what: str
) -> None:
    assert what in faults_of(named(name), row_of(named(name), **{column: value}))


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("school_roster", "notice_no", ""),
        ("school_roster", "batch", "片" * LONGEST_TEXT),
        ("school_roster", "child_name", "𠮷\U00031350"),
        ("school_roster", "child_name", "阿不都·买买提"),
        ("school_roster", "batch", "两\r\n行\t字"),
        ("public_places_plan", "places", 0),
    ],
)
def test_a_rare_value_of_its_kind_passes(name: str, column: str, value: object) -> None:
    table = frame_for(named(name), [row_of(named(name), **{column: value})])

    assert value in table.rows[0]


LEAKS: dict[str, Callable[[str, date, str], str]] = {
    "document number": lambda number, _born, _phone: f"见{number}",
    "document number, spaced": lambda number, _born, _phone: f"{number[:6]} {number[6:]}",
    "telephone": lambda _number, _born, phone: f"联系{phone}",
    "telephone, hyphens": lambda _n, _born, phone: f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
    "birth": lambda _number, born, _phone: f"{born:%Y-%m-%d}出生",
    "birth, digits": lambda _number, born, _phone: f"({born:%Y%m%d})",
    "address": lambda _number, _born, _phone: "新桥大街1号院2号楼",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
@pytest.mark.parametrize(
    ("name", "column"),
    [
        (each.name, column.name)
        for each in PUBLIC
        for column in each.columns
        if column.kind == ColumnKind.TEXT
    ],
)
def test_no_text_of_a_public_list_may_hold_a_childs_number_telephone_birth_or_home(
    name: str, column: str, leak: Callable[[str, date, str], str]
) -> None:
    born = date(2007, 3, 1)
    value = leak(citizen_number(born), born, "13800138000")

    told = faults_of(named(name), row_of(named(name), **{column: value}))

    assert "leave it out of a public list" in told
    assert value not in told


@pytest.mark.parametrize("leak", ["document number", "telephone", "birth", "birth, digits"])
def test_the_address_list_of_a_zone_may_name_places_and_nothing_else(leak: str) -> None:
    zones, born = named("public_zone_list"), date(2007, 3, 1)
    value = LEAKS[leak](citizen_number(born), born, "13800138000")

    assert "leave it out" in faults_of(zones, row_of(zones, places_named=value))


def test_a_telephone_given_as_a_number_is_refused_too() -> None:
    plan = named("public_places_plan")

    assert "telephone" in faults_of(plan, row_of(plan, places=13800138000))
