"""How are questions about places answered: which school, which zones, and which way on foot?"""

import asyncio
from typing import Annotated

from pydantic import Field

from admissions.roles import Role
from service.api_models import (
    Id,
    LookupAnswer,
    LookupQuestion,
    Model,
    Suggestions,
    SuggestQuestion,
)
from service.api_operations import ANYONE, Call, Document, Mode, Operation, Ready
from service.desk_paths import DrawnPath
from service.limits import Priority

GEOJSON = "application/geo+json"
MOST_SUGGESTED = 8
HELPING = frozenset({Role.SCHOOL, Role.SUBDISTRICT, Role.BUREAU, Role.CITY, Role.EXAM_CENTRE})


class PathQuestion(LookupQuestion):
    """A place as in a look-up, and the schools to walk to."""

    school_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]


class PathModel(Model):
    """A way on foot to a school: whole metres, and its line in WGS-84 (longitude, latitude)."""

    school_id: str
    metres: int
    line: tuple[tuple[float, float], ...]


class PathList(Model):
    """The ways that there are; none where the place is not found or no streets are known."""

    paths: tuple[PathModel, ...]


async def look_up(call: Call) -> Ready:
    """Answer an address; nothing of the question is kept or written anywhere (S59)."""
    asked: LookupQuestion = call.body
    told = call.context.desk.ask(asked.address, asked.x, asked.y, asked.datum)
    return Ready(told.encoded, told.document)


async def suggest(call: Call) -> Suggestions:
    """Return addresses of the register that begin as typed."""
    asked: SuggestQuestion = call.body
    return Suggestions(addresses=tuple(call.context.desk.suggest(asked.text, MOST_SUGGESTED)))


async def zones(call: Call) -> Document:
    """Return the zones of the day."""
    file = call.context.desk.public_zones_geojson()
    return Document(file.data, file.media_type, etag=file.etag)


async def schools(call: Call) -> Document:
    """Return the schools."""
    file = call.context.desk.schools()
    return Document(file.data, file.media_type, etag=file.etag)


async def walking_paths(call: Call) -> PathList:
    """Return the ways from a place to schools; nothing of the question is kept (S59)."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(call.context.readers, _paths, call)
    return PathList(paths=tuple(
        PathModel(school_id=one.school_id, metres=one.metres, line=one.line) for one in found
    ))  # fmt: skip


def _paths(call: Call) -> list[DrawnPath]:
    asked: PathQuestion = call.body
    home = call.context.desk.anchor(asked.address, asked.x, asked.y, asked.datum)
    known = call.context.desk.paths
    if home.x_m is None or home.y_m is None or known is None:
        return []
    drawn = (known.to(school, home.x_m, home.y_m) for school in dict.fromkeys(asked.school_ids))
    return [one for one in drawn if one is not None]


OPERATIONS = (
    Operation("look_up", "POST", "/api/v1/lookup", ANYONE, "", "ask", Mode.OPEN, LookupAnswer,
              opened=look_up, body=LookupQuestion, priority=Priority.LOOKUP,
              words="Which school does an address belong to?"),
    Operation("suggest", "POST", "/api/v1/suggest", ANYONE, "", "ask", Mode.OPEN, Suggestions,
              opened=suggest, body=SuggestQuestion, priority=Priority.LOOKUP,
              words="Which addresses begin so?"),
    Operation("walking_paths", "POST", "/api/v1/walking-paths", HELPING, "", "ask", Mode.OPEN,
              PathList, opened=walking_paths, body=PathQuestion, priority=Priority.LOOKUP,
              words="Which way does one walk from an address to schools?"),
    Operation("zones", "GET", "/api/v1/zones", ANYONE, "", "read", Mode.OPEN, GEOJSON,
              opened=zones, words="The service zones as GeoJSON in WGS-84 (S62)."),
    Operation("schools", "GET", "/api/v1/schools", ANYONE, "", "read", Mode.OPEN, GEOJSON,
              opened=schools, words="The schools as GeoJSON in WGS-84."),
)  # fmt: skip
