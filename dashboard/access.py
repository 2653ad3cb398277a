"""As whom, and by which door, does the dashboard reach the service? The one boundary.

Every read and every move goes through a row of the API's table of operations as the account that
is signed in, checked against the store at every rerun. Nothing here opens the database.
"""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from admissions.homes import HomeFacts
from admissions.roles import Actor, Role
from admissions.store.idempotency import Kept
from admissions.store.sessions import Session
from dashboard.words import Say, sayer
from service.api_calls import NOBODY, perform, permitted, respond
from service.api_context import Context
from service.api_operations import STAFF, Call, Document, Mode, Operation, Ready
from service.api_problems import Problem
from service.api_routes import operation as row_of
from service.pages_frame import Frame, read_frame
from service.sessions import cookie_name, session_behind

T = TypeVar("T")
_held: list[Context] = []


def install(context: Context) -> None:
    """Let this process's dashboard stand before one service."""
    _held[:] = [context]


def service() -> Context:
    """Return the service that was installed; RuntimeError where none was."""
    if not _held:
        raise RuntimeError("no service is installed: call dashboard.app.build_app first")
    return _held[0]


def cookies() -> dict[str, str]:
    """Return the cookies with which the browser opened the page; {} outside a browser."""
    found = st.context.cookies
    try:
        return {str(name): str(text) for name, text in found.items()}
    except (AttributeError, TypeError):
        return {}


def waited(work: Coroutine[Any, Any, T]) -> T:
    """Run the service's work from a script's thread and return what it returns."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


@dataclass(frozen=True, slots=True)
class Visit:
    """One rerun of one browser: before which service, who is signed in, in which language."""

    context: Context
    session: Session
    token: str
    language: str
    links: dict[str, Any] = field(default_factory=dict)  # the pages of the role, by their names
    kept: dict[str, Any] = field(default_factory=dict)  # what was read in this rerun already

    @property
    def actor(self) -> Actor:
        """Return who acts."""
        return self.session.actor

    @property
    def role(self) -> Role:
        """Return the role of who acts."""
        return self.session.actor.role

    @property
    def cycle_id(self) -> str:
        """Return the season that the service stands for."""
        return self.context.settings.cycle_id

    @property
    def say(self) -> Say:
        """Return the words of the visit's language."""
        return sayer(self.language)

    def told(self, pair: Any) -> str:
        """Return the visit's language of something that has zh and en."""
        return str(pair.en if self.language == "en" else pair.zh)

    def told_issuer(self, rule: Any) -> str:
        """Return by whom a paper is issued, as the year's policy says, "" where it does not."""
        return str(rule.issuer_en if self.language == "en" else rule.issuer_zh)

    def may(self, name: str) -> bool:
        """Say whether the role may call an operation."""
        row = row_of(name)
        return not row.roles or self.role in row.roles

    def call(self, name: str, body: Any = None, *, key: str = "", query: Any = None,
             **path: str) -> Any:  # fmt: skip
        """Do an operation as whoever is signed in; raises the refusals of the API."""
        row, call, raw = self._made(name, body, query or {}, path)
        if row.mode == Mode.WRITE and not key:
            raise Problem("idempotency_key_missing")
        made = waited(perform(row, call, key=key, raw=raw))
        if isinstance(made, Kept) and not isinstance(row.answers, str):
            return row.answers.model_validate_json(made.answer)
        if isinstance(made, Ready) and not isinstance(row.answers, str):
            return row.answers.model_validate_json(made.data)
        return made

    def file(self, name: str, body: Any = None, *, key: str = "", query: Any = None,
             **path: str) -> Document:  # fmt: skip
        """Do an operation that answers a file; raises the refusals of the API."""
        row, call, raw = self._made(name, body, query or {}, path)
        answered = waited(respond(row, call, key=key, raw=raw))
        shown = answered.headers.get("content-disposition", "")
        return Document(bytes(answered.body), str(answered.media_type),
                        shown.partition('"')[2].rstrip('"'))  # fmt: skip

    def frame(self) -> Frame:
        """Return what every page may show of the season: policy, periods, schools; read once."""
        if "frame" not in self.kept:
            work = self.context.reading(NOBODY, lambda tx: read_frame(tx, self.context))
            self.kept["frame"] = waited(work)
        found: Frame = self.kept["frame"]
        return found

    def place_of(self, address: str) -> HomeFacts:
        """Return where the service's desk finds an address, for a pin on a map; nothing is kept."""
        return self.context.desk.anchor(address)

    def _made(self, name: str, body: Any, query: Any, path: Any) -> tuple[Operation, Call, bytes]:
        row = row_of(name)
        actor = permitted(self.session, row) if row.roles else NOBODY
        raw = json.dumps(body or {}, ensure_ascii=False, sort_keys=True).encode()
        call = Call(self.context, actor, path, query, None, self.token, self.session)
        if row.body is not None:
            call.body = row.body.model_validate_json(raw)
        return row, call, raw


def visit_now(language: str) -> Visit | None:
    """Return the visit of the staff account behind the browser's cookie, asked of the store now.

    None where nobody is signed in, the session has ended, or a guardian is.
    """
    context = service()
    token = cookies().get(cookie_name(secure=context.settings.secure), "")[:128]
    session = waited(session_behind(context, token))
    if session is None or session.actor.role not in STAFF:
        return None
    return Visit(context, session, token, language)
