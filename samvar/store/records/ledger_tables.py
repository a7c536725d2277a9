"""The tables of the disclosure ledger: no row for a question, however much it asks for."""

from __future__ import annotations

from sqlalchemy import Column, Float, String, Table, Text

from samvar.store.records.tables import DATA, SEQUENCE, Moment

ledger_accounts = Table(
    "ledger_accounts",
    DATA,
    Column("account", String(40), primary_key=True),
    Column("population", String(16), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("person", Text, nullable=False),
    Column("permit", Text),
    Column("epoch", SEQUENCE, nullable=False),
    Column("alleles", Text, nullable=False),
    Column("carriers", Text, nullable=False),
    Column("others", Text, nullable=False),
)
"""What was asked at the epoch: three sets of 64-bit fingerprints, sorted, in base64."""

ledger_spent = Table(
    "ledger_spent",
    DATA,
    Column("account", String(40), primary_key=True),
    Column("population", String(16), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("node", String(40), primary_key=True),
    Column("spent", Float, nullable=False),
)
"""What each account has spent by questions that a node put; it only ever grows."""

ledger_contacts = Table(
    "ledger_contacts",
    DATA,
    Column("node", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""When each other node's ledger was last heard."""
