"""Which files make up a folder of plans? Summary, assignments and zones, as bytes."""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.csv_out import csv_bytes
from service.redraw_sources import Gathered
from zones.layer_file import write_layer
from zones.redraw.draft import MM, Draft
from zones.redraw.figures import figures, loads, verdict_of
from zones.redraw.frontier import Drawn, Frontier
from zones.redraw.outline import zones_frame
from zones.redraw.problem import Ints
from zones.redraw.shortage import shortage_words
from zones.redraw.split_shortage import split_words

FORMAT = "redraw/1"
_LAYERS = (".gpkg", ".geojson")
_COMPARED = ("mean_walk_m", "longest_walk_m", "children_over", "children_moved")


def redraw_files(
    gathered: Gathered, frontier: Frontier, run: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the summary and every file of the folder; the same plans give the same bytes."""
    draft = gathered.draft
    files: dict[str, bytes] = {}
    plans = []
    for drawn in frontier.plans:
        document = plan_document(draft, drawn)
        name, zone = drawn.aim.name, drawn.solved.zone
        files[f"assignment_{name}.csv"] = csv_bytes(assignment_frame(draft, zone))
        layer = zones_frame(draft, zone, gathered.district.crs, level=run["level"] or "primary")
        for suffix in _LAYERS:
            files[f"zones_{name}{suffix}"] = layer_bytes(layer, f"zones_{name}{suffix}")
        document["files"] = sorted(n for n in files if n.split(".")[0].endswith(f"_{name}"))
        plans.append(document)
    _mark_dominated(plans)
    summary = _summary(gathered, frontier, run, plans)
    text = json.dumps(summary, ensure_ascii=False, sort_keys=True, indent=1)
    files["summary.json"] = text.encode() + b"\n"
    return summary, files


def assignment_frame(draft: Draft, zone: Ints) -> pd.DataFrame:
    """Return one row per block: its school now and today, its children and walks."""
    blocks, schools = draft.blocks, np.array([*draft.sites.school_id, ""], dtype=object)
    rows = np.arange(len(blocks))
    walk = draft.walk_mm[rows, zone] / MM
    known = draft.today >= 0
    before = np.where(known, draft.walk_mm[rows, draft.today] / MM, np.nan)
    return pd.DataFrame({
        "block_id": blocks.block_id, "school_id": schools[zone], "today": blocks.school_id,
        "moved": (known & (zone != draft.today)).astype(np.int64),
        "children": blocks.children[:, 0], "walk_m": walk.round(1),
        "walk_today_m": before.round(1), "held": schools[draft.held],
    })  # fmt: skip


def plan_document(draft: Draft, drawn: Drawn) -> dict[str, Any]:
    """Return what is known and proved about a plan."""
    solved, zone = drawn.solved, drawn.solved.zone
    verdict, load = verdict_of(draft, zone), loads(draft, zone)
    return {
        "name": drawn.aim.name, "weights": dict(drawn.aim.weights),
        "longest_limit_m": _metres(drawn.aim.longest_mm), "fill_limit_percent": drawn.aim.fill / 10,
        "limit_bound": drawn.limit_bound,
        "objective": _metres(solved.value), "bound": _metres(solved.bound),
        "gap_percent": None if solved.gap is None else round(100 * solved.gap, 4),
        "legal": verdict.legal, "contiguous": verdict.contiguous,
        "within_places": verdict.within_places, "pins_respected": not verdict.pins,
        "splits_respected": not verdict.splits, "six_years_respected": not verdict.taken,
        "shared_respected": not verdict.shared, "feeder_respected": not verdict.junior,
        "junior_changed": verdict.junior_changed,
        "faults": verdict.faults,
        "stopped_by_clock": solved.cut_short,
        "figures": figures(draft, zone),
        "schools": [
            {"school_id": school, "children": load[at].tolist(),
             "places": draft.sites.places[at].tolist(),
             "members": [draft.sites.members.school_id[row]
                         for row in draft.sites.members.of(at)]}
            for at, school in enumerate(draft.sites.school_id)
        ],
    }  # fmt: skip


def _metres(value: int | None) -> float | None:
    return None if value is None else value / MM


def layer_bytes(frame: Any, name: str) -> bytes:
    """Return a layer as the bytes of a file of this name; GeoJSON in WGS84."""
    if name.endswith(".geojson"):
        frame = frame.to_crs(4326)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_layer(frame, path)
        return path.read_bytes()


def _mark_dominated(plans: list[dict[str, Any]]) -> None:
    """Name for each plan those that are nowhere worse and somewhere better in what counts."""
    for plan in plans:
        mine = [plan["figures"][key] or 0 for key in _COMPARED]
        plan["dominated_by"] = [
            other["name"] for other in plans
            if (theirs := [other["figures"][key] or 0 for key in _COMPARED]) != mine
            and all(t <= m for t, m in zip(theirs, mine, strict=True))
        ]  # fmt: skip


def _summary(
    gathered: Gathered, frontier: Frontier, run: dict[str, Any], plans: list[dict[str, Any]]
) -> dict[str, Any]:
    draft = gathered.draft
    blocks, sites, years = draft.blocks, draft.sites, draft.blocks.years
    return {
        "format": FORMAT,
        "district": {"crs": gathered.district.crs.to_string(), "assumed": gathered.assumed},
        "input": {
            "blocks": len(blocks), "schools": len(sites), "years": list(years),
            "children": blocks.children.sum(axis=0).tolist(),
            "places": sites.places.sum(axis=0).tolist(),
            "borders": len(draft.near.pairs), "gap_m": draft.near.gap_m,
            "distances": gathered.distances,
        },
        "run": run, "notes": list(draft.notes),
        "feasible": any(plan["legal"] for plan in plans), "reasons": _reasons(draft, frontier),
        "today": _today(draft), "plans": plans,
        "not_drawn": list(frontier.not_drawn),
    }  # fmt: skip


def _reasons(draft: Draft, frontier: Frontier) -> list[dict[str, Any]]:
    """Return why limits cannot be kept, each with its blocks and schools."""
    blocks, sites, years = draft.blocks, draft.sites, draft.blocks.years
    reasons: list[dict[str, Any]] = [
        {"text": shortage_words(short, blocks.block_id, sites.school_id, years),
         "blocks": [blocks.block_id[at] for at in short.blocks],
         "schools": [sites.school_id[at] for at in short.schools],
         "children": short.children, "places": short.places, "year": years[short.year]}
        for short in frontier.shortages
    ]  # fmt: skip
    return reasons + [
        {"text": split_words(short, blocks.block_id, sites.school_id, years),
         "group": short.group, "most_schools": short.most,
         "blocks": [blocks.block_id[at] for at in short.blocks],
         "schools": [sites.school_id[at] for at in short.schools],
         "children": short.children, "places": max(short.places, 0), "year": years[short.year]}
        for short in frontier.splits
    ]  # fmt: skip


def _today(draft: Draft) -> dict[str, Any] | None:
    if not (draft.today >= 0).any():
        return None
    verdict = verdict_of(draft, draft.today)
    return {"figures": figures(draft, draft.today), "contiguous": verdict.contiguous,
            "within_places": verdict.within_places,
            "faults": [*verdict.lost, *verdict.pieces, *verdict.over, *verdict.splits]}  # fmt: skip


def redraw_lines(summary: dict[str, Any], out: Path) -> list[str]:
    """Say the summary for people."""
    lines = [f"note: {note}" for note in summary["notes"]]
    lines += [f"CANNOT FIT: {reason['text']}" for reason in summary["reasons"]]
    if summary["today"]:
        lines.append(f"{'today':24} {_said(summary['today']['figures'])}")
    for plan in summary["plans"]:
        gap = "no bound" if plan["gap_percent"] is None else f"gap ≤ {plan['gap_percent']:.2f} %"
        legal = "legal" if plan["legal"] else "NOT LEGAL: " + "; ".join(plan["faults"][:2])
        lines.append(f"{plan['name']:24} {_said(plan['figures'])}, {gap}, {legal}")
    if summary["not_drawn"]:
        lines.append("no time was left for " + ", ".join(summary["not_drawn"]))
    if summary["run"]["stopped_by"] != "tries":
        lines.append(f"stopped by the {summary['run']['stopped_by']}: the same seed may give "
                     "other plans elsewhere; without --seconds it gives the same")  # fmt: skip
    return [*lines, str(out)]


def _said(each: dict[str, Any]) -> str:
    return (f"mean walk {each['mean_walk_m']} m, longest {each['longest_walk_m']} m, "
            f"{each['children_over']} over capacity, {each['children_moved']} moved")  # fmt: skip
