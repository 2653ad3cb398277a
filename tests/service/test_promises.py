"""What holds of every run: same bytes in any order and on any machine, inputs untouched."""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .calls import assign_words, call, snapshot
from .town import crowded_town

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "samples" / "mentougou"


def shuffled_table(path: Path, chance: random.Random) -> None:
    """Write a table again with its rows and its columns in another order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    chance.shuffle(rows)
    order = chance.sample(range(len(header)), len(header))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([[row[column] for column in order] for row in (header, *rows)])


def shuffled_layer(path: Path, chance: random.Random) -> None:
    """Write a GeoJSON layer again with its features and all keys in another order."""

    def turned(value):
        if isinstance(value, dict):
            keys = chance.sample(sorted(value), len(value))
            return {key: turned(value[key]) for key in keys}
        return value

    layer = json.loads(path.read_bytes())
    chance.shuffle(layer["features"])
    layer["features"] = [turned(feature) for feature in layer["features"]]
    path.write_text(json.dumps(turned(layer), ensure_ascii=False), encoding="utf-8")


def run_sample(folder: Path, out: Path, *, threads: int, hash_seed: int) -> str:
    files = {"zones": "zones.geojson", "schools": "schools.geojson", "homes": "homes.csv",
             "streets": "streets.osm", "register": "register.csv",
             "address-list": "address_list.csv", "rules": "rules.toml"}  # fmt: skip
    words = [word for key, name in files.items() for word in (f"--{key}", str(folder / name))]
    found = subprocess.run(
        [sys.executable, "-m", "service.cli", "assign", *words, "--out", str(out), "--quiet",
         "--on", "2026-06-15"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
        env=os.environ | {
            "PYTHONHASHSEED": str(hash_seed),
            "NUMBA_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads),
        },
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_any_order_of_rows_keys_and_threads_gives_the_same_bytes(tmp_path):
    """P7: the sample district twice, the second time turned inside out."""
    turned = Path(shutil.copytree(SAMPLE, tmp_path / "turned"))
    chance = random.Random(20130501)
    for name in ("homes.csv", "register.csv", "address_list.csv"):
        shuffled_table(turned / name, chance)
    for name in ("zones.geojson", "schools.geojson"):
        shuffled_layer(turned / name, chance)

    run_sample(SAMPLE, tmp_path / "one", threads=1, hash_seed=0)
    run_sample(turned, tmp_path / "two", threads=2, hash_seed=4711)

    one, two = snapshot(tmp_path / "one"), snapshot(tmp_path / "two")
    assert one == two
    assert "placements.parquet" in one


@pytest.mark.parametrize("seed", range(3))
def test_any_order_gives_the_same_bytes_where_everybody_is_equal(tmp_path, seed):
    """Twelve children of one point, six places: only the lots tell them apart."""
    digests = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        town = crowded_town()
        town.homes.clear()
        for number in range(12):
            town.add_home(f"C{number:02d}", 50, 50, tier=1 + number % 2)
        town.schools[1]["places"] = 10
        if folder.name == "two":
            for rows in (town.homes, town.zones, town.schools):
                random.Random(seed).shuffle(rows)
        assert call(*assign_words(folder, town.write(folder))).code == 0
        digests.append((folder / "bundle" / "manifest.json").read_bytes())

    assert digests[0] == digests[1]


def test_no_command_touches_its_inputs(tmp_path):
    options = crowded_town().write(tmp_path)
    before = snapshot(tmp_path)
    zones, homes, schools = (tmp_path / name for name in
                             ("zones.geojson", "homes.csv", "schools.csv"))  # fmt: skip
    out = tmp_path.parent / f"{tmp_path.name}-out"
    bundle = out / "bundle"

    codes = [
        call("assign", *options, "--out", bundle, "--quiet").code,
        call("verify", bundle).code,
        call("zones", "check", zones, "--schools", schools, "--level", "primary",
             "--repair", out / "r.gpkg", "--findings", out / "f.gpkg").code,
        call("zones", "match", "--zones", zones, "--homes", homes, "--out", out / "m.csv").code,
        call("lookup", "--zones", zones, "--schools", schools, "--address", "月季园5号楼").code,
    ]  # fmt: skip

    assert codes == [0, 0, 0, 0, 0]
    assert snapshot(tmp_path) == before


def test_inputs_may_be_read_only(tmp_path):
    options = crowded_town().write(tmp_path)
    for path in tmp_path.iterdir():
        path.chmod(0o444)

    assert call(*assign_words(tmp_path, options)).code == 0


def test_a_bundle_names_no_place_of_the_machine_that_made_it(tmp_path):
    """Two folders, the same bytes: neither paths nor the time of day are in a bundle."""
    assert call(*assign_words(tmp_path, crowded_town().write(tmp_path))).code == 0

    for path in (tmp_path / "bundle").iterdir():
        assert str(tmp_path).encode() not in path.read_bytes(), path.name


def test_the_seed_decides_between_equals_and_nothing_else(tmp_path):
    placed = []
    for seed in ("00" * 32, "ff" * 32, "00" * 32):
        folder = tmp_path / str(len(placed))
        town = crowded_town()
        assert call(*assign_words(folder, town.write(folder), "--seed", seed)).code == 0
        with (folder / "bundle" / "placements.csv").open(encoding="utf-8") as file:
            placed.append([(row["child_id"], row["school_id"]) for row in csv.DictReader(file)])

    assert placed[0] == placed[1] == placed[2]
