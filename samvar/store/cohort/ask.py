"""A question, an engine, an answer: which files are read and how the rows come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from samvar.model.genome import Interval
from samvar.store.cohort.engine import Engine
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Carriers, Question
from samvar.store.cohort.tables import WANTED, Tables, ploidy_table, wanted, within
from samvar.store.variants.genome import SCHEMA

CALLS = pa.schema(
    [
        SCHEMA.field(name)
        for name in ("contig", "position", "ref", "alt", "counted", "missed", "hemizygous")
    ]
)
SHARED = CALLS.append(pa.field("person", pa.int32()))
STRETCHES = pa.schema([("contig", pa.int8()), ("start", pa.int32()), ("end", pa.int32())])
_COUNTS = [pa.field(name, pa.int64()) for name in ("ac", "an", "hom", "hemi", "individuals")]
FREQUENCIES = pa.schema([pa.field("stratum", pa.string()), *WANTED, *_COUNTS])
CARRIERS = pa.schema(
    [("stratum", pa.string()), ("carriers", pa.int64()), ("individuals", pa.int64())]
)


def ask(engine: Engine, question: Question, tables: Tables, place: Place) -> Any:
    """The rows of `FREQUENCIES` or `CARRIERS`, sorted; the same whatever the engine.

    tables: of this question. place: where the files are that they name.

    Raises:
        StoreUnavailable: the engine gave up, or a file is not there.
    """
    from samvar.store.cohort.express import Inputs, expression, joined

    schema = CARRIERS if isinstance(question, Carriers) else FREQUENCIES
    if not len(tables):
        return schema.empty_table()
    here = within(question)
    inputs = Inputs(
        genomes=joined(
            _calls(engine, place, tables.genomes, CALLS, here),
            _calls(engine, place, tables.packs, SHARED, here),
        ),
        stretches=engine.files(place, "callable", tables.stretches, STRETCHES),
        people=engine.table(tables.people),
        ploidy=engine.table(ploidy_table(question.assembly)),
        wanted=engine.table(wanted(question.variants)),
    )
    found = engine.rows(expression(question, inputs)).select(schema.names).cast(schema)
    order = [name for name in schema.names if name in ("stratum", *WANTED.names)]
    return found.sort_by([(name, "ascending") for name in (*order[1:], order[0])])


def _calls(
    engine: Engine, place: Place, names: Sequence[str], columns: Any, here: Sequence[Interval]
) -> Any:
    return engine.files(place, "genome", names, columns, here) if names else None
