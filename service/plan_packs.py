"""Which files does a planner take away? A draft for other programs; a comparison for the public."""

import json
from collections.abc import Mapping
from typing import Any

from geo.csv_out import csv_bytes
from service.bundle import zipped
from service.consultation import consultation_page
from service.drawing_ground import Ground
from service.redraw_files import assignment_frame, layer_bytes
from zones.compare import affected, load_table, side_by_side, totals
from zones.redraw.assignment import districtr_frame, engine_frame
from zones.redraw.outline import zones_frame
from zones.redraw.problem import Ints


def draft_pack(ground: Ground, zone: Ints) -> bytes:
    """Return a draft as tables (ours, Districtr's, IZE's) and as layers of zones, zipped."""
    draft = ground.gathered.draft
    layer = zones_frame(draft, zone, ground.gathered.district.crs, level=ground.level)
    return zipped({
        "assignment.csv": csv_bytes(assignment_frame(draft, zone)),
        "districtr.csv": csv_bytes(districtr_frame(draft, zone)),
        "ize.csv": csv_bytes(engine_frame(draft, zone)),
        **{name: layer_bytes(layer, name) for name in ("zones.geojson", "zones.gpkg")},
    })  # fmt: skip


def consultation_pack(ground: Ground, before: Ints, after: Ints) -> bytes:
    """Return what is laid before the public: page, changes, loads, figures; no person, zipped."""
    draft = ground.gathered.draft
    plans: Mapping[str, Ints] = {"before": before, "after": after}
    changes, table = affected(draft, before, after), load_table(draft, plans)
    document: dict[str, Any] = {
        "format": "compare/1", "totals": totals(changes), "plans": side_by_side(draft, plans),
        "distances": ground.gathered.distances, "notes": list(draft.notes),
    }  # fmt: skip
    page = consultation_page(ground.gathered, plans, document, changes, table)
    told = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    return zipped({
        "consultation.html": page.encode(), "affected.csv": csv_bytes(changes),
        "loads.csv": csv_bytes(table), "compare.json": told.encode() + b"\n",
    })  # fmt: skip
