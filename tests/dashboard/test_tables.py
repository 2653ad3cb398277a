"""Which columns of a table stand on the right, and which only look like numbers?"""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.tables import figures


@pytest.mark.parametrize("cells", [
    ("98%", "7%"), ("1,234", "12"), ("+1.5%", "–", "-0.2%"), ("", "3.0"), ("0", "0.5", None),
])  # fmt: skip
def test_figures_written_as_text_are_figures(cells):
    assert figures(cells)


@pytest.mark.parametrize("cells", [
    ("P01", "P11"), ("0012", "12"), ("13800000024",), ("2026-05-31",), ("3 人",), ("1,23",),
    ("–", ""), ("",), (), (3, 4), (3, "4"), ("12", "平均"), ("1 → 2",),
])  # fmt: skip
def test_names_and_numbers_that_somebody_bears_are_none(cells):
    assert not figures(cells)


def page():
    from dashboard.tables import table

    class Words:
        def say(self, key):
            return key.removeprefix("columns.")

    rows = [{"school": f"P{at}", "count": at, "fullest": f"{at}%", "mean": at / 4}
            for at in range(1, 3)]  # fmt: skip
    table(Words(), rows, ("school", "count", "fullest", "mean"))
    table(Words(), rows * 20, ("school", "count", "fullest"))
    table(Words(), rows, ("school", "count"))


def test_every_form_of_a_table_keeps_what_it_was_given():
    site = AppTest.from_function(page).run()

    assert not site.exception
    short, plain = site.table
    assert short.value["fullest"].tolist() == ["1%", "2%"]
    assert short.value["mean"].tolist() == [0.25, 0.5]
    assert len(site.dataframe[0].value) == 40
    pd.testing.assert_frame_equal(
        plain.value.reset_index(drop=True), pd.DataFrame({"school": ["P1", "P2"], "count": [1, 2]})
    )


def test_only_the_column_of_figures_is_moved_to_the_right():
    site = AppTest.from_function(page).run()

    styles = site.table[0].proto.arrow_data.styler.styles
    assert ".col2" in styles
    assert "text-align: right" in styles
    assert not any(f".col{at}" in styles for at in (0, 1, 3))
