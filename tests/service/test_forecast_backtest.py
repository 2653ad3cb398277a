"""Does `jiujin forecast backtest` answer any panel with scores and flags, or refuse it whole?"""

import json

import pytest

from tests.capacity.forecast.panels import town
from tests.service.calls import call

LEVELS = {"cell", "entry", "school", "district", "total"}


def rolls(tmp_path, *, years=11, change=lambda rows: rows):
    pupils = town(schools=5, grades=4, years=years)
    rows = [
        f"S{s},{2003 + t},{9 + g},{int(pupils[s, g, t])},D{s % 2}"
        for s in range(5) for g in range(4) for t in range(years)
    ]  # fmt: skip
    path = tmp_path / "rolls.csv"
    path.write_text("school,year,grade,n,district\n" + "\n".join(change(rows)) + "\n")
    return path


def test_a_high_school_panel_is_scored_beside_the_usual_rules(tmp_path):
    done = call("forecast", "backtest", "--rolls", rolls(tmp_path), "--horizons", "1,3,5", "--json")

    found = json.loads(done.out)
    assert done.code == 0
    assert set(found["levels"]) == LEVELS
    cell = found["levels"]["cell"]["1"]
    assert set(cell["wape"]) == {"ours", "last_year", "cohort_survival_321"}
    assert set(cell["coverage"]) == {"80", "95"}
    assert list(cell["by_target"]) == ["2008", "2009", "2010", "2011", "2012", "2013"]
    assert sum(each["n"] for each in cell["by_target"].values()) == cell["n"]
    assert found["origins"]["1"] == [2007, 2008, 2009, 2010, 2011, 2012]
    assert found["panel"]["grades"] == ["9", "10", "11", "12"]


def test_past_warnings_stand_beside_what_came(tmp_path):
    path = rolls(tmp_path, years=14)
    plain = call("forecast", "backtest", "--rolls", path, "--horizons", "1,3", "--json")
    whole = call("forecast", "backtest", "--rolls", path, "--horizons", "1,3", "--class-size", "40",
                 "--json")  # fmt: skip

    found, fewer = (json.loads(done.out)["warnings"] for done in (plain, whole))
    assert list(found["by_horizon"]) == ["1", "3"]
    one = found["by_horizon"]["1"]
    assert one["n"] == sum(each["n"] for each in one["bins"]) == 5 * 9
    assert 0 < one["auc"] < 1
    assert fewer["class_size"] == 40
    assert fewer["by_horizon"]["1"]["base_rate"] < one["base_rate"]


@pytest.mark.parametrize("size", ["0", "71", "x"])
def test_a_class_size_that_is_none_is_refused(tmp_path, size):
    done = call("forecast", "backtest", "--rolls", rolls(tmp_path), "--class-size", size)

    assert done.code == 2
    assert "--class-size" in done.err


def test_the_same_file_gives_the_same_bytes(tmp_path):
    path = rolls(tmp_path)

    first, second = (call("forecast", "backtest", "--rolls", path, "--json") for _ in range(2))

    assert first.out == second.out


def test_years_after_an_origin_change_no_score_of_the_years_before(tmp_path):
    path = rolls(tmp_path)
    cut = call("forecast", "backtest", "--rolls", path, "--until", "2011", "--json")

    altered = rolls(
        tmp_path,
        change=lambda rows: [
            row if int(row.split(",")[1]) <= 2011 else row.replace(",D", "9,D") for row in rows
        ],
    )
    again = call("forecast", "backtest", "--rolls", altered, "--until", "2011", "--json")

    assert json.loads(cut.out)["levels"] == json.loads(again.out)["levels"]


def test_a_missing_year_a_closure_and_an_opening_are_flagged(tmp_path):
    def holes(rows):
        return [
            row for row in rows
            if ",2008," not in row and not (row.startswith("S1,") and int(row[3:7]) > 2010)
            and not (row.startswith("S2,") and int(row[3:7]) < 2006)
        ]  # fmt: skip

    done = call("forecast", "backtest", "--rolls", rolls(tmp_path, change=holes), "--json")

    found = json.loads(done.out)
    counts = found["flags"]["counts"]
    assert counts["missing_year"] == counts["closure"] == counts["opening"] == 1
    assert 2008 not in found["origins"]["1"]
    assert 2007 not in found["origins"]["1"]


@pytest.mark.parametrize("years", [1, 2, 3])
def test_a_panel_too_short_to_score_says_so(tmp_path, years):
    done = call("forecast", "backtest", "--rolls", rolls(tmp_path, years=years), "--json")

    found = json.loads(done.out)
    assert done.code == 0
    assert found["flags"]["counts"]["short_history"] == 1
    assert found["levels"]["cell"]["5"]["wape"] is None


def test_the_table_is_readable(tmp_path):
    done = call("forecast", "backtest", "--rolls", rolls(tmp_path), "--quiet")

    assert done.out.splitlines()[2].split()[:4] == ["level", "years", "n", "ours"]
    assert done.err == ""
    assert "  1 y: AUC 0." in done.out


@pytest.mark.parametrize("horizons", ["0", "11", "1;3", "x", ""])
def test_broken_horizons_are_refused(tmp_path, horizons):
    done = call("forecast", "backtest", "--rolls", rolls(tmp_path), "--horizons", horizons)

    assert done.code == 2
    assert "--horizons" in done.err
