"""How is a page made? Words by catalogue, forms without script, the same operations as the API."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admissions.policy_schema import Policy
from admissions.roles import Actor, Role
from admissions.store import directory
from admissions.store.cycles import School, policy_of
from admissions.store.directory import Period, Subdistrict
from admissions.store.idempotency import Kept
from admissions.store.sessions import Session
from admissions.store.transaction import Tx
from service.api_calls import NOBODY, address_of, bounded_body, perform, permitted
from service.api_context import Context
from service.api_operations import Call, Document
from service.api_problems import REFUSALS, Problem, refusal_of
from service.api_routes import operation
from service.endpoints import Answer, admitted
from service.limits import Priority
from service.pages_words import LANGUAGES, Say, sayer
from service.sessions import (
    CSRF_FIELD,
    csrf_of,
    presented,
    require_meant,
    session_behind,
)

LANGUAGE_COOKIE = "jiujin-lang"
_TEMPLATES = Path(__file__).parent / "templates"
_FORM = "application/x-www-form-urlencoded"


@cache
def environment() -> Environment:
    """Return the templates; every value is escaped, an unknown name is a defect."""
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page may show of the season; nothing of it is anybody's."""

    district: str
    policy: Policy
    periods: tuple[Period, ...]
    subdistricts: tuple[Subdistrict, ...]
    schools: tuple[School, ...]


def read_frame(tx: Tx, context: Context) -> Frame:
    """Read the season's frame."""
    district, cycle = context.settings.district_id, context.settings.cycle_id
    return Frame(
        directory.district_name(tx, district), policy_of(tx, cycle),
        tuple(directory.periods_of(tx, cycle, district)),
        tuple(directory.subdistricts_of(tx, district)),
        tuple(directory.schools_of(tx, district)),
    )  # fmt: skip


@dataclass(slots=True)
class Page:
    """One request for a page: who asks, in which language, what the form holds."""

    context: Context
    request: Request
    session: Session | None
    token: str
    frame: Frame
    language: str
    form: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def say(self) -> Say:
        """Return the words of the page's language."""
        return sayer(self.language)

    @property
    def id(self) -> str:
        """Return the id in the path."""
        return self.request.path_params["id"]

    @property
    def actor(self) -> Actor:
        """Return who acts."""
        return NOBODY if self.session is None else self.session.actor

    async def call(self, name: str, body: Any = None, *, key: str = "", **path: str) -> Any:
        """Do an operation of the API as whoever asks for the page; raises its refusals."""
        row = operation(name)
        if row.roles and self.session is None:
            raise Problem("sign_in")
        actor = NOBODY if self.session is None else permitted(self.session, row)
        raw = json.dumps(body or {}, ensure_ascii=False, sort_keys=True).encode()
        call = Call(self.context, actor, path, {}, None, self.token, self.session,
                    address=address_of(self.request, self.context))  # fmt: skip
        if row.body is not None:
            call.body = row.body.model_validate_json(raw)
        made = await perform(row, call, key=key, raw=raw)
        if isinstance(made, Kept) and not isinstance(row.answers, str):
            return row.answers.model_validate_json(made.answer)
        return made

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page."""
        english = self.language == "en"
        page = environment().get_template(template).render(
            say=self.say, language=self.language, english=english, frame=self.frame,
            policy=self.frame.policy, session=self.session, here=self.request.url.path,
            csrf=csrf_of(self.context.store.keys, self.token) if self.token else "",
            values=values.pop("values", self.form), errors=values.pop("errors", []),
            told=self.told, **values,
        )  # fmt: skip
        return HTMLResponse(page, status)

    def told(self, pair: Any) -> str:
        """Return the page's language of something that has zh and en."""
        return str(pair.en if self.language == "en" else pair.zh)

    def go(self, path: str) -> Response:
        """Send the browser on, so that reloading repeats nothing."""
        return RedirectResponse(path, 303)

    def faults(self, problem: Problem, names: str = "fields") -> list[tuple[str, str]]:
        """Return the problem as errors: field ("" for none) and what to read."""
        if not problem.faults:
            document = problem.document()
            return [("", document.en if self.language == "en" else document.zh)]
        return [self._fault(fault, names) for fault in problem.faults]

    def _fault(self, fault: Any, names: str) -> tuple[str, str]:
        where = fault.where.rpartition(".")[2]
        label = self.word(f"{names}.{where}", where)
        if self.language == "en":
            return where, f"{label}: {fault.what}. {fault.repair}."
        what = fault.what_zh or self.word(f"faults.{fault.code or where}", "填写有误")
        return where, f"{label}：{what}。{fault.repair_zh}"

    def word(self, key: str, otherwise: str) -> str:
        """Return a phrase that may be missing, such as the name of a field of another's."""
        try:
            return self.say(key)
        except KeyError:
            return otherwise


Handler = Callable[[Page], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One page: its roles and object as in the API's table; deny by default."""

    method: str
    path: str
    roles: frozenset[Role]
    object: str
    handler: Handler
    priority: Priority = Priority.LOOKUP


def page_endpoint(context: Context, row: PageRoute) -> Answer:
    """Return the function that answers one page."""
    return admitted(
        context, method=row.method, path=row.path, priority=row.priority,
        answer=lambda request: _shown(context, row, request), put_off=waiting_page,
    )  # fmt: skip


async def _shown(context: Context, row: PageRoute, request: Request) -> Response:
    page = await _page(context, request)
    try:
        if not context.by_address.take(address_of(request, context)):
            raise Problem("too_many", retry_s=5)
        if row.roles and page.session is None:
            return page.go("/log-in")
        if page.session is not None and page.session.password_initial and row.roles:
            raise Problem("password_is_initial")
        if row.roles and page.actor.role not in row.roles:
            raise Problem("not_there")
        if row.method == "POST":
            await _read_form(page)
        return await row.handler(page)
    except REFUSALS as error:
        return problem_page(page, refusal_of(error))


async def _page(context: Context, request: Request) -> Page:
    found = presented(request, secure=context.settings.secure)
    token = found.token if found.by_cookie else ""
    session = await session_behind(context, token)
    frame = await asyncio.get_running_loop().run_in_executor(
        context.readers, context.store.read, NOBODY, lambda tx: read_frame(tx, context)
    )
    language = request.cookies.get(LANGUAGE_COOKIE, LANGUAGES[0])
    return Page(context, request, session, token if session else "", frame,
                language if language in LANGUAGES else LANGUAGES[0])  # fmt: skip


async def _read_form(page: Page) -> None:
    """Read a form and see that this site's page sent it; raises Problem."""
    if page.request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        raise Problem("malformed")
    raw = await bounded_body(page.request)
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=200,
                          errors="strict")  # fmt: skip
    except ValueError as error:
        raise Problem("malformed") from error
    many: dict[str, list[str]] = {}
    for name, text in pairs:
        many.setdefault(name, []).append(text)
    page.many, page.form = many, {name: texts[-1] for name, texts in many.items()}
    found = presented(page.request, secure=page.context.settings.secure)
    word = page.form.get(CSRF_FIELD, "") if page.session else ""
    used = found if page.session else type(found)("", by_cookie=True)
    require_meant(page.request, page.context, used, word)


def problem_page(page: Page, problem: Problem) -> Response:
    """Return the page of a refusal that no form can show."""
    document = problem.document()
    words = document.en if page.language == "en" else document.zh
    response = page.show("problem.html", problem.status, words=words, code=problem.code)
    if problem.retry_s:
        response.headers["retry-after"] = str(problem.retry_s)
    return response


async def unrouted_page(context: Context, request: Request, problem: Problem) -> Response:
    """Return the page for an address that is none of ours."""
    return problem_page(await _page(context, request), problem)


@cache
def _waiting_text() -> str:
    return environment().get_template("waiting.html").render(zh=sayer("zh"), en=sayer("en"))


def waiting_page() -> Response:
    """Return the page for too many visitors: cheap, and it says that order has no effect."""
    return HTMLResponse(_waiting_text(), 503, {"retry-after": "5"})


def file_response(made: Document) -> Response:
    """Return a sheet, to be shown or printed."""
    return Response(made.data, media_type=made.media_type, headers={
        "content-disposition": f'inline; filename="{made.name}"'})  # fmt: skip
