"""The walks measured beforehand are those that Dijkstra finds from each home."""

import numpy as np
import pytest
import shapely

from geo.distance import Gates, straight_line_table, walking_table
from service import desk_walks
from service.desk_walks import Walks, Ways

from .test_desk import opened


def somewhere(count: int) -> np.ndarray:
    """Return places on, near and far from the streets of the sample, and at gates and crossings."""
    chance = np.random.default_rng(20260615)
    streets = opened().streets
    west, south = streets.node_xy_m.min(axis=0) - 900
    east, north = streets.node_xy_m.max(axis=0) + 900
    spread = np.column_stack(
        [chance.uniform(west, east, count), chance.uniform(south, north, count)]
    )
    near = streets.point_xy_m[chance.integers(len(streets.point_xy_m), size=count)]
    gates = shapely.get_coordinates(list(opened().schools["gates"]))
    return np.concatenate([spread, near, near + chance.normal(0, 40, near.shape), gates, gates + 3])


def gates() -> Gates:
    return Gates.of(list(opened().schools["gates"]))


def test_ways_from_crossings_give_the_millimetres_of_a_search_from_every_home():
    places = somewhere(150)
    slow = walking_table(opened().streets, places, gates()).to_all(np.arange(len(places)))

    found = Ways(opened().streets, gates()).to_all(places)

    assert (found == slow).all()
    assert (found == -1).any()
    assert (found >= 0).any()


@pytest.mark.parametrize("table", [True, False], ids=["from the table", "on demand"])
@pytest.mark.parametrize("walked", [True, False], ids=["on foot", "straight"])
def test_metres_are_rounded_half_up_whether_known_beforehand_or_not(table, walked, monkeypatch):
    monkeypatch.setattr(desk_walks, "TABLE_UP_TO", 10**9 if table else 0)
    places, names = somewhere(20), list(opened().schools["school_id"])
    streets = opened().streets if walked else None
    every = np.arange(len(places))
    slow = straight_line_table(places, gates()).to_all(every)
    if walked:
        slow = walking_table(opened().streets, places, gates()).to_all(every)

    walks = Walks(streets, gates(), names, places)

    for (x_m, y_m), row in zip(places.tolist(), slow.tolist(), strict=True):
        expected = {
            name: (mm + 500) // 1000 if mm >= 0 else None
            for name, mm in zip(names, row, strict=True)
        }
        assert walks.walk(x_m, y_m, tuple(names)) == expected


def test_a_school_that_is_unknown_has_no_walk():
    walks = Walks(None, gates(), list(opened().schools["school_id"]), np.empty((0, 2)))

    assert walks.walk(423_000.0, 4_422_000.0, ("nowhere",)) == {}
