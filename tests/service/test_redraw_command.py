"""Does `jiujin redraw` write whole folders of legal plans, the same every time, or refuse?"""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from geo.faults import BadInput
from service.cli import app
from service.redraw_job import Clock, Wishes, weights_of
from tests.zones.redraw.grids import CORNER, METRES, SIDE

RUN = CliRunner()


def write_district(folder: Path, *, places: tuple[int, int] = (90, 90)) -> list[str]:
    """Write 4 × 4 blocks of ten children, of which S0 has twelve today, and two schools."""
    x0, y0 = CORNER
    cells = [(c, r) for r in range(4) for c in range(4)]
    gpd.GeoDataFrame(
        {"block_id": [f"B{at:02d}" for at in range(16)], "children": [10] * 16,
         "school_id": ["S0"] * 12 + ["S1"] * 4},
        geometry=[shapely.box(x0 + c * SIDE, y0 + r * SIDE, x0 + c * SIDE + SIDE,
                              y0 + r * SIDE + SIDE) for c, r in cells],
        crs=METRES,
    ).to_file(folder / "blocks.gpkg")  # fmt: skip
    rows = [f"S0,South,{places[0]},{x0 + 50},{y0 + 50},EPSG:4548",
            f"S1,North,{places[1]},{x0 + 350},{y0 + 350},EPSG:4548"]  # fmt: skip
    text = "\n".join(["school_id,name,places,x,y,datum", *rows]) + "\n"
    (folder / "schools.csv").write_text(text, encoding="utf-8")
    return ["redraw", "--blocks", str(folder / "blocks.gpkg"), "--schools",
            str(folder / "schools.csv"), "--seconds", "60", "--json"]  # fmt: skip


def test_every_plan_is_legal_and_its_files_say_the_same(tmp_path: Path) -> None:
    command, out = write_district(tmp_path), tmp_path / "plans"

    done = RUN.invoke(app, [*command, "--out", str(out)])

    assert done.exit_code == 0, done.output
    summary: dict[str, Any] = json.loads(done.stdout)
    assert summary == json.loads((out / "summary.json").read_bytes())
    assert summary["today"]["figures"]["children_over"] == 30
    for plan in summary["plans"]:
        table = pd.read_csv(out / f"assignment_{plan['name']}.csv", dtype={"block_id": str})
        loads = table.groupby("school_id")["children"].sum().to_dict()
        assert plan["contiguous"]
        assert loads == {each["school_id"]: each["children"][0] for each in plan["schools"]}
        assert (
            table.loc[table["moved"] == 1, "children"].sum() == (plan["figures"]["children_moved"])
        )
        zones = gpd.read_file(out / f"zones_{plan['name']}.gpkg")
        assert zones.geom_type.eq("Polygon").all()
        assert zones.area.sum() == pytest.approx(16 * SIDE * SIDE)
        if "over" not in plan["weights"]:
            assert plan["legal"]
    fewest = next(p for p in summary["plans"] if p["name"] == "fewest_moved")
    assert fewest["figures"]["children_moved"] == 30


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    command = write_district(tmp_path)

    at = command.index("--seconds")
    del command[at : at + 2]  # the clock is the exception: work alone ends the search

    for name in ("one", "two"):
        RUN.invoke(app, [*command, "--out", str(tmp_path / name), "--tries", "400000"])

    first, second = tmp_path / "one", tmp_path / "two"
    assert json.loads((first / "summary.json").read_bytes())["run"]["stopped_by"] == "tries"
    assert json.loads((first / "summary.json").read_bytes())["run"]["seconds"] is None
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_where_places_are_too_few_the_reason_is_written_and_the_code_is_1(tmp_path: Path) -> None:
    command = write_district(tmp_path, places=(70, 80))

    done = RUN.invoke(app, [*command, "--out", str(tmp_path / "plans")])

    summary = json.loads(done.stdout)
    assert done.exit_code == 1
    assert not summary["feasible"]
    assert summary["reasons"][0]["children"] == 160
    assert "S0, S1, which have 150 places, 10 too few" in summary["reasons"][0]["text"]
    assert all(plan["contiguous"] for plan in summary["plans"])
    assert summary["plans"][0]["figures"]["children_over"] == 10


def test_walks_of_a_table_are_used_and_its_faults_told(tmp_path: Path) -> None:
    command = write_district(tmp_path)
    pairs = [(f"B{at:02d}", s, 100 + at) for at in range(16) for s in ("S0", "S1")]
    walks = tmp_path / "walks.csv"
    pd.DataFrame(pairs, columns=["block_id", "school_id", "metres"]).to_csv(walks, index=False)

    done = RUN.invoke(app, [*command, "--walks", str(walks), "--out", str(tmp_path / "p")])

    assert json.loads(done.stdout)["input"]["distances"] == "table"
    pd.DataFrame([("B00", "S9", 1)], columns=["block_id", "school_id", "metres"]).to_csv(
        walks, index=False
    )
    refused = RUN.invoke(app, [*command, "--walks", str(walks), "--out", str(tmp_path / "q")])
    assert isinstance(refused.exception, BadInput)
    assert "'S9' is not known" in str(refused.exception)
    assert not (tmp_path / "q").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--seconds", "0"], "is no time"),
        (["--tries", "0"], "is not from 1"),
        (["--seed", "-1"], "is not from 0"),
        (["--weight", "speed=3"], "is not NAME=NUMBER"),
        (["--weight", "moved=much"], "is not NAME=NUMBER"),
        (["--years", "next"], "is no list of years"),
        (["--gap", "-3"], "is not a distance"),
        (["--longest", "0"], "is no walk"),
        (["--longest", "60"], "no school can reach it"),
        (["--hold", "brothers"], "is not known"),
        (["--hold", "feeder"], "no school says which junior school it feeds"),
        (["--most-schools", "0"], "is not from 1"),
        (["--most-schools", "1"], "no block names its group"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    more: list[str], said: str, tmp_path: Path
) -> None:
    out = tmp_path / "plans"

    refused = RUN.invoke(app, [*write_district(tmp_path), "--out", str(out), *more])

    assert isinstance(refused.exception, BadInput)
    assert said in str(refused.exception)
    assert not out.exists()


def test_schools_without_any_place_are_refused_in_one_line(tmp_path: Path) -> None:
    command = write_district(tmp_path, places=(0, 0))

    refused = RUN.invoke(app, [*command, "--out", str(tmp_path / "plans")])

    assert isinstance(refused.exception, BadInput)
    assert str(refused.exception).count("no school has a place") == 1


def test_a_weight_of_the_users_gives_a_plan_of_its_own(tmp_path: Path) -> None:
    command = [*write_district(tmp_path), "--weight", "moved=100000", "--out", str(tmp_path / "p")]

    summary = json.loads(RUN.invoke(app, command).stdout)

    assert summary["plans"][0]["name"] == "as_weighted"
    assert summary["plans"][0]["figures"]["children_moved"] == 30
    assert weights_of(["moved=5"]) == {"walk": 1.0, "moved": 5.0}


def test_the_clock_says_who_stopped_it() -> None:
    ticking = iter([0.0, 4.0, 11.0])
    clock = Clock(10.0, now=lambda: next(ticking))

    assert clock.left() == 6.0
    assert clock.left() == -1.0
    assert clock.ended_by(cut_short=True) == "clock"
    clock.stopped = True
    assert clock.left() < -1e9
    assert clock.ended_by(cut_short=True) == "user"
    Wishes().check()


def test_work_is_what_was_asked_for_in_tries_or_as_much_as_the_seconds_hold() -> None:
    assert Wishes(tries=800_000, seconds=900.0).nominal_s == 2.0
    assert Wishes(seconds=5.0).nominal_s == 5.0
    assert Wishes().nominal_s == 60.0


def test_a_search_that_the_clock_stopped_says_that_plans_may_differ(tmp_path: Path) -> None:
    command = [each for each in write_district(tmp_path) if each != "--json"]
    out = str(tmp_path / "plans")

    done = RUN.invoke(app, [*command, "--quiet", "--seconds", "0.001", "--out", out])

    assert "stopped by the clock: the same seed may give other plans elsewhere" in done.stdout


def test_two_plans_are_compared_and_one_audited(tmp_path: Path) -> None:
    command = write_district(tmp_path)[1:5]
    plan = tmp_path / "plan.csv"
    rows = [(f"B{at:02d}", "S0" if at < 9 else "S1") for at in range(16)]
    pd.DataFrame(rows, columns=["block_id", "school_id"]).to_csv(plan, index=False)
    out = tmp_path / "compared"

    compared = RUN.invoke(
        app, ["zones", "compare", *command, "--after", str(plan), "--out", str(out), "--json"]
    )
    audited = RUN.invoke(app, ["zones", "audit", *command, "--json"])

    assert compared.exit_code == 0, compared.output
    assert json.loads(compared.stdout)["totals"]["children"] == 30
    page = (out / "consultation.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "http" not in page
    found = json.loads(audited.stdout)
    assert audited.exit_code == 1
    assert found["faults"] == ["school S0 gets 120 children for 90 places (year 1)"]
    assert found["gu_test"]["pairs"] == 0 or found["gu_test"]["worst"][0]["saved_m"] > 0
