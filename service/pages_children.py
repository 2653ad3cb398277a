"""How does a guardian register a child by pages? Details, a page to check, the declaration, done.

The document's number is typed once: registering and entering are two moves behind one form.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from starlette.responses import Response

from admissions.people import check_entry, normalise
from admissions.people_kinds import (
    Anchor,
    HukouKind,
    IdKind,
    Relation,
    ResidenceKind,
    SpecialNeeds,
)
from admissions.roles import Role
from admissions.store.homes import get_home
from service.api_codes import unverified
from service.api_guardian import entry_of
from service.api_models import ApplicationList, ApplicationModel, EnterBody, EntryBody
from service.api_problems import REFUSALS, Problem, refusal_of
from service.api_results import ResultModel, stage_said
from service.limits import Priority
from service.pages_days import registration
from service.pages_frame import Page, PageRoute

GUARDIAN = frozenset({Role.GUARDIAN})
DECLARATION = "2013-1"
CHANGING = frozenset({"registered", "entered"})
_EMPTY_IS_NONE = ("treated_as_local", "preference")


async def children(page: Page) -> Response:
    """Show the guardian's registrations."""
    found: ApplicationList = await page.call("mine")
    rows = [await _card(page, one) for one in found.applications]
    return page.show("children.html", children=rows, register=registration(page))


async def _card(page: Page, one: ApplicationModel) -> dict[str, str]:
    """Say of a child how it stands and, once that may be told, at which school."""
    found: ResultModel = await page.call("result", id=one.id)
    school = "" if found.school is None else found.school.name
    name = await name_of(page, one.id)
    return {"id": one.id, "stage": _stage(page, one.stage), "name": name, "school": school}


async def name_of(page: Page, number: str) -> str:
    """Return the child's name as its guardian entered it, "" before that."""
    try:
        found: EntryBody = await page.call("my_entry", id=number)
    except REFUSALS as error:
        if refusal_of(error).code != "not_there":
            raise
        return ""
    return found.child_name


def _stage(page: Page, stage: str) -> str:
    return page.told(stage_said(stage))


def options(page: Page) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen, with its words."""
    kinds: dict[str, Iterable[StrEnum]] = {
        "id_kind": [it for it in IdKind if it != IdKind.NONE_YET], "relation": Relation,
        "hukou_kind": HukouKind, "residence_kind": ResidenceKind, "anchor": Anchor,
    }  # fmt: skip
    found = {
        name: [(str(code), page.say(f"{name}.{code}")) for code in codes]
        for name, codes in kinds.items()
    }
    frame = page.frame
    found["special_needs"] = [(str(code), page.say(f"special_needs.{code}"))
                              for code in SpecialNeeds if code != SpecialNeeds.NONE]  # fmt: skip
    found["yes_no"] = [("true", page.say("site.yes")), ("false", page.say("site.no"))]
    found["subdistrict_id"] = [(one.id, one.name) for one in frame.subdistricts]
    found["siblings_at"] = [(one.id, one.name) for one in frame.schools]
    found["boarding_school_id"] = [(one.id, one.name) for one in frame.schools if one.boarding]
    for name, rows in (("treated_as_local", frame.policy.treated_as_local),
                       ("preference", frame.policy.preferences)):  # fmt: skip
        found[name] = [(str(row.kind), page.told(row)) for row in rows]
    return found


def show_details(page: Page, action: str, *, errors: list[tuple[str, str]] | None = None,
                 values: Any = None, status: int = 200) -> Response:  # fmt: skip
    """Show the form of the details."""
    values = page.form if values is None else values
    more = any(values.get(name) for name in (
        "treated_as_local", "preference", "boarding_school_id", "special_needs", "siblings_at",
        "twin_of"))  # fmt: skip
    return page.show("details.html", status, action=action, options=options(page), more=more,
                     key=values.get("key") or page.context.new_token(), values=values,
                     errors=errors or [])  # fmt: skip


def body_of(page: Page) -> EnterBody:
    """Read the form; raises pydantic's error with every field of a wrong form."""
    names = [name for name in EntryBody.model_fields if name in page.form]
    given: dict[str, Any] = {name: page.form[name] for name in names}
    for name in _EMPTY_IS_NONE:
        given[name] = given.get(name) or None
    given["siblings_at"] = [text for text in page.many.get("siblings_at", []) if text]
    given["special_needs"] = given.get("special_needs") or "none"
    return EnterBody.model_validate(
        {"entry": given, "subdistrict_id": page.form.get("subdistrict_id", "")}
    )


async def new_form(page: Page) -> Response:
    """Show an empty form, while it can be sent; the telephone is for the guardian to give."""
    register = registration(page)
    if not register.open:
        return page.show("not_open.html", register=register)
    return show_details(page, "/children/new", values={})


async def new(page: Page) -> Response:
    """Register a child and enter its details; nothing is registered with a fault in it."""
    try:
        body = body_of(page)
        check_entry(normalise(entry_of(body.entry)), page.frame.policy)
        settings, key = page.context.settings, key_of(page)
        made = await page.call("register", {
            "cycle_id": settings.cycle_id, "district_id": settings.district_id,
            "id_kind": body.entry.id_kind, "id_number": body.entry.id_number,
        }, key=f"{key}-r")  # fmt: skip
    except REFUSALS as error:
        return _again(page, "/children/new", error)
    return await _enter(page, made.id, body, f"{key}-e")


async def _enter(page: Page, number: str, body: EnterBody, key: str) -> Response:
    try:
        await page.call("enter", body.model_dump(mode="json"), key=key, id=number)
    except REFUSALS as error:
        return _again(page, f"/children/{number}/details", error)
    return page.go(f"/children/{number}/check")


def _again(page: Page, action: str, error: Exception) -> Response:
    """Show the form again with what was typed and every fault of it; a defect goes on."""
    problem = refusal_of(error)
    values = dict(page.form) | {"key": page.context.new_token()}
    return show_details(page, action, errors=page.faults(problem), values=values,
                        status=problem.status)  # fmt: skip


def key_of(page: Page) -> str:
    """Return the form's key, by which a double click does nothing twice; raises Problem."""
    key = page.form.get("key", "")
    if not 8 <= len(key) <= 60:
        raise Problem("idempotency_key_missing")
    return key


async def change_form(page: Page) -> Response:
    """Show what was entered, to be changed."""
    found = await page.call("application", id=page.id)
    if found.stage not in CHANGING or not registration(page).open:
        return page.go(f"/children/{page.id}")
    values: dict[str, Any] = {}
    if found.version > 1:
        values = texts_of(await page.call("my_entry", id=page.id))
    return show_details(page, f"/children/{page.id}/details", values=values)


def texts_of(found: EntryBody) -> dict[str, Any]:
    """Return an entry as the texts of a form."""
    plain = found.model_dump(mode="json")
    texts = {name: "" if value is None else str(value) for name, value in plain.items()}
    texts["long_resident"] = "true" if found.long_resident else "false"
    texts["special_needs"] = "" if found.special_needs == "none" else str(found.special_needs)
    return texts | {"siblings_at": found.siblings_at[0] if found.siblings_at else ""}


async def change(page: Page) -> Response:
    """Enter the details anew."""
    try:
        body = body_of(page)
    except REFUSALS as error:
        return _again(page, f"/children/{page.id}/details", error)
    return await _enter(page, page.id, body, key_of(page))


async def check(page: Page) -> Response:
    """Show what was entered, to be read once more, and the declaration."""
    return await _check(page)


async def _check(page: Page, errors: list[tuple[str, str]] | None = None,
                 status: int = 200) -> Response:  # fmt: skip
    found = await page.call("application", id=page.id)
    if found.stage not in {"entered", "certified"}:
        return page.go(f"/children/{page.id}")
    entry: EntryBody = await page.call("my_entry", id=page.id)
    actor, context = page.actor, page.context
    home, _ = await context.reading(actor, lambda tx: get_home(tx, page.id))
    names = {one.id: one.name for one in page.frame.schools}
    zone = {"state": home.zone_state, "schools": [names.get(it, it) for it in home.school_ids]}
    first = page.frame.policy.non_local.review_before_collection.value
    return page.show(
        "check.html", status, id=page.id, rows=rows_of(page, entry), zone=zone,
        review=found.category == "three" and first and found.stage == "entered",
        declaration=page.say("check.declaration_text"), errors=errors or [],
        key=context.new_token(),
        telephone_open=await unverified(context, actor.account_id),
    )  # fmt: skip


def rows_of(page: Page, entry: EntryBody) -> list[tuple[str, str, str]]:
    """Return each field that was filled, with its label and value in words."""
    plain, rows = entry.model_dump(mode="json"), []
    chosen = {name: dict(found) for name, found in options(page).items()}
    chosen["long_resident"] = chosen["yes_no"]
    for name in EntryBody.model_fields:
        value = plain[name]
        texts = [str(it) for it in value] if isinstance(value, list) else [str(value)]
        if name == "long_resident":
            texts = [str(value).lower()]
        words = [chosen.get(name, {}).get(text, text) for text in texts]
        if value not in (None, "", [], "none"):
            rows.append((name, page.say(f"fields.{name}"), page.say("site.comma").join(words)))
    return rows


async def submit(page: Page) -> Response:
    """Confirm, after the declaration was agreed to."""
    if page.form.get("agreed") != "yes":
        return await _check(page, [("agreed", page.say("check.not_agreed"))], 422)
    try:
        await page.call("submit", {"declaration": DECLARATION}, key=key_of(page), id=page.id)
    except REFUSALS as error:
        problem = refusal_of(error)
        return await _check(page, page.faults(problem), problem.status)
    return page.go(f"/children/{page.id}/done")


ROUTES = (
    PageRoute("GET", "/children", GUARDIAN, "", children),
    PageRoute("GET", "/children/new", GUARDIAN, "", new_form),
    PageRoute("POST", "/children/new", GUARDIAN, "", new, Priority.SUBMIT),
    PageRoute("GET", "/children/{id}/details", GUARDIAN, "application", change_form),
    PageRoute("POST", "/children/{id}/details", GUARDIAN, "application", change,
              Priority.SUBMIT),
    PageRoute("GET", "/children/{id}/check", GUARDIAN, "application", check, Priority.SUBMIT),
    PageRoute("POST", "/children/{id}/submit", GUARDIAN, "application", submit,
              Priority.SUBMIT),
)  # fmt: skip
