"""What does a run say? Counts, who moves and why, other rules compared, prices, its certificate."""

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.access import Visit
from dashboard.charts import distance_chart
from dashboard.district_map import draw, flow_layer, ground, school_layer, zone_layer
from dashboard.tables import facts, table
from service.api_runs import RunModel
from service.api_staff_views import Moves
from service.verify import verify_bundle

_COUNTS = ("children", "in_zone", "moved", "no_zone")


def show_result(visit: Visit, run: RunModel) -> None:
    """Show a run by counts and ids; its bundle is handed out whole."""
    report = run.report
    if report.get("status") != "placed":
        st.error(visit.say("overflow.short"))
    for column, name in zip(st.columns(len(_COUNTS)), _COUNTS, strict=True):
        count = report.get("counts", {}).get(name, 0)
        column.metric(visit.say(f"columns.{name}"), f"{count:,}", border=True)
    names = [visit.say(f"overflow.{name}") for name in ("moves", "rules", "prices", "proof")]
    moves, rules, schools, proof = st.tabs(names)
    with moves:
        _moves(visit, run)
    with rules:
        _rules(visit, report.get("alternatives", []))
    with schools:
        _schools(visit, report.get("schools", []))
    with proof:
        _proof(visit, run)


def _moves(visit: Visit, run: RunModel) -> None:
    found = visit.call("run_moves", id=run.id)
    names = {it["school_id"]: it["name"] for it in run.report.get("schools", [])}
    if not found.flows:
        st.info(visit.say("overflow.nobody_moves"))
        return
    public = ground(visit)
    arrows = flow_layer(visit, public, [(it.own_school_id, it.school_id, it.count)
                                        for it in found.flows])  # fmt: skip
    if arrows is not None:
        points = public.school_points()
        ends = {school for it in found.flows for school in (it.own_school_id, it.school_id)}
        around = [points[school] for school in sorted(ends & points.keys())]
        draw(visit, [zone_layer(visit, public, {}), arrows, school_layer(visit, public)],
             key="overflow", around=around)  # fmt: skip
    rows = [
        {"from_school": names.get(it.own_school_id, it.own_school_id),
         "to_school": names.get(it.school_id, it.school_id), "count": it.count,
         "farther": round(it.farther_m / it.count)}
        for it in sorted(found.flows, key=lambda it: (-it.count, it.own_school_id, it.school_id))
    ]  # fmt: skip
    table(visit, rows, ("from_school", "to_school", "count", "farther"))
    _ways(visit, found)
    with st.expander(visit.say("overflow.each", count=found.count)):
        children = [
            {"application_id": it.application_id, "tier": it.tier,
             "from_school": names.get(it.own_school_id, it.own_school_id),
             "own_school_m": it.own_school_m, "metres": it.metres,
             "to_school": names.get(it.school_id, it.school_id),
             "why": visit.say(f"why.{it.reason}")}
            for it in found.children
        ]  # fmt: skip
        table(visit, children, ("application_id", "tier", "from_school", "own_school_m",
                                "to_school", "metres", "why"))  # fmt: skip


def _ways(visit: Visit, found: Moves) -> None:
    """Draw how far the moved children walk, to their own school and to the one they get."""
    frame = pd.DataFrame(
        [(stage, it.from_m, it.from_m + found.width_m, getattr(it, said))
         for stage, said in (("before", "own"), ("after", "new")) for it in found.ways],
        columns=["stage", "from_m", "to_m", "children"],
    )  # fmt: skip
    words = {name: visit.say(f"ways.{name}") for name in
             ("distance", "children", "before", "after", "empty")}  # fmt: skip
    st.altair_chart(distance_chart(frame, words), theme=None)


def _rules(visit: Visit, alternatives: list[dict[str, Any]]) -> None:
    """Compare what other rules would have done with the same children and places."""
    st.caption(visit.say("overflow.rules_lead"))
    rows = [
        {"rule": visit.say(f"rules.{it['rule']}"), "moved": it["moved"],
         "moved_extra": f"{it['moved_extra_m'] / 1000:,.1f}", "complaints": it["complaints"],
         "total": f"{it['total_m'] / 1000:,.1f}", "unplaced": it["unplaced"]}
        for it in alternatives
    ]  # fmt: skip
    table(visit, rows, ("rule", "moved", "moved_extra", "complaints", "total", "unplaced"))


def _schools(visit: Visit, schools: list[dict[str, Any]]) -> None:
    """Show each school's numbers, the dearest place first: metres saved by one place more."""
    st.caption(visit.say("overflow.prices_lead"))
    rows = [
        {"school": it["name"]} | {name: it[name] for name in
                                  ("places", "stays", "turned_away", "arrivals", "free", "price")}
        for it in sorted(schools, key=lambda it: (-it["price"], it["school_id"]))
    ]  # fmt: skip
    table(visit, rows, ("school", "places", "stays", "turned_away", "arrivals", "free", "price"))


def _proof(visit: Visit, run: RunModel) -> None:
    """Show the digests, let the bundle be proved here by code without a solver, or taken away."""
    say = visit.say
    st.caption(say("overflow.proof_lead"))
    seed = run.report.get("seed", {})
    facts([(say("columns.bundle"), run.bundle_digest), (say("columns.input"), run.input_digest),
           (say("columns.ruleset"), run.report.get("digests", {}).get("ruleset", "")),
           (say("columns.seed"), seed.get("value", ""))])  # fmt: skip
    prove, take = st.columns(2)
    if prove.button(say("overflow.prove"), icon=":material/verified:", width="stretch"):
        found = _verdict(visit.file("bundle", id=run.id).data, run.bundle_digest)
        if found:
            st.error(say("overflow.not_proved"))
            st.code("\n".join(found), wrap_lines=True)
        else:
            st.success(say("overflow.proved"), icon=":material/verified:")
    take.download_button(say("overflow.download"), lambda: visit.file("bundle", id=run.id).data,
                         f"{run.id}.zip", "application/zip", on_click="ignore",
                         width="stretch")  # fmt: skip


def _verdict(bundle: bytes, digest: str) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
            packed.extractall(folder)
        return verify_bundle(Path(folder), expect=digest).faults
