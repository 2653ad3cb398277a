"""Who is calling? The session behind a cookie or a bearer token, and whether it meant to call."""

import asyncio
import hmac
import logging
from concurrent.futures import Future
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from admissions.actions.sessions import session_of, touch, touch_due
from admissions.roles import SYSTEM
from admissions.store.keys import KeyRing
from admissions.store.sessions import Session
from admissions.store.transaction import Refused
from service.api_context import Context
from service.api_problems import Problem

log = logging.getLogger("jiujin.service")
CSRF_HEADER = b"x-csrf-token"
CSRF_FIELD = "csrf"
_LONGEST_TOKEN = 128


@dataclass(frozen=True, slots=True)
class Presented:
    """A token as it was presented; only a cookie is sent without anybody's meaning to."""

    token: str
    by_cookie: bool


def cookie_name(*, secure: bool) -> str:
    """Return the session cookie's name; with https the prefix binds it to host and path."""
    return "__Host-jiujin" if secure else "jiujin"


def header(request: Request, name: bytes, missing: str = "") -> str:
    """Return a header by its name in small letters, `missing` where it was not sent.

    Starlette's own mapping costs more than a look-up in the register, for each that is missing.
    """
    for sent, value in request.scope["headers"]:
        if sent == name:
            return str(value, "latin-1")
    return missing


def presented(request: Request, *, secure: bool) -> Presented:
    """Return the token of a request, "" if it has none."""
    scheme, _, bearer = header(request, b"authorization").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return Presented(bearer.strip()[:_LONGEST_TOKEN], by_cookie=False)
    if not header(request, b"cookie"):
        return Presented("", by_cookie=True)
    cookie = request.cookies.get(cookie_name(secure=secure), "")
    return Presented(cookie[:_LONGEST_TOKEN], by_cookie=True)


async def session_behind(context: Context, token: str) -> Session | None:
    """Return the living session of a token, and let its idle time begin anew where that is due."""
    if not token:
        return None
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(
            context.readers, context.store.read, SYSTEM, lambda tx: session_of(tx, token=token)
        )
    except Refused:
        return None
    keep_awake(context, token, found)
    return found


def keep_awake(context: Context, token: str, found: Session) -> None:
    """Let the idle time of a session that was used begin anew, where that is due."""
    if touch_due(context.clock(), found):
        touched = context.store.submit(SYSTEM, lambda tx: touch(tx, token=token))
        touched.add_done_callback(_note_untouched)


def _note_untouched(done: "Future[bool]") -> None:
    error = done.exception()
    if error is not None:  # nobody waits for it: the session ends earlier than it might
        log.warning("a session's use was not noted: %s", type(error).__name__)


def csrf_of(keys: KeyRing, token: str) -> str:
    """Return the word that a page of this session repeats with each write."""
    return keys.digest("form-token", token)


def require_meant(request: Request, context: Context, found: Presented, word: str) -> None:
    """Refuse a write that another site may have made the browser send; raises Problem."""
    require_same_site(request, context)
    if found.by_cookie and found.token:
        wanted = csrf_of(context.store.keys, found.token)
        if not hmac.compare_digest(wanted.encode(), word.encode("utf-8", "replace")):
            raise Problem("csrf")


def require_same_site(request: Request, context: Context) -> None:
    """Refuse what a browser says comes from another site; raises Problem."""
    ours = context.settings.origin
    if header(request, b"origin", ours) != ours:
        raise Problem("cross_site")
    if header(request, b"sec-fetch-site") in {"cross-site", "same-site"}:
        raise Problem("cross_site")


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Let the browser keep the session's token until it is closed."""
    response.set_cookie(cookie_name(secure=secure), token, httponly=True, secure=secure,
                        samesite="lax", path="/")  # fmt: skip


def drop_cookie(response: Response, *, secure: bool) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(cookie_name(secure=secure), httponly=True, secure=secure,
                           samesite="lax", path="/")  # fmt: skip
