from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.papers import Paper
from admissions.people import (
    FIELDS,
    PAPER_FIELDS,
    Anchor,
    Entry,
    HukouKind,
    IdKind,
    PreferenceKind,
    Sensitivity,
    TreatedAs,
    check_entry,
    normalise,
)
from admissions.people_words import WORDS
from admissions.policy import Policy, builtin_policy
from admissions.policy_terms import forbidden_in
from geo.faults import BadInput
from tests.admissions.entries import citizen_number, city_entry, entry, non_local_entry

PACK = builtin_policy("mentougou_2013")


def faults_of(found: Entry, policy: Policy = PACK) -> list[tuple[str, str]]:
    try:
        check_entry(found, policy)
    except BadInput as refused:
        return [(fault.where, getattr(fault, "code", "")) for fault in refused.faults]
    return []


@pytest.mark.parametrize(
    ("asked", "classed"), [(Entry, FIELDS), (Paper, PAPER_FIELDS)], ids=["entry", "paper"]
)
def test_every_personal_field_is_classed_and_nothing_else_is(asked: type, classed: Any) -> None:
    names = [field.name for field in fields(asked)]

    assert names == list(classed)
    for field in classed.values():
        assert field.zh
        assert field.en
        assert field.purpose
        assert field.basis.startswith("S")


@pytest.mark.parametrize("asked", [Entry, Paper])
def test_no_field_can_hold_what_is_forbidden_to_ask(asked: type) -> None:
    assert [field.name for field in fields(asked) if forbidden_in(field.name)] == []


def test_what_identifies_or_is_sensitive_is_encrypted() -> None:
    plain = {name for name, field in FIELDS.items() if not field.encrypted}

    assert not {"child_name", "id_number", "born", "guardian_name", "guardian_phone"} & plain
    assert not {"hukou_address", "residence_address"} & plain
    assert [name for name in plain if FIELDS[name].sensitivity == Sensitivity.SENSITIVE] == []


@pytest.mark.parametrize("found", [entry(), city_entry(), non_local_entry()])
def test_a_plain_entry_is_taken(found: Entry) -> None:
    assert faults_of(found) == []


@pytest.mark.parametrize(
    "name",
    ["张三", "欧阳娜娜", "阿不都热依木·买买提", "𠮷田", "㛃一", "〇一", "﨑山", "李\U000323af",
     "José García", "Anne-Marie O'Neil", "Nguyễn Văn An", "王"],
)  # fmt: skip
def test_names_of_all_who_live_here_are_taken(name: str) -> None:
    assert faults_of(entry(child_name=name)) == []


@pytest.mark.parametrize(
    "name",
    ["", "张3", "张\u200b三", "张三\n", "张\ue001", "·张三", "张三·", "张・三", "张•三", "张 三",
     "张三!", "<b>张</b>", "Ivan Иванов", "张San", "2", "=1+1", "三" * 51],
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str) -> None:
    assert faults_of(entry(child_name=name, guardian_name=name)) == [
        ("child_name", "name"),
        ("guardian_name", "name"),
    ]


def test_the_longest_name_is_taken_and_one_sign_more_is_not() -> None:
    assert faults_of(entry(child_name="三" * 50)) == []
    assert faults_of(entry(child_name="三" * 51)) == [("child_name", "name")]


@pytest.mark.parametrize(
    "phone", ["13800138000", "19912345678", "+85261234567", "+85361234567", "+886912345678"]
)
def test_phones_that_can_be_sent_a_message_are_taken(phone: str) -> None:
    assert faults_of(entry(guardian_phone=phone)) == []


@pytest.mark.parametrize(
    "phone",
    ["", "1380013800", "138001380000", "12800138000", "+8613800138000", "138 0013 8000",
     "010-69843537", "+8526123456", "+85321234567", "١٣٨٠٠١٣٨٠٠٠", "13800138000\n"],
)  # fmt: skip
def test_other_phones_are_refused(phone: str) -> None:
    assert faults_of(entry(guardian_phone=phone)) == [("guardian_phone", "phone")]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"hukou_address": ""}, ("hukou_address", "address_empty")),
        ({"hukou_address": "路" * 201}, ("hukou_address", "address_unfit")),
        ({"residence_address": "路\u202e"}, ("residence_address", "address_unfit")),
        (
            {"anchor": Anchor.RESIDENCE, "residence_address": ""},
            ("residence_address", "address_empty"),
        ),
        ({"hukou_kind": HukouKind.CITY}, ("anchor", "anchor")),
        ({"hukou_kind": HukouKind.NON_LOCAL}, ("anchor", "anchor")),
        (
            {"hukou_kind": HukouKind.NONE, "anchor": Anchor.RESIDENCE},
            ("hukou_address", "hukou_without_kind"),
        ),
        ({"treated_as_local": TreatedAs.POSTDOCTORAL}, ("treated_as_local", "already_local")),
        ({"boarding_school_id": "x" * 65}, ("boarding_school_id", "not_listed")),
        ({"twin_of": "a\u200bb"}, ("twin_of", "not_listed")),
        ({"primary_school_id": "\x00"}, ("primary_school_id", "not_listed")),
        ({"siblings_at": ("S1", "S1")}, ("siblings_at", "not_listed")),
        ({"siblings_at": ("",)}, ("siblings_at", "not_listed")),
        ({"siblings_at": tuple(map(str, range(21)))}, ("siblings_at", "not_listed")),
        ({"id_kind": IdKind.NONE_YET}, ("id_number", "id_none_yet")),
    ],
)
def test_an_entry_that_cannot_be_true_is_refused(
    changed: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert faults_of(entry(**changed)) == [fault]


@pytest.mark.parametrize(
    "changed",
    [
        {"hukou_address": "", "anchor": Anchor.RESIDENCE},
        {"residence_address": ""},
        {"hukou_address": "路" * 200},
        {"siblings_at": tuple(map(str, range(20)))},
        {"boarding_school_id": "x" * 64},
        {"hukou_kind": HukouKind.NONE, "hukou_address": "", "anchor": Anchor.RESIDENCE},
    ],
)
def test_only_the_address_of_the_chosen_place_must_be_given(changed: dict[str, Any]) -> None:
    assert faults_of(entry(**changed)) == []


def test_a_ground_the_pack_does_not_hold_is_refused() -> None:
    bare = PACK.model_copy(update={"treated_as_local": (), "preferences": ()})
    found = non_local_entry(
        treated_as_local=TreatedAs.POSTDOCTORAL, preference=PreferenceKind.MARTYR
    )

    assert faults_of(found) == []
    assert faults_of(found, bare) == [
        ("treated_as_local", "not_provided"),
        ("preference", "not_provided"),
    ]


def test_all_faults_are_told_at_once_and_none_repeats_what_was_typed() -> None:
    typed = {"child_name": "张*秘密", "guardian_phone": "13x", "id_number": "11010920070301002?"}
    found = entry(**typed, hukou_address="", siblings_at=("秘密校", "秘密校"))

    with pytest.raises(BadInput) as refused:
        check_entry(found, PACK)

    assert [fault.where for fault in refused.value.faults] == [
        "child_name", "id_number", "guardian_phone", "hukou_address", "siblings_at",
    ]  # fmt: skip
    told = str(refused.value) + repr(refused.value.faults)
    assert not any(text in told for text in (*typed.values(), "秘密"))


def test_every_fault_has_words_in_both_languages() -> None:
    for what, repair, what_zh, repair_zh in WORDS.values():
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in what + repair)
        assert any("\u4e00" <= sign <= "\u9fff" for sign in what_zh)
        assert any("\u4e00" <= sign <= "\u9fff" for sign in repair_zh)


def test_numbers_and_phones_are_spelled_in_one_way() -> None:
    number = citizen_number(date(2007, 3, 1))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    typed = entry(
        id_number=f"\u3000{wide} ", guardian_phone=" １３８００１３８０００", child_name=" 张小禾 "
    )

    assert normalise(typed) == entry()


def test_nothing_inside_a_name_or_an_address_is_changed() -> None:
    odd = entry(child_name="张\u3000三", hukou_address="新桥大街　１号")

    assert normalise(odd) == odd


@given(st.text(), st.text(), st.text())
def test_the_one_spelling_is_its_own_spelling(number: str, phone: str, name: str) -> None:
    once = normalise(entry(id_number=number, guardian_phone=phone, child_name=name))

    assert normalise(once) == once


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_taken_or_refused_with_a_field(number: str, phone: str, name: str) -> None:
    found = replace(entry(), id_number=number, guardian_phone=phone, child_name=name)

    assert {where for where, _ in faults_of(found)} <= {"id_number", "guardian_phone", "child_name"}
