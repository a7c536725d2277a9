"""What changed after an order was acknowledged, whose passport rests on which samples, and indexes
by which lists of referrals are read a page at a time."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and indexes; a passport that is there rests on the sample that it names."""
    op.create_table(
        "pgx_order_changes",
        sa.Column("number", _BIG, nullable=False, autoincrement=True),
        _column("referral", sa.String(40)),
        _column("report", sa.String(40)),
        _column("cause", sa.String(16)),
        _column("found", sa.JSON()),
        _column("at", sa.String(27)),
        _column("by", sa.Text()),
        sa.Column("takes_back", sa.Integer()),
        sa.Column("settled", sa.Integer()),
        sa.PrimaryKeyConstraint("number", name="pk_pgx_order_changes"),
        _link("pgx_order_changes", "referral", "referrals"),
        _link("pgx_order_changes", "report", "pgx_reports"),
    )
    op.create_index("ix_pgx_order_changes_referral", "pgx_order_changes", ["referral"])
    op.create_index(
        "ix_pgx_order_changes_settled_referral", "pgx_order_changes", ["settled", "referral"]
    )
    op.create_table(
        "pgx_passport_samples",
        _column("passport", sa.String(40)),
        _column("sample", sa.String(40)),
        sa.PrimaryKeyConstraint("passport", "sample", name="pk_pgx_passport_samples"),
        _link("pgx_passport_samples", "passport", "pgx_passports"),
        _link("pgx_passport_samples", "sample", "samples"),
    )
    op.create_index("ix_pgx_passport_samples_sample", "pgx_passport_samples", ["sample"])
    op.execute(
        "INSERT INTO pgx_passport_samples (passport, sample) SELECT id, sample FROM pgx_passports"
    )
    op.create_index("ix_referrals_acknowledged_received", "referrals", ["acknowledged", "received"])
    op.create_index("ix_referrals_received", "referrals", ["received"])


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
