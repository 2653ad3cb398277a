"""How does a planner draw zones? Blocks painted on the map, figures after every stroke."""

import streamlit as st

from admissions.roles import Role
from dashboard.access import Visit
from dashboard.block_layers import (
    BLOCKS,
    FREE_COLOUR,
    LOCK_COLOUR,
    ZONE,
    BlockMap,
    block_layer,
    blocks_of,
    colours_of,
    load_layer,
    loads_of,
    outline_layer,
    short,
)
from dashboard.block_list import show_block_list
from dashboard.district_map import ground, words_of
from dashboard.draft_tables import show_figures, show_schools, show_warnings
from dashboard.drafts import choose_draft, keep_and_remark
from dashboard.labels import school_labels
from dashboard.map import (
    NO_EDIT,
    BorderEdit,
    EditMode,
    LassoEdit,
    Layer,
    MapEvent,
    PaintEdit,
    View,
    show_map,
)
from dashboard.redraw_panel import show_redraw
from dashboard.shared_zones import show_shared
from dashboard.strokes import draw, strokes_of
from dashboard.version_panel import show_versions
from dashboard.zone_names import name_layer
from service.api_draft_models import DraftState

_TOOLS = ("paint", "lasso", "border", "lock", "unlock")
_GIVING = frozenset({"paint", "lasso", "border"})
_NOBODY = ""


def show(visit: Visit) -> None:
    """Show the draft that was chosen, its map, its figures, and what can be done with it."""
    chosen = choose_draft(visit)
    if chosen is None:
        _source(visit)
        return
    state = visit.call("draft", id=chosen)
    _work(visit, state)
    show_shared(visit, state.figures)
    _source(visit)
    st.subheader(visit.say("zone_editor.by_school"), anchor=False)
    show_schools(visit, state.figures)
    show_redraw(visit, state)
    keep_and_remark(visit, state)
    show_versions(visit, state)


def _source(visit: Visit) -> None:
    """Say on which blocks is drawn, and how walks were taken."""
    facts = visit.call("zone_blocks")
    st.caption(visit.say(
        "zone_editor.source", file=facts.source, blocks=f"{facts.blocks:,}",
        children=f"{facts.children[0]:,}", way=visit.say(f"distances.{facts.distances}"),
    ))  # fmt: skip


def _work(visit: Visit, state: DraftState) -> None:
    """Show the tools, the figures and the map; do what was done on it."""
    blocks = blocks_of(visit.call("zone_blocks_map").data)
    tool, school = _tools(visit, state) if visit.role == Role.BUREAU else ("", "")
    show_figures(visit, state.figures, len(state.locked))
    event = _map(visit, state, blocks, tool, school)
    st.caption(visit.say("zone_editor.signs"))
    with st.container():  # one place, however many there are: what is unfolded below stays open
        show_warnings(visit, state.figures)
    if tool:
        show_block_list(visit, state, blocks, tool, school)
    if event is not None and tool:
        draw(visit, state, strokes_of(event))


def _map(visit: Visit, state: DraftState, blocks: BlockMap, tool: str,
         school: str) -> MapEvent | None:  # fmt: skip
    names = {it.school_id: it.name for it in state.figures.schools}
    loads, given = loads_of(state.figures), state.assignment
    layers: list[Layer] = [block_layer(visit, blocks, given, names, state.locked)]
    if tool == "border" and school:
        layers.append(outline_layer(blocks, given, school, short(names[school])))
    layers += [
        load_layer(visit, ground(visit), loads, given),
        name_layer(visit, blocks, given, loads),
    ]
    return show_map(layers, key=f"editor_{state.draft.id}",
                    words=words_of(visit, visit.say("zone_editor.map")),
                    view=View(bounds=blocks.lived_in, height_px=620, legend=False),
                    edit=_edit(tool, school, tuple(names)))  # fmt: skip


def _tools(visit: Visit, state: DraftState) -> tuple[str, str]:
    """Return the tool and the school it works for."""
    say, figures = visit.say, state.figures
    tool = st.segmented_control(
        say("zone_editor.tool"), _TOOLS, default="paint", required=True, key="zone_tool",
        format_func=lambda it: say(f"zone_tools.{it}"), wrap=True,
    )  # fmt: skip
    names = school_labels(figures.schools)
    schools = [*names, *([_NOBODY] if tool in {"paint", "lasso"} else [])]
    row = st.container(horizontal=True, vertical_alignment="bottom")
    school = row.selectbox(
        say("zone_editor.to_school"), schools, key="zone_school", disabled=tool not in _GIVING,
        format_func=lambda it: names.get(it) or say("zone_editor.nobody"), width=230,
    )  # fmt: skip
    if row.button(say("zone_editor.undo"), disabled=not figures.can_undo, icon=":material/undo:"):
        draw(visit, state, [{"kind": "undo"}])
    if row.button(say("zone_editor.redo"), disabled=not figures.can_redo, icon=":material/redo:"):
        draw(visit, state, [{"kind": "redo"}])
    st.caption(say(f"zone_hints.{tool}"))
    return str(tool), school or _NOBODY


def _edit(tool: str, school: str, schools: tuple[str, ...]) -> EditMode:
    colour = colours_of(schools).get(school, FREE_COLOUR)
    match tool:
        case "paint":
            return PaintEdit(BLOCKS, f"paint:{school}", colour)
        case "lasso":
            return LassoEdit(BLOCKS, f"lasso:{school}", colour)
        case "lock" | "unlock":
            return PaintEdit(BLOCKS, tool, LOCK_COLOUR)
        case "border" if school:
            return BorderEdit(ZONE, school)
    return NO_EDIT
