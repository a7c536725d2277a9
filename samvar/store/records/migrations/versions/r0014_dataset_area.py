"""The focus area that a dataset is collected for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the datasets of before are for no area."""
    op.add_column("datasets", sa.Column("area", sa.String(40), nullable=False, server_default=""))
