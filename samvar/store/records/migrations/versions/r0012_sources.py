"""Source files that are kept sealed, and whose columns they hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Loads that were made before have no source here, and stay so."""
    op.create_table(
        "sources",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("load", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("object", sa.String(64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made", sa.String(27), nullable=False),
        sa.Column("parted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.ForeignKeyConstraint(["load"], ["loads.id"], name="fk_sources_load"),
    )
    op.create_index("ix_sources_load", "sources", ["load"])
    op.create_index("ix_sources_state", "sources", ["state"])
    op.create_table(
        "source_people",
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("person", sa.String(40)),
        sa.PrimaryKeyConstraint("source", "position", name="pk_source_people"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_source_people_source"),
        sa.ForeignKeyConstraint(
            ["person"],
            ["persons.id"],
            name="fk_source_people_person",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_source_people_person", "source_people", ["person"])
