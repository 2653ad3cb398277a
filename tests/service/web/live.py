"""Serve a prepared rehearsal in a process of its own: `python -m tests.service.web.live …`.

`careless` answers before it commits: the negative control of the tests that kill the server.
`desk` asks the sample's own desk, for browsers.
"""

import queue
import sys
from dataclasses import replace
from pathlib import Path

from admissions.store.clock import clock_from
from admissions.store.engine_sqlite import SqliteEngine
from admissions.store.refusals import translated
from admissions.store.store import Store, open_store
from admissions.store.transaction import Tx
from service.api_context import Context
from service.app import create_app
from service.cli_serve import run_service
from service.rehearsal import LIMITS, Rehearsal, context_of, opened, starts
from service.settings import Settings
from tests.service.web.desks import SmallDesk

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "mentougou"
COMMIT_EVERY = 1_000  # more than are answered in one life, so that whatever it told is lost
PATIENT = replace(LIMITS, late_s=60, standing_s=60)  # a browser's test is no opening hour


class CarelessEngine(SqliteEngine):
    """Tells people that all is well as soon as it has written, and commits when it suits."""

    def _run(self):
        with self.engine.connect().execution_options(begin="IMMEDIATE") as conn:
            while True:
                with conn.begin():
                    for _ in range(COMMIT_EVERY):
                        try:
                            task = self._tasks.get(timeout=1)
                        except queue.Empty:
                            break
                        if task is None:
                            return
                        self._tell(conn, task)

    def _tell(self, conn, task):
        task.answer.set_running_or_notify_cancel()
        savepoint = conn.begin_nested()
        try:
            done = task.work(Tx(conn, task.actor, self.clock(), self.keys))
            savepoint.commit()
            task.answer.set_result(done)
        except ValueError as error:
            savepoint.rollback()
            task.answer.set_exception(translated(error))


def store_of(made: Rehearsal, *, careless: bool) -> Store:
    """Open the rehearsal's database, an hour after registration has opened."""
    clock = clock_from(starts(made.given))
    if not careless:
        return open_store(made.url, made.keys, clock)
    path = Path(made.url.removeprefix("sqlite:///"))
    return Store(CarelessEngine(path, made.keys, clock), made.keys, clock)


def main(folder: Path, port: int, how: str = "") -> None:
    """Serve until killed."""
    made = opened(folder, SAMPLE)
    if how == "desk":
        context = context_of(made, port, PATIENT)
        run_service(context, create_app(context), host="127.0.0.1", port=port)
        return
    store = store_of(made, careless=how == "careless")
    file = made.given.file
    settings = Settings(made.url, folder / "keys.json", SAMPLE, file.district.id, file.cycle.id,
                        limits=LIMITS)  # fmt: skip
    context = Context(store, SmallDesk(), store.clock, settings)
    run_service(context, create_app(context), host="127.0.0.1", port=port)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
