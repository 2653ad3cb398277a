"""How does `jiujin redraw blocks` go, from streets and homes to a folder with blocks?"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.faults import BadInput
from service.blocks_sources import BlockGround, BlockSources, gather_blocks
from service.bundle import require_free, write_bundle
from service.progress import Progress
from service.redraw_files import layer_bytes
from zones.redraw.problem import Ints
from zones.redraw.street_blocks import Joined, block_names, joined_faces
from zones.redraw.street_faces import Faces, crossings_of, faces_at, faces_of

FORMAT = "blocks/1"
MOST_CHILDREN = 100_000
_NAMED = 10


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """Which zone has each face today: `zone` (n,) numbers its schools in `schools`; "" for none."""

    zone: Ints
    schools: tuple[str, ...]


def make_blocks(
    sources: BlockSources, least: int, out: Path, progress: Progress, *, overwrite: bool
) -> dict[str, Any]:
    """Read, cut, join, count and write; returns the summary. Nothing is written for bad input."""
    if not 0 <= least <= MOST_CHILDREN:
        raise BadInput.one("--least", f"{least} is not from 0 to {MOST_CHILDREN}", "give e.g. 8")
    require_free(out, overwrite=overwrite)
    with progress.step("reading streets, zones and homes"):
        found = gather_blocks(sources)
    with progress.step("cutting the ground along streets"):
        borders = np.zeros(0, dtype=object) if found.plan is None else found.plan.polygons
        faces = faces_of(found.ground, [found.streets, found.barriers, borders])
        at = _face_of_homes(found, faces, sources.homes.name)
    with progress.step("joining blocks of few children"):
        today = today_of(found, faces)
        heads = np.bincount(at[at >= 0], minlength=len(faces)).astype(np.int64)
        joined = joined_faces(faces, heads, today.zone, least=least, barriers=found.barriers)
        names = block_names(faces, joined, found.earlier)
        frame = _frame(found, names, joined, today, at)
    with progress.step("writing blocks"):
        crossings = crossings_of(found.streets, found.barriers)
        summary = _summary(found, names, joined, frame, at) | {
            "faces": len(faces), "least": least, "crossings": len(crossings)}  # fmt: skip
        write_bundle(out, _files(found, frame, crossings, summary), check=lambda _folder: None)
    return summary


def _face_of_homes(found: BlockGround, faces: Faces, name: str) -> Ints:
    located = np.isfinite(found.xy).all(axis=1)
    at = np.full(len(found.xy), -1, np.int64)
    at[located] = faces_at(faces, found.xy[located])
    if not (at >= 0).any():
        raise BadInput.one(name, "no home lies in the district", "see its datum and the boundary")
    return at


def today_of(found: BlockGround, faces: Faces) -> Today:
    """Return the zone of each face; ground in two zones or none has no school today."""
    of: list[list[int]] = [[] for _ in range(len(faces))]
    if found.plan is not None:
        at, zone = found.plan.tree.query(shapely.points(faces.points), predicate="intersects")
        for face, one in sorted(zip(at.tolist(), zone.tolist(), strict=True)):
            of[face].append(one)
    kinds = sorted({tuple(each) for each in of})
    schools = tuple(
        ";".join(found.plan.school_ids[kind[0]]) if found.plan and len(kind) == 1 else ""
        for kind in kinds
    )
    number = {kind: at for at, kind in enumerate(kinds)}
    return Today(np.array([number[tuple(each)] for each in of], dtype=np.int64), schools)


def _frame(
    found: BlockGround, names: tuple[str, ...], joined: Joined, today: Today, at: Ints
) -> Any:
    """Return the blocks as `jiujin redraw --blocks` takes them, sorted by id."""
    schools = [today.schools[zone] for zone in joined.zone.tolist()]
    siblings = np.zeros(len(joined.children), np.int64)
    for face, attended in zip(at.tolist(), found.homes["siblings_at"], strict=True):
        if face >= 0:
            block = joined.block[face]
            siblings[block] += bool(set(attended) & set(schools[block].split(";")))
    columns = {
        "block_id": names, "children": joined.children,
        "school_id": schools, "siblings": siblings,
        "faces": np.bincount(joined.block, minlength=len(joined.children)),
    }  # fmt: skip
    frame = gpd.GeoDataFrame(columns, geometry=list(joined.polygons), crs=found.district.crs)
    return frame.sort_values("block_id", ignore_index=True)


def _summary(
    found: BlockGround, names: tuple[str, ...], joined: Joined, frame: Any, at: Ints
) -> dict[str, Any]:
    lost = ~np.isfinite(found.xy).all(axis=1)
    ids = found.homes["child_id"].to_numpy()
    small = sorted(names[at] for at in joined.small.tolist())
    return {
        "format": FORMAT,
        "district": {"crs": found.district.crs.to_string(), "assumed": found.assumed},
        "blocks": len(frame),
        "area_ha": round(float(frame.area.sum()) / 10_000, 1),
        "children": int(frame["children"].sum()),
        "not_located": sorted(ids[lost].tolist()),
        "outside": sorted(ids[(at < 0) & ~lost].tolist()),
        "below_least": small, "notes": list(found.notes),
    }  # fmt: skip


def _files(
    found: BlockGround, frame: Any, crossings: Any, summary: dict[str, Any]
) -> dict[str, bytes]:
    files = {name: layer_bytes(frame, name) for name in ("blocks.gpkg", "blocks.geojson")}
    if len(crossings):
        layer = gpd.GeoDataFrame(geometry=list(crossings), crs=found.district.crs)
        layer.insert(0, "crossing", np.arange(1, len(crossings) + 1))
        files["crossings.geojson"] = layer_bytes(layer, "crossings.geojson")
    text = json.dumps(summary, ensure_ascii=False, sort_keys=True, indent=1)
    return files | {"summary.json": text.encode() + b"\n"}


def blocks_lines(summary: dict[str, Any], out: Path) -> list[str]:
    """Say the summary for people."""
    assumed = summary["district"]["assumed"]
    lines = [f"note: {note}" for note in ([assumed] if assumed else []) + summary["notes"]]
    for key, what in (
        ("not_located", "children have no place on the map and count in no block"),
        ("outside", "children live outside the ground and count in no block"),
        ("below_least", f"blocks stay below {summary['least']} children, with nobody to join"),
    ):  # fmt: skip
        if summary[key]:
            named = ", ".join(summary[key][:_NAMED])
            more = ", …" if len(summary[key]) > _NAMED else ""
            lines.append(f"note: {len(summary[key])} {what} ({named}{more})")
    lines.append(
        f"{summary['blocks']:,} blocks of {summary['faces']:,} pieces between streets, "
        f"{summary['children']:,} children, {summary['area_ha']:,.1f} ha, "
        f"{summary['crossings']} crossings of barriers"
    )
    return [*lines, str(out)]
