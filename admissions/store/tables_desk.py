"""Which tables does the bureau work with? Runs, amendments, moves, petitions, publications."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from admissions.store.types import Instant, Json, RowNumber, metadata

_SEALED = "stage IN ('sealed', 'published')"

overflow_run = Table(
    "overflow_run", metadata,
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("stage", String(24), nullable=False, default="none"),
    Column("version", Integer, nullable=False, default=0),
    Column("input_digest", String(64), nullable=False),
    Column("bundle_digest", String(64), nullable=False),
    Column("report", Json, nullable=False),
    Column("bundle", LargeBinary, nullable=False),  # the folder, zipped; for the auditor
    Index("uq_one_sealed_run", "cycle_id", "district_id", unique=True,
          sqlite_where=text(_SEALED), postgresql_where=text(_SEALED)),
)  # fmt: skip

run_line = Table(
    "run_line", metadata,  # what the run says of each child
    Column("run_id", ForeignKey("overflow_run.id"), primary_key=True),
    Column("application_id", ForeignKey("application.id"), primary_key=True),
    Column("school_id", ForeignKey("school.id"), nullable=False),
    Column("reason", Json, nullable=False),
    Index(None, "application_id"),
)  # fmt: skip

amendment = Table(
    "amendment", metadata,  # amendment/1: a special case, by two people (G6, S70)
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("application_id", ForeignKey("application.id")),
    Column("stage", String(24), nullable=False, default="none"),
    Column("version", Integer, nullable=False, default=0),
    Column("kind", String(24), nullable=False),  # place, late, register_late, places, correction
    Column("basis", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("reason_hash", String(64), nullable=False),
    Column("proposed_by", ForeignKey("account.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", ForeignKey("account.id")),
    Column("approved_at", Instant),
    CheckConstraint("approved_by <> proposed_by", name="two_people"),
    CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_pair"),
    CheckConstraint("stage NOT IN ('approved','applied') OR approved_by IS NOT NULL",
                    name="approved_by_someone"),
    Index(None, "application_id"),
)  # fmt: skip

transfer = Table(
    "transfer", metadata,  # 跨区、跨片, 回户口或新住址 (S30, S33, S36, S37)
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),  # who decides
    Column("application_id", ForeignKey("application.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("stage", String(24), nullable=False, default="none"),
    Column("version", Integer, nullable=False, default=0),
    Column("to_district_id", ForeignKey("district.id")),
    Column("to_school_id", ForeignKey("school.id")),
    Column("ground", String(24), nullable=False),  # hukou_returned, new_home
    Column("seal_no", Text), Column("letter_no", Text),
    Column("collect_from", Date), Column("collect_until", Date),  # inclusive days
    CheckConstraint("kind IN ('cross_district','cross_zone')", name="kind"),
    CheckConstraint("stage NOT IN ('approved','letter_issued','collected') OR seal_no IS NOT NULL",
                    name="sealed"),
    CheckConstraint("(collect_from IS NULL) = (collect_until IS NULL)", name="collect_pair"),
    Index(None, "application_id"),
)  # fmt: skip

petition = Table(
    "petition", metadata,
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("application_id", ForeignKey("application.id")),
    Column("publication_id", ForeignKey("publication.id")),  # an objection to a publication
    Column("stage", String(24), nullable=False, default="none"),
    Column("version", Integer, nullable=False, default=0),
    Column("subject", String(40), nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("answer_sealed", LargeBinary),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),  # answered on or before this day
    Column("answered_on", Date),
    Index(None, "district_id", "stage"),
)  # fmt: skip

publication = Table(
    "publication", metadata,  # 公示 (S47, S48, S62): masked, with its objection period
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("school_id", ForeignKey("school.id")),
    Column("disclosure", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("published_by", ForeignKey("account.id"), nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("objections_until", Instant),
    Column("taken_down_at", Instant),
)  # fmt: skip

message = Table(
    "message", metadata,  # the outbox: written with the event, sent after the commit (S68)
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("machine", String(20), nullable=False),
    Column("subject_id", String(40), nullable=False),
    Column("seq", Integer, nullable=False),  # of the event that caused it
    Column("template", String(40), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("application_id", ForeignKey("application.id")),
    Column("params", Json, nullable=False),  # numbers, dates, school names; nothing personal
    Column("state", String(12), nullable=False, default="queued"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Instant, nullable=False),
    Column("claimed_until", Instant),
    Column("sent_at", Instant), Column("delivered_at", Instant),
    Column("provider_ref", String(80)), Column("last_error", Text),
    CheckConstraint("state IN ('queued','sending','sent','delivered','failed')", name="state"),
    Index("uq_message_once", "machine", "subject_id", "seq", "template", unique=True),
    Index(None, "state", "next_at"),
    implicit_returning=False,  # reading back needs a right to see
)  # fmt: skip

job = Table(
    "job", metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("district_id", ForeignKey("district.id")),
    Column("payload", Json, nullable=False),
    Column("state", String(12), nullable=False, default="queued"),
    Column("progress", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("run_after", Instant, nullable=False),
    Column("lease_until", Instant), Column("lease_token", String(40)),
    Column("result", Json), Column("error", Text),
    Column("made_by", ForeignKey("account.id")), Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("state IN ('queued','running','done','failed')", name="state"),
    Index(None, "state", "run_after"),
    implicit_returning=False,  # reading back needs a right to see
)  # fmt: skip
