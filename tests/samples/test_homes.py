"""Are the sample's children what it says: how many, where, in which datum, with which faults?"""

import re
from collections import Counter

import numpy as np
import pytest
import shapely

from geo.offsets import bd09_to_gcj02, gcj02_to_wgs84
from samples.mentougou_maker.children import children
from samples.mentougou_maker.homes import WORDINGS

from .conftest import CRS, FOLDER, metres

COLUMNS = [
    "home_id", "address", "x", "y", "datum", "building_id", "tier", "preference", "siblings_at",
    "twins", "barred", "zone_id", "note",
]  # fmt: skip


def off_register(homes, register, points):
    """Measure how far points lie from the register's point of the same building, in metres."""
    known = homes["building_id"].map(register["x_m"]), homes["building_id"].map(register["y_m"])
    return np.hypot(points[:, 0] - known[0].to_numpy(), points[:, 1] - known[1].to_numpy())


def zones_of(frame, today):
    """List, for each home, the zones whose polygon has its point, in degrees, edges included."""
    points = shapely.points(frame["x"].astype(float), frame["y"].astype(float))
    return [today.index[[polygon.covers(p) for polygon in today["degrees"]]].tolist()
            for p in points]  # fmt: skip


def test_2600_children_live_in_some_seven_hundred_buildings(homes):
    assert len(homes) == 2600
    assert homes["home_id"].tolist() == [f"M26{n:05d}" for n in range(1, 2601)]
    assert 680 <= homes["building_id"][homes["building_id"] != ""].nunique() <= 780


def test_there_is_nothing_but_the_documented_columns(homes):
    assert homes.columns.tolist() == COLUMNS


def test_no_file_holds_a_name_a_document_or_a_telephone(homes):
    forbidden = re.compile(r"姓名|电话|手机|身份证|监护人|1[3-9]\d{9}|\d{17}[\dXx]|\b\d{8}\b(?!\.)")

    for path in FOLDER.iterdir():
        if path.suffix in {".csv", ".toml"}:
            text = path.read_text(encoding="utf-8")
            assert not forbidden.search(re.sub(r"\d+\.\d+", "", text)), path.name


def test_the_tiers_are_62_14_and_24_in_a_hundred(homes):
    count = Counter(homes["tier"])

    assert count["1"] == pytest.approx(0.62 * 2600, abs=15)
    assert count["2"] == pytest.approx(0.14 * 2600, abs=15)
    assert count["3"] == pytest.approx(0.24 * 2600, abs=15)


def test_the_tier_that_only_partly_fits_is_3_in_one_crowded_zone_and_2_in_the_other():
    tiers = {zone: Counter() for zone in ("Z06", "Z09")}
    for child in children():
        if child.zone in tiers:
            tiers[child.zone][child.tier] += 1

    in_z06, in_z09 = tiers["Z06"], tiers["Z09"]
    assert in_z06[1] + in_z06[2] < 225 < in_z06.total()
    assert in_z09[1] < 200 < in_z09[1] + in_z09[2]


def test_six_in_a_hundred_have_only_an_address(homes):
    words = homes[homes["datum"] == ""]

    assert len(words) == 156
    assert (words[["x", "y", "building_id"]] == "").all().all()
    assert (homes["address"] != "").all()


def test_coordinates_come_in_five_declared_references(homes):
    count = Counter(homes["datum"])
    del count[""]

    assert count == {"WGS84": 2198, "GCJ02": 208, "CGCS2000": 24, "BD09": 10, "EPSG:4548": 4}


def test_gcj02_and_bd09_homes_lie_far_off_until_they_are_converted_back(homes, register):
    for datum, least, most in (("GCJ02", 400, 700), ("BD09", 1100, 1600)):
        frame = homes[homes["datum"] == datum]
        lon, lat = frame["x"].to_numpy(float), frame["y"].to_numpy(float)
        raw = off_register(frame, register, metres(lon, lat))
        back = gcj02_to_wgs84(*(bd09_to_gcj02(lon, lat) if datum == "BD09" else (lon, lat)))

        assert least < raw.min()
        assert raw.max() < most
        assert off_register(frame, register, metres(*back)).max() < 1


def test_all_other_homes_lie_where_the_register_has_their_building(homes, register):
    plain = homes[
        homes["datum"].isin(["WGS84", "CGCS2000"]) & homes["building_id"].isin(register.index)
    ]
    projected = homes[homes["datum"] == "EPSG:4548"]

    assert off_register(plain, register, metres(plain["x"], plain["y"])).max() < 1
    assert off_register(projected, register, projected[["x", "y"]].to_numpy(float)).max() < 1


def test_every_home_is_in_one_zone_but_for_the_cases_made_on_purpose(plain_homes, today):
    found = Counter(len(zones) for zones in zones_of(plain_homes, today))

    assert found == {1: 2198 - 23, 2: 9 + 5, 0: 5 + 4}


def test_nine_children_live_exactly_on_a_line_that_two_zones_share(plain_homes, today):
    on_line = [
        sum(polygon.exterior.covers(p) for polygon in today["degrees"]) == 2
        for p in shapely.points(plain_homes["x"].astype(float), plain_homes["y"].astype(float))
    ]

    assert sum(on_line) == 9
    assert plain_homes[on_line]["building_id"].nunique() == 6


def test_five_children_live_in_the_gap_and_four_beyond_the_district(plain_homes, today):
    nowhere = plain_homes[[not zones for zones in zones_of(plain_homes, today)]]
    district = shapely.Polygon(shapely.union_all(today["geometry"].to_numpy()).exterior)
    points = shapely.points(nowhere["x_m"], nowhere["y_m"])

    inside = shapely.covers(district, points)

    assert inside.sum() == 5
    beyond = shapely.distance(district, points[~inside])
    assert len(beyond) == 4
    assert (beyond > 15).all()
    assert (beyond < 200).all()


def test_some_of_those_cases_carry_a_persons_decision(homes):
    decided = homes[homes["zone_id"] != ""]

    assert len(decided) == 4
    assert set(decided["zone_id"]) >= {"Z01", "Z10", "none"}


def test_addresses_without_coordinates_are_found_ambiguous_or_absent(homes, register):
    words = homes[homes["datum"] == ""]["address"].str.replace(r"\d+单元\d+室$", "", regex=True)
    known = set(register["address"])
    doors = Counter(re.sub(r"^北京市门头沟区(.+?(街道|镇))", "", address) for address in known)

    bare = words[words.str.match(r"^北京市门头沟区(?!.*(街道|镇)).*$")]
    plain = words[words.isin(known)]
    short = words[("北京市门头沟区" + words).isin(known)]
    far = words[words.str.extract(r"(\d+)号楼$")[0].astype(float) > 80]

    counts = [wording.count for wording in WORDINGS]
    assert counts[0] == len(bare) == 11
    assert all(doors[address.removeprefix("北京市门头沟区")] == 2 for address in bare)
    assert counts[1] == len(far) == 7
    assert not far.isin(known).any()
    assert counts[-1] == len(plain) == 78
    assert counts[-2] == len(short) == 20


def test_twins_live_in_one_building_and_share_their_circumstances(homes):
    twins = homes[homes["twins"] != ""].groupby("twins")

    assert twins.ngroups == 26
    for _, pair in twins:
        assert len(pair) == 2
        same = pair[["building_id", "x", "y", "tier", "preference", "siblings_at", "barred"]]
        assert len(same.drop_duplicates()) == 1


def test_siblings_and_barred_schools_exist(homes, schools):
    named = set(homes["siblings_at"]) | set(homes["barred"])

    assert named - {""} <= set(schools.index)
    assert 180 < (homes["siblings_at"] != "").sum() < 290
    assert (homes["barred"] != "").sum() == 3
    assert Counter(homes["preference"])["1"] == pytest.approx(52, abs=6)


def test_the_register_has_every_building_once_with_a_point_in_the_district(register, today):
    district = shapely.Polygon(shapely.union_all(today["geometry"].to_numpy()).exterior)

    assert register.index.is_unique
    assert register["address"].is_unique
    assert set(register["datum"]) == {"CGCS2000"}
    assert shapely.covers(district, shapely.points(register["x_m"], register["y_m"])).all()
    assert (register["aliases"] != "").sum() > 30


def test_the_projection_of_these_tests_is_the_districts(homes):
    text = (FOLDER / "district.toml").read_text(encoding="utf-8")

    assert f'crs = "{CRS}"' in text
