"""What is one operation of the API? A row: who may call it, on what object, to do what."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from admissions.roles import Actor, Role
from admissions.store.sessions import Session
from admissions.store.transaction import Tx
from service.api_context import Context
from service.api_models import Nothing
from service.limits import Priority

LARGEST_BODY = 64 * 1024
ANYONE: frozenset[Role] = frozenset()
STAFF = frozenset(Role) - {Role.GUARDIAN, Role.SYSTEM}
EVERY_ROLE = frozenset(Role) - {Role.SYSTEM}


class Mode(StrEnum):
    """How an operation touches the store."""

    OPEN = "open"  # not by the common way: its own function of the call
    READ = "read"  # one read on a snapshot
    NOTED = "noted"  # a read that is written into the read log, so in a write transaction
    WRITE = "write"  # once for each Idempotency-Key


@dataclass(frozen=True, slots=True)
class Document:
    """A file as an answer."""

    data: bytes
    media_type: str
    name: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer that is encoded already: `data` for programs, `document` for our own pages."""

    data: bytes
    document: Callable[[], dict[str, Any]]


@dataclass(slots=True)
class Call:
    """One call of an operation: by whom, on what, with what. `token`: its session's, or "".

    `address`: the network address it came from, "" from the dashboard.
    """

    context: Context
    actor: Actor
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    token: str = ""
    session: Session | None = None
    prepared: Any = None
    address: str = ""

    @property
    def id(self) -> str:
        """Return the id in the path."""
        return self.path["id"]

    @property
    def number(self) -> int:
        """Return the id in the path as the number of a row; 0, which no row has, for any other."""
        return int(self.id) if self.id.isdecimal() and len(self.id) < 16 else 0


Work = Callable[[Tx, Call], Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table of routes; whoever is not named in `roles` is refused.

    `object`: what the path's id names, "" for none. `action`: a move of admissions/moves.py, or
    what is done else. `work` runs in the transaction; `prepare` before it, outside; `finish` after
    it, in a thread, where an answer takes long to make. `opened` is the work of Mode.OPEN.
    `initial`: also before an initial password was changed. `largest`: bytes that a body may have.
    """

    name: str
    method: str
    path: str
    roles: frozenset[Role]
    object: str
    action: str
    mode: Mode
    answers: type[BaseModel] | str  # a media type for documents
    work: Work | None = None
    opened: Callable[[Call], Awaitable[Any]] | None = None
    prepare: Callable[[Call], Any] | None = None
    finish: Callable[[Call, Any], Any] | None = None
    body: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    status: int = 200
    priority: Priority = Priority.REPORT
    refusals: tuple[int, ...] = ()
    initial: bool = False
    largest: int = LARGEST_BODY
    words: str = ""

    @property
    def writes(self) -> bool:
        """Say whether a call of it may change something."""
        return self.method != "GET"


def writing(name: str, path: str, roles: frozenset[Role], target: str, action: str, work: Work,
            answers: type[BaseModel] | str, body: type[BaseModel] = Nothing,
            **more: Any) -> Operation:  # fmt: skip
    """Return the row of a POST that changes something, once for each key."""
    more = {"status": 200, "priority": Priority.SUBMIT} | more
    return Operation(name, "POST", path, roles, target, action, Mode.WRITE, answers, work=work,
                     body=body, **more)  # fmt: skip


def reading(name: str, path: str, roles: frozenset[Role], target: str, work: Work,
            answers: type[BaseModel] | str, **more: Any) -> Operation:  # fmt: skip
    """Return the row of a GET; with `mode=Mode.NOTED` it is written into the read log."""
    more = {"mode": Mode.READ} | more
    return Operation(name, "GET", path, roles, target, "read", answers=answers, work=work, **more)
