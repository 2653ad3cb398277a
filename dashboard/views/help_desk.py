"""Which school does a caller's address belong to? The answer in sentences, candidates, a map."""

import streamlit as st

from dashboard.access import Visit
from dashboard.district_map import (
    degrees_of,
    draw,
    ground,
    path_layer,
    pin_layer,
    school_layer,
    zone_layer,
)
from dashboard.moves import show_refusal
from dashboard.tables import table
from service.api_models import LookupAnswer
from service.api_problems import REFUSALS, refusal_of

_MOST = 8


def show(visit: Visit) -> None:
    """Show the look-up; nothing of a question is kept or written anywhere (S59)."""
    with st.form("help_desk"):
        address = st.text_input(visit.say("help_desk.address"), max_chars=200,
                                placeholder=visit.say("help_desk.example"))  # fmt: skip
        st.form_submit_button(visit.say("help_desk.go"), type="primary", icon=":material/search:")
    if not address.strip():
        return
    try:
        found = visit.call("look_up", {"address": address})
    except REFUSALS as error:
        show_refusal(visit, refusal_of(error))
        return
    _answer(visit, found)
    if found.state == "not_located":
        _suggest(visit, address)
    said, drawn = st.columns((2, 3), gap="large")
    with said:
        _candidates(visit, found)
    with drawn:
        _map(visit, address, found)


def _answer(visit: Visit, found: LookupAnswer) -> None:
    sure = found.state in {"unique", "shared"}
    box = st.success if sure else st.warning
    box(visit.told(found.words))
    if "near_line" in found.said or "near_outer_line" in found.said:
        metres = round(found.line_distance_m or 0)
        st.warning(visit.say("help_desk.near", metres=metres), icon=":material/warning:")


def _candidates(visit: Visit, found: LookupAnswer) -> None:
    rows = [{"school": one.name, "zone": one.zone_id,
             "metres": visit.say("help_desk.no_way") if one.metres is None else one.metres}
            for one in found.candidates]  # fmt: skip
    table(visit, rows, ("school", "zone", "metres"))
    st.caption(visit.say(f"help_desk.{found.measure}"))


def _suggest(visit: Visit, address: str) -> None:
    found = visit.call("suggest", {"text": address[:4]}).addresses[:_MOST]
    if found:
        st.markdown(visit.say("help_desk.perhaps"))
        st.markdown("\n".join(f"- {one}" for one in found))


def _map(visit: Visit, address: str, found: LookupAnswer) -> None:
    names = {one.school_id: one.name for one in found.candidates}
    question = {"address": address, "school_ids": list(names)}
    paths = visit.call("walking_paths", question).paths if names else ()
    home, around = visit.place_of(address), [at for it in paths for at in it.line]
    pins = []
    if home.x_m is not None and home.y_m is not None:
        around.append(degrees_of(home.x_m, home.y_m, home.crs))
        pins.append(pin_layer(visit, *around[-1]))
    public = ground(visit, around)
    if public.zones:
        zones = zone_layer(visit, public, {}, selected=found.zone_ids)
        ways = path_layer(visit, paths, names)
        layers = [zones, school_layer(visit, public), *([ways] if ways else []), *pins]
        draw(visit, layers, key="help_desk", around=around)
