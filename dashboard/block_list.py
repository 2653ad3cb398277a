"""How does a planner draw without a pointer? Blocks chosen from the list of a school's blocks."""

from collections.abc import Callable

import streamlit as st

from dashboard.access import Visit
from dashboard.block_layers import BlockMap
from dashboard.labels import school_labels
from dashboard.strokes import draw
from service.api_draft_models import DraftState

_KINDS = {"paint": "paint", "lasso": "paint", "lock": "lock", "unlock": "unlock"}


def show_block_list(visit: Visit, state: DraftState, blocks: BlockMap, tool: str,
                    school: str) -> None:  # fmt: skip
    """Let blocks be chosen by name, to be given to `school`, locked or unlocked as the tool says.

    The border tool has no list: what it does to a block painting it does too.
    """
    if tool not in _KINDS:
        return
    say, names = visit.say, school_labels(state.figures.schools)
    with st.expander(say("block_list.title"), icon=":material/checklist:"):
        st.caption(say("block_list.lead"))
        every = [*names, *([""] if "" in state.assignment.values() else [])]
        of = st.selectbox(say("block_list.of"), every, key="blocks_of",
                          format_func=lambda it: names.get(it, _nobody(visit)))  # fmt: skip
        with st.form("block_list", border=False, clear_on_submit=True):
            chosen = st.multiselect(say("block_list.blocks"), _mine(state, blocks, of or ""),
                                    format_func=_named(visit, state, blocks),
                                    placeholder=say("queue.choose"))  # fmt: skip
            go = say(f"block_list.{_KINDS[tool]}", school=names.get(school) or _nobody(visit))
            if st.form_submit_button(go, icon=":material/check:") and chosen:
                draw(visit, state, [{"kind": _KINDS[tool], "blocks": chosen, "school_id": school}])


def _nobody(visit: Visit) -> str:
    return visit.say("zone_editor.nobody")


def _mine(state: DraftState, blocks: BlockMap, school: str) -> list[str]:
    return [block for block, *_ in blocks.rows if state.assignment.get(block) == school]


def _named(visit: Visit, state: DraftState, blocks: BlockMap) -> Callable[[str], str]:
    """Return how a block is called in the list: its id, its children, whether it is locked."""
    children = {block: given["children"] for block, given, _ in blocks.rows}
    lock, locked = visit.say("zone_editor.locked_mark"), set(state.locked)

    def named(block: str) -> str:
        told = visit.say("block_list.block", block=block, count=children[block])
        return f"{told} {lock}" if block in locked else told

    return named
