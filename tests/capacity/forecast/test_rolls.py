"""Are rolls read as they are written, and is every fault of a bad file told with its row?"""

import gzip

import numpy as np
import pandas as pd
import pytest

from capacity.forecast.flags import FlagKind
from capacity.forecast.rolls import Reading, read_rolls
from geo.faults import BadInput

GOOD = "school,year,grade,n\nA,2010,K,12\nA,2010,1,11\nA,2012,K,9\nB,2012,K,\n"


def written(tmp_path, text, name="rolls.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path, how=None):
    with pytest.raises(BadInput) as caught:
        read_rolls(path, how or Reading())
    return [str(fault) for fault in caught.value.faults]


def test_rolls_become_schools_by_grades_by_years(tmp_path):
    panel = read_rolls(written(tmp_path, GOOD)).panel

    assert panel.schools == ("A", "B")
    assert panel.grades == ("K", "1")
    assert panel.first_year == 2010
    assert panel.pupils[0, 0].tolist()[::2] == [12, 9]
    assert panel.known.tolist() == [True, False, True]
    assert np.isnan(panel.pupils[1]).all()


@pytest.mark.parametrize(
    ("labels", "order"),
    [(("9", "10", "11"), ("9", "10", "11")), (("K", "1", "PK"), ("PK", "K", "1")),
     (("Y1", "Y2"), ("Y1", "Y2")), (("0", "1"), ("0", "1")), (("01", "02"), ("01", "02"))],
    ids=["high school", "kindergarten", "years", "zero", "leading zeros"],
)  # fmt: skip
def test_grades_may_have_any_contiguous_labels(tmp_path, labels, order):
    rows = "".join(f"A,2010,{label},5\n" for label in labels)

    panel = read_rolls(written(tmp_path, "school,year,grade,n\n" + rows)).panel

    assert panel.grades == order


def test_a_packed_file_and_parquet_hold_the_same_rolls(tmp_path):
    packed = tmp_path / "rolls.csv.gz"
    packed.write_bytes(gzip.compress(GOOD.encode()))
    typed = tmp_path / "rolls.parquet"
    frame = pd.read_csv(written(tmp_path, GOOD), dtype={"grade": str})
    frame.to_parquet(typed)

    plain = read_rolls(tmp_path / "rolls.csv").panel

    for other in (read_rolls(packed).panel, read_rolls(typed).panel):
        assert np.array_equal(other.pupils, plain.pupils, equal_nan=True)


def test_a_packed_file_that_was_cut_short_is_refused(tmp_path):
    path = tmp_path / "rolls.csv.gz"
    path.write_bytes(gzip.compress(GOOD.encode() * 50)[:-12])

    assert "cannot be unpacked" in refused(path)[0]


def test_streams_are_added_up_or_chosen(tmp_path):
    text = "school_id,year,grade,stream,pupils\nA,2010,1,local,30\nA,2010,1,nonlocal,12\n"
    path = written(tmp_path, text)

    assert read_rolls(path).panel.pupils[0, 0, 0] == 42
    assert read_rolls(path, Reading(stream="nonlocal")).panel.pupils[0, 0, 0] == 12
    assert "no row of stream" in refused(path, Reading(stream="guest"))[0]


def test_the_years_after_until_are_left_out(tmp_path):
    assert read_rolls(written(tmp_path, GOOD), Reading(until=2010)).panel.n_years == 1


def test_births_belong_to_a_district_and_a_year(tmp_path):
    text = "school,year,grade,n,district,births\nA,2010,1,30,E,400\nA,2011,1,31,E,410\n"

    births = read_rolls(written(tmp_path, text)).panel.births

    assert births.count.tolist() == [[400, 410]]
    assert births.entry_age == 6


def test_a_school_keeps_the_district_of_its_first_year(tmp_path):
    text = "school,year,grade,n,district\nA,2010,1,30,E\nA,2011,1,31,W\n"

    rolls = read_rolls(written(tmp_path, text))

    assert rolls.panel.districts == ("E",)
    assert [(f.kind, f.year) for f in rolls.flags] == [(FlagKind.DISTRICT_CHANGED, 2011)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("A,2010,1,-4\n", "row 2: n -4.0 is not from 0"),
        ("A,2010,1,x\n", "row 2: n 'x' is not a number"),
        ("A,2010,1,3.5\n", "row 2: n 3.5 is not whole"),
        ("A,2010-11,1,3\n", "row 2: year '2010-11' is not a number"),
        ("A,,1,3\n", "row 2: year is empty"),
        (",2010,1,3\n", "row 2: school is empty"),
        ("A,2010,all,3\n", "row 2: grade 'all' is not known"),
        ("A,2010,1,3\nA,2010,1,4\n", "row 3: school, year and grade are already in row 2"),
        ("A,2010,K,3\nA,2010,0,4\n", "row 3: school, year and grade are already in row 2"),
        ("A,2010,1,3\nA,2010,3,4\n", "between its grades, grade 2 is missing"),
        ("A,1905,1,3\nA,2190,1,4\n", "spans the years 1905 to 2190"),
    ],
)
def test_a_bad_row_is_refused_with_its_number(tmp_path, rows, words):
    assert any(
        words in fault for fault in refused(written(tmp_path, "school,year,grade,n\n" + rows))
    )


def test_every_fault_is_told_at_once(tmp_path):
    rows = "A,2010,1,x\nA,2010,all,3\n,2011,1,4\n"

    assert len(refused(written(tmp_path, "school,year,grade,n\n" + rows))) == 3


def test_two_numbers_of_births_in_one_year_are_refused(tmp_path):
    text = "school,year,grade,n,births\nA,2010,1,30,400\nB,2010,1,31,410\n"

    assert "births are given as 400 and as 410" in refused(written(tmp_path, text))[0]


def test_a_missing_column_is_named(tmp_path):
    assert (
        "'n' is missing" in refused(written(tmp_path, "school,year,grade,count\nA,2010,1,3\n"))[0]
    )
