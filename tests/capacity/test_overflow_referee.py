"""The placement is the one that trying every assignment finds."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from .districts import by_name, run
from .referee import place_by_trying_all
from .strategies import RULES, districts

SHUFFLE = st.randoms(use_true_random=False)


@given(district=districts(), rule=RULES, shuffle=SHUFFLE)
@settings(max_examples=400)
def test_the_placement_is_the_best_of_all_assignments(district, rule, shuffle):
    _compare(district, rule, shuffle)


@given(
    district=districts(most_schools=4, tiers=2, barred=False, farthest=1, spare=(0, 1, 2)),
    rule=RULES,
    shuffle=SHUFFLE,
)
@settings(max_examples=150)
def test_the_lot_decides_as_trying_all_does_where_nearly_all_walks_are_equal(
    district, rule, shuffle
):
    _compare(district, rule, shuffle)


@pytest.mark.long
@given(
    district=districts(most_schools=4, tiers=2, barred=False, farthest=1, spare=(0, 1, 2)),
    rule=RULES,
    shuffle=SHUFFLE,
)
@settings(max_examples=4000)
def test_the_lot_decides_as_trying_all_does_in_many_districts(district, rule, shuffle):
    _compare(district, rule, shuffle)


@pytest.mark.long
@given(district=districts(most_children=7, most_schools=4), rule=RULES, shuffle=SHUFFLE)
@settings(max_examples=4000)
def test_the_placement_is_the_best_of_all_assignments_in_many_districts(district, rule, shuffle):
    _compare(district, rule, shuffle)


def _compare(district, rule, shuffle):
    children, places = district
    lots = [child.id for child in children]
    shuffle.shuffle(lots)

    case, placement = run(children, places, rule, lots)

    expected = place_by_trying_all(children, places, rule, lots)
    event("short" if expected is None else "placed")
    if expected is None:
        assert placement.shortage is not None
    else:
        assert by_name(case, placement.school) == expected
