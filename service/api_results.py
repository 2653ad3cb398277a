"""What is a family told of the result, and why? School, reason, numbers, digests, how to object.

A guardian sees a school once it is confirmed (确认接收, S68), never a draft: results shown too
early had to be taken back elsewhere. A refusal and its reason are shown at once (S66, S69).
"""

from datetime import datetime
from typing import Any

from admissions.policy_schema import Policy
from admissions.roles import Role
from admissions.stage_words import STAGES
from admissions.store.applications import Application, get_application
from admissions.store.cycles import get_school, policy_of
from admissions.store.placements import Placement, placement_of
from admissions.store.timeline import Step, steps_of
from admissions.store.transaction import NotThere, Tx
from service.api_guardian import ONE
from service.api_models import Model
from service.api_operations import EVERY_ROLE, Call, reading

SHOWN = frozenset({"confirmed", "rostered", "notified", "enrolled", "no_show", "on_roll"})
REFUSED = {"declined": "decline", "returned": "return"}
OBJECTING = frozenset({*SHOWN, *REFUSED, "lapsed"})


class Said(Model):
    """A code with its words."""

    code: str
    zh: str
    en: str


class SchoolModel(Model):
    """A school."""

    id: str
    name: str


class ResultModel(Model):
    """How a registration stands. `numbers`: what the placement rested on, in whole metres and ids.

    `bundle_digest`: SHA-256 of the sealed run; `chain_digest`: of the last move of this child.
    """

    id: str
    stage: Said
    school: SchoolModel | None
    kind: str
    reason: str
    numbers: dict[str, str]
    refusal: Said | None
    bundle_digest: str
    chain_digest: str
    may_object: bool


class StepModel(Model):
    """One step of a registration: what, by which role, when."""

    seq: int
    action: str
    stage: Said
    role: str
    at: datetime
    digest: str


class StepList(Model):
    """All steps in order."""

    steps: tuple[StepModel, ...]


def result(tx: Tx, call: Call) -> ResultModel:
    """Return how one registration stands."""
    found = get_application(tx, call.id)
    steps = steps_of(tx, call.id)
    place = _place(tx, found)
    school = None if place is None else get_school(tx, place.school_id)
    numbers = {} if place is None else {key: str(value) for key, value in place.reason.items()}
    return ResultModel(
        id=found.id, stage=stage_said(found.stage),
        school=None if school is None else SchoolModel(id=school.id, name=school.name),
        kind="" if place is None else place.kind, reason=numbers.pop("reason", ""),
        numbers=numbers, refusal=_refusal(policy_of(tx, found.cycle_id), found, steps),
        bundle_digest=_bundle(steps) if place is not None else "",
        chain_digest=steps[-1].digest if steps else "", may_object=found.stage in OBJECTING,
    )  # fmt: skip


def stage_said(stage: str) -> Said:
    """Return a stage with its words."""
    zh, en = STAGES.get(stage, (stage, stage))
    return Said(code=stage, zh=zh, en=en)


def _place(tx: Tx, found: Application) -> Placement | None:
    if tx.actor.role == Role.GUARDIAN and found.stage not in SHOWN:
        return None
    try:
        return placement_of(tx, found.id)
    except NotThere:
        return None


def _refusal(policy: Policy, found: Application, steps: list[Step]) -> Said | None:
    """Return the reason for which a school declined or the bureau returned, in the pack's words."""
    if found.stage not in REFUSED or not steps or not steps[-1].reason:
        return None
    code = str(steps[-1].reason)
    try:
        words = policy.decline_reason(code)
    except KeyError:
        return Said(code=code, zh=code, en=code)
    return Said(code=code, zh=words.zh, en=words.en)


def _bundle(steps: list[Step]) -> str:
    found = [step.facts.get("bundle", "") for step in steps if step.action == "place"]
    return str(found[-1]) if found else ""


def timeline(tx: Tx, call: Call) -> StepList:
    """Return what has happened."""
    return StepList(steps=tuple(
        StepModel(seq=step.seq, action=step.action, stage=stage_said(step.stage), role=step.role,
                  at=step.at, digest=step.digest)
        for step in steps_of(tx, call.id) if not _hidden(tx, step)
    ))  # fmt: skip


def _hidden(tx: Tx, step: Step) -> bool:
    """Say whether a family is not told this step yet: a place given but not confirmed."""
    return tx.actor.role == Role.GUARDIAN and step.stage == "placed"


_SEEING: Any = EVERY_ROLE - {Role.ADMIN}
OPERATIONS = (
    reading("result", f"{ONE}/result", _SEEING, "application", result, ResultModel,
            words="How it stands and why (S66, S68, S69)."),
    reading("timeline", f"{ONE}/timeline", _SEEING, "application", timeline, StepList,
            words="What has happened, step by step."),
)  # fmt: skip
