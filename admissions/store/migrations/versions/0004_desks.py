"""Which tables does the bureau work with? Runs, amendments, transfers, petitions, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it refers to."""
    _overflow_run()
    _publication()
    _amendment()
    _petition()
    _run_line()
    _transfer()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("transfer")
    op.drop_table("run_line")
    op.drop_table("petition")
    op.drop_table("amendment")
    op.drop_table("publication")
    op.drop_table("overflow_run")


def _overflow_run() -> None:
    op.create_table(
        "overflow_run",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("input_digest", sa.String(length=64), nullable=False),
        sa.Column("bundle_digest", sa.String(length=64), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_overflow_run_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_overflow_run_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overflow_run")),
    )
    op.create_index(
        "uq_one_sealed_run",
        "overflow_run",
        ["cycle_id", "district_id"],
        unique=True,
        sqlite_where=sa.text("stage IN ('sealed', 'published')"),
        postgresql_where=sa.text("stage IN ('sealed', 'published')"),
    )


def _publication() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=True),
        sa.Column("disclosure", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("objections_until", sa.BigInteger(), nullable=True),
        sa.Column("taken_down_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_publication_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_publication_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["account.id"], name=op.f("fk_publication_published_by")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_publication_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )


def _amendment() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_hash", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "stage NOT IN ('approved','applied') OR approved_by IS NOT NULL",
            name=op.f("ck_amendment_approved_by_someone"),
        ),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_amendment_approved_pair")
        ),
        sa.CheckConstraint("approved_by <> proposed_by", name=op.f("ck_amendment_two_people")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_amendment_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_amendment_approved_by")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_amendment_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_amendment_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_amendment_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    op.create_index(op.f("ix_amendment_application_id"), "amendment", ["application_id"])


def _petition() -> None:
    op.create_table(
        "petition",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("application_id", sa.String(length=40), nullable=True),
        sa.Column("publication_id", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_petition_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_petition_application_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_petition_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_petition_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_petition_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
    )
    op.create_index(op.f("ix_petition_district_id_stage"), "petition", ["district_id", "stage"])


def _run_line() -> None:
    op.create_table(
        "run_line",
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_run_line_application_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["overflow_run.id"], name=op.f("fk_run_line_run_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_run_line_school_id")),
        sa.PrimaryKeyConstraint("run_id", "application_id", name=op.f("pk_run_line")),
    )
    op.create_index(op.f("ix_run_line_application_id"), "run_line", ["application_id"])


def _transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("to_district_id", sa.String(length=40), nullable=True),
        sa.Column("to_school_id", sa.String(length=64), nullable=True),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("seal_no", sa.Text(), nullable=True),
        sa.Column("letter_no", sa.Text(), nullable=True),
        sa.Column("collect_from", sa.Date(), nullable=True),
        sa.Column("collect_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('cross_district','cross_zone')", name=op.f("ck_transfer_kind")
        ),
        sa.CheckConstraint(
            "stage NOT IN ('approved','letter_issued','collected') OR seal_no IS NOT NULL",
            name=op.f("ck_transfer_sealed"),
        ),
        sa.CheckConstraint(
            "(collect_from IS NULL) = (collect_until IS NULL)",
            name=op.f("ck_transfer_collect_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_transfer_application_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_transfer_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_transfer_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_district_id"], ["district.id"], name=op.f("fk_transfer_to_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_school_id"], ["school.id"], name=op.f("fk_transfer_to_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index(op.f("ix_transfer_application_id"), "transfer", ["application_id"])
