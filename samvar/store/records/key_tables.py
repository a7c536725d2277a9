"""Tables of keys and of what they seal. Keys stay out of the data backup: see `dump`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint

from samvar.store.records.tables import DATA, Moment

data_keys = Table(
    "data_keys",
    DATA,
    Column("id", String(40), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("root", String(64)),
    Column("wrapped", Text),
    Column("created", Moment, nullable=False),
    Column("shredded", Moment),
    Column("kept", Moment),
    UniqueConstraint("kind", "owner"),
)
"""owner: whom or what a key is for (a person, a permit's project), or empty. kept: when a key
backup first held it. A shredded key has neither root nor bytes; its row stays, so that nobody
makes or recovers it again."""

identities = Table(
    "identities",
    DATA,
    Column(
        "person",
        String(40),
        ForeignKey("persons.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    Column("kind", String(20), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("key", String(40), nullable=False),
    Column("search", String(64), nullable=False),
    UniqueConstraint("search"),
)
"""A person's number, sealed under the person's key; `search` is its keyed HMAC-SHA-256 in hex."""
