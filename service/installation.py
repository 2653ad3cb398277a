"""What does a new installation begin with? District, schools, cycle, one administrator: one file.

Everything else (accounts of staff, rosters, windows moved by the bureau) is done by people in the
program itself, where the audit sees it. Format: docs/formats.md, "installation.toml".
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints

from admissions.policy import BUILTIN, Policy, builtin_policy, load_policy
from admissions.policy_entries import Flag, Part, Text, Whole, checked
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.cycles import School, open_cycle, open_windows, seasons_of, set_places
from admissions.store.frame import add_district, add_pairing, add_school, add_subdistrict
from admissions.store.logins import set_login, set_second_factor
from admissions.store.store import Store
from admissions.store.transaction import Tx
from geo.district import read_district
from geo.faults import BadInput, FaultList
from service.desk import DeskSources
from zones.school import read_schools

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
_REPAIRS = {
    "missing": "add it", "extra_forbidden": "take it out, or correct its name",
    "": "write it as docs/formats.md, installation.toml, says",
}  # fmt: skip


class Named(Part):
    """A district or a sub-district office: its id in all files, its name for people."""

    id: Id
    name: Text


class CycleEntry(Part):
    """The season: `policy` is the name of a built-in pack or a TOML file beside this one."""

    id: Id
    year: Whole
    level: Annotated[str, StringConstraints(pattern="^(primary|junior)$")]
    policy: Text


class SchoolEntry(Part):
    """What the schools' file does not say of a school; the others are designated and plain."""

    id: Id
    boarding: Flag = False
    special: Flag = False
    designated: Flag = True


class PairingEntry(Part):
    """对口直升: the pupils of one school go up to the other (S10)."""

    primary: Id
    junior: Id


class AdminEntry(Part):
    """The first administrator, who makes the other staff accounts and sees no child."""

    login: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$")]
    display_name: Text


class InstallationFile(Part):
    """The whole file."""

    district: Named
    cycle: CycleEntry
    admin: AdminEntry
    other_districts: tuple[Named, ...] = ()
    subdistricts: tuple[Named, ...] = ()
    schools: tuple[SchoolEntry, ...] = ()
    pairings: tuple[PairingEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Installation:
    """A file that was read, its policy, and the district's schools with their planned places."""

    file: InstallationFile
    policy: Policy
    schools: tuple[tuple[School, int], ...]


@dataclass(frozen=True, slots=True)
class FirstLogin:
    """How the administrator first gets in; the password is an initial one."""

    password_hash: str
    totp_secret: bytes


def read_installation(path: Path, folder: Path) -> Installation:
    """Read installation.toml and the schools in the district's `folder`; raises BadInput."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"cannot be read as TOML in UTF-8: {error}"
        raise BadInput.one(path.name, what, _REPAIRS[""]) from error
    file = checked(InstallationFile, raw, path.name, _REPAIRS)
    pack = file.cycle.policy
    policy = builtin_policy(pack) if pack in BUILTIN else load_policy(path.parent / pack)
    found = Installation(file, policy, _schools(file, folder))
    _require_known(path.name, found)
    return found


def set_up(store: Store, given: Installation, login: FirstLogin) -> None:
    """Write it into a new database, in one transaction; raises BadInput where one is there."""

    def work(tx: Tx) -> None:
        if seasons_of(tx):
            raise BadInput.one("the database", "is set up already", "make a new one for another")
        _frame(tx, given)
        _season(tx, given)
        _admin(tx, given.file, login)

    store.write(SYSTEM, work)


def _schools(file: InstallationFile, folder: Path) -> tuple[tuple[School, int], ...]:
    sources = DeskSources.in_folder(folder, date(file.cycle.year, 9, 1), file.cycle.level)
    if sources.district is None:
        raise BadInput.one(str(folder), "has no district.toml", "declare the projected system")
    table = read_schools(sources.schools, read_district(sources.district))
    said: Mapping[str, SchoolEntry] = {one.id: one for one in file.schools}
    return tuple(
        (_school(row, file.district.id, said.get(row.school_id)), int(row.places))
        for row in table.itertuples(index=False)
    )


def _school(row: Any, district_id: str, said: SchoolEntry | None) -> School:
    said = said or SchoolEntry(id=row.school_id)
    return School(row.school_id, district_id, row.name, row.level, boarding=said.boarding,
                  special=said.special, designated=said.designated)  # fmt: skip


def _require_known(where: str, given: Installation) -> None:
    faults, ids = FaultList(), {one.id for one, _ in given.schools}
    named = [("schools", one.id) for one in given.file.schools]
    named += [("pairings", school) for one in given.file.pairings
              for school in (one.primary, one.junior)]  # fmt: skip
    for part, school in named:
        if school not in ids:
            faults.add(f"{where}, {part}", f"{school} is not in the schools' file", "correct it")
    if not any(one.level == given.file.cycle.level for one, _ in given.schools):
        faults.add(f"{where}, cycle.level", "no school of the file has this level", "correct one")
    faults.refuse_if_any()


def _frame(tx: Tx, given: Installation) -> None:
    file = given.file
    for one in (file.district, *file.other_districts):
        add_district(tx, district_id=one.id, name=one.name)
    for office in file.subdistricts:
        add_subdistrict(tx, subdistrict_id=office.id, district_id=file.district.id,
                        name=office.name)  # fmt: skip
    for school, _ in given.schools:
        add_school(tx, school)


def _season(tx: Tx, given: Installation) -> None:
    cycle = given.file.cycle
    add_account(tx, actor=SYSTEM, login=SYSTEM.account_id)
    open_cycle(tx, cycle_id=cycle.id, year=cycle.year, level=cycle.level, policy=given.policy)
    for one in (given.file.district, *given.file.other_districts):
        open_windows(tx, cycle_id=cycle.id, district_id=one.id)
    for school, places in given.schools:
        if school.level == cycle.level:
            set_places(tx, cycle_id=cycle.id, school_id=school.id, planned=places)
    for pair in given.file.pairings:
        add_pairing(tx, cycle_id=cycle.id, primary_school_id=pair.primary,
                    junior_school_id=pair.junior)  # fmt: skip


def _admin(tx: Tx, file: InstallationFile, login: FirstLogin) -> None:
    actor = Actor("admin-1", Role.ADMIN, file.district.id)
    add_account(tx, actor=actor, login=file.admin.login, password_hash=login.password_hash,
                display_name=file.admin.display_name)  # fmt: skip
    set_login(tx, actor.account_id, password_initial=True)
    set_second_factor(tx, actor.account_id, login.totp_secret)
