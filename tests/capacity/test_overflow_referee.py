"""The placement is the one that trying every assignment finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.case import case_of
from capacity.overflow import place
from capacity.ruleset import Ruleset

from .referee import place_by_trying_all
from .strategies import RULES, districts


@given(district=districts(), rule=RULES, shuffle=st.randoms(use_true_random=False))
@settings(max_examples=400)
def test_the_placement_is_the_best_of_all_assignments(district, rule, shuffle):
    children, places = district
    lots = [child.id for child in children]
    shuffle.shuffle(lots)
    case = case_of(children, places)
    rank = np.array([lots.index(name) for name in case.child_ids])

    placement = place(case, rule, rank)

    expected = place_by_trying_all(children, places, rule, lots)
    if expected is None:
        assert placement.shortage is not None
    else:
        found = dict(zip(case.child_ids, placement.school.tolist(), strict=True))
        assert {name: case.school_ids[j] for name, j in found.items()} == expected
