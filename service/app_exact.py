"""How does a call reach its answer without being matched against every route? By its exact path.

Most paths have no part that changes. They stand in one table; only the others go through routers.
"""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]
Table = Mapping[tuple[str, str], ASGIApp]  # by method and path


class ExactPaths:
    """Sends what the table names straight to its answer, and all else to the application."""

    def __init__(self, inner: ASGIApp, table: Table) -> None:
        self.inner, self.table = inner, table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request or socket on."""
        exact = scope["type"] == "http" and self.table.get((scope["method"], scope["path"]))
        await (exact or self.inner)(scope, receive, send)


class PutOff:
    """Stands before an answer: where too much is asked it says so for the least that can be spent.

    What is told is made once; a refusal that costs as much as an answer lets nobody in.
    """

    def __init__(self, inner: ASGIApp, takes: Callable[[], bool], told: Response) -> None:
        self.inner, self.takes = inner, takes
        self._start = {"type": "http.response.start", "status": told.status_code,
                       "headers": told.raw_headers}  # fmt: skip
        self._body = {"type": "http.response.body", "body": told.body}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or put it off."""
        if self.takes():
            await self.inner(scope, receive, send)
        else:
            await send(self._start)
            await send(self._body)


def answering(endpoint: Endpoint) -> ASGIApp:
    """Return an endpoint as an application of its own."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await endpoint(Request(scope, receive, send))
        await response(scope, receive, send)

    return app
