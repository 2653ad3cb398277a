"""Which schools of a draft share one zone today, and what have they together?"""

import streamlit as st

from dashboard.access import Visit
from dashboard.block_layers import short
from dashboard.district_map import ground
from service.api_draft_models import DraftFigures


def show_shared(visit: Visit, figures: DraftFigures) -> None:
    """Say of each zone of several schools what they have together; it stays one zone.

    A school of it that is over its places alone need not be: its children go to all of them.
    """
    by_id = {it.school_id: it for it in figures.schools}
    lines = []
    for it in ground(visit).zones:
        given = it["properties"]
        schools = [by_id[school] for school in given["school_ids"] if school in by_id]
        if len(schools) > 1:
            named = visit.say("queue.and").join(short(one.name) for one in schools)
            lines.append(visit.say(
                "zone_editor.shared_zone", zone=given["name"], schools=named,
                children=sum(one.children[0] for one in schools),
                places=sum(one.places[0] for one in schools)))  # fmt: skip
    if lines:
        st.info("\n".join([visit.say("zone_editor.shared"), *(f"- {it}" for it in lines)]),
                icon=":material/join:")  # fmt: skip
