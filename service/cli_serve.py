"""How is the service started? One process for the web, and one worker beside it or inside."""

import gc
import os
import secrets
import sys
import threading
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from admissions.roles import SYSTEM
from admissions.store.keys import read_key_ring
from admissions.store.store import Store, open_store
from geo.faults import BadInput
from service.cli_options import day_of
from service.settings import Settings, settings_from, verification_said

if TYPE_CHECKING:
    from service.api_context import Context

Port = Annotated[int, typer.Option("--port", help="The port to listen on.")]
Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]
OnDay = Annotated[str | None, typer.Option("--on", help="The day whose zones apply.")]
SWITCH_S = 0.0002
LOG_CONFIG: dict[str, Any] = {
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"level": "INFO", "handlers": ["err"]},
    "loggers": {"uvicorn.access": {"level": "CRITICAL"}, "httpx": {"level": "WARNING"}},
}  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("serve")(serve)
    app.command("worker")(worker)


def serve(host: Host = "127.0.0.1", port: Port = 8000, on: OnDay = None) -> None:
    """Answer guardians and staff over HTTP; set by JIUJIN_… variables (docs/operate.md).

    Example: jiujin serve --port 8000
    """
    settings = settings_from(os.environ)
    serve_whole(context_of(settings, _store(settings), day_of(on)), host=host, port=port)


def serve_whole(context: "Context", *, host: str, port: int) -> None:
    """Serve API, guardians' pages and the staff's dashboard until stopped."""
    from dashboard.app import build_app

    sys.stderr.write(verification_said(context.settings) + "\n")
    run_service(context, build_app(context), host=host, port=port)


def run_service(context: "Context", app: Any, *, host: str, port: int) -> None:
    """Serve an ASGI application until stopped, and a worker's thread where settings ask for it."""
    import uvicorn

    # SQLite lets go of the interpreter at every step; to get it back from a busy loop the one
    # writer would wait Python's 5 ms each time, and registrations with it.
    sys.setswitchinterval(SWITCH_S)
    stop, thread = _embedded(context.settings, context.store)
    # What was read and imported so far stays: to look through it again would hold up every call.
    gc.collect()
    gc.freeze()
    try:
        # uvloop takes in one new connection each time round: behind a busy loop families would
        # wait for seconds to be let in at all. asyncio's own takes in all that wait.
        uvicorn.run(
            app, host=host, port=port, loop="asyncio", http="httptools",
            workers=1, access_log=False, proxy_headers=False, server_header=False,
            date_header=True, log_config=LOG_CONFIG, timeout_keep_alive=15,
        )  # fmt: skip
    finally:
        stop.set()
        if thread is not None:
            thread.join()
        context.store.close()


def worker() -> None:
    """Do queued work and standing duties until stopped; set by JIUJIN_… variables.

    On SQLite one process writes: there the worker runs inside `serve` (JIUJIN_EMBEDDED_WORKER).
    Example: jiujin worker
    """
    settings = settings_from(os.environ)
    if settings.database.startswith("sqlite:"):
        raise BadInput.one("JIUJIN_DATABASE", "is SQLite, which one process writes",
                           "set JIUJIN_EMBEDDED_WORKER=yes for serve instead")  # fmt: skip
    store = _store(settings)
    try:
        _work(settings, store, threading.Event())
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
    finally:
        store.close()


def _store(settings: Settings) -> Store:
    return open_store(settings.database, read_key_ring(settings.key_file))


def context_of(settings: Settings, store: Store, day: date) -> "Context":
    """Read the district's files for the desk; closes the store where that fails."""
    from admissions.store.cycles import level_of
    from service.api_context import Context as Made
    from service.api_zone_versions import settle_folder
    from service.desk import Desk, DeskSources
    from service.progress import Progress

    try:
        level = store.read(SYSTEM, lambda tx: level_of(tx, settings.cycle_id))
        settle_folder(store, settings.district_folder, level, settings.district_id)
        sources = DeskSources.in_folder(settings.district_folder, day, level)
        return Made(store, Desk.load(sources, Progress()), store.clock, settings)
    except BaseException:
        store.close()
        raise


def _embedded(settings: Settings, store: Store) -> tuple[threading.Event, threading.Thread | None]:
    """Start a worker's thread beside the web, where the settings ask for it."""
    stop = threading.Event()
    if not settings.embedded_worker:
        return stop, None
    thread = threading.Thread(target=_work, args=(settings, store, stop), name="jiujin-worker")
    thread.start()
    return stop, thread


def _work(settings: Settings, store: Store, stop: threading.Event) -> None:
    from service.api_run_job import registry
    from service.duties import standing_duties
    from service.sms import gateway_from
    from service.worker import Worker, run

    gateway = gateway_from(settings.sms, sys.stderr)
    duties = standing_duties(settings.witness_folder)
    jobs = registry(settings.district_folder)
    made = Worker(store, gateway, jobs, duties, lambda: secrets.token_urlsafe(16))
    run(made, stop)
