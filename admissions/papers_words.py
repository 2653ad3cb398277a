"""What is a family told when a paper is missing or not as required?"""

from enum import StrEnum


class PaperFaultCode(StrEnum):
    """What can be wrong with a paper."""

    MISSING = "missing"
    ORIGINAL_NOT_SHOWN = "original_not_shown"
    NO_COPY = "no_copy"
    WRONG_ISSUER = "wrong_issuer"
    PARENT_NOT_NAMED = "parent_not_named"
    UNDATED = "undated"
    TOO_EARLY = "too_early"
    DATED_LATER = "dated_later"
    NO_LAST_DAY = "no_last_day"
    EXPIRED = "expired"
    BANNED = "banned"


WORDS: dict[PaperFaultCode, tuple[str, str]] = {
    PaperFaultCode.MISSING: ("未提交", "was not shown"),
    PaperFaultCode.ORIGINAL_NOT_SHOWN: ("未出示原件", "the original was not shown"),
    PaperFaultCode.NO_COPY: ("未交复印件", "no copy was handed in"),
    PaperFaultCode.WRONG_ISSUER: ("出具单位不符合要求", "is not from the issuer required"),
    PaperFaultCode.PARENT_NOT_NAMED: (
        "未包含登记的父母（监护人）姓名",
        "does not name the parent who registers",
    ),
    PaperFaultCode.UNDATED: ("没有出具日期", "bears no date"),
    PaperFaultCode.TOO_EARLY: ("出具日期过早", "was issued too early"),
    PaperFaultCode.DATED_LATER: ("出具日期晚于核验日", "is dated after the day it was shown"),
    PaperFaultCode.NO_LAST_DAY: ("没有有效期", "bears no last day of validity"),
    PaperFaultCode.EXPIRED: ("已过有效期", "has expired"),
    PaperFaultCode.BANNED: (
        "按现行规定不得索要或收取，请退还",
        "may no longer be asked for or taken: give it back",
    ),
}
