import copy
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import admissions.policy_entries as entries
import admissions.policy_schema as schema
from admissions.papers_kinds import PaperKind
from admissions.people import Entry
from admissions.policy import BUILTIN, builtin_policy, load_policy, policy_from
from admissions.policy_schema import Policy, stated_in
from admissions.policy_terms import FORBIDDEN_WORDS, Prohibition, forbidden_in
from geo.faults import BadInput

FOLDER = Path(schema.__file__).parent / "policies"
RAW = tomllib.loads((FOLDER / "mentougou_2013.toml").read_text(encoding="utf-8"))
BEIJING = timezone(timedelta(hours=8))


def faults_of(change: Callable[[dict[str, Any]], Any]) -> list[str]:
    raw = copy.deepcopy(RAW)
    change(raw)
    try:
        policy_from(raw, "pack.toml")
    except BadInput as refused:
        return [f"{fault.where}: {fault.what}" for fault in refused.faults]
    return []


def models() -> Iterator[type[BaseModel]]:
    for module in (entries, schema):
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, BaseModel):
                yield found


@pytest.mark.parametrize("name", BUILTIN)
def test_a_built_in_pack_is_whole(name: str) -> None:
    policy = builtin_policy(name)

    assert policy.name == name
    assert len(list(stated_in(policy))) > 80


def test_a_pack_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="mentougou_2013 or beijing_current"):
        builtin_policy("../secret")


def test_the_plan_of_2013_says_what_the_source_says() -> None:
    policy = builtin_policy("mentougou_2013")

    assert policy.birth.six_by.value == date(2007, 8, 31)
    assert policy.birth.class_one_from.value == date(2006, 9, 1)
    assert policy.windows.registration.closes.value == datetime(2013, 6, 1, tzinfo=BEIJING)
    assert policy.windows.verify.opens.value == datetime(2013, 6, 15, tzinfo=BEIJING)
    assert policy.windows.verify.closes.value == datetime(2013, 6, 17, tzinfo=BEIJING)
    assert (policy.roll.freeze_before.value, policy.roll.freeze_before.unit) == (2, "weeks")
    assert (policy.roll.freeze_after.value, policy.roll.freeze_after.unit) == (1, "months")
    assert [row.telephone.value for row in policy.contacts] == ["69843537", "69840444"]
    assert policy.placement.order.value == "zone_first"
    assert policy.junior.paired_progression.value is True
    assert policy.banned_papers == ()
    assert (policy.dwelling_lock.on.value, policy.places_warning.on.value) == (False, False)
    assert policy.placement.multi_school_zones.value is False


def test_beijing_today_has_what_has_changed_since() -> None:
    policy = builtin_policy("beijing_current")

    assert policy.birth.class_one_from.value == date(2019, 9, 1)
    assert policy.birth.six_by.value == date(2020, 8, 31)
    assert policy.is_banned(PaperKind.NO_GUARDIAN_PROOF)
    assert not policy.is_banned(PaperKind.HOUSEHOLD_REGISTER)
    lock = policy.dwelling_lock
    assert (lock.on.value, lock.years.value, lock.same_family_exempt.value) == (True, 6, True)
    assert lock.nine_year_school_years.value == 9
    assert policy.places_warning.on.value is True
    assert policy.placement.multi_school_zones.value is True
    assert policy.words_of(PaperKind.NO_GUARDIAN_PROOF).zh == "户籍地无人监护证明"


def test_todays_pack_never_passes_2013_off_as_its_own_source() -> None:
    for name, stated in stated_in(builtin_policy("beijing_current")):
        assert "stated default" in stated.cite or "requirements.md" in stated.cite, name


@pytest.mark.parametrize("name", BUILTIN)
def test_every_gap_of_the_source_is_shown_with_its_default(name: str) -> None:
    gaps = builtin_policy(name).gaps()

    numbers = [gap.number for gap in gaps]
    assert numbers[:9] == [f"G{number}" for number in range(1, 10)]
    assert set(numbers[9:]) == {"-"}
    for gap in gaps:
        assert (gap.text, gap.text_zh) == ("not defined by the source", "来源文件未规定")
        assert gap.zh
        assert gap.en
    assert ("G4", "birth.older", "hold") in [gap[:3] for gap in gaps]


@pytest.mark.parametrize("name", BUILTIN)
def test_no_value_stands_without_unit_and_cite(name: str) -> None:
    for where, stated in stated_in(builtin_policy(name)):
        assert stated.unit, where
        assert stated.cite, where


@pytest.mark.parametrize("name", BUILTIN)
def test_what_the_pack_calls_a_default_without_source_is_marked_as_a_gap(name: str) -> None:
    for where, stated in stated_in(builtin_policy(name)):
        assert ("not defined by the source" in stated.cite) == (stated.gap is not None), where


def test_the_digest_stands_for_the_content_and_not_for_the_spelling(tmp_path: Path) -> None:
    text = (FOLDER / "mentougou_2013.toml").read_text(encoding="utf-8")
    same, other = tmp_path / "same.toml", tmp_path / "other.toml"
    same.write_text("# a remark\n" + text, encoding="utf-8")
    other.write_text(text.replace("2007-08-31", "2007-08-30"), encoding="utf-8")

    digest = builtin_policy("mentougou_2013").digest()

    assert load_policy(same).digest() == digest
    assert load_policy(other).digest() != digest
    assert len(digest) == 64


def test_no_field_of_any_pack_can_hold_a_mark_a_fee_or_a_gift() -> None:
    names = {name for model in models() for name in model.model_fields}

    assert len(names) > 100
    assert [name for name in names if forbidden_in(name)] == []


def test_no_paper_can_be_noted_that_is_named_for_something_forbidden() -> None:
    assert [kind for kind in PaperKind if forbidden_in(kind)] == []


@pytest.mark.parametrize("word", sorted(FORBIDDEN_WORDS))
def test_a_pack_cannot_bring_in_a_forbidden_field(word: str) -> None:
    assert faults_of(lambda raw: raw.update({word: {"value": 1}}))
    assert faults_of(lambda raw: raw["placement"].update({word: True}))
    assert faults_of(lambda raw: raw["needs"][0].update({"code": f"{word}_paper"}))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("entrance_exam", {"exam"}),
        ("exam", {"exam"}),
        ("family_planning_proof", {"family_planning"}),
        ("contest_fee", {"contest", "fee"}),
        ("example", set()),
        ("coffee", set()),
        ("postdoctoral_proof", set()),
    ],
)
def test_forbidden_words_are_whole_words(name: str, words: set[str]) -> None:
    assert forbidden_in(name) == words


@pytest.mark.parametrize("code", list(Prohibition))
def test_a_pack_that_leaves_out_a_prohibition_is_refused(code: Prohibition) -> None:
    def leave_out(raw: dict[str, Any]) -> None:
        raw["prohibitions"] = [row for row in raw["prohibitions"] if row["code"] != code]

    assert faults_of(leave_out) == [f"pack.toml, prohibitions: {code} stands there 0 times"]


def set_in(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: dict[str, Any]) -> None:
        found: Any = raw
        for step in path[:-1]:
            found = found[step]
        found[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (set_in("birth", "six_by", "unit", value="days"), "unit days does not fit"),
        (set_in("birth", "six_by", "value", value="2007-08-31"), "valid date"),
        (set_in("birth", "six_by", "value", value=datetime(2007, 8, 31)), "birth.six_by"),  # noqa: DTZ001
        (set_in("birth", "six_by", "cite", value="hearsay"), "birth.six_by.cite"),
        (set_in("birth", "six_by", "cite", value="S79"), "birth.six_by.cite"),
        (set_in("birth", "six_by", "cite", value="S0"), "birth.six_by.cite"),
        (set_in("birth", "six_by", "cite", value=""), "birth.six_by.cite"),
        (set_in("birth", "older", "cite", value="G4"), "needs zh, en and the words"),
        (set_in("birth", "older", "zh", value=""), "needs zh, en and the words"),
        (set_in("birth", "older", "value", value="guess"), "birth.older.value"),
        (set_in("birth", "older", "gap", value="G10"), "birth.older.gap"),
        (set_in("birth", "class_one_from", "value", value=date(2007, 9, 1)),
         "ends before it begins"),
        (set_in("birth", "six_by", "value", value=date(2007, 9, 1)), "end on different days"),
        (set_in("roll", "freeze_before", "value", value=-1), "may not be negative"),
        (set_in("roll", "freeze_before", "value", value=True), "roll.freeze_before"),
        (set_in("roll", "freeze_before", "value", value="2"), "roll.freeze_before"),
        (set_in("roll", "dual_roll", "value", value=1), "roll.dual_roll"),
        (set_in("windows", "verify", "closes", "value",
                value=datetime(2013, 6, 15, tzinfo=BEIJING)), "closes before it opens"),
        (set_in("windows", "verify", "opens", "value",
                value=datetime(2013, 5, 31, tzinfo=BEIJING)), "while registration is still open"),
        (set_in("windows", "verify", "opens", "value", value=datetime(2013, 6, 15)),  # noqa: DTZ001
         "windows.verify.opens"),
        (set_in("windows", "verify", "opens", "value",
                value=datetime(2013, 6, 14, 16, tzinfo=timezone(timedelta(0)))), "offset +08:00"),
        (set_in("windows", "follow_up", "opens", "value",
                value=datetime(2013, 6, 16, tzinfo=BEIJING)), "before verification has closed"),
        (set_in("windows", "review", "closes", "value",
                value=datetime(2013, 9, 2, tzinfo=BEIJING)), "after the term has started"),
        (set_in("windows", "notice", "opens", "value",
                value=datetime(2013, 6, 1, tzinfo=BEIJING)), "opens before review"),
        (set_in("windows", "extra", value={}), "windows.extra"),
        (set_in("term", "objection", "note", value="x"), "term.objection.note"),
        (set_in("placement", "order", "value", value="first_come"), "placement.order"),
        (set_in("places_warning", "yellow", "value", value=101), "yellow lies above red"),
        (set_in("contacts", value=RAW["contacts"][:1]), "two supervision telephones"),
        (set_in("legal_basis", value=[]), "names no law"),
        (set_in("decline_reasons", value=[]), "too_young has no words"),
        (set_in("categories", value=RAW["categories"][:2]), "three stands there 0 times"),
        (set_in("treated_as_local", value=RAW["treated_as_local"][1:]), "taiwan_compatriot stands"),
        (set_in("preferences", value=RAW["preferences"] * 2), "martyr stands there 2 times"),
        (set_in("needs", value=RAW["needs"] + RAW["needs"][:1]), "form stands there twice"),
        (set_in("needs", 0, "any_of", value=[]), "asks for nothing"),
        (set_in("needs", 0, "any_of", value=[[]]), "asks for nothing"),
        (set_in("needs", 0, "any_of", value=[["residence_permit"]]), "no row in papers"),
        (set_in("needs", 0, "any_of", value=[["certificate"]]), "needs.0.any_of"),
        (set_in("papers", value=RAW["papers"][1:]), "no row in papers"),
        (set_in("printed_by", value="guardian"), "printed_by"),
        (set_in("banned_papers", value=[{"code": "no_guardian_proof", "kind": "no_guardian_proof",
                "zh": "无", "en": "none", "cite": "S23"}]), "which is banned"),
    ],
)  # fmt: skip
def test_a_pack_with_a_defect_is_refused_and_the_defect_named(
    change: Callable[[dict[str, Any]], None], told: str
) -> None:
    assert any(told in fault for fault in faults_of(change))


def test_the_pack_the_defects_are_made_in_has_none() -> None:
    assert faults_of(dict) == []


def test_a_review_may_end_on_the_first_day_of_term_and_not_after() -> None:
    first = datetime(2013, 9, 1, tzinfo=BEIJING)

    assert faults_of(set_in("windows", "review", "closes", "value", value=first)) == []


@pytest.mark.parametrize("key", sorted(RAW))
def test_nothing_of_a_pack_can_be_left_out(key: str) -> None:
    assert any(f"pack.toml, {key}" in fault for fault in faults_of(lambda raw: raw.pop(key)))


def test_all_defects_are_told_at_once() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["contacts"], raw["legal_basis"], raw["decline_reasons"] = [], [], []

    def spoil_shape(raw: dict[str, Any]) -> None:
        raw["fees"], raw["year"] = 1, "2013"
        del raw["term"]

    assert len(faults_of(spoil)) == 9
    assert len(faults_of(spoil_shape)) == 3


@pytest.mark.parametrize(
    "content", [b"name = ", b"\xff\xfe", b""], ids=["no TOML", "no UTF-8", "empty"]
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes(content)

    with pytest.raises(BadInput, match=r"pack\.toml"):
        load_policy(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.toml"):
        load_policy(tmp_path / "none.toml")


def test_a_pack_cannot_be_changed_once_made() -> None:
    policy = builtin_policy("mentougou_2013")

    with pytest.raises(ValueError, match="frozen"):
        policy.year = 2014
    assert isinstance(policy, Policy)
    assert Entry.__dataclass_params__.frozen  # type: ignore[attr-defined]
