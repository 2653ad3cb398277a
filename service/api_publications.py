"""What is made public over HTTP, by whom, and how does anybody read it (S47, S48, S62)?"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from admissions.actions import publish
from admissions.actions.publish import Notice
from admissions.roles import SYSTEM
from admissions.store.publications import Publication
from admissions.store.transaction import NotThere, Tx
from service.api_desks import BUREAU
from service.api_lists import CYCLE
from service.api_models import Code, Id, Line, Model, shows
from service.api_operations import ANYONE, Call, Document, Mode, Operation, writing

ONE = "/api/v1/publications/{id}"
Cell = str | int
LongText = Annotated[str, StringConstraints(min_length=1, max_length=50_000)]


class TableBody(Model):
    """A public disclosure of the registry and its rows."""

    disclosure: Code
    title: Line
    school_id: Id | None = None
    rows: Annotated[tuple[dict[Annotated[str, StringConstraints(max_length=60),
                                         AfterValidator(shows)], Cell], ...],
                    Field(max_length=2_000)]  # fmt: skip


class AdmissionsBody(Model):
    """The list of admitted children of a school, made from the store."""

    title: Line
    school_id: Id
    batch: Line


class SchemeBody(Model):
    """The admission scheme as a text."""

    title: Line
    text: LongText


class PublicationModel(Model):
    """A public notice without its body."""

    id: str
    cycle_id: str
    district_id: str
    school_id: str | None
    disclosure: str
    title: str
    media_type: str
    digest: str
    published_at: datetime
    objections_until: datetime | None
    taken_down_at: datetime | None


class PublicationList(Model):
    """The notices that stand."""

    publications: tuple[PublicationModel, ...]


def shown(found: Publication) -> PublicationModel:
    """Return a notice's form."""
    return PublicationModel(
        **{name: getattr(found, name) for name in PublicationModel.model_fields}
    )


def _notice(call: Call, school_id: str = "") -> Notice:
    return Notice(call.context.new_number("PUB"), call.body.title, school_id)


def publish_table(tx: Tx, call: Call) -> PublicationModel:
    """Publish rows, each value checked."""
    asked: TableBody = call.body
    rows: list[dict[str, Any]] = [dict(row) for row in asked.rows]
    return shown(publish.publish_list(
        tx, cycle_id=call.path["cycle_id"], disclosure=asked.disclosure,
        notice=_notice(call, asked.school_id or ""), rows=rows,
    ))  # fmt: skip


def publish_admissions(tx: Tx, call: Call) -> PublicationModel:
    """Publish who is admitted to a school, names masked."""
    asked: AdmissionsBody = call.body
    return shown(publish.publish_admissions(
        tx, cycle_id=call.path["cycle_id"], notice=_notice(call, asked.school_id),
        batch=asked.batch,
    ))  # fmt: skip


def publish_scheme(tx: Tx, call: Call) -> PublicationModel:
    """Publish the admission scheme."""
    return shown(publish.publish_scheme(
        tx, cycle_id=call.path["cycle_id"], notice=_notice(call), text=call.body.text,
    ))  # fmt: skip


async def public_list(call: Call) -> PublicationList:
    """Return what stands in the service's district."""
    district = call.context.settings.district_id
    found = await call.context.reading(
        SYSTEM, lambda tx: publish.public_list(tx, district, call.path["cycle_id"])
    )
    return PublicationList(publications=tuple(shown(one) for one in found))


async def public_reading(call: Call) -> Document:
    """Return what a notice says; nothing once its period has ended."""
    found = await call.context.reading(SYSTEM, lambda tx: publish.public_reading(tx, call.id))
    if found is None:
        raise NotThere("publication")
    return Document(found.body, found.publication.media_type, call.id,
                    f'"{found.publication.digest}"')  # fmt: skip


OPERATIONS = (
    writing("publish_table", f"{CYCLE}/publications/table", BUREAU, "cycle", "publish_table",
            publish_table, PublicationModel, TableBody, status=201,
            words="Publish places, zones or a summary (S48, S62)."),
    writing("publish_admissions", f"{CYCLE}/publications/admissions", BUREAU, "cycle",
            "publish_admissions", publish_admissions, PublicationModel, AdmissionsBody,
            status=201, words="Publish the masked list of a school (S48)."),
    writing("publish_scheme", f"{CYCLE}/publications/scheme", BUREAU, "cycle", "publish_scheme",
            publish_scheme, PublicationModel, SchemeBody, status=201,
            words="Publish the scheme (S47)."),
    writing("take_down", f"{ONE}/take-down", BUREAU, "publication", "take_down",
            lambda tx, call: shown(publish.take_down(tx, publication_id=call.id)),
            PublicationModel, words="Take a notice down."),
    Operation("publications", "GET", f"{CYCLE}/publications", ANYONE, "cycle", "read", Mode.OPEN,
              PublicationList, opened=public_list, words="The notices that stand."),
    Operation("publication", "GET", ONE, ANYONE, "publication", "read", Mode.OPEN,
              "application/octet-stream", opened=public_reading, words="What a notice says."),
)  # fmt: skip
