"""Sealed identities, and the keys that seal them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("root", sa.String(64), nullable=True),
        sa.Column("wrapped", sa.Text(), nullable=True),
        sa.Column("created", sa.String(27), nullable=False),
        sa.Column("shredded", sa.String(27), nullable=True),
        sa.Column("kept", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_data_keys"),
        sa.UniqueConstraint("kind", "owner", name="uq_data_keys_kind_owner"),
    )
    op.create_table(
        "identities",
        sa.Column("person", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("search", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_identities"),
        sa.UniqueConstraint("search", name="uq_identities_search"),
        sa.ForeignKeyConstraint(
            ["person"],
            ["persons.id"],
            name="fk_identities_person",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
