"""Which town does the browser visit? The sample district with a few children, in its own process.

`python -m tests.dashboard.town_server FOLDER PORT` serves it and takes commands, one JSON object
on each line of its input; it answers each with one line.
"""

import itertools
import json
import shutil
import sys
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn

from admissions import passwords
from admissions.actions import accounts, verify
from admissions.actions.papers import note_papers
from admissions.actions.register import enter, register, submit
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from admissions.store.clock import MovableClock
from admissions.store.cycles import set_places
from admissions.store.keys import new_key_ring
from admissions.store.migrate import new_database
from admissions.store.store import open_store
from admissions.totp import code_at
from dashboard.app import build_app
from service.api_context import Context
from service.api_run_job import registry
from service.desk import Desk, DeskSources
from service.progress import Progress
from service.season import lottery
from service.season.frame import CYCLE, DAY, DISTRICT, WINDOWS, Stage, set_up
from service.season.people import Family, families
from service.season.spring import DECLARATION, papers_of
from service.sessions import csrf_of
from service.settings import Limits, Settings
from service.sms import FileGateway
from service.worker import Worker
from zones.matches import MatchState

SAMPLE = Path(__file__).parents[2] / "samples" / "mentougou"
FILES = "district"
SCHOOL, PLACES, CHILDREN = "P10", 2, 4
SECRET, LOGIN, FIRST_PASSWORD = b"a secret of 20 bytes", "bureau.nine", "three odd words at first"
NEWCOMER = Actor("bureau-9", Role.BUREAU, DISTRICT)
ADMIN = Actor("admin-1", Role.ADMIN, DISTRICT)


class Town:
    """The store, its clock, and what a test can ask of them."""

    def __init__(self, folder: Path, port: int) -> None:
        keys = new_key_ring()
        files = Path(shutil.copytree(SAMPLE, folder / FILES))  # a plan in force is written there
        url = f"sqlite:///{folder / 'town.db'}"
        new_database(url)
        self.clock = MovableClock(WINDOWS["register"].opens + timedelta(hours=1))
        self.store = open_store(url, keys, self.clock)
        self.desk = Desk.load(DeskSources.in_folder(SAMPLE, DAY), Progress(quiet=True))
        self.stage = Stage(self.store, self.clock, self.desk, SAMPLE, self._families())
        set_up(self.stage)
        self._crowd()
        lottery.bind(self.stage)
        settings = Settings(url, folder / "keys", files, DISTRICT, CYCLE, limits=Limits(
            per_ip=0, late_s=60, standing_s=60), base_url=f"http://127.0.0.1:{port}")  # fmt: skip
        self.context = Context(self.store, self.desk, self.clock, settings)
        self.numbers = itertools.count(1)
        self.worker = Worker(self.store, FileGateway(folder / "sent.jsonl"), registry(files), (),
                             lambda: f"lease-{next(self.numbers)}")  # fmt: skip

    def _families(self) -> list[Family]:
        """Return the first plain families of the school's own zone; the last has no account yet."""

        def fits(one: Family) -> bool:
            plain = one.story == "plain" and not one.twins and not one.decided_zone
            if not plain or one.entry.hukou_kind != "district" or one.entry.siblings_at:
                return False
            home = self.desk.anchor(one.entry.hukou_address)
            return home.school_ids == (SCHOOL,) and home.zone_state == MatchState.UNIQUE

        return list(itertools.islice(filter(fits, families(SAMPLE / "homes.csv")), CHILDREN))

    def _crowd(self) -> None:
        """Leave the school few places, register all but one, and appoint a newcomer."""
        self.store.write(SYSTEM, partial(set_places, cycle_id=CYCLE, school_id=SCHOOL,
                                         planned=PLACES))  # fmt: skip
        for number, one in enumerate(self.stage.families[:-1], 1):
            who = Actor(f"g-{number}", Role.GUARDIAN)
            self.store.write(SYSTEM, lambda tx, who=who, one=one: add_account(
                tx, actor=who, login=one.entry.guardian_phone))  # fmt: skip
            words = {"application_id": f"MTG26-{number:05d}"}
            home = self.desk.anchor(one.entry.hukou_address)
            self.store.write(who, partial(register, cycle_id=CYCLE, district_id=DISTRICT,
                                          id_kind=one.entry.id_kind,
                                          id_number=one.entry.id_number, **words))  # fmt: skip
            self.store.write(who, partial(enter, entry=one.entry, home=home,
                                          subdistrict_id="dayu", **words))  # fmt: skip
            self.store.write(who, partial(submit, declaration=DECLARATION, **words))
        hashed = passwords.hash_password(FIRST_PASSWORD, login=LOGIN, staff=True)
        self.store.write(ADMIN, lambda tx: accounts.add_staff(
            tx, staff=NEWCOMER, display_name="招生科（合成）",
            credentials=accounts.Credentials(LOGIN, hashed, SECRET)))  # fmt: skip

    def secrets(self) -> list[str]:
        """Return what the bureau will type when the lots are drawn: secrets, then the value."""
        self.clock.move_to(lottery.BEACON_AT)
        return [*lottery.SECRETS.values(), lottery.VALUE]

    def move(self, to: str, hours: int = 8) -> str:
        """Set the clock some hours into a period."""
        self.clock.move_to(WINDOWS[to].opens + timedelta(hours=hours))
        return self.clock().isoformat()

    def session(self, account: str) -> str:
        """Begin a session and return its token."""
        token = f"token-{account}-{next(self.numbers)}"
        self.store.write(SYSTEM, lambda tx: accounts.open_session(
            tx, account_id=account, token=token, csrf=csrf_of(self.store.keys, token)))  # fmt: skip
        return token

    def totp(self) -> str:
        """Return what the newcomer's authenticator shows now."""
        return code_at(SECRET, int(self.clock().timestamp()) // 30)

    def family(self) -> dict[str, Any]:
        """Return what the guardian with the browser will type."""
        entry = self.stage.families[-1].entry
        names = ("child_name", "id_number", "guardian_name", "relation", "hukou_kind",
                 "hukou_address", "residence_kind", "residence_address")  # fmt: skip
        return {name: str(getattr(entry, name)) for name in names} | {"born": str(entry.born)}

    def others(self) -> int:
        """Let the school note the papers of the other children and refer them."""
        desk = self.stage.desks[SCHOOL]
        for number, one in enumerate(self.stage.families[:-1], 1):
            words = {"application_id": f"MTG26-{number:05d}"}
            self.store.write(desk, partial(note_papers, papers=papers_of(one), **words))
            self.store.write(desk, partial(verify.refer, **words))
        return len(self.stage.families) - 1

    def work(self) -> int:
        """Let the worker do what is queued."""
        return self.worker.run_once(self.clock()).jobs

    def answer(self, line: str) -> Any:
        """Do one command."""
        given = json.loads(line)
        return getattr(self, given.pop("do"))(**given)


def main(folder: str, port: str) -> None:
    """Serve until the input ends."""
    town = Town(Path(folder), int(port))
    server = uvicorn.Server(uvicorn.Config(
        build_app(town.context), host="127.0.0.1", port=int(port), log_level="warning",
        access_log=False, proxy_headers=False))  # fmt: skip
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)
    sys.stdout.write('"ready"\n')
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(town.answer(line), ensure_ascii=False) + "\n")
        sys.stdout.flush()
    server.should_exit = True
    thread.join()
    town.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
