"""Who sees which row? SQLite's filter and PostgreSQL's row security agree, table by table."""

from datetime import date

import pytest
from sqlalchemy import create_engine, insert, select

from admissions.actions import amend, zone_drafts
from admissions.actions.zone_drafts import NewDraft, NewVersion
from admissions.roles import SYSTEM, Actor, Role
from admissions.store import codes, redraws, rls, sitings
from admissions.store.codes import NewCode
from admissions.store.forecasts import add_forecast
from admissions.store.jobs import queue_job
from admissions.store.scenarios import add_revision
from admissions.store.schema import (
    application,
    dwelling_use,
    expected_child,
    idempotency,
    metadata,
    petition,
    session,
    transfer,
)
from admissions.store.transaction import Refused
from admissions.store.visible import visible
from tests.admissions.actions.test_season import sealed, three_in_the_west
from tests.admissions.conftest import on_postgres, on_sqlite
from tests.admissions.season import (
    ACTORS,
    BUREAU,
    CYCLE,
    DAYU,
    EAST,
    LIN,
    MU,
    OPENS,
    OTHER_BUREAU,
    WEST,
    Season,
    numbered,
)
from tests.admissions.store.forecasts import forecast_values
from tests.admissions.store.raw import put_application, put_event

ADMIN = Actor("admin", Role.ADMIN)
NOBODY = Actor("", Role.GUARDIAN)
EVERYBODY = (*ACTORS, ADMIN, NOBODY)
GUARDED = sorted(rls.conditions())
# Whoever acts may read these: they name no child and nobody's secret.
FRAME = {"district", "subdistrict", "school", "policy_pack", "cycle", "window_of_cycle", "places",
         "pairing", "move", "audit", "checkpoint", "job", "publication", "roster",
         "roll_export", "ceremony", "ceremony_commitment", "ceremony_draw"}  # fmt: skip


def lively(season: Season) -> Season:
    """Put rows of several families, schools and districts into every guarded table that can be."""
    numbers = three_in_the_west(season)
    sealed(season, numbers)
    season.clock.move_to(OPENS)
    season.registered(MU, numbered(20))
    season.entered(LIN, numbered(22))
    season.do(BUREAU, amend.propose, amendment_id="M1", cycle_id=CYCLE, kind="place", basis="S70",
              reason="搬家", after={"school_id": "east"}, application_id=numbers[0])  # fmt: skip
    season.store.write(LIN, _elsewhere)
    season.store.write(BUREAU, _planned)
    season.store.write(SYSTEM, lambda tx: _beside(tx, numbers))
    season.store.write(
        BUREAU,
        lambda tx: add_revision(
            tx, scenario_id="SC1", name="少一成出生", note="", body={"births": 0.9}, parent=None
        ),
    )
    season.store.write(BUREAU, lambda tx: add_forecast(tx, forecast_values("F1"), b""))
    return season


def _planned(tx):
    """Draw, remark, find, stop and propose, as the bureau of mtg."""
    zone_drafts.begin(tx, draft=NewDraft("ZD1", "方案", "", "primary", ""), document={"locked": []})
    zone_drafts.comment(tx, draft_id="ZD1", body="过河不便")
    job = queue_job(tx, kind="redraw", payload={})
    redraws.add_plan(tx, "mtg", {"job_id": job, "name": "compact", "place": 0, "legal": True,
                                 "figures": {}, "said": {}})  # fmt: skip
    redraws.ask_to_stop(tx, job)
    sitings.add_siting(tx, "mtg", job, {"year": 2014})
    zone_drafts.propose_version(tx, version=NewVersion(
        "ZV1", "ZD1", 1, date(2014, 1, 1), "门教发1号", b"{}", None, ""))  # fmt: skip


def _elsewhere(tx):
    put_application(tx, "S1", "child-of-sjs", LIN.account_id, None, district_id="sjs")
    put_event(tx, "S1", "register", "registered", "guardian")


def _beside(tx, numbers):
    of_cycle = {"cycle_id": CYCLE, "district_id": "mtg"}
    tx.conn.execute(insert(transfer), {
        **of_cycle, "id": "T1", "application_id": numbers[2], "kind": "cross_zone",
        "to_school_id": "hill", "ground": "new_home", "stage": "none", "version": 0,
    })  # fmt: skip
    for number, account in (("P1", MU.account_id), ("P2", None)):
        tx.conn.execute(insert(petition), {
            **of_cycle, "id": number, "account_id": account, "subject": "zone", "stage": "none",
            "version": 0, "body_sealed": b"", "received_on": tx.now.date(),
            "due_on": tx.now.date(),
        })  # fmt: skip
    tx.conn.execute(insert(expected_child), {
        **of_cycle, "child_key": "k", "source": "s", "masked_name": "张*", "sealed": b"",
    })  # fmt: skip
    for one in (MU, LIN):
        tx.conn.execute(insert(session), {
            "token_hash": one.account_id, "account_id": one.account_id, "csrf_hash": "",
            "created_at": tx.now, "seen_at": tx.now, "expires_at": tx.now,
        })  # fmt: skip
        tx.conn.execute(insert(idempotency), {
            "account_id": one.account_id, "key": "k", "request_sha256": "", "status": 200,
            "answer": "", "at": tx.now,
        })  # fmt: skip
    codes.keep_telephone(tx, MU.account_id, "13800138000", tx.now)
    codes.add_code(tx, NewCode("C1", "desk", numbers[0], MU.account_id, "7KQ2M", OPENS))
    tx.conn.execute(insert(dwelling_use), {
        "dwelling_key": "d", "year": 2013, "family_key": "f", "application_id": numbers[0],
    })  # fmt: skip


def keys(table):
    return select(*table.primary_key.columns)


def seen_plainly(season, actor, table):
    """Return what a plain SELECT shows."""
    return season.store.read(
        actor, lambda tx: {tuple(r) for r in tx.conn.execute(keys(table))})  # fmt: skip


def seen_filtered(season, actor, table):
    """Return what the filter alone lets through, read by the system."""
    return season.store.read(SYSTEM, lambda tx: {
        tuple(r) for r in tx.conn.execute(keys(table).where(visible(actor, table)))
    })  # fmt: skip


def test_the_filter_and_row_security_show_the_same_rows_to_everybody(postgres_server, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    counts: dict[str, set[int]] = {}
    with on_sqlite(tmp_path / "one") as one, on_postgres(postgres_server, tmp_path / "two") as two:
        lively(one)
        lively(two)
        for name in GUARDED:
            table = metadata.tables[name]
            for actor in EVERYBODY:
                plain = seen_plainly(two, actor, table)
                assert plain == seen_filtered(two, actor, table), (name, actor)
                assert plain == seen_filtered(one, actor, table), (name, actor)
                counts.setdefault(name, set()).add(len(plain))

    blind = {name for name, found in counts.items() if len(found) == 1}
    assert blind <= {"roster_line", "roll_record"}  # every other table told somebody from somebody


def test_the_system_that_goes_on_as_somebody_sees_what_that_one_sees(on_real_postgres):
    season = lively(on_real_postgres)

    def seen(tx, actor, table):
        tx.become(actor)
        return {tuple(row) for row in tx.conn.execute(keys(table))}

    for actor in EVERYBODY:
        for table in (application, session, idempotency):
            found = season.store.read(SYSTEM, lambda tx, a=actor, t=table: seen(tx, a, t))
            assert found == seen_plainly(season, actor, table), (actor, table)


def test_nobody_but_the_system_goes_on_as_somebody_else(season):
    with pytest.raises(Refused) as refused:
        season.store.write(MU, lambda tx: tx.become(LIN))

    assert refused.value.code == "not_your_move"


def test_every_table_is_guarded_or_known_to_hold_nothing_of_anybody():
    assert set(GUARDED) | FRAME == set(metadata.tables)
    assert set(GUARDED) & FRAME == set()


@pytest.mark.parametrize(
    ("actor", "expected"),
    [(MU, 3), (LIN, 3), (WEST, 2), (EAST, 1), (DAYU, 4), (BUREAU, 5), (OTHER_BUREAU, 1),
     (ADMIN, 0), (NOBODY, 0), (SYSTEM, 6)],
    ids=lambda value: getattr(value, "account_id", None) or str(value),
)  # fmt: skip
def test_each_actor_sees_its_own_applications(either, actor, expected):
    lively(either)

    assert len(seen_filtered(either, actor, application)) == expected


def test_without_an_actor_no_table_shows_a_row_and_nothing_can_be_written(on_real_postgres):
    season = lively(on_real_postgres)
    with season.store.engine.engine.connect() as conn, conn.begin():
        conn.exec_driver_sql("SET LOCAL ROLE jiujin_app")
        shown = {name for name, table in metadata.tables.items()
                 if conn.execute(select(table).limit(1)).first()}  # fmt: skip
        with pytest.raises(Exception, match="row-level security"):
            conn.execute(insert(metadata.tables["district"]), {"id": "x", "name": "x"})

    assert shown == set()


def test_a_pooled_connection_carries_nobody_over_to_the_next(on_real_postgres):
    season = on_real_postgres
    season.registered(MU)
    engine = season.store.engine
    address = engine.engine.url
    engine.engine.dispose()
    engine.engine = create_engine(address, pool_size=1, max_overflow=0)  # always the same one

    season.store.write(BUREAU, lambda _tx: None)
    with engine.engine.connect() as conn, conn.begin():
        left = conn.exec_driver_sql(
            "SELECT current_user, app_setting('role'), app_setting('account')"
        ).one()

    assert tuple(left) == ("postgres", "", "")


def test_a_guardian_does_not_change_or_delete_what_it_cannot_see(on_real_postgres):
    season = on_real_postgres
    number = season.entered(MU)
    for statement in (
        metadata.tables["entry"].update().values(version=9),
        metadata.tables["entry"].delete(),
        application.update().values(subdistrict_id=None),
    ):
        assert season.store.write(LIN, lambda tx, s=statement: tx.conn.execute(s).rowcount) == 0

    assert season.stage(number) == "entered"
