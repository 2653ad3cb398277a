"""Does the list made of a plan and a register say what the plan says, when it is read back?"""

from pathlib import Path

import pandas as pd
import pytest
import shapely
from pyproj import CRS

from geo.address import parse
from geo.csv_out import csv_bytes
from geo.district import District
from geo.register import read_register
from zones.addresses import read_address_list
from zones.audit import address_list
from zones.read import plan_of_polygons

DISTRICT = District("试验区", CRS("EPSG:4548"), None, declared=True)
X, Y = 440_000.0, 4_420_000.0
PLAN = plan_of_polygons({
    "west": shapely.box(X, Y, X + 100, Y + 100), "east": shapely.box(X + 100, Y, X + 200, Y + 100),
}, DISTRICT)  # fmt: skip
WEST, EAST = X + 50, X + 150
TOWN = {
    "大峪街道石担路21号": WEST, "大峪街道石担路23号": EAST,
    "大峪街道石担路32号院1号楼": WEST, "大峪街道石担路32号院2号楼": EAST,
    "大峪街道石担路40号院1号楼": WEST, "大峪街道石担路40号院2号楼": WEST,
    "大峪街道永新小区1号楼": WEST, "大峪街道永新小区2号楼": WEST,
    "大峪街道桃园小区1号楼": WEST, "城子街道桃园小区1号楼": EAST,
    "大峪街道峪园小区1号楼": WEST, "大峪街道峪园小区2号楼": EAST,
}  # fmt: skip


@pytest.fixture
def listed(tmp_path: Path):
    rows = pd.DataFrame([
        {"address": f"北京市门头沟区{address}", "x": x, "y": Y + 50, "datum": "EPSG:4548",
         "building_id": f"B{at}"}
        for at, (address, x) in enumerate(TOWN.items())
    ])  # fmt: skip
    rows.to_csv(tmp_path / "register.csv", index=False)
    found = address_list(read_register(tmp_path / "register.csv", DISTRICT), PLAN)
    (tmp_path / "list.csv").write_bytes(csv_bytes(found))
    return found, read_address_list(tmp_path / "list.csv", {"west", "east"})


@pytest.mark.parametrize("address", TOWN)
def test_every_address_of_the_register_is_listed_in_the_zone_where_it_lies(listed, address):
    _, read = listed

    zone = read.find(parse(f"北京市门头沟区{address}")).zone_id

    assert zone == ("west" if TOWN[address] == WEST else "east")


def test_an_estate_in_one_zone_is_listed_whole_and_a_divided_one_by_building(listed):
    rows = {(it.place, it.zone_id): it.numbers for it in listed[0].itertuples()}

    assert rows["永新小区", "west"] == "全部"
    assert (rows["峪园小区", "west"], rows["峪园小区", "east"]) == ("1", "2")
    assert rows["大峪街道桃园小区", "west"] == rows["城子街道桃园小区", "east"] == "全部"


def test_a_courtyard_that_a_border_cuts_is_a_place_of_its_own(listed):
    rows = {(it.place, it.zone_id): it.numbers for it in listed[0].itertuples()}

    assert (rows["石担路32号院", "west"], rows["石担路32号院", "east"]) == ("1", "2")
    assert rows["石担路", "west"] == "21、40"
