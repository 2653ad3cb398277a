"""Does dragging one border leave no gap and no overlap?"""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput
from zones.drag import dragged

WEST, MIDDLE, EAST = (shapely.box(at, 0, at + 100, 100) for at in (0, 100, 200))
ZONES = {"west": WEST, "middle": MIDDLE, "east": EAST}
WHOLE = shapely.box(0, 0, 300, 100)


def assert_covers(found: dict[str, shapely.Polygon]) -> None:
    shapes = list(found.values())
    assert shapely.coverage_is_valid(shapes)
    assert abs(sum(shape.area for shape in shapes) - WHOLE.area) < 1e-6
    assert shapely.union_all(shapes).symmetric_difference(WHOLE).area < 1e-6


def test_the_dragged_zone_wins_where_it_grows() -> None:
    found = dragged(ZONES, "west", shapely.box(0, 0, 130, 100))

    assert found["west"].area == pytest.approx(13_000)
    assert found["middle"].area == pytest.approx(7_000)
    assert found["east"] is EAST
    assert_covers(found)


def test_ground_given_up_goes_to_the_neighbour_with_the_longest_border() -> None:
    found = dragged(ZONES, "middle", shapely.box(130, 0, 200, 100))

    assert found["west"].area == pytest.approx(13_000)
    assert_covers(found)


def test_nothing_reaches_beyond_the_plan() -> None:
    found = dragged(ZONES, "west", shapely.box(-500, -500, 100, 500))

    assert found["west"].area == pytest.approx(10_000)
    assert_covers(found)


@given(st.floats(5, 95), st.floats(5, 95), st.floats(-60, 60))
def test_whatever_is_dragged_covers_the_same_ground(low: float, high: float, by: float) -> None:
    drawn = shapely.Polygon([(100, 0), (200, 0), (200 + by, high), (200, 100), (100, 100),
                             (100 + by, low)])  # fmt: skip
    if not drawn.is_valid:
        return

    assert_covers(dragged(ZONES, "middle", drawn))


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]), "crosses itself"),
        (shapely.box(0, 0, 200, 100), "would swallow zone middle"),
        (shapely.box(1000, 0, 1100, 100), "nothing is left"),
    ],
)
def test_what_makes_no_plan_is_refused(drawn: shapely.Polygon, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        dragged(ZONES, "west", drawn)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="not known"):
        dragged(ZONES, "north", WEST)
