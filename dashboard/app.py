"""How does the service stand with its dashboard? One ASGI application: API, pages, and /staff."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp
from streamlit import config

from dashboard.access import install
from dashboard.document import ICON
from dashboard.door import BASE, Door, StaffStartsHere
from dashboard.shell import import_pages
from service.api_context import Context
from service.app import create_app
from service.app_exact import ExactPaths
from service.app_headers import where_of
from service.pages_routes import ROUTES

log = logging.getLogger("jiujin.dashboard")
_SCRIPT = Path(__file__).parent / "main.py"


def build_app(context: Context) -> ASGIApp:
    """Return API, guardians' pages and dashboard as one application, to be run by one process.

    Whoever made the context closes its store, as with service.app.create_app. A process can hold
    one such application: Streamlit keeps its settings by process.
    """
    install(context)
    api, dashboard = create_app(context), st.App(_SCRIPT, on_script_error=_noted)
    config.get_config_options(force_reparse=True)  # it may have been read without ours before
    _keep_texts_out_of_logs()
    import_pages()
    running = dashboard.lifespan()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with api.router.lifespan_context(api), running(app):
            yield

    ours = {row.path for row in ROUTES if row.path.startswith(f"{BASE}/")}  # OIDC, by the API
    routes = [Route(path, api) for path in sorted(ours)]
    routes.append(Route("/favicon.ico", _icon))
    staff = Mount(BASE, Door(context, dashboard))
    whole = Starlette(routes=[*routes, staff, Mount("/", api)], lifespan=lifespan)
    # A log-in's answer is changed on its way out; nothing else of the API is.
    exact = {at: answer for at, answer in api.exact.items() if at[1].startswith("/api/")}
    return ExactPaths(StaffStartsHere(whole), exact)


async def _icon(_request: Request) -> Response:
    return Response(ICON, media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})


def _noted(error: Exception) -> bool:
    """Write down where a defect is, without its text, which may hold what was typed."""
    log.error("defect in the dashboard: %s", where_of(error))
    return False


def _keep_texts_out_of_logs() -> None:
    """Streamlit writes whole errors, and so whatever was typed, before it asks `_noted`."""
    config.set_option("logger.enableRich", False)  # noqa: FBT003  the one way it has
    logging.getLogger("streamlit.error_util").disabled = True
