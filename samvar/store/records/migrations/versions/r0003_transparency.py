"""Checkpoints of the audit log, and of other nodes' logs."""

from __future__ import annotations

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
