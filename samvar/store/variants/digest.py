"""What the store says, as one SHA-256 per table: two stores with equal rows have equal digests.

The digest is of the sorted *logical* rows: how they are spread over runs, shards and files, and
what was loaded and withdrawn before, leaves no mark in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from samvar.model.calls import Stretches
from samvar.store.variants.alleles import Uses
from samvar.store.variants.beside import FORMS
from samvar.store.variants.callability import read_stretches
from samvar.store.variants.genome import SCHEMA
from samvar.store.variants.opened import Opened
from samvar.store.variants.pack import Genomes
from samvar.store.variants.people import Entry
from samvar.store.variants.tables import Rows, Track


def digest_of(opened: Opened) -> dict[str, str]:
    """The digest of every table that has rows, by table name. Raises CorruptStore and Missing."""
    found = {}
    for (assembly, scope), sums in opened.sums.items():
        for stratum in sums.strata():
            name = f"{assembly.value}/{scope.value}" + (f"/{stratum}" if stratum else "")
            rows, track = sums.table(stratum), sums.track(stratum)
            if len(rows):
                found[f"counts/{name}"] = of_rows(rows)
            if len(track):
                found[f"callable/{name}"] = of_track(track)
    for assembly, uses in opened.uses.items():
        if uses:
            found[f"alleles/{assembly.value}"] = of_uses(uses)
    entries = opened.entries.items()
    if entries:
        folder = opened.folder
        found["people"] = of_people(opened.entries.values())
        found["carriers"] = of_marks(_marks(opened))
        genomes = Genomes(folder)
        found["genomes"] = of_genomes((s, genomes.of(e)) for s, e in entries)
        found["stretches"] = of_stretches(
            (s, read_stretches(folder, e.callable)) for s, e in entries
        )
    for kind in FORMS:
        told = of_beside(
            (shard[2], own[kind])
            for shard, own in zip(opened.shards, opened.beside, strict=True)
            if kind in own
        )
        if told is not None:
            found[kind] = told
    return dict(sorted(found.items()))


def of_beside(parts: Iterable[tuple[Sequence[Entry | None], Any]]) -> str | None:
    """A table beside the small variants: the people of each shard, and the shard's rows; None
    where nobody here has any."""
    rows = []
    for entries, table in parts:
        person = table.column("person").to_numpy()
        plain = table.drop_columns(["person"])
        for index in np.unique(person).tolist():
            entry = entries[index]
            if entry is not None:
                own = plain.filter(pa.array(person == index))
                rows.append([entry.contribution.sample, *map(_column, own.columns)])
    return _json(sorted(rows)) if rows else None


def _column(column: Any) -> str:
    if pa.types.is_string(column.type):
        return _json(column.to_pylist())
    return _columns((column.to_numpy(), "<i8"))


def _marks(opened: Opened) -> Iterable[tuple[str, np.ndarray, np.ndarray]]:
    for _, carriers, entries in opened.shards:
        windows = [carriers.of_window(window) for window in carriers.windows()]
        for index, entry in enumerate(entries):
            if entry is None:
                continue
            own = [(marks, marks.person == index) for marks in windows]
            keys = [marks.key[mine] for marks, mine in own] or [np.zeros(0, np.uint64)]
            states = [marks.state[mine] for marks, mine in own] or [np.zeros(0, np.uint8)]
            yield entry.contribution.sample, np.concatenate(keys), np.concatenate(states)


def of_rows(rows: Rows) -> str:
    """A table of counts."""
    return _columns((rows.key, "<u8"), *((getattr(rows, n), "<i8") for n in _COUNTS))


def of_track(track: Track) -> str:
    """A track of allele numbers."""
    return _columns((track.place, "<u8"), (track.an, "<i8"), (track.people, "<i8"))


def of_uses(uses: Uses) -> str:
    """The side table of long alleles."""
    return _json([[*allele, number] for allele, number in sorted(uses.items())])


def of_marks(parts: Iterable[tuple[str, np.ndarray, np.ndarray]]) -> str:
    """Carriers: (sample, keys, states) of each person, in any order."""
    return _json(
        [
            [sample, _columns((keys, "<u8"), (state, "<u1"))]
            for sample, keys, state in sorted(parts, key=lambda part: part[0])
        ]
    )


def of_genomes(parts: Iterable[tuple[str, Any]]) -> str:
    """Genomes: (sample, table) of each person, in any order."""
    return _json(sorted([sample, *_genome(table)] for sample, table in parts))


def of_stretches(parts: Iterable[tuple[str, Stretches]]) -> str:
    """Callable stretches: (sample, stretches) of each person, in any order."""
    return _json(
        sorted(
            [sample, _columns((s.contig, "<i4"), (s.start, "<i4"), (s.end, "<i4"))]
            for sample, s in parts
        )
    )


def of_people(entries: Iterable[Entry]) -> str:
    """Contributions and kin, in any order; not the files that hold their calls."""
    rows = []
    for entry in entries:
        known = msgspec.to_builtins(entry.contribution)
        known["scopes"] = sorted(known["scopes"])
        examined = [msgspec.to_builtins(each) for each in entry.examined]
        kin = msgspec.to_builtins(entry.kin)
        rows.append([entry.contribution.sample, entry.load, known, kin, examined])
    return _json(sorted(rows, key=lambda row: str(row[0])))


_COUNTS = ("ac", "hom", "hemi", "miss")


def _genome(table: Any) -> list[str]:
    texts = [_json(table.column(name).to_pylist()) for name in ("ref", "alt")]
    numbers = [
        _columns((table.column(name).fill_null(-1).to_numpy(), "<i4"))
        for name in SCHEMA.names
        if name not in ("ref", "alt")
    ]
    return texts + numbers


def _columns(*columns: tuple[np.ndarray, str]) -> str:
    digest = hashlib.sha256()
    for values, form in columns:
        digest.update(len(values).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(values.astype(form)).tobytes())
    return digest.hexdigest()


def _json(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()
