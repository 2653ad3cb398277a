"""Where is each home, and which zones and schools may it claim?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
import shapely

from geo.district import District
from geo.faults import FaultList
from service.locating import Found, locate
from zones.addresses import AddressList, read_address_list
from zones.decide import Basis, Decisions, decide_zones
from zones.matches import MatchState
from zones.plan import Plan

NO_ZONE = "none"
FAR_M = 10_000.0


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
    homes: pd.DataFrame,
    district: District,
    plan: Plan,
    sources: LocatingSources,
    *,
    name: str = "homes",
) -> Answers:
    """Locate every home and decide its zones; what stays open is held for a person (R0, S4).

    A `zone_id` in the homes file is a person's decision; "none" says that a person found the home
    to lie in no zone. Raises BadInput for every fault of coordinates, register, list, decisions.
    """
    place = locate(homes, district, sources.register, name=name)
    if district.bounds_wgs84 is None:
        refuse_far([f"{name} row {row}" for row in homes.index], place.xy, plan, "home")
    outside = (homes["zone_id"] == NO_ZONE).to_numpy()
    asked = pd.DataFrame(
        {
            "x_m": place.xy[:, 0],
            "y_m": place.xy[:, 1],
            "address": homes["address"],
            "zone_id": homes["zone_id"].where(~outside, ""),
        },
        index=homes.index,
    )
    legal = read_legal_list(sources.address_list, plan)
    found = decide_zones(
        asked, plan, address_list=legal, tolerance_m=sources.tolerance_m, source=name
    )
    return _answers(homes, place, found, outside)


def refuse_far(where: list[str], xy: np.ndarray, plan: Plan, what: str) -> None:
    """Refuse places far from every zone: without declared bounds the plan is what is known."""
    west, south, east, north = shapely.total_bounds(plan.polygons).tolist()
    away = np.maximum.reduce([west - xy[:, 0], xy[:, 0] - east, south - xy[:, 1], xy[:, 1] - north])
    faults = FaultList()
    for row in np.flatnonzero(away > FAR_M).tolist():
        faults.add(
            where[row],
            f"the {what} lies {away[row] / 1000:.0f} km beyond all zones",
            f"correct x, y or datum; a {what} that is really there belongs to another district",
        )
    faults.refuse_if_any()


def read_legal_list(path: Path | None, plan: Plan) -> AddressList | None:
    """Read the legal address list of a plan, if there is one; raises BadInput."""
    return None if path is None else read_address_list(path, set(plan.zone_id))


def _answers(homes: pd.DataFrame, place: Found, found: Decisions, outside: np.ndarray) -> Answers:
    decided = found.homes
    located = np.isfinite(place.xy).all(axis=1)
    basis = np.where(outside, str(Basis.PERSON), decided["basis"].astype(str))
    state = np.where(located, decided["state"].astype(str), str(MatchState.NOT_LOCATED))
    notes = zip(place.note.tolist(), decided["note"].tolist(), strict=True)
    return Answers(
        decided=located & (basis != str(Basis.UNDECIDED)),
        xy=place.xy,
        state=np.where(outside & located, str(MatchState.OUTSIDE), state),
        zone_ids=np.array([";".join(own) for own in decided["zone_ids"]], dtype=object),
        school_ids=[
            () if nowhere else tuple(own)
            for nowhere, own in zip(outside.tolist(), decided["school_ids"], strict=True)
        ],
        basis=basis,
        line_distance_m=decided["line_distance_m"].to_numpy(dtype=np.float64),
        source=place.source,
        precision=place.precision,
        note=np.array([";".join(filter(None, pair)) for pair in notes], dtype=object),
        disagreements=(*place.disagreements, *_list_disagreements(homes, found)),
    )


def _list_disagreements(homes: pd.DataFrame, found: Decisions) -> tuple[dict[str, Any], ...]:
    """Return where the legal list, or a person, and the polygons say different zones (Norway).

    Without addresses: the bundle names homes by id only (S59).
    """
    entries = []
    for index, row in found.disagreements.iterrows():
        by_list = row["basis"] == str(Basis.ADDRESS_LIST)
        zone, polygons = row["decided_zone_id"], "; ".join(row["polygon_zone_ids"])
        note = f"{'the address list' if by_list else 'a person'} says {zone}, "
        note += f"the polygons say {polygons or 'no zone'}"
        if np.isfinite(row["line_distance_m"]):
            note += f" ({row['line_distance_m']:.0f} m to the nearest line)"
        chinese = f"{'地址清单' if by_list else '人工'}认定 {zone}，片区图为 {polygons or '无片区'}"
        home = str(homes.loc[index, "home_id"])
        entries.append({"home_id": home, "what": "zone", "note": note, "note_zh": chinese})
    return tuple(entries)
