"""How is what was drawn done to a draft, and what is told of it after the rerun?"""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.map import EventKind, MapEvent
from dashboard.moves import attempt, done
from service.api_draft_models import DraftState, StrokeAnswer

_NAMED = 12  # locked blocks named in one message
Body = Mapping[str, Any]


def draw(visit: Visit, state: DraftState, strokes: Iterable[Body]) -> None:
    """Do strokes one after another and show the draft after them; a refusal ends it.

    Locked blocks that a stroke would have changed stay, and are told by name.
    """
    after, held = state.step, dict[str, int]()
    for body in strokes:
        made = attempt(visit, "stroke", {"after": after, **body}, id=state.draft.id)
        if made is None:
            return
        after = made.step
        _note_held(made, held)
    if after == state.step:
        return
    if held:
        some = visit.say("queue.and").join([it for it in held if it][:_NAMED])
        done("zone_editor.held", warned=True, count=sum(held.values()), blocks=some)
    st.rerun()


def _note_held(made: StrokeAnswer, held: dict[str, int]) -> None:
    """Note the locked blocks that a stroke left alone; more than are named count under ""."""
    for it in made.figures.warnings:
        if it.code == "locked":
            held.update(dict.fromkeys(it.blocks, 1))
            held[""] = held.get("", 0) + it.count - len(it.blocks)


def strokes_of(event: MapEvent) -> list[Body]:
    """Return what was done on the map as strokes; a brush changed in the middle makes two."""
    match event.kind:
        case EventKind.BORDER:
            return [{"kind": "border", "school_id": event.feature_id, "geometry": event.geometry}]
        case EventKind.LASSO:
            return [{"kind": "lasso", "school_id": event.brush.partition(":")[2],
                     "geometry": event.geometry}]  # fmt: skip
        case EventKind.PAINT:
            by_brush: dict[str, list[str]] = {}
            for block, brush in event.painted:
                by_brush.setdefault(brush, []).append(block)
            return [_painted(*brush.partition(":")[::2], blocks)
                    for brush, blocks in by_brush.items()]  # fmt: skip
    return []


def _painted(kind: str, school: str, blocks: list[str]) -> Body:
    return {"kind": kind, "blocks": blocks, "school_id": school}
