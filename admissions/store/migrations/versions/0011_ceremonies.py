"""Which tables bind a lottery before its seed can be known? Ceremonies, commitments, draws."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, each after those it refers to."""
    _ceremony()
    _commitment()
    _draw()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("ceremony_draw")
    op.drop_table("ceremony_commitment")
    op.drop_table("ceremony")


def _ceremony() -> None:
    op.create_table(
        "ceremony",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle_id", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("beacon", sa.Text(), nullable=False),
        sa.Column("commitments_until", sa.BigInteger(), nullable=False),
        sa.Column("beacon_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_ceremony_counted")),
        sa.CheckConstraint(
            "at < commitments_until AND commitments_until <= beacon_at",
            name=op.f("ck_ceremony_in_order"),
        ),
        sa.ForeignKeyConstraint(["author"], ["account.id"], name=op.f("fk_ceremony_author")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_ceremony_cycle_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_ceremony_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony")),
        sa.UniqueConstraint(
            "cycle_id",
            "district_id",
            "number",
            name=op.f("uq_ceremony_cycle_id_district_id_number"),
        ),
    )


def _commitment() -> None:
    op.create_table(
        "ceremony_commitment",
        sa.Column("ceremony_id", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author"], ["account.id"], name=op.f("fk_ceremony_commitment_author")
        ),
        sa.ForeignKeyConstraint(
            ["ceremony_id"], ["ceremony.id"], name=op.f("fk_ceremony_commitment_ceremony_id")
        ),
        sa.PrimaryKeyConstraint("ceremony_id", "place", name=op.f("pk_ceremony_commitment")),
        sa.UniqueConstraint("digest", name=op.f("uq_ceremony_commitment_digest")),
    )


def _draw() -> None:
    op.create_table(
        "ceremony_draw",
        sa.Column("ceremony_id", sa.String(length=40), nullable=False),
        sa.Column("input_root", sa.String(length=64), nullable=False),
        sa.Column("ruleset_sha256", sa.String(length=64), nullable=False),
        sa.Column("reveals", sa.Text(), nullable=False),
        sa.Column("beacon_value", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["account.id"], name=op.f("fk_ceremony_draw_author")),
        sa.ForeignKeyConstraint(
            ["ceremony_id"], ["ceremony.id"], name=op.f("fk_ceremony_draw_ceremony_id")
        ),
        sa.PrimaryKeyConstraint("ceremony_id", name=op.f("pk_ceremony_draw")),
    )
