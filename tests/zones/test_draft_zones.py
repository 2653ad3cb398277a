"""Does a shared zone stay one zone when a draft is put in force, and nobody's school guessed?"""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput
from tests.zones.redraw.grids import CORNER, DISTRICT, SIDE, grid_draft
from zones.draft_zones import DraftZone, zones_of_draft
from zones.plan import Plan
from zones.read import plan_of_polygons
from zones.redraw.problem import FREE

# Six blocks in a row. Today S0 and S1 share the first four, S2 has the last two.
S0, S1, S2 = range(3)
TODAY = ("S0", "S0", "S1", "S1", "S2", "S2")
SHARED = {"Z1": (0, 4, ("S0", "S1")), "Z2": (4, 6, ("S2",))}


def district(today=TODAY):
    return grid_draft(6, 1, [10] * 6, {0: 30, 3: 30, 5: 30}, school_id=today)


def plan_of(zones) -> Plan:
    """Return zones from one block to before another, with their schools."""
    x, y = CORNER
    shapes = {name: shapely.box(x + SIDE * start, y, x + SIDE * end, y + SIDE)
              for name, (start, end, _) in zones.items()}  # fmt: skip
    return plan_of_polygons(shapes, DISTRICT, school_ids={it: of for it, (*_, of) in zones.items()})


def made(schools, zones=SHARED, today=TODAY):
    """Return the zones of a draft: id, schools, and the blocks in it."""
    found, at = zones_of_draft(district(today), np.array(schools), plan_of(zones))
    return {it.zone_id: (it.school_ids, np.flatnonzero(at == row).tolist())
            for row, it in enumerate(found)}  # fmt: skip


def test_a_shared_zone_stays_one_zone_whatever_its_schools_have_in_it() -> None:
    assert made([S0, S0, S1, S1, S2, S2]) == {
        "Z1": (("S0", "S1"), [0, 1, 2, 3]), "Z2": (("S2",), [4, 5])}  # fmt: skip
    assert made([S0, S1, S0, S1, S2, S2])["Z1"] == (("S0", "S1"), [0, 1, 2, 3])


def test_a_block_that_comes_to_a_school_whose_only_zone_is_shared_joins_it() -> None:
    assert made([S0, S0, S1, S1, S1, S2])["Z1"] == (("S0", "S1"), [0, 1, 2, 3, 4])


def test_a_block_that_leaves_a_shared_zone_goes_to_its_new_school_alone() -> None:
    assert made([S0, S0, S1, S2, S2, S2]) == {
        "Z1": (("S0", "S1"), [0, 1, 2]), "Z2": (("S2",), [3, 4, 5])}  # fmt: skip


def test_a_school_that_gives_all_its_blocks_away_leaves_the_shared_zone() -> None:
    assert made([S0, S0, S0, S0, S2, S2])["Z1"] == (("S0",), [0, 1, 2, 3])


def test_a_school_that_never_had_blocks_of_its_own_stays_in_the_shared_zone() -> None:
    every = ("S0", "S0", "S0", "S0", "S2", "S2")  # the file names one of the two schools

    assert made([S0, S0, S0, S0, S2, S2], today=every)["Z1"] == (("S0", "S1"), [0, 1, 2, 3])


def test_a_school_of_another_district_stays_in_the_zone_that_it_shares() -> None:
    zones = {"Z1": (0, 4, ("S0", "S1", "far-away")), "Z2": SHARED["Z2"]}

    assert made([S0, S0, S1, S1, S2, S2], zones)["Z1"][0] == ("S0", "S1", "far-away")


def test_where_a_school_has_a_zone_of_its_own_too_new_blocks_come_to_that() -> None:
    zones = {"Z1": (0, 4, ("S0", "S1", "S2")), "Z2": SHARED["Z2"]}

    assert made([S0, S0, S1, S2, S2, S2], zones) == {
        "Z1": (("S0", "S1", "S2"), [0, 1, 2, 3]), "Z2": (("S2",), [4, 5])}  # fmt: skip


def test_a_block_that_could_join_two_shared_zones_is_asked_about_and_not_guessed() -> None:
    zones = {"Z1": (0, 2, ("S0", "S1")), "Z2": (2, 4, ("S1", "S2")), "Z3": (4, 6, ("S2",))}

    assert made([S0, S1, S1, S1, S2, S2], zones)["Z1"] == (("S0", "S1"), [0, 1])
    with pytest.raises(BadInput, match=r"S1 shares Z1, Z2: which of them gets A04\?"):
        made([S0, S1, S1, S1, S1, S2], zones)


def test_a_new_school_gets_a_zone_of_its_own_and_no_block_without_a_school_gets_one() -> None:
    zones = {"Z1": (0, 6, ("S0",))}
    found, at = zones_of_draft(district(), np.array([S0, S0, S1, FREE, S0, S0]), plan_of(zones))

    assert found == (DraftZone("Z1", "Z1", ("S0",)), DraftZone("Z-S1", "school 1", ("S1",)))
    assert at.tolist() == [0, 0, 1, FREE, 0, 0]


@given(st.lists(st.sampled_from([S0, S1, S2]), min_size=6, max_size=6))
def test_every_block_lies_in_a_zone_that_names_its_school(schools) -> None:
    found, at = zones_of_draft(district(), np.array(schools), plan_of(SHARED))

    for school, row in zip(schools, at.tolist(), strict=True):
        assert f"S{school}" in found[row].school_ids
    assert len({it.zone_id for it in found}) == len(found)
