"""The main job, from files to a bundle that proves itself."""

import csv
import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo.faults import BadInput
from service.cli import app, main
from service.verify import verify_bundle

from .town import Town, crowded_town, square

RUN = CliRunner()


def assign(town: Town, folder: Path, *more: str) -> Path:
    out = folder / "bundle"
    found = RUN.invoke(
        app, ["assign", *town.write(folder), "--out", str(out), "--quiet", *more],
        catch_exceptions=False,
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    return out


def placements(bundle: Path) -> dict[str, dict[str, str]]:
    with (bundle / "placements.csv").open(encoding="utf-8") as file:
        return {row["child_id"]: row for row in csv.DictReader(file)}


def test_the_child_who_loses_least_by_moving_is_the_one_moved(tmp_path):
    rows = placements(assign(crowded_town(), tmp_path))

    assert {name: row["school_id"] for name, row in rows.items()} == {
        "An": "A", "Bai": "A", "Cheng": "B", "Deng": "B", "E": "B",
    }  # fmt: skip
    cheng = rows["Cheng"]
    assert (cheng["own_school_m"], cheng["metres"], cheng["reason"]) == (
        "70", "110", "moved_by_proximity",
    )  # fmt: skip
    # Bai would lose 100 m and Cheng loses 40 m: 60 m more and it would have been Bai.
    assert cheng["stays_if_other_farther_m"] == "60"
    assert cheng["stays_if_places_more"] == "1"


def test_the_bundle_of_a_run_is_verified(tmp_path):
    verdict = verify_bundle(assign(crowded_town(), tmp_path))

    assert verdict.faults == ()
    assert (verdict.status, verdict.children) == ("placed", 5)


def test_the_price_is_what_one_more_place_saves(tmp_path):
    bundle = assign(crowded_town(), tmp_path)

    report = json.loads((bundle / "report.json").read_bytes())

    assert {school["school_id"]: school["price"] for school in report["schools"]} == {
        "A": 40, "B": 0,
    }  # fmt: skip


def test_any_order_of_rows_gives_the_same_bytes(tmp_path):
    town = crowded_town()
    first = assign(town, tmp_path / "one")
    shuffle = random.Random(7).shuffle
    for rows in (town.homes, town.zones, town.schools):
        shuffle(rows)
    town.homes = [dict(reversed(row.items())) for row in town.homes]

    second = assign(town, tmp_path / "two")

    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_a_home_in_no_zone_is_held_and_nobody_guesses_its_school(tmp_path):
    town = crowded_town()
    town.add_home("Far", 150, 150)

    bundle = assign(town, tmp_path)

    far = placements(bundle)["Far"]
    assert (far["status"], far["school_id"], far["zone_state"]) == ("held", "", "outside")
    assert verify_bundle(bundle).faults == ()


def test_a_home_on_the_line_between_two_zones_is_held(tmp_path):
    town = crowded_town()
    town.add_home("Line", 100, 50)

    line = placements(assign(town, tmp_path))["Line"]

    assert (line["status"], line["zone_ids"]) == ("held", "East;West")


def test_a_person_decides_for_a_home_on_the_line(tmp_path):
    town = crowded_town()
    town.add_home("Line", 100, 50, zone_id="East")

    line = placements(assign(town, tmp_path))["Line"]

    assert (line["status"], line["school_id"], line["basis"]) == ("placed", "B", "person")


def test_a_person_may_find_that_a_home_lies_in_no_zone(tmp_path):
    town = crowded_town()
    town.add_home("Far", 150, 150, zone_id="none")

    far = placements(assign(town, tmp_path))["Far"]

    assert (far["status"], far["school_id"], far["reason"]) == ("placed", "B", "no_zone")


def test_a_row_may_stand_for_several_children(tmp_path):
    town = Town()
    town.add_home("Block", 50, 50, children=3)

    rows = placements(assign(town, tmp_path))

    assert sorted(rows) == ["Block/00001", "Block/00002", "Block/00003"]
    assert sorted(row["school_id"] for row in rows.values()) == ["A", "A", "B"]


def test_too_few_places_end_with_the_deficient_set_and_exit_code_1(tmp_path):
    town = crowded_town()
    town.schools[1]["places"] = 2

    found = RUN.invoke(
        app, ["assign", *town.write(tmp_path), "--out", str(tmp_path / "b"), "--quiet"]
    )

    assert found.exit_code == 1
    assert "1 places too few" in found.output
    report = json.loads((tmp_path / "b" / "report.json").read_bytes())
    assert report["short"]["schools"] == ["A", "B"]
    assert report["short"]["zones"] == ["East", "West"]
    assert verify_bundle(tmp_path / "b").faults == ()


def test_a_zone_of_two_schools_is_spread_over_both(tmp_path):
    town = Town(zones=[{"zone_id": "Both", "school_ids": "A;B", "ring": square(0, 0, 200)}])
    town.schools[0]["places"] = 1
    town.add_home("An", 20, 50)
    town.add_home("Bai", 50, 50)

    rows = placements(assign(town, tmp_path))

    assert (rows["An"]["school_id"], rows["Bai"]["school_id"]) == ("A", "B")
    assert [rows[name]["moved"] for name in ("An", "Bai")] == ["0", "0"]


def test_given_lottery_numbers_decide_between_equal_children(tmp_path):
    town = Town()
    for number, child in ((3, "An"), (1, "Bai"), (2, "Cheng")):
        town.add_home(child, 50, 50, lottery_no=number)

    rows = placements(assign(town, tmp_path))

    assert {name: row["school_id"] for name, row in rows.items()} == {
        "An": "B", "Bai": "A", "Cheng": "A",
    }  # fmt: skip


def test_nothing_is_written_over_an_earlier_result(tmp_path):
    town = crowded_town()
    bundle = assign(town, tmp_path)
    before = (bundle / "manifest.json").read_bytes()
    town.add_home("New", 10, 10)

    with pytest.raises(BadInput, match="holds a result already"):
        assign(town, tmp_path)

    assert (bundle / "manifest.json").read_bytes() == before


def test_an_earlier_result_is_replaced_when_asked(tmp_path):
    town = crowded_town()
    assign(town, tmp_path)
    town.add_home("New", 160, 60)

    rows = placements(assign(town, tmp_path, "--overwrite"))

    assert "New" in rows
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_every_fault_of_every_file_is_said_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    town = crowded_town()
    town.homes[0]["tier"] = "first"
    town.homes[1]["x"] = ""
    town.schools[0]["places"] = -1
    town.zones[0]["school_ids"] = ""
    options = town.write(tmp_path)
    monkeypatch.setattr("sys.argv", ["jiujin", "assign", *options, "--out", str(tmp_path / "b")])

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr().err
    assert ended.value.code == 2
    for expected in ("homes.csv row 2", "schools.csv row 2", "zones.geojson feature 1"):
        assert expected in said
    assert "Traceback" not in said
    assert not (tmp_path / "b").exists()


def test_a_district_without_a_declared_system_is_said_aloud(tmp_path):
    bundle = assign(crowded_town(), tmp_path)

    report = json.loads((bundle / "report.json").read_bytes())

    assert report["district"] == {"crs": "EPSG:4548", "declared": False, "name": ""}
    assert "crs_not_declared" in [note["code"] for note in report["notes"]]


def test_an_undated_plan_gives_the_same_bundle_on_any_day(tmp_path):
    one = assign(crowded_town(), tmp_path / "one", "--on", "2026-06-15")
    two = assign(crowded_town(), tmp_path / "two", "--on", "2027-06-15")

    assert (one / "manifest.json").read_bytes() == (two / "manifest.json").read_bytes()


@pytest.mark.parametrize(
    ("day", "school"), [("2026-08-31", "A"), ("2026-09-01", "B")], ids=["last day", "first day"]
)
def test_the_zones_of_the_day_apply(tmp_path, day, school):
    town = Town(
        zones=[
            {"zone_id": "Old", "school_ids": "A", "ring": square(0, 0), "valid_to": "2026-09-01"},
            {"zone_id": "New", "school_ids": "B", "ring": square(0, 0), "valid_from": "2026-09-01"},
        ]
    )
    town.add_home("An", 50, 50)

    row = placements(assign(town, tmp_path, "--on", day))["An"]

    assert row["school_id"] == school


def test_ids_that_look_like_formulas_are_neutralised_and_still_verified(tmp_path):
    town = crowded_town()
    town.homes[0]["child_id"] = "=1+1"

    bundle = assign(town, tmp_path)

    assert "'=1+1" in (bundle / "placements.csv").read_text(encoding="utf-8")
    assert verify_bundle(bundle).faults == ()
