"""Who is affected if one plan takes the place of another, and by how many metres?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zones.redraw.draft import MM, Draft
from zones.redraw.figures import figures, loads, verdict_of
from zones.redraw.problem import Ints


def affected(draft: Draft, before: Ints, after: Ints) -> pd.DataFrame:
    """Return one row for each block whose school changes, sorted by id.

    `children, enrolled, siblings` heads; `walk_before_m, walk_after_m, change_m` metres, empty
    where there is no way or no school.
    """
    rows = np.flatnonzero(before != after)
    names = np.array([*draft.sites.school_id, ""], dtype=object)
    walks = [_walk_m(draft, rows, zone[rows]) for zone in (before, after)]
    return pd.DataFrame({
        "block_id": [draft.blocks.block_id[row] for row in rows],
        "school_before": names[before[rows]], "school_after": names[after[rows]],
        "children": draft.blocks.children[rows, 0],
        "enrolled": draft.blocks.enrolled[rows], "siblings": draft.blocks.siblings[rows],
        "walk_before_m": walks[0].round(1), "walk_after_m": walks[1].round(1),
        "change_m": (walks[1] - walks[0]).round(1),
    })  # fmt: skip


def _walk_m(draft: Draft, rows: Ints, schools: Ints) -> Any:
    walk = draft.walk_mm[rows, schools]
    return np.where((schools >= 0) & (walk >= 0), walk / MM, np.nan)


def totals(changes: pd.DataFrame) -> dict[str, Any]:
    """Return the sums of `affected`: heads that change, and how their walks change."""
    heads, change = changes["children"], changes["change_m"]
    longer, shorter = change > 0, change < 0
    weight = int(heads[change.notna()].sum())
    return {
        "blocks": len(changes),
        "children": int(heads.sum()),
        "enrolled": int(changes["enrolled"].sum()),
        "siblings": int(changes["siblings"].sum()),
        "children_with_longer_walk": int(heads[longer].sum()),
        "children_with_shorter_walk": int(heads[shorter].sum()),
        "mean_change_m": round(float((heads * change).sum()) / weight, 1) if weight else None,
        "worst_change_m": round(float(change.max()), 1) if weight else None,
    }


def load_table(draft: Draft, plans: Mapping[str, Ints]) -> pd.DataFrame:
    """Return children and places by school and year, a column `children_<plan>` for each plan."""
    years, schools = draft.blocks.years, draft.sites.school_id
    table = pd.DataFrame({
        "school_id": np.repeat(np.array(schools, dtype=object), len(years)),
        "year": list(years) * len(schools),
        "places": draft.sites.places.reshape(-1),
    })  # fmt: skip
    for name, zone in plans.items():
        table[f"children_{name}"] = loads(draft, zone).reshape(-1)
    return table


def side_by_side(draft: Draft, plans: Mapping[str, Ints]) -> dict[str, dict[str, Any]]:
    """Return the figures of several plans under their names, with what each breaks."""
    found = {}
    for name, zone in plans.items():
        verdict = verdict_of(draft, zone)
        found[name] = figures(draft, zone) | {
            "contiguous": verdict.contiguous,
            "within_places": verdict.within_places,
            "pins_respected": not verdict.pins,
        }
    return found
