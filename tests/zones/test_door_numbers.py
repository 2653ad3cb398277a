"""Which door numbers does a legal text mean?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.door_numbers import Says, Unit, read_numbers


def listed(text: str, up_to: int = 14, unit: Unit = Unit.DOOR) -> list[int]:
    """Return the plain numbers up to a limit that a text names."""
    numbers = read_numbers(text)
    return [n for n in range(1, up_to + 1) if numbers.says(str(n), unit) is Says.LISTED]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-9单", [1, 3, 5, 7, 9]),
        ("2-10双", [2, 4, 6, 8, 10]),
        ("2-9单", [3, 5, 7, 9]),
        ("3-6", [3, 4, 5, 6]),
        ("3", [3]),
        ("3;5、7，9,11", [3, 5, 7, 9, 11]),
        ("1-9单;2-6双;除4", [1, 2, 3, 5, 6, 7, 9]),
        ("1-6；除2、4，6", [1, 3, 5]),
        ("1-6；不含2-4", [1, 5, 6]),
        ("1-6；除2外", [1, 3, 4, 5, 6]),
        ("12以上", [12, 13, 14]),
        ("3以下", [1, 2, 3]),
        ("11以上单", [11, 13]),
        ("单", [1, 3, 5, 7, 9, 11, 13]),
        ("双号", [2, 4, 6, 8, 10, 12, 14]),
        ("全部", list(range(1, 15))),
        ("全部；除3-13", [1, 2, 14]),
        ("１－３单；８号院", [1, 3, 8]),
        ("1号至5号单号", [1, 3, 5]),
        ("单号：1—5；双号：2—4", [1, 2, 3, 4, 5]),
        ("1-5（单号）", [1, 3, 5]),
        ("2 号 ～ 6 号 双", [2, 4, 6]),
        ("偶数2-6", [2, 4, 6]),
        ("7弄", [7]),
        ("5-5", [5]),
    ],
)
def test_the_text_names_exactly_these_doors(text: str, numbers: list[int]) -> None:
    assert listed(text) == numbers


@pytest.mark.parametrize(
    ("text", "doors", "buildings"),
    [
        ("1-3号楼", [], [1, 2, 3]),
        ("2栋、4幢", [], [2, 4]),
        ("2号", [2], []),
        ("2号院", [2], []),
        ("2", [2], [2]),
        ("2号;3号楼", [2], [3]),
    ],
)
def test_doors_and_buildings_are_counted_apart(
    text: str, doors: list[int], buildings: list[int]
) -> None:
    assert listed(text) == doors
    assert listed(text, unit=Unit.BUILDING) == buildings


@pytest.mark.parametrize(
    ("text", "number", "says"),
    [
        ("5;甲7", "甲7", Says.LISTED),
        ("5;甲7", "7", Says.SILENT),
        ("5;7甲", "甲7", Says.LISTED),
        ("1-9单", "甲5", Says.VARIANT),
        ("1-9单", "5附2", Says.VARIANT),
        ("1-9单", "5-2", Says.VARIANT),
        ("1-9单", "甲4", Says.SILENT),
        ("1-9单;除5", "甲5", Says.SILENT),
        ("1-9单;除甲5", "甲5", Says.SILENT),
        ("1-9单;除甲5", "5", Says.LISTED),
        ("全部", "甲5", Says.LISTED),
        ("全部;除5", "甲5", Says.VARIANT),
        ("全部", "A座", Says.LISTED),
        ("1-9", "A", Says.SILENT),
        ("669弄", "669弄", Says.LISTED),
        ("1-9", "100000", Says.SILENT),
    ],
)
def test_a_lettered_number_is_listed_only_where_it_is_named(
    text: str, number: str, says: Says
) -> None:
    assert read_numbers(text).says(number, Unit.DOOR) is says


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no number"),
        ("；", "names no number"),
        ("除12", "names no number"),
        ("9-1", "runs backwards"),
        ("1-35单2-40双", "cannot be read"),
        ("甲1-9", "with a letter"),
        ("1-9;全部", "全部 and single numbers"),
        ("1 3 5", "not by a blank"),
        ("三号", "cannot be read"),
        ("1-5号楼以及其它", "cannot be read"),
        ("1号-5号楼", "says two things"),
        ("单1-5双", "says two things"),
        ("100000", "cannot be read"),
    ],
)
def test_a_text_that_cannot_be_read_in_one_way_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_numbers(text)


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ("1-9单", "9-20", "9"),
        ("1-9单", "2-8双", None),
        ("1-9", "5号楼", "5"),
        ("5号", "5号楼", None),
        ("全部", "7", "7"),
        ("全部;除7", "7", None),
        ("全部;除7", "7、8", "8"),
        ("全部", "甲7", "甲7"),
        ("1-9", "甲7", None),
        ("1-9;除3", "3", None),
        ("单", "双", None),
        ("全部", "全部", "1"),
    ],
)
def test_two_texts_share_a_number_or_they_do_not(one: str, other: str, number: str | None) -> None:
    first, second = read_numbers(one), read_numbers(other)

    assert first.shared_with(second) == number
    assert (second.shared_with(first) is None) is (number is None)


SPANS = st.tuples(st.integers(1, 30), st.integers(0, 12), st.sampled_from(["", "单", "双"]))


@given(spans=st.lists(SPANS, min_size=1, max_size=4), out=st.lists(st.integers(1, 40), max_size=3))
def test_a_text_names_what_a_set_of_numbers_says(
    spans: list[tuple[int, int, str]], out: list[int]
) -> None:
    text = ";".join(f"{low}-{low + more}{side}" for low, more, side in spans)
    text += f";除{'、'.join(map(str, out))}" if out else ""
    parity = {"": (0, 1), "单": (1,), "双": (0,)}

    expected = {
        n for low, more, side in spans for n in range(low, low + more + 1) if n % 2 in parity[side]
    } - set(out)

    assert listed(text, up_to=45) == sorted(expected)
