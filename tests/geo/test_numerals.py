"""Numerals of house numbers become digits, numerals in names stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.numerals import NUMERAL_CHARS, fold_numerals, numbers_to_digits, read_numeral

DIGITS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """Spell 0–9,999 the schoolbook way: the slow second way, place by place."""
    if number == 0:
        return "零"
    words, gap = "", False
    for value, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + place
        gap = not digit
        if not number:
            break
    return words.removeprefix("一") if words.startswith("一十") else words


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("一百二十三", "123"),
        ("十二", "12"),
        ("一十二", "12"),
        ("廿", "20"),
        ("廿三", "23"),
        ("卅一", "31"),
        ("两", "2"),
        ("两百零五", "205"),
        ("一百十三", "113"),
        ("一百〇三", "103"),
        ("一千零二十", "1020"),
        ("一〇一", "101"),
        ("〇八", "08"),
        ("○九", "09"),
        ("幺二", "12"),
        ("壹佰贰拾叁", "123"),
    ],
)
def test_a_numeral_is_read_by_place_or_digit_by_digit(written: str, digits: str) -> None:
    assert read_numeral(written) == digits


@pytest.mark.parametrize("written", ["", "百", "千", "十十", "五六十", "零十", "百花", "一百二"])
def test_what_is_no_clear_numeral_is_not_read(written: str) -> None:
    # 一百二 is 120 to some and 102 to others.
    assert read_numeral(written) is None


@given(st.integers(0, 9999))
def test_every_spelled_number_is_read_back(number: int) -> None:
    assert read_numeral(spelled(number)) == str(number)


@given(st.text(NUMERAL_CHARS, min_size=1, max_size=12))
def test_any_row_of_numerals_gives_digits_or_nothing(written: str) -> None:
    digits = read_numeral(written)

    assert digits is None or digits.isdigit()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("一百二十三号", "123号"),
        ("三家店十二号院三号楼二单元一〇一", "三家店12号院3号楼2单元101"),
        ("石龙路十二-三-四〇二", "石龙路12-3-402"),
        ("5一3-402", "5-3-402"),
        ("柏峪村五组", "柏峪村5组"),
        ("石门营新区七区十二号楼", "石门营新区七区12号楼"),
        ("两号楼三门", "2号楼3门"),
        ("一百二号", "一百二号"),
    ],
)
def test_numerals_before_a_unit_become_digits(written: str, expected: str) -> None:
    assert numbers_to_digits(written) == expected


@pytest.mark.parametrize(
    "name",
    ["三家店", "七棵树", "五里坨", "三门县", "三座店", "文一路", "百花路", "八角街道", "八一"],
)
def test_numerals_in_names_stay(name: str) -> None:
    assert numbers_to_digits(name) == name


def test_names_are_compared_with_their_numerals_as_digits() -> None:
    assert fold_numerals("小园二区") == fold_numerals("小园2区") == "小园2区"
    assert fold_numerals("石门营新区六区") != fold_numerals("石门营新区七区")


@given(st.text(NUMERAL_CHARS + "号院楼层室门座-单元路 0123", max_size=40))
def test_writing_digits_twice_changes_nothing_more(text: str) -> None:
    once = text
    while (again := numbers_to_digits(once)) != once:
        once = again

    assert numbers_to_digits(once) == once
