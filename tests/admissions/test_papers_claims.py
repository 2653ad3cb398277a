from datetime import date
from typing import Any

import pytest

from admissions.papers import (
    IssuerLevel,
    NeedScope,
    PaperFaultCode,
    PaperKind,
    check_papers,
    papers_needed,
)
from admissions.people import PreferenceKind, ResidenceKind, TreatedAs
from admissions.policy_terms import Category
from tests.admissions.entries import entry, non_local_entry
from tests.admissions.test_papers import DAY, HUKOU_PAPERS, LEVELS, PACK, right, wrong

K, F = PaperKind, PaperFaultCode


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"issued_on": date(2013, 3, 31)}, [F.TOO_EARLY]),
        ({"issued_on": date(2013, 4, 1)}, []),
        ({"issued_on": None}, [F.UNDATED]),
        ({"issued_on": date(2013, 6, 16)}, [F.DATED_LATER]),
        ({"issuer_level": IssuerLevel.HOSPITAL_CITY}, []),
        ({"issuer_level": IssuerLevel.HOSPITAL_LOWER}, [F.WRONG_ISSUER]),
        ({"issuer_level": IssuerLevel.HOSPITAL_ELSEWHERE}, [F.WRONG_ISSUER]),
        ({"issuer_level": IssuerLevel.CITY}, [F.WRONG_ISSUER]),
    ],
)
def test_a_boarders_medical_paper_is_of_april_or_later_and_of_a_district_hospital(
    changed: dict[str, Any], faults: list[PaperFaultCode]
) -> None:
    boarder = entry(boarding_school_id="S9")
    papers = [*HUKOU_PAPERS, right(K.BOARDING_MEDICAL, **changed)]

    told = wrong(boarder, Category.ONE, papers)

    assert told == [("boarding_medical", K.BOARDING_MEDICAL, code) for code in faults]


def test_a_missing_medical_paper_costs_the_boarding_and_not_the_place() -> None:
    boarder = entry(boarding_school_id="S9")
    needs = papers_needed(boarder, Category.ONE, PACK)

    told = check_papers(needs, HUKOU_PAPERS, DAY, boarder, PACK)

    assert [(fault.code, fault.scope) for fault in told] == [(F.MISSING, NeedScope.BOARDING)]


GROUNDS = {
    TreatedAs.TAIWAN_COMPATRIOT: [K.TAIWAN_APPROVAL],
    TreatedAs.POSTDOCTORAL: [K.POSTDOCTORAL_INTRODUCTION, K.POSTDOCTORAL_ENTRY_LETTER],
    TreatedAs.MILITARY_DEPENDANT: [K.MILITARY_DEPENDANT_PROOF, K.MILITARY_ID],
    TreatedAs.OVERSEAS_CHINESE: [K.OVERSEAS_CHINESE_PROOF],
    TreatedAs.CHILD_OF_RESIDENT: [K.KINSHIP_PROOF, K.PARENT_HUKOU_CARD],
    TreatedAs.WORK_RESIDENCE_PERMIT: [K.WORK_RESIDENCE_PERMIT],
    TreatedAs.ZHONGJIAN_BAOHUA: [K.ZHONGJIAN_BAOHUA_PROOF],
}


@pytest.mark.parametrize(("ground", "kinds"), GROUNDS.items())
def test_each_ground_of_s12_needs_all_its_papers_from_their_issuers(
    ground: TreatedAs, kinds: list[PaperKind]
) -> None:
    found = non_local_entry(treated_as_local=ground)
    base = [*HUKOU_PAPERS, right(K.PUBLIC_HOUSING_LEASE)]
    papers = [*base, *map(right, kinds)]

    assert wrong(found, Category.TWO, papers) == []
    for kind in kinds:
        left = [paper for paper in papers if paper.kind != kind]
        assert wrong(found, Category.TWO, left) == [(f"treated_{ground}", kind, F.MISSING)]
        if kind in LEVELS:
            odd = [*left, right(kind, issuer_level=IssuerLevel.OTHER)]
            assert wrong(found, Category.TWO, odd) == [(f"treated_{ground}", kind, F.WRONG_ISSUER)]


@pytest.mark.parametrize(
    ("until", "faults"),
    [
        (DAY, []),
        (date(2013, 6, 14), [F.EXPIRED]),
        (None, [F.NO_LAST_DAY]),
    ],
)
def test_a_work_residence_permit_must_be_valid_on_the_day(
    until: date | None, faults: list[PaperFaultCode]
) -> None:
    found = non_local_entry(treated_as_local=TreatedAs.WORK_RESIDENCE_PERMIT)
    papers = [
        *HUKOU_PAPERS,
        right(K.PUBLIC_HOUSING_LEASE),
        right(K.WORK_RESIDENCE_PERMIT, valid_until=until),
    ]

    assert [code for _, _, code in wrong(found, Category.TWO, papers)] == faults


def test_a_missing_paper_of_s12_costs_the_treatment_and_one_of_s13_the_preference() -> None:
    found = non_local_entry(
        treated_as_local=TreatedAs.POSTDOCTORAL, preference=PreferenceKind.SERVING_SOLDIER
    )
    needs = papers_needed(found, Category.TWO, PACK)
    papers = [*HUKOU_PAPERS, right(K.PUBLIC_HOUSING_LEASE)]

    told = check_papers(needs, papers, DAY, found, PACK)

    assert [(fault.kind, fault.scope) for fault in told] == [
        (K.POSTDOCTORAL_INTRODUCTION, NeedScope.TREATMENT),
        (K.POSTDOCTORAL_ENTRY_LETTER, NeedScope.TREATMENT),
        (K.SOLDIER_PROOF, NeedScope.PREFERENCE),
    ]


def test_a_child_treated_as_local_in_a_rented_home_need_not_show_property() -> None:
    found = non_local_entry(
        treated_as_local=TreatedAs.OVERSEAS_CHINESE, residence_kind=ResidenceKind.RENTED
    )

    codes = {need.code for need in papers_needed(found, Category.TWO, PACK)}

    assert "property" not in codes
    assert "long_residence" in codes
