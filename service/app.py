"""How does the service stand? One ASGI application: API, pages, health; nothing of it is hidden."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from admissions.roles import SYSTEM
from admissions.store import directory
from service import metrics
from service.api_calls import endpoint_of, problem_response
from service.api_context import Context
from service.api_openapi import openapi_of
from service.api_operations import Operation
from service.api_problems import Problem
from service.api_routes import OPERATIONS
from service.app_exact import Endpoint, ExactPaths, PutOff, answering
from service.app_headers import Headers, drawn_request_id
from service.pages_frame import page_endpoint, unrouted_page
from service.pages_routes import FILES, ROUTES, file_endpoint
from service.sessions import cookie_name
from service.settings import secret_in

API_VERSION = "1"
log = logging.getLogger("jiujin.service")
_HERE = frozenset({"127.0.0.1", "::1"})
_CODES = {404: "not_there", 405: "wrong_method", 400: "malformed", 413: "too_large"}


class Service(FastAPI):
    """The application; `exact` answers the paths that hold no id, for an outer one as well."""

    exact: dict[tuple[str, str], ASGIApp]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await ExactPaths(super().__call__, self.exact)(scope, receive, send)


def create_app(context: Context) -> Service:
    """Return the application; whoever made the context closes its store."""
    app = Service(
        title="Jiujin", openapi_url=None, docs_url=None, redoc_url=None,
        lifespan=partial(_lifespan, context), redirect_slashes=False,
    )  # fmt: skip
    for row in OPERATIONS:
        _add(app, row.path, row.method, endpoint_of(context, row))
    for page in ROUTES:
        _add(app, page.path, page.method, page_endpoint(context, page))
    for path, media_type in FILES.items():
        _add(app, path, "GET", file_endpoint(path, media_type))
    _add_health(app, context)
    app.add_exception_handler(HTTPException, partial(_told_by_status, context))
    headers = partial(Headers, secure=context.settings.secure, new_id=drawn_request_id)
    app.add_middleware(headers)
    app.exact = {at: headers(answering(found)) for at, found in _exact(app).items()}
    for row in OPERATIONS:
        if (row.method, row.path) in app.exact:
            _put_off_early(app, context, row)
    app.state.context = context
    return app


@asynccontextmanager
async def _lifespan(context: Context, _app: FastAPI) -> AsyncIterator[None]:
    context.admission.start()
    try:
        yield
    finally:
        context.admission.stop()
        context.close()


def _add(app: FastAPI, path: str, method: str, endpoint: object) -> None:
    app.router.routes.append(Route(path, endpoint, methods=[method]))  # type: ignore[arg-type]


def _put_off_early(app: Service, context: Context, row: Operation) -> None:
    """Let an operation be put off before anything else is done for it."""
    at, told = (row.method, row.path), problem_response(Problem("try_again", retry_s=2))
    told.headers.update({"cache-control": "no-store", "x-content-type-options": "nosniff"})

    def takes() -> bool:
        taken = context.admission.takes(row.priority)
        if not taken:
            context.metrics.put_off(row.priority.name.lower())
        return taken

    app.exact[at] = PutOff(app.exact[at], takes, told)


def _exact(app: FastAPI) -> dict[tuple[str, str], Endpoint]:
    return {
        (method, route.path): route.endpoint
        for route in app.router.routes if isinstance(route, Route) and "{" not in route.path
        for method in (route.methods or set()) - {"HEAD"}
    }  # fmt: skip


@cache
def _openapi(cookie: str) -> bytes:
    """Return the API's document; the same for every application of a process."""
    return bytes(JSONResponse(openapi_of(OPERATIONS, version=API_VERSION, cookie=cookie)).body)


def _add_health(app: FastAPI, context: Context) -> None:
    document = _openapi(cookie_name(secure=context.settings.secure))
    token = secret_in(context.settings.metrics_token_file)

    async def openapi(_request: Request) -> Response:
        return Response(document, media_type="application/json")

    async def live(_request: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(_request: Request) -> Response:
        found = await _ready(context)
        return JSONResponse({"ready": found}, 200 if found else 503)

    async def measured(request: Request) -> Response:
        if not _may_measure(request, token):
            return problem_response(Problem("not_there"))
        text = context.metrics.text(
            waiting=context.store.engine.waiting, late_s=context.admission.late_s()
        )
        return Response(text, media_type=metrics.TYPE)

    for path, endpoint in (("/api/v1/openapi.json", openapi), ("/healthz", live),
                           ("/readyz", ready), ("/metrics", measured)):  # fmt: skip
        _add(app, path, "GET", endpoint)


async def _ready(context: Context) -> bool:
    """Say whether the store reads and its writer commits, within two seconds each."""
    loop = asyncio.get_running_loop()
    reads = loop.run_in_executor(context.readers, context.store.read, SYSTEM, directory.answers)
    writes = asyncio.wrap_future(context.store.submit(SYSTEM, directory.answers))
    try:
        return all([await asyncio.wait_for(each, timeout=2) for each in (reads, writes)])
    except Exception as error:  # noqa: BLE001  whatever it is, the answer is no
        log.warning("not ready: %s", type(error).__name__)
        return False


def _may_measure(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(given.encode(), token.encode())
    here = request.client is not None and request.client.host in _HERE
    return here and "x-forwarded-for" not in request.headers


async def _told_by_status(context: Context, request: Request, error: Exception) -> Response:
    """Answer what no route answers: as a problem below /api, as a page else."""
    if not isinstance(error, HTTPException):
        raise error
    problem = Problem(_CODES.get(error.status_code, "malformed"))
    if request.url.path.startswith("/api/"):
        response = problem_response(problem)
    else:
        response = await unrouted_page(context, request, problem)
    response.headers.update(error.headers or {})
    return response
