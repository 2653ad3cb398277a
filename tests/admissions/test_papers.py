from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.papers import (
    DocumentList,
    IssuerLevel,
    NeedScope,
    Paper,
    PaperFaultCode,
    PaperKind,
    ShownTo,
    check_papers,
    papers_needed,
)
from admissions.papers_words import WORDS
from admissions.people import Anchor, Entry
from admissions.policy import Policy, builtin_policy
from admissions.policy_terms import Category
from tests.admissions.entries import city_entry, entry, non_local_entry

PACK, NOW = builtin_policy("mentougou_2013"), builtin_policy("beijing_current")
DAY = date(2013, 6, 15)
K, F = PaperKind, PaperFaultCode
LEVELS = {
    K.BOARDING_MEDICAL: IssuerLevel.HOSPITAL_DISTRICT,
    K.NO_GUARDIAN_PROOF: IssuerLevel.TOWNSHIP,
    K.STUDY_CERTIFICATE: IssuerLevel.TOWNSHIP,
    K.TAIWAN_APPROVAL: IssuerLevel.DISTRICT,
    K.POSTDOCTORAL_INTRODUCTION: IssuerLevel.STATE,
    K.MILITARY_DEPENDANT_PROOF: IssuerLevel.MILITARY_BRIGADE,
    K.OVERSEAS_CHINESE_PROOF: IssuerLevel.DISTRICT,
    K.KINSHIP_PROOF: IssuerLevel.TOWNSHIP,
    K.WORK_RESIDENCE_PERMIT: IssuerLevel.CITY,
}


def right(kind: PaperKind, **changed: Any) -> Paper:
    """Return a paper with which nothing is wrong on 15 June 2013, with some fields changed."""
    plain: dict[str, Any] = {
        "issuer_level": LEVELS.get(kind, IssuerLevel.OTHER),
        "issued_on": date(2013, 5, 2),
        "valid_until": date(2014, 5, 1),
        "names": ("李静",),
        "copy": True,
    }
    return Paper(kind, **{**plain, **changed})


def wrong(
    found: Entry, category: Category, papers: Sequence[Paper], policy: Policy = PACK, on: date = DAY
) -> list[tuple[str, PaperKind, PaperFaultCode]]:
    needs = papers_needed(found, category, policy)
    told = check_papers(needs, papers, on, found, policy)
    return [(fault.need, fault.kind, fault.code) for fault in told]


def with_list(name: DocumentList) -> Policy:
    documents = PACK.open_terms.documents.model_copy(update={"value": name})
    terms = PACK.open_terms.model_copy(update={"documents": documents})
    return PACK.model_copy(update={"open_terms": terms})


HUKOU = entry()
HOME = entry(anchor=Anchor.RESIDENCE)


@pytest.mark.parametrize(
    ("name", "found", "codes"),
    [
        (DocumentList.S11, HUKOU, ["form", "household_register_as_anchor"]),
        (DocumentList.S11, HOME, ["form", "property_as_anchor"]),
        (DocumentList.S17, HUKOU, ["form", "household_register", "property_or_long_residence"]),
        (DocumentList.S63_BY_ANCHOR, HUKOU, ["form", "household_register"]),
        (
            DocumentList.S63_BY_ANCHOR, HOME,
            ["form", "household_register", "property", "long_residence"],
        ),
        (
            DocumentList.S63_ALL, HUKOU,
            ["form", "household_register", "property_of_all", "long_residence_of_all"],
        ),
    ],
)  # fmt: skip
def test_the_list_that_g5_names_is_asked_for(
    name: DocumentList, found: Entry, codes: list[str]
) -> None:
    assert [need.code for need in papers_needed(found, Category.ONE, with_list(name))] == codes


def test_the_2013_pack_asks_one_to_four_of_class_two() -> None:
    needs = papers_needed(city_entry(), Category.TWO, PACK)

    assert [need.zh[0] for need in needs] == ["①", "②", "③", "④"]
    assert {need.scope for need in needs} == {NeedScope.ADMISSION}


def test_class_three_shows_five_papers_to_the_sub_district_in_2013() -> None:
    needs = papers_needed(non_local_entry(), Category.THREE, PACK)

    shown = [need.any_of for need in needs if need.shown_to == ShownTo.SUBDISTRICT]
    assert shown == [
        ((K.HOUSEHOLD_REGISTER,),),
        ((K.TEMPORARY_PERMIT,),),
        ((K.RESIDENCE_PROOF,),),
        ((K.EMPLOYMENT_PROOF,),),
        ((K.NO_GUARDIAN_PROOF,),),
    ]
    at_school = [need.code for need in needs if need.shown_to == ShownTo.SCHOOL]
    assert at_school == ["form", "study_certificate"]


def test_the_banned_fifth_paper_is_not_asked_for_today() -> None:
    needs = papers_needed(non_local_entry(), Category.THREE, NOW)

    kinds = {kind for need in needs for kinds in need.any_of for kind in kinds}
    assert K.NO_GUARDIAN_PROOF not in kinds
    assert sum(need.shown_to == ShownTo.SUBDISTRICT for need in needs) == 4


def test_a_banned_paper_shown_all_the_same_is_given_back_and_costs_nothing() -> None:
    needs = papers_needed(entry(born=date(2020, 3, 1)), Category.ONE, NOW)
    papers = [right(K.REGISTRATION_FORM), right(K.HOUSEHOLD_REGISTER), right(K.NO_GUARDIAN_PROOF)]

    told = check_papers(needs, papers, date(2026, 6, 13), entry(), NOW)

    faults = [(fault.kind, fault.code, fault.scope) for fault in told if fault.code != F.EXPIRED]
    assert faults == [(K.NO_GUARDIAN_PROOF, F.BANNED, NeedScope.NOTHING)]


HUKOU_PAPERS = [right(K.REGISTRATION_FORM), right(K.HOUSEHOLD_REGISTER)]


def test_a_family_with_its_papers_is_told_of_no_fault() -> None:
    assert wrong(HUKOU, Category.ONE, HUKOU_PAPERS) == []
    assert wrong(HOME, Category.ONE, [*HUKOU_PAPERS, right(K.DEED)]) == []
    assert wrong(HOME, Category.ONE, [*HUKOU_PAPERS, right(K.RELOCATION_CONTRACT)]) == []


def test_whatever_is_missing_is_told_at_once() -> None:
    assert wrong(HOME, Category.ONE, []) == [
        ("form", K.REGISTRATION_FORM, F.MISSING),
        ("household_register", K.HOUSEHOLD_REGISTER, F.MISSING),
        ("property", K.DEED, F.MISSING),
        ("long_residence", K.DEED, F.MISSING),
    ]


def test_a_lease_shows_long_residence_but_no_property() -> None:
    papers = [*HUKOU_PAPERS, right(K.PUBLIC_HOUSING_LEASE)]

    assert wrong(HOME, Category.ONE, papers) == [("property", K.DEED, F.MISSING)]


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"original": False}, [F.ORIGINAL_NOT_SHOWN]),
        ({"copy": False}, [F.NO_COPY]),
        ({"original": False, "copy": False}, [F.ORIGINAL_NOT_SHOWN, F.NO_COPY]),
        ({"issued_on": DAY}, []),
        ({"issued_on": date(2013, 6, 16)}, [F.DATED_LATER]),
        ({"valid_until": DAY}, []),
        ({"valid_until": date(2013, 6, 14)}, [F.EXPIRED]),
        ({"issued_on": None, "valid_until": None}, []),
    ],
)
def test_original_copy_and_days_of_the_hukou_booklet(
    changed: dict[str, Any], faults: list[PaperFaultCode]
) -> None:
    papers = [right(K.REGISTRATION_FORM), right(K.HOUSEHOLD_REGISTER, **changed)]

    assert [code for _, _, code in wrong(HUKOU, Category.ONE, papers)] == faults


@pytest.mark.parametrize(
    ("names", "faults"),
    [
        (("李静",), []),
        (("张大山", " 李静 "), []),
        (("张大山",), [F.PARENT_NOT_NAMED]),
        (("李静静",), [F.PARENT_NOT_NAMED]),
        ((), [F.PARENT_NOT_NAMED]),
    ],
)
def test_a_relocation_contract_must_name_the_parent_who_registers(
    names: tuple[str, ...], faults: list[PaperFaultCode]
) -> None:
    papers = [*HUKOU_PAPERS, right(K.RELOCATION_CONTRACT, names=names)]

    told = wrong(HOME, Category.ONE, papers)

    assert [row for row in told if row[0] == "property"] == [
        ("property", K.RELOCATION_CONTRACT, code) for code in faults
    ]


def test_a_deed_need_not_name_anybody() -> None:
    assert wrong(HOME, Category.ONE, [*HUKOU_PAPERS, right(K.DEED, names=())]) == []


def test_of_two_papers_of_one_kind_the_better_counts() -> None:
    expired = right(K.HOUSEHOLD_REGISTER, valid_until=date(2013, 1, 1), copy=False)

    for papers in ([expired, *HUKOU_PAPERS], [*HUKOU_PAPERS, expired]):
        assert wrong(HUKOU, Category.ONE, papers) == []


def test_a_paper_nobody_asked_for_changes_nothing() -> None:
    extra = replace(right(K.TEMPORARY_PERMIT), valid_until=None, original=False)

    assert wrong(HUKOU, Category.ONE, [*HUKOU_PAPERS, extra]) == []


@given(st.lists(st.sampled_from([right(kind) for kind in PaperKind]), max_size=8))
def test_showing_one_more_right_paper_never_adds_a_fault(papers: list[Paper]) -> None:
    before = wrong(HOME, Category.ONE, papers)

    after = wrong(HOME, Category.ONE, [*papers, right(K.DEED)])

    assert len(after) <= len(before)
    assert {need for need, _, _ in after} <= {need for need, _, _ in before}


def test_every_fault_is_told_in_both_languages() -> None:
    assert set(WORDS) == set(PaperFaultCode)
    needs = papers_needed(HUKOU, Category.ONE, PACK)

    told = check_papers(needs, HUKOU_PAPERS[:1], DAY, HUKOU, PACK)

    assert told[0].zh == "儿童及父母（或法定监护人）的户口簿：未提交"
    assert told[0].en == ("hukou booklet of the child and its parents or guardians: was not shown")
