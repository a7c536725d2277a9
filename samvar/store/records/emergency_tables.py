"""The tables of emergency access: openings and their ends, and what reviewers said of them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text

from samvar.store.records.tables import DATA, SEQUENCE, Moment

emergencies = Table(
    "emergencies",
    DATA,
    Column("id", String(40), primary_key=True),
    Column(
        "person",
        String(40),
        ForeignKey("persons.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    ),
    Column("user", String(80), nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("role", String(40), nullable=False),
    Column("unit", String(80), nullable=False),
    Column("cause", String(16), nullable=False),
    Column("told", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("until", Moment, nullable=False),
)
"""Append-only but for a record's destruction: one row is one opening."""

emergency_events = Table(
    "emergency_events",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column(
        "emergency",
        String(40),
        ForeignKey("emergencies.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    ),
    Column("act", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    CheckConstraint("act IN ('close', 'justified', 'not_justified', 'follow_up')", name="act"),
)
"""Append-only but for a record's destruction: an end by hand, or the word of a reviewer."""
