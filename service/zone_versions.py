"""Which files make a draft the plan of a day, and how do they come into a district's folder?

One file of zones holds the plans of all days: those that end get their last day, the new ones
stand beside them. The legal list of addresses that goes with a plan lies in a file of its day.
"""

import json
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.csv_out import csv_bytes
from geo.district import District
from geo.faults import BadInput, FaultList
from geo.layers import read_layer
from geo.register import read_register
from service.block_map import collection, in_degrees
from service.desk import DeskSources, address_list_of
from service.drawing_ground import Ground
from zones.addresses import read_address_list
from zones.audit import address_list
from zones.cells import ids_of, text_of
from zones.layer_file import DRIVERS, write_layer
from zones.level import Level
from zones.plan import Plan, plan_of_rows
from zones.read import read_plan
from zones.redraw.outline import zone_shapes
from zones.redraw.problem import Ints
from zones.redraw.shared import layer_id_of, zone_id_of

_DIGITS = 9  # of a degree: below a tenth of a millimetre
_TRUE_M = 0.01  # a plan that was written again lies where it lay


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """The zones (GeoJSON in WGS84), the address list (CSV or None), and what they replace."""

    layer: bytes
    address_list: bytes | None
    replaces: str


def version_files(folder: Path, ground: Ground, zone: Ints, day: date) -> VersionFiles:
    """Return the files of a new plan; raises BadInput for what would leave a child without one.

    A zone whose school keeps it keeps its id and name; others are called Z-<school>.
    """
    district = ground.gathered.district
    faults, nobody = FaultList(), int((zone < 0).sum())
    if nobody:
        faults.add("draft", f"{nobody} blocks have no school", "give each block to a school")
    sources = DeskSources.in_folder(folder, day, ground.level)
    if sources.zones.suffix.lower() not in DRIVERS:
        known = ", ".join(DRIVERS)
        faults.add(sources.zones.name, "a file of this kind is not written", f"convert to {known}")
    whole = read_plan(sources.zones, district)
    for start in _later(whole, ground.level, day):
        faults.add("valid_from", f"zones of {start.isoformat()} stand in the file already",
                   f"choose a day after {start.isoformat()}")  # fmt: skip
    if sources.address_list is not None and sources.register is None:
        faults.add(sources.address_list.name, "cannot be made anew without an address register",
                   "put register.csv beside it")  # fmt: skip
    faults.refuse_if_any()
    today = whole.on(day, ground.level)
    plan = _plan(ground, zone, day, today)
    listed = None if sources.address_list is None else _listed(sources, plan, district)
    return VersionFiles(_layer(plan, district), listed, today.content_hash)


def _later(plan: Plan, level: str, day: date) -> list[date]:
    """Return the first days of zones of the level that begin on `day` or after it."""
    wanted = Level(level)
    return sorted({start for start, of in zip(plan.valid_from, plan.level, strict=True)
                   if of is wanted and start is not None and start >= day})  # fmt: skip


def _plan(ground: Ground, zone: Ints, day: date, today: Plan) -> Plan:
    draft = ground.gathered.draft
    schools, shapes = zone_shapes(draft, zone)
    kept = {
        zone_id_of(ids): (today.zone_id[at], today.name[at])
        for at, ids in enumerate(today.school_ids)
        if ids
    }
    rows = []
    for at in schools.tolist():
        school = draft.sites.school_id[at]
        zone_id, name = kept.get(school, (layer_id_of(school), draft.sites.name[at]))
        rows.append((zone_id, name, ground.level, ids_of(school), day, None))
    return plan_of_rows(rows, shapes, ground.gathered.district.crs)


def _layer(plan: Plan, district: District) -> bytes:
    rows = [
        {"zone_id": plan.zone_id[at], "name": plan.name[at], "level": str(plan.level[at]),
         "school_ids": ";".join(plan.school_ids[at]),
         "valid_from": plan.valid_from[at].isoformat(), "valid_to": ""}  # type: ignore[union-attr]
        for at in range(len(plan))
    ]  # fmt: skip
    return collection(rows, in_degrees(district, plan.polygons, _DIGITS))


def _listed(sources: DeskSources, plan: Plan, district: District) -> bytes:
    """Return the address list of a new plan, read back as the desk will read it."""
    if sources.register is None:
        raise AssertionError
    made = csv_bytes(address_list(read_register(sources.register, district), plan))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "address_list.csv"
        path.write_bytes(made)
        read_address_list(path, set(plan.zone_id))
    return made


def replaced_now(folder: Path, level: str, district: District, day: date) -> str:
    """Return the digest of the plan that holds on `day` as the folder stands."""
    path = DeskSources.in_folder(folder, day, level).zones
    return read_plan(path, district).on(day, level).content_hash


def is_in_force(folder: Path, level: str, district: District, layer: bytes, day: date) -> bool:
    """Say whether the folder holds this plan from `day` on."""
    path = DeskSources.in_folder(folder, day, level).zones
    plan = read_plan(path, district)
    rows = json.loads(layer)["features"]
    ids = {it["properties"]["zone_id"] for it in rows}
    there = {zone for zone, start in zip(plan.zone_id, plan.valid_from, strict=True)
             if start == day}  # fmt: skip
    return ids <= there


def put_in_force(folder: Path, level: str, district: District, files: VersionFiles,
                 day: date) -> None:  # fmt: skip
    """Write the plan into the folder, whole or not at all; nothing where it is there already.

    The address list comes first: it is not looked at before its day. Then the file of zones is
    written beside the old one, read back, compared, and moved over it.
    """
    if is_in_force(folder, level, district, files.layer, day):
        return
    path = DeskSources.in_folder(folder, day, level).zones
    merged = _merged(path, level, files.layer, day)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        new = Path(beside) / path.name
        write_layer(merged, new)
        _require_same(read_plan(path, district), read_plan(new, district), level, day)
        if files.address_list is not None:
            listed = Path(beside) / "address_list.csv"
            listed.write_bytes(files.address_list)
            listed.replace(address_list_of(folder, day))
        new.replace(path)


def _merged(path: Path, level: str, layer: bytes, day: date) -> gpd.GeoDataFrame:
    """Return the file's rows, those of the level ended on `day`, with the new rows after them."""
    old = read_layer(path)
    cells = old.drop(columns=old.geometry.name).map(text_of)
    for column, plain in (("level", level), ("valid_from", ""), ("valid_to", "")):
        if column not in cells:
            cells[column] = plain
    starts, ends = cells["valid_from"], cells["valid_to"]
    going = (cells["level"] == level) & ((ends == "") | (ends > day.isoformat()))
    going &= (starts == "") | (starts < day.isoformat())
    cells.loc[going, "valid_to"] = day.isoformat()
    before = gpd.GeoDataFrame(cells, geometry=list(old.geometry), crs=old.crs)
    after = gpd.GeoDataFrame.from_features(json.loads(layer)["features"], crs=4326)
    both = pd.concat([before, after.to_crs(old.crs)], ignore_index=True)
    columns = [*cells.columns, "geometry"]
    return gpd.GeoDataFrame(both[columns].fillna(dict.fromkeys(cells.columns, "")), crs=old.crs)


def _require_same(old: Plan, new: Plan, level: str, day: date) -> None:
    """Refuse to go on if the plan of the day before would lie otherwise than it did."""
    before, after = (plan.on(day - timedelta(days=1), level) for plan in (old, new))
    same = before.zone_id == after.zone_id and before.school_ids == after.school_ids
    if not same or not all(
        shapely.equals_exact(one, other, tolerance=_TRUE_M)
        for one, other in zip(before.polygons, after.polygons, strict=True)
    ):
        raise BadInput.one("zones", "the plan of the day before would have changed",
                           "nothing was written; report this with the zones file")  # fmt: skip
