"""Rare diseases: how the care unit of a referral was put right, and by whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0018"
down_revision = "r0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing was put right before."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    name = "rare_units"
    op.create_table(
        name,
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("referral", sa.String(40), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["referral"], ["referrals.id"], name=f"fk_{name}_referral_referrals",
            deferrable=True, initially="DEFERRED",
        ),
    )  # fmt: skip
    op.create_index(f"ix_{name}_referral", name, ["referral"])
