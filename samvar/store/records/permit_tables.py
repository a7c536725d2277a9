"""The tables of permits: what was applied for, and what this node's controller said to it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text

from samvar.store.records.tables import DATA, SEQUENCE, Moment

permit_applications = Table(
    "permit_applications",
    DATA,
    Column("id", String(40), primary_key=True),
    Column("node", String(40), nullable=False),
    Column("applicant", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "node", "at"),
)
"""Applications made here, and those of other nodes that this controller has decided on."""

permit_decisions = Table(
    "permit_decisions",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("permit", String(40), ForeignKey("permit_applications.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("grants", JSON, nullable=False),
    Column("until", Moment),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Append-only: the newest word on an application holds."""
