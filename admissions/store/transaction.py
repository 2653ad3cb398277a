"""What does one transaction carry? Connection, actor, the one clock reading, keys, deadlines."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, text

from admissions.roles import Actor, Role
from admissions.store.keys import KeyRing

_CONTEXT = text(
    "SELECT set_config('app.role', :role, true), set_config('app.account', :account, true), "
    "set_config('app.district', :district, true), set_config('app.school', :school, true), "
    "set_config('app.subdistrict', :subdistrict, true)"
)


def bind_actor(conn: Connection, actor: Actor) -> None:
    """Bound what PostgreSQL shows until the transaction ends to what `actor` may see."""
    conn.execute(_CONTEXT, {
        "role": str(actor.role), "account": actor.account_id, "district": actor.district_id,
        "school": actor.school_id, "subdistrict": actor.subdistrict_id,
    })  # fmt: skip


class Refused(ValueError):
    """The store or a rule refuses a move; `code` says which rule, `args` words for people."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class NotThere(Refused):
    """There is no such thing, or this actor may not know of it: the same answer for both."""

    def __init__(self, what: str) -> None:
        super().__init__("not_there", f"{what}: not found")


class TooLate(Refused):
    """The window has closed, or has not opened; checked again inside the commit (S60)."""

    def __init__(self, window: str) -> None:
        super().__init__("outside_window", f"outside the period {window}")
        self.window = window


class Unavailable(RuntimeError):
    """The store cannot take writes just now (disk full, database down): try the same call again."""


@dataclass(slots=True)
class Tx:
    """One unit of work. `now` is read once, inside the transaction, in Asia/Shanghai.

    `commit_before`: the earliest close of the windows used; the commit re-checks the clock.
    """

    conn: Connection
    actor: Actor
    now: datetime
    keys: KeyRing
    commit_before: datetime | None = None
    window: str = field(default="")

    def must_commit_before(self, closes: datetime, window: str) -> None:
        """Let the commit be refused if the clock has reached `closes` by then."""
        if self.commit_before is None or closes < self.commit_before:
            self.commit_before = closes
            self.window = window

    def become(self, actor: Actor) -> None:
        """Go on as `actor`, whose session SYSTEM has looked at in this very transaction.

        Raises Refused ("not_your_move") for anybody but SYSTEM.
        """
        if self.actor.role != Role.SYSTEM:
            raise Refused("not_your_move", "only the system goes on as somebody else")
        self.actor = actor
        if self.conn.dialect.name == "postgresql":
            bind_actor(self.conn, actor)

    def alone_on(self, what: str) -> None:
        """Let nobody else work on `what` until this commits: one after another on PostgreSQL.

        SQLite has one writer anyway. For the end of a chain that many add to.
        """
        if self.conn.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
            self.conn.execute(lock, {"what": what})
