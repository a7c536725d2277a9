"""One sample's calls as Parquet: the record that analysis reads and that removal replays.

Columns, all signed: contig (code 1-25), position (0-based), ref, alt, dosage and called (copies of
ALT, and alleles, that the file called), counted (copies that the rules accept), missed (alleles
not called although callable), hemizygous (1 where the counted copy is the only one), passed (1
where FILTER was PASS or absent), dp, gq, ad (null where not given). A row stands for every call
that carries ALT or misses an allele; where there is no row, the callable stretches say whether
the person is known to have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samvar.model.calls import Int8, Int32, UInt64
from samvar.store.variants.disk import Output
from samvar.store.variants.key import (
    ALLELE_MASK,
    MAX_REVERSIBLE_BASES,
    decode_places,
    encode,
    is_long,
    long_alleles_code,
    short_alleles,
)
from samvar.store.variants.manifest import File, corrupt
from samvar.store.variants.mapping import mapped
from samvar.store.variants.tables import Rows

_DECIDED = ("dosage", "called", "counted", "missed", "hemizygous", "passed")
_QUALITY = ("dp", "gq", "ad")
SCHEMA = pa.schema(
    [
        pa.field("contig", pa.int8(), nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("ref", pa.string(), nullable=False),
        pa.field("alt", pa.string(), nullable=False),
        *(pa.field(name, pa.int8(), nullable=False) for name in _DECIDED),
        *(pa.field(name, pa.int32()) for name in _QUALITY),
    ]
)

_WORTH_COMPRESSING = 16_384
"""Rows from which zstd pays: a panel's few are not smaller for it, and take twice as long."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Calls worth a row, n of them, of any samples.

    sample: (n) int32, index of the sample in its load. dp, gq, ad: -1 = not given. The rest as
    the columns of a genome.
    """

    sample: Int32
    key: UInt64
    dosage: Int8
    called: Int8
    counted: Int8
    missed: Int8
    hemizygous: Int8
    passed: Int8
    dp: Int32
    gq: Int32
    ad: Int32

    def __len__(self) -> int:
        return len(self.key)

    def take(self, rows: np.ndarray | slice) -> Kept:
        """These rows, by index or slice."""
        return Kept(*(getattr(self, field.name)[rows] for field in fields(self)))

    def typed(self) -> Kept:
        """The same rows, each column in its own width."""
        wide: tuple[type, ...] = (np.int32, np.uint64, *[np.int8] * len(_DECIDED), *[np.int32] * 3)
        named = zip(fields(self), wide, strict=True)
        return Kept(*(np.asarray(getattr(self, f.name), dtype=width) for f, width in named))

    @classmethod
    def chain(cls, parts: list[Kept]) -> Kept:
        """All rows, one part after the other. Raises ValueError without parts."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))

    def sums(self) -> Rows:
        """What these calls of one sample add to the counts."""
        rows = Rows(
            self.key,
            self.counted.astype(np.int32),
            (self.counted == 2).astype(np.int32),
            self.hemizygous.astype(np.int32),
            self.missed.astype(np.int32),
        )
        keep = (rows.ac != 0) | (rows.miss != 0)
        return Rows(*(getattr(rows, field.name)[keep] for field in fields(Rows)))


def no_calls() -> Kept:
    """No rows at all."""
    columns: list[np.ndarray] = [np.zeros(0)] * len(fields(Kept))
    return Kept(*columns).typed()


def codes_of(keys: UInt64) -> UInt64:
    """The allele parts of keys, sorted, each once; those of hashed keys left out."""
    # Sorted, not hashed, as numpy would: most are of a few hundred kinds.
    codes = np.sort(keys & ALLELE_MASK)
    codes = codes[np.append(True, codes[1:] != codes[:-1])] if len(codes) else codes
    return codes[~is_long(codes)]


class Spelled:
    """The alleles of a load's keys as Arrow strings, each spelled once for all its samples."""

    def __init__(self, codes: UInt64, long_alleles: Mapping[int, tuple[str, str]]) -> None:
        """codes: as `codes_of`. long_alleles: REF and ALT of every hashed key."""
        # The hash alone does not name the alleles: only with its place is it unique.
        self._codes, self._long = codes, np.array(sorted(long_alleles), np.uint64)
        pairs = [short_alleles(code) for code in codes.tolist()]
        pairs += [long_alleles[key] for key in self._long.tolist()]
        self._ref = pa.array([pair[0] for pair in pairs], pa.string())
        self._alt = pa.array([pair[1] for pair in pairs], pa.string())

    def alleles_of(self, keys: UInt64) -> tuple[pa.Array, pa.Array]:
        """REF and ALT of keys of the load."""
        which = np.searchsorted(self._codes, keys & ALLELE_MASK)
        if len(self._long):
            hashed = np.flatnonzero(is_long(keys))
            which[hashed] = len(self._codes) + np.searchsorted(self._long, keys[hashed])
        index = pa.array(which)
        return self._ref.take(index), self._alt.take(index)


def genome_table(kept: Kept, spelled: Spelled) -> pa.Table:
    """Calls as the columns of a genome, row by row."""
    contig, position = decode_places(kept.key)
    ref, alt = spelled.alleles_of(kept.key)
    columns = [pa.array(contig), pa.array(position), ref, alt]
    columns += [pa.array(getattr(kept, column)) for column in _DECIDED]
    columns += [pa.array(c, mask=c < 0) for c in (kept.dp, kept.gq, kept.ad)]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def write_genome(folder: Path, name: str, kept: Kept, spelled: Spelled) -> File:
    """Write the calls of one sample, sorted by key, each key once."""
    return write_table(folder, name, genome_table(kept, spelled))


def write_table(folder: Path, name: str, table: pa.Table) -> File:
    """Write rows as `genome_table` makes them; further columns are small numbers."""
    # In memory first: Parquet writes some seventy pieces, and each would be a call from C++.
    whole = pa.BufferOutputStream()
    pq.write_table(
        table,
        whole,
        compression="zstd" if len(table) >= _WORTH_COMPRESSING else "none",
        use_dictionary=[column for column in table.schema.names if column != "position"],
        column_encoding={"position": "DELTA_BINARY_PACKED"},
        write_statistics=["contig", "position"],
        store_schema=False,
    )
    with Output(folder / name) as out:
        out.write(whole.getvalue())
    return File(name, out.bytes, out.sha256)


def read_genome(folder: Path, file: File) -> Any:
    """The table of one sample, columns as in the module's text. Raises CorruptStore, Missing."""
    return read_table(folder, file, SCHEMA)


def read_table(folder: Path, file: File, schema: pa.Schema) -> Any:
    """What `write_table` wrote. Raises CorruptStore, also for other columns, and Missing."""
    try:
        table = pq.read_table(pa.BufferReader(mapped(folder, file)))
    except pa.ArrowInvalid as error:
        raise corrupt(file.name, "it is not a Parquet file") from error
    if table.schema.names != schema.names:
        raise corrupt(file.name, "it has other columns")
    return table


def kept_of(table: Any) -> tuple[Kept, dict[int, tuple[str, str]]]:
    """The rows of a genome as they were decided at load, and its long alleles by key."""
    plain = {name: table.column(name).to_numpy() for name in ("contig", "position", *_DECIDED)}
    ref, alt = (table.column(name).combine_chunks() for name in ("ref", "alt"))
    ref, alt = (c.chunk(0) if isinstance(c, pa.ChunkedArray) else c for c in (ref, alt))
    key = encode(plain["contig"], plain["position"], ref, alt)
    quality = [table.column(name).fill_null(-1).to_numpy() for name in _QUALITY]
    nobody = np.zeros(len(key), np.int32)
    kept = Kept(nobody, key, *(plain[name] for name in _DECIDED), *quality)
    rows = np.flatnonzero(is_long(key))
    return kept, {int(key[row]): (ref[row].as_py(), alt[row].as_py()) for row in rows}


def read_sums(folder: Path, file: File) -> tuple[Rows, dict[int, tuple[str, str]]]:
    """What one sample adds to the counts, and its long alleles by key: `kept_of(...)[0].sums()`
    in a fraction of the time, because each distinct allele is spelled once.

    Raises: as `read_genome`.
    """
    try:
        table = pq.read_table(
            pa.BufferReader(mapped(folder, file)),
            columns=["contig", "position", "ref", "alt", "counted", "missed", "hemizygous"],
            read_dictionary=["ref", "alt"],
        )
    except (pa.ArrowInvalid, KeyError) as error:
        raise corrupt(file.name, "it is not the Parquet file of a genome") from error
    return sums_of(table)


def sums_of(table: Any) -> tuple[Rows, dict[int, tuple[str, str]]]:
    """`read_sums` of a table whose alleles are dictionaries."""
    plain = {
        name: table.column(name).to_numpy()
        for name in ("contig", "position", "counted", "missed", "hemizygous")
    }
    (ref, ref_code, ref_length), (alt, alt_code, alt_length) = (
        _spelled_once(table.column(name)) for name in ("ref", "alt")
    )
    first, second = ref_length[ref[1]], alt_length[alt[1]]
    bases = ref_code[ref[1]] | alt_code[alt[1]] >> (2 * first).astype(np.uint32)
    code = (first << 27 | second << 23).astype(np.uint32) | bases
    where = plain["contig"].astype(np.uint64) << np.uint64(28)
    key = (where | plain["position"].astype(np.uint64)) << np.uint64(31) | code
    long_alleles = {}
    for row in np.flatnonzero(first + second > MAX_REVERSIBLE_BASES).tolist():
        pair = ref[0][ref[1][row]], alt[0][alt[1][row]]
        key[row] = key[row] & ~ALLELE_MASK | np.uint64(long_alleles_code(*pair))
        long_alleles[int(key[row])] = pair
    counted, missed = plain["counted"], plain["missed"]
    keep = (counted != 0) | (missed != 0)
    columns = (key, counted, (counted == 2).view(np.int8), plain["hemizygous"], missed)
    if not keep.all():
        columns = tuple(column[keep] for column in columns)
    return Rows(*columns), long_alleles


_BASES = np.uint64((1 << 23) - 2)
_TOO_LONG = 15
"""More than a key holds, in the four bits that it has for a length."""

_Spelling = tuple[tuple[list[str], np.ndarray], np.ndarray, np.ndarray]


def _spelled_once(column: Any) -> _Spelling:
    """The distinct alleles and each row's index in them; their bases, left-aligned in 22 bits,
    and their lengths, which are too long for a key where a base is not A, C, G or T."""
    whole = column.unify_dictionaries().combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    words, nothing = whole.dictionary, np.zeros(len(whole.dictionary), np.int32)
    # As the key of a variant of the word and nothing: its length, its bases, 1 where it is hashed.
    code = encode(nothing.astype(np.int8), nothing, words, pa.array([""] * len(words), pa.string()))
    short = ~is_long(code) & (code > 0)
    length = np.where(short, code >> np.uint64(27), _TOO_LONG).astype(np.int32)
    bases = np.where(short, code & _BASES, 0).astype(np.uint32)
    return (words.to_pylist(), whole.indices.to_numpy(zero_copy_only=False)), bases, length
