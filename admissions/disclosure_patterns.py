"""Which values of a public list look like a child's number, telephone, birth or home?"""

import re
import unicodedata
from enum import StrEnum


class PersonalMark(StrEnum):
    """What a value looks like; none of these may stand in a public list (S59)."""

    DOCUMENT_NUMBER = "document number"  # 15 or more digits, or 17 and an X
    TELEPHONE = "telephone number"
    E_MAIL = "e-mail address"
    BIRTH_DATE = "date of birth"
    ADDRESS = "home address"


_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:19|20)[0-9]{2}"
_SAID = "一二三四五六七八九十"
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\s\-‐-―−.()/_·、,]+(?=[0-9])")

_DOCUMENT_NUMBER = re.compile(r"[0-9]{17}[Xx]|[0-9]{15,}")
_TELEPHONE = re.compile(
    r"(?<![0-9])(?:(?:00)?86)?1[3-9][0-9]{9}(?![0-9])|(?<![0-9])0[1-9][0-9]{8,10}(?![0-9])"
)
_E_MAIL = re.compile(r"[\w.+\-]+\s*@\s*[\w\-]+(?:\.[\w\-]+)+")
_BIRTH_DATE = re.compile(
    rf"(?<![0-9]){_YEAR}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    rf"|\s*[-./年 ]\s*{_MONTH}\s*[-./月 ]\s*{_DAY})(?![0-9])"
    rf"|(?<![0-9]){_DAY}[-./]{_MONTH}[-./]{_YEAR}(?![0-9])"
    rf"|[一二][九〇零][〇零{_SAID}]{{2}}年[{_SAID}]{{1,2}}月[{_SAID}]{{1,3}}[日号]"
    rf"|{_DAY}\s*{_MONTH_NAME},?\s*{_YEAR}|{_MONTH_NAME}\s*{_DAY},?\s*{_YEAR}",
    re.IGNORECASE,
)
_NUMBER = rf"(?:[0-9]+|[{_SAID}百]+)"
_ADDRESS = re.compile(
    rf"{_NUMBER}\s*(?:号(?!片|服务片|学区|校区)|号院|栋|幢|弄|单元|室|号楼)"
    rf"|(?:路|街|巷|胡同|大道|里|村|条|院|小区|家园|楼)\s*[甲乙丙丁]?[0-9]+"
    r"|(?<![0-9])[0-9]+-[0-9]+-[0-9]{3,4}(?![0-9])"
    r"|\b(?:room|flat|unit|apartment|building|no\.?)\s*[0-9]+"
    r"|\b[0-9]+\s+(?:[a-z]+\s+){1,3}(?:road|street|lane|avenue|alley)\b",
    re.IGNORECASE,
)


def personal_marks(
    text: str, *, spaced_digits: bool = True, besides: frozenset[PersonalMark] = frozenset()
) -> tuple[PersonalMark, ...]:
    """Return what a text looks like, in the order of `PersonalMark`, leaving out `besides`.

    Full-width and Chinese numerals and hidden signs are seen through. With `spaced_digits` digits
    parted by blanks, hyphens or dots count as one number (138-0000-1234).
    """
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    counted = plain.translate(_NUMERALS)
    if spaced_digits:
        counted = _BETWEEN_DIGITS.sub("", counted)
    looks = {
        PersonalMark.DOCUMENT_NUMBER: _DOCUMENT_NUMBER.search(counted),
        PersonalMark.TELEPHONE: _TELEPHONE.search(counted),
        PersonalMark.E_MAIL: _E_MAIL.search(plain),
        PersonalMark.BIRTH_DATE: _BIRTH_DATE.search(plain),
        PersonalMark.ADDRESS: _ADDRESS.search(plain),
    }
    return tuple(mark for mark, found in looks.items() if found and mark not in besides)
