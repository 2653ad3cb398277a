"""What is the worst that untrusted bytes can do? End a child process; never this one."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pyogrio
import pytest

from geo.faults import BadInput
from geo.gdal_drivers import KNOWN_DRIVERS
from geo.layers import read_layer
from geo.sandbox import DEFAULT_LIMITS, Limits, parse_in_child
from tests.geo.parsed_here import parse_here
from tests.geo.zone_files import written, zones

GPKG = {"driver": "GPKG"}


def refusal(path: Path, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(BadInput) as caught:
        parse_in_child("gdal", path, GPKG, name=path.name, limits=limits)
    assert [fault.where for fault in caught.value.faults] == [path.name]
    return caught.value.faults[0].what


@pytest.mark.parametrize(
    ("task", "kind", "options"),
    [
        ("gdal", "gpkg", GPKG),
        ("gdal", "shp", {"driver": "ESRI Shapefile"}),
        ("geoparquet", "parquet", {}),
    ],
)
def test_the_quick_stand_in_answers_as_the_child_does(
    tmp_path: Path, task: str, kind: str, options: dict[str, str]
) -> None:
    path = written(tmp_path, kind)

    in_child = parse_in_child(task, path, options, name=path.name)
    here = parse_here(task, path, options, name=path.name)

    assert in_child.table.equals(here.table)
    assert in_child.facts == here.facts


def test_the_quick_stand_in_refuses_as_the_child_does(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    path.write_bytes(b"SQLite format 3\0 and nothing more")

    with pytest.raises(BadInput) as here:
        parse_here("gdal", path, GPKG, name=path.name)
    assert here.value.faults[0].what == refusal(path)


def test_a_file_that_would_include_another_is_not_followed(tmp_path: Path) -> None:
    secret = written(tmp_path, "shp")
    path = tmp_path / "evil.gpkg"
    path.write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='zones'>"
        f"<SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )

    assert pyogrio.read_info(path)["features"] == 3  # GDAL itself would follow it
    assert "not recognized" in refusal(path)


def test_the_child_is_left_one_driver_even_of_a_gdal_with_unknown_ones(tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    path = written(tmp_path, "gpkg")
    limits = {"cpu_s": 60, "memory_bytes": 4 << 30, "output_bytes": 1 << 30}
    request.write_text(json.dumps({"task": "layer_names", "path": str(path), "options": GPKG,
                                   "limits": limits}))  # fmt: skip
    fewer = ",".join(sorted(KNOWN_DRIVERS - {"GPKG", "OGR_VRT", "CSV"}))

    done = subprocess.run(
        [sys.executable, "-m", "geo.sandbox_child", str(request)],
        env={**os.environ, "GDAL_SKIP": fewer}, check=False, capture_output=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "facts.json").read_text()) == {"layers": ["zones"]}


def test_a_child_that_cannot_be_kept_to_its_driver_refuses_to_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from geo.sandbox_child import _leave_only

    monkeypatch.setenv("GDAL_SKIP", "GPKG")
    monkeypatch.setenv("JIUJIN_RESTARTED", "1")

    with pytest.raises(RuntimeError, match=r"cannot be kept to its driver GPKG: .*OGR_VRT"):
        _leave_only("GPKG", "request.json")


def test_a_parser_short_of_memory_is_a_refusal(tmp_path: Path) -> None:
    path = written(tmp_path, "gpkg")

    what = refusal(path, Limits(memory_bytes=40 << 20))

    assert "memory" in what or "its reader" in what


def test_a_parser_that_takes_too_long_is_a_refusal(tmp_path: Path) -> None:
    assert "within 0.01 seconds" in refusal(written(tmp_path, "gpkg"), Limits(wall_s=0.01))


def test_a_parser_that_writes_too_much_is_a_refusal(tmp_path: Path) -> None:
    assert "its reader" in refusal(written(tmp_path, "gpkg"), Limits(output_bytes=100))


@pytest.mark.long
def test_a_parser_out_of_processor_time_is_a_refusal(tmp_path: Path) -> None:
    import geopandas as gpd
    import pandas as pd

    many = gpd.GeoDataFrame(pd.concat([zones()] * 200_000), crs=4548)
    path = tmp_path / "zones.parquet"
    many.to_parquet(path)

    with pytest.raises(BadInput, match="limit of processor time"):
        parse_in_child("geoparquet", path, {}, name=path.name, limits=Limits(cpu_s=1))


def test_an_error_that_nobody_foresaw_is_a_refusal_too(tmp_path: Path) -> None:
    path = written(tmp_path, "gpkg")

    with pytest.raises(BadInput, match="its reader failed"):
        parse_in_child("gdal", path, {**GPKG, "open": {"encoding": 7}}, name=path.name)


def test_the_child_sees_no_secret_and_no_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geo.sandbox import _environment

    monkeypatch.setenv("JIUJIN_SECRET", "x")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")

    environment = _environment(tmp_path)

    assert not {"JIUJIN_SECRET", "HTTPS_PROXY"} & environment.keys()
    assert environment["PROJ_NETWORK"] == "OFF"


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "gpkg")
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))

    read_layer(path)
    with pytest.raises(BadInput):
        parse_in_child("gdal", path, GPKG, name="x", limits=Limits(wall_s=0.01))

    assert list((tmp_path / "scratch").iterdir()) == []


def test_starting_a_child_takes_less_than_two_seconds_of_work(tmp_path: Path) -> None:
    import resource

    path = written(tmp_path, "gpkg")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.process_time()
    read_layer(path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    in_child = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    assert in_child + time.process_time() - started < 2
