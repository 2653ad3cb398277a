"""The database's commands: a bureau's first day, its nights, and the day after the fire."""

import json
import sqlite3
import stat
from pathlib import Path

import pytest

from admissions.passwords import check_password
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.cycles import places_of, seasons_of
from admissions.store.directory import district_name, subdistricts_of
from admissions.store.keys import read_key_ring
from admissions.store.logins import login_of
from admissions.store.store import open_store
from geo.faults import BadInput
from service.cli_db import _told
from service.duties import standing_duties
from service.installation import read_installation
from service.rehearsal import opened, prepare, synthetic_id
from service.settings import settings_from
from tests.service.calls import call, refused

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "mentougou"
FILE = SAMPLE / "installation.toml"


@pytest.fixture
def at(tmp_path, monkeypatch):
    """Return a folder whose database and keys the environment names."""
    monkeypatch.setenv("JIUJIN_DATABASE", f"sqlite:///{tmp_path / 'jiujin.db'}")
    monkeypatch.setenv("JIUJIN_KEY_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("JIUJIN_DISTRICT_FOLDER", str(SAMPLE))
    return tmp_path


def store_in(folder: Path):
    return open_store(f"sqlite:///{folder / 'jiujin.db'}", read_key_ring(folder / "keys.json"))


def said(*words, code=0):
    called = call("db", *words)
    assert called.code == code, called.err + called.out
    return called.out


def test_a_new_installation_begins_with_its_schools_places_and_one_administrator(at):
    said("init")
    told = said("setup", FILE)

    password = told.partition("initial password ")[2].split("\n")[0]
    store = store_in(at)
    admin = store.read(SYSTEM, lambda tx: login_of(tx, "admin"))
    assert admin.actor == Actor("admin-1", Role.ADMIN, "mtg")
    assert admin.password_initial
    assert admin.totp_secret is not None
    assert check_password(admin.password_hash, password)(admin.password_hash)
    assert store.read(SYSTEM, seasons_of) == [("2026-primary", "mtg"), ("2026-primary", "sjs")]
    assert store.read(SYSTEM, lambda tx: district_name(tx, "mtg")) == "门头沟区"
    assert [one.id for one in store.read(SYSTEM, lambda tx: subdistricts_of(tx, "mtg"))] == ["dayu"]
    places = store.read(SYSTEM, lambda tx: places_of(tx, "2026-primary"))
    assert sum(one.planned for one in places.values()) == 2765  # samples/mentougou/README.md
    store.close()


def test_the_key_file_is_for_its_owner_alone_and_is_never_replaced(at):
    said("init")
    first = (at / "keys.json").read_bytes()
    (at / "jiujin.db").unlink()

    said("init")

    assert (at / "keys.json").read_bytes() == first
    assert stat.S_IMODE((at / "keys.json").stat().st_mode) == 0o600


def test_a_database_that_is_there_is_not_made_again(at):
    said("init")

    refused(at, ["db", "init"], "is not empty")


def test_an_installation_is_set_up_once(at):
    said("init")
    said("setup", FILE)

    refused(at / "none", ["db", "setup", FILE], "is set up already")
    assert said("verify")


@pytest.mark.parametrize(("change", "expected"), [
    (("[cycle]", "[cycles]"), ["cycle", "add it", "cycles", "take it out"]),
    (('id = "mtg"', 'id = "m t g"'), ["district.id"]),
    (('level = "primary"', 'level = "nursery"'), ["cycle.level"]),
    (('policy = "beijing_current"', 'policy = "none.toml"'), ["none.toml"]),
    (("[admin]", '[[schools]]\nid = "P99"\n[admin]'), ["P99", "not in the schools' file"]),
    (("[admin]", '[[pairings]]\nprimary = "P01"\njunior = "J99"\n[admin]'), ["J99"]),
    (("year = 2026", "year ="), ["cannot be read as TOML"]),
], ids=str)  # fmt: skip
def test_a_faulty_file_is_refused_with_each_fault(at, change, expected):
    said("init")
    file = at / "installation.toml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")

    refused(at / "none", ["db", "setup", file], *expected)
    store = store_in(at)
    assert store.read(SYSTEM, seasons_of) == []
    store.close()


def test_a_backup_comes_back_and_is_verified_against_what_a_witness_kept(at):
    said("init")
    said("setup", FILE)
    said("checkpoint", at / "witness")

    said("backup", at / "night")
    told = said("restore", at / "night", "--database", f"sqlite:///{at / 'new.db'}",
                "--witness", at / "witness" / "checkpoint-000001.json")  # fmt: skip

    assert "1 witnessed checkpoints: 0 faults" in told


def test_a_chain_cut_off_at_its_end_is_seen_by_the_witness_alone(at):
    rehearsed = at / "rehearsal"
    rehearsed.mkdir()
    made = prepare(rehearsed, SAMPLE, 3)
    url, keys = made.url, rehearsed / "keys.json"
    said("checkpoint", at / "witness", "--database", url, "--key-file", keys)
    cut_off(Path(url.removeprefix("sqlite:///")))
    witness = at / "witness" / "checkpoint-000001.json"

    without = said("verify", "--database", url, "--key-file", keys)
    found = said("verify", "--database", url, "--key-file", keys, "--witness", witness, code=1)
    told = json.loads(said("verify", "--database", url, "--key-file", keys, "--witness", witness,
                           "--json", code=1))  # fmt: skip

    assert "0 faults" in without
    assert "no witness was given" in without
    assert "no longer hold what they held then" in found
    assert (told["witnesses"], len(told["faults"])) == (1, 1)


def cut_off(path: Path):
    """Take an account's whole chain out of the file, past the program, and put its guards back."""
    with sqlite3.connect(path) as raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("DELETE FROM audit WHERE stream = 'account:guardian-1'")
        for _, sql in guards:
            raw.execute(sql)
    raw.close()


def test_a_long_list_of_faults_is_cut_and_counted():
    lines = list(_told(3, 1, [f"fault {n}" for n in range(25)]))

    assert lines[:20] == [f"fault {n}" for n in range(20)]
    assert lines[20:] == ["and 5 more", "3 chains, 1 witnessed checkpoints: 25 faults"]


def test_a_checkpoint_is_not_made_beside_a_process_that_writes(at):
    said("init")
    store = store_in(at)

    refused(at / "none", ["db", "checkpoint", at / "witness"], "another process writes",
            "JIUJIN_WITNESS_FOLDER")  # fmt: skip
    assert not (at / "witness").exists()
    store.close()


def test_verify_and_backup_work_while_another_process_writes(at):
    said("init")
    said("setup", FILE)
    store = store_in(at)

    assert "0 faults" in said("verify")
    assert "saved" in said("backup", at / "night")
    store.close()


def test_a_database_that_is_up_to_date_stays_so(at):
    said("init")

    assert "revision" in said("upgrade")
    assert "0 faults" in said("verify")


@pytest.mark.parametrize("words", [["verify"], ["upgrade"], ["backup", "b"], ["checkpoint", "w"],
                                   ["setup", FILE]], ids=lambda words: words[0])  # fmt: skip
def test_no_command_but_init_makes_a_database(at, words):
    said("init")
    (at / "jiujin.db").unlink()

    refused(at, ["db", *words], "jiujin.db", "is not there")


def test_each_day_a_checkpoint_goes_into_the_witness_folder(at):
    (at / "rehearsal").mkdir()
    made = prepare(at / "rehearsal", SAMPLE, 2)
    store = open_store(made.url, made.keys)
    duty = next(one for one in standing_duties(at / "out") if one.name == "checkpoint")

    assert [duty.do(store), duty.do(store)] == [1, 1]
    store.close()
    names = [path.name for path in sorted((at / "out").iterdir())]
    assert names == ["checkpoint-000001.json", "checkpoint-000002.json"]
    assert duty.every.days == 1
    assert not [one for one in standing_duties() if one.name == "checkpoint"]


def test_a_witness_folder_that_is_not_there_stops_the_start(at):
    given = {"JIUJIN_DATABASE": "sqlite:///x", "JIUJIN_KEY_FILE": "k", "JIUJIN_CYCLE_ID": "c",
             "JIUJIN_DISTRICT_FOLDER": "d", "JIUJIN_DISTRICT_ID": "mtg"}  # fmt: skip

    assert settings_from(given).witness_folder is None
    assert settings_from(given | {"JIUJIN_WITNESS_FOLDER": str(at)}).witness_folder == at
    with pytest.raises(BadInput, match="WITNESS_FOLDER: names no folder"):
        settings_from(given | {"JIUJIN_WITNESS_FOLDER": str(at / "none")})


def test_no_variable_turns_the_second_factor_off():
    given = {"JIUJIN_DATABASE": "sqlite:///x", "JIUJIN_KEY_FILE": "k", "JIUJIN_CYCLE_ID": "c",
             "JIUJIN_DISTRICT_FOLDER": "d", "JIUJIN_DISTRICT_ID": "mtg"}  # fmt: skip

    assert settings_from(given).second_factor
    with pytest.raises(BadInput, match="is no setting"):
        settings_from(given | {"JIUJIN_SECOND_FACTOR": "no"})


def test_every_rehearsing_guardian_has_a_child_of_its_own_of_school_age(tmp_path):
    numbers = [synthetic_id(number) for number in range(3_000)]
    policy = read_installation(FILE, SAMPLE).policy

    assert len(set(numbers)) == 3_000
    assert {number[:6] for number in numbers} == {"000000"}  # a region that does not exist
    first, last = policy.birth.class_one_from.value, policy.birth.class_one_to.value
    born = sorted({number[6:14] for number in numbers})
    assert f"{first:%Y%m%d}" <= born[0]
    assert born[-1] <= f"{last:%Y%m%d}"
    prepare(tmp_path, SAMPLE, 5)
    assert len(opened(tmp_path, SAMPLE).tokens) == 5
