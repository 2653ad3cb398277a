"""Which tables hold a child's way? Application, entry, home, papers, placement, roll."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from admissions.store.types import Instant, Json, RowNumber, metadata

LIVE = "stage NOT IN ('none', 'withdrawn', 'transferred')"

application = Table(
    "application", metadata,
    Column("id", String(40), primary_key=True),  # the registration number on every paper
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("account_id", ForeignKey("account.id")),  # the guardian's; none if staff registered
    Column("child_key", String(64), nullable=False),  # HMAC of the id, key outside the database
    Column("case_id", String(40), nullable=False),  # the child's one identity below admissions/
    Column("stage", String(24), nullable=False, default="none"),
    Column("version", Integer, nullable=False, default=0),
    Column("school_id", ForeignKey("school.id")),  # whose desk it is on, or who has the child
    Column("subdistrict_id", ForeignKey("subdistrict.id")),
    Column("category", String(8)),  # policy_terms.Category
    Column("created_at", Instant, nullable=False),
    CheckConstraint("category IN ('one', 'two', 'three')", name="category"),
    Index("uq_one_district_per_child", "cycle_id", "child_key", unique=True,
          sqlite_where=text(LIVE), postgresql_where=text(LIVE)),
    Index(None, "cycle_id", "district_id", "stage"),
    Index(None, "school_id", "stage"),
    Index(None, "account_id"),
)  # fmt: skip

entry = Table(
    "entry", metadata,  # what the guardian entered; written only together with an event
    Column("application_id", ForeignKey("application.id"), primary_key=True),
    Column("version", Integer, nullable=False),  # of the event that wrote it
    Column("open", Json, nullable=False),  # the fields of people.FIELDS that are not encrypted
    Column("sealed", LargeBinary, nullable=False),  # the others: AES-GCM, key outside
    Column("digest", String(64), nullable=False),  # keyed hash of the whole, named by its event
)  # fmt: skip

home = Table(
    "home", metadata,  # the anchor's place and zone (service.desk.HomeFacts)
    Column("application_id", ForeignKey("application.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("x_m", Float), Column("y_m", Float), Column("crs", String(40), nullable=False),
    Column("source", String(40), nullable=False),
    Column("precision", String(40), nullable=False),
    Column("building_id", String(64), nullable=False, default=""),
    Column("zone_state", String(20), nullable=False),
    Column("zone_ids", Json, nullable=False),
    Column("school_ids", Json, nullable=False),
    Column("basis", String(20), nullable=False),
    Column("line_distance_m", Float),
    Column("walk_m", Json, nullable=False),  # school id -> whole metres
    Column("plan_digest", String(64), nullable=False),
    Column("decided_zone_id", String(64)),  # a person decided (who: the event)
    Column("decided_by", ForeignKey("account.id")),
    Column("decided_at", Instant),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_pair"),
)  # fmt: skip

paper = Table(
    "paper", metadata,  # what was noted of a paper shown; no scan is kept
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("application_id", ForeignKey("application.id"), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("facts", Json, nullable=False),  # papers.Paper without names
    Column("sealed", LargeBinary, nullable=False),  # the names on it
    Column("faults", Json, nullable=False),
    Column("seen_by", ForeignKey("account.id"), nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index(None, "application_id"),
    implicit_returning=False,  # reading back needs a right to see
)  # fmt: skip

placement = Table(
    "placement", metadata,  # who has which place; triggers count it against `places`
    Column("application_id", ForeignKey("application.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("school_id", ForeignKey("school.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("run_id", ForeignKey("overflow_run.id")),
    Column("amendment_id", ForeignKey("amendment.id")),
    Column("reason", Json, nullable=False),
    CheckConstraint(
        "kind IN ('zone','overflow','special_school','regular_class','boarding','paired',"
        "'amendment')", name="kind"),
    CheckConstraint("(kind = 'overflow') = (run_id IS NOT NULL)", name="run"),
    CheckConstraint("kind <> 'amendment' OR amendment_id IS NOT NULL", name="amendment"),
    Index(None, "cycle_id", "school_id"),
)  # fmt: skip

expected_child = Table(
    "expected_child", metadata,  # known to be of age: who has not registered yet? (S74)
    Column("cycle_id", ForeignKey("cycle.id"), primary_key=True),
    Column("district_id", ForeignKey("district.id"), primary_key=True),
    Column("child_key", String(64), primary_key=True),
    Column("source", Text, nullable=False),  # kindergarten, police list …
    Column("masked_name", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)  # fmt: skip

dwelling_use = Table(
    "dwelling_use", metadata,  # 六年一学位: one family in six years
    Column("dwelling_key", String(64), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("family_key", String(64), primary_key=True),
    Column("application_id", ForeignKey("application.id")),
)  # fmt: skip

roster = Table(
    "roster", metadata,  # 录取名册 of a school (S27, S34)
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("school_id", ForeignKey("school.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("approved_by", ForeignKey("account.id"), nullable=False),
    Column("approved_at", Instant, nullable=False),
)  # fmt: skip

roster_line = Table(
    "roster_line", metadata,
    Column("roster_id", ForeignKey("roster.id"), primary_key=True),
    Column("application_id", ForeignKey("application.id"), primary_key=True),
)  # fmt: skip

roll_export = Table(
    "roll_export", metadata,  # the only way into the roll (S28)
    Column("id", String(40), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("district_id", ForeignKey("district.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("children", Integer, nullable=False),
    Column("made_by", ForeignKey("account.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
)  # fmt: skip

roll_record = Table(
    "roll_record", metadata,  # 学籍; a pupil of a special school may have two (S21)
    Column("export_id", ForeignKey("roll_export.id"), nullable=False),
    Column("application_id", ForeignKey("application.id"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("child_key", String(64), nullable=False),
    Column("school_id", ForeignKey("school.id"), nullable=False),
    Column("imported_at", Instant, nullable=False),
    CheckConstraint("kind IN ('ordinary','special')", name="kind"),
    UniqueConstraint("cycle_id", "child_key", "kind"),
)  # fmt: skip

consent = Table(
    "consent", metadata,  # the guardian's consent and declaration (S58, PIPL 31)
    Column("application_id", ForeignKey("application.id"), primary_key=True),
    Column("text_version", String(40), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
)  # fmt: skip
