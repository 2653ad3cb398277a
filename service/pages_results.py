"""What does a guardian see of a registration? How it stands, why, the sheets, what can be done."""

from starlette.responses import Response

from admissions.policy_terms import WindowName
from service.api_problems import Problem
from service.api_results import ResultModel, StepList
from service.limits import Priority
from service.pages_children import GUARDIAN, key_of, name_of
from service.pages_days import last_day, moment, registration
from service.pages_frame import Page, PageRoute, file_response
from service.pages_petitions import conversations

_ASKED_FIRST = {"reopen": ("submitted", "certified"),
                "withdraw": ("registered", "entered", "awaiting_subdistrict", "certified",
                             "submitted")}  # fmt: skip
_PRINTED = frozenset({"submitted", "provisional", "referred", "declined", "absent", "placed",
                      "returned", "confirmed", "rostered", "notified"})  # fmt: skip
_NOTIFIED = frozenset({"notified", "enrolled", "no_show", "on_roll"})
_NUMBERS = ("own_school_m", "metres", "stays_if_places_more", "stays_if_other_farther_m", "tier",
            "measure")  # fmt: skip


async def child(page: Page) -> Response:
    """Show one registration."""
    return await _child(page, just_done=False)


async def done(page: Page) -> Response:
    """Show that it is confirmed, with its number."""
    return await _child(page, just_done=True)


async def _child(page: Page, *, just_done: bool) -> Response:
    found: ResultModel = await page.call("result", id=page.id)
    steps: StepList = await page.call("timeline", id=page.id)
    stage = found.stage.code
    open_ = registration(page).open
    moves = [(move, page.say(f"moves.{move}")) for move, at in _ASKED_FIRST.items()
             if open_ and stage in at]  # fmt: skip
    return page.show(
        "child.html", id=page.id, name=await name_of(page, page.id), result=found,
        reasons=reasons(page, found), numbers=numbers(page, found), steps=steps.steps,
        links=_links(page, found, open_=open_) + [(f"sure/{move}", words) for move, words in moves],
        next=page.word(f"next.{stage}", ""),
        days=_verify_days(page) if stage == "submitted" else "",
        talks=await conversations(page), just_done=just_done and stage == "submitted",
    )  # fmt: skip


def _verify_days(page: Page) -> str:
    """Say when to come to the school (S63)."""
    days = next(it for it in page.frame.periods if it.name == WindowName.VERIFY)
    return page.say("child.days", first=moment(days.opens, page), last=last_day(days.closes, page))


def _links(page: Page, found: ResultModel, *, open_: bool) -> list[tuple[str, str]]:
    """Return what can be done now: what registering allows, only while it is open (S60)."""
    stage = found.stage.code
    rows = [
        ("details", open_ and stage in {"registered", "entered"}),
        ("check", open_ and stage in {"entered", "certified"}),
        ("form.pdf", stage in _PRINTED),
        ("notice.pdf", stage in _NOTIFIED),
        ("petition", found.may_object),
    ]
    return [(path, page.say(f"links.{path.partition('.')[0]}")) for path, shown in rows if shown]


def reasons(page: Page, found: ResultModel) -> list[str]:
    """Say why this school, and what would have been different (PIPL 24)."""
    if found.school is None:
        return []
    names = {one.id: one.name for one in page.frame.schools}
    words = dict(found.numbers) | {"school": found.school.name}
    own = found.numbers.get("own_school_id", "")
    words["own"] = names.get(own, own) or found.school.name
    told = [page.word(f"reasons.{found.reason}", page.say(f"kinds.{found.kind}"))]
    moved = found.numbers.get("moved") == "1"
    for name in ("stays_if_places_more", "stays_if_other_farther_m"):
        number = found.numbers.get(name, "")
        if moved and number.isdecimal() and int(number) > 0:
            told.append(page.say(f"reasons.{name}").replace("{n}", number))
    return [line.format_map(_Known(words)) for line in told]


class _Known(dict[str, str]):
    """Words of a reason; one that is not known stays out of the sentence."""

    def __missing__(self, key: str) -> str:
        return "–"


def numbers(page: Page, found: ResultModel) -> list[tuple[str, str]]:
    """Return the numbers on which a placement rested, with their labels."""
    return [(page.say(f"numbers.{name}"), found.numbers[name]) for name in _NUMBERS
            if found.numbers.get(name)]  # fmt: skip


async def form_pdf(page: Page) -> Response:
    """Show the form to print."""
    return file_response(await page.call("form", id=page.id))


async def notice_pdf(page: Page) -> Response:
    """Show the notice of admission."""
    return file_response(await page.call("notice", id=page.id))


async def sure(page: Page) -> Response:
    """Ask once more before a step back."""
    what = page.request.path_params["what"]
    if what not in _ASKED_FIRST:
        raise Problem("not_there")
    await page.call("application", id=page.id)
    return page.show("sure.html", id=page.id, what=what, key=page.context.new_token())


async def move(page: Page) -> Response:
    """Take a confirmation back, withdraw, or ask for the review; then show how it stands."""
    name = page.request.url.path.rpartition("/")[2].replace("-", "_")
    await page.call(name, {}, key=key_of(page), id=page.id)
    return page.go(f"/children/{page.id}/details" if name == "reopen"
                   else f"/children/{page.id}")  # fmt: skip


_SUBMIT = Priority.SUBMIT
ROUTES = (
    PageRoute("GET", "/children/{id}", GUARDIAN, "application", child),
    PageRoute("GET", "/children/{id}/done", GUARDIAN, "application", done, _SUBMIT),
    PageRoute("GET", "/children/{id}/form.pdf", GUARDIAN, "application", form_pdf),
    PageRoute("GET", "/children/{id}/notice.pdf", GUARDIAN, "application", notice_pdf),
    PageRoute("GET", "/children/{id}/sure/{what}", GUARDIAN, "application", sure),
    PageRoute("POST", "/children/{id}/reopen", GUARDIAN, "application", move, _SUBMIT),
    PageRoute("POST", "/children/{id}/withdraw", GUARDIAN, "application", move, _SUBMIT),
    PageRoute("POST", "/children/{id}/request-review", GUARDIAN, "application", move, _SUBMIT),
)
