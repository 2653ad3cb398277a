"""What does the report say? The figures of one run, as plain integers and words."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from capacity.alternatives import Alternative, measure, place_by
from capacity.case import Case, Ints
from capacity.explain import Explanation, reason_record
from capacity.overflow import Placement
from capacity.result import shortage_document
from capacity.ruleset import Ruleset
from service.placements import in_zone
from zones.matches import MatchState

COMPARE_UP_TO = 50_000  # children; the alternatives are slow second ways, not engines


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run, as the report needs it."""

    case: Case
    ruleset: Ruleset
    rank: Ints
    placement: Placement
    found: Explanation | None
    school_names: dict[str, str]
    school_xy: np.ndarray  # (schools, 2), the first gate, district metres
    frame: pd.DataFrame  # placements, held children included
    seat_value: Ints  # per school: what one more place would save


def figures(run: Run) -> dict[str, Any]:
    """Return the parts of report/1 that follow from the placement."""
    frame = run.frame
    placed = frame[frame["status"] == "placed"]
    moved = placed["moved"].fillna(0).astype(int)
    parts: dict[str, Any] = {
        "counts": {
            "children": len(frame),
            "placed": len(placed),
            "in_zone": int(((moved == 0) & (placed["own_school_id"] != "")).sum()),
            "moved": int(moved.sum()),
            "no_zone": int((placed["own_school_id"] == "").sum()),
            "held": int((frame["status"] == "held").sum()),
        },
        "states": {str(state): int((frame["zone_state"] == state).sum()) for state in MatchState},
        "schools": _schools(run),
        "tiers": _tiers(run),
        "moves": _moves(placed),
        "moved": _moved_children(run),
        "held": _held(frame),
        "alternatives": _alternatives(run),
    }
    if run.placement.shortage is not None:
        short = shortage_document(run.case, run.placement.shortage)
        zones = frame.set_index("child_id").loc[short["children"], "zone_ids"]
        named = {zone for joined in zones for zone in joined.split(";") if zone}
        parts["short"] = {**short, "zones": sorted(named)}
    return parts


def _schools(run: Run) -> list[dict[str, Any]]:
    case = run.case
    short = run.placement.shortage is not None
    school = np.full(len(case), -1) if short else run.placement.school
    seated = school >= 0
    stays = seated & in_zone(case, [case.school_ids[j] if j >= 0 else "" for j in school.tolist()])
    count = len(case.school_ids)
    all_seated = np.bincount(school[seated], minlength=count)
    own = np.bincount(school[stays], minlength=count)
    lost = case.claimed & ~stays[case.option_child] & seated[case.option_child]
    columns = {
        "places": case.places,
        "claims": case.claims,
        "stays": own,
        "arrivals": all_seated - own,
        "free": case.places - all_seated,
        "turned_away": np.bincount(case.option_school[lost], minlength=count),
        "price": run.seat_value,
        "x": np.rint(run.school_xy[:, 0]).astype(np.int64),
        "y": np.rint(run.school_xy[:, 1]).astype(np.int64),
    }
    return [
        {"school_id": name, "name": run.school_names.get(name, "")}
        | {key: int(values[j]) for key, values in columns.items()}
        for j, name in enumerate(case.school_ids)
    ]


def _tiers(run: Run) -> list[dict[str, Any]]:
    frame = run.frame[run.frame["status"] == "placed"]
    moved = frame["moved"].fillna(0).astype(int)
    return [
        {
            "tier": int(tier),
            "name": run.ruleset.tier_names.get(str(tier), ""),
            "children": len(own),
            "in_zone": int(((moved[own.index] == 0) & (own["own_school_id"] != "")).sum()),
            "moved": int(moved[own.index].sum()),
        }
        for tier, own in frame.groupby("tier", sort=True)
    ]


def _moves(placed: pd.DataFrame) -> list[dict[str, Any]]:
    away = placed[(placed["moved"].fillna(0) == 1) | (placed["own_school_id"] == "")]
    rows = []
    for (own, to), group in away.groupby(["own_school_id", "school_id"], sort=True):
        further = (group["metres"] - group["own_school_m"]).fillna(0).sum() if own else 0
        rows.append({"from": own, "to": to, "children": len(group), "extra_m": int(further)})
    return rows


def _moved_children(run: Run) -> list[dict[str, Any]]:
    if run.found is None:
        return []
    name = np.array([*run.case.school_ids, ""], dtype=object)
    zone_kept = in_zone(run.case, name[run.placement.school].tolist())
    return [
        {
            "child_id": run.case.child_ids[child],
            "tier": int(run.case.tier[child]),
            "school": str(name[run.placement.school[child]]),
            **reason_record(run.case, run.found, child),
        }
        for child in np.flatnonzero(~zone_kept).tolist()
    ]


def _held(frame: pd.DataFrame) -> list[dict[str, Any]]:
    held = frame[frame["status"] == "held"]
    columns = held[["child_id", "home_id", "zone_state", "zone_ids", "note"]]
    return [
        {
            "child_id": child,
            "home_id": home,
            "state": str(state),
            "zones": [zone for zone in zones.split(";") if zone],
            "note": note,
        }
        for child, home, state, zones, note in columns.itertuples(index=False)
    ]


def _alternatives(run: Run) -> list[dict[str, Any]]:
    """Measure the known rules on the same case.

    None where the case is short, very large, or lists only some schools of a child: the rule
    proves that the others do not matter to it, the known rules may need them.
    """
    case, rule = run.case, run.ruleset
    partial = bool((case.beyond >= 0).any())
    if run.placement.shortage is not None or len(case) > COMPARE_UP_TO or partial:
        return []
    ours = {"rule": "relative_proximity", **asdict(measure(case, rule, run.placement.school))}
    others = [
        {"rule": str(name), **asdict(measure(case, rule, place_by(name, case, rule, run.rank)))}
        for name in Alternative
    ]
    return [ours, *others]
