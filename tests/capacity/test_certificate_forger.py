"""Could a clever forger prove a false placement? Every assignment with its best proof."""

import copy
from itertools import product

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from capacity.certificate import _Check
from capacity.exchanges import smallest_prices, thresholds_of
from capacity.ruleset import CostShape, Order, Ruleset

from .districts import documents, faults
from .strategies import COMPARATORS, districts

RULES = st.builds(
    Ruleset,
    order=st.sampled_from(Order),
    comparators=COMPARATORS,
    cost=st.sampled_from(CostShape),
    band_m=st.just(3),
    cap_m=st.sampled_from([None, 6]),
    tail_m=st.sampled_from([None, 4]),
)


class Forger(_Check):
    """A check that fills in, as it goes, the thresholds and prices that it will accept best."""

    def _claims(self, tier, who):
        own = {name: [row[0] for row in self.open[name] if row[2]] for name in sorted(who)}
        at = {name: self.assign[name] for name in own if self.assign[name] in own[name]}
        entry = (tier, thresholds_of(own, at, self.level))
        self.written["claims"].append({"tier": tier, "thresholds": entry[1]})
        self.claims = [entry]
        super()._claims(tier, who)

    def _tier(self, tier, own, waiting):
        self.stages = [((tier, kind), {}) for kind in ("tail", "cost")]
        if self.rule.get("tail_m") is None:
            del self.stages[0]
        super()._tier(tier, own, waiting)
        self.stages = []

    def _stage(self, tier, kind, play, own, prices, must_fill):
        edges = {}
        for name, rows in play.items():
            at = self.assign[name]
            cost = {row[0]: self._stage_cost(kind, row[1]) if name in own else 0 for row in rows}
            for school, its in cost.items() if at in cost else ():
                ways = edges.setdefault(at, {})
                ways[school] = min(its - cost[at], ways.get(school, its - cost[at]))
        if _gains_in_a_circle(edges, self.places):
            self.say("no prices can prove this")
            return play
        found = smallest_prices(edges, self.places, must_fill)
        prices.update({school: price for school, price in found.items() if price})
        self.written["stages"].append({"tier": tier, "kind": kind, "prices": prices})
        return super()._stage(tier, kind, play, own, prices, must_fill)


def _gains_in_a_circle(edges, schools):
    """Say whether some circle of exchanges saves something (Floyd-Warshall)."""
    far = 10**9
    cost = {(j, k): edges.get(j, {}).get(k, far) for j in schools for k in schools}
    for via, j, k in product(schools, repeat=3):
        cost[j, k] = min(cost[j, k], cost[j, via] + cost[via, k])
    return any(cost[j, j] < 0 for j in schools)


def forged(ruleset, given_, result, assign):
    """Return the result that proves `assign` as well as anything can."""
    blank = {"claims": [], "stages": [], "assign": assign, "status": "placed"}
    paper = {key: its for key, its in result.items() if key not in {"short", "stays"}} | blank
    forger = Forger(ruleset, given_, copy.deepcopy(paper))
    forger.written = {"claims": [], "stages": []}
    forger.run()
    return paper | forger.written


@given(district=districts(most_children=5, tiers=2, farthest=3), rule=RULES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_no_other_assignment_can_be_proved(district, rule):
    _try_all(district, rule)


@pytest.mark.long
@given(district=districts(most_children=6, most_schools=3, tiers=3), rule=RULES)
@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
def test_no_other_assignment_can_be_proved_in_many_districts(district, rule):
    _try_all(district, rule)


def _try_all(district, rule):
    children, places = district
    papers = documents(children, places, rule)
    accepted = []
    for way in product(*[[school for school, _ in each.options] for each in children]):
        if any(way.count(school) > count for school, count in places.items()):
            continue
        assign = dict(zip([each.id for each in children], way, strict=True))
        if not faults(*papers[:2], forged(*papers, assign)):
            accepted.append(assign)

    event(papers[2]["status"])
    assert accepted == ([papers[2]["assign"]] if papers[2]["status"] == "placed" else [])
