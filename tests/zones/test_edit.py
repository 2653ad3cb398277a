"""Does painting keep figures live, hold locks, and undo exactly what was done?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import BadInput
from tests.zones.redraw.grids import grid_draft
from zones.edit import Sketch, sketch_of
from zones.redraw.draft import Draft
from zones.redraw.figures import figures, verdict_of
from zones.redraw.groups import Groups
from zones.redraw.problem import FREE

# Six blocks in a row, ten children each; S0 in the first, S1 in the last, 30 places each.
START = np.array([0, 0, 0, 1, 1, 1])
TODAY = ("S0", "S0", "S0", "S1", "S1", "S1")


def district() -> Draft:
    return grid_draft(6, 1, [10] * 6, {0: 30, 5: 30}, school_id=TODAY)


def test_a_stroke_changes_loads_walks_and_warnings_at_once() -> None:
    sketch = Sketch(district(), START)

    picture = sketch.paint(["A03"], "S0")

    assert picture.children == ((40,), (20,))
    assert picture.over == ((10,), (0,))
    assert picture.children_moved == 10
    # Walks of 0, 100, 200, 300 to S0 and 100, 0 to S1, ten children each.
    assert picture.mean_walk_m == round(700 / 6, 1)
    assert picture.longest_walk_m == 300
    assert [warned.code for warned in picture.warnings] == ["over_capacity"]


def test_a_zone_that_falls_into_pieces_is_warned_of_and_mended_by_undo() -> None:
    sketch = Sketch(district(), START)

    parted = sketch.paint(["A01"], "S1")

    assert parted.pieces == (("A02",), ("A01",))
    assert sketch.undo().pieces == ((), ())
    assert sketch.zone.tolist() == START.tolist()


def test_a_locked_block_is_not_painted_and_it_is_said() -> None:
    sketch = Sketch(district(), START)
    sketch.lock(["A02"])

    picture = sketch.paint(["A02", "A03"], "S1")

    assert sketch.zone.tolist() == START.tolist()
    assert picture.warnings[-1].blocks == ("A02",)
    assert not picture.can_undo


def test_a_taken_place_of_six_years_that_would_move_is_warned_of() -> None:
    taken = np.array([0, 0, 2, 0, 0, 0])
    draft = grid_draft(6, 1, [10] * 6, {0: 30, 5: 30}, school_id=TODAY, six_years=taken)
    sketch = Sketch(draft, START)

    moved, back = sketch.paint(["A01", "A02"], "S1").warnings, sketch.undo().warnings

    warned = next(it for it in moved if it.code == "six_years_moved")
    assert warned.blocks == ("A02",)
    assert warned.text.startswith("2 addresses")
    assert not back


@pytest.mark.parametrize(("most", "codes"), [(0, []), (1, ["group_split"]), (2, [])])
def test_a_group_in_more_schools_than_its_limit_is_warned_of(most: int, codes: list[str]) -> None:
    estate = Groups(("estate",), np.array([0, 0, 0, FREE, FREE, FREE]), np.array([most]))
    draft = grid_draft(6, 1, [10] * 6, {0: 40, 5: 40}, school_id=TODAY, given_groups=estate)
    sketch = Sketch(draft, START)

    assert not sketch.picture().warnings
    warnings = sketch.paint(["A02"], "S1").warnings

    assert [it.code for it in warnings] == codes
    assert all((it.schools, it.blocks) == (("S0", "S1"), ("A00", "A01", "A02")) for it in warnings)


def test_undo_and_redo_leave_blocks_alone_that_were_locked_since() -> None:
    sketch = Sketch(district(), START)
    sketch.paint(["A02", "A03"], "S1")
    sketch.lock(["A02"])

    undone = sketch.undo()

    assert sketch.zone.tolist() == [0, 0, 1, 1, 1, 1]
    assert undone.warnings[-1].code == "locked"


def test_a_new_stroke_ends_what_could_be_redone() -> None:
    sketch = Sketch(district(), START)
    sketch.paint(["A03"], "S0")
    sketch.undo()

    picture = sketch.paint(["A02"], "S1")

    assert picture.can_undo
    assert not picture.can_redo


def test_a_stored_sketch_comes_back_with_its_locks() -> None:
    sketch = Sketch(district(), START)
    sketch.paint(["A03"], "S0")
    sketch.lock(["A00"])
    stored = sketch.document(author="planner", at="2026-05-01T09:00:00", parent=None, comment="")

    again = sketch_of(stored, district())

    assert again.zone.tolist() == sketch.zone.tolist()
    assert again.locked == {0}
    assert not again.picture().can_undo


@pytest.mark.parametrize(("block", "school"), [("B99", "S0"), ("A00", "S9")])
def test_unknown_blocks_and_schools_are_refused(block: str, school: str) -> None:
    with pytest.raises(BadInput, match="is not known"):
        Sketch(district(), START).paint([block], school)


strokes = st.lists(
    st.tuples(st.sets(st.integers(0, 11), min_size=1), st.integers(-1, 1)), max_size=8
)


@given(strokes)
def test_every_picture_is_what_the_whole_plan_says_and_undoing_all_gives_the_start(
    done: list[tuple[set[int], int]],
) -> None:
    draft = grid_draft(4, 3, list(range(1, 13)), {0: 40, 11: 40})
    start = np.array([0] * 6 + [1] * 6)
    sketch = Sketch(draft, start)

    for blocks, school in done:
        name = None if school < 0 else f"S{school}"
        picture = sketch.paint([f"A{at:02d}" for at in sorted(blocks)], name)
        slow, verdict = figures(draft, sketch.zone), verdict_of(draft, sketch.zone)
        assert picture.mean_walk_m == (slow["mean_walk_m"] or 0)
        assert picture.longest_walk_m == (slow["longest_walk_m"] or 0)
        assert sum(each[0] for each in picture.over) == slow["children_over"]
        assert (not any(picture.pieces)) == verdict.contiguous
    while sketch.picture().can_undo:
        sketch.undo()

    assert sketch.zone.tolist() == start.tolist()
