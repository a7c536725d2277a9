"""The tables of source files: which are kept, under which object, and whose columns they hold."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from samvar.store.records.tables import DATA, Moment

sources = Table(
    "sources",
    DATA,
    Column("id", String(40), primary_key=True),
    Column("load", String(40), ForeignKey("loads.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("object", String(64), nullable=False),
    Column("manifest", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("made", Moment, nullable=False),
    Column("parted", Integer, nullable=False),
)
"""sha256 and bytes: of the file as it came (of what is left of it, once `parted` people are out);
object and manifest: of the Crypt4GH file. Its key is the data key that the id owns."""

source_people = Table(
    "source_people",
    DATA,
    Column("source", String(40), ForeignKey("sources.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column(
        "person",
        String(40),
        ForeignKey("persons.id", deferrable=True, initially="DEFERRED"),
        index=True,
    ),
)
"""Whose each column of genotypes is, counted from 0; nobody's, once the record is destroyed."""
