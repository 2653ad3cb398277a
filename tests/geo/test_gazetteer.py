"""The gazetteer answers what the register holds, lists what may be meant, and never guesses."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer, Rules
from geo.geocode import Located, Precision, Reason, State
from tests.geo.address_town import HOME, PLACES, town_gazetteer, town_register

TOWN = town_gazetteer()


def place(text: str) -> tuple[State, Precision, float]:
    answer = TOWN.locate(text)
    return answer.state, answer.precision, answer.x_m


def found_at(x_m: float, precision: Precision) -> tuple[State, Precision, float]:
    return State.FOUND, precision, x_m


def refusal(text: str) -> tuple[State, Reason]:
    answer = TOWN.locate(text)
    assert answer.x_m != answer.x_m  # NaN: no point where there is no answer
    return answer.state, answer.reason


@pytest.mark.parametrize(("address", "x_m"), PLACES, ids=[address for address, _ in PLACES])
def test_every_register_address_is_found_at_its_own_point(address: str, x_m: float) -> None:
    answer = TOWN.locate(HOME + address)

    assert (answer.state, answer.x_m, answer.y_m, answer.score) == (State.FOUND, x_m, 0.0, 1.0)
    assert answer.building_id == f"B{x_m:.0f}"
    assert answer.source == "gazetteer"


@pytest.mark.parametrize(
    "written",
    [
        "石龙路5号院3号楼",
        "门头沟区石龙路５号院３号楼",
        "北京门头沟永定石龙路5号院3号楼2单元101室",
        "門頭溝區永定鎮石龍路五號院三號樓",
        "永定地区石龙路五号院三号楼二单元一〇一",
        "石龙路5-3",
        "石龙路5-3-101",
        "石龙路5-3-2-101",
        "石龙路5号-3-101",
        "石龙路5号院3号楼(南门进)",
        "石龙路 5号院，3#",
        "石龙路5号院3栋",
    ],
)
def test_one_building_written_in_many_ways(written: str) -> None:
    assert place(written) == found_at(80.0, Precision.BUILDING)


@pytest.mark.parametrize(
    "written",
    [
        "石门营新区7区12号楼",
        "石门营新区七区12-3-402",
        "石门营新区七区社区12号楼",
        "永定石门营新区七区12栋",
    ],
)
def test_numerals_of_a_name_may_be_digits_and_its_kind_may_be_said(written: str) -> None:
    assert place(written) == found_at(1300.0, Precision.BUILDING)


@pytest.mark.parametrize(
    "written",
    [
        "石门营新区八区12号楼",
        "三家店西街35号",
        "三家店街35号",
        "石龙街7号",
        "新惠和新苑3号楼",
        "惠和苑3号楼",
    ],
)
def test_a_sibling_name_is_another_place(written: str) -> None:
    assert refusal(written) == (State.NOT_FOUND, Reason.UNKNOWN_NAME)


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("石龙路8号", 7),
        ("石龙路77号", 7),
        ("石龙路17号", 7),
        ("石龙路甲7号", 7),
        ("石龙路7号附1号", 7),
    ],
)
def test_digits_are_never_fuzzy(asked: str, held: int) -> None:
    answer = TOWN.locate(asked)

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.UNKNOWN_NUMBER)
    assert f"石龙路{held}号" in answer.candidates[0].address


@pytest.mark.parametrize("written", ["龙全花园3号楼", "龙泉花元3号楼"])
def test_a_homophone_is_understood_at_a_lower_score(written: str) -> None:
    answer = TOWN.locate(written)

    assert (answer.state, answer.x_m) == (State.FOUND, 2000.0)
    assert 0.8 <= answer.score < 1


@pytest.mark.parametrize(
    "written",
    ["永定镇西山艺堡境13号院5号楼", "永定镇西山艺13号院5号楼", "永定镇西山艺堺13号院5号楼"],
)
def test_one_slip_in_a_long_name_is_understood(written: str) -> None:
    assert place(written) == found_at(9000.0, Precision.BUILDING)


@pytest.mark.parametrize("written", ["石山路7号", "永定镇石山路7号", "龙潭花园3号楼", "石路7号"])
def test_one_slip_in_a_short_name_is_another_name(written: str) -> None:
    assert refusal(written) == (State.NOT_FOUND, Reason.UNKNOWN_NAME)


def test_a_slip_in_a_name_of_less_than_five_characters_needs_the_town_s_word() -> None:
    assert refusal("西山艺堺13号院5号楼")[0] is State.NOT_FOUND
    assert place("城子街道惠盛新苑3号楼") == found_at(9500.0, Precision.BUILDING)
    assert refusal("惠盛新苑3号楼")[0] is State.NOT_FOUND
    assert refusal("大峪街道惠盛新苑3号楼")[0] is State.NOT_FOUND


def test_one_slip_in_the_short_part_of_a_long_name_is_another_name() -> None:
    town = town_gazetteer([*PLACES, ("大峪街道安慧北里安园1号楼", 500.0)])

    answer = town.locate("大峪街道安慧北里逸园1号楼")

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.UNKNOWN_NAME)


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("雁翅社区", "雁翅村"),
        ("黄安坨村", "黄安村"),
        ("增产路社区", "剧场路社区"),
        ("杨村村", "大村村"),
    ],
)
def test_real_neighbours_are_not_taken_for_each_other(held: str, asked: str) -> None:
    town = town_gazetteer([*PLACES, (f"斋堂镇{held}5号", 500.0)])

    answer = town.locate(f"斋堂镇{asked}5号")

    assert answer.state is State.NOT_FOUND


def test_two_places_that_fit_are_both_listed_and_none_is_taken() -> None:
    answer = TOWN.locate("建设路5号")

    assert (answer.state, answer.reason) == (State.AMBIGUOUS, Reason.SEVERAL)
    assert {one.x_m for one in answer.candidates} == {4000.0, 6000.0}
    assert answer.x_m != answer.x_m


def test_the_town_tells_two_places_apart() -> None:
    assert place("大峪街道建设路5号") == found_at(4000.0, Precision.NUMBER)
    assert place("城子建设路5号") == found_at(6000.0, Precision.NUMBER)


@pytest.mark.parametrize(
    "area", ["永定镇", "石景山区", "天津市", "昌平区城子街道", "河北省张家口市"]
)
def test_a_name_in_another_area_is_another_place(area: str) -> None:
    assert refusal(f"{area}建设路5号") == (State.NOT_FOUND, Reason.OTHER_AREA)


def test_a_misspelt_town_is_settled_by_its_sound() -> None:
    assert place("永顶镇石龙路7号") == found_at(300.0, Precision.NUMBER)


@pytest.mark.parametrize("town", ["永定", "永定真"])
def test_a_town_with_its_kind_miswritten_is_still_that_town(town: str) -> None:
    assert place(f"门头沟区{town}石门营新区七区12号楼") == found_at(1300.0, Precision.BUILDING)


def test_an_unknown_town_counts_for_nothing_only_in_the_right_district() -> None:
    assert place("门头沟区新设镇石龙路7号") == found_at(300.0, Precision.NUMBER)
    assert refusal("新设镇石龙路7号") == (State.NOT_FOUND, Reason.OTHER_AREA)


def test_a_building_the_register_lacks_is_answered_only_as_its_court() -> None:
    answer = TOWN.locate("石龙路5号院9号楼")

    assert (answer.state, answer.precision) == (State.FOUND, Precision.COMPOUND)
    assert (answer.x_m, answer.spread_m, answer.building_id) == (40.0, 40.0, "")


def test_a_court_without_a_building_has_the_precision_of_its_number() -> None:
    assert place("石龙路5号院") == found_at(40.0, Precision.NUMBER)


def test_a_room_in_a_house_that_the_register_holds_as_a_whole() -> None:
    assert place("三家店东街35号5号楼") == found_at(8000.0, Precision.NUMBER)


def test_an_estate_whose_buildings_lie_far_apart_has_no_point() -> None:
    answer = TOWN.locate("石门营新区七区99号楼")

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.SPREAD)
    assert len(answer.candidates) == 2


def test_how_far_apart_is_the_caller_s_rule() -> None:
    wide = town_gazetteer(rules=Rules(spread_m=400.0))

    answer = wide.locate("石门营新区七区99号楼")

    assert (answer.precision, answer.spread_m) == (Precision.COMPOUND, 400.0)


def test_an_estate_is_found_without_its_road() -> None:
    assert place("龙泉花园4号楼") == found_at(2050.0, Precision.BUILDING)
    assert place("龙泉花园4号") == found_at(2050.0, Precision.BUILDING)
    assert place("龙泉花园4-2-101") == found_at(2050.0, Precision.BUILDING)


def test_a_court_number_left_out_is_found_where_only_one_building_fits() -> None:
    assert place("西山艺境5号楼") == found_at(9000.0, Precision.BUILDING)


def test_another_court_of_the_estate_is_not_the_one_that_is_held() -> None:
    assert refusal("西山艺境15号院5号楼")[0] is State.NOT_FOUND


def test_a_door_and_its_court_s_building_that_share_a_dash_form_are_ambiguous() -> None:
    both = town_gazetteer([*PLACES, ("永定镇石龙路5-3号", 500.0)])

    answer = both.locate("石龙路5-3")

    assert answer.state is State.AMBIGUOUS
    assert {one.x_m for one in answer.candidates} == {80.0, 500.0}


@pytest.mark.parametrize("beside", ["对面", "旁边平房", "东侧50米"])
def test_what_is_beside_a_place_is_not_the_place(beside: str) -> None:
    answer = TOWN.locate(f"石龙路7号{beside}")

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.BESIDE)
    assert answer.candidates[0].x_m == 300.0


def test_a_village_as_a_whole_is_a_community_and_no_more() -> None:
    assert place("柏峪村") == found_at(7100.0, Precision.COMMUNITY)
    assert place("柏峪村99号") == found_at(7100.0, Precision.COMMUNITY)
    assert place("柏峪村12") == found_at(7000.0, Precision.NUMBER)


def test_an_intersection_is_found_in_either_order() -> None:
    assert place("滨河路新桥大街交叉口") == found_at(9900.0, Precision.ROAD)


def test_a_firm_behind_the_number_does_not_matter_but_another_estate_does() -> None:
    assert place("石龙路7号大风车幼儿园") == found_at(300.0, Precision.NUMBER)
    assert refusal("新桥大街12号惠和新苑3号楼") == (State.NOT_FOUND, Reason.WEAK)
    assert place("新桥大街12号龙泉花圆3号楼") == found_at(2000.0, Precision.BUILDING)


@pytest.mark.parametrize("text", ["", "   ", "()", "5号楼", "北京市", "13800138000", "？？？"])
def test_a_text_without_a_name_is_no_address(text: str) -> None:
    assert refusal(text)[0] is State.NOT_FOUND


def test_a_match_below_the_threshold_is_listed_and_not_taken() -> None:
    strict = town_gazetteer(rules=Rules(threshold=0.95))

    answer = strict.locate("龙全花园3号楼")

    assert (answer.state, answer.reason) == (State.NOT_FOUND, Reason.WEAK)
    assert answer.candidates[0].x_m == 2000.0


def test_an_alias_finds_its_row() -> None:
    aliases = [""] * len(PLACES)
    aliases[3] = "艺术大厦；永定镇老石龙街3号"
    town = town_gazetteer(aliases=aliases)

    assert town.locate("老石龙街3号").x_m == 300.0
    assert town.locate("门头沟区艺术大厦").x_m == 300.0
    assert town.locate("石龙路7号").x_m == 300.0


def test_entrances_of_one_building_are_one_place_and_their_unit_tells_them_apart() -> None:
    slab = [("永定镇石龙路9号院1号楼1单元", 0.0), ("永定镇石龙路9号院1号楼2单元", 60.0)]
    town = town_gazetteer([*PLACES, *slab])

    whole, second = town.locate("石龙路9号院1号楼"), town.locate("石龙路9号院1号楼2单元301")

    assert (whole.state, whole.spread_m) == (State.FOUND, 60.0)
    assert (second.x_m, second.spread_m) == (60.0, 0.0)


def test_candidates_are_at_most_ten_and_best_first() -> None:
    many = [(f"永定镇石龙路{number}号", float(number * 50)) for number in range(20, 60)]
    town = town_gazetteer([*PLACES, *many])

    answer = town.locate("石龙路35号甲")

    scores = [one.score for one in answer.candidates]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)


def test_what_is_not_found_lists_names_that_look_alike() -> None:
    answer = TOWN.locate("大峪街道龙潭花园3号楼")

    assert answer.candidates[0].address.endswith("龙泉花园3号楼")


QUERIES = [
    *("石龙路5号院", "建设路5号", "石门营新区七区99号楼", "龙潭花园3号楼", "石龙路9号"),
    *("龙全花园3号楼", "永定镇建设路5号", "石龙路5-3", "柏峪村99号", "西山艺13号院5号楼"),
]


def answers(town: Gazetteer) -> list[Located]:
    return [town.locate(text) for text in QUERIES]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_register_s_rows_changes_nothing(order: random.Random) -> None:
    shuffled = list(PLACES)
    order.shuffle(shuffled)

    assert repr(answers(town_gazetteer(shuffled))) == repr(answers(TOWN))


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    answer = TOWN.locate(text)

    assert (answer.state is State.FOUND) == (answer.x_m == answer.x_m)


WORDS = (
    "北京市 门头沟区 门头沟 永定镇 大峪街道 城子 石龙路 建设路 龙泉花园 石门营新区七区 西山艺境"
    " 柏峪村"
    " 5号院 3号楼 12号楼 5-3 7号 99号 对面 (北门) 402室 二 三"
)
PARTS = st.sampled_from(WORDS.split(" "))


@given(st.lists(PARTS, max_size=7).map("".join))
def test_every_answer_is_a_place_of_the_register_with_the_asked_digits(text: str) -> None:
    answer = TOWN.locate(text)

    points = dict(zip(REGISTER.x_m.tolist(), REGISTER.places, strict=True))
    if answer.precision is Precision.NUMBER and answer.state is State.FOUND:
        there = points[answer.x_m]
        assert (there.number or there.court) in text.replace("-", "号")
    if answer.precision is Precision.BUILDING and answer.state is State.FOUND:
        assert points[answer.x_m].building in text.replace("二", "2").replace("三", "3")


REGISTER = town_register()
