"""How are the children whom schools cannot hold handed to the rule, and its answer taken back?

What the rule answers is kept as a preview, sealed by the bureau, and only then carried out; a
sealed result differs from the places given only by an amendment (S70).
"""

from dataclasses import dataclass
from typing import Any

from admissions.actions.gathering import (
    UNFINISHED,
    Gathered,
    RunChild,
    children_to_place,
    present_state,
)
from admissions.actions.register import MACHINE as APPLICATION
from admissions.roles import Role
from admissions.store.applications import set_desk
from admissions.store.ceremonies import Draw, draw_by_seed
from admissions.store.cycles import places_of, window_of
from admissions.store.events import append_event, require_role
from admissions.store.outbox import tell_guardian
from admissions.store.placements import give_place, held_apart
from admissions.store.run_children import kept_schools, unfinished_counts, waiting_applications
from admissions.store.runs import Line, Run, add_run, get_run, lines_of, still_referred
from admissions.store.transaction import Refused, Tx
from capacity.lottery import SeedKind

__all__ = [
    "Finished", "Gathered", "RunChild", "children_to_place", "discard", "extra_needed",
    "place_by_run", "publish_run", "record_preview", "seal",
]  # fmt: skip

MACHINE = "run"


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

    Refused: "children_have_changed" if anybody's registration or place changed since gathering;
    "lines_incomplete" if it does not name a school of the cycle for each child once, or names one
    although it is short of places (R0).
    """
    require_role(tx, Role.BUREAU)
    if present_state(tx, cycle_id, district_id) != state:
        raise Refused("children_have_changed", "children or places changed since: run it again")
    _require_lines(tx, cycle_id, district_id, done)
    opened = _draw_behind(tx, cycle_id, district_id, done.report, done.input_digest)
    drawn = {} if opened is None else {"ceremony": opened.ceremony_id}
    add_run(tx, {
        "id": run_id, "cycle_id": cycle_id, "district_id": district_id,
        "input_digest": done.input_digest, "bundle_digest": done.bundle_digest,
        "report": done.report | {"state": state} | drawn, "bundle": done.bundle,
    }, done.lines)  # fmt: skip
    append_event(tx, MACHINE, run_id, "preview", facts={
        "bundle": done.bundle_digest, "children": len(done.lines),
    })  # fmt: skip
    return get_run(tx, run_id)


def _require_lines(tx: Tx, cycle_id: str, district_id: str, done: Finished) -> None:
    found = waiting_applications(tx, cycle_id, district_id)
    wanted = sorted(one.id for one in found) if done.report.get("status") == "placed" else []
    schools = {line.school_id for line in done.lines}
    unknown = schools - set(places_of(tx, cycle_id))
    if sorted(line.application_id for line in done.lines) != wanted or unknown:
        raise Refused("lines_incomplete", "the run must name one school for each child, if any")


def seal(tx: Tx, *, run_id: str) -> Run:
    """Seal a preview: from now on its result stands (S70).

    Refused where the run is short of places (R0), while registration is open, where children are
    unfinished (S29), where anything changed since the preview, where a provisional child would be
    elsewhere, and where twins kept together need an extra place that no amendment has given yet
    (R4). A run that places anybody needs the seed of a stored ceremony, drawn for its own input and
    rules ("seed_not_public"). Of two runs of a district one is sealed ("already_sealed").
    """
    run = get_run(tx, run_id)
    require_role(tx, Role.BUREAU)
    if run.report.get("status") != "placed":
        raise Refused("run_is_short", "there are not enough places: nothing can be sealed")
    _, closes = window_of(tx, run.cycle_id, run.district_id, "register")
    if tx.now < closes:
        raise Refused("registration_is_open", "children may still come in: seal after the deadline")
    waiting = unfinished_counts(tx, run.cycle_id, run.district_id, UNFINISHED)
    if waiting:
        told = ", ".join(f"{count} {stage}" for stage, count in waiting.items())
        raise Refused("unfinished", f"children are neither accepted nor referred: {told}")
    if present_state(tx, run.cycle_id, run.district_id, lock=True) != run.report["state"]:
        raise Refused("children_have_changed", "children or places changed since: run it again")
    _require_kept(tx, run)
    _require_places(tx, run)
    _require_drawn(tx, run)
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
        tell_guardian(
            tx,
            "placed",
            line.application_id,
            version,
            district_id=run.district_id,
            school=line.school_id,
        )
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


def _require_kept(tx: Tx, run: Run) -> None:
    said = {line.application_id: line.school_id for line in lines_of(tx, run.id)}
    for number, school_id in sorted(kept_schools(tx, run.cycle_id, run.district_id).items()):
        if said.get(number) != school_id:
            told = f"the run has {number} at another school: return it first, and run again"
            raise Refused("provisional_elsewhere", told)


def _require_places(tx: Tx, run: Run) -> None:
    lacking = extra_needed(tx, run.id)
    if lacking:
        raise Refused("needs_extra_places", ", ".join(f"{k}: {n}" for k, n in lacking.items()))


def _require_drawn(tx: Tx, run: Run) -> None:
    """Refuse a run by lots that nobody drew; where it places nobody there is none to draw."""
    opened = _draw_behind(tx, run.cycle_id, run.district_id, run.report, run.input_digest)
    if opened is None and lines_of(tx, run.id):
        told = "its lots were not drawn in public: hold the ceremony, then run by its seed"
        raise Refused("seed_not_public", told)


def _draw_behind(
    tx: Tx, cycle_id: str, district_id: str, report: dict[str, Any], input_root: str
) -> Draw | None:
    """Return the season's draw that made a run's seed, for its very input and rules, or None."""
    seed, rules = report.get("seed", {}), report.get("digests", {}).get("ruleset")
    if seed.get("kind") != SeedKind.PUBLIC:
        return None
    found = draw_by_seed(tx, cycle_id, district_id, str(seed.get("value")))
    if found is None or (found.input_root, found.ruleset_sha256) != (input_root, rules):
        return None
    return found
