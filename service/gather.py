"""How do children from the database become a run, the same run as from a file of homes?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from geo.faults import BadInput, Fault, FaultList
from service.assign import Outcome, assign
from service.bundle import MANIFEST, write_bundle
from service.documents import bundle_files
from service.homes import COLUMNS, check_homes
from service.inputs import Inputs
from service.main_job import HomesTable, Sources, gather_with, require_verified
from service.progress import Progress

NAME = "children"


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One child as a row of the homes table (docs/formats.md), in memory only.

    `x`, `y`: in `datum`, longitude or easting first; None: the address is looked up. `lottery_no`:
    None unless everybody drew one. Where the child lives is not shown where the row is printed.
    """

    child_id: str
    home_id: str
    address: str = field(default="", repr=False)
    x: float | None = field(default=None, repr=False)
    y: float | None = field(default=None, repr=False)
    datum: str = field(default="", repr=False)
    building_id: str = field(default="", repr=False)
    tier: int = 1
    preference: int = 0
    siblings_at: tuple[str, ...] = ()
    twins: str = ""
    barred: tuple[str, ...] = ()
    zone_id: str = ""
    lottery_no: int | None = None

    def cells(self) -> dict[str, str]:
        """Return the row as a homes file would give it: text, stripped, "" for nothing."""
        given = {
            "child_id": self.child_id, "home_id": self.home_id, "address": self.address,
            "x": _number(self.x), "y": _number(self.y), "datum": self.datum,
            "building_id": self.building_id, "tier": str(self.tier),
            "preference": str(self.preference), "siblings_at": ";".join(self.siblings_at),
            "twins": self.twins, "barred": ";".join(self.barred), "zone_id": self.zone_id,
            "lottery_no": "" if self.lottery_no is None else str(self.lottery_no),
        }  # fmt: skip
        return {column: given.get(column, "").strip() for column in COLUMNS}


def _number(value: float | None) -> str:
    return "" if value is None else repr(float(value))


def gather_children(
    sources: Sources,
    children: Sequence[ChildRow],
    progress: Progress,
    *,
    places: Mapping[str, int] | None = None,
    name: str = NAME,
) -> Inputs:
    """Read every input but the homes, which are these children; nothing of them is written.

    The same `Inputs` as `service.main_job.gather` on a file with these rows; `sources.homes` is
    not read. `places`: what every school of the level has left for the run (special education,
    paired and other places taken off), by school id; schools that take no part are passed over;
    None: as the schools file says. Raises BadInput with every fault, children by their ids.
    """
    ids = [child.child_id or child.home_id for child in children]
    table = HomesTable(name, lambda: check_homes(_frame(children), name))
    with _naming_children(dict(enumerate(ids, start=1)), name):
        inputs = gather_with(table, sources, progress)
    if places is None:
        return inputs
    return replace(inputs, schools=_with_places(inputs.schools, places))


def _frame(children: Sequence[ChildRow]) -> pd.DataFrame:
    """Return the rows as `geo.tables.read_table` does; row n is the n-th child given."""
    rows = [child.cells() for child in children]
    columns = {column: pd.Series([row[column] for row in rows], dtype="str") for column in COLUMNS}
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return frame


def _with_places(schools: pd.DataFrame, places: Mapping[str, int]) -> pd.DataFrame:
    faults = FaultList()
    for school in schools["school_id"]:
        left = places.get(school)
        if left is None:
            faults.add(
                f"school {school}", "has no number of places for the run",
                "set its places, 0 if it takes nobody",
            )  # fmt: skip
        elif left < 0:
            faults.add(
                f"school {school}", f"has {-left} places fewer than are given away already",
                "give it more places, or take some back",
            )  # fmt: skip
    faults.refuse_if_any()
    every = [places[school] for school in schools["school_id"]]
    return schools.assign(places=pd.Series(every, index=schools.index, dtype="int64"))


@contextmanager
def _naming_children(ids: Mapping[int, str], name: str) -> Iterator[None]:
    """Name children instead of rows in refusals: who reads them has no rows."""
    row = re.compile(rf"{re.escape(name)} row (\d+)")
    try:
        yield
    except BadInput as refused:
        raise BadInput(_named(fault, row, ids) for fault in refused.faults) from None


def _named(fault: Fault, row: re.Pattern[str], ids: Mapping[int, str]) -> Fault:
    found = row.fullmatch(fault.where)
    return fault if found is None else replace(fault, where=f"child {ids[int(found[1])]}")


def run_in_memory(
    inputs: Inputs, progress: Progress
) -> tuple[Outcome, dict[str, Any], dict[str, bytes]]:
    """Place, explain and prove; return the outcome, report/1 and every file of the bundle.

    The files are checked by `service.verify` in a folder that is taken away again; they hold ids
    only. With "manifest.json", whose SHA-256 is the bundle's digest. Raises BadInput, children by
    their ids, where nobody can be placed.
    """
    ids = dict(zip(inputs.homes.index.tolist(), inputs.homes["child_id"], strict=True))
    with _naming_children(ids, inputs.homes_name):
        outcome = assign(inputs, progress)
    with progress.step("writing the bundle"):
        report, files = bundle_files(outcome)
    with progress.step("checking the bundle"), TemporaryDirectory(prefix="jiujin-run-") as folder:
        bundle = Path(folder) / "bundle"
        write_bundle(bundle, files, check=require_verified)
        manifest = (bundle / MANIFEST).read_bytes()
    return outcome, report, {**files, MANIFEST: manifest}
