"""How is a call of the API answered? Taken in, known, checked, decoded, done, told."""

import asyncio
import json
import re
from base64 import b64decode, b64encode
from inspect import isawaitable
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from admissions.actions.sessions import session_of
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.idempotency import Kept, once
from admissions.store.sessions import Session
from admissions.store.transaction import Refused, Tx
from service.api_context import Context
from service.api_operations import LARGEST_BODY, Call, Document, Mode, Operation, Ready
from service.api_problems import MEDIA_TYPE, REFUSALS, Problem, refusal_of
from service.endpoints import Answer, admitted
from service.sessions import (
    CSRF_HEADER,
    Presented,
    header,
    keep_awake,
    presented,
    require_meant,
    require_same_site,
    session_behind,
)

NOBODY = Actor("anonymous", Role.GUARDIAN)
_REVALIDATED = "no-cache"  # kept, but asked for again before each use: files of the day
_KEY = re.compile(r"[0-9A-Za-z_\-]{8,80}")
_ID = re.compile(r"[0-9A-Za-z_.:\-]{1,64}")


def endpoint_of(context: Context, operation: Operation) -> Answer:
    """Return the function that answers the calls of one operation."""

    async def answer(request: Request) -> Response:
        try:
            return await _answered(context, operation, request)
        except REFUSALS as error:
            return problem_response(refusal_of(error))

    return admitted(
        context, method=operation.method, path=operation.path, priority=operation.priority,
        answer=answer, put_off=lambda: problem_response(Problem("try_again", retry_s=2)),
    )  # fmt: skip


async def _answered(context: Context, operation: Operation, request: Request) -> Response:
    address = address_of(request, context)
    if not context.by_address.take(address):
        raise Problem("too_many", retry_s=5)
    found = presented(request, secure=context.settings.secure)
    if operation.roles and not found.token:
        raise Problem("sign_in")
    call = Call(context, NOBODY, {}, {}, None, found.token, address=address)
    try:
        key, raw = await _take_in(operation, request, call, found)
    except REFUSALS:
        await _let_act(operation, call)  # whoever may not call at all is told that first
        raise
    if not _enters_in_the_writer(operation):
        await _let_act(operation, call)
        return _unless_known(request, await respond(operation, call, key=key, raw=raw))
    try:
        return await respond(operation, call, key=key, raw=raw)
    finally:
        if call.session is not None:
            keep_awake(context, call.token, call.session)


def _unless_known(request: Request, answer: Response) -> Response:
    """Answer 304 to whoever holds this very file already (RFC 9110 §13.1.2)."""
    known = header(request, b"if-none-match")
    etag = answer.headers.get("etag", "") if known and answer.status_code == 200 else ""
    if not etag or etag not in (it.strip() for it in known.split(",")):
        return answer
    return Response(status_code=304, headers={"etag": etag, "cache-control": _REVALIDATED})


async def _take_in(
    operation: Operation, request: Request, call: Call, found: Presented
) -> tuple[str, bytes]:
    """Put what was sent into the call; return its key and body. Raises what is wrong with it."""
    if operation.writes and operation.roles:
        require_meant(request, call.context, found, header(request, CSRF_HEADER))
    elif operation.writes:
        require_same_site(request, call.context)
    key = _key_of(operation, request)
    raw = await _body(operation, request)
    call.path, call.query = _path(request), _query(operation, request)
    if operation.body is not None:
        call.body = operation.body.model_validate_json(raw)
    return key, raw


def _enters_in_the_writer(operation: Operation) -> bool:
    """Say whether a session is looked at by the writer, in the transaction of what it writes."""
    return operation.mode == Mode.WRITE and bool(operation.roles) and operation.prepare is None


async def _let_act(operation: Operation, call: Call) -> None:
    """Let the call act as whose session it shows, where one is asked for; raises Problem."""
    if operation.roles:
        session = await session_behind(call.context, call.token)
        if session is None:
            raise Problem("sign_in")
        call.session, call.actor = session, permitted(session, operation)


def _enter(tx: Tx, operation: Operation, call: Call) -> None:
    """Do the same in the writer's transaction: what has ended by now writes nothing."""
    try:
        session = session_of(tx, token=call.token)
    except Refused as error:
        raise Problem("sign_in") from error
    call.session, call.actor = session, permitted(session, operation)
    tx.become(call.actor)


async def respond(operation: Operation, call: Call, *, key: str = "", raw: bytes = b"") -> Response:
    """Do what an operation says and return its answer; refusals are raised."""
    made = await perform(operation, call, key=key, raw=raw)
    match made:
        case Response():
            return made
        case Kept() if isinstance(operation.answers, str):
            keys = call.context.store.keys
            packed = keys.open(bytes.fromhex(made.answer), f"idempotency:{key}")
            return document_response(_unpacked(packed))
        case Kept():
            return _json(made.answer.encode(), made.status)
        case Document():
            return document_response(made)
        case Ready():
            data = made.data
        case BaseModel():
            data = made.model_dump_json().encode()
        case _:
            data = json.dumps(made, ensure_ascii=False).encode()
    return _json(data, operation.status)


async def perform(operation: Operation, call: Call, *, key: str = "", raw: bytes = b"") -> Any:
    """Run an operation's work where it belongs: in the loop, a reader, or the writer."""
    if operation.opened is not None:
        return await operation.opened(call)
    if operation.prepare is not None:
        prepared = operation.prepare(call)
        call.prepared = await prepared if isawaitable(prepared) else prepared
    made = await _worked(operation, call, key=key, raw=raw)
    if operation.finish is None:
        return made
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(call.context.readers, operation.finish, call, made)


async def _worked(operation: Operation, call: Call, *, key: str, raw: bytes) -> Any:
    context, work = call.context, operation.work
    if work is None:
        raise AssertionError(operation.name)
    if operation.mode == Mode.READ:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            context.readers, context.store.read, call.actor, lambda tx: work(tx, call)
        )
    if operation.mode == Mode.NOTED:
        return await asyncio.wrap_future(
            context.store.submit(call.actor, lambda tx: work(tx, call))
        )
    try:
        return await _once(operation, call, key=key, raw=raw)
    except Refused as error:
        if error.code != "key_in_use":
            raise
        return await _once(operation, call, key=key, raw=raw)  # the other one has just ended


async def _once(operation: Operation, call: Call, *, key: str, raw: bytes) -> Kept:
    path = operation.path.format(**call.path)
    request = f"{operation.method} {path}\n{raw.decode('utf-8', 'surrogateescape')}"
    enters = bool(operation.roles) and call.session is None

    def kept(tx: Tx) -> Kept:
        if enters:
            _enter(tx, operation, call)

        def told() -> str:
            made: BaseModel | Document = operation.work(tx, call)  # type: ignore[misc]
            if isinstance(made, Document):
                return tx.keys.seal(_packed(made), f"idempotency:{key}").hex()
            return made.model_dump_json()

        return once(tx, key=key, request=request, status=operation.status, work=told)

    return await asyncio.wrap_future(
        call.context.store.submit(SYSTEM if enters else call.actor, kept)
    )


def _packed(made: Document) -> str:
    """Return a file as text, to be sealed: it is given again if its answer was lost."""
    data = b64encode(made.data).decode()
    return json.dumps([data, made.media_type, made.name])


def _unpacked(text: str) -> Document:
    data, media_type, name = json.loads(text)
    return Document(b64decode(data), media_type, name)


def permitted(session: Session, operation: Operation) -> Actor:
    """Return who acts, if its role may and its password is its own; raises Problem."""
    if session.password_initial and not operation.initial:
        raise Problem("password_is_initial")
    if session.actor.role not in operation.roles:
        raise Problem("not_your_move")
    return session.actor


def _key_of(operation: Operation, request: Request) -> str:
    if operation.mode != Mode.WRITE:
        return ""
    key = header(request, b"idempotency-key")
    if not _KEY.fullmatch(key):
        raise Problem("idempotency_key_missing")
    return key


async def _body(operation: Operation, request: Request) -> bytes:
    if operation.body is None:
        return b""
    if header(request, b"content-type").partition(";")[0].strip() != "application/json":
        raise Problem("not_json")
    return await bounded_body(request, operation.largest)


async def bounded_body(request: Request, largest: int = LARGEST_BODY) -> bytes:
    """Read a body of at most `largest` bytes; raises Problem."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise Problem("too_large")
        parts.append(part)
    return b"".join(parts)


def _path(request: Request) -> dict[str, str]:
    found = dict(request.path_params)
    if not all(_ID.fullmatch(text) for text in found.values()):
        raise Problem("not_there")
    return found


def _query(operation: Operation, request: Request) -> dict[str, str]:
    """Return the parameters that the operation names; an id or code each, others are refused."""
    if not request.scope["query_string"]:
        return {}
    given = request.query_params
    wrong = [name for name in given if name not in operation.query]
    wrong += [name for name in given if not _ID.fullmatch(given[name])]
    if wrong or len(given.multi_items()) != len(given):
        raise Problem("malformed")
    return dict(given)


def address_of(request: Request, context: Context) -> str:
    """Return the caller's address; the proxy's word for it only where the proxy is trusted."""
    peer = request.client.host if request.client else ""
    if peer and peer == context.settings.trusted_proxy:
        return header(request, b"x-forwarded-for", peer).rpartition(",")[2].strip()
    return peer


def _json(data: bytes, status: int) -> Response:
    return Response(data, status, media_type="application/json")


def document_response(made: Document) -> Response:
    """Answer a file; it is shown under its name."""
    headers = {"content-disposition": f'attachment; filename="{made.name}"'} if made.name else {}
    if made.etag:
        headers |= {"etag": made.etag, "cache-control": _REVALIDATED}
    return Response(made.data, media_type=made.media_type, headers=headers)


def problem_response(problem: Problem) -> Response:
    """Answer a refusal."""
    headers = {"retry-after": str(problem.retry_s)} if problem.retry_s else {}
    body = problem.document().model_dump_json().encode()
    return Response(body, problem.status, headers, MEDIA_TYPE)
