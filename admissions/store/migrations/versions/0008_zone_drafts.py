"""Which tables do planners work with? Drafts of zones, steps, comments, plans found, versions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it refers to."""
    _zone_draft()
    _zone_draft_step()
    _zone_draft_comment()
    _zone_redraw_plan()
    _zone_redraw_stop()
    _zone_version()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("zone_version")
    op.drop_table("zone_redraw_stop")
    op.drop_table("zone_redraw_plan")
    op.drop_table("zone_draft_comment")
    op.drop_table("zone_draft_step")
    op.drop_table("zone_draft")


def _zone_draft() -> None:
    op.create_table(
        "zone_draft",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("blocks_digest", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=40), nullable=True),
        sa.Column("parent_step", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("level IN ('primary','junior')", name=op.f("ck_zone_draft_level")),
        sa.CheckConstraint(
            "(parent_id IS NULL) = (parent_step IS NULL)", name=op.f("ck_zone_draft_parent_pair")
        ),
        sa.ForeignKeyConstraint(["author"], ["account.id"], name=op.f("fk_zone_draft_author")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_zone_draft_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["zone_draft.id"], name=op.f("fk_zone_draft_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_draft")),
    )
    op.create_index(op.f("ix_zone_draft_district_id"), "zone_draft", ["district_id"])


def _zone_draft_step() -> None:
    op.create_table(
        "zone_draft_step",
        sa.Column("draft_id", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(step = 1) = (kind = 'begin')", name=op.f("ck_zone_draft_step_begins_once")
        ),
        sa.CheckConstraint(
            "kind IN ('begin','paint','lock','unlock','undo','redo','save')",
            name=op.f("ck_zone_draft_step_kind"),
        ),
        sa.CheckConstraint("step >= 1", name=op.f("ck_zone_draft_step_counted")),
        sa.ForeignKeyConstraint(["author"], ["account.id"], name=op.f("fk_zone_draft_step_author")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_zone_draft_step_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["zone_draft.id"], name=op.f("fk_zone_draft_step_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "step", name=op.f("pk_zone_draft_step")),
    )


def _zone_draft_comment() -> None:
    op.create_table(
        "zone_draft_comment",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("draft_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author"], ["account.id"], name=op.f("fk_zone_draft_comment_author")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_zone_draft_comment_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["zone_draft.id"], name=op.f("fk_zone_draft_comment_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_draft_comment")),
    )
    op.create_index(op.f("ix_zone_draft_comment_draft_id"), "zone_draft_comment", ["draft_id"])


def _zone_redraw_plan() -> None:
    op.create_table(
        "zone_redraw_plan",
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("legal", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_zone_redraw_plan_district_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_zone_redraw_plan_job_id")),
        sa.PrimaryKeyConstraint("job_id", "name", name=op.f("pk_zone_redraw_plan")),
    )


def _zone_redraw_stop() -> None:
    op.create_table(
        "zone_redraw_stop",
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author"], ["account.id"], name=op.f("fk_zone_redraw_stop_author")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_zone_redraw_stop_district_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_zone_redraw_stop_job_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_zone_redraw_stop")),
    )


def _zone_version() -> None:
    op.create_table(
        "zone_version",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("draft_id", sa.String(length=40), nullable=False),
        sa.Column("draft_step", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("layer", sa.LargeBinary(), nullable=False),
        sa.Column("address_list", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(stage = 'proposed') = (decided_by IS NULL)",
            name=op.f("ck_zone_version_decided_by_someone"),
        ),
        sa.CheckConstraint(
            "stage <> 'approved' OR decided_by <> proposed_by",
            name=op.f("ck_zone_version_two_people"),
        ),
        sa.CheckConstraint(
            "stage IN ('proposed','approved','rejected')", name=op.f("ck_zone_version_stage")
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_zone_version_decided_pair")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_zone_version_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_zone_version_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id", "draft_step"],
            ["zone_draft_step.draft_id", "zone_draft_step.step"],
            name=op.f("fk_zone_version_draft_id_draft_step"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_zone_version_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_version")),
    )
    op.create_index(
        "uq_one_open_version",
        "zone_version",
        ["district_id"],
        unique=True,
        sqlite_where=sa.text("stage = 'proposed'"),
        postgresql_where=sa.text("stage = 'proposed'"),
    )
