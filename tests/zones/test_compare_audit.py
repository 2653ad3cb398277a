"""Are those affected counted, and pairs that should swap found?"""

from pathlib import Path

import numpy as np
import pytest

from geo.faults import BadInput
from tests.zones.redraw.grids import DISTRICT, grid_draft
from zones.audit import ground_faults, gu_test
from zones.compare import affected, load_table, side_by_side, totals
from zones.read import plan_of_polygons
from zones.redraw.assignment import districtr_frame, engine_frame, read_assignment
from zones.redraw.outline import zone_shapes

TODAY = ("S0", "S0", "S0", "S1", "S1", "S1")
NOW = np.array([0, 0, 0, 1, 1, 1])


def district(**more: object):  # type: ignore[no-untyped-def]
    return grid_draft(6, 1, [10] * 6, {0: 30, 5: 30}, school_id=TODAY, **more)


def test_households_enrolled_and_siblings_who_change_are_counted_with_their_walks() -> None:
    draft = district(enrolled=np.array([0, 0, 7, 0, 0, 0]), siblings=np.array([0, 0, 2, 0, 0, 0]))
    after = np.array([0, 0, 1, 1, 1, 1])

    changes = affected(draft, NOW, after)

    # A02 stands 200 m from S0 and 300 m from S1.
    assert changes.to_dict("records") == [{
        "block_id": "A02", "school_before": "S0", "school_after": "S1", "children": 10,
        "enrolled": 7, "siblings": 2, "walk_before_m": 200.0, "walk_after_m": 300.0,
        "change_m": 100.0,
    }]  # fmt: skip
    assert totals(changes)["children_with_longer_walk"] == 10
    assert totals(changes)["mean_change_m"] == 100.0


def test_nothing_changes_between_a_plan_and_itself() -> None:
    assert totals(affected(district(), NOW, NOW)) == {
        "blocks": 0, "children": 0, "enrolled": 0, "siblings": 0,
        "children_with_longer_walk": 0, "children_with_shorter_walk": 0,
        "mean_change_m": None, "worst_change_m": None,
    }  # fmt: skip


def test_loads_and_figures_lie_side_by_side() -> None:
    draft, plans = district(), {"before": NOW, "after": np.array([0, 1, 1, 1, 1, 1])}

    table, figures = load_table(draft, plans), side_by_side(draft, plans)

    assert table["children_after"].tolist() == [10, 50]
    assert figures["after"]["children_over"] == 20
    assert not figures["after"]["within_places"]
    assert figures["before"]["contiguous"]


def test_two_estates_that_go_to_each_others_school_are_found_with_their_numbers() -> None:
    crossed = np.array([0, 0, 1, 0, 1, 1])  # A02 goes east, A03 goes west: 300 m each, not 200

    count, swaps = gu_test(district(), crossed)

    assert count == 1
    assert (swaps[0].block, swaps[0].other) == ("A03", "A02")
    assert swaps[0].each_saved_m == (100.0, 100.0)
    assert swaps[0].saved_m == 2000.0
    assert swaps[0].whole_blocks


def test_a_plan_in_which_everybody_goes_to_the_nearest_school_has_no_such_pair() -> None:
    assert gu_test(district(), NOW) == (0, ())


def test_gaps_and_overlaps_of_a_plan_are_measured() -> None:
    draft = district()
    _, shapes = zone_shapes(draft, NOW)
    short = plan_of_polygons({"S0": shapes[0], "S1": draft.blocks.polygons[4]}, DISTRICT)

    assert ground_faults(short, draft.blocks.polygons) == {"gap_m2": 20_000.0, "overlap_m2": 0.0}


@pytest.mark.parametrize("frame_of", [districtr_frame, engine_frame])
def test_plans_of_other_programs_come_back_as_they_went_out(frame_of, tmp_path: Path) -> None:
    draft, path = district(), tmp_path / "plan.csv"
    frame_of(draft, NOW).to_csv(path, index=False)

    assert read_assignment(path, draft, DISTRICT).tolist() == NOW.tolist()


def test_a_layer_of_zones_is_read_by_where_the_blocks_lie(tmp_path: Path) -> None:
    from zones.layer_file import write_layer
    from zones.redraw.outline import zones_frame

    draft, path = district(), tmp_path / "plan.gpkg"
    write_layer(zones_frame(draft, NOW, DISTRICT.crs, level="primary"), path)

    assert read_assignment(path, draft, DISTRICT).tolist() == NOW.tolist()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("block_id,school_id\nA00,S0\nA00,S1\n", "is given already"),
        ("block_id,school_id\nZ00,S0\n", "is not among the blocks"),
        ("block_id,school_id\nA00,S9\n", "is no school"),
        ("block,school_id\nA00,S0\n", "no column says the block"),
        ("GEOID20,District\nA00,1\nA05,1\n", "not a district with one school"),
    ],
)
def test_a_plan_that_does_not_fit_the_district_is_refused(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=said):
        read_assignment(path, district(), DISTRICT)
