"""The tables of the record store, as they are after the newest migration.

Moments are text in the form of `model.clock.iso`: it sorts, it reads, and it is the same
bytes in SQLite, in PostgreSQL, in a backup and under a hash. Positions and genotypes are
not here: they live in the variant store, under the same sample ids.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from samvar.model.clock import iso, parse_iso

DATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, stored as ISO 8601 text of 27 characters."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Python to SQL."""
        return None if value is None else iso(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """SQL to Python."""
        return None if value is None else parse_iso(value)


SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit on both: only a column declared INTEGER is SQLite's own row number."""


def _id(name: str = "id", **options: Any) -> Column[str]:
    return Column(name, String(40), nullable=options.pop("nullable", False), **options)


def _link(name: str, target: str, **options: Any) -> Column[str]:
    """A reference; checked at commit, so that a family can be written in any order."""
    key = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Column(name, String(40), key, nullable=options.pop("nullable", False), **options)


persons = Table(
    "persons",
    DATA,
    _id(primary_key=True),
    Column("label", Text),
    Column("sex", String(16), nullable=False),
    Column("ancestry", Text),
    Column("family", Text),
    _link("father", "persons", nullable=True),
    _link("mother", "persons", nullable=True),
    Column("erased", Moment),
    UniqueConstraint("label"),
)

choices = Table(
    "choices",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    _link("person", "persons", index=True),
    Column("scope", String(16), nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("place", String(80), nullable=False, server_default=""),
    Column("how", String(16), nullable=False, server_default="unknown"),
    Column("asked", Text, nullable=False, server_default=""),
    Index(None, "scope", "person", "place", "number"),
)
"""Append-only but for a record's destruction: `scope` is a `model.consent.Use`."""

care_relations = Table(
    "care_relations",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    _id(),
    Column("act", String(8), nullable=False),
    _link("person", "persons", index=True),
    Column("user", String(80), nullable=False),
    Column("unit", String(80), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("source", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("by", Text, nullable=False),
    UniqueConstraint("id", "act"),
    CheckConstraint("act IN ('open', 'close')", name="act"),
)
"""Append-only but for a record's destruction: one row opens a relation, another may close it."""

accounts = Table(
    "accounts",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("user", String(80), nullable=False, index=True),
    _link("person", "persons", nullable=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)
"""Append-only but for a record's destruction: which person a patient's user is."""

assays = Table(
    "assays",
    DATA,
    _id(primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("assembly", String(16), nullable=False),
    Column("name", Text, nullable=False),
)

datasets = Table(
    "datasets",
    DATA,
    _id(primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("duo", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("area", String(40), nullable=False, server_default=""),
    UniqueConstraint("name"),
)

loads = Table(
    "loads",
    DATA,
    _id(primary_key=True),
    _link("dataset", "datasets", index=True),
    Column("assembly", String(16), nullable=False),
    Column("files", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("plan", Text),
    Column("report", JSON(none_as_null=True)),
    Column("epoch", SEQUENCE),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "state"),
)

samples = Table(
    "samples",
    DATA,
    _id(primary_key=True),
    _link("person", "persons", index=True),
    Column("kind", String(16), nullable=False),
    _link("assay", "assays"),
    _link("dataset", "datasets"),
    _link("load", "loads", index=True),
    Column("name", Text),
    Column("taken", Moment),
    Column("state", String(16), nullable=False),
    Column("left", Moment),
    UniqueConstraint("dataset", "name"),
    CheckConstraint("state IN ('live', 'leaving', 'withdrawn')", name="state"),
    Index(None, "state"),
)

referrals = Table(
    "referrals",
    DATA,
    _id(primary_key=True),
    _link("person", "persons", index=True),
    Column("referring_region", String(2), nullable=False),
    Column("performing_laboratory", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("received", Moment, nullable=False),
    Column("answered", Moment),
    Column("acknowledged", Moment),
    Index(None, "acknowledged", "received"),
    Index(None, "received"),
)

cases = Table(
    "cases",
    DATA,
    _id(primary_key=True),
    _link("referral", "referrals", index=True),
    _link("proband", "persons", index=True),
    Column("status", String(16), nullable=False),
)

case_samples = Table(
    "case_samples",
    DATA,
    _link("case", "cases", primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _link("sample", "samples", index=True),
)

audit = Table(
    "audit",
    DATA,
    Column("sequence", SEQUENCE, primary_key=True, autoincrement=False),
    _id(),
    Column("at", Moment, nullable=False),
    Column("node", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("permit", Text),
    Column("verb", Text, nullable=False),
    Column("question", Text),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("subject", Text),
    Column("leaf", String(64), nullable=False),
    Column("unit", Text),
    UniqueConstraint("id"),
    Index(None, "person", "sequence"),
    Index(None, "subject", "sequence"),
)
"""Append-only: the migration adds triggers that refuse any change and any gap."""

sessions = Table(
    "sessions",
    DATA,
    Column("token", String(64), primary_key=True),
    Column("user", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)

jobs = Table(
    "jobs",
    DATA,
    _id(primary_key=True),
    Column("kind", Text, nullable=False),
    Column("args", JSON, nullable=False),
    Column("asker", JSON(none_as_null=True)),
    Column("key", Text),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("worker", Text),
    Column("lease_until", Moment),
    Column("heartbeat", Moment),
    Column("stop_asked", Boolean, nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("error", JSON(none_as_null=True)),
    Column("created", Moment, nullable=False),
    Column("ended", Moment),
    UniqueConstraint("kind", "key"),
    Index(None, "state", "created"),
)

job_events = Table(
    "job_events",
    DATA,
    _link("job", "jobs", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("stage", Text, nullable=False),
    Column("done", SEQUENCE, nullable=False),
    Column("total", SEQUENCE),
    Column("unit", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
