"""A register is taken whole or refused with all its faults."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput
from geo.gazetteer import Gazetteer
from geo.register import RegisterRows, build_register, read_register
from tests.geo.address_town import PLACES, town_district, town_register, town_rows

HEADER = "address,x,y,datum,building_id,aliases\n"
NEAR, FAR = "462000,4424000,EPSG:4548", "462500,4424000,EPSG:4548"


def refused(rows: RegisterRows) -> list[str]:
    with pytest.raises(BadInput) as caught:
        build_register(rows, "门头沟区", "register.csv")
    return [f"{fault.where}: {fault.what}" for fault in caught.value.faults]


def written(folder: Path, *lines: str) -> Path:
    path = folder / "register.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_register(path, town_district())
    return [f"{fault.where}: {fault.what}" for fault in caught.value.faults]


def test_a_register_file_is_read_in_the_district_s_metres(tmp_path: Path) -> None:
    path = written(tmp_path, f"石龙路5号院3号楼,{NEAR},B3,", f"石龙路7号,{FAR},,老石龙街7号")

    register = read_register(path, town_district())

    assert len(register) == 2
    assert sorted(register.x_m) == [462000.0, 462500.0]
    assert Gazetteer(register).locate("门头沟区老石龙街7号").x_m == 462500.0


def test_gcj02_points_are_converted_as_they_are_declared(tmp_path: Path) -> None:
    path = written(tmp_path, "石龙路7号,116.1,39.9,GCJ02,,", "石龙路9号,116.1,39.9,WGS84,,")

    register = read_register(path, town_district())

    apart = abs(register.x_m[0] - register.x_m[1]) + abs(register.y_m[0] - register.y_m[1])
    assert apart > 400


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"石龙路5号,{NEAR},,",
        "石龙路6号,462000,4424000,,,",
        f",{NEAR},,",
        f"石龙路7号对面,{NEAR},,",
        f"石龙路8、10号,{NEAR},,",
    )

    faults = faults_of(path)

    assert [line.split(":")[0] for line in faults] == [
        "register.csv row 3",
        "register.csv row 4",
        "register.csv row 5",
        "register.csv row 6",
    ]
    assert "datum" in faults[0]
    assert "no road" in faults[1]
    assert "对面" in faults[2]
    assert "several numbers" in faults[3]


def test_a_row_without_a_point_is_refused(tmp_path: Path) -> None:
    faults = faults_of(written(tmp_path, "石龙路5号,,,,,", f"石龙路7号,{NEAR},,"))

    assert faults == ["register.csv row 2: the row gives no coordinates"]


@pytest.mark.parametrize(
    "other",
    ["永定镇石龙路7号", "永定地区石龙路７號", "门头沟区永定镇石龙路七号", "永定镇石龙路07号"],
)
def test_one_address_at_two_points_is_refused_however_it_is_written(other: str) -> None:
    faults = refused(town_rows([("永定镇石龙路7号", 0.0), (other.removeprefix("门头沟区"), 50.0)]))

    assert faults == ["register.csv row 3: the address is that of row 2, 50 m away"]


def test_the_same_address_within_a_metre_is_no_fault_but_another_building_is() -> None:
    same = town_rows([("永定镇石龙路7号", 0.0), ("永定镇石龙路7号", 0.4)])

    assert len(build_register(same, "门头沟区", "register.csv")) == 2

    ids = town_rows([("永定镇石龙路7号", 0.0), ("永定镇石龙路7号", 0.9)])
    assert refused(ids) == [
        "register.csv row 3: the address is that of row 2, with another building_id"
    ]


def test_an_alias_that_is_another_row_s_address_is_refused() -> None:
    rows = town_rows([("石龙路7号", 0.0), ("石龙路9号", 50.0)], ["石龙路9号", ""])

    assert refused(rows) == ["register.csv row 2: an alias is that of row 3, 50 m away"]


def test_an_alias_takes_town_and_community_from_its_row() -> None:
    towns = [("大峪街道新桥街5号", 0.0), ("城子街道新桥街5号", 900.0)]

    register = town_register(towns, ["艺苑5号", "艺苑5号"])

    answer = Gazetteer(register).locate("城子街道艺苑5号")
    assert answer.x_m == 900.0


def test_an_alias_lies_in_its_row_s_community() -> None:
    places = [("大峪街道月季园社区新桥街5号", 0.0), ("大峪街道增产社区新桥街7号", 900.0)]

    register = town_register(places, ["艺苑5号", "艺苑5号"])

    answer = Gazetteer(register).locate("大峪街道增产社区艺苑5号")
    assert answer.x_m == 900.0


def test_a_thousand_faults_of_a_kind_are_counted_not_all_listed() -> None:
    faults = refused(town_rows([("石龙路7号对面", 0.0)] * 1000))

    assert len(faults) == 21
    assert "980 more rows" in faults[-1]


def test_the_register_keeps_one_order_whatever_the_file_s() -> None:
    forward, backward = town_register(PLACES), town_register(PLACES[::-1])

    assert forward.address == backward.address
    assert forward.x_m.tolist() == backward.x_m.tolist()
    assert forward.places == backward.places


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_any_addresses_are_taken_or_refused(addresses: list[str]) -> None:
    rows = town_rows([(address, 0.0) for address in addresses])

    assert taken_or_refused(rows)


def taken_or_refused(rows: RegisterRows) -> bool:
    try:
        register = build_register(rows, "门头沟区", "register.csv")
    except BadInput as refusal:
        return all(fault.where and fault.what and fault.repair for fault in refusal.faults)
    return len(register) == len(rows.address)
