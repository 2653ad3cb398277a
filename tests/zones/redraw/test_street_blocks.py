"""Do faces between streets cover the ground, and are few children joined across no barrier?"""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zones.redraw.grids import CORNER, SIDE
from zones.redraw.street_blocks import block_names, joined_faces
from zones.redraw.street_faces import Faces, crossings_of, faces_at, faces_of

X0, Y0 = CORNER
GROUND = shapely.box(X0, Y0, X0 + 4 * SIDE, Y0 + 4 * SIDE)
NONE = np.zeros(0, dtype=object)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(X0 + x, Y0 + y) for x, y in points])


def grid_faces(*more: shapely.Geometry) -> Faces:
    """Return squares of 100 m, further cut by `more`."""
    streets = [line((at, -9), (at, 409)) for at in (100, 200, 300)]
    streets += [line((-9, at), (409, at)) for at in (100, 200, 300)]
    return faces_of(GROUND, [np.array(streets), np.array(more, dtype=object)])


def test_a_street_that_ends_blind_cuts_nothing_and_one_that_goes_through_cuts() -> None:
    assert len(grid_faces(line((50, 0), (50, 80)))) == 16
    assert len(grid_faces(line((50, 0), (50, 100)))) == 17


def test_a_lake_is_a_piece_of_ground_of_its_own() -> None:
    lake = shapely.Point(X0 + 250, Y0 + 250).buffer(30)

    faces = grid_faces(lake)

    assert len(faces) == 17
    assert round(float(shapely.area(faces.polygons).sum()), 1) == 160_000.0
    assert faces_at(faces, np.array([[X0 + 250, Y0 + 250]])) != faces_at(
        faces, np.array([[X0 + 205, Y0 + 205]])
    )


def test_a_sliver_between_two_drawings_of_one_street_is_no_ground() -> None:
    # 100 m long and 1 cm wide at its end: half a square metre.
    assert len(grid_faces(line((0, 100), (100, 100.01)))) == 16


def test_a_point_outside_the_ground_lies_in_no_face() -> None:
    assert faces_at(grid_faces(), np.array([[X0 - 1, Y0]])).tolist() == [-1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 400)] * 4), min_size=1, max_size=12), st.randoms())
def test_faces_cover_the_ground_once_whatever_the_streets_and_their_order(ends, chance) -> None:  # type: ignore[no-untyped-def]
    lines = [line((a, b), (c, d)) for a, b, c, d in ends if (a, b) != (c, d)]
    shuffled = chance.sample(lines, len(lines))

    faces = faces_of(GROUND, [np.array(lines, dtype=object)])
    again = faces_of(GROUND, [np.array(shuffled, dtype=object)])

    whole = shapely.union_all(faces.polygons, grid_size=0.01)
    assert abs(whole.area - 160_000) < 20  # slivers below 1 m² are left out
    assert abs(shapely.area(faces.polygons).sum() - whole.area) < 1
    assert shapely.to_wkb(faces.polygons).tolist() == shapely.to_wkb(again.polygons).tolist()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=20, max_size=20), st.integers(0, 30))
def test_joining_loses_no_child_and_crosses_neither_zone_nor_river(
    heads: list[int], least: int
) -> None:
    river = line((150, -50), (150, 450))
    faces = grid_faces(river)  # 20: the second column is cut in two
    children = np.array(heads, dtype=np.int64)
    north = (faces.points[:, 1] > Y0 + 200).astype(np.int64)

    joined = joined_faces(faces, children, north, least=least, barriers=np.array([river]))

    assert joined.children.sum() == children.sum()
    for block, polygon in enumerate(joined.polygons):
        rows = np.flatnonzero(joined.block == block)
        assert joined.children[block] == children[rows].sum()
        assert polygon.geom_type == "Polygon"
        west = faces.points[rows, 0] < X0 + 150
        assert west.all() or not west.any()
        zones = set(north[rows[children[rows] > 0]].tolist())
        assert len(zones) <= 1
    for block in np.flatnonzero(joined.children < least):
        assert block in joined.small
    assert len(set(block_names(faces, joined))) == len(joined.children)


def test_a_strip_beside_a_railway_goes_to_a_bank_though_nobody_lives_on_it() -> None:
    track, other = line((200, -9), (200, 409)), line((204, -9), (204, 409))
    faces = grid_faces(track, other)  # four strips of 4 m between two lines of one railway

    children = np.where(shapely.area(faces.polygons) < 1000, 0, 10).astype(np.int64)
    joined = joined_faces(faces, children, np.zeros(len(faces), np.int64), least=5,
                          barriers=np.array([track, other]))  # fmt: skip

    assert len(faces) == 20
    assert joined.children.tolist() == [10] * 16


def test_streets_cross_a_river_where_they_meet_both_its_banks() -> None:
    street, beside = line((0, 50), (400, 50)), line((0, 90), (90, 90))
    river = shapely.box(X0 + 180, Y0, X0 + 220, Y0 + 400)

    found = crossings_of(np.array([street, beside]), np.array([river]))

    assert [(p.x - X0, p.y - Y0) for p in found] == [(180, 50), (220, 50)]
    assert len(crossings_of(np.array([beside]), np.array([river]))) == 0
    assert len(crossings_of(NONE, NONE)) == 0
