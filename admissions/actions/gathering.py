"""Which children does a placement run start from, and as what may it know them?

The rule (capacity) knows neither names nor this store: it gets a point, a tier and an opaque id for
each child. The address lives in memory only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from admissions.actions.papers import verified_kinds
from admissions.category import Category, preference_of, tier_of
from admissions.people import Anchor
from admissions.policy_schema import Policy
from admissions.roles import Role
from admissions.store.applications import Application
from admissions.store.cycles import policy_of
from admissions.store.events import require_role
from admissions.store.placements import places_for_run
from admissions.store.run_children import (
    Waiting,
    unfinished_counts,
    waiting_applications,
    waiting_children,
)
from admissions.store.transaction import Tx
from admissions.twins import TwinClaim, TwinGroups, twin_groups
from capacity.canonical import sha256_hex

UNFINISHED = ("submitted", "declined", "absent", "returned", "nominated")
NO_ZONE = "none"  # the word of docs/formats.md for a home that lies in no zone


@dataclass(frozen=True, slots=True)
class RunChild:
    """One child as a placement run may know it; where it lives is not shown where it is printed."""

    application_id: str
    child_id: str  # the child's case id: the same however often it registers
    address: str = field(repr=False)
    x_m: float | None = field(repr=False)
    y_m: float | None = field(repr=False)
    crs: str
    building_id: str = field(repr=False)
    tier: int
    preference: int
    siblings_at: tuple[str, ...]
    twins: str
    zone_id: str  # decided by a person, or ""
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run starts from: children, places left for them, who is unfinished, a fingerprint.

    `twins_apart`: numbers whose claim to be a twin was not taken; a person should look at them.
    """

    children: tuple[RunChild, ...]
    places: Mapping[str, int]
    unfinished: Mapping[str, int]
    state: str
    twins_apart: tuple[str, ...] = ()


def children_to_place(tx: Tx, *, cycle_id: str, district_id: str) -> Gathered:
    """Gather the provisional and referred children of a district, and the places left for them.

    Boarders keep what they have; special-education, paired, confirmed and amended places are taken
    off before. Who came after the deadline is not among them: a run displaces nobody for them.
    """
    require_role(tx, Role.BUREAU)
    policy = policy_of(tx, cycle_id)
    found = waiting_children(tx, cycle_id, district_id, purpose="overflow run")
    places = places_for_run(tx, cycle_id)
    twins = _twins(found, policy)
    cases = {one.application.id: one.application.case_id for one in found}
    children = tuple(
        _child(tx, one, places, cases.get(twins.group.get(one.application.id, ""), ""))
        for one in found
    )
    unfinished = unfinished_counts(tx, cycle_id, district_id, UNFINISHED)
    state = state_of((one.application for one in found), places)
    return Gathered(children, places, unfinished, state, twins.apart)


def present_state(tx: Tx, cycle_id: str, district_id: str, *, lock: bool = False) -> str:
    """Return the fingerprint of children and places now; `lock`: until the transaction ends."""
    found = waiting_applications(tx, cycle_id, district_id, lock=lock)
    return state_of(found, places_for_run(tx, cycle_id))


def state_of(found: Iterable[Application], places: Mapping[str, int]) -> str:
    """Return SHA-256, in hexadecimal, over each child with its version and the places by school."""
    told = sorted(f"{one.id}:{one.version}" for one in found)
    told += [f"{school}={count}" for school, count in sorted(places.items())]
    return sha256_hex("\n".join(told).encode())


def tier_in(one: Application, policy: Policy) -> int:
    """Return a child's tier; 1 for all in a junior cycle, where the source has no classes (G1)."""
    return tier_of(Category(one.category), policy) if one.category else 1


def _child(tx: Tx, one: Waiting, places: Mapping[str, int], twins: str) -> RunChild:
    policy, given, facts = policy_of(tx, one.application.cycle_id), one.entry, one.home
    # only who claims to be favoured is asked for the paper that proves it
    proved = verified_kinds(tx, one.application.id, given) if given.preference else frozenset()
    barred = _barred(one.application, policy, places)
    shut_out = bool(facts.school_ids) and set(facts.school_ids) <= set(barred)
    return RunChild(
        application_id=one.application.id, child_id=one.application.case_id,
        address=given.hukou_address if given.anchor == Anchor.HUKOU else given.residence_address,
        x_m=facts.x_m, y_m=facts.y_m, crs=facts.crs, building_id=facts.building_id,
        tier=tier_in(one.application, policy), preference=preference_of(given, proved, policy),
        # a brother at another level or in another district decides nothing here
        siblings_at=tuple(school for school in given.siblings_at if school in places),
        twins=twins, zone_id=NO_ZONE if shut_out else one.decided_zone or "", barred=barred,
    )  # fmt: skip


def _barred(one: Application, policy: Policy, places: Mapping[str, int]) -> tuple[str, ...]:
    """Return the schools not designated for non-local children, where the pack names some (S25)."""
    designated = policy.non_local.designated_schools.value
    if one.category != Category.THREE or not designated:
        return ()
    return tuple(sorted(set(places) - set(designated)))


def _twins(found: Iterable[Waiting], policy: Policy) -> TwinGroups:
    if not policy.placement.twins_together.value:
        return TwinGroups({}, ())
    return twin_groups([
        TwinClaim(
            one.application.id, one.entry.twin_of, one.application.account_id, one.entry.born,
            tier_in(one.application, policy), one.home.school_ids,
        )
        for one in found
    ])  # fmt: skip
