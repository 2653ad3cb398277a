"""How do two or three plans stand side by side? Maps, loads, who changes, who could swap."""

from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.block_layers import Load, block_layer, blocks_of, load_layer, short
from dashboard.district_map import draw, ground
from dashboard.labels import distinct, titled
from dashboard.tables import table
from dashboard.zone_names import name_layer
from service.api_plan_models import ComparedPlan, Comparison

_TODAY = "today"
_FIGURES = (
    "mean_walk_m", "p90_walk_m", "longest_walk_m", "children_over", "children_over_by_year",
    "children_moved", "enrolled_moved", "siblings_moved", "blocks_moved", "fullest_percent",
    "zone_border_km", "compactness", "contiguous", "within_places", "pins_respected",
)  # fmt: skip
_SHOWN = 20


def show(visit: Visit) -> None:
    """Let plans be chosen and show them side by side."""
    asked = _chosen(visit)
    found = visit.call("compare_drafts", query=asked)
    titles = [it.name or visit.say("plan_comparison.today") for it in found.plans]
    _maps(visit, found, titles)
    _figures(visit, found, titles)
    for plan, title in zip(found.plans[1:], titles[1:], strict=True):
        _affected(visit, found, plan, title)
    _loads(visit, found, titles)
    _swaps(visit, found, titles)
    _downloads(visit, found, titles, asked)


def _chosen(visit: Visit) -> dict[str, str]:
    say = visit.say
    drafts = {it.id: (it.name, titled(it)) for it in visit.call("drafts").drafts}
    names = distinct({_TODAY: (say("plan_comparison.today"),), **drafts})
    every, first = list(names), 1 if drafts else 0
    columns = st.columns(3)
    one = columns[0].selectbox(say("plan_comparison.one"), every, format_func=names.__getitem__)
    two = columns[1].selectbox(say("plan_comparison.two"), every, index=first,
                               format_func=names.__getitem__)  # fmt: skip
    three = columns[2].selectbox(say("plan_comparison.three"), every, index=None,
                                 format_func=names.__getitem__,
                                 placeholder=say("queue.choose"))  # fmt: skip
    return {"one": one, "two": two} | ({"three": three} if three else {})


def _maps(visit: Visit, found: Comparison, titles: list[str]) -> None:
    blocks, place = blocks_of(visit.call("zone_blocks_map").data), ground(visit)
    names = {it.school_id: it.name for it in found.schools}
    columns = st.columns(len(titles))
    for at, (column, plan, title) in enumerate(zip(columns, found.plans, titles, strict=True)):
        with column:
            st.subheader(title, anchor=False)
            loads = _loads_of(found, at)
            draw(visit, [block_layer(visit, blocks, plan.assignment, names),
                         load_layer(visit, place, loads, plan.assignment),
                         name_layer(visit, blocks, plan.assignment, loads)],
                 key="plan_comparison", height_px=460, part=f"_{at}", legend=False,
                 bounds=blocks.lived_in)  # fmt: skip
    st.caption(visit.say("zone_editor.signs"))


def _loads_of(found: Comparison, at: int) -> dict[str, Load]:
    """Return the loads of one plan: this year's children, and whether any year is over."""
    over = {it.school_id for it in found.schools if it.children[at] > it.places}
    return {it.school_id: Load(it.name, it.children[at], it.places, it.school_id in over)
            for it in found.schools if not it.year}  # fmt: skip


def _figures(visit: Visit, found: Comparison, titles: list[str]) -> None:
    say, named = visit.say, _named(titles)
    st.subheader(say("plan_comparison.figures"), anchor=False)
    rows = [
        {"figure": say(f"plan_figures.{name}"),
         **{key: _said(visit, plan.figures[name])
            for key, plan in zip(named, found.plans, strict=True)}}
        for name in _FIGURES
    ]  # fmt: skip
    table(visit, rows, ("figure", *named), named=named)


def _named(titles: list[str]) -> dict[str, str]:
    """Return the heads of columns for the plans; two plans of one name are told by number."""
    seen = {title: titles.count(title) for title in titles}
    return {f"plan_{at}": title if seen[title] == 1 else f"{title} ({at + 1})"
            for at, title in enumerate(titles)}  # fmt: skip


def _said(visit: Visit, value: Any) -> str:
    if isinstance(value, bool):
        return visit.say("plan_figures.yes" if value else "plan_figures.no")
    if isinstance(value, list):
        return " · ".join(f"{each:,}" for each in value)
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}"
    return "" if value is None else f"{value:,}"


def _affected(visit: Visit, found: Comparison, plan: ComparedPlan, title: str) -> None:
    say, sums = visit.say, plan.affected
    st.subheader(say("plan_comparison.affected", plan=title), anchor=False)
    if not sums.blocks:
        st.info(say("plan_comparison.nothing"))
        return
    told = {"blocks": sums.blocks, "children": sums.children, "enrolled": sums.enrolled,
            "siblings": sums.siblings, "longer": sums.children_with_longer_walk,
            "shorter": sums.children_with_shorter_walk, "mean_change": sums.mean_change_m,
            "worst_change": sums.worst_change_m}  # fmt: skip
    row = st.container(horizontal=True)
    for name, value in told.items():
        said = "" if value is None else f"{value:,.0f}"
        row.metric(say(f"plan_comparison.{name}"), said, width=150)
    names = {it.school_id: short(it.name) for it in found.schools}
    rows = [
        {"block": it.block_id, "school_before": names.get(it.school_before, ""),
         "school_after": names.get(it.school_after, ""), "count": it.children,
         "enrolled_pupils": it.enrolled, "siblings": it.siblings,
         "walk_change": "" if it.change_m is None else f"{it.change_m:+,.0f}"}
        for it in plan.changes
    ]  # fmt: skip
    with st.expander(say("plan_comparison.changes")):
        table(visit, rows, ("block", "school_before", "school_after", "count",
                            "enrolled_pupils", "siblings", "walk_change"))  # fmt: skip


def _loads(visit: Visit, found: Comparison, titles: list[str]) -> None:
    say, named = visit.say, _named(titles)
    rows = [
        {"school": short(it.name), "year": it.year or say("zone_editor.now"),
         "places_of": it.places,
         **{key: f"{count}" + (f"  ▲{count - it.places}" if count > it.places else "")
            for key, count in zip(named, it.children, strict=True)}}
        for it in found.schools
    ]  # fmt: skip
    with st.expander(say("plan_comparison.loads")):
        table(visit, rows, ("school", "year", "places_of", *named), named=named)


def _swaps(visit: Visit, found: Comparison, titles: list[str]) -> None:
    say = visit.say
    drafts = {it.plan: title for it, title in zip(found.plans, titles, strict=True)
              if it.plan != _TODAY}  # fmt: skip
    if not drafts:
        return
    st.subheader(say("plan_comparison.swaps"), anchor=False)
    st.caption(say("plan_comparison.swaps_lead"))
    for plan, title in drafts.items():
        told = visit.call("draft_swaps", id=plan)
        st.markdown(f"**{title}**")
        if not told.pairs:
            st.success(say("plan_comparison.swaps_none"))
            continue
        worst = told.worst[:_SHOWN]
        st.warning(say("plan_comparison.swaps_found", count=f"{told.pairs:,}", shown=len(worst)))
        names = {it.school_id: short(it.name) for it in found.schools}
        rows = [
            {"block": it.block, "school": names[it.school], "other_block": it.other_block,
             "other_school": names[it.other_school], "saved": f"{it.saved_m:,.0f}"}
            for it in worst
        ]  # fmt: skip
        with st.expander(say("plan_comparison.swaps_show")):
            table(visit, rows, ("block", "school", "other_block", "other_school", "saved"))


def _downloads(visit: Visit, found: Comparison, titles: list[str], asked: dict[str, str]) -> None:
    say, two = visit.say, {name: asked[name] for name in ("one", "two")}
    st.download_button(
        say("plan_comparison.pack"), lambda: visit.file("consultation", query=two).data,
        "consultation.zip", "application/zip", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    for plan, title in zip(found.plans, titles, strict=True):
        if plan.plan != _TODAY:
            st.download_button(
                say("plan_comparison.export", plan=title),
                lambda plan=plan: visit.file("export_draft", id=plan.plan).data,
                f"{plan.plan}.zip", "application/zip", on_click="ignore", key=f"take_{plan.plan}",
                icon=":material/download:",
            )  # fmt: skip
