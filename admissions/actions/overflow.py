"""How are the children whom schools cannot hold handed to the rule, and its answer taken back?

The rule itself (capacity) knows neither names nor this store: it gets a point, a tier and an
opaque id for each child. What it answers is kept as a preview, sealed by the bureau, and only then
carried out; a sealed result differs from the places given only by an amendment (S70).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admissions.actions.papers import verified_kinds
from admissions.actions.register import MACHINE as APPLICATION
from admissions.category import Category, preference_of, tier_of
from admissions.people import Anchor, Entry
from admissions.roles import Role
from admissions.store.applications import Application, read_entry, set_desk
from admissions.store.cycles import places_of, policy_of
from admissions.store.desk_lists import at_stages
from admissions.store.events import append_event, require_role
from admissions.store.homes import get_home
from admissions.store.outbox import queue_message
from admissions.store.placements import (
    give_place,
    held_apart,
    placement_of,
    places_for_run,
)
from admissions.store.runs import Line, Run, add_run, get_run, lines_of, still_referred
from admissions.store.transaction import Refused, Tx

MACHINE = "run"
RUNNING = ("provisional", "referred")
UNFINISHED = ("submitted", "declined", "absent", "returned", "nominated")


@dataclass(frozen=True, slots=True)
class RunChild:
    """One child as a placement run may know it; the address only lives in memory."""

    application_id: str
    child_id: str  # the child's case id: the same however often it registers
    address: str
    x_m: float | None
    y_m: float | None
    crs: str
    building_id: str
    tier: int
    preference: int
    siblings_at: tuple[str, ...]
    twins: str
    zone_id: str  # decided by a person, or ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run starts from: children, places left for them, who is unfinished, a fingerprint."""

    children: tuple[RunChild, ...]
    places: Mapping[str, int]
    unfinished: Mapping[str, int]
    state: str


def children_to_place(tx: Tx, *, cycle_id: str, district_id: str) -> Gathered:
    """Gather the provisional and referred children of a district, and the places left for them.

    Boarders keep what they have; special-education, paired and late places are taken off before.
    """
    require_role(tx, Role.BUREAU)
    found = _pages(tx, cycle_id, RUNNING)
    boarders = {one.id for one in found if one.stage == "provisional"
                and placement_of(tx, one.id).kind == "boarding"}  # fmt: skip
    found = [one for one in found if one.id not in boarders and one.district_id == district_id]
    entries = {one.id: read_entry(tx, one.id, purpose="overflow run") for one in found}
    twins = _twin_groups({number: given.twin_of for number, given in entries.items()})
    children = tuple(_child(tx, one, entries[one.id], twins.get(one.id, "")) for one in found)
    places = places_for_run(tx, cycle_id)
    unfinished: dict[str, int] = {}
    for one in _pages(tx, cycle_id, UNFINISHED):
        unfinished[one.stage] = unfinished.get(one.stage, 0) + 1
    return Gathered(children, places, unfinished, _state(found, places))


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run yields: a line for each child, the digests of input and bundle, both documents."""

    lines: tuple[Line, ...]
    input_digest: str
    bundle_digest: str
    report: dict[str, Any]
    bundle: bytes


def record_preview(tx: Tx, *, run_id: str, cycle_id: str, district_id: str, state: str,
                   done: Finished) -> Run:  # fmt: skip
    """Keep a finished run as a preview; `state` is the fingerprint it was gathered with.

    Refused ("children_have_changed") if anybody's registration or place changed since gathering.
    """
    require_role(tx, Role.BUREAU)
    _require_unchanged(tx, cycle_id, district_id, state)
    add_run(tx, {
        "id": run_id, "cycle_id": cycle_id, "district_id": district_id,
        "input_digest": done.input_digest, "bundle_digest": done.bundle_digest,
        "report": done.report | {"state": state}, "bundle": done.bundle,
    }, done.lines)  # fmt: skip
    append_event(tx, MACHINE, run_id, "preview", facts={"bundle": done.bundle_digest})
    return get_run(tx, run_id)


def seal(tx: Tx, *, run_id: str) -> Run:
    """Seal a preview: from now on its result stands (S70).

    Refused where the run is short of places (R0), where children are unfinished (S29), where
    anything changed since the preview, where a provisional child would be elsewhere, and where
    twins kept together need an extra place that no amendment has given yet (R4).
    """
    run = get_run(tx, run_id)
    if run.report.get("status") != "placed":
        raise Refused("run_is_short", "there are not enough places: nothing can be sealed")
    _require_unchanged(tx, run.cycle_id, run.district_id, str(run.report["state"]))
    waiting = _pages(tx, run.cycle_id, UNFINISHED)
    if waiting:
        raise Refused("unfinished", f"{len(waiting)} children are neither accepted nor referred")
    _require_places(tx, run)
    append_event(tx, MACHINE, run_id, "seal", facts={"bundle": run.bundle_digest})
    return get_run(tx, run_id)


def discard(tx: Tx, *, run_id: str) -> Run:
    """Discard a preview."""
    append_event(tx, MACHINE, run_id, "discard")
    return get_run(tx, run_id)


def publish_run(tx: Tx, *, run_id: str) -> Run:
    """Say that the sealed result is public; what of it is public, the disclosures say."""
    run = get_run(tx, run_id)
    left = still_referred(tx, run_id, 1)
    if run.stage == "sealed" and left:
        raise Refused("not_carried_out", "the sealed result is not yet carried out for everybody")
    append_event(tx, MACHINE, run_id, "publish", facts={"bundle": run.bundle_digest})
    return get_run(tx, run_id)


def place_by_run(tx: Tx, *, run_id: str, limit: int = 200) -> int:
    """Give referred children of a sealed run their places; returns how many. Call until 0."""
    run = get_run(tx, run_id)
    if run.stage not in {"sealed", "published"}:
        raise Refused("not_sealed", "only a sealed result is carried out")
    lines = still_referred(tx, run_id, limit)
    for line in lines:
        _, version = append_event(tx, APPLICATION, line.application_id, "place", facts={
            "run": run_id, "school": line.school_id, "bundle": run.bundle_digest,
        })  # fmt: skip
        give_place(tx, line.application_id, version, school_id=line.school_id, kind="overflow",
                   run_id=run_id, reason=line.reason)  # fmt: skip
        set_desk(tx, line.application_id, school_id=line.school_id)
        queue_message(tx, machine=APPLICATION, subject_id=line.application_id, seq=version,
                      template="placed", district_id=run.district_id,
                      application_id=line.application_id,
                      params={"school": line.school_id})  # fmt: skip
    return len(lines)


def extra_needed(tx: Tx, run_id: str) -> dict[str, int]:
    """Return the places beyond the plan that a run's twins need, by school, and lack as yet."""
    run = get_run(tx, run_id)
    said: dict[str, int] = {}
    for line in lines_of(tx, run_id):
        said[line.school_id] = said.get(line.school_id, 0) + 1
    of, apart = places_of(tx, run.cycle_id), held_apart(tx, run.cycle_id)
    lacking = {
        school: count + apart.get(school, 0) - of[school].planned - of[school].extra
        for school, count in said.items()
    }
    return {school: count for school, count in sorted(lacking.items()) if count > 0}


def _require_places(tx: Tx, run: Run) -> None:
    said = {line.application_id: line.school_id for line in lines_of(tx, run.id)}
    for one in _pages(tx, run.cycle_id, ("provisional",)):
        place = placement_of(tx, one.id)
        if place.kind == "zone" and said.get(one.id) != place.school_id:
            raise Refused("provisional_elsewhere", f"the run has {one.id} at another school")
    lacking = extra_needed(tx, run.id)
    if lacking:
        raise Refused("needs_extra_places", ", ".join(f"{k}: {n}" for k, n in lacking.items()))


def _require_unchanged(tx: Tx, cycle_id: str, district_id: str, state: str) -> None:
    found = [one for one in _pages(tx, cycle_id, RUNNING) if one.district_id == district_id]
    found = [one for one in found if not (
        one.stage == "provisional" and placement_of(tx, one.id).kind == "boarding")]  # fmt: skip
    if _state(found, places_for_run(tx, cycle_id)) != state:
        raise Refused("children_have_changed", "children or places changed since: run it again")


def _state(found: Sequence[Application], places: Mapping[str, int]) -> str:
    told = [f"{one.id}:{one.version}" for one in sorted(found, key=lambda one: one.id)]
    told += [f"{school}={count}" for school, count in sorted(places.items())]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _pages(tx: Tx, cycle_id: str, stages: Sequence[str]) -> list[Application]:
    found: list[Application] = []
    while True:
        page = at_stages(tx, cycle_id, stages, after=found[-1].id if found else "")
        found += page
        if not page:
            return found


def _child(tx: Tx, one: Application, given: Entry, twins: str) -> RunChild:
    policy = policy_of(tx, one.cycle_id)
    facts, decided = get_home(tx, one.id)
    at_hukou = given.anchor == Anchor.HUKOU
    return RunChild(
        application_id=one.id, child_id=one.case_id,
        address=given.hukou_address if at_hukou else given.residence_address,
        x_m=facts.x_m, y_m=facts.y_m, crs=facts.crs, building_id=facts.building_id,
        tier=tier_of(Category(str(one.category)), policy),
        preference=preference_of(given, verified_kinds(tx, one.id, given), policy),
        siblings_at=given.siblings_at, twins=twins, zone_id=decided or "",
    )  # fmt: skip


def _twin_groups(twin_of: Mapping[str, str]) -> dict[str, str]:
    """Return a group name for each child with a twin among them, whichever of them named it."""
    root = {number: number for number in twin_of}

    def top(number: str) -> str:
        while root[number] != number:
            number = root[number]
        return number

    for number, twin in twin_of.items():
        if twin in root and twin != number:
            first, second = sorted((top(number), top(twin)))
            root[second] = first
    sizes: dict[str, int] = {}
    for number in root:
        sizes[top(number)] = sizes.get(top(number), 0) + 1
    return {number: top(number) for number in root if sizes[top(number)] > 1}
