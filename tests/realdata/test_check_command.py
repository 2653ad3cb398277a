"""Does `zones check` say on the command line what is wrong with real plans as they were published?

What each finding is, and where, is tested in tests/zones/test_realdata.py; here: what a user types,
reads, and gets as exit code.
"""

from pathlib import Path
from zipfile import ZipFile

import pytest

from .calls import Caller

pytestmark = pytest.mark.realdata

BERLIN = {"2012_12": "3857", "2016_06": "25833", "2017_06": "25833", "2018_10": "25833",
          "2019_06": "25833"}  # fmt: skip
EDINBURGH = {
    "NonDenominationalSecondarySchools2010": (1, {"overlap": 2, "duplicate_id": 1, "gap": 1}),
    "NonDenominationalPrimarySchools2010": (1, {"overlap": 1, "gap": 2}),
    "RomanCatholicPrimarySchools": (0, {}),
    "RomanCatholicSecondarySchools": (0, {}),
}
LOUD = {"overlap", "gap", "duplicate_id"}


@pytest.mark.parametrize("year", BERLIN)
def test_berlin_as_published_is_refused_in_one_line_and_checked_once_its_system_is_named(
    public_data: Path, tmp_path: Path, jiujin: Caller, year: str
) -> None:
    name = f"RBS_OD_ESB_{year}.geojson"
    with ZipFile(public_data / "berlin/einschulbereiche_2012_2016_2017_2018_2019.zip") as archive:
        archive.extract(name, tmp_path)
    call = ("zones", "check", str(tmp_path / name), "--rename", "ESB=zone_id", "--level", "primary")

    refused = jiujin(*call)
    read = jiujin(*call, "--zones-crs", f"EPSG:{BERLIN[year]}", "--crs", "EPSG:25833", "--json")

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.splitlines()[-1] == "1 fault; nothing was written"
    assert "degrees" in refused.err
    assert "Traceback" not in refused.err
    assert (read.code, read.document()["severities"]["error"]) == (0, 0)
    assert read.document()["figures"]["zones"] == {"2012_12": 339, "2016_06": 338,
                                                   "2017_06": 338}.get(year, 346)  # fmt: skip
    assert read.document()["counts"]["no_schools"] == 1


def test_edinburghs_zip_of_four_layers_without_prj_asks_for_layer_and_system(
    public_data: Path, jiujin: Caller
) -> None:
    path = str(public_data / "edinburgh/SchoolCatchments.zip")

    several = jiujin("zones", "check", path)
    no_system = jiujin("zones", "check", path, "--layer", "RomanCatholicPrimarySchools")

    assert several.code == no_system.code == 2
    assert "choose one with --layer" in several.err
    assert all(layer in several.err for layer in EDINBURGH)
    assert "declares no coordinate system" in no_system.err


@pytest.mark.parametrize("layer", EDINBURGH)
def test_edinburghs_layers_end_with_exit_code_1_where_ground_has_two_schools_or_none(
    public_data: Path, jiujin: Caller, layer: str
) -> None:
    code, loud = EDINBURGH[layer]
    level = "junior" if "Secondary" in layer else "primary"

    read = jiujin("zones", "check", str(public_data / "edinburgh/SchoolCatchments.zip"),
                  "--layer", layer, "--zones-crs", "EPSG:27700", "--rename", "LRC=zone_id",
                  "--level", level, "--json")  # fmt: skip

    counts = read.document()["counts"]
    assert read.code == code
    assert {kind: count for kind, count in counts.items() if kind in LOUD} == loud
    if layer == "NonDenominationalSecondarySchools2010":
        assert read.document()["figures"]["overlap_ha"] == pytest.approx(290, abs=1)


def test_baltimores_blocks_end_with_exit_code_1_for_a_gap_among_148_slivers(
    public_data: Path, jiujin: Caller
) -> None:
    read = jiujin("zones", "check", str(public_data / "bcps_southwest/151118.geo.json"),
                  "--rename", "PBID=zone_id", "--level", "primary", "--crs", "EPSG:32618",
                  "--json")  # fmt: skip

    counts = read.document()["counts"]
    assert read.code == 1
    # 148 holes of the union, and two slits that are open to the outside.
    assert counts["gap"] + counts["sliver_gap"] + counts["rounding_gap"] == 150
    assert counts["numbers_as_text"] == 5
