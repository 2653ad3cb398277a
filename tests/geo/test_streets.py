"""Does the same map give the same network from any format, and is a bad file refused whole?"""

import itertools
from collections.abc import Sequence
from pathlib import Path
from random import Random

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely import LineString, MultiLineString, Point

from geo.cleaner import build_streets, lengths_mm
from geo.district import District
from geo.faults import BadInput
from geo.lines import DrawnLines
from geo.network import Streets
from geo.street_layers import places_of_nodes
from geo.streets import read_streets
from tests.geo.street_town import (
    MENTOUGOU,
    SQUARE_NODES,
    SQUARE_WAYS,
    degrees,
    osm_text,
    square_map,
)

GEOD = Geod(ellps="WGS84")


def drawn(lines: Sequence[Sequence[tuple[float, float, int]]]) -> DrawnLines:
    """Draw lines of (east, north, key) metres from the town's corner; key -1 is a bend."""
    points = [degrees(e, n) for line in lines for e, n, _ in line]
    lon, lat = (np.array(axis, float) for axis in zip(*points, strict=True))
    key = np.array([k for line in lines for _, _, k in line], np.int64)
    start = np.cumsum([0, *(len(line) for line in lines)]).astype(np.int64)
    return DrawnLines(lon, lat, key, start, {})


def clean(lines: Sequence[Sequence[tuple[float, float, int]]]) -> Streets:
    return build_streets(drawn(lines), MENTOUGOU, "drawing")


def metres(streets: Streets) -> list[int]:
    return sorted(round(mm / 1000) for mm in streets.edge_mm.tolist())


def test_a_street_runs_from_junction_to_junction_or_dead_end(tmp_path: Path) -> None:
    streets = read_streets(square_map(tmp_path), MENTOUGOU)

    # The round of the square starts and ends where the spur leaves it; 2 * 51 + 3 * 100.
    assert metres(streets) == [100, 402]
    assert streets.n_nodes == 2
    assert streets.manifest["components"]["count"] == 1
    corner = MENTOUGOU.to_metres(*(np.array([d]) for d in degrees(100, 0)), CRS.from_epsg(4326))
    junction = streets.edge_u[streets.edge_u == streets.edge_v][0]
    assert np.hypot(*(streets.node_xy_m[junction] - np.concatenate(corner))) < 0.02


def test_the_ends_of_every_polyline_are_its_nodes(tmp_path: Path) -> None:
    streets = read_streets(square_map(tmp_path), MENTOUGOU)

    first, last = streets.edge_start[:-1], streets.edge_start[1:] - 1
    assert (streets.point_xy_m[first] == streets.node_xy_m[streets.edge_u]).all()
    assert (streets.point_xy_m[last] == streets.node_xy_m[streets.edge_v]).all()


def test_streets_that_cross_without_a_shared_point_do_not_meet() -> None:
    bridge = [(0, 50, 1), (100, 50, 2)]
    river_path = [(50, 0, 3), (50, 100, 4)]

    assert clean([bridge, river_path]).manifest["components"]["count"] == 2


def test_streets_meet_in_the_middle_of_one_of_them() -> None:
    high_street = [(0, 0, 1), (50, 0, 2), (100, 0, 3)]
    lane = [(50, 0, 2), (50, 70, 4)]

    assert metres(clean([high_street, lane])) == [50, 50, 70]


def test_a_bend_is_no_junction_even_where_two_streets_bend() -> None:
    one = [(0, 0, 1), (50, 0, -1), (100, 0, 2)]
    other = [(50, 70, 3), (50, 0, -1), (50, -70, 4)]

    assert clean([one, other]).manifest["components"]["count"] == 2


def test_parallel_streets_stay_and_exact_doubles_go() -> None:
    straight = [(0, 0, 1), (100, 0, 2)]
    round_about = [(0, 0, 1), (50, 50, 3), (100, 0, 2)]
    spurs = [[(0, 0, 1), (-50, 0, 4)], [(100, 0, 2), (150, 0, 5)]]

    streets = clean([straight, round_about, straight[::-1], straight, *spurs])

    assert metres(streets) == [50, 50, 100, 141]
    assert streets.manifest["counts"]["doubles"] == 2


def test_a_ring_alone_is_one_edge_from_a_node_to_itself() -> None:
    ring = [(0, 0, 1), (100, 0, 2), (100, 100, 3), (0, 100, 4), (0, 0, 1)]

    streets = clean([ring])

    assert metres(streets) == [400]
    assert streets.n_nodes == 1
    assert clean([[*ring[2:], *ring[1:3]]]).digest() == streets.digest()


def test_a_loop_drawn_both_ways_round_is_one_edge() -> None:
    loop = [(0, 0, 1), (50, 50, -1), (100, 0, -1), (0, 0, 1)]

    streets = clean([loop, loop[::-1], [(0, 0, 1), (-30, 0, 2)]])

    assert metres(streets) == [30, 241]
    assert streets.manifest["counts"]["doubles"] == 1


def test_a_lollipop_keeps_its_stick() -> None:
    way = [(0, 0, 1), (100, 0, 2), (150, 50, 3), (150, -50, 4), (100, 0, 2)]

    assert metres(clean([way])) == [100, 241]


def test_two_nodes_at_one_place_stay_joined_by_an_edge_without_length() -> None:
    lift = [(50, 0, 2), (50, 0, 3)]
    below = [(0, 0, 1), (50, 0, 2), (60, 0, 5)]
    above = [(50, 90, 4), (50, 0, 3), (40, 0, 6)]

    streets = clean([lift, below, above])

    assert metres(streets) == [0, 10, 10, 50, 90]
    assert streets.manifest["components"]["count"] == 1


def test_a_loop_without_length_is_dropped_and_counted() -> None:
    streets = clean([[(0, 0, 1), (100, 0, 2)], [(0, 0, 1), (0, 0, -1), (0, 0, 1)]])

    assert metres(streets) == [100]
    assert streets.manifest["counts"]["empty_loops"] == 1


def test_lengths_are_geodesic_whole_millimetres() -> None:
    lon, lat = (
        np.array(axis)
        for axis in zip(degrees(0, 0), degrees(300, 0), degrees(300, 40), strict=True)
    )
    expected = sum(GEOD.inv(lon[i], lat[i], lon[i + 1], lat[i + 1])[2] for i in (0, 1))

    mm = lengths_mm(lon, lat, np.array([0, 3]))

    assert mm.dtype == np.int64
    assert mm.tolist() == [round(expected * 1000)]


def test_components_are_numbered_by_size() -> None:
    small = [(0, 0, 1), (10, 0, 2)]
    large = [[(500, 0, 3), (600, 0, 4)], [(600, 0, 4), (700, 0, 5)], [(600, 0, 4), (600, 9, 6)]]

    streets = clean([small, *large])

    assert streets.manifest["components"]["nodes"] == [4, 2]
    assert np.bincount(streets.component).tolist() == [4, 2]
    assert [round(mm / 1000) for mm in streets.manifest["components"]["length_mm"]] == [209, 10]


@st.composite
def drawings(draw: st.DrawFn, *, unique: bool) -> list[list[tuple[float, float, int]]]:
    """Draw ways over a few keyed places on a 100 m lattice; unless `unique`, some coincide."""
    place = st.tuples(st.integers(0, 3), st.integers(0, 2))
    places = draw(st.lists(place, min_size=2, max_size=9, unique=unique))
    keyed = [(100.0 * e, 100.0 * n, k) for k, (e, n) in enumerate(places)]
    ways = st.lists(st.sampled_from(keyed), min_size=1, max_size=6)
    return draw(st.lists(ways, min_size=1, max_size=7))


def plain_graph(lines: Sequence[Sequence[tuple[float, float, int]]]) -> nx.Graph:
    """Join every two successive points of every way: the slow second way."""
    graph = nx.Graph()
    for line in lines:
        for a, b in itertools.pairwise(line):
            if a[2] != b[2]:
                (lon_a, lat_a), (lon_b, lat_b) = degrees(*a[:2]), degrees(*b[:2])
                graph.add_edge(a[2], b[2], mm=GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2] * 1000)
    return graph


@given(drawings(unique=True))
def test_cleaning_changes_no_distance(lines: list[list[tuple[float, float, int]]]) -> None:
    plain = plain_graph(lines)
    if plain.number_of_edges() == 0:
        return

    streets = clean(lines)

    total = sum(mm for _, _, mm in plain.edges(data="mm"))
    assert abs(streets.edge_mm.sum() - total) <= len(plain.edges)
    assert streets.manifest["components"]["count"] == nx.number_connected_components(plain)
    ends = sorted(degree for _, degree in plain.degree if degree != 2)
    rings = [p for p in nx.connected_components(plain) if all(plain.degree[k] == 2 for k in p)]
    assert streets.n_nodes == len(ends) + len(rings)
    between = nx.MultiGraph()
    between.add_weighted_edges_from(
        zip(streets.edge_u.tolist(), streets.edge_v.tolist(), streets.edge_mm.tolist(), strict=True)
    )
    ours = [d for _, row in nx.all_pairs_dijkstra_path_length(between) for d in row.values()]
    stops = [k for k in plain if plain.degree[k] != 2]
    theirs = [
        d
        for k in stops
        for other, d in nx.single_source_dijkstra_path_length(plain, k, weight="mm").items()
        if other in stops
    ] + [0.0] * len(rings)
    assert np.allclose(sorted(ours), sorted(theirs), atol=len(plain.edges))


def digest_or_refusal(lines: list[list[tuple[float, float, int]]]) -> str:
    try:
        return clean(lines).digest()
    except BadInput as refusal:
        return refusal.faults[0].what


@given(drawings(unique=False), st.randoms(use_true_random=False))
def test_order_direction_and_cutting_of_ways_change_nothing(
    lines: list[list[tuple[float, float, int]]], chance: Random
) -> None:
    other = []
    for line in chance.sample(lines, len(lines)):
        cut = chance.randrange(len(line))
        parts = line[: cut + 1], line[cut:]
        other.extend(part[::-1] if chance.random() < 0.5 else part for part in parts)

    assert digest_or_refusal(other) == digest_or_refusal(lines)


def square_graph(*, simplified: bool) -> nx.MultiDiGraph:
    """Draw the square as OSMnx would hold it: both directions, `geometry` on merged edges."""
    graph = nx.MultiDiGraph(crs="epsg:4326", created_with="OSMnx 2.1.1", created_date="2024-05-06")
    for refs, tags in SQUARE_WAYS:
        kept = [refs[0], *(r for r in refs[1:-1] if not simplified or r in (2, 6)), refs[-1]]
        for a, b in itertools.pairwise(kept):
            inner = refs[refs.index(a) : refs.index(b) + 1]
            line = LineString([degrees(*SQUARE_NODES[r]) for r in inner])
            shape = {"geometry": line.wkt} if len(inner) > 2 else {}
            back = {"geometry": line.reverse().wkt} if len(inner) > 2 else {}
            graph.add_edge(a, b, osmid=1, **tags, **shape)
            graph.add_edge(b, a, osmid=1, **tags, **back)
    for node in graph:
        graph.nodes[node]["x"], graph.nodes[node]["y"] = degrees(*SQUARE_NODES[node])
    return graph


@pytest.mark.parametrize("simplified", [False, True])
def test_graphml_gives_the_network_of_the_osm_file(tmp_path: Path, *, simplified: bool) -> None:
    path = tmp_path / "square.graphml"
    nx.write_graphml(square_graph(simplified=simplified), path)

    streets = read_streets(path, MENTOUGOU)

    assert streets.digest() == read_streets(square_map(tmp_path), MENTOUGOU).digest()
    assert streets.manifest["date"] == "2024-05-06"
    assert "ODbL" in streets.manifest["licence"]
    assert streets.manifest["filter"]["refused"] == {"access=private": 2, "highway=motorway": 2}


def test_a_projected_graph_is_read_by_its_own_system(tmp_path: Path) -> None:
    graph = square_graph(simplified=True)
    lines = gpd.GeoSeries.from_wkt(
        [d["geometry"] for _, _, d in graph.edges(data=True) if "geometry" in d], crs=4326
    ).to_crs(32650)
    shaped = [d for _, _, d in graph.edges(data=True) if "geometry" in d]
    for data, line in zip(shaped, lines, strict=True):
        data["geometry"] = line.wkt
    places = gpd.GeoSeries(
        [Point(d["x"], d["y"]) for _, d in graph.nodes(data=True)], crs=4326
    ).to_crs(32650)
    for (_, data), place in zip(graph.nodes(data=True), places, strict=True):
        data["x"], data["y"] = place.x, place.y
    graph.graph["crs"] = "epsg:32650"
    path = tmp_path / "projected.graphml"
    nx.write_graphml(graph, path)

    streets = read_streets(path, MENTOUGOU)

    expected = read_streets(square_map(tmp_path), MENTOUGOU)
    assert np.abs(streets.edge_mm - expected.edge_mm).max() <= 1
    assert np.allclose(streets.node_xy_m, expected.node_xy_m, atol=1e-3)


def test_a_merged_edge_with_a_private_part_is_left_out(tmp_path: Path) -> None:
    graph = square_graph(simplified=True)
    graph.edges[6, 7, 0]["highway"] = "['steps', 'construction']"
    graph.edges[7, 6, 0]["highway"] = "['steps', 'construction']"
    path = tmp_path / "merged.graphml"
    nx.write_graphml(graph, path)

    assert metres(read_streets(path, MENTOUGOU)) == [50, 402]


def edges_frame(*, named: bool, bends: bool = True) -> gpd.GeoDataFrame:
    rows = []
    for refs, tags in SQUARE_WAYS:
        parts = [refs] if bends else []
        if bends and 2 in refs[1:-1]:
            parts = [refs[: refs.index(2) + 1], refs[refs.index(2) :]]
        for part in parts:
            line = LineString([degrees(*SQUARE_NODES[r]) for r in part])
            rows.append({"u": part[0], "v": part[-1], **tags, "geometry": line})
    frame = gpd.GeoDataFrame(rows, crs=4326)
    return frame if named else frame.drop(columns=["u", "v"])


@pytest.mark.parametrize("named", [True, False], ids=["by u and v", "by their ends"])
def test_a_geopackage_of_edges_gives_the_network_of_the_osm_file(
    tmp_path: Path, *, named: bool
) -> None:
    path = tmp_path / "edges.gpkg"
    edges_frame(named=named).to_file(path, layer="streets")

    streets = read_streets(path, MENTOUGOU)

    assert streets.digest() == read_streets(square_map(tmp_path), MENTOUGOU).digest()
    assert streets.manifest["filter"]["refused"] == {"access=private": 1, "highway=motorway": 1}
    assert streets.manifest["source"]["name"] == "edges.gpkg"


@given(st.lists(st.booleans(), min_size=7, max_size=7))
def test_lines_written_from_v_to_u_still_meet_at_their_nodes(turned: list[bool]) -> None:
    plan = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("a", "b"), ("e", "f"), ("d", "d")]
    names = sorted({name for edge in plan for name in edge})
    ends = np.array([[names.index(u), names.index(v)] for u, v in plan])
    lies_at = np.array([40, 30, 20, 10, 60, 50])
    place = lies_at[ends]
    place[turned] = place[turned][:, ::-1]

    found = places_of_nodes(ends, place)

    assert found[:4].tolist() == lies_at[:4].tolist()
    assert sorted(found[4:]) == [50, 60]


def test_the_layer_edges_is_taken_beside_the_layer_nodes(tmp_path: Path) -> None:
    path = tmp_path / "osmnx.gpkg"
    nodes = gpd.GeoDataFrame(
        {"osmid": list(SQUARE_NODES)},
        geometry=[Point(degrees(*xy)) for xy in SQUARE_NODES.values()], crs=4326,
    )  # fmt: skip
    nodes.to_file(path, layer="nodes")
    edges_frame(named=True).to_file(path, layer="edges")

    streets = read_streets(path, MENTOUGOU)

    assert streets.digest() == read_streets(square_map(tmp_path), MENTOUGOU).digest()


def test_a_layer_without_highway_is_taken_whole_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plain.geojson"
    edges_frame(named=False)[["geometry"]].to_file(path)

    streets = read_streets(path, MENTOUGOU)

    assert streets.manifest["filter"]["name"] == "none"
    assert streets.manifest["counts"]["ways_walkable"] == 7
    assert "owner of plain.geojson" in streets.manifest["licence"]


def test_lines_in_several_parts_are_read_part_by_part(tmp_path: Path) -> None:
    path = tmp_path / "parts.geojson"
    arms = [LineString([degrees(0, 0), degrees(e, n)]) for e, n in ((50, 0), (0, 70), (-90, 0))]
    gpd.GeoDataFrame(geometry=[MultiLineString(arms)], crs=4326).to_file(path)

    assert metres(read_streets(path, MENTOUGOU)) == [50, 70, 90]


def test_lines_in_another_system_are_measured_the_same(tmp_path: Path) -> None:
    path = tmp_path / "metres.gpkg"
    edges_frame(named=False).to_crs(4548).to_file(path)

    assert metres(read_streets(path, MENTOUGOU)) == [100, 402]


GOOD_NODES = (
    '<node id="1"><data key="x">116</data><data key="y">40</data></node>'
    '<node id="2"><data key="x">116.001</data><data key="y">40</data></node>'
)
KEYS = "".join(
    f'<key id="{name}" for="{owner}" attr.name="{name}" attr.type="string"/>'
    for owner, name in (("graph", "crs"), ("node", "x"), ("node", "y"), ("edge", "geometry"))
)
EDGE = '<edge source="1" target="2"/>'


def graphml(body: str, crs: str = '<data key="crs">epsg:4326</data>', head: str = "") -> str:
    graph = f'<graph edgedefault="directed">{crs}{body}</graph>'
    return f'<?xml version="1.0"?>{head}<graphml>{KEYS}{graph}</graphml>'


def test_the_smallest_graphml_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.graphml"
    path.write_text(graphml(GOOD_NODES + EDGE))

    assert metres(read_streets(path, MENTOUGOU)) == [85]


def test_an_edge_drawn_from_its_target_is_turned_round(tmp_path: Path) -> None:
    path = tmp_path / "turned.graphml"
    third = '<node id="3"><data key="x">116.001</data><data key="y">40.001</data></node>'
    drawn_back = '><data key="geometry">LINESTRING (116.001 40, 116 40)</data></edge>'
    rest = '<edge source="2" target="3"/><edge source="3" target="2"/>'
    path.write_text(graphml(GOOD_NODES + third + EDGE[:-2] + drawn_back + rest))

    assert metres(read_streets(path, MENTOUGOU)) == [85 + 111]


def test_a_graph_without_a_system_is_read_only_with_a_declared_one(tmp_path: Path) -> None:
    path = tmp_path / "bare.graphml"
    path.write_text(graphml(GOOD_NODES + EDGE, crs=""))

    with pytest.raises(BadInput, match="in which coordinate system"):
        read_streets(path, MENTOUGOU)
    assert metres(read_streets(path, MENTOUGOU, crs="WGS84")) == [85]


def test_a_graph_in_gcj02_is_carried_back(tmp_path: Path) -> None:
    path = tmp_path / "amap.graphml"
    path.write_text(graphml(GOOD_NODES + EDGE, crs=""))

    plain = read_streets(path, MENTOUGOU, crs="WGS84")
    carried = read_streets(path, MENTOUGOU, crs="GCJ02")

    assert 500 < np.hypot(*(plain.node_xy_m - carried.node_xy_m)[0]) < 600


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        pytest.param("<graphml", "bad.graphml", "cannot be read as GraphML", id="cut off"),
        pytest.param("", "bad.graphml", "cannot be read as GraphML", id="empty"),
        pytest.param(
            graphml(GOOD_NODES + EDGE, head='<!DOCTYPE g [<!ENTITY a "b">]>'),
            "bad.graphml", "declares a document type", id="entities",
        ),
        pytest.param(
            graphml(GOOD_NODES + '<edge source="1" target="9"/>'),
            "bad.graphml edge 1", "'9', which is not in the file", id="unknown node",
        ),
        pytest.param(
            graphml('<node id="1"/>' + EDGE), "bad.graphml node '1'", "no numbers x and y",
            id="node without place",
        ),
        pytest.param(
            graphml(GOOD_NODES + EDGE, crs='<data key="crs">somewhere</data>'),
            "bad.graphml", "'somewhere' is unknown", id="unknown system",
        ),
        pytest.param(
            graphml(GOOD_NODES.replace("116.001", "500000") + EDGE), "bad.graphml",
            "is no place in the declared system", id="metres declared as degrees",
        ),
        pytest.param(
            graphml(GOOD_NODES + EDGE[:-2] + '><data key="geometry">POINT (1 2)</data></edge>'),
            "bad.graphml edge 1", "no LINESTRING", id="edge drawn as a point",
        ),
        pytest.param(
            graphml(GOOD_NODES + EDGE[:-2]
                    + '><data key="geometry">LINESTRING (116 40, 116.1 40)</data></edge>'),
            "bad.graphml edge 1", "does not end at its nodes", id="edge drawn elsewhere",
        ),
        pytest.param(graphml(GOOD_NODES), "bad.graphml", "holds no street", id="no edge"),
    ],
)  # fmt: skip
def test_a_bad_graphml_is_refused(tmp_path: Path, text: str, where: str, what: str) -> None:
    path = tmp_path / "bad.graphml"
    path.write_text(text)

    with pytest.raises(BadInput) as refused:
        read_streets(path, MENTOUGOU)

    fault = refused.value.faults[0]
    assert fault.where == where
    assert what in fault.what
    assert fault.repair


def two_streets(**columns: object) -> gpd.GeoDataFrame:
    lines = [
        LineString([degrees(0, 0), degrees(50, 0)]), LineString([degrees(50, 0), degrees(90, 0)]),
    ]  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=lines, crs=4326)


@pytest.mark.parametrize(
    ("frame", "where", "what"),
    [
        pytest.param(
            two_streets(u=[1, 2], v=[2, 1]), "bad.geojson feature 1",
            "does not end at its nodes", id="one node in two places",
        ),
        pytest.param(
            two_streets(u=["1", None], v=["2", "3"]), "bad.geojson feature 2", "u or v is missing",
            id="an end without a name",
        ),
        pytest.param(
            gpd.GeoDataFrame(geometry=[Point(degrees(0, 0))], crs=4326), "bad.geojson feature 1",
            "it is a Point, not a line", id="points",
        ),
        pytest.param(
            two_streets(highway=["motorway", "proposed"]), "bad.geojson", "holds no street",
            id="nothing to walk on",
        ),
    ],
)  # fmt: skip
def test_a_bad_layer_is_refused(
    tmp_path: Path, frame: gpd.GeoDataFrame, where: str, what: str
) -> None:
    path = tmp_path / "bad.geojson"
    frame.to_file(path)

    with pytest.raises(BadInput) as refused:
        read_streets(path, MENTOUGOU)

    assert refused.value.faults[0].where == where
    assert what in refused.value.faults[0].what


def test_the_streets_of_another_city_are_refused(tmp_path: Path) -> None:
    elsewhere = District("朝阳区", MENTOUGOU.crs, (116.4, 39.8, 116.6, 40.1), declared=True)

    with pytest.raises(BadInput, match="outside the bounds of 朝阳区"):
        read_streets(square_map(tmp_path), elsewhere)


def test_streets_beyond_the_projection_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.osm"
    text = osm_text({1: (0, 0), 2: (9, 0)}, [([1, 2], {"highway": "path"})])
    path.write_text(text.replace('lon="116', 'lon="-64').replace('lat="39', 'lat="-39'))

    with pytest.raises(BadInput, match=r"far\.osm"):
        read_streets(path, MENTOUGOU)


@pytest.mark.parametrize(
    ("name", "what"), [("streets.txt", "names no street format"), ("none.osm", "no such file")]
)
def test_a_path_that_is_no_street_file_is_refused(tmp_path: Path, name: str, what: str) -> None:
    if name == "streets.txt":
        (tmp_path / name).write_text("streets")

    with pytest.raises(BadInput, match=what):
        read_streets(tmp_path / name, MENTOUGOU)
