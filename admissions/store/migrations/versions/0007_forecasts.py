"""Which tables hold what planners ask and are told? Scenarios, forecasts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it refers to."""
    _scenario()
    _forecast_run()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("forecast_run")
    op.drop_table("scenario")


def _scenario() -> None:
    op.create_table(
        "scenario",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.String(length=40), nullable=True),
        sa.Column("parent_revision", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(parent_id IS NULL) = (parent_revision IS NULL)", name=op.f("ck_scenario_parent_pair")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_scenario_district_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_scenario_made_by")),
        sa.ForeignKeyConstraint(
            ["parent_id", "parent_revision"],
            ["scenario.id", "scenario.revision"],
            name=op.f("fk_scenario_parent_id_parent_revision"),
        ),
        sa.PrimaryKeyConstraint("id", "revision", name=op.f("pk_scenario")),
    )
    op.create_index(op.f("ix_scenario_district_id"), "scenario", ["district_id"])


def _forecast_run() -> None:
    op.create_table(
        "forecast_run",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.String(length=40), nullable=True),
        sa.Column("scenario_revision", sa.Integer(), nullable=True),
        sa.Column("data_sha256", sa.String(length=64), nullable=False),
        sa.Column("parameters_sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(scenario_id IS NULL) = (scenario_revision IS NULL)",
            name=op.f("ck_forecast_run_scenario_pair"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_forecast_run_district_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_forecast_run_made_by")),
        sa.ForeignKeyConstraint(
            ["scenario_id", "scenario_revision"],
            ["scenario.id", "scenario.revision"],
            name=op.f("fk_forecast_run_scenario_id_scenario_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_run")),
    )
    op.create_index(op.f("ix_forecast_run_district_id"), "forecast_run", ["district_id"])
