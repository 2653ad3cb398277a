"""A backup is whole or not there, is taken while others write, and proves itself when restored."""

import json
import os
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from admissions.roles import SYSTEM
from admissions.store import backup
from admissions.store.backup import back_up, faults_of, read_backup, restore
from admissions.store.beside import read_beside
from admissions.store.checkpoints import make_checkpoint, verify_against
from admissions.store.engine_postgres import PostgresEngine
from geo.faults import BadInput
from tests.admissions.conftest import on_postgres, on_sqlite
from tests.admissions.season import KEYS, MU, numbered

AT = datetime(2013, 5, 2, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """Yield a season and the address of an empty place on the same engine."""
    if request.param == "sqlite":
        lent, empty = on_sqlite(tmp_path), f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        lent, name = on_postgres(server, tmp_path), f"restored{os.getpid()}"
        server.sql(f"CREATE DATABASE {name}")
        empty = server.url(name)
    with lent as found:
        yield found, empty


def url_of(season):
    """Return the address of a season's database."""
    found = season.store.engine.engine.url.set(drivername="postgresql")
    if season.store.engine.engine.dialect.name == "postgresql":
        return found.render_as_string(hide_password=False)
    return f"sqlite:///{season.folder / 'season.db'}"


def busy(season):
    for serial in (2, 4, 6):
        season.submitted(MU, numbered(serial))
    return season.store.write(SYSTEM, make_checkpoint)


def test_a_restored_backup_holds_every_row_and_every_chain(place, monkeypatch, tmp_path):
    season, empty = place
    monkeypatch.setattr(PostgresEngine, "_require_durable", lambda _self: None)
    monkeypatch.setattr(PostgresEngine, "_require_bounded", lambda _self: None)
    witnessed = busy(season)

    made = back_up(url_of(season), tmp_path / "b", AT)
    season.submitted(MU, numbered(8))  # after the backup: not in it
    restored = restore(tmp_path / "b", empty)

    assert restored == made == read_backup(tmp_path / "b")
    assert made.rows["application"] == 3
    assert made.checkpoint == witnessed.checkpoint.digest
    assert read_beside(empty, KEYS, faults_of) == []
    assert read_beside(empty, KEYS, lambda tx: verify_against(tx, witnessed)) == []


def test_a_backup_holds_no_key_and_nothing_personal_in_the_clear(season, tmp_path):
    child = numbered(2)
    season.submitted(MU, child)

    back_up(url_of(season), tmp_path / "b", AT)
    data = b"".join(path.read_bytes() for path in (tmp_path / "b").iterdir())

    for personal in (child.id_number, child.guardian_phone, child.residence_address):
        assert personal.encode() not in data
    for key in KEYS.sealing.values():
        assert key not in data
        assert key.hex().encode() not in data


def test_a_backup_with_a_changed_byte_is_refused(season, tmp_path):
    busy(season)
    back_up(url_of(season), tmp_path / "b", AT)
    data = tmp_path / "b" / backup.SQLITE_DATA
    changed = bytearray(data.read_bytes())
    changed[len(changed) // 2] ^= 1
    data.write_bytes(changed)

    with pytest.raises(BadInput, match="not those its manifest names"):
        restore(tmp_path / "b", f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("spoiled", ["", "{}", '{"format": "backup/2"}', "[1]"])
def test_a_folder_without_a_right_manifest_is_no_backup(season, tmp_path, spoiled):
    back_up(url_of(season), tmp_path / "b", AT)
    (tmp_path / "b" / backup.MANIFEST).write_text(spoiled)

    with pytest.raises(BadInput, match="no readable backup"):
        read_backup(tmp_path / "b")


def test_a_manifest_that_promises_other_rows_is_found_out_after_the_restore(season, tmp_path):
    made = back_up(url_of(season), tmp_path / "b", AT)
    manifest = tmp_path / "b" / backup.MANIFEST
    body = json.loads(manifest.read_text())
    body["rows"]["application"] = made.rows["application"] + 1
    manifest.write_text(json.dumps(body))

    with pytest.raises(BadInput, match="does not hold what the backup names"):
        restore(tmp_path / "b", f"sqlite:///{tmp_path / 'new.db'}")


def test_a_restore_touches_nothing_that_is_there(season, tmp_path):
    back_up(url_of(season), tmp_path / "b", AT)
    there = tmp_path / "there.db"
    there.write_bytes(b"somebody's file")

    with pytest.raises(BadInput, match="is there already"):
        restore(tmp_path / "b", f"sqlite:///{there}")
    assert there.read_bytes() == b"somebody's file"


def test_a_backup_replaces_no_earlier_one(season, tmp_path):
    back_up(url_of(season), tmp_path / "b", AT)

    with pytest.raises(BadInput, match="is there already"):
        back_up(url_of(season), tmp_path / "b", AT)


def test_a_backup_that_fails_half_way_leaves_nothing(season, tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_manifest", full)

    with pytest.raises(OSError, match="No space"):
        back_up(url_of(season), tmp_path / "b", AT)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("b")] == []


def test_an_edited_row_is_found_in_what_was_restored(season, tmp_path):
    busy(season)
    back_up(url_of(season), tmp_path / "b", AT)
    data = tmp_path / "b" / backup.SQLITE_DATA
    with sqlite3.connect(data) as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE event SET reason = 'bribed' WHERE seq = 1")
    raw.close()
    made = read_again(tmp_path / "b")
    shutil.copy(data, tmp_path / "edited.db")

    assert made.rows["event"] == 9
    with pytest.raises(BadInput, match="lost guards"):
        read_beside(f"sqlite:///{tmp_path / 'edited.db'}", KEYS, faults_of)


def read_again(folder):
    """Let an attacker repair the manifest's digest as well."""
    manifest = folder / backup.MANIFEST
    body = json.loads(manifest.read_text())
    body["sha256"] = backup._digest(folder / backup.SQLITE_DATA)
    manifest.write_text(json.dumps(body))
    return replace(read_backup(folder))


def test_a_missing_tool_of_postgres_is_named(monkeypatch):
    monkeypatch.setattr(backup.shutil, "which", lambda _name: None)

    with pytest.raises(BadInput, match="pg_dump"):
        backup._postgres_tool("pg_dump")
