"""How do the commands about plans of blocks go: compare two, audit one?"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from geo.csv_out import csv_bytes
from geo.faults import BadInput
from geo.register import read_register
from service.bundle import require_free, write_bundle
from service.consultation import consultation_page
from service.redraw_sources import Gathered, RedrawSources, gather_redraw
from zones.addresses import read_address_list
from zones.audit import Swap, address_list, contradictions, ground_faults, gu_test
from zones.cells import ids_of
from zones.compare import affected, load_table, side_by_side, totals
from zones.plan import Plan
from zones.read import plan_of_polygons
from zones.redraw.assignment import TODAY, read_assignment
from zones.redraw.figures import verdict_of
from zones.redraw.outline import zone_shapes
from zones.redraw.problem import Ints
from zones.redraw.shared import plain_id_of


def compare_plans(
    sources: RedrawSources, before: str, after: str, out: Path | None, *, overwrite: bool
) -> dict[str, Any]:
    """Compare two plans of one district; writes tables and a page to `out` where it is given.

    A plan is "today", a table of blocks, or a layer of zones. Raises BadInput.
    """
    if out is not None:
        require_free(out, overwrite=overwrite)
    gathered = gather_redraw(sources)
    draft = gathered.draft
    plans = {"before": _plan(gathered, before), "after": _plan(gathered, after)}
    changes = affected(draft, plans["before"], plans["after"])
    table = load_table(draft, plans)
    document = {
        "format": "compare/1", "before": Path(before).name, "after": Path(after).name,
        "totals": totals(changes), "plans": side_by_side(draft, plans),
        "distances": gathered.distances, "notes": list(draft.notes),
    }  # fmt: skip
    if out is not None:
        page = consultation_page(gathered, plans, document, changes, table)
        files = {
            "affected.csv": csv_bytes(changes), "loads.csv": csv_bytes(table),
            "consultation.html": page.encode(), "compare.json": _json_bytes(document),
        }  # fmt: skip
        write_bundle(out, files, check=lambda _folder: None)
    return document


def audit_plan(
    sources: RedrawSources, plan: str, *, register: Path | None, legal: Path | None,
    out: Path | None, overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Audit one plan: pieces, places, Gu test, gaps, overlaps, addresses. Raises BadInput."""
    if out is not None:
        require_free(out, overwrite=overwrite)
    if legal is not None and register is None:
        raise BadInput.one("--address-list", "needs addresses to check", "give --register too")
    gathered = gather_redraw(sources)
    draft, zone = gathered.draft, _plan(gathered, plan)
    verdict, (pairs, swaps) = verdict_of(draft, zone), gu_test(draft, zone)
    drawn = _as_plan(gathered, zone)
    document: dict[str, Any] = {
        "format": "audit/1", "plan": Path(plan).name, "distances": gathered.distances,
        "contiguous": verdict.contiguous, "within_places": verdict.within_places,
        "pins_respected": not verdict.pins,
        "splits_respected": not verdict.splits, "six_years_respected": not verdict.taken,
        "feeder_respected": not verdict.junior,
        "faults": verdict.faults,
        "ground": ground_faults(drawn, draft.blocks.polygons),
        "gu_test": {"pairs": pairs, "worst": [swap_row(each) for each in swaps]},
        "notes": list(draft.notes),
    }  # fmt: skip
    files = {"swaps.csv": csv_bytes(pd.DataFrame([swap_row(each) for each in swaps]))}
    if register is not None:
        rows = read_register(register, gathered.district)
        files["address_list.csv"] = csv_bytes(address_list(rows, drawn))
        if legal is not None:
            document["contradictions"] = contradictions(rows, drawn, read_address_list(legal))
    if out is not None:
        write_bundle(out, files | {"audit.json": _json_bytes(document)},
                     check=lambda _folder: None)  # fmt: skip
    return document


def swap_row(swap: Swap) -> dict[str, Any]:
    """Return a pair of the Gu test as a row."""
    first, second = swap.each_saved_m
    return {
        "block": swap.block, "school": swap.school, "children": swap.children,
        "other_block": swap.other, "other_school": swap.other_school,
        "other_children": swap.other_children, "saved_m": swap.saved_m,
        "saved_by_a_child_m": first, "saved_by_an_other_child_m": second,
        "whole_blocks": int(swap.whole_blocks), "text": swap.words(),
    }  # fmt: skip


def _plan(gathered: Gathered, text: str) -> Ints:
    if text == TODAY:
        return gathered.draft.today
    return read_assignment(Path(text), gathered.draft, gathered.district)


def _as_plan(gathered: Gathered, zone: Ints) -> Plan:
    draft = gathered.draft
    schools, shapes = zone_shapes(draft, zone)
    ids = [ids_of(draft.sites.school_id[at]) for at in schools]
    names = [plain_id_of(draft.sites.school_id[at]) for at in schools]
    return plan_of_polygons(
        dict(zip(names, shapes, strict=True)), gathered.district,
        school_ids=dict(zip(names, ids, strict=True)),
    )  # fmt: skip


def _json_bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def compare_lines(document: dict[str, Any], out: Path | None) -> list[str]:
    """Say a comparison for people."""
    found = document["totals"]
    moved = f"{found['children']} children in {found['blocks']} blocks change school"
    held = f"{found['enrolled']} enrolled, {found['siblings']} with a brother or sister"
    farther, less = found["children_with_longer_walk"], found["children_with_shorter_walk"]
    lines = [f"{moved} ({held}): {farther} walk farther, {less} less far"]
    for name, each in document["plans"].items():
        lines.append(
            f"{name:8} mean walk {each['mean_walk_m']} m, longest {each['longest_walk_m']} m, "
            f"{each['children_over']} over capacity, "
            f"{'in one piece' if each['contiguous'] else 'IN PIECES'}"
        )
    return lines + ([str(out)] if out else [])


def audit_lines(document: dict[str, Any], out: Path | None) -> list[str]:
    """Say an audit for people."""
    lines = [f"FAULT {fault}" for fault in document["faults"]]
    ground = document["ground"]
    lines.append(f"gaps {ground['gap_m2']:,.1f} m², overlaps {ground['overlap_m2']:,.1f} m²")
    test = document["gu_test"]
    lines.append(f"Gu test: {test['pairs']:,} pairs of estates would walk less by swapping")
    lines += [f"  {row['text']}" for row in test["worst"][:10]]
    for row in document.get("contradictions", [])[:20]:
        lines.append(f"LEGAL TEXT {row['address']}: listed in {row['legal_zone']}, "
                     f"drawn in {row['drawn_zone']}")  # fmt: skip
    return lines + ([str(out)] if out else [])
