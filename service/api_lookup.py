"""How are the questions answered that need no account: which school, which schools, which zones?"""

from service.api_models import LookupAnswer, LookupQuestion, Suggestions, SuggestQuestion
from service.api_operations import ANYONE, Call, Document, Mode, Operation, Ready
from service.limits import Priority

GEOJSON = "application/geo+json"
MOST_SUGGESTED = 8


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


OPERATIONS = (
    Operation("look_up", "POST", "/api/v1/lookup", ANYONE, "", "ask", Mode.OPEN, LookupAnswer,
              opened=look_up, body=LookupQuestion, priority=Priority.LOOKUP,
              words="Which school does an address belong to?"),
    Operation("suggest", "POST", "/api/v1/suggest", ANYONE, "", "ask", Mode.OPEN, Suggestions,
              opened=suggest, body=SuggestQuestion, priority=Priority.LOOKUP,
              words="Which addresses begin so?"),
    Operation("zones", "GET", "/api/v1/zones", ANYONE, "", "read", Mode.OPEN, GEOJSON,
              opened=zones, words="The service zones as GeoJSON in WGS-84 (S62)."),
    Operation("schools", "GET", "/api/v1/schools", ANYONE, "", "read", Mode.OPEN, GEOJSON,
              opened=schools, words="The schools as GeoJSON in WGS-84."),
)  # fmt: skip
