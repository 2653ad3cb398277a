"""How is an overflow run made for the bureau? From the store through the rule and back, proved."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admissions.actions.overflow import (
    Finished,
    Gathered,
    RunChild,
    children_to_place,
    record_preview,
)
from admissions.roles import Actor
from admissions.store.runs import Line, Run
from admissions.store.store import Store
from capacity.canonical import sha256_hex
from geo.faults import BadInput
from service.bundle import MANIFEST, zipped
from service.gather import ChildRow, gather_children, run_in_memory
from service.inputs import Inputs
from service.main_job import Sources
from service.progress import Progress

NAME = "registered children"
_TOLD = (
    "reason", "own_school_id", "own_school_m", "metres", "moved", "stays_if_other_farther_m",
    "stays_if_places_more", "zone_ids", "basis", "measure", "tier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Season:
    """Whose run it is: cycle, district, and the files of the district (zones, schools, streets).

    `input_root`: the digest of the input for which the lots were drawn, None where none were.
    """

    cycle_id: str
    district_id: str
    sources: Sources
    input_root: str | None = None


def preview_run(store: Store, actor: Actor, season: Season, run_id: str, progress: Progress) -> Run:
    """Gather, place, prove and keep a preview. Nothing of it is visible before it is whole.

    Addresses are decrypted into memory only; the bundle knows case ids. Raises BadInput where a
    child cannot be placed before a person has decided (zone in doubt), or where lots were drawn
    for another input; Refused as record_preview.
    """
    words: dict[str, Any] = {"cycle_id": season.cycle_id, "district_id": season.district_id}
    gathered = store.write(actor, lambda tx: children_to_place(tx, **words))
    done = run_rule(season.sources, gathered, progress)
    if season.input_root not in {None, done.input_digest}:
        raise BadInput.one(
            "lottery", "children, places or rules have changed since the input was published",
            "make a preview, publish its digest, and draw anew",
        )  # fmt: skip
    return store.write(
        actor,
        lambda tx: record_preview(tx, run_id=run_id, state=gathered.state, done=done, **words),
    )


def run_rule(sources: Sources, gathered: Gathered, progress: Progress) -> Finished:
    """Run the main job on gathered children in memory and verify its bundle."""
    outcome, report, files = run_in_memory(inputs_of(sources, gathered, progress), progress)
    lines = _lines(files["placements.csv"], gathered.children, report)
    digest = sha256_hex(files[MANIFEST])
    return Finished(lines, outcome.result["input_sha256"], digest, _short(report), zipped(files))


def inputs_of(sources: Sources, gathered: Gathered, progress: Progress) -> Inputs:
    """Return the run's inputs, the same as from a file of homes; places are what is left."""
    if not gathered.children:
        raise BadInput.one(NAME, "nobody is provisional or referred", "verify children first")
    rows = [_row(child) for child in gathered.children]
    return gather_children(sources, rows, progress, places=gathered.places, name=NAME)


def _row(child: RunChild) -> ChildRow:
    known = child.x_m is not None and child.y_m is not None
    return ChildRow(
        child_id=child.child_id, home_id=child.child_id, address=child.address,
        x=child.x_m if known else None, y=child.y_m if known else None,
        datum=child.crs if known else "", building_id=child.building_id, tier=child.tier,
        preference=child.preference, siblings_at=child.siblings_at, twins=child.twins,
        zone_id=child.zone_id, barred=child.barred,
    )  # fmt: skip


def _lines(
    placements: bytes, children: Sequence[RunChild], report: Mapping[str, Any]
) -> tuple[Line, ...]:
    number = {child.child_id: child.application_id for child in children}
    rows = list(csv.DictReader(io.StringIO(placements.decode("utf-8-sig"))))
    held = sorted(number[row["child_id"]] for row in rows if row["status"] == "held")
    if held:
        what = f"{len(held)} homes have no certain zone, first {', '.join(held[:5])}"
        raise BadInput.one(NAME, what, "decide their zones before the run")
    if report["status"] != "placed":
        return ()
    return tuple(
        Line(number[row["child_id"]], row["school_id"], {key: row[key] for key in _TOLD})
        for row in rows
    )


def _short(report: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("status", "counts", "states", "digests", "seed", "short", "alternatives", "schools")
    return {key: report[key] for key in kept if key in report}
