"""The API does what it says it does: no answer that it does not name, no defect (schemathesis)."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from service import api_codes, api_desk_codes
from service.api_operations import Operation
from service.api_routes import OPERATIONS
from tests.admissions.season import AUDITOR, BUREAU, DAYU, EXAM, MU, WEST
from tests.service.web.block_town import write_town
from tests.service.web.client import BASE
from tests.service.web.desks import WEST_STREET
from tests.service.web.site import Site, close, details, new_site, registration

ADMIN = Actor("admin", Role.ADMIN, "mtg")
ROLES = {actor.role: actor for actor in (MU, WEST, DAYU, BUREAU, EXAM, AUDITOR, ADMIN)}
EXAMPLES = int(os.environ.get("JIUJIN_API_EXAMPLES", "6"))  # of each operation; more nightly
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("openapi")
    write_town(folder)
    found = new_site(folder)
    found.season.store.write(SYSTEM, lambda tx: add_account(tx, actor=ADMIN, login="admin"))
    number = found.post(MU, "/api/v1/applications", registration()).json()["id"]
    found.post(MU, f"/api/v1/applications/{number}/entry", details(hukou_address=WEST_STREET))
    yield found
    close(found)


@pytest.fixture(scope="module")
def sending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site that verifies telephones by codes."""
    found = new_site(tmp_path_factory.mktemp("sending"), sms=True)
    number = found.post(MU, "/api/v1/applications", registration()).json()["id"]
    found.post(MU, f"/api/v1/applications/{number}/entry", details(hukou_address=WEST_STREET))
    yield found
    close(found)


@pytest.fixture(scope="module")
def schema(site: Site) -> Any:
    document = site.web.get("/api/v1/openapi.json").json()
    found = schemathesis.openapi.from_dict(document)
    found.config.generation.modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    return found


def named(row: Operation) -> str:
    return row.name


@pytest.mark.parametrize("row", OPERATIONS, ids=named)
def test_no_answer_is_unnamed_and_none_is_a_defect(site, schema, row):
    _answers_as_told(site, schema, row)


@pytest.mark.parametrize("row", [*api_codes.OPERATIONS, *api_desk_codes.OPERATIONS], ids=named)
def test_the_same_where_codes_are_sent(sending, schema, row):
    _answers_as_told(sending, schema, row)


def _answers_as_told(site: Site, schema: Any, row: Operation) -> None:
    actors = [ROLES[role] for role in sorted(row.roles) if role in ROLES] or [None]
    turn = iter(range(10**9))

    @settings(max_examples=EXAMPLES, database=None, deadline=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(schema[row.path][row.method].as_strategy())
    def answered_as_told(case: Any) -> None:
        actor = actors[next(turn) % len(actors)]
        sent = case.as_transport_kwargs(base_url=BASE)
        if actor is not None and row.name not in {"log_out", "disable"}:
            sent["headers"]["authorization"] = site.as_(actor)["authorization"]
        response = site.web.run(send(site, sent))
        case.validate_response(response, checks=CHECKS)

    answered_as_told()


async def send(site: Site, sent: dict[str, Any]) -> Any:
    sent.pop("cookies", None)
    headers = {name: text.encode("utf-8", "replace") for name, text in sent.pop("headers").items()}
    data = sent.pop("data", None)
    return await site.web.http.request(**sent, headers=headers, content=data)
