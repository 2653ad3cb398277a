"""Who comes in at /staff? Staff with a living session, each to the pages of its role alone."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admissions.store.sessions import Session
from dashboard.document import document
from dashboard.gates import page_at
from service.api_context import Context
from service.api_operations import STAFF
from service.api_problems import Problem
from service.app_headers import HEADERS
from service.pages_frame import unrouted_page
from service.sessions import cookie_name, session_behind

BASE = "/staff"
# Streamlit writes styles and scripts into its page, and Vega makes functions of its expressions.
_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; form-action 'self'; "
    "base-uri 'self'; frame-ancestors 'none'"
)
_ADDED = HEADERS | {"content-security-policy": _CSP}
_OPEN = frozenset({"static", "_stcore", "favicon.png", "manifest.json"})  # the program, no data
_STREAM = f"{BASE}/_stcore/stream"
_SIGNS_IN = frozenset({"/log-in", "/password", f"{BASE}/back"})


class Door:
    """Stands before the dashboard: no page and no socket without a session of the right role."""

    def __init__(self, context: Context, inner: ASGIApp) -> None:
        self.context, self.inner = context, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or socket in, send it to the log-in, or refuse it."""
        if scope["type"] == "websocket":
            if not await self._may_listen(HTTPConnection(scope)):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.inner(scope, receive, send)
            return
        answer = await self._turned_away(scope, receive)
        await (answer or self.inner)(scope, receive, _adding(send))

    async def _may_listen(self, asked: HTTPConnection) -> bool:
        """Say whether a socket comes from our own page, of somebody who is signed in."""
        ours = asked.headers.get("origin") == self.context.settings.origin
        return ours and asked.scope["path"] == _STREAM and await self._session(asked) is not None

    async def _turned_away(self, scope: Scope, receive: Receive) -> Response | None:
        """Return the answer to whoever may not see the page; None lets it in."""
        path = scope["path"].removeprefix(BASE).strip("/")
        if path.partition("/")[0] in _OPEN:
            return None
        request = Request(scope, receive)
        session = await self._session(request)
        if session is None:
            return RedirectResponse("/log-in", 303)
        if session.password_initial:
            return RedirectResponse("/password", 303)
        if path.startswith("media/"):
            return None
        if page_at(path, session.actor.role) is not None:
            atop = scope["path"] == BASE
            return RedirectResponse(f"{BASE}/", 307) if atop else HTMLResponse(document(BASE))
        return await unrouted_page(self.context, request, Problem("not_there"))

    async def _session(self, asked: HTTPConnection) -> Session | None:
        name = cookie_name(secure=self.context.settings.secure)
        found = await session_behind(self.context, asked.cookies.get(name, "")[:128])
        return found if found is not None and found.actor.role in STAFF else None


class StaffStartsHere:
    """Sends staff on to the dashboard after a log-in, where the pages would send them home."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; change one answer."""
        signs_in = scope["type"] == "http" and scope["path"] in _SIGNS_IN

        async def sending(message: Message) -> None:
            if signs_in and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if message["status"] == 303 and headers.get("location") == "/":
                    headers["location"] = f"{BASE}/"
            await send(message)

        await self.inner(scope, receive, sending)


def _adding(send: Send) -> Send:
    """Return `send` with the security headers; what is not said to be kept is kept by nobody."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, text in _ADDED.items():
                headers[name] = text
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return sending
