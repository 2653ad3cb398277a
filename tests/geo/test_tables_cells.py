"""What number or name does a text cell hold? Nothing that could be read two ways."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import FaultList
from geo.tables import as_integers, as_numbers, unique_ids


def column(*cells: str) -> pd.DataFrame:
    return pd.DataFrame({"places": list(cells)}, index=range(2, len(cells) + 2), dtype="str")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12", 12), ("0", 0), ("-3", -3), ("+3", 3), ("007", 7), ("9" * 18, 10**18 - 1)],
)
def test_whole_numbers_in_plain_digits_are_read(cell: str, value: int) -> None:
    faults = FaultList()

    assert as_integers(column(cell), "places", "schools.csv", faults).tolist() == [value]
    assert not faults.faults


@pytest.mark.parametrize(
    ("cell", "repair"),
    [
        ("12.0", "write 12, without decimals"),
        ("12.", "write 12, without decimals"),
        ("12.5", "plain digits"),
        ("1,234", "write 1234 (thousands), or 1.234 (decimals)"),
        ("1,234,567", "write 1234567 (thousands)"),
        ("1.234.567", "plain digits"),
        ("12,5", "write 12.5"),
        ("１２", "write 12 in half-width digits"),
        ("十二", "plain digits"),
        ("１,２３４", "plain digits"),
        ("1e3", "plain digits"),
        ("0x10", "plain digits"),
        ("1_000", "plain digits"),
        ("١٢", "write"),
        ("12人", "plain digits"),
        ("nan", "plain digits"),
        ("inf", "plain digits"),
        ("TRUE", "plain digits"),
        ("- 3", "plain digits"),
        ("--3", "plain digits"),
        ("1" * 19, "18 digits"),
    ],
)
def test_anything_else_is_refused_with_the_way_to_write_it(cell: str, repair: str) -> None:
    faults = FaultList()

    as_integers(column("1", cell), "places", "schools.csv", faults)

    assert [fault.where for fault in faults.faults] == ["schools.csv row 3"]
    assert repair in faults.faults[0].repair


def test_an_empty_cell_is_a_fault_unless_a_value_stands_for_it() -> None:
    faults = FaultList()

    assert as_integers(column("1", ""), "places", "s.csv", faults, empty=9).tolist() == [1, 9]
    assert not faults.faults

    as_integers(column("1", ""), "places", "s.csv", faults)
    assert faults.faults[0].what == "places is empty"
    assert faults.faults[0].where == "s.csv row 3"


@pytest.mark.parametrize(
    ("cell", "inside"), [("0", False), ("1", True), ("3", True), ("4", False), ("-1", False)]
)
def test_both_limits_belong_to_the_range(cell: str, inside: bool) -> None:
    faults = FaultList()

    as_integers(column(cell), "places", "s.csv", faults, minimum=1, maximum=3)

    assert (not faults.faults) is inside


def test_a_limit_is_named_in_the_fault() -> None:
    faults = FaultList()

    as_integers(column("0"), "places", "s.csv", faults, minimum=1)
    as_integers(column("9"), "places", "s.csv", faults, maximum=3)
    as_integers(column("9"), "places", "s.csv", faults, minimum=1, maximum=3)

    assert [fault.what for fault in faults.faults] == [
        "places 0 is not 1 or more", "places 9 is not 3 or less", "places 9 is not from 1 to 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "value"),
    [("116.35", 116.35), ("-0.5", -0.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("12", 12.0)],
)
def test_numbers_with_a_decimal_point_are_read(cell: str, value: float) -> None:
    faults = FaultList()

    assert as_numbers(column(cell), "places", "s.csv", faults).tolist() == [value]
    assert not faults.faults


@pytest.mark.parametrize(
    ("cell", "repair"),
    [
        ("13,4050", "write 13.4050, with a decimal point"),
        ("1.234,5", "plain digits"),
        ("１３.４", "write 13.4 in half-width digits"),
        ("nan", "plain digits"),
        ("NaN", "plain digits"),
        ("inf", "plain digits"),
        ("-Infinity", "plain digits"),
        ("1e999", "plain digits"),
        ("1 234", "plain digits"),
        ("39°56'", "plain digits"),
        ("", "fill in"),
    ],
)
def test_a_number_that_is_none_is_refused(cell: str, repair: str) -> None:
    faults = FaultList()

    values = as_numbers(column(cell), "places", "s.csv", faults)

    assert repair in faults.faults[0].repair
    assert len(faults.faults) == 1
    assert np.isnan(values[0])


def test_a_number_that_may_be_missing_is_nan() -> None:
    faults = FaultList()

    values = as_numbers(column("", "1"), "places", "s.csv", faults, required=False)

    assert np.isnan(values).tolist() == [True, False]
    assert not faults.faults


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_every_whole_number_reads_back(value: int) -> None:
    faults = FaultList()

    assert as_integers(column(str(value)), "places", "s.csv", faults).tolist() == [value]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_to_the_last_bit(value: float) -> None:
    faults = FaultList()

    assert as_numbers(column(repr(value)), "places", "s.csv", faults).tolist() == [value]
    assert not faults.faults


@given(st.text(max_size=8))
def test_no_text_breaks_the_reading_and_none_is_half_read(text: str) -> None:
    integers, numbers = FaultList(), FaultList()

    whole = as_integers(column(text.strip()), "places", "s.csv", integers)
    as_numbers(column(text.strip()), "places", "s.csv", numbers)

    if not integers.faults:
        assert int(whole[0]) == int(text.strip())
        assert text.strip().isascii()
        assert not numbers.faults


def test_ids_are_kept_as_written_and_each_is_there_once() -> None:
    faults = FaultList()

    assert unique_ids(column("007", "7", "S-1"), "places", "s.csv", faults) == ["007", "7", "S-1"]
    assert not faults.faults


def test_an_id_that_is_missing_or_there_twice_is_named_with_its_first_row() -> None:
    faults = FaultList()

    unique_ids(column("A", "B", "A", "", "A"), "places", "s.csv", faults)

    assert [(fault.where, fault.what) for fault in faults.faults] == [
        ("s.csv row 5", "places is empty"),
        ("s.csv row 4", "places 'A' is already in row 2"),
        ("s.csv row 6", "places 'A' is already in row 2"),
    ]


def test_two_spellings_of_one_character_are_one_id() -> None:
    faults = FaultList()

    unique_ids(column("Caf\u00e9", "Cafe\u0301"), "places", "s.csv", faults)

    assert "is already in row 2" in faults.faults[0].what


def test_a_column_full_of_faults_is_shown_in_part_and_counted() -> None:
    faults = FaultList()

    as_integers(column(*["x"] * 1000), "places", "s.csv", faults)

    assert len(faults.faults) == 21
    assert "980 more rows" in faults.faults[-1].what
