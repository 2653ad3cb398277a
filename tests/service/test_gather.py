"""A run from the database is the run from a file of homes: the same inputs, the same bytes."""

import csv
import dataclasses
import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.faults import BadInput
from service import gather as gather_module
from service.gather import ChildRow, gather_children, run_in_memory
from service.inputs import Inputs
from service.main_job import Sources, gather, run_main_job
from service.progress import Progress
from service.verify import verify_bundle

from .town import Town, crowded_town

SAMPLE = Path(__file__).parents[2] / "samples" / "mentougou"
QUIET = Progress(quiet=True)


def child_of(row: dict[str, str]) -> ChildRow:
    """Read one row of a homes file by hand, as the database holds it."""
    ids = {column: tuple(filter(None, row.get(column, "").split(";"))) for column in
           ("siblings_at", "barred")}  # fmt: skip
    return ChildRow(
        child_id=row.get("child_id", ""), home_id=row["home_id"], address=row.get("address", ""),
        x=float(row["x"]) if row["x"] else None, y=float(row["y"]) if row["y"] else None,
        datum=row["datum"], building_id=row.get("building_id", ""),
        tier=int(row.get("tier") or 1), preference=int(row.get("preference") or 0),
        siblings_at=ids["siblings_at"], twins=row.get("twins", ""), barred=ids["barred"],
        zone_id=row.get("zone_id", ""),
        lottery_no=int(row["lottery_no"]) if row.get("lottery_no") else None,
    )  # fmt: skip


def children_of(path: Path) -> list[ChildRow]:
    with path.open(encoding="utf-8") as file:
        return [child_of(row) for row in csv.DictReader(file)]


def sources_in(folder: Path, **more: object) -> Sources:
    zones, schools = folder / "zones.geojson", folder / "schools.geojson"
    if not schools.exists():
        schools = folder / "schools.csv"
    return Sources(zones=zones, schools=schools, homes=None, day=date(2026, 6, 15), **more)


def sample_sources() -> Sources:
    return sources_in(
        SAMPLE, streets=SAMPLE / "streets.osm", register=SAMPLE / "register.csv",
        address_list=SAMPLE / "address_list.csv", rules=SAMPLE / "rules.toml",
    )  # fmt: skip


@cache
def from_file() -> Inputs:
    return gather(dataclasses.replace(sample_sources(), homes=SAMPLE / "homes.csv"), QUIET)


@cache
def from_memory() -> Inputs:
    return gather_children(sample_sources(), children_of(SAMPLE / "homes.csv"), QUIET)


def test_the_sample_gives_the_same_inputs_as_its_file():
    expected, found = from_file(), from_memory()

    columns = [column for column in found.homes.columns if column not in {"x", "y"}]
    pd.testing.assert_frame_equal(
        found.homes[columns].reset_index(drop=True), expected.homes[columns].reset_index(drop=True)
    )
    for column in ("x", "y"):  # 116.10700 and 116.107 are one number
        assert list(map(_number, found.homes[column])) == list(map(_number, expected.homes[column]))
    pd.testing.assert_frame_equal(found.schools, expected.schools)
    for each in dataclasses.fields(expected.answers):
        one, two = getattr(expected.answers, each.name), getattr(found.answers, each.name)
        same = np.array_equal(one, two, equal_nan=True) if each.name in {"xy", "line_distance_m"} \
            else list(one) == list(two)  # fmt: skip
        assert same, each.name
    assert found.plan.content_hash == expected.plan.content_hash
    assert (found.notes, found.ruleset, found.day) == (
        expected.notes, expected.ruleset, expected.day,
    )  # fmt: skip


def _number(text: str) -> float | None:
    return float(text) if text else None


def test_the_sample_gives_the_same_bundle_byte_for_byte(tmp_path):
    sources = dataclasses.replace(sample_sources(), homes=SAMPLE / "homes.csv")
    done = run_main_job(sources, tmp_path / "bundle", QUIET, overwrite=False)

    outcome, report, files = run_in_memory(from_memory(), QUIET)

    assert hashlib.sha256(files["manifest.json"]).hexdigest() == done.digest
    assert report == done.report
    assert {path.name: path.read_bytes() for path in (tmp_path / "bundle").iterdir()} == files
    assert outcome.result["status"] == "placed"


def town_in(folder: Path, town: Town) -> tuple[Sources, list[ChildRow]]:
    town.write(folder)
    with (folder / "homes.csv").open(encoding="utf-8") as file:
        return sources_in(folder), [child_of(row) for row in csv.DictReader(file)]


def placed(inputs: Inputs) -> dict[str, str]:
    _, _, files = run_in_memory(inputs, QUIET)
    rows = csv.DictReader(files["placements.csv"].decode("utf-8-sig").splitlines())
    return {row["child_id"]: row["school_id"] for row in rows}


def test_any_order_of_children_gives_the_same_bytes(tmp_path):
    sources, children = town_in(tmp_path, crowded_town())

    one = run_in_memory(gather_children(sources, children, QUIET), QUIET)[2]
    two = run_in_memory(gather_children(sources, children[::-1], QUIET), QUIET)[2]

    assert one == two


def test_drawn_numbers_decide_as_in_a_file(tmp_path):
    town = Town()
    for number, child in ((3, "An"), (1, "Bai"), (2, "Cheng")):
        town.add_home(child, 50, 50, lottery_no=number)
    sources, children = town_in(tmp_path, town)

    # West has two places: numbers 1 and 2 keep them.
    assert placed(gather_children(sources, children, QUIET)) == {
        "An": "B", "Bai": "A", "Cheng": "A",
    }  # fmt: skip


def test_the_places_left_are_those_of_the_run(tmp_path):
    sources, children = town_in(tmp_path, crowded_town())
    elsewhere = {"S-special": 12}

    found = placed(gather_children(sources, children, QUIET, places={"A": 3, "B": 4, **elsewhere}))

    # With a third place in West nobody of the crowded town needs to move.
    assert found == {"An": "A", "Bai": "A", "Cheng": "A", "Deng": "B", "E": "B"}


def test_places_left_give_the_bytes_of_a_file_with_these_places(tmp_path):
    town = crowded_town()
    sources, children = town_in(tmp_path / "one", town)
    town.schools[0]["places"], town.schools[1]["places"] = 1, 5
    other, _ = town_in(tmp_path / "two", town)

    found = run_in_memory(
        gather_children(sources, children, QUIET, places={"A": 1, "B": 5}), QUIET
    )[2]

    assert found == run_in_memory(gather_children(other, children, QUIET), QUIET)[2]


@pytest.mark.parametrize(("left", "fits"), [(0, True), (-1, False)], ids=["none", "below none"])
def test_a_school_may_have_no_place_left_but_not_fewer(tmp_path, left, fits):
    sources, children = town_in(tmp_path, crowded_town())
    places = {"A": left, "B": 9}

    if fits:
        inputs = gather_children(sources, children, QUIET, places=places)
        assert inputs.schools["places"].tolist() == [0, 9]
    else:
        with pytest.raises(BadInput, match="school A: has 1 places fewer than are given away"):
            gather_children(sources, children, QUIET, places=places)


def test_every_school_without_a_number_of_places_is_named(tmp_path):
    sources, children = town_in(tmp_path, crowded_town())

    with pytest.raises(BadInput) as refused:
        gather_children(sources, children, QUIET, places={})

    assert [fault.where for fault in refused.value.faults] == ["school A", "school B"]


def changed(children: list[ChildRow], at: int, **columns: object) -> list[ChildRow]:
    return [
        dataclasses.replace(child, **columns) if number == at else child
        for number, child in enumerate(children)
    ]


FAULTY = {
    "a tier of none": ({"tier": 0}, "child Bai", "tier 0 is not from 1 to 99"),
    "two preferences": ({"preference": 2}, "child Bai", "preference 2"),
    "half a pair": ({"y": None}, "child Bai", "x is given without y"),
    "no datum": ({"datum": ""}, "child Bai", "without their datum"),
    "an unknown datum": ({"datum": "mars"}, "child Bai", "'mars' is not a known datum"),
    "no number": ({"x": float("nan")}, "child Bai", "is not a number"),
    "an id twice": ({"child_id": "An"}, "child An", "child_id 'An' is already in row 1"),
    "a number for one": ({"lottery_no": 4}, "child An", "have no lottery_no"),
    "an unknown zone": ({"zone_id": "Mars"}, "child Bai", "which is not in the plan"),
}


@pytest.mark.parametrize(("columns", "where", "what"), FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_child_is_refused_by_its_id(tmp_path, columns, where, what):
    sources, children = town_in(tmp_path, crowded_town())

    with pytest.raises(BadInput) as refused:
        gather_children(sources, changed(children, 1, **columns), QUIET)

    assert [fault.where for fault in refused.value.faults] == [where]
    assert what in refused.value.faults[0].what


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"siblings_at": ("Mars",)}, "siblings_at names school Mars, which is unknown"),
        ({"barred": ("Mars",)}, "barred names school Mars, which is unknown"),
        ({"barred": ("A",)}, "every school of the child's own zone (A) is barred"),
    ],
)
def test_what_only_the_run_can_see_is_refused_by_the_child_too(tmp_path, columns, what):
    sources, children = town_in(tmp_path, crowded_town())
    inputs = gather_children(sources, changed(children, 1, **columns), QUIET)

    with pytest.raises(BadInput) as refused:
        run_in_memory(inputs, QUIET)

    assert [(fault.where, fault.what) for fault in refused.value.faults] == [("child Bai", what)]


def test_faults_of_children_and_files_are_told_together(tmp_path):
    town = crowded_town()
    town.schools[0]["places"] = -1
    sources, children = town_in(tmp_path, town)

    with pytest.raises(BadInput) as refused:
        gather_children(sources, changed(children, 0, tier=100), QUIET)

    assert {fault.where for fault in refused.value.faults} == {"child An", "schools.csv row 2"}


def test_nobody_to_place_is_refused(tmp_path):
    sources, _ = town_in(tmp_path, crowded_town())

    with pytest.raises(BadInput, match="children: holds no homes"):
        gather_children(sources, [], QUIET)


def test_too_few_places_end_with_the_deficient_set_and_a_proved_bundle(tmp_path):
    sources, children = town_in(tmp_path, crowded_town())
    inputs = gather_children(sources, children, QUIET, places={"A": 2, "B": 2})

    outcome, report, files = run_in_memory(inputs, QUIET)

    assert (outcome.result["status"], report["short"]["schools"]) == ("short", ["A", "B"])
    assert json.loads(files["manifest.json"])["files"].keys() == files.keys() - {"manifest.json"}
    folder = tmp_path / "kept"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    assert verify_bundle(folder).faults == ()


def test_where_a_child_lives_reaches_no_file_and_no_printed_row(tmp_path, monkeypatch):
    """Every byte that the run writes is looked at while the folder is still there."""
    sources, children = town_in(tmp_path / "town", crowded_town())
    secret = "石龙路1234567号"
    hidden = changed(children, 0, address=secret)
    written: list[bytes] = []
    plain = gather_module.require_verified

    def look(folder: Path) -> None:
        written.extend(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        plain(folder)

    monkeypatch.setattr(gather_module, "require_verified", look)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "town" / "homes.csv").unlink()

    _, _, files = run_in_memory(gather_children(sources, hidden, QUIET), QUIET)

    assert len(written) == len(files)
    assert not any(b"1234567" in data for data in [*written, *files.values()])
    assert [path.name for path in tmp_path.iterdir()] == ["town"]
    assert secret not in repr(hidden[0])
    assert repr(hidden[0].x) not in repr(hidden[0])


def test_a_bundle_that_its_own_check_refuses_is_not_returned(tmp_path, monkeypatch):
    sources, children = town_in(tmp_path, crowded_town())
    inputs = gather_children(sources, children, QUIET)
    plain = gather_module.bundle_files

    def spoiled(outcome: object) -> tuple[dict, dict[str, bytes]]:
        report, files = plain(outcome)
        return report, files | {"result.json": files["result.json"].replace(b'"A"', b'"B"')}

    monkeypatch.setattr(gather_module, "bundle_files", spoiled)

    with pytest.raises(RuntimeError, match="not verified"):
        run_in_memory(inputs, QUIET)
