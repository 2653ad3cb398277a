"""How does a planner draw zones? Blocks painted on the map, figures after every stroke."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.block_layers import (
    BLOCKS,
    FREE_COLOUR,
    LOCK_COLOUR,
    ZONE,
    block_layer,
    blocks_of,
    colours_of,
    load_layer,
    loads_of,
    outline_layer,
    short,
)
from dashboard.district_map import ground, words_of
from dashboard.draft_tables import show_figures, show_schools
from dashboard.drafts import choose_draft, keep_and_remark
from dashboard.map import (
    NO_EDIT,
    BorderEdit,
    EditMode,
    EventKind,
    MapEvent,
    PaintEdit,
    View,
    show_map,
)
from dashboard.moves import attempt, done
from dashboard.redraw_panel import show_redraw
from dashboard.version_panel import show_versions
from service.api_draft_models import DraftState, StrokeAnswer

_TOOLS = ("paint", "border", "lock", "unlock")
_NOBODY = ""


def show(visit: Visit) -> None:
    """Show the draft that was chosen, its map, its figures, and what can be done with it."""
    facts = visit.call("zone_blocks")
    st.caption(visit.say(
        "zone_editor.source", file=facts.source, blocks=f"{facts.blocks:,}",
        children=f"{facts.children[0]:,}", way=visit.say(f"distances.{facts.distances}"),
    ))  # fmt: skip
    chosen = choose_draft(visit)
    if chosen is None:
        return
    state = visit.call("draft", id=chosen)
    left, right = st.columns([0.66, 0.34])
    with left:
        _work(visit, state)
    with right:
        show_figures(visit, state.figures)
    st.subheader(visit.say("zone_editor.by_school"), anchor=False)
    show_schools(visit, state.figures)
    show_redraw(visit, state)
    keep_and_remark(visit, state)
    show_versions(visit, state)


def _work(visit: Visit, state: DraftState) -> None:
    """Show the tools and the map; do what was done on it."""
    names = {it.school_id: it.name for it in state.figures.schools}
    tool, school = _tools(visit, state) if visit.role == Role.BUREAU else ("", "")
    blocks = blocks_of(visit.call("zone_blocks_map").data)
    layers = [block_layer(visit, blocks, state.assignment, names, state.locked)]
    if tool == "border" and school:
        layers.append(outline_layer(blocks, state.assignment, school, short(names[school])))
    layers.append(load_layer(visit, ground(visit), loads_of(state.figures)))
    event = show_map(layers, key=f"editor_{state.draft.id}",
                     words=words_of(visit, visit.say("zone_editor.map")),
                     view=View(bounds=blocks.lived_in, height_px=620, legend=False),
                     edit=_edit(tool, school, tuple(names)))  # fmt: skip
    st.caption(visit.say("zone_editor.signs"))
    if event is not None and tool:
        _stroke(visit, state, event)


def _tools(visit: Visit, state: DraftState) -> tuple[str, str]:
    """Return the tool and the school it works for."""
    say, figures = visit.say, state.figures
    one, two = st.columns([0.5, 0.5])
    tool = one.segmented_control(
        say("zone_editor.tool"), _TOOLS, default="paint", required=True, key="zone_tool",
        format_func=lambda it: say(f"zone_tools.{it}"),
    )  # fmt: skip
    loads = {it.school_id: f"{short(it.name)}  {it.children[0]}/{it.places[0]}"
             for it in figures.schools}  # fmt: skip
    schools = [*loads, *([_NOBODY] if tool == "paint" else [])]
    school = two.selectbox(
        say("zone_editor.to_school"), schools, key="zone_school",
        disabled=tool not in {"paint", "border"},
        format_func=lambda it: loads.get(it) or say("zone_editor.nobody"),
    )  # fmt: skip
    back, forth, hint = st.columns([0.16, 0.16, 0.68])
    if back.button(say("zone_editor.undo"), disabled=not figures.can_undo, width="stretch",
                   icon=":material/undo:"):  # fmt: skip
        _do(visit, state, {"kind": "undo"})
    if forth.button(say("zone_editor.redo"), disabled=not figures.can_redo, width="stretch",
                    icon=":material/redo:"):  # fmt: skip
        _do(visit, state, {"kind": "redo"})
    hint.caption(say(f"zone_hints.{tool}"))
    return str(tool), school or _NOBODY


def _edit(tool: str, school: str, schools: tuple[str, ...]) -> EditMode:
    match tool:
        case "paint":
            colour = colours_of(schools).get(school, FREE_COLOUR)
            return PaintEdit(BLOCKS, f"paint:{school}", colour)
        case "lock" | "unlock":
            return PaintEdit(BLOCKS, tool, LOCK_COLOUR)
        case "border" if school:
            return BorderEdit(ZONE, school)
    return NO_EDIT


def _stroke(visit: Visit, state: DraftState, event: MapEvent) -> None:
    """Do what was drawn; a brush changed in the middle makes two strokes."""
    if event.kind is EventKind.BORDER:
        _do(visit, state, {"kind": "border", "school_id": event.feature_id,
                           "geometry": event.geometry})  # fmt: skip
    if event.kind is not EventKind.PAINT:
        return
    by_brush: dict[str, list[str]] = {}
    for block, brush in event.painted:
        by_brush.setdefault(brush, []).append(block)
    after, held = state.step, 0
    for brush, blocks in by_brush.items():
        kind, _, school = brush.partition(":")
        body = {"after": after, "kind": kind, "blocks": blocks, "school_id": school}
        made = attempt(visit, "stroke", body, id=state.draft.id)
        if made is None:
            return
        after, held = made.step, held + _held(made)
    _seen(held)


def _held(made: StrokeAnswer) -> int:
    """Count the locked blocks that a stroke left as they were."""
    return sum(it.count for it in made.figures.warnings if it.code == "locked")


def _seen(held: int) -> None:
    """Show the draft after a stroke; say so where locks held against it."""
    if held:
        done("zone_editor.held", count=held)
    st.rerun()


def _do(visit: Visit, state: DraftState, body: Mapping[str, Any]) -> None:
    made = attempt(visit, "stroke", {"after": state.step, **body}, id=state.draft.id)
    if made is not None:
        _seen(_held(made))
