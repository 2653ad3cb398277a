"""Which pages need no account? The look-up, the calendar, papers, contacts, how data is kept."""

from collections.abc import Iterable

from starlette.responses import Response

from admissions.forms import check_code
from admissions.papers import ShownTo
from admissions.people import FIELDS
from admissions.policy_entries import NeedRule
from admissions.policy_terms import Category
from geo.geocode import Reason
from service.api_operations import ANYONE, Ready
from service.api_problems import Problem
from service.pages_days import last_day, moment, registration
from service.pages_frame import LANGUAGE_COOKIE, Page, PageRoute
from service.pages_words import LANGUAGES

_SHOWN = ("register", "review_papers", "verify", "review", "objection", "notice", "arrival",
          "transfer")  # fmt: skip


async def home(page: Page) -> Response:
    """Show what can be done, and when."""
    return page.show("home.html", register=registration(page))


async def ask(page: Page) -> Response:
    """Show the look-up."""
    return page.show("lookup.html", answer=None, values={})


async def answer(page: Page) -> Response:
    """Answer an address on a page of its own; the address is in no URL and is not kept."""
    address = page.form.get("address", "")
    if not address.strip():
        return page.show("lookup.html", 422, answer=None,
                         errors=[("address", page.say("lookup.empty"))])  # fmt: skip
    try:
        told: Ready = await page.call("look_up", {"address": address})
    except Problem as problem:
        return page.show("lookup.html", problem.status, answer=None, errors=page.faults(problem))
    found = told.document()
    lines = [*found["words"][page.language].split("\n")[1:], *why_no_point(found["note"], page)]
    near = any("near" in said for said in found["said"])
    return page.show("lookup.html", answer=found, lines=lines, near=near)


def why_no_point(note: str, page: Page) -> list[str]:
    """Return, in the page's language, why an address has no single point; [] where it has one."""
    if not note:
        return []
    reason = next((one.name.lower() for one in Reason if one.value in note), "other")
    return [page.say(f"lookup.why_{reason}")]


async def calendar(page: Page) -> Response:
    """Show the periods of the cycle."""
    now = page.context.clock()
    rows = [
        {
            "title": page.say(f"windows.{it.name}"), "opens": it.opens, "closes": it.closes,
            "from": moment(it.opens, page), "to": last_day(it.closes, page),
            "when": "past" if it.closes <= now else "now" if it.opens <= now else "later",
        }
        for it in page.frame.periods if it.name in _SHOWN
    ]  # fmt: skip
    return page.show("calendar.html", rows=rows)


async def papers(page: Page) -> Response:
    """Show which papers whom is asked for, and which may not be asked for."""
    groups = [
        {"title": page.say(f"category.{category}"), "lines": list(_lines(page, category))}
        for category in Category
    ]
    banned = [page.told(row) for row in page.frame.policy.banned_papers]
    return page.show("papers.html", groups=groups, banned=banned)


def _lines(page: Page, category: Category) -> Iterable[str]:
    policy = page.frame.policy
    reading = policy.open_terms.documents.value
    told = set[str]()
    for need in policy.needs:
        if category in need.categories and reading in need.lists and page.told(need) not in told:
            told.add(page.told(need))
            yield _line(page, need)


def _line(page: Page, need: NeedRule) -> str:
    where = page.say("papers.at_office" if need.shown_to == ShownTo.SUBDISTRICT
                     else "papers.at_school")  # fmt: skip
    return page.say("papers.line", paper=page.told(need), where=where)


async def contacts(page: Page) -> Response:
    """Show whom to ring, on what law it rests, and what the plan leaves open."""
    return page.show("contacts.html")


async def privacy(page: Page) -> Response:
    """Show each field that is asked, and why."""
    return page.show("privacy.html", fields=list(FIELDS.values()))


async def genuine(page: Page) -> Response:
    """Say whether a printed sheet is genuine."""
    part = page.request.path_params
    text = f"{part['kind']}/{part['number']}/{part['day']}"
    right = check_code(page.context.store.keys.code_secret(), text, part["code"])
    number, day = (part["number"], part["day"]) if right else ("", "")
    return page.show("genuine.html", genuine=right, number=number, day=day)


async def language(page: Page) -> Response:
    """Keep the chosen language in this browser, and go back to where it was chosen."""
    chosen, back = page.form.get("language", ""), page.form.get("back", "/")
    if chosen not in LANGUAGES:
        raise Problem("malformed")
    response = page.go(back if _is_own_path(back) else "/")
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=31_536_000, httponly=True,
                        secure=page.context.settings.secure, samesite="lax")  # fmt: skip
    return response


def _is_own_path(path: str) -> bool:
    plain = all(33 <= ord(sign) < 127 and sign != "\\" for sign in path)
    return plain and path.startswith("/") and not path.startswith("//")


ROUTES = (
    PageRoute("GET", "/", ANYONE, "", home),
    PageRoute("GET", "/lookup", ANYONE, "", ask),
    PageRoute("POST", "/lookup", ANYONE, "", answer),
    PageRoute("GET", "/calendar", ANYONE, "", calendar),
    PageRoute("GET", "/papers", ANYONE, "", papers),
    PageRoute("GET", "/contacts", ANYONE, "", contacts),
    PageRoute("GET", "/privacy", ANYONE, "", privacy),
    PageRoute("GET", "/v/{kind}/{number}/{day}/{code}", ANYONE, "", genuine),
    PageRoute("POST", "/language", ANYONE, "", language),
)
