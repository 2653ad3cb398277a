"""What does the warnings map show of a year? The gravest level of each zone, never a guess."""

import pandas as pd
import pytest

from dashboard.charts import warning_fill, warning_of_year
from geo.faults import BadInput
from tests.dashboard.charts.words import WORDS

ROWS = pd.DataFrame(
    [
        ("Z1", 2027, "yellow", 0.9), ("Z1", 2027, "red", 0.4), ("Z2", 2027, "blue", 0.8),
        ("Z3", 2028, "red", 0.7),
    ],
    columns=["zone_id", "year", "level", "probability"],
)  # fmt: skip


def test_a_zone_keeps_its_gravest_warning_of_the_year():
    shown = warning_of_year(ROWS, 2027)

    assert shown.to_numpy().tolist() == [["Z1", "red", 0.4], ["Z2", "blue", 0.8]]


def test_a_year_without_rows_says_nothing_of_any_zone():
    assert warning_of_year(ROWS, 2031).empty


def test_an_unknown_level_is_refused():
    with pytest.raises(BadInput, match="level purple is none of"):
        warning_of_year(ROWS.assign(level="purple"), 2027)


def test_a_frame_without_levels_is_refused():
    with pytest.raises(BadInput, match="no column level"):
        warning_of_year(ROWS.drop(columns="level"), 2027)


def test_each_level_has_a_colour_and_the_callers_word():
    fill = warning_fill(WORDS)

    assert dict(zip(fill.values, fill.words, strict=True)) == {
        level: WORDS[level] for level in ("red", "yellow", "none", "blue")
    }
    assert len(set(fill.colours) | {fill.missing_colour}) == 5
    assert fill.missing_word == WORDS["unknown"]
