"""Which tables let a guardian back in? Telephones of accounts, one-time codes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _telephone()
    _access_code()


def downgrade() -> None:
    """Drop them again, with everything in them."""
    op.drop_table("access_code")
    op.drop_table("telephone")


def _telephone() -> None:
    op.create_table(
        "telephone",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_telephone_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_telephone")),
    )


def _access_code() -> None:
    op.create_table(
        "access_code",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked_from", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('verify','renew','desk')", name=op.f("ck_access_code_purpose")
        ),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_access_code_few_tries")),
        sa.CheckConstraint(
            "used_at IS NULL OR used_at < expires_at", name=op.f("ck_access_code_used_in_time")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_access_code_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_code")),
        sa.UniqueConstraint("ref", name=op.f("uq_access_code_ref")),
    )
    op.create_index(op.f("ix_access_code_subject_made_at"), "access_code", ["subject", "made_at"])
    op.create_index(
        op.f("ix_access_code_asked_from_made_at"), "access_code", ["asked_from", "made_at"]
    )
