"""Which tables frame a season? Cycles, districts, schools, places, windows, accounts, moves."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from admissions.store.types import Instant, Json, metadata

district = Table(
    "district", metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
)  # fmt: skip

subdistrict = Table(
    "subdistrict", metadata,
    Column("id", String(40), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("name", Text, nullable=False),
)  # fmt: skip

school = Table(
    "school", metadata,
    Column("id", String(64), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("level", String(10), nullable=False),  # primary, junior
    Column("boarding", Boolean, nullable=False, default=False),
    Column("special", Boolean, nullable=False, default=False),
    Column("designated", Boolean, nullable=False, default=False),  # for class three (S25)
    Column("address", Text, nullable=False, default=""),
    CheckConstraint("level IN ('primary','junior')", name="level"),
)  # fmt: skip

policy_pack = Table(
    "policy_pack", metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("body", Json, nullable=False),
)  # fmt: skip

cycle = Table(
    "cycle", metadata,
    Column("id", String(40), primary_key=True),  # 2026-primary
    Column("year", Integer, nullable=False),
    Column("level", String(10), nullable=False),
    Column("policy_digest", ForeignKey("policy_pack.digest"), nullable=False),
    UniqueConstraint("year", "level"),
)  # fmt: skip

window = Table(
    "window_of_cycle", metadata,  # WINDOW is a word of SQL
    Column("cycle_id", ForeignKey("cycle.id"), primary_key=True),
    Column("district_id", ForeignKey("district.id"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("opens", Instant, nullable=False),
    Column("closes", Instant, nullable=False),  # half-open: opens <= t < closes
    CheckConstraint("opens < closes", name="order"),
)  # fmt: skip

places = Table(
    "places", metadata,
    Column("cycle_id", ForeignKey("cycle.id"), primary_key=True),
    Column("school_id", ForeignKey("school.id"), primary_key=True),
    Column("planned", Integer, nullable=False),
    Column("extra", Integer, nullable=False, default=0),  # twins kept together, amendments
    Column("extra_basis", Text),
    Column("taken", Integer, nullable=False, default=0),
    CheckConstraint("planned >= 0 AND extra >= 0 AND taken >= 0", name="counts"),
    CheckConstraint("taken <= planned + extra", name="never_over"),
    CheckConstraint("extra = 0 OR extra_basis IS NOT NULL", name="extra_basis"),
)  # fmt: skip

pairing = Table(
    "pairing", metadata,  # 对口直升 (S10)
    Column("cycle_id", ForeignKey("cycle.id"), primary_key=True),
    Column("primary_school_id", ForeignKey("school.id"), primary_key=True),
    Column("junior_school_id", ForeignKey("school.id"), nullable=False),
)  # fmt: skip

move = Table(
    "move", metadata,  # the table of moves, as data: events refer to it
    Column("machine", String(20), primary_key=True),
    Column("from_stage", String(24), primary_key=True),
    Column("action", String(24), primary_key=True),
    Column("to_stage", String(24), nullable=False),
    Column("role", String(16), nullable=False),
    Column("window_name", String(40), nullable=False, default=""),
    UniqueConstraint("machine", "from_stage", "action", "to_stage", "role"),
)  # fmt: skip

account = Table(
    "account", metadata,
    Column("id", String(40), primary_key=True),
    Column("login_key", String(64), nullable=False, unique=True),  # keyed hash of what is typed
    Column("role", String(16), nullable=False),
    Column("district_id", ForeignKey("district.id")),
    Column("school_id", ForeignKey("school.id")),
    Column("subdistrict_id", ForeignKey("subdistrict.id")),
    Column("display_name", Text, nullable=False, default=""),
    Column("password_hash", Text),
    Column("password_initial", Boolean, nullable=False, default=False),  # set by someone else
    Column("oidc_subject", String(255), unique=True),
    Column("totp_sealed", LargeBinary),
    Column("totp_last_step", Integer),
    Column("failed", Integer, nullable=False, default=0),
    Column("locked_until", Instant),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Instant, nullable=False),
)  # fmt: skip

session = Table(
    "session", metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("csrf_hash", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),  # absolute
    Column("revoked_at", Instant),
    Index(None, "account_id"),
)  # fmt: skip
