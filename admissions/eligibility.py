"""Is a child of age (适龄) for primary school this year?"""

from datetime import date
from enum import StrEnum

from admissions.policy_schema import Policy
from admissions.policy_terms import OlderChild


class AgeAnswer(StrEnum):
    """What the birth date says; only OF_AGE and OLDER_ALLOWED go on without a person."""

    OF_AGE = "of_age"
    TOO_YOUNG = "too_young"
    OLDER_UNDEFINED = "older_undefined"  # G4: registers, and is held until a person has decided
    OLDER_ALLOWED = "older_allowed"
    OLDER_REFUSED = "older_refused"


_OLDER = {
    OlderChild.HOLD: AgeAnswer.OLDER_UNDEFINED,
    OlderChild.ALLOW: AgeAnswer.OLDER_ALLOWED,
    OlderChild.REFUSE: AgeAnswer.OLDER_REFUSED,
}
_REASONS = {AgeAnswer.TOO_YOUNG: "too_young", AgeAnswer.OLDER_REFUSED: "older_child"}


def age_answer(born: date, policy: Policy) -> AgeAnswer:
    """Say whether a child born on `born` is of age under `policy`; both end days belong to it.

    S6 gives the last birth day for all children. S53 gives a first one, written for class 1 only;
    it is read for every class, since 适龄 can mean but one thing. What becomes of a child born
    before it the source does not define (G4): the pack says, and holds it for a person by default.
    """
    if born > policy.birth.six_by.value:
        return AgeAnswer.TOO_YOUNG
    if born < policy.birth.class_one_from.value:
        return _OLDER[policy.birth.older.value]
    return AgeAnswer.OF_AGE


def refusal_of(answer: AgeAnswer) -> str:
    """Return the decline reason's code of an answer that refuses, "" for one that does not."""
    return _REASONS.get(answer, "")
