"""Which tables say who has a place and who is on the roll?"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it refers to."""
    _roll_export()
    _roster()
    _roll_record()
    _roster_line()
    _placement()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("placement")
    op.drop_table("roster_line")
    op.drop_table("roll_record")
    op.drop_table("roster")
    op.drop_table("roll_export")


def _roll_export() -> None:
    op.create_table(
        "roll_export",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_roll_export_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_roll_export_district_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_roll_export_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_export")),
    )


def _roster() -> None:
    op.create_table(
        "roster",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_roster_approved_by")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_roster_cycle_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_roster_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
    )


def _roll_record() -> None:
    op.create_table(
        "roll_record",
        sa.Column("export_id", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("child_key", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('ordinary','special')", name=op.f("ck_roll_record_kind")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_roll_record_application_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_roll_record_cycle_id")),
        sa.ForeignKeyConstraint(
            ["export_id"], ["roll_export.id"], name=op.f("fk_roll_record_export_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_roll_record_school_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "kind", name=op.f("pk_roll_record")),
        sa.UniqueConstraint(
            "cycle_id", "child_key", "kind", name=op.f("uq_roll_record_cycle_id_child_key_kind")
        ),
    )


def _roster_line() -> None:
    op.create_table(
        "roster_line",
        sa.Column("roster_id", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_roster_line_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["roster.id"], name=op.f("fk_roster_line_roster_id")
        ),
        sa.PrimaryKeyConstraint("roster_id", "application_id", name=op.f("pk_roster_line")),
    )


def _placement() -> None:
    op.create_table(
        "placement",
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=True),
        sa.Column("amendment_id", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'overflow') = (run_id IS NOT NULL)", name=op.f("ck_placement_run")
        ),
        sa.CheckConstraint(
            "kind <> 'amendment' OR amendment_id IS NOT NULL", name=op.f("ck_placement_amendment")
        ),
        sa.CheckConstraint(
            "kind IN ('zone','overflow','special_school','regular_class','boarding',"
            "'paired','amendment')",
            name=op.f("ck_placement_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_placement_amendment_id")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_placement_application_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_placement_cycle_id")),
        sa.ForeignKeyConstraint(["run_id"], ["overflow_run.id"], name=op.f("fk_placement_run_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_placement_school_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_cycle_id_school_id"), "placement", ["cycle_id", "school_id"])
