"""Which tables does a planner work with? Scenarios and forecasts: sums only, nothing of a child."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from admissions.store.types import Instant, Json, metadata

scenario = Table(
    "scenario", metadata,  # a revision never changes: forecasts refer to it
    Column("id", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("parent_id", String(40)), Column("parent_revision", Integer),
    Column("body", Json, nullable=False),  # what it changes of its parent
    Column("made_by", ForeignKey("account.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("(parent_id IS NULL) = (parent_revision IS NULL)", name="parent_pair"),
    ForeignKeyConstraint(["parent_id", "parent_revision"], ["scenario.id", "scenario.revision"]),
    Index(None, "district_id"),
)  # fmt: skip

forecast_run = Table(
    "forecast_run", metadata,
    Column("id", String(40), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("origin", Integer, nullable=False),  # the year of the last rolls it knew
    Column("years", Integer, nullable=False),
    Column("scenario_id", String(40)), Column("scenario_revision", Integer),
    Column("data_sha256", String(64), nullable=False),
    Column("parameters_sha256", String(64), nullable=False),
    Column("digest", String(64), nullable=False),  # of the manifest in the bundle
    Column("document", Json, nullable=False),
    Column("bundle", LargeBinary, nullable=False),  # the folder of `jiujin forecast run`, zipped
    Column("made_by", ForeignKey("account.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("(scenario_id IS NULL) = (scenario_revision IS NULL)", name="scenario_pair"),
    ForeignKeyConstraint(["scenario_id", "scenario_revision"],
                         ["scenario.id", "scenario.revision"]),
    Index(None, "district_id"),
)  # fmt: skip
