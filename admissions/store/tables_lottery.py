"""Which tables bind a lottery before anybody can know its seed? Ceremonies (trust.md F3).

Whoever acts may read them, and so may the public: they name no child.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from admissions.store.types import Instant, Json, metadata

ceremony = Table(
    "ceremony", metadata,  # the announcement: which public value, of which future time
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("number", Integer, nullable=False),  # 1 is the first of the season
    Column("beacon", Text, nullable=False),  # the name of the public value, not the value
    Column("commitments_until", Instant, nullable=False),  # half-open
    Column("beacon_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),  # of one after registration; "" before
    Column("author", ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("cycle_id", "district_id", "number"),
    CheckConstraint("number >= 1", name="counted"),
    CheckConstraint("at < commitments_until AND commitments_until <= beacon_at", name="in_order"),
)  # fmt: skip

ceremony_commitment = Table(
    "ceremony_commitment", metadata,
    Column("ceremony_id", ForeignKey("ceremony.id"), primary_key=True),
    Column("place", Integer, primary_key=True),  # 1 first; secrets are opened in this order
    Column("person", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),  # an opened one never binds again
    Column("author", ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
)  # fmt: skip

ceremony_draw = Table(
    "ceremony_draw", metadata,  # what was opened, and the seed that it makes
    Column("ceremony_id", ForeignKey("ceremony.id"), primary_key=True),
    Column("input_root", String(64), nullable=False),
    Column("ruleset_sha256", String(64), nullable=False),
    Column("reveals", Json, nullable=False),
    Column("beacon_value", Text, nullable=False),
    Column("seed", String(64), nullable=False),
    Column("author", ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
)  # fmt: skip
