"""Who decides a home's zone: a person before the list, the list before the polygons?"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.faults import BadInput
from tests.zones.shapes import EAST, NORTH, plan, square
from zones.addresses import AddressList, ListAnswer, Silence, read_address_list
from zones.decide import Decisions, decide_zones
from zones.decision import Basis, Note, Polygons, decide, zone_beyond
from zones.matches import MatchState

PLAN = plan({"east": square(1), "west": square(0)}, {"east": ("B", "C"), "west": ("A",)})
EASTERN, WESTERN = PLAN.index_of["east"], PLAN.index_of["west"]
SILENT = ListAnswer("", (), Silence.NOT_LISTED)

IN_WEST = Polygons(MatchState.UNIQUE, (WESTERN,), (WESTERN,))
IN_EAST = Polygons(MatchState.SHARED, (EASTERN,), (EASTERN,))
ON_LINE = Polygons(MatchState.CONTESTED, (EASTERN, WESTERN), (EASTERN, WESTERN))
NEAR_LINE = Polygons(MatchState.CONTESTED, (EASTERN, WESTERN), (WESTERN,))
OUTSIDE = Polygons(MatchState.OUTSIDE, (), ())
UNKNOWN = Polygons(MatchState.NOT_LOCATED, (), ())
LISTED_EAST = ListAnswer("east", (2,))
LISTED_WEST = ListAnswer("west", (3,))


@pytest.mark.parametrize(
    ("found", "state", "basis"),
    [
        (IN_WEST, MatchState.UNIQUE, Basis.POLYGON),
        (IN_EAST, MatchState.SHARED, Basis.POLYGON),
        (ON_LINE, MatchState.CONTESTED, Basis.UNDECIDED),
        (NEAR_LINE, MatchState.CONTESTED, Basis.UNDECIDED),
        (OUTSIDE, MatchState.OUTSIDE, Basis.UNDECIDED),
        (UNKNOWN, MatchState.NOT_LOCATED, Basis.UNDECIDED),
    ],
)
def test_without_a_list_the_polygons_decide_or_nobody(
    found: Polygons, state: MatchState, basis: Basis
) -> None:
    decision = decide(PLAN, found, SILENT)

    assert (decision.state, decision.basis, decision.notes) == (state, basis, ())
    assert decision.zones == found.zones


@pytest.mark.parametrize(
    ("found", "disagrees"),
    [(IN_WEST, True), (IN_EAST, False), (ON_LINE, False), (NEAR_LINE, False), (OUTSIDE, True),
     (UNKNOWN, False)],
)  # fmt: skip
def test_the_list_decides_before_the_polygons(found: Polygons, disagrees: bool) -> None:
    decision = decide(PLAN, found, LISTED_EAST)

    assert decision.zones == (EASTERN,)
    assert decision.state is MatchState.SHARED
    assert decision.basis is Basis.ADDRESS_LIST
    assert (Note.LIST_DISAGREES in decision.notes) is disagrees


@pytest.mark.parametrize(
    ("found", "listed", "disagrees"),
    [(IN_WEST, SILENT, True), (IN_EAST, SILENT, False), (ON_LINE, SILENT, False),
     (OUTSIDE, SILENT, False), (IN_EAST, LISTED_WEST, True), (IN_WEST, LISTED_EAST, False)],
)  # fmt: skip
def test_a_person_decides_before_the_list(
    found: Polygons, listed: ListAnswer, disagrees: bool
) -> None:
    decision = decide(PLAN, found, listed, person="east")

    assert (decision.zones, decision.basis) == ((EASTERN,), Basis.PERSON)
    assert (Note.PERSON_DISAGREES in decision.notes) is disagrees


@pytest.mark.parametrize(
    ("found", "state", "zones"),
    [
        (IN_WEST, MatchState.UNIQUE, (WESTERN,)),
        (IN_EAST, MatchState.CONTESTED, (EASTERN, WESTERN)),
        (OUTSIDE, MatchState.CONTESTED, (WESTERN,)),
        (UNKNOWN, MatchState.CONTESTED, (WESTERN,)),
    ],
)
def test_a_lettered_number_stays_open_unless_list_and_polygon_point_the_same_way(
    found: Polygons, state: MatchState, zones: tuple[int, ...]
) -> None:
    variant = ListAnswer("", (3,), Silence.NUMBER_VARIANT, ("west",))

    decision = decide(PLAN, found, variant)

    assert (decision.state, decision.zones) == (state, zones)
    assert decision.notes == (Note.NUMBER_VARIANT,)
    assert (decision.basis is Basis.POLYGON) is (state is MatchState.UNIQUE)


def test_a_list_that_names_two_zones_leaves_the_home_open_wherever_it_lies() -> None:
    several = ListAnswer("", (2, 3), Silence.SEVERAL_ZONES, ("west", "east"))

    decision = decide(PLAN, IN_WEST, several)

    assert (decision.state, decision.basis) == (MatchState.CONTESTED, Basis.UNDECIDED)
    assert decision.zones == (EASTERN, WESTERN)


@pytest.mark.parametrize(
    ("silence", "note"),
    [(Silence.NUMBER_NOT_LISTED, Note.NUMBER_NOT_LISTED),
     (Silence.NUMBER_MISSING, Note.NUMBER_MISSING)],
)  # fmt: skip
def test_a_silent_list_lets_the_polygons_decide_and_says_so(silence: Silence, note: Note) -> None:
    decision = decide(PLAN, IN_WEST, ListAnswer("", (), silence))

    assert (decision.basis, decision.notes) == (Basis.POLYGON, (note,))


@pytest.mark.parametrize(
    ("found", "line_zone", "listed", "beyond"),
    [
        (IN_WEST, EASTERN, SILENT, EASTERN),
        (IN_WEST, -1, SILENT, -1),
        (IN_WEST, EASTERN, LISTED_EAST, WESTERN),
        (ON_LINE, -1, LISTED_EAST, WESTERN),
        (ON_LINE, -1, SILENT, -1),
    ],
)
def test_the_other_side_of_the_line_is_seen_from_the_decided_zone(
    found: Polygons, line_zone: int, listed: ListAnswer, beyond: int
) -> None:
    assert zone_beyond(found, line_zone, decide(PLAN, found, listed)) == beyond


def listing(folder: Path) -> AddressList:
    path = folder / "list.csv"
    path.write_text(
        "zone_id,place,numbers\nwest,石龙路,1-35单\neast,石龙路,12；58号院\nwest,黑山大街,全部\n",
        encoding="utf-8",
    )
    return read_address_list(path, PLAN.index_of)


def homes(*rows: tuple[float, str, str]) -> pd.DataFrame:
    """Return homes at these metres east, with an address and a person's decision."""
    return pd.DataFrame({
        "x_m": [EAST + x for x, _, _ in rows], "y_m": [NORTH + 50.0] * len(rows),
        "address": [address for _, address, _ in rows],
        "zone_id": [person for _, _, person in rows],
    }, index=[n + 2 for n in range(len(rows))])  # fmt: skip


def decided(folder: Path, *rows: tuple[float, str, str]) -> Decisions:
    return decide_zones(homes(*rows), PLAN, address_list=listing(folder))


def test_a_frame_of_homes_is_decided_row_by_row(tmp_path: Path) -> None:
    found = decided(
        tmp_path,
        (30, "", ""),
        (30, "石龙路12号", ""),
        (150, "石龙路58号院3号楼", ""),
        (100, "石龙路5号", ""),
        (100, "", ""),
        (250, "", "west"),
        (np.nan, "石龙路12号", ""),
        (np.nan, "石龙路6号", ""),
    ).homes

    assert found.index.tolist() == list(range(2, 10))
    assert found["state"].tolist() == [
        "unique", "shared", "shared", "unique", "contested", "unique", "shared", "not_located"
    ]  # fmt: skip
    assert found["basis"].tolist() == [
        "polygon", "address_list", "address_list", "address_list", "undecided", "person",
        "address_list", "undecided",
    ]  # fmt: skip
    assert found["zone_ids"].tolist() == [
        ("west",), ("east",), ("east",), ("west",), ("east", "west"), ("west",), ("east",), ()
    ]  # fmt: skip
    assert found["school_ids"].tolist() == [
        ("A",), ("B", "C"), ("B", "C"), ("A",), (), ("A",), ("B", "C"), ()
    ]  # fmt: skip
    assert found["list_rows"].tolist() == [(), (3,), (3,), (2,), (), (), (3,), ()]


def test_distances_and_the_zone_beyond_the_line_are_told(tmp_path: Path) -> None:
    found = decided(tmp_path, (90, "", ""), (30, "", ""), (100, "石龙路5号", ""), (5, "", "")).homes

    assert found["line_distance_m"].tolist() == pytest.approx([10, 30, 0, 5])
    assert found["line_zone_id"].tolist() == ["east", "", "east", ""]
    assert [Note.NEAR_LINE in note for note in found["note"]] == [True, True, True, True]


def test_disagreements_are_listed_by_home_and_by_row_of_the_list(tmp_path: Path) -> None:
    found = decided(
        tmp_path,
        (30, "石龙路12号", ""),
        (150, "石龙路12号", ""),
        (250, "黑山大街", ""),
        (150, "石龙路3号", "east"),
    )

    assert found.disagreements.index.tolist() == [2, 4, 5]
    assert found.disagreements["decided_zone_id"].tolist() == ["east", "west", "east"]
    assert found.disagreements["polygon_zone_ids"].tolist() == [("west",), (), ("east",)]
    assert found.disagreements["polygon_state"].tolist() == ["unique", "outside", "shared"]
    assert found.disagreements["address"].tolist()[0] == "石龙路12号"
    assert found.list_rows["row"].tolist() == [2, 3, 4]
    assert found.list_rows["homes"].tolist() == [0, 2, 1]
    assert found.list_rows["homes_elsewhere"].tolist() == [0, 1, 1]


def test_a_person_may_move_a_home_that_the_polygons_are_certain_of() -> None:
    found = decide_zones(homes((30, "", "east"), (30, "", "")), PLAN)

    assert found.homes["zone_ids"].tolist() == [("east",), ("west",)]
    assert found.homes["basis"].tolist() == ["person", "polygon"]
    assert found.disagreements.index.tolist() == [2]


def test_a_decision_for_a_zone_that_is_not_in_force_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refusal:
        decide_zones(homes((30, "", "north"), (30, "", ""), (30, "", "south")), PLAN,
                     source="homes.csv")  # fmt: skip

    assert [fault.where for fault in refusal.value.faults] == ["homes.csv row 2", "homes.csv row 4"]
    assert "'north'" in refusal.value.faults[0].what


def test_neither_an_address_nor_a_decision_is_needed() -> None:
    found = decide_zones(homes((30, "", ""))[["x_m", "y_m"]], PLAN)

    assert found.homes["zone_ids"].tolist() == [("west",)]
    assert len(found.disagreements) == len(found.list_rows) == 0


def test_no_homes_give_an_empty_answer() -> None:
    assert len(decide_zones(homes(), PLAN).homes) == 0


def test_the_answers_do_not_depend_on_the_order_of_the_homes(tmp_path: Path) -> None:
    rows = [(float(x), f"石龙路{x}号" if x % 3 else "", "west" if x % 50 == 0 else "")
            for x in range(-3, 210, 4)]  # fmt: skip
    plain = decided(tmp_path, *rows).homes.reset_index(drop=True)
    order = np.random.default_rng(3).permutation(len(rows))

    mixed = decided(tmp_path, *(rows[n] for n in order)).homes.reset_index(drop=True)

    pd.testing.assert_frame_equal(mixed, plain.loc[order].reset_index(drop=True))


def test_columns_have_the_promised_types(tmp_path: Path) -> None:
    types: dict[str, Any] = decided(tmp_path, (30, "", "")).homes.dtypes.to_dict()

    assert types["line_distance_m"] == np.float64
    assert types["zone_ids"] == np.dtype(object)
    assert all(str(types[name]) == "str" for name in ("state", "basis", "line_zone_id", "note"))
