"""Which tables do planners work with? Drafts of zones, steps, comments, versions, sitings.

No row of them names a person but the staff account that wrote it.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from admissions.store.types import Instant, Json, RowNumber, metadata

_OPEN = "stage = 'proposed'"

zone_draft = Table(
    "zone_draft", metadata,
    Column("id", String(40), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("level", String(10), nullable=False),
    Column("blocks_digest", String(64), nullable=False),  # of the blocks it is drawn on
    Column("parent_id", ForeignKey("zone_draft.id")),
    Column("parent_step", Integer),
    Column("author", ForeignKey("account.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("(parent_id IS NULL) = (parent_step IS NULL)", name="parent_pair"),
    CheckConstraint("level IN ('primary','junior')", name="level"),
    Index(None, "district_id"),
)  # fmt: skip

zone_draft_step = Table(
    "zone_draft_step", metadata,  # what was done to it; 1 and each `save` hold it whole
    Column("draft_id", ForeignKey("zone_draft.id"), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("said", Json, nullable=False),
    Column("note", Text, nullable=False),
    Column("author", ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("step >= 1", name="counted"),
    CheckConstraint(
        "kind IN ('begin','paint','lock','unlock','undo','redo','save')", name="kind"
    ),
    CheckConstraint("(step = 1) = (kind = 'begin')", name="begins_once"),
)  # fmt: skip

zone_draft_comment = Table(
    "zone_draft_comment", metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("draft_id", ForeignKey("zone_draft.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("body", Text, nullable=False),
    Column("author", ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "draft_id"),
    implicit_returning=False,  # reading back needs a right to see
)  # fmt: skip

zone_redraw_plan = Table(
    "zone_redraw_plan", metadata,  # what a run of the optimiser found
    Column("job_id", ForeignKey("job.id"), primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("place", Integer, nullable=False),  # its place along the frontier, from 0
    Column("legal", Boolean, nullable=False),
    Column("figures", Json, nullable=False),
    Column("said", Json, nullable=False),  # zones-draft/1
)  # fmt: skip

zone_redraw_stop = Table(
    "zone_redraw_stop", metadata,  # somebody said: enough, keep the best so far
    Column("job_id", ForeignKey("job.id"), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("author", ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
)  # fmt: skip

siting_plan = Table(
    "siting_plan", metadata,  # what a siting found
    Column("job_id", ForeignKey("job.id"), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("said", Json, nullable=False),  # jiujin-siting-plan/1
)  # fmt: skip

zone_version = Table(
    "zone_version", metadata,  # a draft made the plan of a day, by two people
    Column("id", String(40), primary_key=True),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("draft_id", String(40), nullable=False),
    Column("draft_step", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("basis", Text, nullable=False),
    Column("layer", LargeBinary, nullable=False),  # the zones, GeoJSON in WGS84
    Column("address_list", LargeBinary),  # the legal text that goes with them, CSV
    Column("digest", String(64), nullable=False),  # of both
    Column("replaces", String(64), nullable=False),  # the digest of the plan of that day till now
    Column("stage", String(10), nullable=False),
    Column("proposed_by", ForeignKey("account.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("decided_by", ForeignKey("account.id")),
    Column("decided_at", Instant),
    ForeignKeyConstraint(["draft_id", "draft_step"],
                         ["zone_draft_step.draft_id", "zone_draft_step.step"]),
    CheckConstraint("stage IN ('proposed','approved','rejected')", name="stage"),
    CheckConstraint("(stage = 'proposed') = (decided_by IS NULL)", name="decided_by_someone"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_pair"),
    CheckConstraint("stage <> 'approved' OR decided_by <> proposed_by", name="two_people"),
    Index("uq_one_open_version", "district_id", unique=True,
          sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
)  # fmt: skip
