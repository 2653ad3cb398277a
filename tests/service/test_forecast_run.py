"""Is a forecast stored whole, told by stream and step, judged later, and refused when broken?"""

import csv
import json
from pathlib import Path

import pytest

from tests.service.calls import call

S = Path(__file__).resolve().parents[2] / "samples" / "mentougou"
GIVEN = (
    "--rolls", S / "rolls.csv", "--births", S / "births.csv", "--zones", S / "zones.geojson",
    "--developments", S / "developments.csv", "--events", S / "events.csv",
    "--registrations", S / "registrations.csv", "--plans", S / "plans.csv", "--limit", "40",
    "--on", "2026-05-20", "--years", "3",
)  # fmt: skip


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "2026"
    done = call("forecast", "run", *GIVEN, "--out", out, "--json")
    assert done.code == 0, done.err
    return out, json.loads(done.out)


def test_a_run_says_its_day_its_data_and_its_parameters(made):
    _, document = made

    assert document["made_on"] == "2026-05-20"
    assert document["origin"] == 2025
    assert set(document["inputs"]) == {
        "rolls", "births", "zones", "developments", "events", "registrations", "plans",
    }  # fmt: skip
    assert len(document["data_sha256"]) == 64
    assert document["parameters"]["ratio_weights"] == [4, 3, 2, 1]


def test_whole_children_agree_across_schools_zones_streams_and_the_district(made):
    out, document = made
    areas = rows(out / "areas.csv")
    cells = rows(out / "forecast.csv")

    for stream, by_year in document["totals"].items():
        for year, total in by_year.items():
            for level in ("school", "zone", "district", "total"):
                key = level, stream, year
                mine = [a for a in areas if (a["level"], a["stream"], a["year"]) == key]
                part = [int(a["pupils"]) for a in mine]
                assert sum(part) == total
            part = [int(c["pupils"]) for c in cells if (c["stream"], c["year"]) == (stream, year)]
            assert sum(part) == total
    for year in document["totals"]["all"]:
        parts = [document["totals"][s][year] for s in ("local", "nonlocal")]
        assert sum(parts) == document["totals"]["all"][year]


def test_the_steps_of_every_row_add_up_to_its_figure(made):
    out, _ = made
    steps = (
        "last_year",
        "moving_up",
        "entrants",
        "calibration",
        "housing",
        "registrations",
        "events",
    )

    for row in rows(out / "forecast.csv"):
        assert sum(float(row[s]) for s in steps) == pytest.approx(float(row["mean"]), abs=1e-6)
        assert float(row["low95"]) <= float(row["low80"]) <= float(row["high80"])


def test_class_chances_add_up_and_every_plan_is_judged(made):
    out, document = made
    chances = {}
    for row in rows(out / "classes.csv"):
        key = row["school_id"], row["year"]
        chances[key] = chances.get(key, 0) + float(row["probability"])

    assert all(total == pytest.approx(1, abs=0.01) for total in chances.values())
    assert len(rows(out / "warnings.csv")) == 20 * 3 * 2  # schools, years, all and local
    assert sum(document["warnings"]["by_ratio"].values()) == 120
    assert len(rows(out / "one_more_class.csv")) == 20


def test_the_schools_to_be_short_of_places_are_as_many_as_their_probabilities_add_up_to(made):
    out, document = made
    judged = [row for row in rows(out / "warnings.csv") if row["who"] == "all"]

    told = {it["year"]: it for it in document["full_schools"]}

    assert list(told) == [2026, 2027, 2028]
    for year, it in told.items():
        chances = [float(row["probability"]) for row in judged if int(row["year"]) == year]
        assert it["schools"] == len(chances) == 20
        assert it["expected"] == pytest.approx(sum(chances), abs=0.02)
        assert it["low80"] <= it["expected"] + 1
        assert it["low80"] <= it["high80"] <= 20


def test_the_same_call_writes_the_same_bytes(made, tmp_path):
    _, document = made

    again = call("forecast", "run", *GIVEN, "--out", tmp_path / "again", "--json")

    assert json.loads(again.out)["digest"] == document["digest"]


def test_a_stored_run_is_not_overwritten_unasked(made):
    out, _ = made

    done = call("forecast", "run", *GIVEN, "--out", out)

    assert done.code == 2
    assert "holds a result already" in done.err


def later(tmp_path, factor=1.0):
    path = tmp_path / "later.csv"
    lines = (S / "rolls.csv").read_text(encoding="utf-8").splitlines()
    new = [lines[0]]
    for line in lines[1:]:
        school, year, grade, stream, pupils, note = line.split(",")
        if year == "2025":
            new.append(f"{school},2026,{grade},{stream},{int(int(pupils) * factor)},{note}")
    path.write_text("\n".join(new) + "\n", encoding="utf-8")
    return path


def test_a_run_is_judged_by_the_rolls_of_the_next_autumn(made, tmp_path):
    out, _ = made

    done = call("forecast", "score", out, "--rolls", later(tmp_path), "--json")

    found = json.loads(done.out)
    assert set(found["scores"]) == {"all", "local", "nonlocal"}
    cell, school = found["scores"]["all"]
    assert (cell["level"], cell["years_ahead"], cell["n"]) == ("cell", 1, 120)
    assert cell["wape_last_year"] == 0  # these "actuals" are last year's own
    assert cell["wape"] > 0
    assert school["n"] == 20


def test_a_run_whose_files_were_changed_is_not_judged(made, tmp_path):
    out, _ = made
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in out.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / "forecast.csv").write_bytes((copy / "forecast.csv").read_bytes().replace(b"0", b"1", 1))

    done = call("forecast", "score", copy, "--rolls", later(tmp_path))

    assert done.code == 2
    assert "not those that were stored" in done.err


def test_rolls_without_a_later_year_are_refused(made):
    done = call("forecast", "score", made[0], "--rolls", S / "rolls.csv")

    assert done.code == 2
    assert "has no year after 2025" in done.err


def test_two_scenarios_are_set_side_by_side(made, tmp_path):
    (tmp_path / "fewer.toml").write_text("nonlocal_entry = 0.5\n")
    other = tmp_path / "fewer"
    done = call(
        "forecast", "run", *GIVEN, "--scenario", tmp_path / "fewer.toml", "--out", other, "--quiet"
    )
    assert done.code == 0

    found = json.loads(call("forecast", "compare", made[0], other, "--json").out)

    total = {
        (row["stream"], row["year"]): row["difference"]
        for row in found["areas"] if row["level"] == "total"
    }  # fmt: skip
    assert total["local", 2026] == 0
    assert total["nonlocal", 2026] < -50  # registrations pull half of it back
    assert found["second"]["name"] == "fewer"


def test_planned_classes_and_decisions_of_a_scenario_change_places_and_pupils(made, tmp_path):
    what_if, other = tmp_path / "bigger.toml", tmp_path / "bigger"
    what_if.write_text(
        '[[plans]]\nschool = "P07"\nyear = 2027\nclasses = 9\n'
        '[[events]]\nkind = "add"\nschool = "P01"\nyear = 2028\npupils = 50\n', encoding="utf-8"
    )  # fmt: skip
    done = call("forecast", "run", *GIVEN, "--scenario", what_if, "--out", other, "--quiet")
    assert done.code == 0, done.err

    places = {(one["school_id"], one["year"]): one for one in rows(other / "places.csv")}
    before = {(one["school_id"], one["year"]): one for one in rows(made[0] / "places.csv")}
    assert places["P07", "2026"] == before["P07", "2026"]
    assert [places["P07", year]["classes"] for year in ("2027", "2028")] == ["9", "9"]
    assert int(places["P07", "2027"]["places"]) == 9 * int(places["P07", "2027"]["limit"])
    first = {(c["school_id"], c["grade"], c["stream"], c["year"]): float(c["mean"])
             for c in rows(other / "forecast.csv")}  # fmt: skip
    plain = {(c["school_id"], c["grade"], c["stream"], c["year"]): float(c["mean"])
             for c in rows(made[0] / "forecast.csv")}  # fmt: skip
    key = "P01", "1", "all", "2028"
    assert first[key] - plain[key] == pytest.approx(50, abs=0.01)
    document = json.loads((other / "run.json").read_bytes())
    assert document["data_sha256"] == made[1]["data_sha256"]  # the scenario is no data
    assert {"kind": "add", "school": "P01", "year": 2028, "pupils": 50.0} in document["decisions"]


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--scenario", '[[plans]]\nschool = "P99"\nyear = 2027\nclasses = 3\n',
         "school 'P99' is not in the rolls"),
        ("--scenario", '[[plans]]\nschool = "P01"\nyear = 2099\nclasses = 3\n',
         "no plan of P01 from 2099 on"),
        ("--births", "area,year,births\n别处,2020,5\n东边,2020,6\n", "is no district of the rolls"),
        ("--developments", "id,school_id,units,type,completion\nH,P99,5,commercial,2027\n",
         "school_id 'P99' is not in the rolls"),
        ("--developments", "id,school_id,units,type,completion\nH,P01,5,castle,2027\n",
         "type 'castle' is not known"),
        ("--events", "kind,school_id,year,pupils\ncap,P01,2027,\n", "pupils is empty"),
        ("--events", "kind,school_id,year,pupils\nsell,P01,2027,3\n", "kind 'sell' is not known"),
        ("--plans", "school_id,year,classes,limit\nP01,2027,2,400\n", "limit 400.0 is not from 1"),
        ("--registrations", "school_id,year,day,registered,final\nP01,2026,3,9,\n",
         "a season before it with its final counts"),
        ("--scenario", "births = 9\n", "is not a factor from 0 to 5"),
        ("--residents", "zone_id,year,children\nZ01,2027,30\nZ99,2027,4\n", "'Z99' has no school"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_and_nothing_is_written(tmp_path, option, text, words):
    suffix = ".toml" if option == "--scenario" else ".csv"
    path = tmp_path / f"broken{suffix}"
    path.write_text(text, encoding="utf-8")
    given = list(GIVEN)
    if option in given:
        given[given.index(option) + 1] = path
    else:
        given += [option, path]

    done = call("forecast", "run", *given, "--out", tmp_path / "out")

    assert done.code == 2
    assert words in done.err
    assert not (tmp_path / "out").exists()


def test_residents_by_zone_feed_the_intake(tmp_path):
    path = tmp_path / "residents.csv"
    lines = [f"Z{z:02d},{year},{300 if year <= 2025 else 150}"
             for z in range(1, 19) for year in range(2020, 2029)]  # fmt: skip
    path.write_text("zone_id,year,children\n" + "\n".join(lines) + "\n")

    done = call(
        "forecast", "run", "--rolls", S / "rolls.csv", "--zones", S / "zones.geojson",
        "--residents", path, "--years", "1", "--on", "2026-05-20", "--out", tmp_path / "out",
    )  # fmt: skip

    assert done.code == 0, done.err
    first = [r for r in rows(tmp_path / "out" / "forecast.csv") if r["grade"] == "1"]
    before = sum(float(r["last_year"]) for r in first if r["stream"] == "all")
    mean = sum(float(r["mean"]) for r in first if r["stream"] == "all")
    assert mean == pytest.approx(before / 2, rel=0.2)


def test_sites_are_chosen_from_two_tables(tmp_path):
    blocks, sites = tmp_path / "blocks.csv", tmp_path / "sites.csv"
    blocks.write_text("block_id,x,y,low,middle,high\nA,0,0,20,30,40\nB,3000,0,10,20,60\n")
    sites.write_text("site_id,x,y,places,kind\nS1,0,0,60,existing\nS2,3000,0,60,candidate\n"
                     "S3,9000,0,60,candidate\n")  # fmt: skip

    done = call(
        "siting", "--demand", blocks, "--sites", sites, "--open", "1",
        "--out", tmp_path / "out", "--json",
    )  # fmt: skip

    found = json.loads(done.out)
    assert found["opened"] == ["S2"]
    assert found["unmet"] == {"low": 0, "middle": 0, "high": 0}
    assert {r["site_id"] for r in rows(tmp_path / "out" / "flows.csv")} == {"S1", "S2"}


def test_siting_refuses_a_table_it_cannot_read(tmp_path):
    (tmp_path / "b.csv").write_text("block_id,x,y,low,middle,high\nA,0,zero,20,30,40\n")
    (tmp_path / "s.csv").write_text("site_id,x,y,places,kind\nS1,0,0,60,castle\n")

    done = call("siting", "--demand", tmp_path / "b.csv", "--sites", tmp_path / "s.csv")

    assert done.code == 2
    assert "'zero' is not a number" in done.err
    assert "neither existing nor candidate" in done.err
