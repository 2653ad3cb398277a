"""What does every answer carry? Security headers and a request id; also the answer to a defect."""

import logging
import secrets
import traceback
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api_calls import problem_response
from service.api_problems import Problem

log = logging.getLogger("jiujin.service")
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "x-frame-options": "DENY",
}
_HSTS = "max-age=31536000; includeSubDomains"
_RAW = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


def drawn_request_id() -> str:
    """Return a fresh id by which a request is found in the logs; it says nothing of it."""
    return secrets.token_hex(8)


class Headers:
    """Adds the headers; whatever does not ask for caching is not stored by anybody."""

    def __init__(self, app: ASGIApp, *, secure: bool, new_id: Callable[[], str]) -> None:
        self.app, self.new_id = app, new_id
        self.added = [*_RAW, *([(b"strict-transport-security", _HSTS.encode())] if secure else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = self.new_id()
        scope.setdefault("state", {})["request_id"] = request_id

        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add(message["headers"], request_id)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  nothing of it may reach the caller or the log
            log.error("defect in request %s: %s", request_id, where_of(error))
            if not started:
                await problem_response(Problem("unexpected"))(scope, receive, sending)

    def _add(self, headers: list[tuple[bytes, bytes]], request_id: str) -> None:
        headers.extend(self.added)
        headers.append((b"x-request-id", request_id.encode()))
        if not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-store"))


def where_of(error: BaseException) -> str:
    """Return an error's type and the lines it came through; its text may hold what was typed."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    lines = " < ".join(f"{Path(it.filename).name}:{it.lineno}" for it in reversed(frames))
    return f"{type(error).__name__} at {lines}"
