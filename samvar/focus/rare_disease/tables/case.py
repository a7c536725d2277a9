"""Cases, their members, their lists, and what was done in them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from samvar.focus.rare_disease.tables.link import link
from samvar.store.records.tables import DATA, SEQUENCE, Moment

cases = Table(
    "rare_cases",
    DATA,
    Column("id", String(40), primary_key=True),
    link("house", "cases", index=True),
    Column("label", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("assembly", String(16), nullable=False),
    Column("told", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("load", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)
"""house: the row of `cases`, which has the referral and the proband. label: the laboratory's own
id of it. told: terms, panels, indication, quality, as `model.kept.CaseTold`. digest: of all that it
was loaded from, so that the same case loaded twice is loaded once."""

members = Table(
    "rare_members",
    DATA,
    link("case", "rare_cases", primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    link("sample", "samples", index=True),
    Column("name", Text, nullable=False),
    Column("father", Text),
    Column("mother", Text),
    Column("sex", String(16), nullable=False),
    Column("karyotype", String(16), nullable=False),
    Column("affected", Boolean),
)

lists = Table(
    "rare_lists",
    DATA,
    Column("id", String(40), primary_key=True),
    Column("case", String(40), nullable=False),
    Column("load", String(40), nullable=False),
    Column("state", String(16), nullable=False),
    Column("category", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("columns", String(64), nullable=False),
    Column("texts", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Index(None, "case", "state"),
    Index(None, "state"),
)
"""A list of a case. case: without a foreign key, so that the row outlives a case that is destroyed
until its objects are gone. columns, texts: keys of the objects."""

events = Table(
    "rare_events",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    link("case", "rare_cases", index=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", String(24), nullable=False),
    Column("variant", Text),
    Column("text", Text),
    Column("undoes", Integer),
)
"""What was done in a case, in order; what is undone is an event too. variant: by its name."""
