"""Which tables frame a season? Districts, schools, cycles, places, accounts, moves."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it refers to."""
    _district()
    _move()
    _policy_pack()
    _cycle()
    _school()
    _subdistrict()
    _account()
    _pairing()
    _places()
    _window_of_cycle()
    _session()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("session")
    op.drop_table("window_of_cycle")
    op.drop_table("places")
    op.drop_table("pairing")
    op.drop_table("account")
    op.drop_table("subdistrict")
    op.drop_table("school")
    op.drop_table("cycle")
    op.drop_table("policy_pack")
    op.drop_table("move")
    op.drop_table("district")


def _district() -> None:
    op.create_table(
        "district",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
    )


def _move() -> None:
    op.create_table(
        "move",
        sa.Column("machine", sa.String(length=20), nullable=False),
        sa.Column("from_stage", sa.String(length=24), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("to_stage", sa.String(length=24), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("window_name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("machine", "from_stage", "action", name=op.f("pk_move")),
        sa.UniqueConstraint(
            "machine",
            "from_stage",
            "action",
            "to_stage",
            "role",
            name=op.f("uq_move_machine_from_stage_action_to_stage_role"),
        ),
    )


def _policy_pack() -> None:
    op.create_table(
        "policy_pack",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_policy_pack")),
    )


def _cycle() -> None:
    op.create_table(
        "cycle",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("policy_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_digest"], ["policy_pack.digest"], name=op.f("fk_cycle_policy_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("year", "level", name=op.f("uq_cycle_year_level")),
    )


def _school() -> None:
    op.create_table(
        "school",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("boarding", sa.Boolean(), nullable=False),
        sa.Column("special", sa.Boolean(), nullable=False),
        sa.Column("designated", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('primary','junior')", name=op.f("ck_school_level")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_school_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
    )


def _subdistrict() -> None:
    op.create_table(
        "subdistrict",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_subdistrict_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subdistrict")),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("login_key", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("school_id", sa.String(length=64), nullable=True),
        sa.Column("subdistrict_id", sa.String(length=40), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_initial", sa.Boolean(), nullable=False),
        sa.Column("oidc_subject", sa.String(length=255), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_account_district_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_account_school_id")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["subdistrict.id"], name=op.f("fk_account_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login_key", name=op.f("uq_account_login_key")),
        sa.UniqueConstraint("oidc_subject", name=op.f("uq_account_oidc_subject")),
    )


def _pairing() -> None:
    op.create_table(
        "pairing",
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("primary_school_id", sa.String(length=64), nullable=False),
        sa.Column("junior_school_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_pairing_cycle_id")),
        sa.ForeignKeyConstraint(
            ["junior_school_id"], ["school.id"], name=op.f("fk_pairing_junior_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["primary_school_id"], ["school.id"], name=op.f("fk_pairing_primary_school_id")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "primary_school_id", name=op.f("pk_pairing")),
    )


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("extra_basis", sa.Text(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "extra = 0 OR extra_basis IS NOT NULL", name=op.f("ck_places_extra_basis")
        ),
        sa.CheckConstraint(
            "planned >= 0 AND extra >= 0 AND taken >= 0", name=op.f("ck_places_counts")
        ),
        sa.CheckConstraint("taken <= planned + extra", name=op.f("ck_places_never_over")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_places_cycle_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_places_school_id")),
        sa.PrimaryKeyConstraint("cycle_id", "school_id", name=op.f("pk_places")),
    )


def _window_of_cycle() -> None:
    op.create_table(
        "window_of_cycle",
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("opens", sa.BigInteger(), nullable=False),
        sa.Column("closes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_window_of_cycle_order")),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_window_of_cycle_cycle_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_window_of_cycle_district_id")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "district_id", "name", name=op.f("pk_window_of_cycle")),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("csrf_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"])
