"""The command line: help with examples, one JSON document, plain exit codes, a fast start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .calls import assign_words, call
from .town import X0, Y0, crowded_town

REPOSITORY = Path(__file__).resolve().parents[2]
COMMANDS = [
    "assign", "verify", "demo", "geocode", "lookup", "zones check", "zones match",
    "streets build", "streets fetch", "lottery commit", "lottery seed",
    "forecast backtest", "forecast run", "forecast score", "forecast compare", "siting",
    "redraw", "redraw blocks", "zones compare", "zones audit",
    "db init", "db setup", "db upgrade", "db backup",
    "db restore", "db verify", "db checkpoint", "serve", "worker",
]  # fmt: skip


def commands_of(words: list[str]) -> list[str]:
    """Return the commands that a help page lists."""
    lines = call(*words, "--help").out.split("Commands:")[-1].splitlines()
    return [line.split()[0] for line in lines if line.startswith("  ") and line[2:3].isalpha()]


def test_every_command_is_in_the_list_below():
    found = []
    for name in commands_of([]):
        inner = [""]
        if name in {"zones", "streets", "lottery", "forecast", "db"}:
            inner = commands_of([name])
        elif name == "redraw":  # a command by itself, with the making of its blocks below it
            inner = ["", *commands_of([name])]
        found += [f"{name} {command}".strip() for command in inner]

    assert sorted(found) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example_of_the_command(command):
    called = call(*command.split(), "--help")

    assert called.code == 0
    assert f"Example: jiujin {command}" in called.out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_uses_options_that_there_are(command):
    helped = call(*command.split(), "-h").out
    example, _, options = helped.partition("Example: ")[2].partition("Options:")

    used = {word.strip(".,") for word in example.split() if word.startswith("--")}

    assert all(name in options for name in used), used


def printed(*words: str | Path) -> tuple[int, dict]:
    called = call(*words, "--json")
    return called.code, json.loads(called.out)


def test_json_prints_one_document_and_nothing_else(tmp_path):
    options = crowded_town().write(tmp_path)
    zones = ["--zones", tmp_path / "zones.geojson"]
    point = ["--x", str(X0 + 20), "--y", str(Y0 + 50), "--datum", "EPSG:4548"]

    assert printed("assign", *options, "--out", tmp_path / "b")[1]["status"] == "placed"
    assert printed("verify", tmp_path / "b")[1]["verified"] is True
    assert printed("zones", "check", tmp_path / "zones.geojson", "--level", "primary")[0] == 0
    assert printed("zones", "match", *zones, "--homes", tmp_path / "homes.csv", "--out",
                   tmp_path / "m.csv")[1]["states"] == {"unique": 5}  # fmt: skip
    assert printed("lookup", *zones, "--schools", tmp_path / "schools.csv", *point)[0] == 0


def test_data_that_breaks_a_promise_ends_with_1_and_the_report_is_written(tmp_path):
    town = crowded_town()
    town.schools[1]["places"] = 1
    called = call(*assign_words(tmp_path, town.write(tmp_path)))

    assert called.code == 1
    assert "2 places too few" in called.out
    assert (tmp_path / "bundle" / "report.html").is_file()


def test_a_plan_with_a_fault_ends_with_1_and_says_where(tmp_path):
    town = crowded_town()
    town.zones[0]["school_ids"] = ""
    town.write(tmp_path)

    called = call("zones", "check", tmp_path / "zones.geojson", "--level", "primary")

    assert called.code == 1
    assert "no_schools zones.geojson feature 1 (West)" in called.out


def test_a_missing_folder_for_a_result_is_made(tmp_path):
    crowded_town().write(tmp_path)
    new = tmp_path / "new" / "folder"
    words = ["zones", "check", tmp_path / "zones.geojson", "--level", "primary"]

    called = call(*words, "--repair", new / "r.gpkg", "--findings", new / "f.gpkg")

    assert called.code == 0, called.err
    assert (new / "r.gpkg").is_file()


def test_a_forged_bundle_ends_with_1(tmp_path):
    assert call(*assign_words(tmp_path, crowded_town().write(tmp_path))).code == 0
    (tmp_path / "bundle" / "result.json").write_bytes(b"{}")

    assert call("verify", tmp_path / "bundle").code == 1


def test_an_earlier_digest_that_is_expected_is_held_against_the_bundle(tmp_path):
    assert call(*assign_words(tmp_path, crowded_town().write(tmp_path))).code == 0

    assert call("verify", tmp_path / "bundle", "--expect", "00" * 32).code == 1


def test_a_reader_that_closes_early_is_no_error(tmp_path):
    script = f"{sys.executable} -m service.cli --help | head -1"
    found = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", script],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (found.returncode, found.stderr) == (0, "")


def test_help_starts_without_the_heavy_packages():
    code = (
        "import sys, contextlib, io\nfrom service.cli import main\n"
        "sys.argv = ['jiujin', '--help']\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main()\n"
        "print(sorted({'numpy', 'pandas', 'geopandas', 'scipy', 'numba', 'osmnx'}"
        " & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip

    assert found.stdout.strip() == "[]"
