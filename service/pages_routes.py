"""Which pages are there? The one table of pages, with the files that they show."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from service import (
    pages_account,
    pages_children,
    pages_codes,
    pages_lottery,
    pages_oidc,
    pages_petitions,
    pages_public,
    pages_results,
)
from service.pages_frame import PageRoute

ROUTES: tuple[PageRoute, ...] = (
    *pages_public.ROUTES,
    *pages_lottery.ROUTES,
    *pages_account.ROUTES,
    *pages_codes.ROUTES,
    *pages_oidc.ROUTES,
    *pages_children.ROUTES,
    *pages_results.ROUTES,
    *pages_petitions.ROUTES,
)
_STATIC = Path(__file__).parent / "static"
FILES = {"/static/web.css": "text/css", "/static/web.js": "text/javascript",
         "/static/icon.svg": "image/svg+xml"}  # fmt: skip


def file_endpoint(path: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    """Return the function that answers one static file, read once."""
    data = (_STATIC / path.rpartition("/")[2]).read_bytes()
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'

    async def endpoint(request: Request) -> Response:
        headers = {"etag": etag, "cache-control": "public, max-age=3600"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=media_type, headers=headers)

    return endpoint
