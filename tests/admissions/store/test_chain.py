"""Whoever edits, deletes, swaps, inserts, re-hashes, cuts or rewrites the log is found out."""

# ruff: noqa: S608  statements made of our own names

import json
import random
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.roles import SYSTEM
from admissions.store import checkpoints, merkle
from admissions.store.chain import verify_chains
from admissions.store.engine_sqlite import make_engine
from admissions.store.events import append_audit, event_digest
from admissions.store.store import Store
from admissions.store.transaction import NotThere, Tx
from geo.faults import BadInput
from tests.admissions.season import KEYS, LIN, MU, new_season, numbered
from tests.admissions.store.raw import put_event

COLUMNS = ("machine", "subject_id", "seq", "cycle_id", "district_id", "from_stage", "action",
           "to_stage", "role", "actor_id", "at", "reason", "facts", "previous")  # fmt: skip


def busy(season):
    """Register, enter and confirm three children, withdraw one; write audit lines."""
    for serial, who in ((2, MU), (4, LIN), (6, MU)):
        season.submitted(who, numbered(serial))
    gone = season.registered(LIN, numbered(8))
    season.store.write(LIN, lambda tx: put_event(tx, gone, "withdraw", "withdrawn", "guardian"))
    for turn in range(4):
        season.store.write(SYSTEM, lambda tx, t=turn: append_audit(tx, "system", f"step{t}"))
    return season


def checked(store: Store):
    return store.read(SYSTEM, verify_chains)


def test_chains_written_by_the_program_verify_on_both_engines(either):
    season = busy(either)
    made = season.store.write(SYSTEM, checkpoints.make_checkpoint)

    assert checked(season.store) == []
    assert season.store.read(SYSTEM, lambda tx: checkpoints.verify_against(tx, made)) == []
    assert season.store.read(SYSTEM, checkpoints.verify_checkpoints) == []
    assert made.checkpoint.heads == 5
    assert made.checkpoint.events == 3 * 3 + 2 + 4


def test_chains_that_grew_after_a_checkpoint_still_hold_it(either):
    season = busy(either)
    made = season.store.write(SYSTEM, checkpoints.make_checkpoint)
    season.store.write(SYSTEM, lambda tx: append_audit(tx, "system", "later"))
    season.registered(MU, numbered(20))
    season.store.write(SYSTEM, checkpoints.make_checkpoint)

    assert season.store.read(SYSTEM, lambda tx: checkpoints.verify_against(tx, made)) == []
    assert season.store.read(SYSTEM, checkpoints.verify_checkpoints) == []


@pytest.fixture(scope="module")
def witnessed(tmp_path_factory):
    """Return a quiet database file and its checkpoint, once for all tamperings."""
    folder = tmp_path_factory.mktemp("witnessed")
    season = busy(new_season(folder))
    made = season.store.write(SYSTEM, checkpoints.make_checkpoint)
    season.store.close()
    with sqlite3.connect(folder / "season.db") as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return folder / "season.db", made


def rehash(raw, subject):
    """Give a chain digests that fit again, as somebody who knows the program would."""
    previous = ""
    rows = raw.execute(
        f"SELECT {', '.join(COLUMNS)} FROM event WHERE subject_id = ? ORDER BY seq",
        (subject,),
    ).fetchall()
    for row in rows:
        values = dict(zip(COLUMNS, row, strict=True)) | {"previous": previous}
        values["facts"] = json.loads(values["facts"])
        values["at"] = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=values["at"])
        digest = event_digest(values)
        raw.execute(
            "UPDATE event SET previous = ?, digest = ? WHERE subject_id = ? AND seq = ?",
            (previous, digest, subject, values["seq"]),
        )
        previous = digest


def edit(raw, luck, subject):
    column, value = luck.choice([("actor_id", "bureau-zhao"), ("at", 1), ("facts", '{"x":1}'),
                                 ("reason", "r"), ("district_id", "sjs")])  # fmt: skip
    seq = luck.randint(1, 3)
    raw.execute(f"UPDATE event SET {column} = ? WHERE subject_id = ? AND seq = ? ",
                (value, subject, seq))  # fmt: skip


def delete(raw, luck, subject):
    raw.execute("DELETE FROM event WHERE subject_id = ? AND seq = ?", (subject, luck.randint(1, 2)))


def swap(raw, luck, subject):
    first = luck.randint(1, 2)
    raw.execute("UPDATE event SET seq = -seq WHERE subject_id = ?", (subject,))
    raw.execute("UPDATE event SET seq = CASE -seq WHEN ? THEN ? WHEN ? THEN ? ELSE -seq END "
                "WHERE subject_id = ?", (first, first + 1, first + 1, first, subject))  # fmt: skip


def slip_in(raw, luck, subject):
    at = luck.randint(2, 4)
    raw.execute("UPDATE event SET seq = -seq - 1 WHERE subject_id = ? AND seq >= ?", (subject, at))
    raw.execute("UPDATE event SET seq = -seq WHERE subject_id = ? AND seq < 0", (subject,))
    columns = ", ".join(c for c in COLUMNS if c != "seq")
    raw.execute(f"INSERT INTO event (seq, {columns}, digest) SELECT ?, {columns}, digest "
                "FROM event WHERE subject_id = ? AND seq = 1", (at, subject))  # fmt: skip


def edit_and_rehash(raw, luck, subject):
    edit(raw, luck, subject)
    rehash(raw, subject)


def cut(raw, luck, subject):
    left = luck.randint(1, 2)
    raw.execute("DELETE FROM event WHERE subject_id = ? AND seq > ?", (subject, left))
    raw.execute("UPDATE application SET version = ?, stage = ? WHERE id = ?",
                (left, ("registered", "entered")[left - 1], subject))  # fmt: skip


def rewrite(raw, luck, subject):
    raw.execute("DELETE FROM event WHERE subject_id <> ?", (subject,))
    raw.execute("DELETE FROM consent WHERE application_id <> ?", (subject,))
    for table in ("entry", "home", "message"):
        raw.execute(f"DELETE FROM {table} WHERE application_id <> ?", (subject,))
    raw.execute("DELETE FROM application WHERE id <> ?", (subject,))
    edit_and_rehash(raw, luck, subject)


KINDS = {edit: True, delete: True, swap: True, slip_in: True,
         edit_and_rehash: False, cut: None, rewrite: False}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_tampering_is_found_with_a_checkpoint_kept_outside(witnessed, tmp_path, kind):
    source, made = witnessed
    luck = random.Random(kind.__name__)
    found_alone = 0

    for _turn in range(15):
        path = tmp_path / "tampered.db"
        shutil.copy(source, path)
        raw = sqlite3.connect(path)
        raw.execute("PRAGMA ignore_check_constraints = ON")  # who drops triggers does this too
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        kind(raw, luck, luck.choice(["A000001", "A000002", "A000003"]))
        raw.commit()
        raw.close()
        alone, outside = faults_in(path, made)
        found_alone += bool(alone)
        assert alone or outside

    if KINDS[kind] is True:  # the chain tells it by itself
        assert found_alone == 15
    if KINDS[kind] is False:  # only somebody outside can know
        assert found_alone == 0


def faults_in(path, made):
    engine = make_engine(path)
    with engine.connect() as conn, conn.begin():
        tx = Tx(conn, SYSTEM, made.checkpoint.at, KEYS)
        alone = verify_chains(tx)
        outside = checkpoints.verify_against(tx, made)
    engine.dispose()
    return alone, outside


def test_a_cut_chain_is_invisible_alone_and_found_with_the_checkpoint(witnessed, tmp_path):
    source, made = witnessed
    path = tmp_path / "cut.db"
    shutil.copy(source, path)
    raw = sqlite3.connect(path)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("DELETE FROM audit WHERE stream = 'system' AND seq = 4")
    raw.commit()
    raw.close()

    alone, outside = faults_in(path, made)

    assert alone == []
    assert "1 of 5 chains" in str(outside[0])


def test_a_family_s_proof_holds_and_nobody_else_s_does(season):
    busy(season)
    made = season.store.write(SYSTEM, checkpoints.make_checkpoint)

    proof = season.store.read(SYSTEM, lambda tx: checkpoints.prove(
        tx, made, machine="application", subject_id="A000001"))  # fmt: skip

    assert checkpoints.proof_holds(proof)
    changed = [{"seq": 2}, {"digest": "0" * 64}, {"chain": "event/application/A000002"},
               {"index": proof.index + 1}, {"size": proof.size + 1}, {"path": proof.path[1:]},
               {"path": (*proof.path, "0" * 64)}, {"root": "0" * 64}, {"path": ("x",)}]  # fmt: skip
    assert [checkpoints.proof_holds(replace(proof, **one)) for one in changed] == [False] * 9


def test_a_chain_begun_after_the_checkpoint_has_no_proof_in_it(season):
    made = season.store.write(SYSTEM, checkpoints.make_checkpoint)
    season.registered(MU)

    with pytest.raises(NotThere):
        season.store.read(SYSTEM, lambda tx: checkpoints.prove(
            tx, made, machine="application", subject_id="A000001"))  # fmt: skip


def test_the_file_of_a_checkpoint_comes_back_and_names_no_child(season, tmp_path):
    busy(season)
    made = season.store.write(SYSTEM, checkpoints.make_checkpoint)
    path = tmp_path / "checkpoint.json"

    checkpoints.write_checkpoint(made, path)

    assert checkpoints.read_checkpoint(path) == made
    assert "A00000" not in path.read_text(encoding="utf-8")
    with pytest.raises(FileExistsError):
        checkpoints.write_checkpoint(made, path)


@pytest.mark.parametrize("change", ["leaf", "count", "root", "digest", "time", "cut", "format"])
def test_a_changed_file_of_a_checkpoint_is_refused(season, tmp_path, change):
    busy(season)
    made = season.store.write(SYSTEM, checkpoints.make_checkpoint)
    path = tmp_path / "checkpoint.json"
    checkpoints.write_checkpoint(made, path)
    body = json.loads(path.read_text(encoding="utf-8"))
    changes = {
        "leaf": {"leaves": body["leaves"][1:]}, "count": {"heads": 4}, "root": {"root": "0" * 64},
        "digest": {"digest": "0" * 64}, "time": {"at": "2013-05-01T00:00:00+08:00"},
        "cut": None, "format": {"format": "checkpoint/2"},
    }  # fmt: skip
    text = json.dumps(body | (changes[change] or {}))
    path.write_text(text[: len(text) // 2] if change == "cut" else text, encoding="utf-8")

    with pytest.raises(BadInput):
        checkpoints.read_checkpoint(path)


def slow_root(leaves):
    """Return the root as RFC 6962 writes it: split at the largest power of two below the size."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else merkle.EMPTY
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle._node(slow_root(leaves[:split]), slow_root(leaves[split:]))


@given(st.integers(0, 70))
def test_the_root_is_that_of_the_rfc_and_every_leaf_has_its_path(size):
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]

    root = merkle.root_of(leaves)

    assert root == slow_root(leaves)
    for index, leaf in enumerate(leaves):
        assert merkle.root_from(leaf, index, size, merkle.path_of(leaves, index)) == root


def test_a_node_cannot_pass_for_a_leaf():
    one, two = merkle.leaf_hash(b"1"), merkle.leaf_hash(b"2")

    assert merkle.leaf_hash(one + two) != merkle.root_of([one, two])
    assert merkle.root_of([]) == merkle.EMPTY
    assert merkle.root_from(one, 0, 0, ()) is None
    with pytest.raises(IndexError):
        merkle.path_of([one], 1)
