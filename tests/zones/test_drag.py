"""Does dragging one border leave no gap and no overlap?"""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput
from tests.zones.redraw.grids import CORNER, grid_draft
from zones.drag import blocks_after, dragged

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


def test_blocks_go_with_their_middle_and_are_never_split():
    draft = grid_draft(6, 1, [10] * 6, {0: 60, 5: 60})
    zone = np.array([0, 0, 0, 1, 1, 1])
    x, y = CORNER
    west = shapely.box(x, y, x + 360, y + 100)  # past the middle of A03, which is at 350 m

    assert blocks_after(draft, zone, "S0", west) == {"A03": "S0"}
    assert blocks_after(draft, zone, "S0", shapely.box(x, y, x + 340, y + 100)) == {}


def test_ground_that_is_given_up_goes_to_the_neighbour_block_by_block():
    draft = grid_draft(6, 1, [10] * 6, {0: 60, 5: 60})
    x, y = CORNER

    given = blocks_after(
        draft, np.array([0, 0, 0, 1, 1, 1]), "S0", shapely.box(x, y, x + 140, y + 100)
    )

    assert given == {"A01": "S1", "A02": "S1"}  # the middle of A01 is at 150 m


def test_a_school_without_a_zone_has_no_border_to_drag():
    draft = grid_draft(2, 1, [1, 1], {0: 9, 1: 9})

    with pytest.raises(BadInput, match="has no zone"):
        blocks_after(draft, np.array([0, 0]), "S1", draft.blocks.polygons[0])
