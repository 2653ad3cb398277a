from typing import Any

import pytest

from admissions.category import Category, NotEntitled, categorise, preference_of, tier_of
from admissions.papers_kinds import PaperKind
from admissions.people import Anchor, HukouKind, PreferenceKind, ResidenceKind, TreatedAs
from admissions.policy import ENGINE_REASONS, Policy, builtin_policy
from tests.admissions.entries import city_entry, entry, non_local_entry

PACK = builtin_policy("mentougou_2013")


def with_s54_for_treated() -> Policy:
    rule = PACK.category_two
    asked = rule.treated_must_meet_s54.model_copy(update={"value": True})
    changed = rule.model_copy(update={"treated_must_meet_s54": asked})
    return PACK.model_copy(update={"category_two": changed})


@pytest.mark.parametrize("anchor", list(Anchor))
@pytest.mark.parametrize("residence", list(ResidenceKind))
@pytest.mark.parametrize("long_resident", [True, False])
def test_hukou_in_the_district_is_class_one_wherever_the_child_lives(
    anchor: Anchor, residence: ResidenceKind, long_resident: bool
) -> None:
    found = entry(anchor=anchor, residence_kind=residence, long_resident=long_resident)

    assert categorise(found, PACK) == Category.ONE


@pytest.mark.parametrize(
    ("residence", "long_resident", "expected"),
    [
        (ResidenceKind.OWNED, True, Category.TWO),
        (ResidenceKind.RELOCATION_CONTRACT, True, Category.TWO),
        (ResidenceKind.OWNED, False, NotEntitled("not_long_resident")),
        (ResidenceKind.RELOCATION_CONTRACT, False, NotEntitled("not_long_resident")),
        (ResidenceKind.RENTED, True, NotEntitled("no_property_here")),
        (ResidenceKind.PUBLIC_HOUSING, True, NotEntitled("no_property_here")),
        (ResidenceKind.OTHER, False, NotEntitled("no_property_here")),
    ],
)
def test_beijing_hukou_elsewhere_needs_property_here_and_long_residence(
    residence: ResidenceKind, long_resident: bool, expected: Category | NotEntitled
) -> None:
    found = city_entry(residence_kind=residence, long_resident=long_resident)

    assert categorise(found, PACK) == expected


@pytest.mark.parametrize("residence", list(ResidenceKind))
@pytest.mark.parametrize(
    "hukou",
    [{}, {"hukou_kind": HukouKind.NONE, "hukou_address": ""}],
    ids=["other province", "no hukou"],
)
def test_without_beijing_hukou_a_child_is_class_three(
    residence: ResidenceKind, hukou: dict[str, Any]
) -> None:
    found = non_local_entry(residence_kind=residence, long_resident=False, **hukou)

    assert categorise(found, PACK) == Category.THREE


@pytest.mark.parametrize("kind", [HukouKind.CITY, HukouKind.NON_LOCAL, HukouKind.NONE])
def test_a_hukou_outside_the_district_anchors_nobody_here(kind: HukouKind) -> None:
    found = entry(hukou_kind=kind, anchor=Anchor.HUKOU)

    assert categorise(found, PACK) == NotEntitled("hukou_elsewhere")


@pytest.mark.parametrize("ground", list(TreatedAs))
def test_treated_as_local_is_class_two_by_residence_never_class_one(ground: TreatedAs) -> None:
    assert categorise(non_local_entry(treated_as_local=ground), PACK) == Category.TWO


@pytest.mark.parametrize(
    ("residence", "expected"),
    [
        (ResidenceKind.RENTED, NotEntitled("no_property_here")),
        (ResidenceKind.OWNED, Category.TWO),
    ],
)
def test_a_pack_may_ask_property_of_those_treated_as_local(
    residence: ResidenceKind, expected: Category | NotEntitled
) -> None:
    found = non_local_entry(treated_as_local=TreatedAs.POSTDOCTORAL, residence_kind=residence)

    assert categorise(found, with_s54_for_treated()) == expected


def test_every_refusal_has_words_in_the_pack() -> None:
    for reason in ("hukou_elsewhere", "no_property_here", "not_long_resident"):
        assert reason in ENGINE_REASONS
        assert PACK.decline_reason(reason).zh


def test_an_unknown_reason_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        PACK.decline_reason("because")


def test_class_one_comes_before_two_before_three() -> None:
    assert [tier_of(category, PACK) for category in Category] == [1, 2, 3]


PREFERENCE_PAPERS = [
    (PreferenceKind.MARTYR, PaperKind.MARTYR_PROOF),
    (PreferenceKind.TAIWAN_STUDENT, PaperKind.TAIWAN_STUDENT_PROOF),
    (PreferenceKind.OVERSEAS_CHINESE, PaperKind.OVERSEAS_CHINESE_IDENTITY),
    (PreferenceKind.SERVING_SOLDIER, PaperKind.SOLDIER_PROOF),
    (PreferenceKind.MODEL_WORKER, PaperKind.MODEL_WORKER_PROOF),
]


@pytest.mark.parametrize(("kind", "paper"), PREFERENCE_PAPERS)
def test_a_claim_counts_only_with_its_own_paper(kind: PreferenceKind, paper: PaperKind) -> None:
    others = {other for _, other in PREFERENCE_PAPERS} - {paper}

    assert preference_of(entry(preference=kind), {paper}, PACK) == 1
    assert preference_of(entry(preference=kind), others, PACK) == 0
    assert preference_of(entry(preference=kind), (), PACK) == 0


def test_a_paper_without_a_claim_gives_no_preference() -> None:
    assert preference_of(entry(), list(PaperKind), PACK) == 0
