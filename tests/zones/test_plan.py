"""Which zones are in force, and is the plan the same whatever the order of its source?"""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.zones.shapes import DISTRICT, plan, square
from zones.level import Level, level_of
from zones.plan import Plan, in_force, plan_of_rows

SEPTEMBER = date(2024, 9, 1)


@pytest.mark.parametrize(
    ("day", "present"),
    [
        (date(2024, 8, 31), ["always", "old"]),
        (date(2024, 9, 1), ["always", "new"]),
        (date(2025, 8, 31), ["always", "new"]),
        (date(2025, 9, 1), ["always"]),
    ],
)
def test_a_zone_is_in_force_from_its_first_day_until_before_its_last(
    day: date, present: list[str]
) -> None:
    dated = plan(
        {"new": square(0), "old": square(0), "always": square(1)},
        periods={"old": (None, SEPTEMBER), "new": (SEPTEMBER, date(2025, 9, 1))},
    )

    assert list(dated.on(day, "primary").zone_id) == present


def test_only_the_zones_of_the_level_asked_for_are_taken() -> None:
    both = _rows([("J", Level.JUNIOR), ("P", Level.PRIMARY)])

    assert both.levels == (Level.JUNIOR, Level.PRIMARY)
    assert both.on(SEPTEMBER, Level.JUNIOR).zone_id == ("J",)
    with pytest.raises(ValueError, match="senior"):
        both.on(SEPTEMBER, "senior")


def test_zones_are_sorted_by_id_and_schools_by_theirs() -> None:
    sorted_plan = plan({"Z2": square(1), "Z1": square(0)}, {"Z2": ("S9", "S10")})

    assert sorted_plan.zone_id == ("Z1", "Z2")
    assert sorted_plan.school_ids == (("S-Z1",), ("S10", "S9"))
    assert sorted_plan.polygons[0].equals(square(0))
    assert sorted_plan.index_of == {"Z1": 0, "Z2": 1}


@given(order=st.permutations(range(4)))
def test_the_content_hash_does_not_depend_on_the_order_of_the_rows(order: list[int]) -> None:
    records = [(f"Z{n}", f"{n}片", "primary", (f"S{n}",), None, None) for n in range(4)]
    polygons = np.array([square(n) for n in range(4)], dtype=object)

    one = plan_of_rows(records, polygons, DISTRICT.crs)
    other = plan_of_rows([records[n] for n in order], polygons[order], DISTRICT.crs)

    assert one.content_hash == other.content_hash
    assert one.zone_id == other.zone_id


@pytest.mark.parametrize(
    "change",
    [{"school_ids": {"west": ("S2",)}}, {"polygon": square(0, 1)},
     {"periods": {"west": (SEPTEMBER, None)}}, {"name": "east"}],
    ids=["schools", "ground", "dates", "id"],
)  # fmt: skip
def test_the_content_hash_changes_with_everything_the_plan_says(change: dict[str, object]) -> None:
    before = plan({"west": square(0)})
    after = plan(
        {str(change.get("name", "west")): change.get("polygon", square(0))},
        change.get("school_ids"),  # type: ignore[arg-type]
        change.get("periods"),  # type: ignore[arg-type]
    )

    assert before.content_hash != after.content_hash


def test_a_day_is_in_force_on_its_first_and_not_on_its_last_day() -> None:
    assert in_force(SEPTEMBER, date(2024, 9, 2), SEPTEMBER)
    assert not in_force(None, SEPTEMBER, SEPTEMBER)
    assert in_force(None, None, date.min)


@pytest.mark.parametrize(
    ("text", "level"),
    [("primary", Level.PRIMARY), ("Junior", Level.JUNIOR), ("小学", Level.PRIMARY),
     ("初中", Level.JUNIOR)],
)  # fmt: skip
def test_a_level_is_read_in_english_and_chinese(text: str, level: Level) -> None:
    assert level_of(text) is level


def test_a_polygon_that_is_not_valid_makes_no_plan() -> None:
    from tests.zones.shapes import ring

    with pytest.raises(ValueError, match="bow: Self-intersection"):
        plan({"bow": ring((0, 0), (100, 100), (100, 0), (0, 100))})


def _rows(named: list[tuple[str, Level]]) -> Plan:
    records = [(name, name, str(level), (), None, None) for name, level in named]
    return plan_of_rows(records, np.array([square(0)] * len(named), dtype=object), DISTRICT.crs)
