"""Where is each home: by the pair that was given, else by its address in the register?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.coordinates import locate_given
from geo.datum import Datum
from geo.district import District
from geo.gazetteer import Gazetteer
from geo.geocode import Criteria, Located, State
from geo.register import read_register

GOOD_ENOUGH = Criteria()
APART_M = 200.0  # a pair this far from its own address is listed


@dataclass(frozen=True, slots=True)
class Found:
    """Where homes are: `xy` in district metres (NaN: not located), and how that is known."""

    xy: np.ndarray
    source: np.ndarray
    precision: np.ndarray
    note: np.ndarray
    disagreements: tuple[dict[str, Any], ...] = ()


def locate(
    frame: pd.DataFrame, district: District, register: Path | None, *, name: str = "homes"
) -> Found:
    """Locate homes by their coordinates, else by their address in the district's register.

    A pair that was given wins; where the register puts the address elsewhere the row is listed as
    a disagreement, with the datum that would explain it. An address counts only where the register
    answers it to the building or number, once. Raises BadInput.
    """
    given = locate_given(frame, district, name)
    xy = np.column_stack([given.x_m, given.y_m])
    paired = np.isfinite(xy[:, 0]) & np.isfinite(xy[:, 1])
    source = np.where(paired, "given", "").astype(object)
    precision, note = np.full(len(frame), "", dtype=object), np.full(len(frame), "", dtype=object)
    if register is None:
        note[~paired] = "no coordinates, and no register to look the address up in"
        return Found(xy, source, precision, note)
    answers = _ask(frame["address"], district, register)
    entries: list[dict[str, Any]] = []
    for row, address in enumerate(frame["address"]):
        answer = answers[address]
        if paired[row]:
            entries += _apart(frame.iloc[row], xy[row], district, answer)
        elif GOOD_ENOUGH.accept(answer) and np.isfinite(answer.x_m):
            xy[row] = answer.x_m, answer.y_m
            source[row], precision[row] = answer.source, str(answer.precision)
        else:
            note[row] = f"address {answer.state}: {answer.reason}"
    return Found(xy, source, precision, note, tuple(entries))


def _ask(addresses: pd.Series, district: District, register: Path) -> dict[str, Located]:
    """Ask once for each different address."""
    gazetteer = Gazetteer(read_register(register, district))
    return {address: gazetteer.locate(address) for address in sorted(set(addresses))}


def _apart(
    row: pd.Series, here: np.ndarray, district: District, answer: Located
) -> list[dict[str, Any]]:
    """List a home whose pair lies far from where the register puts its address."""
    if answer.state is not State.FOUND or not GOOD_ENOUGH.accept(answer):
        return []
    there = np.array([answer.x_m, answer.y_m])
    distance = float(np.hypot(*(here - there)))
    if distance <= APART_M:
        return []
    note = f"the pair lies {distance:.0f} m from the address in the register"
    chinese = f"所给坐标距登记地址 {distance:.0f} 米"
    declared, metres = _best_datum(row, there, district)
    if metres < min(distance, APART_M) / 2:
        note += f"; as {declared} it would be {metres:.0f} m away"
        chinese += f"；若坐标系为 {declared}，则仅距 {metres:.0f} 米"
    home = str(row["home_id"])
    return [{"home_id": home, "what": "location", "note": note, "note_zh": chinese}]


def _best_datum(row: pd.Series, there: np.ndarray, district: District) -> tuple[str, float]:
    """Return the datum in degrees that brings the pair nearest to `there`, and how near."""
    x, y = np.array([float(row["x"])]), np.array([float(row["y"])])
    if abs(x[0]) > 180 or abs(y[0]) > 90:
        return "", np.inf
    near = []
    for datum in Datum:
        x_m, y_m = district.to_metres(x, y, datum)
        near.append((float(np.hypot(x_m[0] - there[0], y_m[0] - there[1])), str(datum)))
    metres, declared = min(near)
    return declared, metres
