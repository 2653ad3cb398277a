"""Which tables let a guardian back in? Telephones of accounts, one-time codes."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from admissions.store.types import Instant, RowNumber, metadata

telephone = Table(
    "telephone", metadata,  # of a guardian's account: where codes for it are sent
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("verified_at", Instant),
)  # fmt: skip

access_code = Table(
    "access_code", metadata,  # a code that was made, of an account or of nobody's
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("ref", String(40), nullable=False, unique=True),
    Column("purpose", String(8), nullable=False),
    Column("subject", String(64), nullable=False),  # a login's key; at a desk a registration
    Column("account_id", ForeignKey("account.id")),  # none: nobody may use this code
    Column("digest", String(64), nullable=False),  # keyed; the code itself is kept nowhere
    Column("asked_from", String(64), nullable=False),  # keyed digest of a network address
    Column("sealed", LargeBinary),  # telephone and code, until the message has left
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("used_at", Instant),
    CheckConstraint("purpose IN ('verify','renew','desk')", name="purpose"),
    CheckConstraint("tries BETWEEN 0 AND 5", name="few_tries"),
    CheckConstraint("used_at IS NULL OR used_at < expires_at", name="used_in_time"),
    Index(None, "subject", "made_at"),
    Index(None, "asked_from", "made_at"),
    implicit_returning=False,  # reading back needs a right to see
)  # fmt: skip
