"""Does the legal list decide exactly the addresses it names, and is a bad list refused?"""

from pathlib import Path

import pytest

from geo.address import parse
from geo.faults import BadInput
from zones.addresses import AddressList, Silence, read_address_list

ZONES = {"Z1", "Z2", "Z3"}


def listing(folder: Path, *rows: str) -> AddressList:
    return read_address_list(write(folder, *rows), ZONES)


def write(folder: Path, *rows: str) -> Path:
    path = folder / "list.csv"
    path.write_text("zone_id,place,numbers\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def refused(folder: Path, *rows: str) -> list[str]:
    with pytest.raises(BadInput) as refusal:
        listing(folder, *rows)
    return [str(fault) for fault in refusal.value.faults]


ROWS = [
    "Z1,石龙路,1-35单；2－40双；除12",
    "Z2,石龙路,12；58号院",
    "Z1,滨河小区,1-12号楼",
    "Z2,滨河小区,13-20号楼",
    "Z3,三家店村,全部",
    "Z1,石龙路60号院,1-3",
    "Z2,石龙路60号院,4-9栋",
    "Z2,永定镇新桥大街,全部；除7",
]


@pytest.mark.parametrize(
    ("address", "zone", "row"),
    [
        ("北京市门头沟区石龙路5号", "Z1", 2),
        ("门头沟区石龙路40号", "Z1", 2),
        ("石龙路12号", "Z2", 3),
        ("石龍路１２號", "Z2", 3),
        ("石龙路12号院3号楼2单元401室", "Z2", 3),
        ("石龙路58号院", "Z2", 3),
        ("石龙路58号3号楼", "Z2", 3),
        ("大峪街道滨河小区12号楼3单元", "Z1", 4),
        ("滨河小区13栋", "Z2", 5),
        ("龙泉镇三家店村123号", "Z3", 6),
        ("三家店村", "Z3", 6),
        ("石龙路60号院3号楼", "Z1", 7),
        ("石龙路60号院4号楼", "Z2", 8),
        ("永定镇新桥大街甲9号", "Z2", 9),
        ("新桥大街9号", "Z2", 9),
    ],
)
def test_the_list_decides_the_address(tmp_path: Path, address: str, zone: str, row: int) -> None:
    answer = listing(tmp_path, *ROWS).find(parse(address))

    assert answer.zone_id == zone
    assert answer.rows == (row,)
    assert answer.silence is None


@pytest.mark.parametrize(
    ("address", "silence", "hints"),
    [
        ("黑山大街5号", Silence.NOT_LISTED, ()),
        ("石龙路37号", Silence.NUMBER_NOT_LISTED, ()),
        ("石龙路", Silence.NUMBER_MISSING, ()),
        ("石龙路甲5号", Silence.NUMBER_VARIANT, ("Z1",)),
        ("石龙路甲12号", Silence.NUMBER_VARIANT, ("Z2",)),
        ("石龙路5号对面", Silence.BESIDE, ()),
        ("滨河小区7号", Silence.NUMBER_NOT_LISTED, ()),
        ("滨河小区", Silence.NUMBER_MISSING, ()),
        ("龙泉镇新桥大街9号", Silence.NOT_LISTED, ()),
        ("新桥大街7号", Silence.NUMBER_NOT_LISTED, ()),
        ("", Silence.NOT_LISTED, ()),
    ],
)
def test_the_list_is_silent_where_it_does_not_name_the_address(
    tmp_path: Path, address: str, silence: Silence, hints: tuple[str, ...]
) -> None:
    answer = listing(tmp_path, *ROWS).find(parse(address))

    assert answer.zone_id == ""
    assert answer.silence is silence
    assert answer.hints == hints


def test_a_street_of_two_towns_is_not_guessed(tmp_path: Path) -> None:
    both = listing(tmp_path, "Z1,永定镇新桥大街,全部", "Z2,龙泉镇新桥大街,全部")

    answer = both.find(parse("新桥大街5号"))

    assert (answer.zone_id, answer.silence) == ("", Silence.SEVERAL_ZONES)
    assert answer.hints == ("Z1", "Z2")
    assert both.find(parse("龙泉镇新桥大街5号")).zone_id == "Z2"


def test_an_estate_on_a_street_is_named_by_both_and_not_guessed(tmp_path: Path) -> None:
    both = listing(tmp_path, "Z1,石龙路,1-99", "Z2,滨河小区,全部")

    answer = both.find(parse("石龙路58号滨河小区3号楼"))

    assert answer.silence is Silence.SEVERAL_ZONES
    assert answer.rows == (2, 3)


def test_the_number_of_the_street_is_not_a_building_of_the_estate(tmp_path: Path) -> None:
    estate = listing(tmp_path, "Z1,滨河小区,58号楼", "Z2,滨河小区,3号楼")

    assert estate.find(parse("石龙路58号滨河小区3号楼")).zone_id == "Z2"
    assert estate.find(parse("石龙路58号滨河小区")).silence is Silence.NUMBER_MISSING


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Z9,石龙路,1", "zone 'Z9' is not in the plan"),
        (",石龙路,1", "zone_id is empty"),
        ("Z1,,1", "names no road, village or estate"),
        ("Z1,石龙路对面,1", "names no road, village or estate"),
        ("Z1,石龙路,", "names no number"),
        ("Z1,石龙路,9-1", "runs backwards"),
    ],
)
def test_a_bad_row_is_refused_with_its_number(tmp_path: Path, row: str, words: str) -> None:
    (fault,) = refused(tmp_path, "Z2,黑山大街,全部", row)

    assert fault.startswith("list.csv row 3")
    assert words in fault


def test_an_address_in_two_zones_is_a_fault_of_the_list(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, "Z1,石龙路,1-35", "Z2,石龙路,12；58号院")

    assert fault.startswith("list.csv row 3: 石龙路 12号 is in zone Z2 and, by row 2, in zone Z1")
    assert "除" in fault


@pytest.mark.parametrize(
    "rows",
    [
        ("Z1,石龙路,1-35", "Z1,石龙路,12"),
        ("Z1,永定镇石龙路,全部", "Z2,龙泉镇石龙路,全部"),
        ("Z1,石龙路,全部；除60", "Z2,石龙路60号院,全部"),
    ],
    ids=["same zone", "two towns", "a court of its own"],
)
def test_rows_that_do_not_clash_are_accepted(tmp_path: Path, rows: tuple[str, ...]) -> None:
    assert len(listing(tmp_path, *rows).rows) == 2


def test_a_street_without_its_town_clashes_with_the_same_street_in_a_town(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "Z1,石龙路,全部", "Z2,龙泉镇石龙路,5")) == 1


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("zone_id,place\nZ1,石龙路\n", encoding="utf-8")

    with pytest.raises(BadInput, match="numbers"):
        read_address_list(path)
