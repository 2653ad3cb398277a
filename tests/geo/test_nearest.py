"""Are the k nearest schools of every home exact, canonical, and the same by both engines?"""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import Engine, WalkingTable
from geo.network import Streets
from geo.rows import same_edge_pairs
from geo.snap import Snapped
from tests.geo.street_town import bare_network, first_k, placed, referee


def table(
    streets: Streets, homes: Snapped, gates: Snapped, school: list[int], n_schools: int
) -> WalkingTable:
    located = np.ones(len(homes.edge), bool)
    return WalkingTable(
        streets, homes, located, gates, np.array(school, np.int32), n_schools, 500.0
    )


@st.composite
def towns(draw: st.DrawFn) -> tuple[WalkingTable, list[int]]:
    """Draw networks with loops, parallel, empty and missing edges, and lengths that tie."""
    n = draw(st.integers(1, 9))
    node = st.integers(0, n - 1)
    edges = draw(st.lists(st.tuples(node, node, st.integers(0, 6)), min_size=1, max_size=16))
    streets = bare_network(n, edges)
    on_edge = st.tuples(
        st.integers(-1, streets.n_edges - 1), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 2)
    )
    homes = placed(streets, draw(st.lists(on_edge, min_size=1, max_size=6)))
    per_school = draw(st.lists(st.lists(on_edge, min_size=1, max_size=3), min_size=1, max_size=6))
    school = [s for s, each in enumerate(per_school) for _ in each]
    gates = placed(streets, [gate for each in per_school for gate in each])
    return table(streets, homes, gates, school, len(per_school)), school


@given(towns(), st.integers(1, 7))
def test_both_engines_find_what_networkx_finds(
    drawn: tuple[WalkingTable, list[int]], k: int
) -> None:
    walking, school = drawn
    full = referee(walking.streets, walking.homes, walking.gates, school)

    by_labels = walking.nearest(k, engine=Engine.LABELS)
    by_rows = walking.nearest(k, engine=Engine.ROWS)

    expected = first_k(full, k)
    for answer in (by_labels, by_rows):
        assert answer[0].tolist() == expected[0].tolist()
        assert answer[1].tolist() == expected[1].tolist()
        assert answer[0].dtype == np.int32
        assert answer[1].dtype == np.int64


@given(towns())
def test_full_rows_are_what_networkx_finds_for_few_homes_and_for_many(
    drawn: tuple[WalkingTable, list[int]],
) -> None:
    walking, school = drawn
    full = referee(walking.streets, walking.homes, walking.gates, school)
    n = len(walking.homes.edge)
    many = np.concatenate([np.arange(n), np.arange(n), np.zeros(walking.n_schools, int)])

    assert walking.to_all(np.arange(1)).tolist() == full[:1].tolist()
    assert walking.to_all(many).tolist() == full[many].tolist()


@given(towns(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_only_open_schools_are_found(
    drawn: tuple[WalkingTable, list[int]], k: int, chance: Random
) -> None:
    walking, school = drawn
    is_open = np.array([chance.random() < 0.5 for _ in range(walking.n_schools)])
    full = referee(walking.streets, walking.homes, walking.gates, school)
    full[:, ~is_open] = -1

    for engine in (Engine.LABELS, Engine.ROWS):
        found = walking.nearest(k, is_open, engine=engine)
        expected = first_k(full, k)
        assert found[0].tolist() == expected[0].tolist()
        assert found[1].tolist() == expected[1].tolist()


@pytest.mark.parametrize("engine", [Engine.LABELS, Engine.ROWS])
def test_equal_distances_go_by_the_number_of_the_school(engine: Engine) -> None:
    star = bare_network(5, [(0, 1, 100), (0, 2, 100), (0, 3, 100), (0, 4, 100)])
    home = placed(star, [(0, 0.0, 0)])
    gates = placed(star, [(3, 1.0, 0), (2, 1.0, 0), (1, 1.0, 0), (0, 1.0, 0)])

    school, mm = table(star, home, gates, [0, 1, 2, 3], 4).nearest(3, engine=engine)

    assert school.tolist() == [[0, 1, 2]]
    assert mm.tolist() == [[100, 100, 100]]


@pytest.mark.parametrize("engine", [Engine.LABELS, Engine.ROWS])
def test_a_queue_of_thousands_of_labels_grows(engine: Engine) -> None:
    chance = np.random.default_rng(7)
    side = 40
    grid = [
        (r * side + c, r * side + c + step, int(chance.integers(1, 50)))
        for r in range(side)
        for c in range(side)
        for step in (1, side)
        if (c + 1 < side or step == side) and (r + 1 < side or step == 1)
    ]
    streets = bare_network(side * side, grid)
    spots = chance.integers(0, streets.n_edges, 300)
    homes = placed(streets, [(int(e), 0.5, 1) for e in spots[:200]])
    gates = placed(streets, [(int(e), 0.0, 2) for e in spots[200:]])
    walking = table(streets, homes, gates, list(range(100)), 100)

    found = walking.nearest(8, engine=engine)

    expected = first_k(referee(streets, homes, gates, list(range(100))), 8)
    assert found[0].tolist() == expected[0].tolist()
    assert found[1].tolist() == expected[1].tolist()


def test_only_points_on_streets_share_an_edge() -> None:
    left, right = np.array([-1, 2, 5], np.int32), np.array([2, -1, 2, 7], np.int32)

    pairs = same_edge_pairs(left, right)

    assert list(zip(*(column.tolist() for column in pairs), strict=True)) == [(1, 0), (1, 2)]


def test_none_is_not_a_number_of_schools() -> None:
    line = bare_network(2, [(0, 1, 10)])
    point = placed(line, [(0, 0.5, 0)])

    with pytest.raises(ValueError, match="at least one"):
        table(line, point, point, [0], 1).nearest(0)
