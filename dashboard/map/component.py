"""How does the map come onto a page? The bundled component, mounted; its answer as an event."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import streamlit as st
from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from dashboard.map.answer import border_of, click_of, followed_by, lasso_of, strokes_of
from dashboard.map.edit import NO_EDIT, BorderEdit, EditMode, LassoEdit, PaintEdit
from dashboard.map.event import MapEvent
from dashboard.map.layers import Layer, LayerKind, PmTiles, note_unfit_layers
from dashboard.map.payload import in_gcj02, payload_of
from dashboard.map.view import MapWords, View
from geo.faults import FaultList

BUILT = Path(__file__).parent / "built"
_PACKAGE, _COMPONENT = "jiujin", "map"
_REGISTERING = Lock()
_ALL_OF_IT = View()


def show_map(
    layers: Sequence[Layer],
    *,
    key: str,
    words: MapWords,
    view: View = _ALL_OF_IT,
    edit: EditMode = NO_EDIT,
) -> MapEvent | None:
    """Draw the layers and return what the user just did, or None.

    An event is returned in the one run that it causes. `key` names the map on its page: the map
    keeps its position and its browser memory as long as the key stays. Raises BadInput for
    layers that cannot be drawn together with the view and the edit mode.
    """
    drawn = tuple(layers)
    refuse_unfit(drawn, view, edit)
    data = payload_of(drawn, words, view, edit)
    if isinstance(edit, PaintEdit | LassoEdit):
        data["answered"] = st.session_state.get(_answered(key), {})
    told = partial(_take, key, edit, shifted=in_gcj02(view))
    _renderer()(key=key, data=data, on_event_change=told, height="content")
    event: MapEvent | None = st.session_state.pop(_event(key), None)
    return event


def _event(key: str) -> str:
    return f"{key} event"


def _answered(key: str) -> str:
    return f"{key} answered"


def _take(key: str, edit: EditMode, *, shifted: bool) -> None:
    """Read the browser's answer before the script runs, so that the map can say it was heard."""
    answer = st.session_state[key].get("event")
    if not isinstance(answer, Mapping):
        return
    event: MapEvent | None = None
    if answer.get("kind") == "click":
        event = click_of(answer, shifted=shifted)
    elif answer.get("kind") == "border":
        event = border_of(answer, shifted=shifted)
    elif answer.get("kind") == "paint" and isinstance(edit, PaintEdit):
        event = _counted(key, answer, partial(strokes_of, answer))
    elif answer.get("kind") == "lasso" and isinstance(edit, LassoEdit):
        event = _counted(key, answer, partial(lasso_of, answer, shifted=shifted))
    if event is not None:
        unread = st.session_state.get(_event(key))
        st.session_state[_event(key)] = event if unread is None else followed_by(unread, event)


def _counted(
    key: str, answer: Mapping[str, Any], read: Callable[..., tuple[MapEvent | None, int]]
) -> MapEvent | None:
    """Return what was drawn and not yet counted, by number, on one map of one browser window."""
    map_of_browser = str(answer.get("map", ""))[:64]
    before = st.session_state.get(_answered(key), {})
    after = before.get("last", 0) if before.get("map") == map_of_browser else 0
    event, last = read(after=after)
    st.session_state[_answered(key)] = {"map": map_of_browser, "last": last}
    return event


def refuse_unfit(layers: tuple[Layer, ...], view: View, edit: EditMode) -> None:
    """Raise BadInput naming everything for which these cannot be drawn together."""
    faults = FaultList()
    note_unfit_layers(layers, faults)
    by_id = {layer.id: layer for layer in layers}
    if in_gcj02(view):
        for layer in layers:
            if isinstance(layer.data, PmTiles):
                faults.add(
                    f"map layer {layer.id!r}",
                    "vector tiles in WGS84 would lie beside GCJ-02 tiles",
                    "give GeoJSON, or tiles in WGS84 or CGCS2000",
                )
    if isinstance(edit, PaintEdit | LassoEdit | BorderEdit):
        _note_unfit_edit(by_id.get(edit.layer_id), edit, faults)
    faults.refuse_if_any()


def _note_unfit_edit(
    layer: Layer | None, edit: PaintEdit | LassoEdit | BorderEdit, faults: FaultList
) -> None:
    where = f"map edit of {edit.layer_id!r}"
    wanted = LayerKind.ZONES if isinstance(edit, BorderEdit) else LayerKind.BLOCKS
    if layer is None or layer.kind is not wanted:
        faults.add(where, f"there is no such layer of kind {wanted}", f"give one of {wanted}")
    elif isinstance(layer.data, PmTiles):
        faults.add(where, "tiles cannot be edited", "give GeoJSON")


def _renderer() -> Any:
    """Return the mounting command; the script is a file of this server that browsers may keep."""
    manager = get_bidi_component_manager()
    name = f"{_PACKAGE}.{_COMPONENT}"
    with _REGISTERING:
        if manager.get_component_asset_root(name) is None:
            entry = ComponentConfig(name=_COMPONENT, asset_dir=BUILT.name)
            manifest = ComponentManifest(name=_PACKAGE, version="1", components=[entry])
            manager.register_from_manifest(manifest, BUILT.parent)
        return component(name, js="map-*.js")
