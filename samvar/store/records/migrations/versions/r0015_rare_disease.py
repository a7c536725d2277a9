"""Rare diseases: cases, their members, their lists, and what was done in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0015"
down_revision = "r0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; there are no cases from before."""
    name = "rare_cases"
    op.create_table(
        name,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("house", sa.String(40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("assembly", sa.String(16), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("load", sa.String(40), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("label", name=f"uq_{name}_label"),
        _link(name, "house", "cases"),
    )
    op.create_index(f"ix_{name}_house", name, ["house"])
    name = "rare_members"
    op.create_table(
        name,
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sample", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("father", sa.Text(), nullable=True),
        sa.Column("mother", sa.Text(), nullable=True),
        sa.Column("sex", sa.String(16), nullable=False),
        sa.Column("karyotype", sa.String(16), nullable=False),
        sa.Column("affected", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("case", "place", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
        _link(name, "sample", "samples"),
    )
    op.create_index(f"ix_{name}_sample", name, ["sample"])
    name = "rare_lists"
    op.create_table(
        name,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("load", sa.String(40), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("columns", sa.String(64), nullable=False),
        sa.Column("texts", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_case_state", name, ["case", "state"])
    op.create_index(f"ix_{name}_state", name, ["state"])
    name = "rare_events"
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        name,
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("verb", sa.String(24), nullable=False),
        sa.Column("variant", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_case", name, ["case"])


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
