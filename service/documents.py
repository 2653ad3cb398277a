"""Which files make up a bundle? Every document of a finished run, as bytes."""

import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from capacity.canonical import canonical_json, sha256_hex
from capacity.result import CODE
from geo.csv_out import csv_bytes
from service.assign import Outcome
from service.placements import placements_frame, prices_frame
from service.report_data import Run, figures
from service.report_page import render_report

OUTLINE_M = 5.0  # borders in the picture are this true; the plan itself is not touched


def bundle_files(outcome: Outcome) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the report and every file of the bundle; the same run gives the same bytes."""
    placement = outcome.settled.twins.placement
    frame = placements_frame(outcome.homes, outcome.settled.case, placement, outcome.found)
    report = report_document(outcome, frame)
    page = render_report(report, shapes(outcome))
    return report, {
        "input.json": outcome.settled.input_json,
        "ruleset.json": canonical_json(outcome.inputs.ruleset.document()),
        "result.json": canonical_json(outcome.result),
        "placements.csv": csv_bytes(frame),
        "placements.parquet": parquet_bytes(frame),
        "prices.csv": csv_bytes(prices_frame(outcome.settled.case, placement)),
        "report.json": json.dumps(report, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        "report.html": page.encode(),
    }


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Write a frame as Parquet without anything that differs from run to run."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def report_document(outcome: Outcome, frame: pd.DataFrame) -> dict[str, Any]:
    """Return report/1: what the page shows and machines read."""
    inputs = outcome.inputs
    schools = inputs.schools
    gates = [shapely.get_coordinates(gate)[0] for gate in schools["gates"]]
    run = Run(
        case=outcome.settled.case,
        ruleset=inputs.ruleset,
        rank=outcome.settled.rank,
        placement=outcome.settled.twins.placement,
        found=outcome.found,
        school_names=dict(zip(schools["school_id"], schools["name"], strict=True)),
        school_xy=np.array(gates),
        frame=frame,
        seat_value=outcome.seat_value,
    )
    return {
        "format": "report/1",
        "code": CODE,
        "district": {
            "name": inputs.district.name,
            "crs": inputs.district.crs.to_string(),
            "declared": inputs.district.declared,
        },
        "date": inputs.day.isoformat() if inputs.day else "undated",
        "status": outcome.result["status"],
        **figures(run),
        "disagreements": list(inputs.answers.disagreements),
        "distances": _distances(outcome),
        "notes": list(inputs.notes),
        "rule": inputs.ruleset.document(),
        "seed": outcome.result["seed"],
        "digests": {
            "ruleset": outcome.result["ruleset_sha256"],
            "input": outcome.result["input_sha256"],
            "result": sha256_hex(canonical_json(outcome.result)),
            "plan": inputs.plan.content_hash,
        },
    }


def _distances(outcome: Outcome) -> dict[str, Any]:
    walk = outcome.distances.walk
    measured: dict[str, Any] = {
        "measure": str(outcome.homes.measure),
        "straight_line_children": int(outcome.homes.by_air.sum()),
        "off_street": 0,
        "unreachable": 0,
        "streets": {},
    }
    if walk is None or outcome.inputs.streets is None:
        return measured | {"straight_line_children": len(outcome.settled.case)}
    state = walk.state()[outcome.distances.point]
    measured["off_street"] = int(np.sum(state == "off_street"))
    measured["unreachable"] = int(np.sum(state != "reached")) - measured["off_street"]
    manifest = outcome.inputs.streets.manifest
    kept = ("source", "source_sha256", "date", "filter", "licence", "nodes", "edges", "components")
    measured["streets"] = {key: manifest[key] for key in kept if key in manifest}
    return measured


def shapes(outcome: Outcome) -> dict[str, Any]:
    """Return the zones in whole district metres, simplified for the picture only."""
    plan = outcome.inputs.plan
    simple = shapely.simplify(plan.polygons, OUTLINE_M, preserve_topology=True)
    return {
        "zones": [
            {
                "zone_id": plan.zone_id[index],
                "name": plan.name[index],
                "school_ids": list(plan.school_ids[index]),
                "valid": True,
                "parts": [
                    [_ring(polygon.exterior), *(_ring(hole) for hole in polygon.interiors)]
                    for polygon in shapely.get_parts(simple[index])
                ],
            }
            for index in range(len(plan))
        ]
    }


def _ring(ring: Any) -> list[list[int]]:
    whole: list[list[int]] = np.rint(shapely.get_coordinates(ring)).astype(np.int64).tolist()
    return whole
