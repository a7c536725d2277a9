"""What readers think of variants and of cases, and the filters that they look through."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from samvar.focus.rare_disease.tables.link import link
from samvar.store.records.tables import DATA, SEQUENCE, Moment

filters = Table(
    "rare_filters",
    DATA,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("category", String(16), nullable=False),
    Column("filter", JSON, nullable=False),
    Column("owner", Text, nullable=False),
    Column("locked", Text),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("retired", Moment),
    Index(None, "category", "retired"),
)
"""Saved filters of a node. locked: by whom; only they may change or open it again. A change is a
new row, and the one before is retired, so that whoever went by it can be shown it."""

classifications = Table(
    "rare_classifications",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    link("case", "rare_cases", index=True),
    Column("variant", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("step", JSON, nullable=False),
    Index(None, "case", "variant", "reader"),
)
"""Append-only: one step of one reader's classification of one variant, a
`model.classification.Step`; its number in the history is its place among those of the three."""

classes = Table(
    "rare_classes",
    DATA,
    Column("id", String(40), primary_key=True),
    link("case", "rare_cases", index=True),
    Column("assembly", String(16), nullable=False),
    Column("variant", Text, nullable=False),
    Column("gene", Text, nullable=False),
    Column("condition", Text, nullable=False),
    Column("class", String(24), nullable=False),
    Column("points", Integer, nullable=False),
    Column("zygosity", String(16), nullable=False),
    Column("told", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("ended", Moment),
    Index(None, "assembly", "variant", "ended"),
    Index(None, "case", "variant", "ended"),
)
"""The class that a case's variant has here: what other centres are told. At most one of a case's
variant has not ended. variant: normalised, `1-1000-A-G`. told: the verdicts that it rests on."""

readings = Table(
    "rare_readings",
    DATA,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    link("case", "rare_cases", index=True),
    Column("round", Integer, nullable=False),
    Column("reader", Text, nullable=False),
    Column("act", String(16), nullable=False),
    Column("conclusion", JSON),
    Column("at", Moment, nullable=False),
    Column("undoes", Integer),
)
"""Append-only: a reader began, concluded, opened their reading again, or adjudicated two;
the other one confirmed or declined that.
round: 1, and one more each time that a signed case is read anew."""

panels = Table(
    "rare_panels",
    DATA,
    Column("id", String(40), primary_key=True),
    Column("panel", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("document", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("retired", Moment),
    Index(None, "panel", "version", unique=True),
)
"""Versions of gene panels, none of which is ever changed. panel: the same for all versions."""
