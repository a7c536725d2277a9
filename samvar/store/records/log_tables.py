"""Tables beside the audit log: its tree, its checkpoints, other nodes' logs, reviews.

Hashes stand as hexadecimal and signed notes as text, so that a dump and both engines hold the
same.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from samvar.store.records.tables import DATA, SEQUENCE, Moment

audit_nodes = Table(
    "audit_nodes",
    DATA,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", SEQUENCE, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)
"""Hashes of complete subtrees, at levels 8, 16, 24, ...: what a root is made from."""

audit_logs = Table(
    "audit_logs",
    DATA,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("began", SEQUENCE, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Generations of this node's log after the first; `began`: entries that it took over."""

audit_checkpoints = Table(
    "audit_checkpoints",
    DATA,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("size", SEQUENCE, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Column("witnesses", Integer, nullable=False),
)

witnessed_logs = Table(
    "witnessed_logs",
    DATA,
    Column("node", String(40), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("size", SEQUENCE, nullable=False),
    Column("root", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("heard_ms", SEQUENCE, nullable=False),
)
"""The newest checkpoint of each other node's log that this node cosigned."""

audit_alarms = Table(
    "audit_alarms",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("node", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("kept", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled", Moment),
    Column("settled_by", Text),
    Column("reason", Text),
    UniqueConstraint("digest"),
)
"""Contradictions: what was kept, what was shown, the signed message that showed it (base 64)."""

audit_draws = Table(
    "audit_draws",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("first", SEQUENCE, nullable=False),
    Column("last", SEQUENCE, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)

audit_reviews = Table(
    "audit_reviews",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("draw", ForeignKey("audit_draws.number"), nullable=False),
    Column("sequence", ForeignKey("audit.sequence"), nullable=False),
    Column("stratum", Text, nullable=False),
    UniqueConstraint("draw", "sequence"),
)

audit_marks = Table(
    "audit_marks",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("review", ForeignKey("audit_reviews.number"), nullable=False),
    Column("mark", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    CheckConstraint("mark IN ('fine', 'explain', 'reported')", name="mark"),
    Index(None, "review"),
)
"""What reviewers found; the newest mark of a review counts, and none is taken away."""
