"""Rare diseases: the care unit that sent a referral, and who there heard the answer by word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0017"
down_revision = "r0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no unit is known of the referrals of before."""
    op.add_column("rare_orders", sa.Column("unit", sa.Text(), nullable=False, server_default=""))
    op.add_column("rare_steps", sa.Column("told", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_rare_orders_unit", "rare_orders", ["unit"])
