"""Do homes and schools of three datums meet on Beijing's real streets, and is a walk a walk?"""

from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import CRS

from benchmarks.real.beijing import EDGES, detours, write_beijing
from geo.datum import Datum
from geo.district import District
from geo.layers import in_district, read_layer

from .calls import Caller, report, table

pytestmark = pytest.mark.realdata

BEIJING = District("北京市", CRS.from_epsg(4548), None, declared=True)


def test_a_cohort_in_central_beijing_is_placed_on_foot(
    public_data: Path, tmp_path: Path, jiujin: Caller
) -> None:
    given = write_beijing(public_data, tmp_path, children=600)
    streets = str(tmp_path / "streets")

    built = jiujin("streets", "build", str(public_data / EDGES), "--crs", "EPSG:4548",
                   "--out", streets)  # fmt: skip
    answer = jiujin("assign", *given.options, "--streets", streets,
                    "--out", str(tmp_path / "out"), "--quiet")  # fmt: skip
    checked = jiujin("verify", str(tmp_path / "out"))

    assert (built.code, answer.code, checked.code) == (0, 0, 0)
    found = report(tmp_path / "out")
    assert found["distances"]["measure"] == "walking"
    assert found["distances"]["streets"]["components"]["nodes"] == [16_682]
    assert found["distances"]["straight_line_children"] == 0
    walked, straight = detours(tmp_path, tmp_path / "out")
    # Nobody walks less than the straight line; both are rounded, the plane is 1 in 20,000 long.
    assert (walked >= straight - 1.5).all()
    far = straight > 300
    assert 1.15 < np.median(walked[far] / straight[far]) < 1.6


def test_every_school_is_named_by_the_zone_that_its_converted_place_lies_in(
    public_data: Path, tmp_path: Path, jiujin: Caller
) -> None:
    given = write_beijing(public_data, tmp_path, children=400)
    schools = str(tmp_path / "schools.csv")
    read_wrongly = tmp_path / "wrong.csv"
    text = Path(schools).read_text(encoding="utf-8")
    read_wrongly.write_text(text.replace("GCJ02", "WGS84"), encoding="utf-8")
    call = ("zones", "check", given.options[1], "--level", "primary", "--crs", "EPSG:4548")

    right = jiujin(*call, "--schools", schools, "--json").document()["counts"]
    wrong = jiujin(*call, "--schools", str(read_wrongly), "--json").document()["counts"]

    strange = ("school_outside_zone", "school_in_other_zone")
    assert [right.get(kind, 0) for kind in strange] == [0, 0]
    assert sum(wrong.get(kind, 0) for kind in strange) > len(table(tmp_path / "schools.csv")) / 5


def test_mentougous_outline_fits_its_towns_once_converted(public_data: Path) -> None:
    folder = public_data / "beijing_mentougou"
    towns = read_layer(folder / "mentougou_13_towns_wgs84.geojson")
    ground = shapely.union_all(in_district(towns, BEIJING, "towns").geometry)

    fit = {}
    for datum in (Datum.WGS84, Datum.GCJ02):
        outline = read_layer(folder / "mentougou_district_gcj02.geojson",
                             crs=None if datum is Datum.WGS84 else str(datum))  # fmt: skip
        drawn = shapely.union_all(in_district(outline, BEIJING, "outline").geometry)
        fit[datum] = shapely.intersection(drawn, ground).area / shapely.union(drawn, ground).area

    assert fit[Datum.WGS84] == pytest.approx(0.9546, abs=0.0001)
    assert fit[Datum.GCJ02] == pytest.approx(0.9978, abs=0.0001)
