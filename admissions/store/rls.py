"""How does PostgreSQL enforce what an actor may see? Row-level security, equal to `visible`.

Forced also for the owner; the acting role is `jiujin_app`, which owns nothing. The context (who
acts) is set for one transaction only; without it no row is seen.
"""

from collections.abc import Iterator

from admissions.store.schema import APPEND_ONLY, metadata
from admissions.store.tables_children import LIVE

APP_ROLE = "jiujin_app"
SETTINGS = ("role", "account", "district", "school", "subdistrict")

_ROLE = "app_setting('role')"
_EVERYWHERE = f"{_ROLE} IN ('system', 'city')"
_DISTRICT = "district_id = app_setting('district')"
_OF_BUREAU = f"{_ROLE} IN ('bureau', 'exam_centre', 'auditor') AND {_DISTRICT}"
_APPLICATION = (
    f"{_EVERYWHERE} OR ({_OF_BUREAU})"
    f" OR ({_ROLE} = 'guardian' AND account_id = app_setting('account'))"
    f" OR ({_ROLE} = 'school' AND school_id = app_setting('school') AND stage NOT IN "
    "('registered', 'entered', 'withdrawn'))"
    f" OR ({_ROLE} = 'subdistrict' AND subdistrict_id = app_setting('subdistrict'))"
)
_PLANNING = ("scenario", "forecast_run", "zone_draft", "zone_draft_step", "zone_draft_comment",
             "zone_redraw_plan", "zone_redraw_stop", "zone_version", "siting_plan")  # fmt: skip
_SEEN = "EXISTS (SELECT 1 FROM application a WHERE a.id = {}.application_id)"
_WITH_CHILD = ("entry", "home", "paper", "consent", "roll_record", "roster_line", "dwelling_use",
               "run_line")  # fmt: skip
# The subject's own policy applies inside the subquery.
_EVENT = " OR ".join(
    [
        _EVERYWHERE,
        f"({_OF_BUREAU})",
        *(
            f"(machine = '{machine}' AND EXISTS (SELECT 1 FROM {table} s WHERE s.id = subject_id))"
            for machine, table in (
                ("application", "application"), ("transfer", "transfer"), ("petition", "petition"),
                ("amendment", "amendment"), ("run", "overflow_run"),
            )
        ),
    ]
)  # fmt: skip


def conditions() -> dict[str, str]:
    """Return, for each guarded table, the condition under which a row is seen."""
    bureau = f"{_EVERYWHERE} OR ({_OF_BUREAU})"
    of_bureau_alone = f"{_EVERYWHERE} OR ({_ROLE} = 'bureau' AND {_DISTRICT})"
    transfer = (
        f"{bureau} OR ({_ROLE} = 'school' AND to_school_id = app_setting('school')) "
        f"OR ({_ROLE} IN ('school', 'guardian') AND {_SEEN.format('transfer')})"
    )
    petition = f"{bureau} OR ({_ROLE} = 'guardian' AND account_id = app_setting('account'))"
    with_child = {
        table: f"{_EVERYWHERE} OR ({_ROLE} <> 'auditor' AND {_SEEN.format(table)})"
        for table in _WITH_CHILD
    }
    return {
        "application": _APPLICATION, "transfer": transfer, "petition": petition,
        "amendment": bureau, "overflow_run": bureau, "message": bureau, "event": _EVENT,
        "read_log": (
            f"{bureau} OR ({_ROLE} = 'guardian' AND {_SEEN.format('read_log')})"
        ),
        "account": f"{_ROLE} IN ('system', 'admin') OR id = app_setting('account')",
        "session": f"{_ROLE} IN ('system', 'admin') OR account_id = app_setting('account')",
        **dict.fromkeys(("idempotency", "telephone"),
                        f"{_ROLE} = 'system' OR account_id = app_setting('account')"),
        "access_code": f"{_ROLE} = 'system'",
        **dict.fromkeys(("expected_child", *_PLANNING), of_bureau_alone),
        "placement": f"{_EVERYWHERE} OR {_SEEN.format('placement')}", **with_child,
    }  # fmt: skip


def every_condition() -> dict[str, str]:
    """Return the condition of every table; the frame is open to whoever acts, to nobody else."""
    frame = {table.name: f"{_ROLE} <> ''" for table in metadata.sorted_tables}
    return frame | conditions()


def policy_names() -> list[str]:
    """Return table.policy of every policy."""
    kinds = ("of_owner", "seen", "added", "changed", "removed")
    return [f"{table}.{kind}" for table in every_condition() for kind in kinds]


def _added(table: str) -> str:
    """Return who may add a row: whoever acts; an event only in its own role and name."""
    acts = f"{_ROLE} <> ''"
    if table == "event":
        return f"{acts} AND role = {_ROLE} AND actor_id = app_setting('account')"
    return acts


def create_statements(owner: str) -> Iterator[str]:
    """Return the DDL of the role, the settings, the grants and the policies."""
    yield (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN "
        f"CREATE ROLE {APP_ROLE} NOLOGIN; END IF; "
        f"IF NOT pg_has_role('{owner}', '{APP_ROLE}', 'MEMBER') THEN "
        f'GRANT {APP_ROLE} TO "{owner}"; END IF; END $$'
    )
    yield (
        "CREATE OR REPLACE FUNCTION app_setting(name text) RETURNS text LANGUAGE sql STABLE AS "
        "$$ SELECT COALESCE(current_setting('app.' || name, true), '') $$"
    )
    yield (  # whether, never where: a district may not see another's applications (S57, S74)
        "CREATE OR REPLACE FUNCTION child_is_live(cycle text, child text) RETURNS boolean "
        "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT "
        "EXISTS (SELECT 1 FROM application WHERE cycle_id = cycle AND child_key = child AND "
        f"{LIVE}) $$"
    )
    yield f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}"
    fixed = {table.name for table in APPEND_ONLY}
    for table in metadata.sorted_tables:
        rights = "SELECT, INSERT" if table.name in fixed else "SELECT, INSERT, UPDATE, DELETE"
        if table.name == "move":
            rights = "SELECT"
        yield f"REVOKE ALL ON {table.name} FROM {APP_ROLE}"
        yield f"GRANT {rights} ON {table.name} TO {APP_ROLE}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}"
    for name, seen in every_condition().items():
        yield from _policies(name, seen, owner)


def _policies(name: str, seen: str, owner: str) -> Iterator[str]:
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f'CREATE POLICY of_owner ON {name} TO "{owner}" USING (true) WITH CHECK (true)'
    acting = f"WITH CHECK ({_added(name)})"
    yield f"CREATE POLICY seen ON {name} FOR SELECT TO {APP_ROLE} USING ({seen})"
    yield f"CREATE POLICY added ON {name} FOR INSERT TO {APP_ROLE} {acting}"
    yield f"CREATE POLICY changed ON {name} FOR UPDATE TO {APP_ROLE} USING ({seen}) {acting}"
    yield f"CREATE POLICY removed ON {name} FOR DELETE TO {APP_ROLE} USING ({seen})"
