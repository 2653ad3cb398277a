"""For which children is a school or a zone? Primary (小学) or junior (初中)."""

from enum import StrEnum


class Level(StrEnum):
    """The stage of compulsory schooling; zones of different levels may cover the same ground."""

    PRIMARY = "primary"
    JUNIOR = "junior"


_CHINESE = {"小学": Level.PRIMARY, "初中": Level.JUNIOR}


def level_of(text: str) -> Level:
    """Return the level a cell names, in the words of the file format or in Chinese.

    Raises ValueError with the accepted words.
    """
    if text in _CHINESE:
        return _CHINESE[text]
    try:
        return Level(text.lower())
    except ValueError:
        message = f"level '{text}' is neither primary (小学) nor junior (初中)"
        raise ValueError(message) from None
