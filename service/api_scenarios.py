"""How do planners ask "what if" over HTTP, keep the question, and share it in their district?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from admissions.roles import Role
from admissions.store import scenarios
from admissions.store.scenarios import Revision
from admissions.store.transaction import Tx
from capacity.forecast.scenario import Scenario
from service.api_desks import BUREAU
from service.api_models import Id, Model, shows
from service.api_operations import Call, Mode, Operation, reading, writing
from service.forecast_what_if import asked
from service.scenarios import changed, switches_of

SEEING = frozenset({Role.BUREAU, Role.CITY})
SCENARIOS = "/api/v1/scenarios"
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True),
                 AfterValidator(shows)]  # fmt: skip
Note = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(shows)]


class PlanChangeModel(Model):
    """So many classes in the lowest grade of a school from a year on."""

    school: Id
    year: int
    classes: int


class EventModel(Model):
    """One decision: `pupils` a year in the lowest grade for open, cap and add; none for close."""

    kind: Literal["open", "close", "cap", "add"]
    school: Id
    year: int
    pupils: float | None = None


class Switches(Model):
    """What is changed of the parent, or of the plain forecast; what is left out stays."""

    parent_id: Id | None = None
    births: float | None = None
    local_entry: float | None = None
    nonlocal_entry: float | None = None
    nonlocal_stay: float | None = None
    housing: float | None = None
    housing_delay: int | None = None
    plans: Annotated[tuple[PlanChangeModel, ...], Field(max_length=100)] = ()
    events: Annotated[tuple[EventModel, ...], Field(max_length=100)] = ()

    def changes(self) -> dict[str, Any]:
        """Return what is said, as plain values."""
        told = self.model_dump(exclude={"parent_id", "name", "note", "years"}, exclude_none=True)
        return {key: value for key, value in told.items() if value not in ((), [])}


class ScenarioBody(Switches):
    """A scenario to be kept."""

    name: Name
    note: Note = ""


class ScenarioModel(Model):
    """One revision: what it changes (`body`), and its switches with its parents' in them."""

    id: str
    revision: int
    district_id: str
    name: str
    note: str
    parent_id: str | None
    parent_revision: int | None
    body: dict[str, Any]
    switches: dict[str, Any]
    made_by: str
    made_at: datetime


class ScenarioList(Model):
    """Scenarios by name, or the revisions of one, the newest first."""

    scenarios: tuple[ScenarioModel, ...]


class IntakeModel(Model):
    """The lowest grade of a school in a year: children expected, places, P(more than places)."""

    school_id: str
    year: int
    children: float
    places: int | None
    probability: float | None


class TotalModel(Model):
    """All pupils of a stream in a year, in whole children."""

    stream: str
    year: int
    pupils: int


class WhatIfModel(Model):
    """What the district's files and a scenario say together; nothing of it is kept."""

    origin: int
    switches: dict[str, Any]
    intakes: tuple[IntakeModel, ...]
    totals: tuple[TotalModel, ...]


class WhatIfBody(Switches):
    """A question: a kept scenario (`parent_id`), changes, or both."""

    years: Annotated[int, Field(ge=1, le=10)] = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario in full, how far ahead, and the day on which it is asked."""

    scenario: Scenario
    years: int
    day: date


def told(tx: Tx, found: Revision) -> ScenarioModel:
    """Return a revision's form."""
    own = {name: getattr(found, name) for name in ScenarioModel.model_fields if name != "switches"}
    return ScenarioModel(**own, switches=switches_of(tx, found).document())


def newest(tx: Tx, scenario_id: str) -> Revision:
    """Return the newest revision of a scenario; raises NotThere."""
    return scenarios.revisions_of(tx, scenario_id)[0]


def all_scenarios(tx: Tx, _call: Call) -> ScenarioList:
    """Return the newest revision of every scenario."""
    return ScenarioList(scenarios=tuple(told(tx, it) for it in scenarios.newest_scenarios(tx)))


def one(tx: Tx, call: Call) -> ScenarioList:
    """Return every revision of one."""
    return ScenarioList(scenarios=tuple(told(tx, it) for it in scenarios.revisions_of(tx, call.id)))


def make(tx: Tx, call: Call) -> ScenarioModel:
    """Keep a new scenario."""
    return _kept(tx, call, call.context.new_number("SC"))


def revise(tx: Tx, call: Call) -> ScenarioModel:
    """Add a revision to a scenario; the ones before stay, and what was forecast by them."""
    newest(tx, call.id)
    return _kept(tx, call, call.id)


def _kept(tx: Tx, call: Call, scenario_id: str) -> ScenarioModel:
    body = call.body
    parent = newest(tx, body.parent_id) if body.parent_id else None
    changed(tx, parent, {**body.changes(), "name": body.name})
    return told(tx, scenarios.add_revision(
        tx, scenario_id=scenario_id, name=body.name, note=body.note, body=body.changes(),
        parent=parent))  # fmt: skip


def question(tx: Tx, call: Call) -> Question:
    """Return what is asked, with the parents' switches."""
    body = call.body
    parent = newest(tx, body.parent_id) if body.parent_id else None
    return Question(changed(tx, parent, body.changes()), body.years, tx.now.date())


def answer(call: Call, given: Question) -> WhatIfModel:
    """Forecast with the scenario from the district's files."""
    folder = call.context.settings.district_folder
    found = asked(folder, given.day, given.years, given.scenario)
    return WhatIfModel(
        origin=found.origin, switches=given.scenario.document(),
        intakes=tuple(IntakeModel(**row) for row in found.intakes),
        totals=tuple(TotalModel(**row) for row in found.totals),
    )  # fmt: skip


OPERATIONS: tuple[Operation, ...] = (
    reading("scenarios", SCENARIOS, SEEING, "", all_scenarios, ScenarioList,
            words="The newest revision of every scenario of the district."),
    writing("make_scenario", SCENARIOS, BUREAU, "", "plan", make, ScenarioModel, ScenarioBody,
            status=201, words="Keep a scenario for all planners of the district."),
    reading("scenario", f"{SCENARIOS}/{{id}}", SEEING, "scenario", one, ScenarioList,
            words="Every revision of a scenario, the newest first."),
    writing("revise_scenario", f"{SCENARIOS}/{{id}}/revisions", BUREAU, "scenario", "plan", revise,
            ScenarioModel, ScenarioBody, status=201, words="Add a revision; none is changed."),
    Operation("what_if", "POST", "/api/v1/forecasts/what-if", SEEING, "", "read", Mode.READ,
              WhatIfModel, work=question, finish=answer, body=WhatIfBody,
              words="What would come of a scenario? Nothing is kept."),
)  # fmt: skip
