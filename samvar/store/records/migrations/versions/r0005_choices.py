"""Consents, blocks, care relations and permits as events."""

from __future__ import annotations

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
