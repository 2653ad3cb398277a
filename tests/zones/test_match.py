"""Which zone does a home fall in, and how near is it to the next one?"""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.zones.shapes import EAST, NORTH, box, plan, square
from zones.match import TOLERANCE_M, Engine, Matches, MatchState, match_zones
from zones.plan import Plan

WEST_AND_EAST = plan({"west": square(0), "east": square(1)})


def match(
    on: Plan,
    *homes: tuple[float, float],
    tolerance_m: float = TOLERANCE_M,
    engine: Engine | None = None,
) -> Matches:
    """Match homes given in metres from the common corner."""
    xy = np.array(homes, dtype=float).reshape(-1, 2) + np.array([EAST, NORTH])
    return match_zones(xy[:, 0], xy[:, 1], on, tolerance_m=tolerance_m, engine=engine)


def names(on: Plan, zones: tuple[int, ...]) -> list[str]:
    return [on.zone_id[each] for each in zones]


def test_a_home_inside_one_zone_belongs_to_it() -> None:
    found = match(WEST_AND_EAST, (30, 50), (150, 50))

    assert found.states() == ["unique", "unique"]
    assert names(WEST_AND_EAST, found.zones_of(0)) == ["west"]
    assert names(WEST_AND_EAST, found.zones_of(1)) == ["east"]


def test_a_home_in_a_zone_of_several_schools_is_shared() -> None:
    joint = plan({"west": square(0)}, {"west": ("S1", "S2")})

    assert match(joint, (50, 50)).state_of(0) is MatchState.SHARED


def test_a_home_on_a_shared_edge_is_left_for_a_person() -> None:
    found = match(WEST_AND_EAST, (100, 50))

    assert found.state_of(0) is MatchState.CONTESTED
    assert names(WEST_AND_EAST, found.covering(0)) == ["east", "west"]
    assert found.line_distance_m[0] == 0


@pytest.mark.parametrize(
    ("x", "state", "zones"),
    [
        (99.49, MatchState.UNIQUE, ["west"]),
        (99.51, MatchState.CONTESTED, ["east", "west"]),
        (100.49, MatchState.CONTESTED, ["east", "west"]),
        (100.51, MatchState.UNIQUE, ["east"]),
        (199.49, MatchState.UNIQUE, ["east"]),
        (199.51, MatchState.CONTESTED, ["east"]),
        (200.49, MatchState.CONTESTED, ["east"]),
        (200.51, MatchState.OUTSIDE, []),
    ],
)
def test_a_home_within_the_tolerance_of_a_line_is_contested(
    x: float, state: MatchState, zones: list[str]
) -> None:
    found = match(WEST_AND_EAST, (x, 50), tolerance_m=0.5)

    assert found.state_of(0) is state
    assert names(WEST_AND_EAST, found.zones_of(0)) == zones


def test_a_home_exactly_at_the_tolerance_is_contested_with_both_zones() -> None:
    found = match(WEST_AND_EAST, (99.5, 50), tolerance_m=0.5)

    assert found.state_of(0) is MatchState.CONTESTED
    assert names(WEST_AND_EAST, found.zones_of(0)) == ["east", "west"]


def test_without_tolerance_only_the_line_itself_is_contested() -> None:
    found = match(WEST_AND_EAST, (99.999, 50), (100, 50), tolerance_m=0)

    assert found.states() == ["unique", "contested"]


def test_a_home_in_an_overlap_is_contested_with_all_its_zones() -> None:
    three = plan({"a": box(0, 0, 100, 100), "b": box(50, 0, 150, 100), "c": box(40, 0, 90, 100)})

    found = match(three, (70, 50))

    assert found.state_of(0) is MatchState.CONTESTED
    assert names(three, found.covering(0)) == ["a", "b", "c"]


def test_a_home_outside_says_how_far_the_nearest_zone_is() -> None:
    found = match(WEST_AND_EAST, (-30, 140))

    assert found.state_of(0) is MatchState.OUTSIDE
    assert found.line_distance_m[0] == pytest.approx(50)
    assert WEST_AND_EAST.zone_id[found.line_zone[0]] == "west"


def test_a_home_without_coordinates_is_not_located() -> None:
    found = match_zones([np.nan, EAST, np.inf], [NORTH, np.nan, NORTH], WEST_AND_EAST)

    assert found.states() == ["not_located"] * 3
    assert np.isnan(found.line_distance_m).all()
    assert [found.zones_of(home) for home in range(3)] == [(), (), ()]


@pytest.mark.parametrize(
    ("home", "distance", "across"),
    [
        ((90, 50), 10, "east"),
        ((110, 50), 10, "west"),
        ((30, 20), 20, None),
        ((5, 50), 5, None),
        ((190, 50), 10, None),
    ],
)
def test_the_zone_behind_the_nearest_line_is_named(
    home: tuple[float, float], distance: float, across: str | None
) -> None:
    found = match(WEST_AND_EAST, home)

    beyond = int(found.line_zone[0])
    assert found.line_distance_m[0] == pytest.approx(distance)
    assert (WEST_AND_EAST.zone_id[beyond] if beyond >= 0 else None) == across


def test_a_neighbour_behind_a_sliver_is_still_the_zone_on_the_other_side() -> None:
    gap = plan({"west": box(0, 0, 99.7, 100), "east": square(1)})
    park = plan({"west": box(0, 0, 90, 100), "east": square(1)})

    assert match(gap, (80, 50)).line_zone[0] == gap.index_of["east"]
    assert match(park, (80, 50)).line_zone[0] == -1


@pytest.mark.parametrize("home", [(92, 92), (108, 92), (92, 108), (108, 108)])
def test_of_two_zones_equally_near_the_first_is_named(home: tuple[float, float]) -> None:
    four = plan({"a": square(0, 1), "b": square(1, 1), "c": square(1, 0), "d": square(0, 0)})

    found = match(four, home)

    own = found.zones_of(0)[0]
    beside = {0: (1, 3), 1: (0, 2), 2: (1, 3), 3: (0, 2)}[own]
    assert found.line_distance_m[0] == pytest.approx(8)
    assert found.line_zone[0] == min(beside)


@pytest.mark.parametrize("left", ["a", "b"])
def test_between_two_zones_equally_far_the_first_is_named_wherever_it_lies(left: str) -> None:
    right = {"a": "b", "b": "a"}[left]
    apart = plan({left: square(0), right: square(3)})

    found = match(apart, (200, 50))

    assert found.line_distance_m[0] == pytest.approx(100)
    assert apart.zone_id[found.line_zone[0]] == "a"


def test_a_neighbour_in_the_next_cell_of_the_grid_is_found_behind_the_line() -> None:
    # Eight segments on 200 m x 100 m make cells of 70.71 m: their edge runs inside the sliver.
    sliver = plan({"west": box(0, 0, 70.4, 100), "east": box(71, 0, 200, 100)})
    assert 70.4 < sliver.lines.grid.size < 71

    found = match(sliver, (40, 50))

    assert found.line_distance_m[0] == pytest.approx(30.4)
    assert names(sliver, (int(found.line_zone[0]),)) == ["east"]


def test_in_a_large_plan_with_slivers_the_nearest_line_and_the_zone_behind_are_exact() -> None:
    many = plan({
        f"{c:02d}{r:02d}": box(100 * c + 0.3, 100 * r + 0.2, 100 * c + 100, 100 * r + 100)
        for c in range(20) for r in range(20)
    })  # fmt: skip
    homes = np.random.default_rng(4).uniform(-300, 2300, (400, 2))

    found = match(many, *map(tuple, homes.tolist()))

    lines = shapely.boundary(many.polygons)
    for home, (x, y) in enumerate(homes):
        metres = shapely.distance(lines, shapely.Point(EAST + x, NORTH + y))
        own = list(found.covering(home))
        others = np.where(np.isin(np.arange(len(many)), own), np.inf, metres)
        assert found.line_distance_m[home] == pytest.approx(metres.min(), abs=1e-8)
        near = others.min() <= metres.min() + 1.0
        assert found.line_zone[home] == (int(np.argmin(others)) if near else -1)


def test_the_border_of_a_hole_is_a_line_too() -> None:
    around = shapely.difference(box(0, 0, 100, 100), box(40, 40, 60, 60))
    enclave = plan({"around": around, "inner": box(40, 40, 60, 60)})

    found = match(enclave, (50, 50), (50, 30), (50, 60))

    assert names(enclave, found.zones_of(0)) == ["inner"]
    assert found.line_distance_m.tolist() == pytest.approx([10, 10, 0])
    assert names(enclave, found.covering(2)) == ["around", "inner"]


def test_a_zone_of_several_parts_is_one_zone() -> None:
    parts = plan({"twice": shapely.MultiPolygon([square(0), square(5)]), "mid": square(2)})

    found = match(parts, (50, 50), (550, 50), (250, 50), (350, 50))

    assert found.states() == ["unique", "unique", "unique", "outside"]
    assert [found.zones_of(home) for home in (0, 1)] == [(parts.index_of["twice"],)] * 2


def test_an_empty_plan_leaves_everybody_outside() -> None:
    found = match(WEST_AND_EAST.take([]), (50, 50))

    assert found.state_of(0) is MatchState.OUTSIDE
    assert np.isnan(found.line_distance_m[0])


def test_no_homes_give_no_answers() -> None:
    assert len(match(WEST_AND_EAST)) == 0


def test_a_plan_of_two_levels_is_refused_because_they_overlap_by_right() -> None:
    from dataclasses import replace

    from zones.level import Level

    both = replace(WEST_AND_EAST, level=(Level.PRIMARY, Level.JUNIOR))

    with pytest.raises(ValueError, match=r"plan\.on"):
        match(both, (50, 50))


def test_two_versions_of_one_zone_are_refused() -> None:
    from dataclasses import replace

    twice = replace(WEST_AND_EAST, zone_id=("west", "west"))

    with pytest.raises(ValueError, match=r"plan\.on"):
        match(twice, (50, 50))


@pytest.mark.parametrize("tolerance_m", [-0.1, np.nan, np.inf])
def test_a_tolerance_that_is_no_distance_is_refused(tolerance_m: float) -> None:
    with pytest.raises(ValueError, match="tolerance_m"):
        match(WEST_AND_EAST, (50, 50), tolerance_m=tolerance_m)


def test_rows_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        match_zones([1.0, 2.0], [1.0], WEST_AND_EAST)


HOMES = st.lists(
    st.tuples(st.integers(-20, 320), st.integers(-20, 220)).map(
        lambda xy: (float(xy[0]), float(xy[1]))
    ),
    min_size=1,
    max_size=30,
)
BLOCKS = plan({f"{c}{r}": square(c, r) for c in range(3) for r in range(2)} | {
    "joint": box(50, 50, 150, 150)
})  # fmt: skip


@given(homes=HOMES, data=st.data())
def test_the_answer_does_not_depend_on_the_order_of_the_homes(
    homes: list[tuple[float, float]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(homes))))

    plain = match(BLOCKS, *homes)
    mixed = match(BLOCKS, *(homes[n] for n in order))

    for new, old in enumerate(order):
        assert mixed.state[new] == plain.state[old]
        assert mixed.zones_of(new) == plain.zones_of(old)
        assert mixed.line_distance_m[new] == plain.line_distance_m[old]
        assert mixed.line_zone[new] == plain.line_zone[old]


@given(
    homes=HOMES, tolerance=st.sampled_from([0.0, 0.5, 7.3]), engine=st.sampled_from(list(Engine))
)
def test_every_answer_is_what_slow_geometry_says(
    homes: list[tuple[float, float]], tolerance: float, engine: Engine
) -> None:
    found = match(BLOCKS, *homes, tolerance_m=tolerance, engine=engine)

    for home, (x, y) in enumerate(homes):
        point = shapely.Point(EAST + x, NORTH + y)
        cover = [n for n, each in enumerate(BLOCKS.polygons) if each.intersects(point)]
        lines = [point.distance(each.boundary) for each in BLOCKS.polygons]
        near = [n for n, metres in enumerate(lines) if metres <= tolerance]
        assert list(found.covering(home)) == cover
        expected = sorted(set(cover) | set(near)) if min(lines) <= tolerance else cover
        assert list(found.zones_of(home)) == expected
        assert found.line_distance_m[home] == pytest.approx(min(lines), abs=1e-9)
        contested = len(cover) > 1 or min(lines) <= tolerance
        state = "contested" if contested else "unique" if cover else "outside"
        assert found.state_of(home) == state
        others = [metres for n, metres in enumerate(lines) if n not in cover]
        beyond = int(found.line_zone[home])
        if beyond >= 0:
            assert beyond not in cover
            assert lines[beyond] == pytest.approx(min(others), abs=1e-9)
        else:
            assert min(others, default=np.inf) > min(lines) + 0.999


@pytest.mark.parametrize("engine", list(Engine))
def test_both_engines_know_homes_far_away_and_without_coordinates(engine: Engine) -> None:
    far = [(1e7, 50.0), (-1e7, -1e7), (np.nan, 50.0), (50.0, np.nan), (50.0, 50.0)]

    found = match(WEST_AND_EAST, *far, engine=engine)

    assert found.states() == ["outside", "outside", "not_located", "not_located", "unique"]
    assert found.line_distance_m[0] == pytest.approx(1e7 - 200)
    assert found.line_distance_m[1] == pytest.approx(np.hypot(1e7, 1e7))


@pytest.mark.parametrize("engine", list(Engine))
def test_a_deep_pile_of_zones_is_reported_whole(engine: Engine) -> None:
    pile = plan({f"{n:02d}": box(0, 0, 100 + n, 100) for n in range(40)})

    found = match(pile, *[(50.0, 50.0)] * 50, (120, 50), engine=engine)

    assert {found.zones_of(home) for home in range(50)} == {tuple(range(40))}
    assert found.covering(50) == tuple(range(20, 40))


@pytest.mark.parametrize("engine", list(Engine))
def test_a_plan_that_is_one_thin_strip_is_matched(engine: Engine) -> None:
    thin = plan({"thin": box(0, 0, 5000, 0.01)})

    found = match(thin, (2500, 0.005), (2500, 0.02), (5001, 0.005), tolerance_m=0, engine=engine)

    assert found.states() == ["unique", "outside", "outside"]


@given(
    homes=st.lists(st.tuples(st.floats(-50, 350), st.floats(-50, 250)), min_size=1, max_size=60),
    seed=st.integers(0, 5),
)
def test_both_engines_give_the_same_pairs(homes: list[tuple[float, float]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    stars = plan({
        f"{n}": shapely.Polygon(
            rng.uniform((EAST, NORTH), (EAST + 300, NORTH + 200), (5, 2))
        ).convex_hull
        for n in range(8)
    })  # fmt: skip

    geos, grid = (match(stars, *homes, engine=engine) for engine in Engine)

    assert geos.pair_start.tolist() == grid.pair_start.tolist()
    assert geos.pair_zone.tolist() == grid.pair_zone.tolist()
    assert geos.line_distance_m.tobytes() == grid.line_distance_m.tobytes()
