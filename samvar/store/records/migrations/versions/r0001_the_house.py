"""The first tables: people, samples, loads, audit, sessions, jobs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.String(27)

# The two engines word a trigger differently; the law is the same: add at the end, nothing else.
_SQLITE_LAW = (
    """CREATE TRIGGER audit_keeps_order BEFORE INSERT ON audit
       WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
       BEGIN SELECT RAISE(ABORT, 'the audit log has no gaps'); END""",
    """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
_POSTGRESQL_LAW = (
    """CREATE FUNCTION audit_keeps_order() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.sequence IS DISTINCT FROM (SELECT coalesce(max(sequence), 0) + 1 FROM audit) THEN
           RAISE EXCEPTION 'the audit log has no gaps'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         RAISE EXCEPTION 'the audit log is append-only'
             USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    """CREATE TRIGGER audit_keeps_order BEFORE INSERT ON audit
       FOR EACH ROW EXECUTE FUNCTION audit_keeps_order()""",
    """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
       FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
       FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
)


def upgrade() -> None:
    """Make the tables, then the law of the audit log."""
    _people()
    _material()
    _referrals()
    _audit()
    _work()
    law = _SQLITE_LAW if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_LAW
    for statement in law:
        op.execute(statement)


def _text(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def _word(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(16), nullable=False)


def _moment(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _MOMENT, nullable=null)


def _json(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=null)


def _id(name: str = "id", null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(40), nullable=null)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _people() -> None:
    op.create_table(
        "persons",
        *(_id(), _text("label", True), _word("sex"), _text("ancestry", True)),
        *(_text("family", True), _id("father", True), _id("mother", True)),
        *(_moment("erased", True), _primary("persons"), _unique("persons", "label")),
        *(_link("persons", "father", "persons"), _link("persons", "mother", "persons")),
    )
    op.create_table(
        "choices",
        sa.Column("number", _BIG, nullable=False, autoincrement=True),
        *(_id("person"), _word("scope"), sa.Column("allowed", sa.Boolean(), nullable=False)),
        *(_moment("at"), _text("by"), _primary("choices", "number")),
        _link("choices", "person", "persons"),
    )
    _index("choices", "person")


def _material() -> None:
    op.create_table(
        "assays", _id(), _word("kind"), _word("assembly"), _text("name"), _primary("assays")
    )
    op.create_table(
        "datasets",
        *(_id(), _text("name"), _text("title"), _text("description"), _json("duo")),
        *(_moment("created"), _primary("datasets"), _unique("datasets", "name")),
    )
    op.create_table(
        "loads",
        *(_id(), _id("dataset"), _word("assembly"), _json("files"), _word("state")),
        *(_text("plan", True), _json("report", True), sa.Column("epoch", _BIG)),
        *(_text("by"), _moment("at"), _primary("loads"), _link("loads", "dataset", "datasets")),
    )
    _index("loads", "dataset")
    _index("loads", "state")
    op.create_table(
        "samples",
        *(_id(), _id("person"), _word("kind"), _id("assay"), _id("dataset"), _id("load")),
        *(_text("name", True), _moment("taken", True), _word("state"), _moment("left", True)),
        *(_primary("samples"), _unique("samples", "dataset", "name")),
        *(_link("samples", "person", "persons"), _link("samples", "assay", "assays")),
        *(_link("samples", "dataset", "datasets"), _link("samples", "load", "loads")),
        sa.CheckConstraint("state IN ('live', 'leaving', 'withdrawn')", name="ck_samples_state"),
    )
    for column in ("person", "load", "state"):
        _index("samples", column)


def _referrals() -> None:
    op.create_table(
        "referrals",
        *(_id(), _id("person"), sa.Column("referring_region", sa.String(2), nullable=False)),
        *(_text("performing_laboratory"), _text("question"), _moment("received")),
        *(_moment("answered", True), _moment("acknowledged", True), _primary("referrals")),
        _link("referrals", "person", "persons"),
    )
    _index("referrals", "person")
    op.create_table(
        "cases",
        *(_id(), _id("referral"), _id("proband"), _word("status"), _primary("cases")),
        *(_link("cases", "referral", "referrals"), _link("cases", "proband", "persons")),
    )
    _index("cases", "referral")
    _index("cases", "proband")
    op.create_table(
        "case_samples",
        *(_id("case"), sa.Column("place", sa.Integer(), nullable=False), _id("sample")),
        _primary("case_samples", "case", "place"),
        *(_link("case_samples", "case", "cases"), _link("case_samples", "sample", "samples")),
    )
    _index("case_samples", "sample")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", _BIG, nullable=False, autoincrement=False),
        *(_id(), _moment("at"), _text("node"), _text("person"), _text("role"), _text("centre")),
        *(_text("purpose"), _text("permit", True), _text("verb"), _text("question", True)),
        *(_text("outcome"), _text("reason", True), _text("subject", True)),
        sa.Column("leaf", sa.String(64), nullable=False),
        *(_primary("audit", "sequence"), _unique("audit", "id")),
    )
    _index("audit", "person", "sequence")
    _index("audit", "subject", "sequence")


def _work() -> None:
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(64), nullable=False),
        *(_json("user"), _moment("created"), _moment("expires"), _primary("sessions", "token")),
    )
    _index("sessions", "expires")
    op.create_table(
        "jobs",
        *(_id(), _text("kind"), _json("args"), _json("asker", True), _text("key", True)),
        *(_word("state"), sa.Column("attempts", sa.Integer(), nullable=False)),
        *(_text("worker", True), _moment("lease_until", True), _moment("heartbeat", True)),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        *(_json("result", True), _json("error", True), _moment("created")),
        *(_moment("ended", True), _primary("jobs"), _unique("jobs", "kind", "key")),
    )
    _index("jobs", "state", "created")
    op.create_table(
        "job_events",
        *(_id("job"), sa.Column("number", sa.Integer(), nullable=False), _text("stage")),
        *(sa.Column("done", _BIG, nullable=False), sa.Column("total", _BIG)),
        *(_text("unit"), _moment("at"), _primary("job_events", "job", "number")),
        _link("job_events", "job", "jobs"),
    )
