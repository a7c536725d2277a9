"""Permits as events: applications, and what this node's controller says to them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("permit_applications", "permit_decisions")
_ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    """Make the tables, and the law that no event is rewritten or taken away."""
    op.create_table(
        "permit_applications",
        _column("id", sa.String(40)),
        _column("node", sa.String(40)),
        _column("applicant", sa.Text()),
        _column("digest", sa.String(64)),
        _column("body", sa.JSON()),
        _column("at", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="pk_permit_applications"),
    )
    op.create_index("ix_permit_applications_node_at", "permit_applications", ["node", "at"])
    op.create_table(
        "permit_decisions",
        sa.Column("number", _BIG, nullable=False, autoincrement=True),
        _column("permit", sa.String(40)),
        _column("digest", sa.String(64)),
        _column("outcome", sa.String(16)),
        _column("grants", sa.JSON()),
        sa.Column("until", sa.String(27)),
        _column("reason", sa.Text()),
        _column("by", sa.Text()),
        _column("at", sa.String(27)),
        sa.PrimaryKeyConstraint("number", name="pk_permit_decisions"),
        sa.ForeignKeyConstraint(
            ["permit"], ["permit_applications.id"], name="fk_permit_decisions_permit"
        ),
    )
    op.create_index("ix_permit_decisions_permit", "permit_decisions", ["permit"])
    for statement in _law(op.get_bind().dialect.name):
        op.execute(statement)


def _law(engine: str) -> list[str]:
    if engine == "sqlite":
        return [
            f"""CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
                BEGIN SELECT RAISE(ABORT, 'events are never rewritten'); END"""
            for table in _TABLES
            for act in _ACTS
        ]
    return [
        f"""CREATE TRIGGER {table}_no_rewriting BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION events_are_append_only()"""
        for table in _TABLES
    ]


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
