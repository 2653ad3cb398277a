"""Is the plan of zones sound? Overlaps, gaps and wrong rows, each with place and repair."""

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.district_map import draw, ground, pin_layer, zone_layer
from dashboard.tables import table
from service.desk import DeskSources
from service.zone_job import check_zones


def show(visit: Visit) -> None:
    """Show what the check finds; the files are public, so all planners share one answer."""
    folder = visit.context.settings.district_folder
    day = visit.context.clock().date()
    found = _checked(str(folder), day.isoformat(), _stamp(folder))
    severities = found["severities"]
    for column, name in zip(st.columns(3), ("error", "warning", "note"), strict=True):
        column.metric(visit.say(f"severities.{name}"), severities.get(name, 0), border=True)
    rows = [
        {"severity": visit.say(f"severities.{it['severity']}"), "kind": _kind(visit, it["kind"]),
         "zones": visit.say("queue.and").join(it["zones"]), "area": _figure(it["area_m2"]),
         "width": _figure(it["width_m"]), "repair": visit.say(f"repairs.{it['kind']}")}
        for it in found["findings"]
    ]  # fmt: skip
    table(visit, rows, ("severity", "kind", "zones", "area", "width", "repair"))
    _map(visit, found["findings"])


@st.cache_data(max_entries=4, show_spinner=False)
def _checked(folder: str, day: str, stamp: int) -> dict[str, Any]:  # noqa: ARG001  stamp: the file's
    from datetime import date

    sources = DeskSources.in_folder(Path(folder), date.fromisoformat(day)).of_zones()
    found = check_zones(sources, repair=None, findings=None)
    return {name: found[name] for name in ("severities", "findings", "figures")}


def _stamp(folder: Path) -> int:
    """Return when a file of the district was last written, so that a new one is checked anew."""
    return max((path.stat().st_mtime_ns for path in folder.iterdir()), default=0)


def _figure(metres: float | None) -> str:
    return "" if metres is None else f"{metres:,.0f}"


def _kind(visit: Visit, kind: str) -> str:
    return visit.say(f"findings.{kind}")


def _map(visit: Visit, findings: list[dict[str, Any]]) -> None:
    at = [it for it in findings if it["lon"] is not None and it["severity"] == "error"]
    if not at:
        return
    names = [f"{n + 1} · {_kind(visit, it['kind'])} · {visit.say('queue.and').join(it['zones'])}"
             for n, it in enumerate(at)]  # fmt: skip
    chosen = st.selectbox(
        visit.say("zone_check.show"), range(len(at)), format_func=names.__getitem__
    )
    found = at[chosen]
    around = ((found["lon"], found["lat"]),)
    zones = zone_layer(visit, ground(visit, around), {}, selected=tuple(found["zones"]))
    pin = pin_layer(visit, found["lon"], found["lat"], "finding")
    draw(visit, [zones, pin], key="zone_check", height_px=420, around=around)
