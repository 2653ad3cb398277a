"""Which rows may an actor see? The one filter; PostgreSQL enforces the same by row-level security.

Deny by default: a role or table that is not named here sees nothing (trust.md S4).
"""

from functools import cache

from sqlalchemy import ColumnElement, String, Table, and_, bindparam, false, or_, select, true

from admissions.roles import Actor, Role
from admissions.store.schema import (
    MACHINE_TABLE,
    access_code,
    account,
    amendment,
    application,
    event,
    expected_child,
    forecast_run,
    idempotency,
    message,
    overflow_run,
    petition,
    placement,
    read_log,
    scenario,
    session,
    siting_plan,
    telephone,
    transfer,
    zone_draft,
    zone_draft_comment,
    zone_draft_step,
    zone_redraw_plan,
    zone_redraw_stop,
    zone_version,
)

Condition = ColumnElement[bool]
_BOUNDS = ("actor_account", "actor_district", "actor_school", "actor_subdistrict")
_OF_DISTRICT = frozenset({Role.BUREAU, Role.EXAM_CENTRE})
_EVERYWHERE = frozenset({Role.CITY, Role.SYSTEM})
_PLANNING = (scenario, forecast_run, zone_draft, zone_draft_step, zone_draft_comment,
             zone_redraw_plan, zone_redraw_stop, zone_version, siting_plan)  # fmt: skip
_OWN = {
    account: account.c.id, session: session.c.account_id, idempotency: idempotency.c.account_id,
    telephone: telephone.c.account_id, access_code: access_code.c.account_id,
}  # fmt: skip
_NO_ADMIN = (idempotency, telephone, access_code)


def visible(actor: Actor, table: Table) -> Condition:
    """Return the condition under which `actor` sees a row of `table`.

    Tables with a column `application_id` and no rule of their own are seen with their
    application. City and system see every district; the auditor its district's lifecycles, but
    nothing that a guardian entered (entry, paper, home).
    """
    if table in _OWN:
        return _of_account(actor, table)
    if actor.role in _EVERYWHERE:
        return true()
    if table is application:
        return _applications(actor)
    own = {transfer: _transfers, petition: _petitions, amendment: _of_bureau, overflow_run:
           _of_bureau, message: _of_bureau, read_log: _reads,
           expected_child: _of_bureau_alone, event: _events,
           **dict.fromkeys(_PLANNING, _of_bureau_alone)}  # fmt: skip
    if table in own:
        return own[table](actor, table)
    if "application_id" not in table.c or (actor.role == Role.AUDITOR and table is not placement):
        return false()
    seen = select(application.c.id).where(_applications(actor))
    return table.c.application_id.in_(seen)


@cache
def seen_by(role: Role, table: Table) -> Condition:
    """Return `visible` for whoever has the role, to be run with `bounds_of` the actor.

    For statements of every request: building one costs more than SQLite takes to run it.
    """
    unknown = (bindparam(name, type_=String) for name in _BOUNDS)
    account_id, district_id, school_id, subdistrict_id = unknown
    anyone = Actor(account_id, role, district_id, school_id, subdistrict_id)  # type: ignore[arg-type]
    return visible(anyone, table)


def bounds_of(actor: Actor) -> dict[str, str]:
    """Return the parameters of a statement made with `seen_by`."""
    values = (actor.account_id, actor.district_id, actor.school_id, actor.subdistrict_id)
    return dict(zip(_BOUNDS, values, strict=True))


def _of_account(actor: Actor, table: Table) -> Condition:
    """Logins: the clock at the door, the admin, and everybody their own; codes are nobody's."""
    within = {Role.SYSTEM} if table in _NO_ADMIN else {Role.SYSTEM, Role.ADMIN}
    if actor.role in within:
        return true()
    return false() if table is access_code else _OWN[table] == actor.account_id


def _events(actor: Actor, table: Table) -> Condition:
    """Return the events of every subject that the actor sees."""
    seen = [
        and_(table.c.machine == machine,
             table.c.subject_id.in_(select(of.c.id).where(visible(actor, of))))
        for machine, of in MACHINE_TABLE.items()
    ]  # fmt: skip
    return or_(_of_bureau(actor, table), *seen)


def _applications(actor: Actor) -> Condition:
    match actor.role:
        case Role.GUARDIAN:
            return application.c.account_id == actor.account_id
        case Role.SCHOOL:
            return and_(
                application.c.school_id == actor.school_id,
                application.c.stage.not_in(("registered", "entered", "withdrawn")),
            )
        case Role.SUBDISTRICT:
            return application.c.subdistrict_id == actor.subdistrict_id
        case Role.BUREAU | Role.EXAM_CENTRE | Role.AUDITOR:
            return application.c.district_id == actor.district_id
    return false()


def _of_bureau(actor: Actor, table: Table) -> Condition:
    if actor.role in {*_OF_DISTRICT, Role.AUDITOR}:
        return table.c.district_id == actor.district_id
    return false()


def _of_bureau_alone(actor: Actor, table: Table) -> Condition:
    return table.c.district_id == actor.district_id if actor.role == Role.BUREAU else false()


def _reads(actor: Actor, table: Table) -> Condition:
    if actor.role == Role.GUARDIAN:  # a family may know who looked
        return table.c.application_id.in_(select(application.c.id).where(_applications(actor)))
    return _of_bureau(actor, table)


def _transfers(actor: Actor, table: Table) -> Condition:
    mine = select(application.c.id).where(_applications(actor))
    if actor.role == Role.SCHOOL:
        return or_(table.c.to_school_id == actor.school_id, table.c.application_id.in_(mine))
    if actor.role == Role.GUARDIAN:
        return table.c.application_id.in_(mine)
    return _of_bureau(actor, table)


def _petitions(actor: Actor, table: Table) -> Condition:
    if actor.role == Role.GUARDIAN:
        return table.c.account_id == actor.account_id
    return _of_bureau(actor, table)
