"""Does a walking distance count every part of the walk, and say so where there is none?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPoint, Point

from geo.distance import Engine, Gates, Measure, straight_line_table, walking_table
from geo.islands import without_islands
from geo.reach import Reached
from tests.geo.street_town import at, first_k, town

# A river between two banks with one bridge; a lane that touches nothing else.
RIVER = town(
    {
        "west": (0, 0), "bridge west": (100, 0), "bridge east": (100, 50), "east": (0, 50),
        "lane end": (0, 900), "lane": (100, 900),
    },
    [
        ("west", "bridge west"), ("bridge west", "bridge east"), ("bridge east", "east"),
        ("lane end", "lane"),
    ],
)  # fmt: skip
SCHOOL_EAST, SCHOOL_WEST = Point(20, 53), Point(90, -4)


def test_a_walk_has_connector_edge_network_edge_connector() -> None:
    homes = at((10, -2))

    table = walking_table(RIVER, homes, Gates.of([SCHOOL_EAST]))

    # 2 m to the street, 90 m to the bridge, 50 m over it, 80 m back, 3 m to the gate.
    assert table.nearest(1)[1].tolist() == [[225_000]]
    assert table.to_all(np.array([0])).tolist() == [[225_000]]
    assert table.measure == Measure.WALKING


def test_home_and_gate_on_one_street_meet_along_it() -> None:
    table = walking_table(RIVER, at((10, -2)), Gates.of([SCHOOL_WEST]))

    assert table.nearest(1)[1].tolist() == [[2_000 + 80_000 + 4_000]]


def test_a_shorter_way_round_beats_the_street_itself() -> None:
    detour = town(
        {"a": (0, 0), "b": (40, 0)}, [("a", "b"), ("a", (0.0, 300.0), (40.0, 300.0), "b")]
    )

    table = walking_table(detour, at((0, 100)), Gates.of([Point(40, 100)]))

    assert table.nearest(1)[1].tolist() == [[100_000 + 40_000 + 100_000]]


def test_a_ring_is_walked_the_shorter_way() -> None:
    ring = town({"a": (0, 0)}, [("a", (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), "a")])

    table = walking_table(ring, at((10, 0)), Gates.of([Point(0, 20)]))

    for engine in (Engine.LABELS, Engine.ROWS):
        assert table.nearest(1, engine=engine)[1].tolist() == [[30_000]]


def test_the_nearest_gate_of_a_school_counts() -> None:
    two_gates = MultiPoint([(20, 53), (60, 0)])

    table = walking_table(RIVER, at((10, 0), (50, 50)), Gates.of([two_gates]))

    assert table.nearest(1)[1].tolist() == [[50_000], [30_000 + 3_000]]
    assert table.to_all(np.array([1, 0])).tolist() == [[33_000], [50_000]]


def test_a_home_on_another_piece_is_cut_off_and_counted() -> None:
    homes = at((50, 901), (50, 1), (50, 2000), (np.nan, 5))

    table = walking_table(RIVER, homes, Gates.of([SCHOOL_EAST, SCHOOL_WEST]))
    school, mm = table.nearest(2)

    assert school.tolist() == [[-1, -1], [1, 0], [-1, -1], [-1, -1]]
    assert mm.tolist()[0] == [-1, -1]
    assert table.to_all(np.arange(4))[[0, 2, 3]].tolist() == [[-1, -1]] * 3
    reach = table.reach()
    assert reach.state.tolist() == ["cut_off", "reached", "off_street", "not_located"]
    assert reach.cut_off_components == ((1, 1, 2, 100_000),)
    assert reach.schools_by_component == ((0, 2),)
    assert reach.as_dict()["homes"] == {
        "reached": 1, "cut_off": 1, "off_street": 1, "not_located": 1,
    }  # fmt: skip


def test_a_school_is_missing_only_for_homes_on_another_piece() -> None:
    homes = at((50, 0), (50, 900))

    table = walking_table(RIVER, homes, Gates.of([SCHOOL_EAST, Point(80, 900)]))

    assert table.to_all(np.arange(2)).tolist() == [
        [50_000 + 50_000 + 80_000 + 3_000, -1],
        [-1, 30_000],
    ]
    assert table.nearest(2)[0].tolist() == [[0, -1], [1, -1]]
    assert table.reach().schools_by_component == ((0, 1), (1, 1))


def test_closing_the_only_school_of_a_piece_cuts_its_homes_off() -> None:
    table = walking_table(RIVER, at((50, 900)), Gates.of([SCHOOL_EAST, Point(80, 900)]))
    is_open = np.array([True, False])

    assert table.reach().count(Reached.CUT_OFF) == 0
    assert table.reach(is_open).count(Reached.CUT_OFF) == 1
    assert table.nearest(1, is_open)[0].tolist() == [[-1]]


def test_a_gate_far_from_every_street_is_reported_and_left_out() -> None:
    gates = Gates.of([MultiPoint([(20, 53), (5000, 5000)]), Point(9000, 0)])

    table = walking_table(RIVER, at((10, 0)), gates)

    assert table.to_all(np.array([0])).tolist() == [[90_000 + 50_000 + 80_000 + 3_000, -1]]
    assert table.reach().gates_off_street == 2
    assert table.reach().schools_off_street == (1,)


def test_the_limit_off_the_street_is_the_callers() -> None:
    homes = at((50, -120))

    near = walking_table(RIVER, homes, Gates.of([SCHOOL_WEST]), limit_m=119)
    far = walking_table(RIVER, homes, Gates.of([SCHOOL_WEST]), limit_m=120)

    assert near.state().tolist() == ["off_street"]
    assert far.nearest(1)[1].tolist() == [[120_000 + 40_000 + 4_000]]


@pytest.mark.parametrize("engine", [Engine.LABELS, Engine.ROWS])
def test_no_home_and_no_school_are_answered_with_nothing(engine: Engine) -> None:
    no_home = walking_table(RIVER, np.empty((0, 2)), Gates.of([SCHOOL_EAST]))
    no_school = walking_table(RIVER, at((0, 0)), Gates.of([]))

    assert no_home.nearest(2, engine=engine)[0].shape == (0, 2)
    assert no_home.to_all(np.arange(0)).shape == (0, 1)
    assert no_school.nearest(2, engine=engine)[0].tolist() == [[-1, -1]]
    assert no_school.to_all(np.arange(1)).shape == (1, 0)
    assert no_school.state().tolist() == ["cut_off"]


def test_straight_lines_are_planar_millimetres_with_ties_by_school() -> None:
    homes = at((0, 0), (np.nan, 0))
    gates = Gates.of([Point(50, 0), MultiPoint([(0, 90), (30, 40)]), Point(0, 10)])

    table = straight_line_table(homes, gates)

    assert table.measure == Measure.STRAIGHT_LINE
    school, mm = table.nearest(4)
    assert school.tolist() == [[2, 0, 1, -1], [-1, -1, -1, -1]]
    assert mm.tolist() == [[10_000, 50_000, 50_000, -1], [-1] * 4]
    assert table.to_all(np.array([1, 0])).tolist() == [[-1, -1, -1], [50_000, 50_000, 10_000]]


def test_a_tie_for_the_last_rank_goes_to_the_lower_school() -> None:
    table = straight_line_table(at((0, 0)), Gates.of([Point(0, 7), Point(7, 0), Point(0, -7)]))

    assert table.nearest(1)[0].tolist() == [[0]]
    assert table.nearest(2)[0].tolist() == [[0, 1]]


@pytest.mark.parametrize(("metres", "mm"), [(0.0005, 0), (0.0015, 2), (0.0025, 2)])
def test_half_millimetres_go_to_the_even_one(metres: float, mm: int) -> None:
    table = straight_line_table(at((0, 0)), Gates.of([Point(metres, 0)]))

    assert table.nearest(1)[1].tolist() == [[mm]]
    assert table.to_all(np.array([0])).tolist() == [[mm]]


@given(st.data(), st.integers(1, 6))
def test_nearest_by_straight_line_sorts_the_full_rows(data: st.DataObject, k: int) -> None:
    place = st.tuples(st.integers(-1, 1), st.integers(-1, 1))
    homes = at(*data.draw(st.lists(place, min_size=1, max_size=5)))
    schools = data.draw(st.lists(st.lists(place, min_size=1, max_size=3), min_size=1, max_size=6))
    is_open = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(schools), max_size=len(schools)))
    )
    table = straight_line_table(homes, Gates.of(schools))

    school, mm = table.nearest(k, is_open)

    full = np.array(
        [
            [min(round(np.hypot(*(h - g)) * 1000) for g in np.array(s)) for s in schools]
            for h in homes
        ]
    )
    assert table.to_all(np.arange(len(homes))).tolist() == full.tolist()
    full[:, ~is_open] = -1
    assert school.tolist() == first_k(full, k)[0].tolist()
    assert mm.tolist() == first_k(full, k)[1].tolist()


def test_a_home_by_a_scrap_of_street_joins_the_network_once_scraps_are_left_out() -> None:
    gates = Gates.of([SCHOOL_EAST])
    by_the_lane = at((50, 480))

    whole = walking_table(RIVER, by_the_lane, gates)
    main = without_islands(RIVER, least_nodes=3)
    kept = walking_table(main, by_the_lane, gates)

    assert whole.state().tolist() == ["cut_off"]
    assert kept.nearest(1)[1].tolist() == [[430_000 + 30_000 + 3_000]]
    assert (main.n_nodes, main.n_edges) == (4, 3)
    assert main.manifest["islands_left_out"] == {
        "least_nodes": 3, "components": 1, "nodes": 2, "edges": 1, "length_mm": 100_000,
    }  # fmt: skip
    assert main.manifest["components"]["nodes"] == [4]


def test_the_largest_piece_is_no_island_and_pieces_of_the_asked_size_stay() -> None:
    assert without_islands(RIVER, least_nodes=100).n_nodes == 4
    assert without_islands(RIVER, least_nodes=2).digest() == RIVER.digest()


@pytest.mark.parametrize("places", [MultiPoint(), Point(np.nan, 1), np.empty((0, 2))])
def test_a_school_without_a_gate_is_refused(places: object) -> None:
    with pytest.raises(ValueError, match="school number 1 has no gate"):
        Gates.of([SCHOOL_EAST, places])


@pytest.mark.parametrize("mask", [np.array([True]), np.array([1, 0])])
def test_a_wrong_list_of_open_schools_is_refused(mask: np.ndarray) -> None:
    table = walking_table(RIVER, at((0, 0)), Gates.of([SCHOOL_EAST, SCHOOL_WEST]))

    with pytest.raises(ValueError, match="2 booleans"):
        table.nearest(1, mask)


def test_homes_must_be_pairs() -> None:
    with pytest.raises(ValueError, match="homes, 2"):
        walking_table(RIVER, np.zeros(4), Gates.of([SCHOOL_EAST]))
