"""How does a member of staff go to the identity provider and come back?"""

import httpx
from starlette.responses import RedirectResponse, Response

from admissions.actions import accounts
from admissions.store.transaction import Refused, Tx
from service.api_operations import ANYONE
from service.api_problems import Problem
from service.api_sessions import writing_as_system
from service.limits import Priority
from service.oidc import GOOD_FOR, Attempt, Provider
from service.pages_frame import Page, PageRoute
from service.sessions import csrf_of, presented, set_cookie

COOKIE = "jiujin-oidc"
BACK = "/staff/back"


def _provider(page: Page, http: httpx.AsyncClient) -> Provider:
    settings = page.context.settings
    if settings.oidc is None:
        raise Problem("not_there")
    return Provider(settings.oidc, f"{settings.base_url}{BACK}", http)


async def start(page: Page) -> Response:
    """Send the browser to the provider."""
    context = page.context
    until = (context.clock() + GOOD_FOR).timestamp()
    attempt = Attempt(context.new_token(), context.new_token(), context.new_token(), until)
    async with context.new_http() as http:
        response = RedirectResponse(await _provider(page, http).start(attempt), 303)
    response.set_cookie(COOKIE, attempt.sealed(context.store.keys), httponly=True, path="/staff",
                        max_age=int(GOOD_FOR.total_seconds()), samesite="lax",
                        secure=context.settings.secure)  # fmt: skip
    return response


async def back(page: Page) -> Response:
    """Take the provider's word, once, and begin our own session."""
    context, asked = page.context, page.request.query_params
    attempt = Attempt.opened(page.request.cookies.get(COOKIE, ""), context.store.keys,
                             context.clock())  # fmt: skip
    async with context.new_http() as http:
        subject = await _provider(page, http).subject(
            attempt, asked.get("state", ""), asked.get("code", ""), context.clock()
        )
    token = context.new_token()
    ended = presented(page.request, secure=context.settings.secure).token

    def begun(tx: Tx) -> bool:
        found = accounts.log_in_through(tx, oidc_subject=subject)
        if isinstance(found, Refused):
            return False
        accounts.log_out(tx, token=ended)
        accounts.open_session(tx, account_id=found.actor.account_id, token=token,
                              csrf=csrf_of(tx.keys, token))  # fmt: skip
        return True

    if not await writing_as_system(context, begun):
        raise Problem("login_failed")
    response = page.go("/")
    set_cookie(response, token, secure=context.settings.secure)
    response.delete_cookie(COOKIE, path="/staff")
    return response


ROUTES = (
    PageRoute("GET", "/staff/log-in", ANYONE, "", start, Priority.SUBMIT),
    PageRoute("GET", BACK, ANYONE, "", back, Priority.SUBMIT),
)
