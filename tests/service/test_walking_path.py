"""The line one walks is as long as the distance says, and runs on streets from home to gate."""

import numpy as np
import shapely

from geo.distance import Gates, walking_table
from geo.walking_path import PathFinder

from .test_desk import opened
from .test_desk_walks import somewhere


def lone_gates(row: int) -> np.ndarray:
    return shapely.get_coordinates(opened().schools["gates"].iloc[row])


def test_every_way_has_the_millimetres_of_the_table_of_distances():
    places, schools = somewhere(25), len(opened().schools)
    gates = Gates.of(list(opened().schools["gates"]))
    table = walking_table(opened().streets, places, gates).to_all(np.arange(len(places)))
    finder, found = PathFinder(opened().streets), []

    for home, (x_m, y_m) in enumerate(places.tolist()):
        school = home % schools
        path = finder.path(x_m, y_m, lone_gates(school))
        found.append((-1 if path is None else path.millimetres, int(table[home, school])))

    assert [mine for mine, _ in found] == [wanted for _, wanted in found]
    assert -1 in {wanted for _, wanted in found}
    assert max(wanted for _, wanted in found) > 1_000_000


def test_the_line_runs_from_the_home_over_streets_to_a_gate_and_is_as_long():
    finder, gates = PathFinder(opened().streets), lone_gates(3)
    streets = shapely.union_all(shapely.linestrings(
        opened().streets.point_xy_m,
        indices=np.repeat(np.arange(opened().streets.n_edges),
                          np.diff(opened().streets.edge_start)),
    ))  # fmt: skip
    seen = 0
    for x_m, y_m in somewhere(25).tolist():
        path = finder.path(x_m, y_m, gates)
        if path is None:
            continue
        line, seen = path.line_m, seen + 1
        assert line[0].tolist() == [x_m, y_m]
        assert line[-1].tolist() in gates.tolist()
        length_m = np.hypot(*np.diff(line, axis=0).T).sum()
        assert abs(length_m * 1000 - path.millimetres) <= 0.001 * path.millimetres + 20
        assert shapely.distance(shapely.points(line[1:-1]), streets).max(initial=0) < 0.001
    assert seen > 20


def test_a_home_far_from_every_street_has_no_way():
    west, south = opened().streets.node_xy_m.min(axis=0)

    assert PathFinder(opened().streets).path(west - 5_000, south - 5_000, lone_gates(0)) is None
