"""Which tables hold what a guardian entered? Application, entry, home, papers, consent."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it refers to."""
    _expected_child()
    _application()
    _consent()
    _dwelling_use()
    _entry()
    _home()
    _paper()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("paper")
    op.drop_table("home")
    op.drop_table("entry")
    op.drop_table("dwelling_use")
    op.drop_table("consent")
    op.drop_table("application")
    op.drop_table("expected_child")


def _expected_child() -> None:
    op.create_table(
        "expected_child",
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("child_key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("masked_name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_expected_child_cycle_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_expected_child_district_id")
        ),
        sa.PrimaryKeyConstraint(
            "cycle_id", "district_id", "child_key", name=op.f("pk_expected_child")
        ),
    )


def _application() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("child_key", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=True),
        sa.Column("subdistrict_id", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=8), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "category IN ('one', 'two', 'three')", name=op.f("ck_application_category")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_application_account_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_application_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_application_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_application_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["subdistrict.id"], name=op.f("fk_application_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index(op.f("ix_application_account_id"), "application", ["account_id"])
    op.create_index(
        op.f("ix_application_cycle_id_district_id_stage"),
        "application",
        ["cycle_id", "district_id", "stage"],
    )
    op.create_index(op.f("ix_application_school_id_stage"), "application", ["school_id", "stage"])
    op.create_index(
        "uq_one_district_per_child",
        "application",
        ["cycle_id", "child_key"],
        unique=True,
        sqlite_where=sa.text("stage NOT IN ('none', 'withdrawn', 'transferred')"),
        postgresql_where=sa.text("stage NOT IN ('none', 'withdrawn', 'transferred')"),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_account_id")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_consent_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "text_version", name=op.f("pk_consent")),
    )


def _dwelling_use() -> None:
    op.create_table(
        "dwelling_use",
        sa.Column("dwelling_key", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("family_key", sa.String(length=64), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_dwelling_use_application_id")
        ),
        sa.PrimaryKeyConstraint("dwelling_key", "year", "family_key", name=op.f("pk_dwelling_use")),
    )


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_entry_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_entry")),
    )


def _home() -> None:
    op.create_table(
        "home",
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("x_m", sa.Float(), nullable=True),
        sa.Column("y_m", sa.Float(), nullable=True),
        sa.Column("crs", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("precision", sa.String(length=40), nullable=False),
        sa.Column("building_id", sa.String(length=64), nullable=False),
        sa.Column("zone_state", sa.String(length=20), nullable=False),
        sa.Column("zone_ids", sa.Text(), nullable=False),
        sa.Column("school_ids", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("line_distance_m", sa.Float(), nullable=True),
        sa.Column("walk_m", sa.Text(), nullable=False),
        sa.Column("plan_digest", sa.String(length=64), nullable=False),
        sa.Column("decided_zone_id", sa.String(length=64), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_home_decided_pair")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_home_application_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_home_decided_by")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_home")),
    )


def _paper() -> None:
    op.create_table(
        "paper",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("seen_by", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_paper_application_id")
        ),
        sa.ForeignKeyConstraint(["seen_by"], ["account.id"], name=op.f("fk_paper_seen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_application_id"), "paper", ["application_id"])
