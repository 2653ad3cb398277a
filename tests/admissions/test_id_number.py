from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.id_number import birth_date_in, has_check_digit, id_fault, normalise_id
from admissions.people_kinds import IdKind
from tests.admissions.entries import citizen_number

# The two examples printed in GB 11643-1999.
PRINTED = ["11010519491231002X", "440524188001010014"]


@pytest.mark.parametrize("number", PRINTED)
def test_the_standards_own_examples_pass(number: str) -> None:
    assert has_check_digit(number)


@given(
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.integers(0, 999).map("{:03}".format),
    st.integers(0, 17),
    st.integers(1, 9),
)
def test_one_mistyped_digit_is_always_noticed(born: date, serial: str, at: int, added: int) -> None:
    number = citizen_number(born, serial=serial)
    values = "0123456789X" if at == 17 else "0123456789"
    wrong = values[(values.index(number[at]) + added) % len(values)]

    assert has_check_digit(number)
    assert not has_check_digit(number[:at] + wrong + number[at + 1 :])


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 16))
def test_two_neighbouring_digits_exchanged_are_noticed(born: date, at: int) -> None:
    number = citizen_number(born)
    turned = number[:at] + number[at + 1] + number[at] + number[at + 2 :]

    assert has_check_digit(turned) == (turned == number)


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)))
def test_the_birth_date_comes_back_out(born: date) -> None:
    assert birth_date_in(citizen_number(born)) == born


@pytest.mark.parametrize(
    "number",
    ["110109" + "20070229" + "0020", "110109" + "20071301" + "0020", "1101092007022", "一" * 18],
    ids=["no leap day", "month 13", "too short", "no digits"],
)
def test_no_date_is_made_up(number: str) -> None:
    assert birth_date_in(number) is None


def test_a_leap_day_of_a_leap_year_is_a_date() -> None:
    assert birth_date_in("110109200802290028") == date(2008, 2, 29)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        (" 11010519491231002x\u3000", "11010519491231002X"),
        ("110105 19491231002X", "110105 19491231002X"),
        ("110105-19491231002X", "110105-19491231002X"),
    ],
    ids=["full width", "outer blanks, small x", "inner blank stays", "hyphen stays"],
)
def test_a_number_has_one_spelling(typed: str, plain: str) -> None:
    assert normalise_id(typed) == plain


BORN = date(2007, 3, 1)
CARD = citizen_number(BORN)


@pytest.mark.parametrize(
    ("kind", "number", "fault"),
    [
        (IdKind.ID_CARD, CARD, ""),
        (IdKind.ID_CARD, CARD[:17], "id_form"),
        (IdKind.ID_CARD, CARD + "0", "id_form"),
        (IdKind.ID_CARD, CARD[:3] + " " + CARD[3:17], "id_form"),
        (IdKind.ID_CARD, "11010519491231002x", "id_form"),
        (IdKind.ID_CARD, CARD[:17] + ("1" if CARD[17] != "1" else "2"), "id_check_digit"),
        (IdKind.ID_CARD, citizen_number(date(2007, 3, 2)), "id_other_birth"),
        (IdKind.ID_CARD, "", "id_form"),
        (IdKind.HK_MACAO_PERMIT, "H12345678", ""),
        (IdKind.HK_MACAO_PERMIT, "M1234567800", ""),
        (IdKind.HK_MACAO_PERMIT, "A12345678", "id_hk_macao_permit"),
        (IdKind.HK_MACAO_PERMIT, "H123456789", "id_hk_macao_permit"),
        (IdKind.TAIWAN_PERMIT, "12345678", ""),
        (IdKind.TAIWAN_PERMIT, "1234567", "id_taiwan_permit"),
        (IdKind.PASSPORT, "E12345678", ""),
        (IdKind.PASSPORT, "EABCDEFGH", "id_passport"),
        (IdKind.PASSPORT, "E123", "id_passport"),
        (IdKind.NONE_YET, "", ""),
        (IdKind.NONE_YET, CARD, "id_none_yet"),
    ],
)
def test_a_number_must_have_the_form_of_its_document(kind: IdKind, number: str, fault: str) -> None:
    assert id_fault(kind, number, BORN) == fault


def test_a_number_with_a_right_check_digit_and_no_such_day_is_refused() -> None:
    body = "11010920070229002"
    carried = 0
    for digit in body:
        carried = (carried + int(digit)) * 2 % 11
    number = body + "0123456789X"[(12 - carried) % 11]

    assert id_fault(IdKind.ID_CARD, number, BORN) == "id_no_such_day"
