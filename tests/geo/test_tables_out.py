"""How is a table written so that a spreadsheet shows it and runs nothing?"""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.csv_out import csv_bytes
from geo.formula import plain_text, safe_text
from geo.tables import write_csv

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PAYLOADS = (
    "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "1+1", "SUM(A1:A9)", "1;2", "IMPORTXML()",
    'DDE("cmd","/c")', "A1", "1,2", '"x"', "'x", "新桥大街", " 1", "1\n=2", "2E3x", "-1", "",
)  # fmt: skip
FORMULAS = [start + payload for start in STARTS for payload in PAYLOADS]
DISGUISED = [before + "=1+1" for before in (" ", "\u3000", "\u00a0", "\t", "'", "''", "' ", "\n ")]


def runs(cell: str) -> bool:
    """Judge as a careful spreadsheet does: leading blanks are skipped, an apostrophe is not."""
    return cell.strip()[:1] in {*"=+-@＝＋－＠"} or cell[:1] in {"\t", "\r", "\n"}


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.isascii() and cell[-1:].isdigit()


@pytest.mark.parametrize("text", [*FORMULAS, *DISGUISED], ids=repr)
def test_no_text_cell_runs_as_a_formula_and_each_can_be_had_back(text: str) -> None:
    safe = safe_text(text)

    assert not runs(safe) or is_number(safe)
    assert plain_text(safe) == text


def test_the_corpus_holds_some_two_hundred_formulas() -> None:
    assert len(FORMULAS) + len(DISGUISED) >= 190


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝＋ a1.家"), max_size=8))
def test_every_text_can_be_had_back_from_its_safe_form(text: str) -> None:
    assert plain_text(safe_text(text)) == text
    assert not runs(safe_text(text)) or is_number(safe_text(text))


@pytest.mark.parametrize(
    "text", ["-5", "+8613800000000", "-12.5", "H1", "新桥大街1-2号", "a=b", ""]
)
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_numbers_by_type_are_never_touched() -> None:
    frame = pd.DataFrame({"a": [-5, 7], "b": [-0.5, np.nan], "c": [True, False]})

    assert csv_bytes(frame) == b"a,b,c\n-5,-0.5,1\n7,,0\n"


def test_headers_are_text_too() -> None:
    assert csv_bytes(pd.DataFrame({"=A1": [1]})) == b"'=A1\n1\n"


def test_missing_values_are_empty_cells() -> None:
    frame = pd.DataFrame(
        {"a": ["x", None], "b": pd.array([1, None], dtype="Int64"),
         "c": pd.to_datetime(["2013-05-31", None])}
    )  # fmt: skip

    assert csv_bytes(frame).decode().splitlines()[2] == ",,"


def test_floats_are_written_so_that_they_read_back_equal() -> None:
    values = [0.1 + 0.2, 1e-300, 116.10000000000001, -0.0]

    lines = csv_bytes(pd.DataFrame({"x": values})).decode().splitlines()[1:]

    assert [float(line) for line in lines] == values


def test_an_infinite_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="infinite"):
        csv_bytes(pd.DataFrame({"x": [np.inf]}))


def test_the_file_is_utf8_with_line_feeds_and_the_same_each_time(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["城子小学", 'a "b", c'], "n": [1, 2]})

    write_csv(frame, tmp_path / "a.csv")
    write_csv(frame.copy(), tmp_path / "b.csv")

    data = (tmp_path / "a.csv").read_bytes()
    assert data == 'name,n\n城子小学,1\n"a ""b"", c",2\n'.encode()
    assert data == (tmp_path / "b.csv").read_bytes()


@given(st.lists(st.text(alphabet=st.sampled_from('a",\r\n; 家'), max_size=6), min_size=1))
def test_every_cell_is_one_cell_to_other_readers(texts: list[str]) -> None:
    data = csv_bytes(pd.DataFrame({"a": texts, "n": 1}, dtype="object")).decode()

    rows = list(csv.reader(data.splitlines(keepends=True), strict=True))

    assert [plain_text(row[0]) for row in rows[1:]] == texts
