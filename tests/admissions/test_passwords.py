"""A password is long, not obvious, its owner's; a wrong one is wrong however it is spelled."""

import pytest
from argon2 import PasswordHasher

from admissions import passwords
from admissions.passwords import Checked, check_password, hash_password, needs_rehash
from geo.faults import BadInput

GOOD = "三只山羊过独木桥"  # eight signs


@pytest.fixture(scope="module")
def stored():
    return hash_password(GOOD, login="13800138000", staff=False)


def test_the_right_password_is_right_and_another_is_wrong(stored):
    assert check_password(stored, GOOD)(stored)
    assert not check_password(stored, GOOD + "啊")(stored)


def test_a_stored_hash_is_argon2id_with_19_mib_and_two_passes(stored):
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_rehash(stored)
    assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))


def test_full_width_digits_of_an_input_method_are_the_same_digits():
    stored = hash_password("山羊２０１３过桥吃草", login="13800138000", staff=False)

    assert check_password(stored, "山羊2013过桥吃草")(stored)


def test_more_than_the_longest_password_is_wrong_although_its_beginning_is_right():
    longest = ("山羊" + "a桥b树" * 32)[:128]
    stored = hash_password(longest, login="13800138000", staff=False)

    assert check_password(stored, longest)(stored)
    assert not check_password(stored, longest + "!")(stored)


def test_where_there_is_no_account_the_same_work_is_done_and_nothing_is_right():
    assert passwords._NOBODY.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not check_password(None, GOOD)(None)


def test_what_was_verified_counts_for_that_hash_alone(stored):
    right = check_password(stored, GOOD)

    assert not right("another hash")
    assert not right(None)
    assert not Checked(stored, right=False)(stored)


@pytest.mark.parametrize(
    ("password", "staff", "fits"),
    [
        ("门头沟山羊上山", False, False), ("门头沟山羊上山了", False, True),
        ("门头沟山羊上山了看树去", True, False), ("门头沟山羊上山了看树去了", True, True),
        ("山羊" + "a桥b树" * 31 + "cd", False, True),
        ("山羊" + "a桥b树" * 31 + "cde", False, False),
    ],
    ids=["guardian 7", "guardian 8", "staff 11", "staff 12", "128", "129"],
)  # fmt: skip
def test_a_password_has_8_signs_or_12_for_staff_and_128_at_most(password, staff, fits):
    if fits:
        hash_password(password, login="west-desk", staff=staff)
    else:
        with pytest.raises(BadInput, match="signs"):
            hash_password(password, login="west-desk", staff=staff)


@pytest.mark.parametrize(
    "obvious",
    ["12345678", "87654321", "1234567890", "0987654321", "abcdefgh", "aaaaaaaa", "88888880",
     "abcdabcd", "abababab", "123123123", "Password", "PASSW0RD", "１２３４５６７８", "woaini1314"],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(obvious):
    with pytest.raises(BadInput, match="guessed"):
        hash_password(obvious, login="13800138000", staff=False)


@pytest.mark.parametrize("password", ["13800138000", "li13800138000!", "WEST-DESK-2013"])
def test_a_password_does_not_hold_the_login(password):
    login = "west-desk" if "WEST" in password else "13800138000"

    with pytest.raises(BadInput, match="login"):
        hash_password(password, login=login, staff=False)


def test_every_fault_is_told_together_and_never_repeats_the_password():
    with pytest.raises(BadInput) as refused:
        hash_password("1234567", login="1234", staff=True)

    assert len(refused.value.faults) == 3
    assert "1234567" not in str(refused.value)
