"""Can children of the sample walk as it says: over few bridges, not on the motorway?"""

import numpy as np
import pytest
import shapely
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from .conftest import walkable


@pytest.fixture(scope="module")
def pieces(walk):
    """Number the connected piece of each node one may walk on; -1 for the other nodes."""
    walked = np.unique([n for ids, tags in walk.ways if walkable(tags) for n in ids])
    _, label = connected_components(walk.graph, directed=False)
    out = np.full(len(walk.xy), -1)
    out[walked] = label[walked]
    return out


def river_line(walk):
    return shapely.LineString(
        walk.xy[next(ids for ids, tags in walk.ways if tags.get("waterway") == "river")]
    )


def test_the_network_has_a_few_thousand_nodes(walk):
    assert 3_000 <= len(walk.xy) <= 6_000


def test_all_streets_hang_together_but_for_one_small_island(walk, pieces):
    size = sorted(np.unique(pieces[pieces >= 0], return_counts=True)[1].tolist())

    assert len(size) == 2
    assert size[0] == 9
    assert size[1] > 3_000


def test_nobody_may_walk_on_the_motorway_the_unbuilt_bridge_or_private_lanes(walk):
    closed = [tags for _, tags in walk.ways if "highway" in tags and not walkable(tags)]

    assert {tags["highway"] for tags in closed} == {"motorway", "construction", "service"}
    assert any(tags.get("access") == "private" for tags in closed)
    assert any(tags.get("foot") == "no" for tags in closed)


def test_the_motorway_meets_no_street(walk):
    motorway = {n for ids, tags in walk.ways if tags.get("highway") == "motorway" for n in ids}
    walked = {n for ids, tags in walk.ways if walkable(tags) for n in ids}

    assert not motorway & walked


def test_three_bridges_cross_the_river_in_town(walk):
    river, corner = river_line(walk), walk.xy[0]
    crossing = [
        tags.get("name") for ids, tags in walk.ways
        if walkable(tags) and river.crosses(shapely.LineString(walk.xy[ids]))
        and np.hypot(*(walk.xy[ids[0]] - corner)) < 9_000 and tags.get("name") != "109国道"
    ]  # fmt: skip

    assert len([name for name in crossing if name and "桥" in name]) == 3


def test_the_walk_across_the_river_is_much_longer_than_the_straight_line(
    walk, pieces, schools, plain_homes, today
):
    """From east-bank homes within 1.5 km of a west-bank school: median over twice as long."""
    main = np.flatnonzero(pieces == np.bincount(pieces[pieces >= 0]).argmax())
    tree = cKDTree(walk.xy[main])
    east = plain_homes[
        shapely.covers(
            shapely.union_all(today.loc[["Z11", "Z12"], "geometry"].to_numpy()),
            shapely.points(plain_homes["x_m"], plain_homes["y_m"]),
        )
    ][["x_m", "y_m"]].to_numpy()
    ratios = []
    for school in ("P02", "P05", "P07", "P09"):
        gate = shapely.get_coordinates(schools.loc[school, "geometry"])[:1]
        metres = dijkstra(walk.graph, directed=False, indices=main[tree.query(gate)[1][0]])
        straight = np.hypot(*(east - gate).T)
        near = straight < 1_500
        ratios += (metres[main[tree.query(east[near])[1]]] / straight[near]).tolist()

    assert len(ratios) >= 20
    assert np.median(ratios) > 2
    assert min(ratios) > 1


def test_every_home_stands_within_two_hundred_metres_of_a_street_of_the_main_piece(
    walk, pieces, register
):
    main = np.flatnonzero(pieces == np.bincount(pieces[pieces >= 0]).argmax())

    away, _ = cKDTree(walk.xy[main]).query(register[["x_m", "y_m"]].to_numpy())

    assert away.max() < 200


def test_mountain_villages_are_reached_by_the_valley_road_only(walk, schools):
    """Without the national road there is no way from the town to the school in Zhaitang."""
    ways = [ids for ids, tags in walk.ways if walkable(tags) and tags.get("name") != "109国道"]
    pairs = np.array([p for ids in ways for p in zip(ids, ids[1:])])  # noqa: B905, RUF007
    from scipy.sparse import coo_array

    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=walk.graph.shape)
    _, label = connected_components(graph, directed=False)
    tree = cKDTree(walk.xy)
    town, far = (
        label[tree.query(shapely.get_coordinates(schools.loc[s, "geometry"])[0])[1]]
        for s in ("P07", "P20")
    )

    assert town != far
