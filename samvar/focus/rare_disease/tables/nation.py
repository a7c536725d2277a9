"""What a case has to do with other centres, and what has changed since it was read."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, String, Table, Text

from samvar.focus.rare_disease.tables.link import link
from samvar.store.records.tables import DATA, SEQUENCE, Moment

contacts = Table(
    "rare_contacts",
    DATA,
    Column("id", String(40), primary_key=True),
    link("case", "rare_cases", index=True),
    Column("node", String(40), nullable=False),
    Column("handle", String(64), nullable=False),
    Column("told", JSON, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", String(10), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("closed", Moment),
    Column("closed_by", Text),
    Index(None, "node", "closed"),
)
"""Requests made here to another centre about a patient of theirs whom only it can tell by the
handle. They are read here by that centre: nobody writes into another's node."""

contact_answers = Table(
    "rare_contact_answers",
    DATA,
    Column("request", String(40), primary_key=True),
    Column("node", String(40), primary_key=True),
    link("case", "rare_cases", nullable=True, index=True),
    Column("digest", String(64), nullable=False),
    Column("owner", Text, nullable=False),
    Column("accepted", Boolean),
    Column("told", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)
"""This centre's word on requests of others. digest: of the request that was answered."""

watched = Table(
    "rare_watched",
    DATA,
    link("case", "rare_cases", primary_key=True),
    Column("variant", Text, primary_key=True),
    Column("state", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What was last known of a variant that matters in a case: what a reanalysis compares with."""

reanalyses = Table(
    "rare_reanalyses",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    link("case", "rare_cases", index=True),
    Column("variant", Text),
    Column("cause", String(24), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("handled", Moment),
    Column("handled_by", Text),
    Column("handled_text", Text),
    Index(None, "handled"),
)
"""The work list: what has changed of whom, since when; handled when somebody has looked."""
