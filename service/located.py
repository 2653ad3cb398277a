"""Where is each home, and which zones and schools may it claim?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from zones.addresses import AddressList, read_address_list

from geo.district import District
from zones.decide import Basis, Decisions, decide_zones
from zones.matches import MatchState
from zones.plan import Plan

NO_ZONE = "none"


class LocatingSources(Protocol):
    """What locating needs of a call."""

    @property
    def register(self) -> Path | None:
        """Return the address register, if there is one."""

    @property
    def address_list(self) -> Path | None:
        """Return the legal address list, if there is one."""

    @property
    def tolerance_m(self) -> float:
        """Return the metres to a line within which a home is contested."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of every home, parallel to the rows of the homes frame.

    `decided`: its zone is certain, or a person has decided; `xy` in district metres (NaN where it
    is not located); `school_ids` the schools it may claim, sorted.
    """

    decided: np.ndarray
    xy: np.ndarray
    state: np.ndarray
    zone_ids: np.ndarray  # ";"-separated
    school_ids: list[tuple[str, ...]]
    basis: np.ndarray
    line_distance_m: np.ndarray
    source: np.ndarray
    precision: np.ndarray
    note: np.ndarray
    disagreements: tuple[dict[str, Any], ...] = ()


def answer_homes(
    homes: pd.DataFrame, district: District, plan: Plan, sources: LocatingSources
) -> Answers:
    """Locate every home and decide its zones; what stays open is held for a person (R0, S4).

    A `zone_id` in the homes file is a person's decision; "none" says that a person found the home
    to lie in no zone. Raises BadInput for every fault of coordinates, register, list, decisions.
    """
    from geo.coordinates import locate_given

    given = locate_given(homes, district, "homes")
    outside = (homes["zone_id"] == NO_ZONE).to_numpy()
    asked = pd.DataFrame(
        {
            "x_m": given.x_m,
            "y_m": given.y_m,
            "address": homes["address"],
            "zone_id": homes["zone_id"].where(~outside, ""),
        },
        index=homes.index,
    )
    found = decide_zones(
        asked, plan, address_list=_legal_list(sources.address_list, plan),
        tolerance_m=sources.tolerance_m,
    )  # fmt: skip
    return _answers(asked, found, outside)


def _legal_list(path: Path | None, plan: Plan) -> AddressList | None:
    return None if path is None else read_address_list(path, set(plan.zone_id))


def _answers(asked: pd.DataFrame, found: Decisions, outside: np.ndarray) -> Answers:
    homes = found.homes
    xy = asked[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    located = np.isfinite(xy).all(axis=1)
    basis = np.where(outside, str(Basis.PERSON), homes["basis"].astype(str))
    schools = [
        () if nowhere else tuple(own)
        for nowhere, own in zip(outside.tolist(), homes["school_ids"], strict=True)
    ]
    state = np.where(located, homes["state"].astype(str), str(MatchState.NOT_LOCATED))
    return Answers(
        decided=located & (basis != str(Basis.UNDECIDED)),
        xy=xy,
        state=np.where(outside & located, str(MatchState.OUTSIDE), state),
        zone_ids=np.array([";".join(own) for own in homes["zone_ids"]], dtype=object),
        school_ids=schools,
        basis=basis,
        line_distance_m=homes["line_distance_m"].to_numpy(dtype=np.float64),
        source=np.where(located, "given", ""),
        precision=np.array([""] * len(homes), dtype=object),
        note=homes["note"].to_numpy(dtype=object),
    )
