"""Which zone and schools may each home of a frame claim, and what decided it?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.address import parse
from geo.faults import FaultList
from zones.addresses import AddressList, ListAnswer, Silence
from zones.decision import Basis, Decision, Note, Polygons, decide, state_in, zone_beyond
from zones.match import TOLERANCE_M, match_zones
from zones.matches import STATES, Matches, MatchState
from zones.plan import Plan

__all__ = ["NEAR_LINE_M", "Basis", "Decisions", "Note", "decide_zones"]

NEAR_LINE_M = 30.0
"""A home this near to a line is told so: geocoders err by a building's length (bring the deed)."""

_NOTHING = ListAnswer("", (), Silence.NOT_LISTED)


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """The decided homes.

    `homes`: one row per home in the order given, same index: `state`, `basis`, `zone_ids` and
    `school_ids` (sorted tuples; school_ids () unless decided), `line_distance_m` float (NaN
    unknown), `line_zone_id` ("" none), `note` (";"-separated `Note`s), `list_rows` (tuple).
    `disagreements`: one row per home where list or person and polygon differ. `list_rows`: one row
    per row of the list with the homes it decided and the polygons' view of them.
    """

    homes: pd.DataFrame
    disagreements: pd.DataFrame
    list_rows: pd.DataFrame


def decide_zones(
    homes: pd.DataFrame,
    plan: Plan,
    *,
    address_list: AddressList | None = None,
    tolerance_m: float = TOLERANCE_M,
    near_line_m: float = NEAR_LINE_M,
    source: str = "homes",
) -> Decisions:
    """Decide every home of a frame against the zones of one level on one day.

    Columns: `x_m`, `y_m` float64 in the district's metres (NaN: not located); optional `address`
    (text) and `zone_id`, a person's decision ("" for none). The index numbers the rows in faults.
    Raises BadInput for decisions that name a zone the plan does not hold; ValueError as
    `match_zones` does.
    """
    person = _texts(homes, "zone_id")
    _refuse_unknown(person, homes.index, plan, source)
    matches = match_zones(homes["x_m"], homes["y_m"], plan, tolerance_m=tolerance_m)
    answers = _ask_list(_texts(homes, "address"), address_list)
    decisions = _decide_all(plan, matches, answers, person)
    beyond = _zones_beyond(matches, decisions)
    frame = _frame(homes.index, plan, decisions, (matches.line_distance_m, beyond), near_line_m)
    frame["list_rows"] = pd.Series([answer.rows for answer in answers], homes.index, dtype=object)
    return Decisions(
        frame,
        _disagreements(frame, plan, matches, homes),
        _rows_used(address_list, frame, answers),
    )


def _texts(homes: pd.DataFrame, column: str) -> list[str]:
    if column not in homes.columns:
        return [""] * len(homes)
    return [text if isinstance(text, str) else "" for text in homes[column].tolist()]


def _refuse_unknown(person: Sequence[str], index: Any, plan: Plan, source: str) -> None:
    faults = FaultList()
    for row, zone in zip(index.tolist(), person, strict=True):
        if zone and zone not in plan.index_of:
            faults.add(
                f"{source} row {row}",
                f"the decision names zone '{zone}', which is not in the plan on that day",
                "correct zone_id, or leave it empty for the list and the polygons to decide",
            )
    faults.refuse_if_any()


def _ask_list(addresses: Sequence[str], address_list: AddressList | None) -> list[ListAnswer]:
    """Ask the list once per different text: reading an address is text work, row by row."""
    if address_list is None:
        return [_NOTHING] * len(addresses)
    answers = {text: address_list.find(parse(text)) for text in set(addresses) if text}
    return [answers.get(text, _NOTHING) for text in addresses]


def _decide_all(
    plan: Plan, matches: Matches, answers: Sequence[ListAnswer], person: Sequence[str]
) -> list[Decision]:
    """Decide home by home; homes on which only one polygon has a say share one decision."""
    states = [STATES[code] for code in matches.state.tolist()]
    first = matches.pair_start.tolist()
    zones = matches.pair_zone.tolist()
    alone = [Decision(state_in(plan, zone), (zone,), Basis.POLYGON) for zone in range(len(plan))]
    certain = (MatchState.UNIQUE, MatchState.SHARED)
    decisions = []
    for home, (state, answer, chosen) in enumerate(zip(states, answers, person, strict=True)):
        if answer is _NOTHING and not chosen and state in certain:
            decisions.append(alone[zones[first[home]]])
        else:
            decisions.append(decide(plan, _polygons(matches, home), answer, chosen))
    return decisions


def _zones_beyond(matches: Matches, decisions: Sequence[Decision]) -> list[int]:
    """Return the zone behind the nearest line of each home, as seen from its decided zone."""
    beyond: list[int] = matches.line_zone.tolist()
    for home, (zone, decision) in enumerate(zip(beyond, decisions, strict=True)):
        if zone in decision.zones or (zone < 0 and len(matches.zones_of(home)) > 1):
            found = _polygons(matches, home)
            beyond[home] = zone_beyond(found, zone, decision)
    return beyond


def _polygons(matches: Matches, home: int) -> Polygons:
    return Polygons(matches.state_of(home), matches.zones_of(home), matches.covering(home))


def _frame(
    index: Any,
    plan: Plan,
    decisions: Sequence[Decision],
    lines: tuple[NDArray[np.float64], list[int]],
    near_line_m: float,
) -> pd.DataFrame:
    distance_m, beyond = lines
    near = (distance_m <= near_line_m).tolist()
    names = (*plan.zone_id, "")
    columns: dict[str, list[Any]] = {
        "state": [str(decision.state) for decision in decisions],
        "basis": [str(decision.basis) for decision in decisions],
        "zone_ids": [tuple(names[zone] for zone in decision.zones) for decision in decisions],
        "school_ids": [_claims(plan, decision) for decision in decisions],
        "line_distance_m": distance_m.tolist(),
        "line_zone_id": [names[zone] for zone in beyond],
        "note": [
            ";".join((*decision.notes, *((Note.NEAR_LINE,) if is_near else ())))
            for decision, is_near in zip(decisions, near, strict=True)
        ],
    }
    return pd.DataFrame(
        {name: pd.Series(values, index, dtype=_dtype(name)) for name, values in columns.items()}
    )


def _dtype(column: str) -> str:
    tuples = column in {"zone_ids", "school_ids"}
    return "object" if tuples else "float64" if column == "line_distance_m" else "str"


def _claims(plan: Plan, decision: Decision) -> tuple[str, ...]:
    """Return the schools a home may claim: none until its zone is decided."""
    if decision.basis is Basis.UNDECIDED:
        return ()
    return plan.school_ids[decision.zones[0]]


def _disagreements(
    frame: pd.DataFrame, plan: Plan, matches: Matches, homes: pd.DataFrame
) -> pd.DataFrame:
    """Return the homes whose decided zone is not the one the polygons show."""
    words = (Note.LIST_DISAGREES, Note.PERSON_DISAGREES)
    rows = [row for row, note in enumerate(frame["note"]) if any(word in note for word in words)]
    taken = frame.iloc[rows]
    addresses = _texts(homes, "address")
    return pd.DataFrame({
        "basis": taken["basis"],
        "decided_zone_id": pd.Series([z[0] for z in taken["zone_ids"]], taken.index, dtype="str"),
        "list_rows": taken["list_rows"],
        "polygon_state": pd.Series([str(matches.state_of(row)) for row in rows], taken.index,
                                   dtype="str"),
        "polygon_zone_ids": pd.Series([_zone_ids(plan, matches, row) for row in rows],
                                      taken.index, dtype="object"),
        "line_distance_m": taken["line_distance_m"],
        "address": pd.Series([addresses[row] for row in rows], taken.index, dtype="str"),
    })  # fmt: skip


def _zone_ids(plan: Plan, matches: Matches, home: int) -> tuple[str, ...]:
    return tuple(plan.zone_id[zone] for zone in matches.zones_of(home))


def _rows_used(
    address_list: AddressList | None, frame: pd.DataFrame, answers: Sequence[ListAnswer]
) -> pd.DataFrame:
    """Count for each row of the list the homes it decided and those the polygons see elsewhere."""
    rows = () if address_list is None else address_list.rows
    decided, elsewhere = Counter[int](), Counter[int]()
    said = zip(frame["basis"], frame["note"], answers, strict=True) if rows else ()
    for basis, note, answer in said:
        if basis == Basis.ADDRESS_LIST:
            decided.update(answer.rows)
            if Note.LIST_DISAGREES in note:
                elsewhere.update(answer.rows)
    return pd.DataFrame({
        "row": [row.row for row in rows],
        "zone_id": [row.zone_id for row in rows],
        "place": [row.place for row in rows],
        "numbers": [row.text for row in rows],
        "homes": [decided[row.row] for row in rows],
        "homes_elsewhere": [elsewhere[row.row] for row in rows],
    })  # fmt: skip
