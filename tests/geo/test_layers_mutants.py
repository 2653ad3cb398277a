"""Does any damage get past the readers as anything but a layer, a table or a refusal?"""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from geo.faults import BadInput
from geo.layers import read_layer
from tests.geo.mutants import damaged
from tests.geo.zone_files import written


def outcomes(kind: str, count: int, seed: int, folder: Path) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.geo.mutants", kind, str(count), str(seed), str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    counts: dict[str, int] = json.loads(done.stdout)
    assert sum(counts.values()) == count
    assert counts.keys() <= {"same", "different", "refused"}
    return counts


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("geojson", 300),
        ("gpkg", 40),
        ("shp", 40),
        ("fgb", 40),
        ("parquet", 40),
        ("table-csv", 300),
        ("table-parquet", 60),
        ("table-xlsx", 60),
    ],
)
def test_seeded_damage_is_refused_or_read_and_nothing_else(
    tmp_path: Path, kind: str, count: int
) -> None:
    counts = outcomes(kind, count, 1, tmp_path)

    assert counts["refused"] > count // 5


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("geojson", 10_000),
        ("gpkg", 1_500),
        ("shp", 3_000),
        ("fgb", 1_500),
        ("parquet", 1_500),
        ("table-csv", 10_000),
        ("table-parquet", 1_500),
        ("table-xlsx", 1_500),
    ],
)
def test_ten_thousand_damaged_files_are_refused_or_read(
    tmp_path: Path, kind: str, count: int
) -> None:
    counts = outcomes(kind, count, 2, tmp_path)

    assert counts["refused"] > count // 5


@pytest.mark.parametrize("kind", ["gpkg", "shp"])
def test_damage_does_the_same_to_the_real_child(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind)
    data = path.read_bytes()

    refused = 0
    for number in range(3):
        path.write_bytes(damaged(data, random.Random(number)))
        try:
            assert len(read_layer(path)) == 3
        except BadInput:
            refused += 1
    assert refused
