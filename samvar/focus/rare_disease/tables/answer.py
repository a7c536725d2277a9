"""From a referral to its answer: what was asked, each step, and the signed reports."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text

from samvar.focus.rare_disease.tables.link import link
from samvar.store.records.tables import DATA, SEQUENCE, Moment

orders = Table(
    "rare_orders",
    DATA,
    link("referral", "referrals", primary_key=True),
    Column("label", Text, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("priority", String(16), nullable=False),
    Column("indication", String(64), nullable=False),
    Column("second_reader", Boolean, nullable=False),
    link("of_case", "rare_cases", nullable=True, index=True),
    Column("relation", String(24)),
    Column("told", JSON, nullable=False),
    Column("by", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    Index(None, "kind"),
    Index(None, "unit"),
)
"""What a referral asks for. label: the sender's id of it. kind: `diagnostic`, or of a relative
`segregation` or `cascade`, with the case that it belongs to and the relation to its proband.
told: terms, panels, the variants to look for, and the sender's own record. unit: the care unit that
sent it and acknowledges the answer, "" where it has no account here."""

steps = Table(
    "rare_steps",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    link("referral", "referrals", index=True),
    Column("step", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("report", String(40)),
    Column("undoes", Integer),
    Column("told", Text, nullable=False, server_default=""),
    Index(None, "step", "referral", "at", "undoes", "number"),
)
"""Append-only: a step of a referral, or with `undoes` the taking back of an earlier row.
told: who at a unit without an account was told the answer, in an acknowledgement that the
laboratory noted."""

units = Table(
    "rare_units",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    link("referral", "referrals", index=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("now", Text, nullable=False),
    Column("undoes", Integer),
)
"""Append-only: that the laboratory put the care unit of a referral right, or with `undoes` the
taking back of an earlier row. was, now: "" where the sender has no account here."""

reports = Table(
    "rare_reports",
    DATA,
    Column("id", String(40), primary_key=True),
    link("case", "rare_cases", index=True),
    link("referral", "referrals", index=True),
    link("person", "persons", index=True),
    Column("made", Moment, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("document", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    link("supersedes", "rare_reports", nullable=True),
    Column("withdrawn", Moment),
    Column("withdrawn_by", Text),
    Column("withdrawn_why", Text),
)
"""The signed record in its canonical form; every page, PDF and bundle is drawn from it."""
