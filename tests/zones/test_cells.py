"""What does one cell say, however the file typed it?"""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from zones.cells import date_of, ids_of, is_number, repeated, text_of


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (pd.NA, ""),
        ("  Z07 ", "Z07"),
        ("0101", "0101"),
        (101, "101"),
        (np.int64(7), "7"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "true"),
        (date(2024, 9, 1), "2024-09-01"),
        (datetime(2024, 9, 1), "2024-09-01"),  # noqa: DTZ001  files carry no zone
        (pd.Timestamp("2024-09-01"), "2024-09-01"),
        (["S1", "S2"], "S1;S2"),
    ],
)
def test_a_cell_says_the_same_in_every_format(cell: object, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    "text",
    ["1/9/2024", "2024-9-1", "20240901", "2024-W35-1", "2024-13-01", "2023-02-29", "soon",
     "2024-09-01T08:00"],
)  # fmt: skip
def test_a_day_that_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"2024|2023|soon"):
        date_of(text)


def test_a_day_is_read_and_an_empty_cell_is_no_limit() -> None:
    assert date_of("2024-02-29") == date(2024, 2, 29)
    assert date_of("") is None


def test_school_ids_are_parted_by_either_semicolon() -> None:
    assert ids_of(" S2 ;S1；S3; ") == ("S2", "S1", "S3")
    assert ids_of("") == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", True), ("-3.5", True), ("1e6", True), (".5", True), ("1_000", False), ("nan", False),
     ("inf", False), ("12号", False), ("", False), ("0x1f", False)],
)  # fmt: skip
def test_only_digits_are_a_number(text: str, number: bool) -> None:
    assert is_number(text) is number


def test_repeated_values_are_named_once() -> None:
    assert repeated(["b", "a", "b", "b", "a", "c"]) == ["a", "b"]
