"""When an order was answered is found by an index alone."""

from __future__ import annotations

from alembic import op

revision = "r0013"
down_revision = "r0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_pgx_order_events_step_referral_at_undoes_number",
        "pgx_order_events",
        ["step", "referral", "at", "undoes", "number"],
    )
