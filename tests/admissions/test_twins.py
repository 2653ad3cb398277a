"""Twins are who name each other, or come from one account, born together, in one tier and zone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.twins import TwinClaim, TwinGroups, twin_groups

BORN = date(2007, 3, 1)


def child(number: str, twin_of: str = "", **changed) -> TwinClaim:
    plain = TwinClaim(number, twin_of, f"account-{number}", BORN, 1, ("west",))
    return replace(plain, **changed)


def test_two_who_name_each_other_are_a_group_named_by_the_smaller_number():
    assert twin_groups([child("B", "A"), child("A", "B")]) == TwinGroups({"A": "A", "B": "A"}, ())


def test_one_account_needs_to_name_a_twin_only_once():
    claims = [child("A", account_id="mu"), child("B", "A", account_id="mu")]

    assert twin_groups(claims).group == {"A": "A", "B": "A"}


def test_nobody_becomes_the_twin_of_a_stranger():
    assert twin_groups([child("A"), child("B", "A")]) == TwinGroups({}, ("B",))


def test_without_accounts_both_must_say_so():
    late = [child("A", account_id=None), child("B", "A", account_id=None)]

    assert twin_groups(late) == TwinGroups({}, ("B",))


def test_triplets_who_name_one_another_in_a_ring_are_told_apart():
    # each names another who does not name it back: from three accounts no pair agrees
    ring = [child("A", "B"), child("B", "C"), child("C", "A")]

    assert twin_groups(ring) == TwinGroups({}, ("A", "B", "C"))


def test_triplets_of_one_account_are_one_group():
    claims = [child(name, of, account_id="mu") for name, of in (("A", "B"), ("B", "C"), ("C", ""))]

    assert twin_groups(claims).group == {"A": "A", "B": "A", "C": "A"}


@pytest.mark.parametrize(
    ("changed", "together"),
    [({"born": date(2007, 3, 2)}, True), ({"born": date(2007, 2, 28)}, True),
     ({"born": date(2007, 3, 3)}, False), ({"born": date(2007, 2, 27)}, False),
     ({"tier": 2}, False), ({"school_ids": ("east",)}, False)],
    ids=["after midnight", "before midnight", "two days later", "two days earlier",
         "another tier", "another zone"],
)  # fmt: skip
def test_twins_are_born_together_and_live_together(changed, together):
    found = twin_groups([child("A", "B"), child("B", "A", **changed)])

    assert bool(found.group) is together
    assert found.apart == (() if together else ("A", "B"))


@pytest.mark.parametrize("twin_of", ["Z", "A"], ids=["no such child", "itself"])
def test_a_claim_to_nobody_is_told(twin_of):
    assert twin_groups([child("A", twin_of)]) == TwinGroups({}, ("A",))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 1)), max_size=6,
                unique_by=lambda one: one[0]), st.randoms())  # fmt: skip
def test_groups_do_not_depend_on_the_order_and_hold_at_least_two(drawn, random):
    claims = [child(f"C{a}", f"C{b}", account_id=f"account-{c}") for a, b, c in drawn]
    shuffled = list(claims)
    random.shuffle(shuffled)

    found = twin_groups(claims)

    assert twin_groups(shuffled) == found
    assert all(list(found.group.values()).count(name) > 1 for name in found.group.values())
    assert all(min(n for n, name in found.group.items() if name == of) == of
               for of in found.group.values())  # fmt: skip
