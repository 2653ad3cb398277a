"""Which school does a plan drawn elsewhere give each block? Block tables and zone layers, read."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo.district import District
from geo.faults import BadInput, FaultList
from geo.tables import SUFFIXES, read_table
from zones.layer import ReadOptions
from zones.plan import Plan
from zones.read import read_plan
from zones.redraw.draft import Draft
from zones.redraw.problem import FREE, Ints

TODAY = "today"
# Our own names first, then those of Districtr's exports and of Berlin's zoning engine.
BLOCK_COLUMNS = ("block_id", "GEOID20", "GEOID", "BLOCKID", "BLKID", "unit_id", "UnitID")
SCHOOL_COLUMNS = ("school_id", "assignment", "District", "DISTRICT", "district", "entity_id",
                  "SchulID")  # fmt: skip


def read_assignment(
    path: str | Path, draft: Draft, district: District, *, reading: ReadOptions | None = None
) -> Ints:
    """Read a plan as the school of each block (n,), FREE for blocks it says nothing about.

    A table has a block and a school column, under our names, Districtr's (GEOID20, District) or
    those of Berlin's Intelligent Zoning Engine (unit_id, entity_id). Numbers that are no school
    ids are districts: each is the school that stands in it. A layer of zones (docs/formats.md)
    gives each block the zone in which its point lies. Raises BadInput with every fault.
    """
    path = Path(path)
    if path.suffix.lower() in SUFFIXES:
        return _from_table(read_table(path), path.name, draft)
    return _from_plan(read_plan(path, district, reading=reading), path.name, draft)


def _from_table(frame: pd.DataFrame, name: str, draft: Draft) -> Ints:
    block_column = _first(frame, BLOCK_COLUMNS, name, "block")
    school_column = _first(frame, SCHOOL_COLUMNS, name, "school")
    index = {block: row for row, block in enumerate(draft.blocks.block_id)}
    faults, said = FaultList(), {}
    for row, block, school in zip(
        frame.index, frame[block_column], frame[school_column], strict=True
    ):
        where = f"{name} row {row}"
        if block not in index:
            faults.add(where, f"block {block!r} is not among the blocks", "correct its id")
        elif index[block] in said:
            faults.add(where, f"block {block} is given already", "keep one of its rows")
        elif school:
            said[index[block]] = school
    faults.refuse_if_any()
    return _schools_of(said, name, draft)


def _first(frame: pd.DataFrame, columns: tuple[str, ...], name: str, what: str) -> str:
    for column in columns:
        if column in frame.columns:
            return column
    where, known = f"{name} row 1", ", ".join(columns)
    raise BadInput.one(where, f"no column says the {what}", f"name one of {known}")


def _schools_of(said: Mapping[int, str], name: str, draft: Draft) -> Ints:
    """Turn school ids, or numbers of districts, into rows of schools."""
    zone = np.full(len(draft.blocks), FREE, np.int64)
    schools = draft.sites.index()
    unknown = sorted(set(said.values()) - set(schools))
    faults = FaultList()
    if unknown and all(text.isascii() and text.isdigit() for text in said.values()):
        schools = _by_home(said, draft)
        unknown = sorted(set(said.values()) - set(schools))
    for text in unknown:
        faults.add(name, f"{text!r} is no school, and not a district with one school in it",
                   "write school_ids")  # fmt: skip
    faults.refuse_if_any()
    for row, text in said.items():
        zone[row] = schools[text]
    return zone


def _by_home(said: Mapping[int, str], draft: Draft) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for school, home in enumerate(draft.sites.home.tolist()):
        if home in said:
            found.setdefault(said[home], []).append(school)
    return {text: schools[0] for text, schools in found.items() if len(schools) == 1}


def _from_plan(plan: Plan, name: str, draft: Draft) -> Ints:
    zone = np.full(len(draft.blocks), FREE, np.int64)
    schools = draft.sites.index()
    at, found = plan.tree.query(shapely.points(draft.blocks.points), predicate="intersects")
    faults = FaultList()
    for row, index in sorted(zip(at.tolist(), found.tolist(), strict=True), reverse=True):
        ids = [school for school in plan.school_ids[index] if school in schools]
        if ids:
            zone[row] = schools[ids[0]]
        else:
            faults.add(f"{name} zone {plan.zone_id[index]}", "none of its schools is among the "
                       "schools", "correct school_ids")  # fmt: skip
    if faults.faults:
        raise BadInput(sorted(set(faults.faults)))
    return zone


def districtr_frame(draft: Draft, zone: Ints) -> pd.DataFrame:
    """Return a plan as Districtr reads it: a block id and a district number from 1."""
    return pd.DataFrame({"GEOID20": draft.blocks.block_id, "District": zone + 1})


def engine_frame(draft: Draft, zone: Ints) -> pd.DataFrame:
    """Return a plan as Berlin's zoning engine names it: unit_id and entity_id."""
    names = np.array([*draft.sites.school_id, ""], dtype=object)
    return pd.DataFrame({"unit_id": draft.blocks.block_id, "entity_id": names[zone]})
