"""An address of any quality is read level by level, and never with an exception."""

from dataclasses import fields
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from geo.address import LONGEST, Address, normalise, parse

AREAS = ["北京市", "门头沟区", "永定镇", "大峪街道", "永定地区", "京", "北京", "石门营社区"]
NAMES = ["石龙路", "新桥大街", "三家店东街", "七棵树西街", "石门营新区七区", "西山艺境", "柏峪村"]
TAILS = [
    "5号院",
    "十二号楼",
    "3单元",
    "402室",
    "12-3-402",
    "甲5号",
    "附3号",
    "对面",
    "(原3号楼)",
    "５－３",
]
PIECES = st.lists(
    st.sampled_from([*AREAS, *NAMES, *TAILS, " ", ",", "#", "、", "(", ")"]), max_size=9
)
TRADITIONAL = OpenCC("s2t")
ADDRESSES = PIECES.map("".join)


def said(address: Address) -> dict[str, object]:
    """Return the levels an address names, the rest left out."""
    named = {field.name: getattr(address, field.name) for field in fields(address)}
    return {level: value for level, value in named.items() if value}


@given(st.one_of(st.text(max_size=60), ADDRESSES))
def test_no_text_raises_and_reading_it_normalised_changes_nothing(text: str) -> None:
    normal = normalise(text)

    assert normalise(normal) == normal
    assert parse(normal) == parse(text)


@given(st.lists(st.sampled_from("一三十号楼院-、 (#№路街区村1A甲附"), max_size=30).map("".join))
def test_no_row_of_address_signs_raises(text: str) -> None:
    normal = normalise(text)

    assert normalise(normal) == normal
    assert parse(normal) == parse(text)


@pytest.mark.parametrize(
    "sign", ["一", "1-", "(", "# ", "三号", " -", "、", "区", "A-", "号", "村"]
)
def test_a_hostile_text_is_read_in_linear_time(sign: str) -> None:
    start = process_time()

    address = parse(sign * 30_000)

    assert process_time() - start < 2
    assert len(address.rest) > LONGEST or address == parse(normalise(sign * 30_000))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("北京市门头沟区 石龙路　５－３", "北京市门头沟区石龙路5-3"),
        ("石龙路5號院３號樓", "石龙路5号院3号楼"),
        ("石龙路#3楼", "石龙路3号楼"),
        ("3#-2-101", "3号-2-101"),
        ("№5", "5号"),
        ("№三号楼", "3号楼"),
        ("【南区】3棟，a座", "(南区)3栋A座"),
        ("六和路 ---- 东信大道", "六和路东信大道"),
        ("12 3 402", "12 3 402"),
        ("12、14号", "12、14号"),
        ("（）", ""),
    ],
)
def test_an_address_is_written_in_one_way(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.sampled_from([*AREAS, *NAMES]), st.sampled_from([*AREAS, *NAMES]))
def test_traditional_characters_are_the_same_address(one: str, other: str) -> None:
    text = one + other + "5号院3号楼"

    assert parse(TRADITIONAL.convert(text)) == parse(text)


def test_all_levels_of_a_full_address() -> None:
    address = parse("北京市门头沟区永定镇石门营社区石龙路5号院西山艺境3号楼2单元4层402室")

    assert said(address) == {
        "province": "北京市",
        "city": "北京市",
        "district": "门头沟区",
        "town": "永定镇",
        "community": "石门营社区",
        "road": "石龙路",
        "number": "5",
        "compound": "西山艺境",
        "building": "3",
        "unit": "2",
        "floor": "4",
        "room": "402",
    }


@pytest.mark.parametrize(
    "city", ["北京市", "北京", "京", "北京市北京市", "北京 北京市", "中国北京市", ""]
)
def test_the_city_may_be_written_in_many_ways_or_not_at_all(city: str) -> None:
    address = parse(f"{city}门头沟区大峪街道新桥大街5号")

    assert address.city == ("北京市" if city else "")
    assert (address.district, address.town, address.road) == ("门头沟区", "大峪街道", "新桥大街")


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("浙江省杭州市滨江区浙江省杭州市滨江区六和路5号", ("浙江省", "杭州市", "滨江区", "六和路")),
        ("浙江杭州滨江区六和路5号", ("浙江省", "杭州市", "滨江区", "六和路")),
        ("义乌市稠江街道城店路5号", ("", "", "义乌市", "城店路")),
        ("内蒙古赤峰市喀喇沁旗锦山大街5号", ("内蒙古自治区", "赤峰市", "喀喇沁旗", "锦山大街")),
        ("京口区五条街5号", ("", "", "京口区", "五条街")),
        ("北京路5号", ("", "", "", "北京路")),
        ("102300北京市门头沟区石龙路5号", ("北京市", "北京市", "门头沟区", "石龙路")),
    ],
)
def test_areas_elsewhere(written: str, levels: tuple[str, str, str, str]) -> None:
    address = parse(written)

    assert (address.province, address.city, address.district, address.road) == levels


@pytest.mark.parametrize(
    "name", ["石门营新区七区", "小园二区", "上海花园", "北京印象小区", "石龙工业区"]
)
def test_an_estate_is_no_district(name: str) -> None:
    address = parse(f"{name}12号楼")

    assert said(address) == {"compound": name, "building": "12"}


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("永定地区石龙路5号", {"town": "永定地区", "road": "石龙路", "number": "5"}),
        ("漷县镇杨坨村50号", {"town": "漷县镇", "community": "杨坨村", "number": "50"}),
        (
            "广安门内街道西便门东里14号楼",
            {"town": "广安门内街道", "compound": "西便门东里", "building": "14"},
        ),
        ("古镇路5号", {"road": "古镇路", "number": "5"}),
        ("中关村南大街5号", {"road": "中关村南大街", "number": "5"}),
        ("柏峪村5组6号", {"community": "柏峪村", "road": "5组", "number": "6"}),
        ("二街大街119号", {"road": "二街大街", "number": "119"}),
        ("西街一条二号", {"road": "西街一条", "number": "2"}),
        ("639胡同158号", {"road": "639胡同", "number": "158"}),
        ("318国道5号", {"road": "318国道", "number": "5"}),
    ],
)
def test_towns_villages_and_roads(written: str, levels: dict[str, str]) -> None:
    assert said(parse(written)) == levels


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("石龙路5-3", {"number": "5-3", "dash": ("5", "3")}),
        ("石龙路5-3号", {"number": "5-3"}),
        ("石龙路5-3号楼", {"number": "5", "building": "3", "dash": ("5", "3")}),
        (
            "石龙路5-3-402",
            {"number": "5", "building": "3", "unit": "402", "dash": ("5", "3", "402")},
        ),
        ("石龙路5号-3-402", {"number": "5", "building": "3", "room": "402", "dash": ("3", "402")}),
        ("石龙路甲5号", {"number": "甲5"}),
        ("石龙路5甲号", {"number": "甲5"}),
        ("石龙路5号甲", {"number": "甲5"}),
        ("石龙路05号", {"number": "5"}),
        ("石龙路5号附3号", {"number": "5附3"}),
        ("石龙路5号之3", {"number": "5附3"}),
        ("石龙路669弄14号", {"number": "669弄", "building": "14"}),
        ("石龙路27号院71号院1号楼", {"number": "27/71", "building": "1"}),
        ("石龙路5", {"number": "5"}),
        ("石龙路5号3楼", {"number": "5", "floor": "3"}),
        ("石龙路5号院3楼", {"number": "5", "building": "3"}),
        ("石龙路12楼3单元", {"building": "12", "unit": "3"}),
    ],
)
def test_numbers_along_a_road(written: str, levels: dict[str, object]) -> None:
    assert said(parse(written)) == {"road": "石龙路", **levels}


@pytest.mark.parametrize(
    ("tail", "levels"),
    [
        ("12-3-402", {"building": "12", "unit": "3", "room": "402", "dash": ("12", "3", "402")}),
        ("12-402", {"building": "12", "room": "402", "dash": ("12", "402")}),
        ("12幢3单元402室", {"building": "12", "unit": "3", "room": "402"}),
        ("12栋3门402", {"building": "12", "unit": "3", "room": "402"}),
        ("A座1501", {"building": "A", "room": "1501"}),
        ("12号楼B座", {"building": "12-B"}),
        ("3楼2门", {"building": "3", "unit": "2"}),
        ("13号院5号楼", {"number": "13", "building": "5", "numbers_compound": True}),
        ("13-5-1-103", {"number": "13", "building": "5", "unit": "1", "room": "103",
                        "dash": ("13", "5", "1", "103"), "numbers_compound": True}),
    ],
)  # fmt: skip
def test_numbers_within_an_estate(tail: str, levels: dict[str, object]) -> None:
    assert said(parse("西山艺境" + tail)) == {"compound": "西山艺境", **levels}


def test_a_name_may_begin_with_the_country() -> None:
    assert said(parse("中国矿业大学(北京)16号楼"))["compound"] == "中国矿业大学"


def test_a_floor_of_an_office_block_is_no_building() -> None:
    assert said(parse("金泽大厦3楼")) == {"compound": "金泽大厦", "floor": "3"}


def test_a_note_in_brackets_is_no_number_but_a_part_of_the_estate_counts() -> None:
    address = parse("幸福小区（南区）12号楼(原9号楼)")

    assert said(address) == {"compound": "幸福小区南区", "building": "12", "notes": ("原9号楼",)}


@pytest.mark.parametrize("beside", ["对面", "旁", "东侧", "附近", "对面的小楼", "北侧平房"])
def test_what_is_only_beside_a_number_is_not_the_number(beside: str) -> None:
    assert parse(f"石龙路5号{beside}").near == beside


@pytest.mark.parametrize("name", ["西面桥小区5号楼", "路口村5号"])
def test_a_name_may_contain_the_word_for_beside(name: str) -> None:
    assert not parse(name).near


@pytest.mark.parametrize("joint", ["与", "和", "、", ""])
def test_an_intersection_names_two_roads(joint: str) -> None:
    address = parse(f"新桥大街{joint}滨河路交叉口")

    assert (address.road, address.crossing, address.number) == ("新桥大街", "滨河路", "")


def test_several_numbers_are_not_taken_for_the_last_of_them() -> None:
    assert parse("石龙路12、14号").number == ""


def test_firms_and_persons_are_left_over() -> None:
    assert said(parse("石龙路5号3号楼101王某某收")) == {
        "road": "石龙路", "number": "5", "building": "3", "room": "101", "rest": "王某某收"
    }  # fmt: skip


def test_a_text_too_long_for_an_address_comes_back_whole() -> None:
    text = "石龙路" * LONGEST

    assert said(parse(text)) == {"rest": text}
