"""Which tables are only ever added to? Events, audit, checkpoints, reads, idempotency keys."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from admissions.store.types import Instant, Json, RowNumber, metadata

event = Table(
    "event", metadata,  # one row for each move: a chain of digests for each subject
    Column("machine", String(20), primary_key=True),
    Column("subject_id", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("from_stage", String(24), nullable=False),
    Column("action", String(24), nullable=False),
    Column("to_stage", String(24), nullable=False),
    Column("role", String(16), nullable=False),
    Column("actor_id", ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", String(60)),  # a code of the policy pack
    Column("facts", Json, nullable=False),  # ids, counts and keyed hashes; nothing personal
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    ForeignKeyConstraint(
        ["machine", "from_stage", "action", "to_stage", "role"],
        ["move.machine", "move.from_stage", "move.action", "move.to_stage", "move.role"],
        name="fk_event_is_a_move"),
    CheckConstraint("seq >= 1", name="seq"),
    CheckConstraint("action <> 'decline' OR reason IS NOT NULL", name="decline_has_reason"),  # S66
    Index(None, "at"),
)  # fmt: skip

audit = Table(
    "audit", metadata,  # what is no move: logins, exports, settings, publications, keys
    Column("stream", String(60), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("role", String(16), nullable=False),
    Column("what", String(60), nullable=False),
    Column("facts", Json, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    CheckConstraint("seq >= 1", name="seq"),
)  # fmt: skip

checkpoint = Table(
    "checkpoint", metadata,  # a Merkle root over the heads of all chains, exported
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("heads", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)  # fmt: skip

read_log = Table(
    "read_log", metadata,  # who saw which child, and why
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("role", String(16), nullable=False),
    Column("district_id", String(40)),
    Column("application_id", String(40), nullable=False),
    Column("purpose", String(60), nullable=False),
    Index(None, "application_id"),
    Index(None, "actor_id", "at"),
    implicit_returning=False,  # reading back needs a right to see
)  # fmt: skip

idempotency = Table(
    "idempotency", metadata,  # the same key and body: the same answer, all season (R6)
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Instant, nullable=False),
)  # fmt: skip
