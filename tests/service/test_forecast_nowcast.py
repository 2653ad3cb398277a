"""What do registrations to date tell? By hand: half of the children come by the tenth day."""

from datetime import date

import pytest

from geo.faults import BadInput
from service.forecast_nowcast import Season, season_nowcast
from service.forecast_stored import files_now
from tests.service.forecast_files import write_files, write_registrations, write_rolls

DAY = date(2013, 5, 10)


@pytest.fixture
def folder(tmp_path):
    write_files(tmp_path)
    write_registrations(tmp_path)
    return tmp_path


def told(folder, day=10, year=2013, **registered):
    return season_nowcast(files_now(folder, DAY, 1), Season(year, day, registered))


def row(found, school):
    return next(it for it in found.rows if it["school_id"] == school)


def test_half_by_now_is_twice_as_many_in_the_end(folder):
    found = told(folder, west=50, east=25)

    assert (found.lacking, found.share, found.past_years) == ("", 0.5, 2)
    west = row(found, "west")
    assert (west["registered"], west["by_registrations"]) == (50, 100.0)
    assert west["forecast"] == pytest.approx(90, abs=2)  # 90 entered every year
    assert west["forecast"] < west["expected"] < west["by_registrations"]
    assert west["low80"] < west["expected"] < west["high80"]
    assert row(found, "hill")["by_registrations"] == 0.0  # nobody yet is a count, not unknown


def test_a_day_between_two_that_are_known_is_told_by_the_earlier(folder):
    assert told(folder, day=30, west=50).share == 0.5


def test_at_the_end_the_registrations_outweigh_the_forecast_and_the_band_is_narrow(folder):
    early, late = told(folder, west=50), told(folder, day=31, west=100)

    def width(found):
        return row(found, "west")["high80"] - row(found, "west")["low80"]

    assert late.share == 1.0
    assert row(late, "west")["by_registrations"] == 100.0
    assert width(late) < width(early)


@pytest.mark.parametrize(("season", "lacking"), [
    ({"day": 0}, "not_open"), ({"day": 9}, "too_early"), ({"year": 2014}, "other_year"),
])  # fmt: skip
def test_what_is_not_known_is_said_and_nothing_is_inferred(folder, season, lacking):
    found = told(folder, **season, west=50)

    assert (found.lacking, found.rows, found.share) == (lacking, (), None)


def test_without_a_past_season_nothing_is_inferred(tmp_path):
    write_files(tmp_path)
    assert told(tmp_path, west=50).lacking == "no_history"

    (tmp_path / "registrations.csv").write_text(
        "school_id,year,day,registered,final\nwest,2012,10,50,\n", encoding="utf-8"
    )
    assert told(tmp_path, west=50).lacking == "no_history"


def test_the_running_season_of_the_file_is_not_counted_a_second_time(folder):
    plain = row(told(folder, west=50), "west")
    with (folder / "registrations.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"west,2013,10,5,,{stream}\n" for stream in ("", "local", "nonlocal"))

    assert row(told(folder, west=50), "west") == plain


def test_newer_rolls_are_taken_up_at_once(folder):
    assert told(folder, west=50).lacking == ""

    write_rolls(folder, last=2013)

    assert told(folder, west=50).lacking == "other_year"


def test_a_broken_file_of_registrations_is_refused(folder):
    (folder / "registrations.csv").write_text(
        "school_id,year,day,registered,final\nnowhere,2012,10,50,90\n", encoding="utf-8"
    )

    with pytest.raises(BadInput, match="'nowhere' is not in the rolls"):
        told(folder, west=50)
