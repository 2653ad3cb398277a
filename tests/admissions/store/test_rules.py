"""What the database itself refuses, on both engines, whatever the program says."""

# ruff: noqa: S608  statements made of our own table names

import threading

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from admissions.actions.verify import accept
from admissions.roles import SYSTEM
from admissions.store.events import append_audit, append_event
from admissions.store.schema import (
    APPEND_ONLY,
    application,
    audit,
    entry,
    event,
    home,
    move,
    places,
    window,
)
from admissions.store.transaction import NotThere, Refused, TooLate
from tests.admissions.season import CYCLE, LIN, MU, OTHER_BUREAU, WEST, numbered
from tests.admissions.store.raw import TICK, WINDOWS, next_event, put_application, put_event, rows

REGISTER = WINDOWS["register"]
WITHDRAW = ("withdraw", "withdrawn", "guardian")


def refused(season, actor, work):
    """Return the code with which a piece of work is refused."""
    with pytest.raises(Refused) as caught:
        season.store.write(actor, work)
    return caught.value.code


def test_an_event_that_is_no_row_of_the_table_of_moves_is_refused(either):
    number = either.registered()

    code = refused(either, MU, lambda tx: put_event(tx, number, "submit", "submitted", "guardian"))

    assert code == "no_such_move"
    assert either.stage(number) == "registered"


@pytest.mark.parametrize(
    ("action", "to_stage", "role"),
    [("withdraw", "withdrawn", "school"), ("withdraw", "confirmed", "guardian"),
     ("confirm", "withdrawn", "guardian")],
    ids=["by another role", "to another stage", "under another name"],
)  # fmt: skip
def test_a_move_that_is_right_but_for_one_thing_is_refused(either, action, to_stage, role):
    number = either.registered()

    assert refused(either, SYSTEM, lambda tx: put_event(tx, number, action, to_stage, role)) in {
        "no_such_move", "not_your_move",
    }  # fmt: skip
    assert either.stage(number) == "registered"


@pytest.mark.parametrize("changed", [
    {"from_stage": "entered"}, {"seq": 1}, {"seq": 3}, {"district_id": "sjs"},
    {"previous": "0" * 64}, {"previous": ""},
], ids=str)  # fmt: skip
def test_an_event_out_of_its_order_or_chain_is_refused(either, changed):
    number = either.registered()

    code = refused(either, MU, lambda tx: put_event(tx, number, *WITHDRAW, **changed))

    assert code in {"stage_has_changed", "event_in_its_chain"}
    assert len(rows(either, event)) == 1


@pytest.mark.parametrize(
    ("at", "allowed"),
    [(REGISTER.opens - TICK, False), (REGISTER.opens, True),
     (REGISTER.closes - TICK, True), (REGISTER.closes, False)],
    ids=["before it opens", "as it opens", "the last microsecond", "as it closes"],
)  # fmt: skip
def test_an_event_outside_its_window_is_refused_to_the_microsecond(either, at, allowed):
    number = either.registered()

    def work(tx):
        put_event(tx, number, *WITHDRAW, at=at)

    if allowed:
        either.store.write(MU, work)
    else:
        with pytest.raises(TooLate):
            either.store.write(MU, work)

    assert either.stage(number) == ("withdrawn" if allowed else "registered")


def test_without_a_window_for_the_district_nothing_that_needs_one_happens(either):
    number = either.registered()
    either.store.write(SYSTEM, lambda tx: tx.conn.execute(
        delete(window).where(window.c.district_id == "mtg")))  # fmt: skip

    with pytest.raises(TooLate):
        either.store.write(MU, lambda tx: put_event(tx, number, *WITHDRAW))


def test_a_stage_does_not_move_without_an_event(either):
    number = either.registered()
    for changed in ({"stage": "on_roll"}, {"version": 2}, {"stage": "entered", "version": 2}):
        at = update(application).where(application.c.id == number).values(changed)

        assert refused(either, SYSTEM, lambda tx, at=at: tx.conn.execute(at)) == (
            "application_moves_by_event"
        )


def test_an_event_moves_its_stage_by_itself(either):
    number = either.registered()

    either.store.write(MU, lambda tx: put_event(tx, number, *WITHDRAW))

    assert either.stage(number) == "withdrawn"


def test_an_application_begins_at_the_beginning_and_is_never_deleted(either):
    number = either.registered()
    begun = {"id": "Z1", "cycle_id": CYCLE, "district_id": "mtg", "account_id": "guardian-lin",
             "child_key": "c", "case_id": "c", "stage": "enrolled", "version": 0,
             "created_at": either.clock()}  # fmt: skip

    assert refused(either, LIN, lambda tx: tx.conn.execute(insert(application), begun)) == (
        "application_begins_at_none"
    )
    assert refused(either, SYSTEM, lambda tx: tx.conn.execute(
        delete(application).where(application.c.id == number))
    ) == "application_is_never_deleted"  # fmt: skip


@pytest.mark.parametrize("column", ["child_key", "case_id", "district_id"])
def test_an_application_keeps_its_child_and_its_district(either, column):
    number = either.registered()
    changed = update(application).where(application.c.id == number).values({column: "sjs"})

    assert refused(either, SYSTEM, lambda tx: tx.conn.execute(changed)) == (
        "application_keeps_its_child"
    )


@pytest.mark.parametrize("table", [entry, home], ids=lambda table: table.name)
def test_what_was_entered_changes_only_with_its_event(either, table):
    number = either.entered()
    changed = update(table).where(table.c.application_id == number)

    code = refused(either, SYSTEM, lambda tx: tx.conn.execute(changed.values(version=3)))

    assert code == f"{table.name}_with_its_event"


def test_an_entry_is_not_changed_after_the_guardian_has_confirmed(either):
    number = either.submitted()
    changed = update(entry).where(entry.c.application_id == number).values(version=3)

    assert refused(either, SYSTEM, lambda tx: tx.conn.execute(changed)) == "entry_with_its_event"


def test_nobody_adds_changes_or_takes_away_a_move(either):
    row = {"machine": "application", "from_stage": "none", "action": "jump",
           "to_stage": "on_roll", "role": "guardian", "window_name": ""}  # fmt: skip
    for statement in (insert(move).values(row), update(move).values(role="guardian"), delete(move)):
        with pytest.raises((Refused, DBAPIError)):
            either.store.write(SYSTEM, lambda tx, s=statement: tx.conn.execute(s))


def test_planned_places_do_not_fall_below_what_is_taken(either):
    with pytest.raises(Refused) as caught:
        either.store.write(SYSTEM, lambda tx: tx.conn.execute(
            update(places).where(places.c.school_id == "west").values(taken=3)))  # fmt: skip

    assert caught.value.code == "school_is_full"


def filled(season):
    """Put one row at least into the append-only tables that a short season reaches."""
    number = season.verified()
    season.store.write(SYSTEM, lambda tx: append_audit(tx, "system", "started"))
    return number


def ways_round(table, dialect):
    """Return statements that would change, delete or replace the rows of a table."""
    column = list(table.c)[-1].name
    yield f"UPDATE {table.name} SET {column} = {column}"
    yield f"DELETE FROM {table.name}"
    if dialect == "sqlite":
        yield f"INSERT OR REPLACE INTO {table.name} SELECT * FROM {table.name}"
        yield f"UPDATE OR REPLACE {table.name} SET {column} = {column}"
    else:
        yield f"TRUNCATE {table.name} CASCADE"


def test_no_row_that_is_only_added_is_changed_deleted_or_replaced(either):
    filled(either)
    dialect = either.store.engine.engine.dialect.name
    reached = set()

    for table in APPEND_ONLY:
        before = rows(either, table)
        for statement in ways_round(table, dialect) if before else ():
            with pytest.raises((Refused, DBAPIError)):
                either.store.write(SYSTEM, lambda tx, s=statement: tx.conn.execute(text(s)))
        reached |= {table.name} if before else set()
        assert rows(either, table) == before

    assert {"event", "audit", "paper", "consent"} <= reached


def test_every_table_that_only_grows_is_guarded_by_the_database(on_real_postgres):
    for table in APPEND_ONLY:  # also those without a row: the app role has no right at all
        for statement in ways_round(table, "postgresql"):
            with pytest.raises((Refused, DBAPIError), match="permission denied"):
                on_real_postgres.store.write(
                    SYSTEM, lambda tx, s=statement: tx.conn.execute(text(s))
                )


@pytest.mark.parametrize("table", ["application", "entry", "placement", "home"])
def test_replacing_a_row_of_sqlite_is_no_way_round(season, table):
    season.do(WEST, accept, application_id=filled(season))

    with pytest.raises(Refused):
        season.store.write(SYSTEM, lambda tx: tx.conn.execute(
            text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")))  # fmt: skip


def test_on_postgres_an_event_is_written_only_in_one_s_own_name_and_role(on_real_postgres):
    season = on_real_postgres
    number = season.registered()
    for actor, changed in ((SYSTEM, {}), (LIN, {}), (MU, {"actor_id": "guardian-lin"})):
        row = season.store.read(MU, lambda tx: next_event(tx, number, *WITHDRAW)) | changed

        code = refused(season, actor, lambda tx, row=row: tx.conn.execute(insert(event), row))

        assert code == "not_your_move"

    assert season.stage(number) == "registered"


@pytest.mark.parametrize("other", [MU, LIN], ids=["by the same family", "by another, unseen"])
def test_a_child_is_registered_once_and_the_refusal_never_says_where(either, other):
    either.registered(MU)

    key = rows(either, application)[0].child_key

    def again(tx):
        put_application(tx, "Z9", key, other.account_id)
        put_event(tx, "Z9", "register", "registered", "guardian")

    with pytest.raises(Refused) as caught:
        either.store.write(other, again)

    assert caught.value.code == "child_already_registered"
    assert str(caught.value) == "child_already_registered"


def test_a_withdrawn_child_may_register_again_and_two_others_never_clash(either):
    first = either.registered(MU)
    either.store.write(MU, lambda tx: put_event(tx, first, *WITHDRAW))

    second = either.registered(LIN)
    third = either.registered(LIN, numbered(7))

    assert [either.stage(one) for one in (first, second, third)] == [
        "withdrawn", "registered", "registered",
    ]  # fmt: skip


def test_a_deadline_that_passes_between_work_and_commit_is_kept(either):
    number = either.registered()
    either.clock.move_to(REGISTER.closes - TICK)

    def slow(tx):
        append_event(tx, "application", number, "withdraw")
        either.clock.forward(TICK)

    with pytest.raises(TooLate):
        either.store.write(MU, slow)

    assert either.stage(number) == "registered"


def test_in_one_group_only_those_whose_deadline_has_passed_are_refused(season):
    late, timely = season.registered(MU), season.registered(LIN, numbered(7))
    gate = threading.Event()
    season.store.submit(SYSTEM, lambda _tx: gate.wait(5))
    season.clock.move_to(REGISTER.closes - TICK)

    def slow(tx):
        append_event(tx, "application", late, "withdraw")
        season.clock.move_to(REGISTER.closes)

    answers = [season.store.submit(SYSTEM, lambda tx: append_audit(tx, "s", "before")),
               season.store.submit(MU, slow),
               season.store.submit(SYSTEM, lambda tx: append_audit(tx, "s", "after"))]  # fmt: skip
    gate.set()

    assert [type(answer.exception()) for answer in answers] == [type(None), TooLate, type(None)]
    assert (season.stage(late), season.stage(timely)) == ("registered", "registered")


def test_a_refused_piece_of_work_does_not_disturb_its_neighbours(either):
    number = either.registered()

    def wrong(tx):
        append_audit(tx, "t", "half")
        put_event(tx, number, "submit", "submitted", "guardian")

    answers = []
    for turn in range(20):
        answers.append(either.store.submit(MU, wrong))
        answers.append(
            either.store.submit(SYSTEM, lambda tx, turn=turn: append_audit(tx, f"s{turn}", "whole"))
        )
    codes = [getattr(answer.exception(), "code", None) for answer in answers]

    assert codes == ["no_such_move", None] * 20
    assert {row.stream for row in rows(either, audit)} == {f"s{turn}" for turn in range(20)}


@pytest.mark.parametrize("actor", [OTHER_BUREAU, LIN], ids=lambda actor: actor.account_id)
def test_what_somebody_may_not_see_is_not_there_for_them_to_move(either, actor):
    number = either.registered()

    with pytest.raises(NotThere):
        either.store.write(actor, lambda tx: append_event(tx, "application", number, "withdraw"))
