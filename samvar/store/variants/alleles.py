"""The side table of long alleles: full REF and ALT behind each hashed key, while anyone has them.

Runs of signed *uses* (rows of genomes) are added like counts, so the last carrier's withdrawal
takes the strings out with it. Two different long alleles of one key are a collision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from samvar.model.errors import AlleleCollision
from samvar.store.variants.disk import Output
from samvar.store.variants.manifest import File, corrupt
from samvar.store.variants.mapping import arrow_batches, mapped

Allele = tuple[int, str, str]
"""Key, REF, ALT."""
Uses = dict[Allele, int]

_SCHEMA = pa.schema(
    [("key", pa.uint64()), ("ref", pa.string()), ("alt", pa.string()), ("uses", pa.int64())]
)


def add_uses(parts: Iterable[Mapping[Allele, int]]) -> Uses:
    """The sum of runs; what comes to nothing vanishes.

    >>> add_uses([{(9, "A", "C"): 2}, {(9, "A", "C"): -2}])
    {}
    """
    total: Uses = {}
    for part in parts:
        for allele, uses in part.items():
            total[allele] = total.get(allele, 0) + uses
    return {allele: uses for allele, uses in total.items() if uses}


def by_key(uses: Uses) -> dict[int, tuple[str, str]]:
    """REF and ALT of each key in use.

    Raises:
        AlleleCollision: two alleles share a key.
    """
    found: dict[int, tuple[str, str]] = {}
    for key, ref, alt in uses:
        if found.setdefault(key, (ref, alt)) != (ref, alt):
            raise collision()
    return found


def collision() -> AlleleCollision:
    """The error for a second long allele under the key of a first."""
    return AlleleCollision(
        "two long alleles at one position have the same key; nothing was stored",
        why="their 30-bit hashes are equal",
        remedy="leave one of the two records out of the load, and report it",
    )


def write_uses(folder: Path, name: str, uses: Uses) -> File:
    """Write one run, sorted."""
    rows = sorted((*allele, number) for allele, number in uses.items())
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, _SCHEMA, strict=True)
    ]
    with Output(folder / name) as out:
        writer = pa.ipc.new_file(out, _SCHEMA)
        writer.write_batch(pa.record_batch(arrays, schema=_SCHEMA))
        writer.close()
    return File(name, out.bytes, out.sha256)


def read_uses(folder: Path, file: File, *, verify: bool = True) -> Uses:
    """Read one run. Raises CorruptStore and Missing, as `mapping.mapped`."""
    uses: Uses = {}
    for _, batch in arrow_batches(file, mapped(folder, file, verify=verify)):
        if batch.schema.names != _SCHEMA.names:
            raise corrupt(file.name, "it has other columns")
        key, ref, alt, number = (column.to_pylist() for column in batch.columns)
        uses.update(zip(zip(key, ref, alt, strict=True), number, strict=True))
    return uses
