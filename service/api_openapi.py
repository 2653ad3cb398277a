"""How is the API written down for machines? OpenAPI 3.1, made from the table of operations."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.api_lookup import GEOJSON
from service.api_operations import Mode, Operation
from service.api_problems import MEDIA_TYPE, ProblemModel

_REF = "#/components/schemas/{model}"
_SAID = {
    400: "A missing key or a malformed parameter", 401: "No session", 403: "Not for this role",
    404: "Not there, or not yours: the same answer", 409: "The rules or the stage refuse it",
    413: "The body is too large", 415: "The body is not JSON", 422: "Faults in what was sent",
    429: "Too many at once", 503: "Not now: try the same call again",
}  # fmt: skip


def openapi_of(operations: Iterable[Operation], *, version: str, cookie: str) -> dict[str, Any]:
    """Return the whole document."""
    rows = list(operations)
    schemas = _schemas(rows)
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Jiujin 就近", "version": version},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {
            "cookie": {"type": "apiKey", "in": "cookie", "name": cookie},
            "bearer": {"type": "http", "scheme": "bearer"},
        }},
    }  # fmt: skip


def _schemas(rows: list[Operation]) -> dict[str, Any]:
    asked = {row.body for row in rows if row.body is not None}
    answered = {row.answers for row in rows if not isinstance(row.answers, str)}
    models: list[tuple[type[BaseModel], Any]] = [
        *((model, "validation") for model in sorted(asked, key=lambda it: it.__name__)),
        *((model, "serialization") for model in sorted(answered | {ProblemModel},
                                                       key=lambda it: it.__name__)),
    ]  # fmt: skip
    _, found = models_json_schema(models, ref_template=_REF)
    return found.get("$defs", {})


def _operation(row: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": row.name, "summary": row.words or row.name,
        "parameters": [*_path_parameters(row), *_query_parameters(row), *_headers(row)],
        "responses": _responses(row),
        "security": [{"cookie": []}, {"bearer": []}] if row.roles else [],
        "x-roles": sorted(row.roles), "x-object": row.object, "x-action": row.action,
    }  # fmt: skip
    if row.body is not None:
        schema = {"$ref": _REF.format(model=row.body.__name__)}
        made["requestBody"] = {"required": True, "content": {"application/json": {
            "schema": schema}}}  # fmt: skip
    return made


def _path_parameters(row: Operation) -> list[dict[str, Any]]:
    schema = {"type": "string", "pattern": r"^[0-9A-Za-z_.:\-]{1,64}$"}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name in re.findall(r"{(\w+)}", row.path)
    ]


def _query_parameters(row: Operation) -> list[dict[str, Any]]:
    schema = {"type": "string", "pattern": r"^[0-9A-Za-z_.:\-]{1,64}$"}
    return [{"name": name, "in": "query", "required": False, "schema": schema}
            for name in row.query]  # fmt: skip


def _headers(row: Operation) -> list[dict[str, Any]]:
    found = []
    if row.mode == Mode.WRITE:
        schema = {"type": "string", "pattern": r"^[0-9A-Za-z_\-]{8,80}$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True,
                      "schema": schema})  # fmt: skip
    if row.writes and row.roles:
        found.append({"name": "X-CSRF-Token", "in": "header", "required": False,
                      "schema": {"type": "string"}})  # fmt: skip
    return found


def _responses(row: Operation) -> dict[str, Any]:
    problem = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="ProblemModel")}}}
    if isinstance(row.answers, str):
        content: dict[str, Any] = {row.answers: {}}
    else:
        content = {"application/json": {"schema": {
            "$ref": _REF.format(model=row.answers.__name__)}}}  # fmt: skip
    told: dict[str, Any] = {str(row.status): {"description": "Done", "content": content}}
    if row.mode == Mode.OPEN and row.answers == GEOJSON:
        told["304"] = {"description": "Not changed since If-None-Match"}
    for status in sorted(_refusals(row)):
        told[str(status)] = {"description": _SAID[status], "content": problem}
    return told


def _refusals(row: Operation) -> set[int]:
    found = {400, 429, 503, *row.refusals}
    if row.roles:
        found |= {401, 403, 404, 409}
    if "{" in row.path:
        found |= {404}
    if row.body is not None:
        found |= {403, 413, 415, 422}
    if row.mode != Mode.OPEN:
        found |= {409, 422}
    return found
