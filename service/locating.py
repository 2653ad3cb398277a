"""Where is each home: by the pair that was given, else by its address in the register?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.district import District
from geo.gazetteer import Gazetteer
from geo.geocode_homes import locate_homes
from geo.register import read_register


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
    """Locate homes by `geo.geocode_homes`, with the district's own register; raises BadInput.

    Where the register puts an address far from the pair that was given, the row is listed with
    the datum that would explain it; remote geocoders are never asked.
    """
    gazetteer = None if register is None else Gazetteer(read_register(register, district))
    return locate_by(gazetteer, frame, district, name=name)


def locate_by(
    gazetteer: Gazetteer | None, frame: pd.DataFrame, district: District, *, name: str = "homes"
) -> Found:
    """Locate homes by a gazetteer that is open already; see `locate`."""
    found = locate_homes(frame, district, gazetteer, name=name)
    apart = found[found["disagreement_m"].notna()]
    return Found(
        xy=found[["x_m", "y_m"]].to_numpy(dtype=np.float64),
        source=found["source"].to_numpy(dtype=object),
        precision=found["precision"].to_numpy(dtype=object),
        note=found["note"].to_numpy(dtype=object),
        disagreements=tuple(
            _apart(home, metres, datum)
            for home, metres, datum in zip(
                frame.loc[apart.index, "home_id"],
                apart["disagreement_m"],
                apart["looks_like"],
                strict=True,
            )
        ),
    )


def _apart(home: str, metres: float, datum: str) -> dict[str, Any]:
    note = f"the pair lies {metres:.0f} m from its address in the register"
    chinese = f"所给坐标距登记地址 {metres:.0f} 米"
    if datum:
        note += f"; it would fit if its datum were {datum}"
        chinese += f"；若坐标系为 {datum} 则相符"
    return {"home_id": str(home), "what": "location", "note": note, "note_zh": chinese}
