"""What each account has spent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    key = ("account", "population", "period")
    op.create_table(
        "ledger_accounts",
        *_key(),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("permit", sa.Text()),
        sa.Column("epoch", _BIG, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("alleles", "carriers", "others")),
        sa.PrimaryKeyConstraint(*key, name="pk_ledger_accounts"),
    )
    op.create_table(
        "ledger_spent",
        *_key(),
        sa.Column("node", sa.String(40), nullable=False),
        sa.Column("spent", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(*key, "node", name="pk_ledger_spent"),
    )
    op.create_table(
        "ledger_contacts",
        sa.Column("node", sa.String(40), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_ledger_contacts"),
    )


def _key() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("population", sa.String(16), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
    )
