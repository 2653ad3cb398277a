"""How is the database called: made, brought up to date, saved, brought back, checked?

The address and the key file come from the options or from JIUJIN_DATABASE and JIUJIN_KEY_FILE.
"""

import json
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.faults import BadInput, Fault
from service import cli_options as o

app = typer.Typer(help="The database: init, setup, upgrade, backup, restore, verify, checkpoint.",
                  no_args_is_help=True)  # fmt: skip

Database = Annotated[
    str,
    typer.Option("--database", envvar="JIUJIN_DATABASE", show_envvar=True,
                 help="sqlite:///FILE or postgresql://USER@HOST/NAME."),
]  # fmt: skip
KeyFile = Annotated[
    Path,
    typer.Option("--key-file", envvar="JIUJIN_KEY_FILE", show_envvar=True,
                 help="The secrets of the installation; keep a copy apart from all backups."),
]  # fmt: skip
Witnesses = Annotated[
    list[Path] | None,
    typer.Option("--witness", help="A checkpoint's file that somebody outside has kept."),
]
_LONGEST_LIST = 20


@app.command()
def init(database: Database, key_file: KeyFile) -> None:
    """Make a new database, and its key file if there is none; never touches what is there.

    Example: jiujin db init --database sqlite:///jiujin.db --key-file keys.json
    """
    from admissions.store.keys import new_key_ring, read_key_ring, write_key_ring
    from admissions.store.migrate import new_database

    if key_file.exists():
        read_key_ring(key_file)
        new_database(database)
        _say([f"made the database; its keys are those of {key_file}"])
        return
    new_database(database)
    write_key_ring(new_key_ring(), key_file)
    _say(
        [
            f"made the database and {key_file}",
            "keep a copy of the key file apart from every backup: without it nothing can be read",
        ]
    )


@app.command()
def setup(
    file: Annotated[Path, typer.Argument(help="installation.toml: see docs/formats.md.")],
    folder: Annotated[Path, typer.Option("--district-folder", envvar="JIUJIN_DISTRICT_FOLDER",
                                         help="The district's files: schools and the others.")],
    database: Database,
    key_file: KeyFile,
) -> None:  # fmt: skip
    """Write district, schools, cycle and the first administrator into a new database.

    Prints the administrator's initial password and authenticator secret once; both are drawn.
    Example: jiujin db setup installation.toml --district-folder district
    """
    from admissions.passwords import hash_password
    from admissions.store.keys import read_key_ring
    from admissions.store.store import open_store
    from admissions.store.transaction import Refused
    from admissions.totp import SECRET_BYTES, enrolment_uri
    from service.installation import FirstLogin, read_installation, set_up

    given = read_installation(file, folder)
    login, password = given.file.admin.login, secrets.token_urlsafe(15)
    secret = secrets.token_bytes(SECRET_BYTES)
    store = open_store(database, read_key_ring(key_file))
    try:
        hashed = hash_password(password, login=login, staff=True)
        set_up(store, given, FirstLogin(hashed, secret))
    except Refused as refused:
        raise BadInput.one("the database", f"refuses: {refused}", "set up a new one") from refused
    finally:
        store.close()
    count, cycle = len(given.schools), given.file.cycle.id
    _say([f"set up {given.file.district.name}: {count} schools, cycle {cycle}",
          f"administrator {login}, initial password {password}",
          f"authenticator {enrolment_uri(secret, login=login, issuer='Jiujin')}",
          "both are shown only now"])  # fmt: skip


@app.command()
def upgrade(database: Database) -> None:
    """Bring the database to this program's version, whole or not at all; back it up first.

    Example: jiujin db upgrade --database sqlite:///jiujin.db
    """
    from admissions.store.migrate import newest_revision, require_there
    from admissions.store.migrate import upgrade as to_newest

    require_there(database)
    to_newest(database)
    _say([f"the database is at revision {newest_revision()}"])


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder for the backup.")],
    database: Database,
) -> None:
    """Save the database while it is in use; the keys are not in the backup, and must not be.

    On PostgreSQL call this as a role that row security does not bound (BYPASSRLS).
    Example: jiujin db backup backups/2026-06-15 --database sqlite:///jiujin.db
    """
    from admissions.store.backup import back_up
    from admissions.store.clock import server_clock

    made = back_up(database, folder, server_clock())
    _say([f"saved {sum(made.rows.values()):,} rows of revision {made.revision} in {folder}",
          f"sha256 {made.sha256}"])  # fmt: skip


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup's folder.")],
    database: Database,
    key_file: KeyFile,
    witness: Witnesses = None,
) -> None:
    """Bring a backup into a new, empty place and verify it: rows, chains, checkpoints.

    Exit code 1 if a chain or a checkpoint does not hold: then do not use what was restored.
    Example: jiujin db restore backups/2026-06-15 --database sqlite:///new.db --key-file keys.json
    """
    from admissions.store.backup import restore as bring_back

    made = bring_back(folder, database)
    _say([f"restored {sum(made.rows.values()):,} rows as they were at {made.at}"])
    _verify(database, key_file, witness, as_json=False)


@app.command()
def verify(
    database: Database, key_file: KeyFile, witness: Witnesses = None, as_json: o.AsJson = False
) -> None:
    """Check schema, guards, every chain, every checkpoint, and what witnesses have kept.

    Exit code 1 if anything was changed past the program. May run while `serve` does.
    Example: jiujin db verify --witness checkpoint-000012.json
    """
    _verify(database, key_file, witness, as_json=as_json)


@app.command()
def checkpoint(
    folder: Annotated[Path, typer.Argument(help="Where its file is put, to be given away.")],
    database: Database,
    key_file: KeyFile,
) -> None:
    """Make a checkpoint now and write its file; give it to somebody outside.

    On SQLite `serve` makes them daily (JIUJIN_WITNESS_FOLDER): stop it before calling this.
    Example: jiujin db checkpoint witness --database sqlite:///jiujin.db --key-file keys.json
    """
    from admissions.store.engine_sqlite import AnotherWriter
    from admissions.store.keys import read_key_ring
    from admissions.store.store import open_store
    from service.duties import make_witnessed

    try:
        store = open_store(database, read_key_ring(key_file))
    except AnotherWriter as error:
        raise BadInput.one("the database", str(error), "or set JIUJIN_WITNESS_FOLDER") from error
    try:
        made, path = make_witnessed(store, folder)
    finally:
        store.close()
    _say([f"checkpoint {made.seq} over {made.heads:,} chains and {made.events:,} rows",
          f"digest {made.digest}", f"file {path}"])  # fmt: skip


def _verify(database: str, key_file: Path, witness: list[Path] | None, *, as_json: bool) -> None:
    from admissions.store.backup import faults_of
    from admissions.store.beside import read_beside
    from admissions.store.chain import heads
    from admissions.store.checkpoints import read_checkpoint, verify_against
    from admissions.store.keys import read_key_ring

    kept = [read_checkpoint(path) for path in witness or []]

    def work(tx: Any) -> tuple[int, list[Fault]]:
        lost = [fault for one in kept for fault in verify_against(tx, one)]
        return len(heads(tx)), [*faults_of(tx), *lost]

    chains, faults = read_beside(database, read_key_ring(key_file), work)
    if as_json:
        told = {"chains": chains, "witnesses": len(kept), "faults": [str(one) for one in faults]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n")
    else:
        _say(_told(chains, len(kept), faults))
    if faults:
        raise typer.Exit(1)


def _told(chains: int, witnesses: int, faults: list[Fault]) -> Iterable[str]:
    yield from (str(fault) for fault in faults[:_LONGEST_LIST])
    if len(faults) > _LONGEST_LIST:
        yield f"and {len(faults) - _LONGEST_LIST:,} more"
    yield f"{chains:,} chains, {witnesses} witnessed checkpoints: {len(faults)} faults"
    if not witnesses:
        yield "no witness was given: a chain cut off and set back whole would not be seen"


def _say(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
