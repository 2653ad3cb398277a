"""How does a guardian object by pages (S49, S77)? To a result, for one child."""

from starlette.responses import Response

from admissions.actions.petitions import Subject
from service.api_petitions import ConversationModel, PetitionList, PetitionModel
from service.api_problems import REFUSALS, refusal_of
from service.limits import Priority
from service.pages_children import GUARDIAN, key_of
from service.pages_frame import Page, PageRoute

_SUBJECTS = (Subject.RESULT, Subject.ZONE, Subject.PAPERS, Subject.CONDUCT, Subject.QUESTION,
             Subject.OTHER)  # fmt: skip


async def form(page: Page) -> Response:
    """Show the form."""
    await page.call("application", id=page.id)
    return _form(page)


def _form(page: Page, errors: list[tuple[str, str]] | None = None,
          status: int = 200) -> Response:  # fmt: skip
    subjects = [(str(code), page.say(f"subject.{code}")) for code in _SUBJECTS]
    return page.show("petition.html", status, id=page.id, options=subjects, receipt=None,
                     key=page.context.new_token(), errors=errors or [])  # fmt: skip


async def lodge(page: Page) -> Response:
    """Turn to the bureau."""
    body = {"subject": page.form.get("subject", ""), "text": page.form.get("text", ""),
            "application_id": page.id}  # fmt: skip
    cycle = page.context.settings.cycle_id
    try:
        made: PetitionModel = await page.call("lodge", body, key=key_of(page), cycle_id=cycle)
    except REFUSALS as error:
        problem = refusal_of(error)
        return _form(page, page.faults(problem), problem.status)
    return page.show("petition.html", id=page.id, receipt=made, options=[], key="")


async def conversations(page: Page) -> list[ConversationModel]:
    """Return what was said about one child, both sides."""
    cycle = page.context.settings.cycle_id
    found: PetitionList = await page.call("petitions", cycle_id=cycle)
    return [await page.call("petition", id=one.id) for one in found.petitions
            if one.application_id == page.id]  # fmt: skip


ROUTES = (
    PageRoute("GET", "/children/{id}/petition", GUARDIAN, "application", form),
    PageRoute("POST", "/children/{id}/petition", GUARDIAN, "application", lodge,
              Priority.SUBMIT),
)  # fmt: skip
