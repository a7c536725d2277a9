"""Emergency access as events: openings, their ends, and what reviewers said of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("emergencies", "emergency_events")


def upgrade() -> None:
    """Make the tables, and the law that no event is rewritten."""
    op.create_table(
        "emergencies",
        _column("id", sa.String(40)),
        _column("person", sa.String(40)),
        _column("user", sa.String(80)),
        _column("by", sa.Text()),
        _column("role", sa.String(40)),
        _column("unit", sa.String(80)),
        _column("cause", sa.String(16)),
        _column("told", sa.Text()),
        _column("at", sa.String(27)),
        _column("until", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="pk_emergencies"),
        _link("emergencies", "person", "persons"),
    )
    for column in ("person", "user", "at"):
        op.create_index(f"ix_emergencies_{column}", "emergencies", [column])
    op.create_table(
        "emergency_events",
        sa.Column("number", _BIG, nullable=False, autoincrement=True),
        _column("emergency", sa.String(40)),
        _column("act", sa.String(16)),
        _column("note", sa.Text()),
        _column("at", sa.String(27)),
        _column("by", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_emergency_events"),
        _link("emergency_events", "emergency", "emergencies"),
        sa.CheckConstraint(
            "act IN ('close', 'justified', 'not_justified', 'follow_up')",
            name="ck_emergency_events_act",
        ),
    )
    op.create_index("ix_emergency_events_emergency", "emergency_events", ["emergency"])
    for statement in _law(op.get_bind().dialect.name):
        op.execute(statement)


def _law(engine: str) -> list[str]:
    if engine == "sqlite":
        return [
            f"""CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table}
                BEGIN SELECT RAISE(ABORT, 'events are never rewritten'); END"""
            for table in _TABLES
        ]
    return [
        f"""CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION events_are_append_only()"""
        for table in _TABLES
    ]


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
