"""Checkpoints of the audit log, and of other nodes' logs; reviews; contents that grow old."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# An entry may lose its content, all of it and nothing else, when it is five years old (HSLF-FS
# 2016:40, chapter 4, section 9, item 7). Its place, time, node and leaf stay for ever.
_GONE = """
    NEW.sequence = OLD.sequence AND NEW.at = OLD.at AND NEW.node = OLD.node
    AND NEW.leaf = OLD.leaf AND NEW.id = 'gone_' || OLD.sequence
    AND NEW.person = '' AND NEW.role = '' AND NEW.centre = '' AND NEW.purpose = ''
    AND NEW.verb = '' AND NEW.outcome = '' AND NEW.permit IS NULL AND NEW.question IS NULL
    AND NEW.reason IS NULL AND NEW.subject IS NULL"""
_SQLITE_LAW = (
    "DROP TRIGGER audit_is_not_changed",
    f"""CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
       WHEN NOT ({_GONE} AND OLD.at < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-5 years'))
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
_POSTGRESQL_LAW = (
    "DROP TRIGGER audit_is_not_changed ON audit",
    f"""CREATE FUNCTION audit_only_grows_old() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'UPDATE' AND {_GONE} AND OLD.at < to_char(
             (now() AT TIME ZONE 'UTC') - interval '5 years', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
         ) COLLATE "C" THEN
           RETURN NEW;
         END IF;
         RAISE EXCEPTION 'the audit log is append-only'
             USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
       FOR EACH ROW EXECUTE FUNCTION audit_only_grows_old()""",
)


def upgrade() -> None:
    """Make the tables, and the one exception to the law of the audit log."""
    _log()
    _others()
    _reviews()
    law = _SQLITE_LAW if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_LAW
    for statement in law:
        op.execute(statement)


def _log() -> None:
    op.create_table(
        "audit_nodes",
        *(_whole("level"), _big("number"), _text("hash", 64)),
        sa.PrimaryKeyConstraint("level", "number", name="pk_audit_nodes"),
    )
    op.create_table(
        "audit_logs",
        *(_whole("generation"), _big("began"), _text("at", 27), _text("by"), _text("reason")),
        sa.PrimaryKeyConstraint("generation", name="pk_audit_logs"),
    )
    op.create_table(
        "audit_checkpoints",
        *(_whole("generation"), _big("size"), _text("at", 27), _text("note")),
        _whole("witnesses"),
        sa.PrimaryKeyConstraint("generation", "size", name="pk_audit_checkpoints"),
    )


def _others() -> None:
    op.create_table(
        "witnessed_logs",
        *(_text("node", 40), _whole("generation"), _big("size"), _text("root", 64)),
        *(_text("note"), _text("at", 27), _big("heard_ms")),
        sa.PrimaryKeyConstraint("node", "generation", name="pk_witnessed_logs"),
    )
    op.create_table(
        "audit_alarms",
        *(_counter(), _text("node", 40), _text("kind", 16), _whole("generation")),
        *(_text("digest", 64), _text("kept"), _text("shown"), _text("message"), _text("at", 27)),
        sa.Column("settled", sa.String(27)),
        *(sa.Column("settled_by", sa.Text()), sa.Column("reason", sa.Text())),
        sa.PrimaryKeyConstraint("number", name="pk_audit_alarms"),
        sa.UniqueConstraint("digest", name="uq_audit_alarms_digest"),
    )


def _reviews() -> None:
    op.create_table(
        "audit_draws",
        *(_counter(), _big("first"), _big("last"), _text("at", 27), _text("by")),
        sa.PrimaryKeyConstraint("number", name="pk_audit_draws"),
    )
    op.create_table(
        "audit_reviews",
        *(_counter(), _big("draw"), _big("sequence"), _text("stratum")),
        sa.PrimaryKeyConstraint("number", name="pk_audit_reviews"),
        sa.UniqueConstraint("draw", "sequence", name="uq_audit_reviews_draw_sequence"),
        _link("audit_reviews", "draw", "audit_draws.number"),
        _link("audit_reviews", "sequence", "audit.sequence"),
    )
    op.create_table(
        "audit_marks",
        *(_counter(), _big("review"), _text("mark", 16), _text("reason"), _text("at", 27)),
        _text("by"),
        sa.PrimaryKeyConstraint("number", name="pk_audit_marks"),
        sa.CheckConstraint("mark IN ('fine', 'explain', 'reported')", name="ck_audit_marks_mark"),
        _link("audit_marks", "review", "audit_reviews.number"),
    )
    op.create_index("ix_audit_marks_review", "audit_marks", ["review"])


def _text(name: str, length: int | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False)


def _whole(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


def _big(name: str) -> sa.Column[Any]:
    return sa.Column(name, _BIG, nullable=False, autoincrement=False)


def _counter() -> sa.Column[Any]:
    return sa.Column("number", _BIG, nullable=False, autoincrement=True)


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")
