"""Do estates, six-year places, junior schools and shared zones hold in what redraw writes?"""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from typer.testing import CliRunner

from service.cli import app
from tests.service.test_redraw_command import write_district
from tests.zones.redraw.grids import CORNER

RUN = CliRunner()


def with_columns(folder: Path, **columns: list[Any]) -> None:
    blocks = gpd.read_file(folder / "blocks.gpkg")
    blocks.assign(**columns).to_file(folder / "blocks.gpkg")


def test_estates_held_together_and_six_year_places_are_kept_by_every_plan(tmp_path: Path) -> None:
    command, taken = write_district(tmp_path), [0] * 16
    taken[8] = 1  # the block in the third row and first column
    estate = ["E" if 4 <= at < 8 else "" for at in range(16)]
    with_columns(tmp_path, group=estate, six_years=taken)

    out = ["--out", str(tmp_path / "p"), "--most-schools", "1", "--hold", "six_years"]
    summary = json.loads(RUN.invoke(app, [*command, *out]).stdout)

    assert (summary["run"]["most_schools"], summary["run"]["hold"]) == (1, ["six_years"])
    for plan in summary["plans"]:
        table = pd.read_csv(tmp_path / "p" / f"assignment_{plan['name']}.csv")
        assert plan["splits_respected"]
        assert plan["six_years_respected"]
        assert len(set(table["school_id"][4:8])) == 1
        assert table["school_id"][8] == "S0"
        assert plan["figures"]["groups_split"] == 0
        assert plan["figures"]["six_years_moved"] == 0


def test_an_estate_that_must_be_split_ends_with_1_and_its_name(tmp_path: Path) -> None:
    command = write_district(tmp_path)
    with_columns(tmp_path, group=["E" if at in (0, 15) else "" for at in range(16)],
                 most_schools=["1"] + [""] * 15)  # fmt: skip

    done = RUN.invoke(app, [*command, "--out", str(tmp_path / "p"), "--tries", "40000"])

    summary = json.loads(done.stdout)
    assert done.exit_code == 1
    reason = summary["reasons"][0]
    assert (reason["group"], reason["blocks"], reason["schools"]) == (
        "E", ["B00", "B15"], ["S0", "S1"]
    )  # fmt: skip
    assert not any(plan["splits_respected"] for plan in summary["plans"])


def test_junior_schools_that_change_are_counted_in_every_plan(tmp_path: Path) -> None:
    command = write_district(tmp_path)
    table = (tmp_path / "schools.csv").read_text(encoding="utf-8").splitlines()
    feeds = ["feeds", "J1", "J2"]
    text = "\n".join(f"{row},{more}" for row, more in zip(table, feeds, strict=True)) + "\n"
    (tmp_path / "schools.csv").write_text(text, encoding="utf-8")

    done = RUN.invoke(app, [*command, "--out", str(tmp_path / "p"), "--weight", "feeder=100000"])

    summary = json.loads(done.stdout)
    plans = {plan["name"]: plan for plan in summary["plans"]}
    for plan in plans.values():  # both schools feed one of their own: who moves changes both
        assert plan["figures"]["junior_changed"] == plan["figures"]["children_moved"]
        assert plan["junior_changed"] == plan["figures"]["junior_changed"]
    assert plans["same_junior"]["junior_changed"] == 30
    assert plans["as_weighted"]["junior_changed"] == 30


def write_shared(folder: Path) -> list[str]:
    """Write the district with a third school, which shares the zone of the first."""
    command = write_district(folder)
    x0, y0 = CORNER
    rows = (folder / "schools.csv").read_text(encoding="utf-8").splitlines()
    rows = [rows[0] + ",shared", rows[1] + ",X", rows[2] + ","]
    rows.append(f"S2,West,30,{x0 + 50},{y0 + 350},EPSG:4548,X")
    (folder / "schools.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return command


def test_two_schools_that_share_a_zone_get_one_with_their_places_together(tmp_path: Path) -> None:
    command, (x0, y0) = write_shared(tmp_path), CORNER

    done = RUN.invoke(app, [*command, "--out", str(tmp_path / "p"), "--weight", "moved=100000"])

    assert done.exit_code == 0, done.output
    for plan in json.loads(done.stdout)["plans"]:
        assert plan["legal"]
        assert plan["shared_respected"]
        shared = plan["schools"][0]
        assert (shared["school_id"], shared["places"]) == ("S0;S2", [120])
        assert shared["members"] == ["S0", "S2"]
        zones = gpd.read_file(tmp_path / "p" / f"zones_{plan['name']}.gpkg")
        assert zones["school_ids"].tolist() == ["S0;S2", "S1"]
        gate = shapely.Point(x0 + 50, y0 + 350)
        assert zones.set_index("school_ids").loc["S0;S2"].geometry.covers(gate)


def test_a_plan_with_a_shared_zone_is_compared_and_audited(tmp_path: Path) -> None:
    command, after = write_shared(tmp_path), str(tmp_path / "plan.csv")
    rows = [(f"B{at:02d}", "S0;S2" if at % 4 < 2 else "S1") for at in range(16)]
    pd.DataFrame(rows, columns=["block_id", "school_id"]).to_csv(after, index=False)

    compared = RUN.invoke(
        app, ["zones", "compare", *command[1:5], "--after", after, "--out", str(tmp_path / "c")]
    )
    assert compared.exit_code == 0, compared.output
    page = (tmp_path / "c" / "consultation.html").read_text(encoding="utf-8")
    for school in ("South", "West", "North"):  # each has its own dot on both maps
        assert page.count(f">{school}</text>") == 2
    audited = RUN.invoke(app, ["zones", "audit", *command[1:5], "--plan", after, "--json"])
    assert audited.exit_code == 0, audited.output
    assert json.loads(audited.stdout)["faults"] == []
