"""Tables beside the small variants: structural events, repeats, mitochondrial alleles, by shard.

One Arrow IPC file a shard and table, uncompressed and mapped, sorted by the form's order; `person`
is the index in the shard, as in its carriers. A shard is written again without whoever leaves, so
that no row of theirs outlives the commit in a live file. A form's first columns are its order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.model.calls import Bool
from samvar.store.variants.disk import Output
from samvar.store.variants.manifest import File, corrupt
from samvar.store.variants.mapping import arrow_batches, mapped

STRUCTURAL, REPEATS, MITOCHONDRIAL = "structural", "repeats", "mitochondrial"


@dataclass(frozen=True, slots=True)
class Form:
    """A table's columns. order: how many of the first ones it is sorted by, `person` after them,
    and then by all others, so that equal rows lie in equal files."""

    schema: pa.Schema
    order: int

    @property
    def sorted_by(self) -> list[tuple[str, str]]:
        """As Arrow wants it."""
        names = dict.fromkeys([*self.schema.names[: self.order], "person", *self.schema.names])
        return [(name, "ascending") for name in names]


def _form(order: int, *columns: tuple[str, pa.DataType]) -> Form:
    named = [pa.field(name, kind, nullable=False) for name, kind in columns]
    return Form(pa.schema(named), order)


FORMS: dict[str, Form] = {
    # key, end, mate: see `event.key_of`. slack: bp that the caller was unsure. length: inserted
    # bases or -1. state: 0 not known, 1 has it, 2 has it twice. copy_number: the caller's, or -1.
    STRUCTURAL: _form(
        3,
        ("key", pa.int64()), ("end", pa.int32()), ("mate", pa.int8()), ("person", pa.int32()),
        ("slack_start", pa.int16()), ("slack_end", pa.int16()), ("length", pa.int32()),
        ("state", pa.int8()), ("copy_number", pa.int16()),
    ),
    # units of both alleles, the shorter first, the second -1 where there is one; low and high: the
    # caller's interval of each, or -1.
    REPEATS: _form(
        1,
        ("locus", pa.string()), ("person", pa.int32()), ("contig", pa.int8()),
        ("start", pa.int32()), ("end", pa.int32()), ("unit", pa.string()),
        *((f"{name}{n}", pa.int32()) for n in (1, 2) for name in ("units", "low", "high")),
    ),
    # key: as of small variants, signed (contig MT makes it negative). level: reads that carry the
    # allele, in thousandths, or -1 where the reads do not tell.
    MITOCHONDRIAL: _form(
        1,
        ("key", pa.int64()), ("person", pa.int32()), ("level", pa.int16()), ("depth", pa.int32()),
    ),
}  # fmt: skip

Stale = Callable[[Any], Bool]
"""Which rows of a table are told anew, and so no longer hold; see `Form` for its columns."""


def everything(table: Any) -> Bool:
    """All rows are told anew."""
    return np.ones(len(table), dtype=bool)


def no_beside(kind: str) -> Any:
    """A table of this form without rows."""
    return FORMS[kind].schema.empty_table()


def join_beside(kind: str, parts: Iterable[tuple[Any, Sequence[int | None]]]) -> Any:
    """Tables as one, sorted; each comes with the new index of its people, None = left out."""
    form = FORMS[kind]
    found = []
    for table, places in parts:
        new = np.array([-1 if place is None else place for place in places], dtype=np.int32)
        person = new[table.column("person").to_numpy()] if len(table) else np.zeros(0, np.int32)
        keep = person >= 0
        at = table.schema.get_field_index("person")
        moved = table.set_column(at, form.schema.field("person"), pa.array(person))
        found.append(moved if keep.all() else moved.filter(pa.array(keep)))
    joined = pa.concat_tables(found) if found else no_beside(kind)
    return joined.sort_by(form.sorted_by).combine_chunks()


def write_beside(folder: Path, name: str, table: Any) -> File:
    """Write one table, as `join_beside` gives it."""
    with Output(folder / name) as out:
        writer: Any = pa.ipc.new_file(out, table.schema)
        writer.write_table(table)
        writer.close()
    return File(name, out.bytes, out.sha256)


def read_beside(folder: Path, file: File, kind: str, *, verify: bool = True) -> Any:
    """Map one table. Raises CorruptStore and Missing, as `mapping.mapped`."""
    batches = [batch for _, batch in arrow_batches(file, mapped(folder, file, verify=verify))]
    schema = FORMS[kind].schema
    if any(not batch.schema.equals(schema) for batch in batches):
        raise corrupt(file.name, "it has other columns")
    return pa.Table.from_batches(batches, schema).combine_chunks()
