"""How are plans of zones compared, tested, brought in and taken away over HTTP?"""

import base64
import binascii
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from admissions.store.transaction import Tx
from geo.faults import BadInput
from service.api_desks import BUREAU
from service.api_draft_models import DraftModel, ImportBody
from service.api_drafts import DRAFT, DRAFTS, LARGEST, SEEING, begin, in_a_thread
from service.api_operations import Call, Document, reading, writing
from service.api_plan_models import (
    Affected,
    ChangeModel,
    ComparedPlan,
    ComparedSchool,
    Comparison,
    SwapModel,
    Swaps,
)
from service.drafting import TODAY, document_of, fresh, ground_for, named, new_draft, opened
from service.drawing_ground import Ground
from service.plan_packs import consultation_pack, draft_pack
from service.plans_job import swap_row
from zones.audit import gu_test
from zones.compare import affected, load_table, side_by_side, totals
from zones.redraw.assignment import read_assignment
from zones.redraw.problem import Ints

ZIP = "application/zip"
COMPARED = ("one", "two", "three")  # plans: an id of a draft, or today
_MOST_CHANGES = 2_000
_LAYERS, _TABLES = (".geojson", ".gpkg"), (".csv",)


def _plans(tx: Tx, call: Call) -> tuple[Ground, list[tuple[str, str, int | None, Ints]]]:
    """Return the plans asked for: what it is, its name, its step, the school of each block."""
    ground = ground_for(call)
    asked = [call.query.get(name) or (TODAY if name != "three" else "") for name in COMPARED]
    found: list[tuple[str, str, int | None, Ints]] = []
    for plan in filter(None, asked):
        if plan == TODAY:
            found.append((TODAY, "", None, ground.gathered.draft.today))
        else:
            one = opened(tx, call, plan)
            found.append((plan, one.draft.name, one.step, one.sketch.zone))
    return ground, found


def compare(tx: Tx, call: Call) -> Comparison:
    """Return two or three plans side by side, changes against the first."""
    ground, plans = _plans(tx, call)
    draft, first = ground.gathered.draft, plans[0][3]
    keys = [f"p{at}" for at in range(len(plans))]
    zones = dict(zip(keys, (zone for *_, zone in plans), strict=True))
    figures, table = side_by_side(draft, zones), load_table(draft, zones)
    names = dict(zip(draft.sites.school_id, draft.sites.name, strict=True))
    return Comparison(
        plans=tuple(
            _compared(ground, plan, figures[key], affected(draft, first, plan[3]))
            for key, plan in zip(keys, plans, strict=True)
        ),
        schools=tuple(
            ComparedSchool(school_id=row.school_id, name=names[row.school_id], year=row.year,
                           places=int(row.places),
                           children=tuple(int(getattr(row, f"children_{key}")) for key in keys))
            for row in table.itertuples(index=False)
        ),
        distances=ground.gathered.distances,
    )  # fmt: skip


def _compared(ground: Ground, plan: tuple[str, str, int | None, Ints], figures: dict[str, Any],
              changes: pd.DataFrame) -> ComparedPlan:  # fmt: skip
    what, name, step, zone = plan
    return ComparedPlan(
        plan=what, name=name, step=step, figures=figures, assignment=named(ground, zone),
        affected=Affected(**totals(changes)),
        changes=tuple(_change(row) for row in changes.head(_MOST_CHANGES).to_dict("records")),
    )  # fmt: skip


def _change(row: dict[Any, Any]) -> ChangeModel:
    plain: dict[str, Any] = {
        str(key): None if isinstance(value, float) and np.isnan(value) else value
        for key, value in row.items()
    }
    return ChangeModel(**plain)


def consultation(tx: Tx, call: Call) -> Document:
    """Return what is laid before the public when the second plan replaces the first."""
    ground, plans = _plans(tx, call)
    return Document(consultation_pack(ground, plans[0][3], plans[1][3]), ZIP, "consultation.zip")


def swaps(tx: Tx, call: Call) -> Swaps:
    """Return the pairs of blocks that would both walk less if they swapped."""
    found = opened(tx, call, call.id)
    pairs, worst = gu_test(found.sketch.draft, found.sketch.zone)
    names = SwapModel.model_fields
    return Swaps(pairs=pairs, worst=tuple(
        SwapModel(**{key: value for key, value in swap_row(it).items() if key in names})
        for it in worst
    ))  # fmt: skip


def export(tx: Tx, call: Call) -> Document:
    """Return a draft for other programs."""
    found = opened(tx, call, call.id)
    return Document(draft_pack(found.ground, found.sketch.zone), ZIP, f"{call.id}.zip")


def _brought(tx: Tx, call: Call) -> Any:
    """Read a plan that was drawn elsewhere; raises BadInput with every fault."""
    asked: ImportBody = call.body
    suffix, ground = Path(asked.file_name).suffix.lower(), ground_for(call)
    if suffix not in (*_LAYERS, *_TABLES):
        known = ", ".join((*_TABLES, *_LAYERS))
        raise BadInput.one("file_name", f"{suffix or 'no ending'} is not read", f"give {known}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{suffix}"
        path.write_bytes(_bytes_of(asked, text=suffix in (*_TABLES, ".geojson")))
        gathered = ground.gathered
        zone = read_assignment(path, gathered.draft, gathered.district)
    document = document_of(fresh(ground, zone), call, tx.now.isoformat(), None)
    return new_draft(call, ground, asked.name, asked.note), document


def _bytes_of(asked: ImportBody, *, text: bool) -> bytes:
    """Return the file: as it is where it is text, from base64 where it is not."""
    if text:
        return asked.data.encode("utf-8", "replace")
    try:
        return base64.b64decode(asked.data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput.one("data", "is not base64", "encode the file again") from error


OPERATIONS = (
    reading("compare_drafts", "/api/v1/zones/comparison", SEEING, "", compare, Comparison,
            query=COMPARED, words="Two or three plans side by side."),
    reading("consultation", "/api/v1/zones/consultation.zip", SEEING, "", consultation, ZIP,
            query=COMPARED[:2], words="What is laid before the public."),
    reading("draft_swaps", f"{DRAFT}/swaps", SEEING, "draft", swaps, Swaps,
            words="The Gu test: who would walk less by swapping?"),
    reading("export_draft", f"{DRAFT}/export.zip", SEEING, "draft", export, ZIP,
            words="A draft as tables and layers."),
    writing("import_draft", f"{DRAFTS}/import", BUREAU, "", "begin", begin, DraftModel, ImportBody,
            status=201, prepare=in_a_thread(_brought), largest=4 * LARGEST,
            words="Begin a draft with a plan drawn elsewhere."),
)  # fmt: skip
