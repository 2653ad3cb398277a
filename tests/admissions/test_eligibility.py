from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.eligibility import AgeAnswer, age_answer, refusal_of
from admissions.policy import ENGINE_REASONS, Policy, builtin_policy
from admissions.policy_terms import OlderChild

PACK = builtin_policy("mentougou_2013")


def with_older(value: OlderChild) -> Policy:
    older = PACK.birth.older.model_copy(update={"value": value})
    return PACK.model_copy(update={"birth": PACK.birth.model_copy(update={"older": older})})


@pytest.mark.parametrize(
    ("born", "answer"),
    [
        (date(2006, 8, 31), AgeAnswer.OLDER_UNDEFINED),
        (date(2006, 9, 1), AgeAnswer.OF_AGE),
        (date(2007, 8, 31), AgeAnswer.OF_AGE),
        (date(2007, 9, 1), AgeAnswer.TOO_YOUNG),
    ],
)
def test_both_end_days_of_2013_belong_to_those_of_age(born: date, answer: AgeAnswer) -> None:
    assert age_answer(born, PACK) == answer


@pytest.mark.parametrize(
    ("born", "answer"),
    [
        (date(2019, 8, 31), AgeAnswer.OLDER_UNDEFINED),
        (date(2019, 9, 1), AgeAnswer.OF_AGE),
        (date(2020, 2, 29), AgeAnswer.OF_AGE),
        (date(2020, 8, 31), AgeAnswer.OF_AGE),
        (date(2020, 9, 1), AgeAnswer.TOO_YOUNG),
    ],
)
def test_both_end_days_of_2026_belong_to_those_of_age(born: date, answer: AgeAnswer) -> None:
    assert age_answer(born, builtin_policy("beijing_current")) == answer


@pytest.mark.parametrize(
    ("older", "answer", "reason"),
    [
        (OlderChild.HOLD, AgeAnswer.OLDER_UNDEFINED, ""),
        (OlderChild.ALLOW, AgeAnswer.OLDER_ALLOWED, ""),
        (OlderChild.REFUSE, AgeAnswer.OLDER_REFUSED, "older_child"),
    ],
)
def test_what_becomes_of_an_older_child_is_the_packs_word(
    older: OlderChild, answer: AgeAnswer, reason: str
) -> None:
    found = age_answer(date(2006, 8, 31), with_older(older))

    assert found == answer
    assert refusal_of(found) == reason


def test_the_packs_word_on_older_children_changes_nothing_for_others() -> None:
    for older in OlderChild:
        assert age_answer(date(2006, 9, 1), with_older(older)) == AgeAnswer.OF_AGE
        assert age_answer(date(2007, 9, 1), with_older(older)) == AgeAnswer.TOO_YOUNG


def test_a_child_too_young_is_told_so_and_one_of_age_is_not_refused() -> None:
    assert refusal_of(AgeAnswer.TOO_YOUNG) == "too_young"
    assert refusal_of(AgeAnswer.OF_AGE) == ""
    assert {refusal_of(answer) for answer in AgeAnswer} <= {"", *ENGINE_REASONS}


@given(st.dates(date(2006, 9, 1), date(2013, 12, 31)))
def test_of_age_is_who_has_turned_six_by_31_august(born: date) -> None:
    turned_six = (born.year + 6, born.month, born.day) <= (2013, 8, 31)

    assert (age_answer(born, PACK) == AgeAnswer.OF_AGE) == turned_six
