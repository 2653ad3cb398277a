"""What did a siting choose, how sure is it, who walks less, and what would each closing do?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.access import Visit
from dashboard.block_layers import BlockMap, short
from dashboard.district_map import Bounds, Ground, draw, extent_of
from dashboard.siting_map import site_features, sites_layer, state_of, walks_layer
from dashboard.tables import table
from service.api_siting_models import FutureModel, SiteModel, SitingModel

Words = Mapping[str, str]
_THIN = 0.5  # of its places: a new school with fewer children is told
_SOME = 0.05  # of a child: below it nothing is told


def show_siting(visit: Visit, found: SitingModel, blocks: BlockMap, words: Words,
                place: Ground) -> None:  # fmt: skip
    """Show one siting: the choice in a sentence first, its proof last."""
    _verdict(visit, found, words)
    _sums(visit, found)
    draw(visit, [walks_layer(visit, blocks, words, found),
                 sites_layer(visit, place, blocks, found.sites)],
         key="siting", part="_found", bounds=_extent(blocks, place, found))  # fmt: skip
    _sites(visit, found, words)
    _futures(visit, found, words)
    _zones(visit, found)
    _closings(visit, found)
    _proof(visit, found)


def _extent(blocks: BlockMap, place: Ground, found: SitingModel) -> Bounds:
    """Return where the map opens: where most children live, and every site that changes."""
    changed = extent_of(site_features(place, blocks, [it for it in found.sites if it.change]))
    west, south, east, north = blocks.lived_in
    if changed is None:
        return blocks.lived_in
    return (min(west, changed[0]), min(south, changed[1]),
            max(east, changed[2]), max(north, changed[3]))  # fmt: skip


def _verdict(visit: Visit, found: SitingModel, words: Words) -> None:
    say, both = visit.say, visit.say("queue.and")
    opened = [_name(it, words) for it in found.sites if it.change == "open"]
    closed = [_name(it, words) for it in found.sites if it.change == "close"]
    said = [say("siting.opened", names=both.join(opened)) if opened else say("siting.opens_none")]
    if found.most_closed:
        said.append(say("siting.closed", names=both.join(closed)) if closed
                    else say("siting.closes_none"))  # fmt: skip
    st.success("\n\n".join(said), icon=":material/domain_add:")
    if found.objective.stopped_by_time:
        st.warning(say("siting.stopped"))
    if found.objective.unmet > _SOME:
        st.warning(say("siting.short", count=f"{found.objective.unmet:,.1f}"))
    for it in found.sites:
        if it.change == "open" and it.children["middle"] < _THIN * it.places:
            st.warning(say("siting.thin", name=_name(it, words), places=it.places,
                           count=f"{it.children['middle']:,.0f}"))  # fmt: skip
    for code, about in found.notes:
        st.caption(say(f"siting.note_{code}", about=about))


def _name(it: SiteModel, words: Words) -> str:
    return short(it.name) if it.stands else words.get(it.block_id, it.block_id)


def _sums(visit: Visit, found: SitingModel) -> None:
    """Show the expected shortage and walk beside those of today's schools."""
    say, middle = visit.say, next(it for it in found.futures if it.future == "middle")
    change = middle.mean_m - middle.mean_m_today
    fewer = found.objective.unmet - found.objective.unmet_today
    one, two, three, four = st.columns(4)
    one.metric(say("siting.unmet"), f"{found.objective.unmet:,.1f}", border=True,
               delta=f"{fewer:,.1f}" if abs(fewer) > _SOME else None,
               delta_color="inverse")  # fmt: skip
    two.metric(say("siting.mean"), f"{middle.mean_m:,.0f}",
               f"{change:,.0f}" if abs(change) >= 1 else None,
               delta_color="inverse", border=True)  # fmt: skip
    three.metric(
        say("siting.less"),
        f"{found.walkers.less:,.0f}",
        border=True,
        help=say("siting.by_metres", metres=f"{found.walkers.less_by_m:,.0f}"),
    )
    four.metric(
        say("siting.more"),
        f"{found.walkers.more:,.0f}",
        border=True,
        help=say("siting.by_metres", metres=f"{found.walkers.more_by_m:,.0f}"),
    )
    _walkers(visit, found)


def _walkers(visit: Visit, found: SitingModel) -> None:
    """Say how many children walk less and more, and by how much."""
    it = found.walkers
    said = [visit.say(f"siting.walk_{name}", count=f"{count:,.0f}", metres=f"{metres:,.0f}")
            for name, count, metres in (("less", it.less, it.less_by_m),
                                        ("more", it.more, it.more_by_m)) if count]  # fmt: skip
    st.caption(" ".join([*said, visit.say("siting.against" if said else "siting.nobody_walks")]))


def _sites(visit: Visit, found: SitingModel, words: Words) -> None:
    """List the candidates and whatever changes; with costs where they are known."""
    say = visit.say
    st.subheader(say("siting.sites"), anchor=False)
    shown = [it for it in found.sites if it.change or not it.stands]
    priced = any(it.cost is not None for it in shown)
    rows = [
        {"site": _name(it, words), "state": say(f"siting.{state_of(it)}"), "places": it.places,
         **{f"children_{name}": f"{it.children[name]:,.0f}" for name in it.children},
         "cost": "" if it.cost is None else f"{it.cost:,.0f}"}
        for it in sorted(shown, key=lambda it: (not it.change, it.site_id))
    ]  # fmt: skip
    named = {f"children_{name}": say(f"siting.at_{name}") for name in ("low", "middle", "high")}
    table(visit, rows, ("site", "state", "places", *named, *(("cost",) if priced else ())), named)
    costs = [it.cost for it in shown if it.change == "open"]
    if costs and all(it is not None for it in costs):
        st.caption(say("siting.cost", cost=f"{sum(it or 0 for it in costs):,.0f}"))


def _futures(visit: Visit, found: SitingModel, words: Words) -> None:
    """Show how the choice holds whichever demand comes."""
    say = visit.say
    st.subheader(say("siting.futures"), anchor=False)
    st.caption(say("siting.futures_lead" if found.forecast_id else "siting.futures_same"))
    names = {it.site_id: _name(it, words) for it in found.sites}
    table(visit, [_future(visit, it, names) for it in found.futures],
          ("future", "children", "without_place", "mean_walk", "fullest", "alone"),
          {"children": say("columns.count"), "mean_walk": say("siting.mean"),
           "without_place": say("siting.unmet")})  # fmt: skip


def _future(visit: Visit, it: FutureModel, names: Words) -> dict[str, Any]:
    say = visit.say
    changes = say("queue.and").join(names[one] for one in it.changes_alone)
    worse = it.mean_m - it.mean_m_alone
    if it.same:
        alone = say("siting.same")
    else:
        alone = say("siting.other", names=changes or say("siting.nothing"), metres=f"{worse:,.0f}",
                    unmet=f"{it.unmet - it.unmet_alone:,.1f}")  # fmt: skip
    return {
        "future": say(f"siting.{it.future}"), "children": f"{it.children:,.0f}",
        "without_place": say("siting.from_to", before=f"{it.unmet_today:,.1f}",
                             after=f"{it.unmet:,.1f}"),
        "mean_walk": say("siting.from_to", before=f"{it.mean_m_today:,.0f}",
                         after=f"{it.mean_m:,.0f}"),
        "fullest": f"{it.fullest_percent:,.0f}%", "alone": alone,
    }  # fmt: skip


def _zones(visit: Visit, found: SitingModel) -> None:
    """Show the zones of today whose children walk another way, the greatest gain first."""
    st.subheader(visit.say("siting.zones"), anchor=False)
    rows = [
        {"school": short(it.name), "count": f"{it.children:,.0f}", "before": f"{it.before_m:,.0f}",
         "after": f"{it.after_m:,.0f}", "walk_less": f"{it.less:,.0f}",
         "walk_more": f"{it.more:,.0f}"}
        for it in sorted(found.zones, key=lambda it: (it.after_m - it.before_m, it.school_id))
        if it.less or it.more
    ]  # fmt: skip
    table(visit, rows, ("school", "count", "before", "after", "walk_less", "walk_more"))


def _closings(visit: Visit, found: SitingModel) -> None:
    """Show what closing one school alone would do, those who would lose least first."""
    say = visit.say
    st.subheader(say("siting.closings"), anchor=False)
    st.caption(say("siting.closings_lead"))
    order = sorted(found.closings, key=lambda it: (it.left, it.after_m - it.before_m, it.school_id))
    rows = [
        {"school": short(it.name), "count": f"{it.children:,.0f}",
         "without_place": f"{it.left:,.0f}", "before": f"{it.before_m:,.0f}",
         "after": f"{it.after_m:,.0f}", "longest_walk": f"{it.longest_m:,.0f}",
         "goes_to": say("queue.and").join(f"{short(to.name)} {to.children:,.0f}" for to in it.to)}
        for it in order
    ]  # fmt: skip
    table(visit, rows, ("school", "count", "goes_to", "without_place", "before", "after",
                        "longest_walk"))  # fmt: skip


def _proof(visit: Visit, found: SitingModel) -> None:
    """Tell planners what was made small, and how near to the best it is proved to be."""
    say, it = visit.say, found.objective
    with st.expander(say("siting.proof"), icon=":material/verified:"):
        st.markdown(say(
            "siting.proof_said", unmet=f"{it.unmet:,.2f}", unmet_bound=f"{it.unmet_bound:,.2f}",
            metres=f"{it.metres / 1000:,.1f}", bound=f"{it.bound / 1000:,.1f}",
            gap=f"{it.gap_percent:.2f}", distances=say(f"distances.{found.distances}"),
        ))  # fmt: skip
