"""How does a guardian get in and out by pages? Sign-up, log-in, log-out, a new password."""

from typing import Any

from starlette.responses import Response

from admissions.actions import accounts
from admissions.actions.accounts import LoggedIn
from admissions.roles import Role
from service.api_codes import unverified
from service.api_operations import ANYONE, EVERY_ROLE
from service.api_problems import REFUSALS, refusal_of
from service.api_sessions import LogInBody, logged_in, writing_as_system
from service.limits import Priority
from service.pages_frame import Page, PageRoute
from service.sessions import drop_cookie, presented, set_cookie


def _form(page: Page, what: str, action: str, **more: Any) -> Response:
    oidc = page.context.settings.oidc is not None
    status = int(more.pop("status", 200))
    values = {"message": "", "sms": page.context.settings.sms_verification} | more
    return page.show("account.html", status, what=what, action=action, oidc=oidc, **values)


async def sign_up_form(page: Page) -> Response:
    """Show the form of a new account."""
    return _form(page, "sign_up", "/sign-up")


async def sign_up(page: Page) -> Response:
    """Make an account; the answer is the same where there was one."""
    try:
        await page.call("sign_up", typed(page, "login", "password"))
    except REFUSALS as error:
        return _form(page, "sign_up", "/sign-up", **refused(page, error))
    return _form(page, "log_in", "/log-in", message=page.say("account.made"))


async def log_in_form(page: Page) -> Response:
    """Show the log-in; who is in already goes on."""
    if page.session is not None and not page.session.password_initial:
        return page.go(_first_page(page.actor.role))
    return _form(page, "log_in", "/log-in")


async def log_in(page: Page) -> Response:
    """Begin a session under a fresh token; an old one ends."""
    secure = page.context.settings.secure
    old = presented(page.request, secure=secure)
    try:
        asked = LogInBody.model_validate(typed(page, "login", "password", "totp"))
        token, found = await logged_in(page.context, asked, ended=old.token)
    except REFUSALS as error:
        return _form(page, "log_in", "/log-in", **refused(page, error))
    response = page.go(await _way_on(page, found))
    set_cookie(response, token, secure=secure)
    return response


async def log_out(page: Page) -> Response:
    """End the session."""
    token = page.token
    await writing_as_system(page.context, lambda tx: accounts.log_out(tx, token=token))
    response = page.go("/")
    drop_cookie(response, secure=page.context.settings.secure)
    return response


async def password_form(page: Page) -> Response:
    """Show the form of a new password."""
    if page.session is None:
        return page.go("/log-in")
    return _form(page, "password", "/password")


async def password(page: Page) -> Response:
    """Change the password."""
    if page.session is None:
        return page.go("/log-in")
    try:
        await page.call("change_password", typed(page, "old", "new"))
    except REFUSALS as error:
        return _form(page, "password", "/password", **refused(page, error))
    return page.go(_first_page(page.actor.role))


def log_in_page(page: Page, *, message: str) -> Response:
    """Show the log-in after something was done; nobody is logged in by it."""
    return _form(page, "log_in", "/log-in", message=message, values={})


def typed(page: Page, *names: str) -> dict[str, str]:
    """Return fields of the form, "" for one that was not sent."""
    return {name: page.form.get(name, "") for name in names}


def refused(page: Page, error: Exception, *, kept: tuple[str, ...] = ("login",)) -> dict[str, Any]:
    """Return status, errors and the values `kept` of a refusal; a defect goes on.

    What is wrong with a new password is told at the field that the page has for it.
    """
    problem = refusal_of(error)
    if problem.code in {"csrf", "cross_site"}:
        raise error
    values = {name: text for name, text in page.form.items() if name in kept}
    field = "new" if "new" in page.form else "password"
    errors = [(field if name == "password" else name, text) for name, text in page.faults(problem)]
    return {"status": problem.status, "errors": errors, "values": values}


async def _way_on(page: Page, found: LoggedIn) -> str:
    """Return where somebody goes who has just logged in."""
    if found.password_initial:
        return "/password"
    guardian = found.actor.role == Role.GUARDIAN
    if guardian and await unverified(page.context, found.actor.account_id):
        return "/telephone"
    return _first_page(found.actor.role)


def _first_page(role: Role) -> str:
    return "/children" if role == Role.GUARDIAN else "/"


ROUTES = (
    PageRoute("GET", "/sign-up", ANYONE, "", sign_up_form),
    PageRoute("POST", "/sign-up", ANYONE, "", sign_up),
    PageRoute("GET", "/log-in", ANYONE, "", log_in_form),
    PageRoute("POST", "/log-in", ANYONE, "", log_in, Priority.SUBMIT),
    PageRoute("POST", "/log-out", EVERY_ROLE, "", log_out, Priority.SUBMIT),
    PageRoute("GET", "/password", ANYONE, "", password_form),
    PageRoute("POST", "/password", ANYONE, "", password, Priority.SUBMIT),
)
