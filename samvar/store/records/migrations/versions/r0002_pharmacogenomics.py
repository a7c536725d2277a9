"""Pharmacogenomics: calls and their results, orders, reports, passports, recalls, releases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the area's tables."""
    _calls()
    _orders()
    _documents()
    _recalls()


def _column(name: str, kind: Any, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def _id(name: str = "id", null: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(40), null)


def _text(name: str, null: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Text(), null)


def _json(name: str) -> sa.Column[Any]:
    return _column(name, sa.JSON())


def _flag(name: str) -> sa.Column[Any]:
    return _column(name, sa.Boolean())


def _moment(name: str, null: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(27), null)


def _word(name: str, length: int = 16, null: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(length), null)


def _number() -> sa.Column[Any]:
    return sa.Column("number", _BIG, nullable=False, autoincrement=True)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


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


def _calls() -> None:
    name = "pgx_calls"
    op.create_table(
        name,
        *(_id(), _id("sample"), _id("person"), _word("assembly"), _word("release", 64)),
        *(_word("digest", 64), _moment("at"), _text("by"), _text("observed"), _json("outside")),
        *(_primary(name, "id"), _unique(name, "sample", "release", "digest")),
        *(_link(name, "sample", "samples"), _link(name, "person", "persons")),
    )
    _index(name, "person")
    name = "pgx_results"
    op.create_table(
        name,
        *(_id("call"), _word("gene", 40), _id("sample"), _word("status"), _json("alleles")),
        *(_text("phenotype", True), _column("activity_score", sa.Float(), True)),
        *(_text("detail"), _flag("counts"), _primary(name, "call", "gene")),
        *(_link(name, "call", "pgx_calls"), _link(name, "sample", "samples")),
    )
    _index(name, "sample")
    _index(name, "gene", "counts")


def _orders() -> None:
    name = "pgx_orders"
    op.create_table(
        name,
        *(_id("referral"), _json("occasions"), _json("medications"), _json("genes")),
        *(_word("first_dose", 10, True), _word("given", 10, True), _id("sample", True)),
        *(_primary(name, "referral"), _link(name, "referral", "referrals")),
        _link(name, "sample", "samples"),
    )
    _index(name, "sample")
    _index(name, "first_dose")
    name = "pgx_order_events"
    op.create_table(
        name,
        *(_number(), _id("referral"), _word("step"), _moment("at"), _text("by")),
        *(_column("undoes", sa.Integer(), True), _primary(name, "number")),
        _link(name, "referral", "referrals"),
    )
    _index(name, "referral")


def _documents() -> None:
    name = "pgx_reports"
    op.create_table(
        name,
        *(_id(), _id("referral", True), _id("person"), _moment("made"), _text("document")),
        *(_word("signature", 128), _id("supersedes", True), _primary(name, "id")),
        *(_link(name, "referral", "referrals"), _link(name, "person", "persons")),
        _link(name, "supersedes", name),
    )
    _index(name, "referral")
    _index(name, "person")
    name = "pgx_passports"
    op.create_table(
        name,
        *(_id(), _id("person"), _id("report"), _id("sample"), _json("centres")),
        *(_moment("issued"), _moment("expires"), _text("document"), _moment("revoked", True)),
        *(_text("by"), _primary(name, "id"), _link(name, "person", "persons")),
        *(_link(name, "report", "pgx_reports"), _link(name, "sample", "samples")),
    )
    _index(name, "person")
    _index(name, "sample")


def _recalls() -> None:
    name = "pgx_recalls"
    op.create_table(
        name,
        *(_number(), _id("call"), _id("sample"), _id("person"), _word("gene", 40)),
        *(_word("old_release", 64), _word("new_release", 64), _json("old"), _json("new")),
        *(_flag("phenotype_changed"), _flag("advice_changed"), _moment("at")),
        *(_moment("handled", True), _text("handled_by", True), _primary(name, "number")),
        _unique(name, "call", "gene", "new_release"),
        *(_link(name, "call", "pgx_calls"), _link(name, "sample", "samples")),
        _link(name, "person", "persons"),
    )
    _index(name, "call")
    _index(name, "sample")
    name = "pgx_releases"
    op.create_table(
        name,
        *(_number(), _word("name", 64), _word("digest", 64), _word("act"), _moment("at")),
        *(_text("by"), _json("assemblies"), _primary(name, "number")),
    )
