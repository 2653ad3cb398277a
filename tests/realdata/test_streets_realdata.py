"""Do real street networks read, clip, snap and measure as an independent way says they do?"""

import itertools
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pandas as pd
import pytest
from pyproj import CRS

from geo.artefact import write_streets
from geo.datum import Datum
from geo.distance import Engine, Gates, WalkingTable, walking_table
from geo.district import District
from geo.network import Streets
from geo.snap import Snapped
from geo.streets import read_streets
from geo.walkable import TAGS_READ, refusal
from tests.geo.street_town import HELSINKI, referee

pytestmark = pytest.mark.realdata

BEIJING = District("北京市", CRS.from_epsg(4548), None, declared=True)


@pytest.fixture(scope="module")
def helsinki(public_data: Path) -> Streets:
    return read_streets(public_data / "helsinki" / "Helsinki.osm.pbf", HELSINKI)


@pytest.fixture(scope="module")
def beijing(public_data: Path) -> Streets:
    core = public_data / "beijing_mentougou" / "beijing_core_drive_edges_wgs84.parquet"
    return read_streets(core, BEIJING)


def test_helsinki_is_clipped_and_split_as_a_plain_scan_says(
    helsinki: Streets, public_data: Path
) -> None:
    path = str(public_data / "helsinki" / "Helsinki.osm.pbf")
    present = {node.id for node in osmium.FileProcessor(path, osmium.osm.NODE)}
    walkable = clipped = 0
    plain = nx.Graph()
    for way in osmium.FileProcessor(path, osmium.osm.WAY):
        tags = {tag.k: tag.v for tag in way.tags if tag.k in TAGS_READ}
        if "highway" not in tags or refusal(tags) is not None:
            continue
        refs = [node.ref for node in way.nodes]
        walkable += 1
        clipped += any(ref not in present for ref in refs)
        plain.add_edges_from(
            (a, b) for a, b in itertools.pairwise(refs) if a in present and b in present and a != b
        )

    counts = helsinki.manifest["counts"]
    assert (counts["ways_walkable"], counts["ways_clipped"]) == (walkable, clipped)
    # As the project's README of the data says of another filter: 148 of 2,384, 38 pieces.
    assert (walkable, clipped) == (2582, 184)
    assert helsinki.manifest["components"]["count"] == nx.number_connected_components(plain) == 26
    stops = sum(degree != 2 for _, degree in plain.degree)
    rings = sum(all(plain.degree[n] == 2 for n in c) for c in nx.connected_components(plain))
    assert helsinki.n_nodes == stops + rings


def test_the_national_system_is_true_to_geodesic_lengths_within_the_bar(helsinki: Streets) -> None:
    drawn = np.hypot(*np.diff(helsinki.point_xy_m, axis=0).T)
    drawn[helsinki.edge_start[1:-1] - 1] = 0.0
    planar = np.add.reduceat(np.append(drawn, 0.0), helsinki.edge_start[:-1])

    long = helsinki.edge_mm > 10_000

    assert np.abs(planar * 1000 / helsinki.edge_mm - 1)[long].max() < 0.0005


def test_helsinki_is_kept_and_read_back(helsinki: Streets, tmp_path: Path) -> None:
    write_streets(helsinki, tmp_path / "kept")

    assert read_streets(tmp_path / "kept", HELSINKI).digest() == helsinki.digest()


def test_beijing_core_is_undirected_and_of_the_length_its_makers_measured(
    beijing: Streets, public_data: Path
) -> None:
    folder = public_data / "beijing_mentougou"
    edges = pd.read_parquet(folder / "beijing_core_drive_edges_wgs84.parquet")
    low, high = edges[["u", "v"]].min(axis=1), edges[["u", "v"]].max(axis=1)
    once = edges.assign(low=low, high=high, mm=edges["length_m"].round())
    once = once.drop_duplicates(["low", "high", "mm"])

    # The makers measured great circles, 0.3 % from the ellipsoid at most.
    assert beijing.edge_mm.sum() / 1e6 == pytest.approx(once["length_m"].sum() / 1e3, rel=0.004)
    assert beijing.manifest["counts"]["ways_read"] == 38_027
    assert "no edge has a highway tag" in beijing.manifest["filter"]["reason"]


@pytest.mark.parametrize("code", [4527, 32650])
def test_other_systems_move_the_picture_not_the_lengths(
    beijing: Streets, public_data: Path, code: int
) -> None:
    other = District("北京市", CRS.from_epsg(code), None, declared=True)
    core = public_data / "beijing_mentougou" / "beijing_core_drive_edges_wgs84.parquet"

    streets = read_streets(core, other)

    assert streets.edge_mm.tolist() == beijing.edge_mm.tolist()
    assert streets.component.tolist() == beijing.component.tolist()


def test_nearest_schools_in_beijing_equal_networkx_on_a_dozen_homes(
    beijing: Streets, public_data: Path
) -> None:
    schools = gpd.read_file(
        public_data / "beijing_mentougou" / "beijing_primary_schools_gcj02.geojson"
    )
    x, y = BEIJING.to_metres(
        schools.geometry.x.to_numpy(), schools.geometry.y.to_numpy(), Datum.GCJ02
    )
    low, high = beijing.node_xy_m.min(axis=0), beijing.node_xy_m.max(axis=0)
    inside = (x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1])
    gates = Gates.of(np.column_stack([x, y])[inside][:, None, :])
    homes = np.random.default_rng(11).uniform(low, high, (5000, 2))
    table = walking_table(beijing, homes, gates)
    dozen = np.flatnonzero(table.homes.on_street)[:12]

    school, mm = table.nearest(5, engine=Engine.LABELS)

    expected = slow_rows(beijing, table, dozen)
    assert table.to_all(dozen).tolist() == expected.tolist()
    for home, row in zip(dozen, expected.tolist(), strict=True):
        best = sorted((m, s) for s, m in enumerate(row) if m >= 0)[:5]
        assert list(zip(mm[home].tolist(), school[home].tolist(), strict=True)) == best
    by_rows = table.nearest(5, engine=Engine.ROWS)
    assert (by_rows[0] == school).all()
    assert (by_rows[1] == mm).all()


def slow_rows(streets: Streets, table: WalkingTable, homes: np.ndarray) -> np.ndarray:
    at = table.homes
    some = Snapped(
        at.edge[homes], at.offset_mm[homes], at.off_street_mm[homes], at.x_m[homes], at.y_m[homes]
    )
    return referee(streets, some, table.gates, table.gate_school.tolist())
