"""How does a guardian verify its telephone and come back in by pages?"""

from typing import Any

from starlette.responses import Response

from service.api_codes import GUARDIAN, TelephoneModel
from service.api_operations import ANYONE
from service.api_problems import REFUSALS
from service.limits import Priority
from service.pages_account import log_in_page, refused, typed
from service.pages_frame import Page, PageRoute


async def mine(page: Page) -> Response:
    """Show by which number and password the guardian logs in."""
    return page.show("my_account.html", phone=await page.call("telephone"))


async def _telephone(page: Page, *, sent: bool = False, **more: Any) -> Response:
    phone: TelephoneModel = await page.call("telephone")
    status = int(more.pop("status", 200))
    return page.show("telephone.html", status, phone=phone, sent=sent, **more)


async def telephone_form(page: Page) -> Response:
    """Show whether the telephone is verified, and how to do it."""
    return await _telephone(page)


async def send_code(page: Page) -> Response:
    """Send a code and ask for it."""
    try:
        await page.call("send_telephone_code")
    except REFUSALS as error:
        return await _telephone(page, **refused(page, error))
    return await _telephone(page, sent=True)


async def verify(page: Page) -> Response:
    """Take the code."""
    try:
        await page.call("verify_telephone", typed(page, "code"))
    except REFUSALS as error:
        return await _telephone(page, sent=True, **_at_code(page, error))
    return page.go("/telephone")


def _forgotten(page: Page, *, sent: bool = False, **more: Any) -> Response:
    status = int(more.pop("status", 200))
    return page.show("forgotten.html", status, sent=sent,
                     on=page.context.settings.sms_verification, **more)  # fmt: skip


async def forgotten_form(page: Page) -> Response:
    """Ask for the number; say how else to come in."""
    return _forgotten(page)


async def forgotten(page: Page) -> Response:
    """Send a code and ask for it with a new password; the same for a number without an account."""
    try:
        await page.call("forgot_password", typed(page, "login"))
    except REFUSALS as error:
        return _forgotten(page, **refused(page, error))
    return _forgotten(page, sent=True)


async def renew(page: Page) -> Response:
    """Take code and new password; whoever is logged in by it logs in anew."""
    try:
        await page.call("renew_password", typed(page, "login", "code", "new"))
    except REFUSALS as error:
        return _forgotten(page, sent=True, **_at_code(page, error))
    return log_in_page(page, message=page.say("account.renewed"))


async def desk_code_form(page: Page) -> Response:
    """Ask for what is printed on the paper."""
    return page.show("desk_code.html")


async def desk_code(page: Page) -> Response:
    """Take a paper code."""
    try:
        await page.call("redeem_desk_code", typed(page, "application_id", "code", "login", "new"))
    except REFUSALS as error:
        more = _at_code(page, error)
        return page.show("desk_code.html", int(more.pop("status")), **more)
    return log_in_page(page, message=page.say("account.renewed"))


def _at_code(page: Page, error: Exception) -> dict[str, Any]:
    """Return a refusal for a form with a code; one that names no field leads to the code."""
    told = refused(page, error, kept=("login", "application_id", "code"))
    return told | {"errors": [(where or "code", text) for where, text in told["errors"]]}


ROUTES = (
    PageRoute("GET", "/account", GUARDIAN, "", mine),
    PageRoute("GET", "/telephone", GUARDIAN, "", telephone_form),
    PageRoute("POST", "/telephone/code", GUARDIAN, "", send_code),
    PageRoute("POST", "/telephone", GUARDIAN, "", verify, Priority.SUBMIT),
    PageRoute("GET", "/forgotten", ANYONE, "", forgotten_form),
    PageRoute("POST", "/forgotten", ANYONE, "", forgotten),
    PageRoute("POST", "/forgotten/code", ANYONE, "", renew, Priority.SUBMIT),
    PageRoute("GET", "/desk-code", ANYONE, "", desk_code_form),
    PageRoute("POST", "/desk-code", ANYONE, "", desk_code, Priority.SUBMIT),
)  # fmt: skip
