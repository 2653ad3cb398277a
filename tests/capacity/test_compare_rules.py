"""The table of docs/overflow.md, in short: 4 towns of 600 children; the long form 20 of 2,000."""

import numpy as np
import pytest

from capacity.alternatives import Alternative

from .compare_rules import compare, town


def medians(found, rule):
    """Return the median (extra walk, worst extra metres, share with a complaint, moved)."""
    return np.median([each[rule] for each in found], axis=0)


def test_a_town_is_the_same_for_the_same_seed_and_never_short():
    (one, lots), (again, _) = town(3), town(3)
    other, _ = town(4)

    assert np.array_equal(one.option_m, again.option_m)
    assert not np.array_equal(one.option_m, other.option_m)
    assert one.places.sum() >= len(one)
    assert sorted(lots.tolist()) == list(range(len(one)))


def test_in_small_towns_r3_walks_least_and_nobody_has_a_complaint():
    found = [compare(seed, children=600, schools=10) for seed in range(4)]

    for each in found:
        assert each["R3"][2] == 0
        for alternative in Alternative:
            assert each[alternative][0] >= 1
            assert each[alternative][3] == each["R3"][3]  # as many moved under every rule


@pytest.mark.long
def test_the_table_of_the_docs_holds():
    found = [compare(seed) for seed in range(20)]

    assert medians(found, "R3")[2] == 0
    assert 1.0 < medians(found, "R3, squared metres")[0] < 1.1
    assert 0.05 < medians(found, "R3, squared metres")[2] < 0.35
    for rule, walk, complaints in (
        (Alternative.NEAREST_STAYS, (1.5, 2.8), (0.5, 0.8)),
        (Alternative.SWEDISH_STATIC, (1.6, 2.8), (0.3, 0.7)),
        (Alternative.LOTTERY, (2.1, 3.6), (0.85, 0.98)),
        (Alternative.DEFERRED_ACCEPTANCE, (1.5, 2.8), (0.5, 0.8)),
    ):
        assert walk[0] < medians(found, rule)[0] < walk[1]
        assert complaints[0] < medians(found, rule)[2] < complaints[1]
