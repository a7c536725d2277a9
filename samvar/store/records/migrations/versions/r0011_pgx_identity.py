"""Pharmacogenomics: the sample that an order expects, and samples whose person is in doubt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Orders and samples from before expect nothing, and are in no doubt."""
    op.create_table(
        "pgx_expected_samples",
        sa.Column("referral", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("referral", name="pk_pgx_expected_samples"),
        _link("pgx_expected_samples", "referral", "referrals"),
    )
    name = "pgx_identities"
    op.create_table(
        name,
        sa.Column("sample", sa.String(40), nullable=False),
        sa.Column("person", sa.String(40), nullable=False),
        sa.Column("objections", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.String(27), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sample", name=f"pk_{name}"),
        _link(name, "sample", "samples"),
        _link(name, "person", "persons"),
    )
    op.create_index(f"ix_{name}_person", name, ["person"])
    op.create_index(f"ix_{name}_confirmed", name, ["confirmed"])


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
