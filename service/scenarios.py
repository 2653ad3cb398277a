"""Which switches does a stored scenario set? Its own over those of its parents, checked."""

from typing import Any

from admissions.store.scenarios import Revision, get_revision, lineage
from admissions.store.transaction import Tx
from capacity.forecast.scenario import Scenario, scenario_over
from geo.faults import BadInput

WHERE = "scenario"
MOST_PARENTS = 10


def resolved(tx: Tx, scenario: tuple[str, int] | None) -> Scenario:
    """Return the switches of a revision (id, number); nothing changed for None. NotThere."""
    if scenario is None:
        return Scenario()
    return switches_of(tx, get_revision(tx, *scenario))


def switches_of(tx: Tx, found: Revision) -> Scenario:
    """Return a revision's switches over its parents'."""
    made = Scenario()
    for one in lineage(tx, found):
        made = scenario_over(made, {**one.body, "name": one.name}, WHERE)
    return made


def changed(tx: Tx, parent: Revision | None, changes: dict[str, Any]) -> Scenario:
    """Return what plain changes make of a parent; BadInput names every fault."""
    if parent is not None and len(lineage(tx, parent)) >= MOST_PARENTS:
        what = f"has {MOST_PARENTS} parents above it"
        raise BadInput.one("parent_id", what, "begin from a scenario nearer to the base")
    base = Scenario() if parent is None else switches_of(tx, parent)
    return scenario_over(base, changes, WHERE)
