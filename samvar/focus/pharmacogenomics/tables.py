"""What this area keeps in the record store. Rows about a sample go when the sample is withdrawn.

A report is a journal document: it stays when a contribution is erased (Patientdatalagen
2008:355, 3:17), under the person's opaque id.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from samvar.store.records.tables import DATA, SEQUENCE, Moment


def _id(
    name: str,
    target: str | None = None,
    *,
    nullable: bool = False,
    primary_key: bool = False,
    index: bool | None = None,
) -> Column[str]:
    keys = [ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")] if target else []
    return Column(name, String(40), *keys, nullable=nullable, primary_key=primary_key, index=index)


calls = Table(
    "pgx_calls",
    DATA,
    _id("id", primary_key=True),
    _id("sample", "samples"),
    _id("person", "persons", index=True),
    Column("assembly", String(16), nullable=False),
    Column("release", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("observed", Text, nullable=False),
    Column("outside", JSON, nullable=False),
    UniqueConstraint("sample", "release", "digest"),
)
"""One sample under one release. observed: what stood at each defining position, so that a later
release is answered without the reads; JSON, gene -> position -> genotype."""

results = Table(
    "pgx_results",
    DATA,
    _id("call", "pgx_calls", primary_key=True),
    Column("gene", String(40), primary_key=True),
    _id("sample", "samples", index=True),
    Column("status", String(16), nullable=False),
    Column("alleles", JSON, nullable=False),
    Column("phenotype", Text),
    Column("activity_score", Float),
    Column("detail", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
    Index(None, "gene", "counts"),
)
"""One gene of one call. alleles: of the best diplotype where it is `called`, else empty.
counts: whether it is this person's one result of the gene in the sums; fixed when written."""

orders = Table(
    "pgx_orders",
    DATA,
    _id("referral", "referrals", primary_key=True),
    Column("occasions", JSON, nullable=False),
    Column("medications", JSON, nullable=False),
    Column("genes", JSON, nullable=False),
    Column("first_dose", String(10)),
    Column("given", String(10)),
    _id("sample", "samples", nullable=True, index=True),
    Index(None, "first_dose"),
)
"""What a referral asks for. Days are ISO 8601."""

order_events = Table(
    "pgx_order_events",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    _id("referral", "referrals", index=True),
    Column("step", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("undoes", Integer),
    Index(None, "step", "referral", "at", "undoes", "number"),
)
"""Append-only: a step, or with `undoes` the taking back of an earlier row."""

order_changes = Table(
    "pgx_order_changes",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    _id("referral", "referrals", index=True),
    _id("report", "pgx_reports"),
    Column("cause", String(16), nullable=False),
    Column("found", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("takes_back", Integer),
    Column("settled", Integer),
    Index(None, "settled", "referral"),
)
"""What is no longer as a signed report said it. report: the one that was read. takes_back, settled:
numbers of `order_events`, the acknowledgement that it took back and the one that has seen it."""

reports = Table(
    "pgx_reports",
    DATA,
    _id("id", primary_key=True),
    _id("referral", "referrals", nullable=True, index=True),
    _id("person", "persons", index=True),
    Column("made", Moment, nullable=False),
    Column("document", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    _id("supersedes", "pgx_reports", nullable=True),
)
"""The signed record in its canonical form; every page, PDF and bundle is drawn from it."""

passports = Table(
    "pgx_passports",
    DATA,
    _id("id", primary_key=True),
    _id("person", "persons", index=True),
    _id("report", "pgx_reports"),
    _id("sample", "samples", index=True),
    Column("centres", JSON, nullable=False),
    Column("issued", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("document", Text, nullable=False),
    Column("revoked", Moment),
    Column("by", Text, nullable=False),
)
"""A passport that the patient has let us issue, and to which centres it may be read out. When
its sample is withdrawn it is revoked and its document emptied; the id stays for the status list."""

passport_samples = Table(
    "pgx_passport_samples",
    DATA,
    _id("passport", "pgx_passports", primary_key=True),
    _id("sample", "samples", primary_key=True, index=True),
)
"""Every sample that a passport speaks from: when one of them is withdrawn, so is the passport."""

taken_back = Table(
    "pgx_taken_back",
    DATA,
    Column("hash", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""Passports of destroyed records, by SHA-256 of their ids: for the status list, and nobody's."""

recalls = Table(
    "pgx_recalls",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    _id("call", "pgx_calls", index=True),
    _id("sample", "samples", index=True),
    _id("person", "persons"),
    Column("gene", String(40), nullable=False),
    Column("old_release", String(64), nullable=False),
    Column("new_release", String(64), nullable=False),
    Column("old", JSON, nullable=False),
    Column("new", JSON, nullable=False),
    Column("phenotype_changed", Boolean, nullable=False),
    Column("advice_changed", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("handled", Moment),
    Column("handled_by", Text),
    UniqueConstraint("call", "gene", "new_release"),
)
"""Who must be looked at again because knowledge changed; `handled` when somebody has."""

releases = Table(
    "pgx_releases",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("act", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("assemblies", JSON, nullable=False),
)
"""Append-only: a release was `adopted` for new calls here, or everybody here was `assessed`
under it for a recall. assemblies: those it has positions in; others could not be assessed."""

expected_samples = Table(
    "pgx_expected_samples",
    DATA,
    _id("referral", "referrals", primary_key=True),
    Column("name", Text, nullable=False),
)
"""The name under which an order's sample will come, as noted when it was taken; forgotten when it
has come."""

identities = Table(
    "pgx_identities",
    DATA,
    _id("sample", "samples", primary_key=True),
    _id("person", "persons", index=True),
    Column("objections", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("confirmed", Moment),
    Column("confirmed_by", Text),
    Column("reason", Text),
    Index(None, "confirmed"),
)
"""A sample that something says is another person's. Until it is confirmed with a reason its calls
are in no result, no order, no recall and no sum."""
