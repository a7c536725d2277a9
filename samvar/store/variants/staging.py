"""The people of a store while a writer changes them: shards, entries, and files made meanwhile."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from samvar.model.contribution import Contribution
from samvar.model.errors import NotFound
from samvar.store.variants.beside import (
    FORMS,
    Stale,
    join_beside,
    no_beside,
    read_beside,
    write_beside,
)
from samvar.store.variants.carriers import Carriers, join_shards
from samvar.store.variants.compact import shards_to_join
from samvar.store.variants.manifest import Beside, File, Manifest, Shard
from samvar.store.variants.pack import Genomes, write_pack
from samvar.store.variants.people import Entry, read_people, write_people


def fresh_name(folder: str, ending: str) -> str:
    """A name for a new file; it says nothing about what is inside.

    >>> fresh_name("genome", "parquet")[:7]
    'genome/'
    """
    return f"{folder}/{secrets.token_hex(12)}.{ending}"


INLINE_BYTES = 4_000_000
"""A commit writes carriers anew itself where they are this many bytes or fewer: some tenths of a
second. Longer ones keep those who left, who answer nothing, until `merging` has rewritten them."""


class Loose:
    """A shard that can change until the commit. A sample that has left keeps its place as None.

    subtracts: since when somebody has been gone whom the carriers still list.
    """

    def __init__(
        self,
        assembly: str,
        samples: Sequence[str | None],
        carriers: File,
        people: File | None,
        subtracts: float | None = None,
    ) -> None:
        self.assembly = assembly
        self.samples: list[str | None] = list(samples)
        self.carriers = carriers
        self.people = people  # None: the stored file, if any, is out of date
        self.subtracts = subtracts
        self.beside: dict[str, Beside] = {}
        self.changed: dict[str, Any] = {}  # tables that are not as stored

    @property
    def left(self) -> tuple[int, ...]:
        """Indices of those who are not here any more."""
        return tuple(i for i, sample in enumerate(self.samples) if sample is None)

    @property
    def bytes(self) -> int:
        """Length of all that is rewritten with its carriers."""
        return self.carriers.bytes + sum(each.file.bytes for each in self.beside.values())

    @property
    def live(self) -> list[str]:
        """Samples that are still here, in order."""
        return [sample for sample in self.samples if sample is not None]


class Staging:
    """All people of the store, as they will be after the commit."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Raises CorruptStore and Missing."""
        self._folder = folder
        self.entries: dict[str, Entry] = {}
        self._shards: list[Loose] = []
        self._shard_of: dict[str, Loose] = {}
        self._parted: set[str] = set()
        for shard in manifest.shards:
            entries = read_people(folder, shard.people)
            loose = self._add(shard.assembly, entries, shard.carriers, shard.people)
            for index in shard.left:
                loose.samples.insert(index, None)
            loose.subtracts = shard.subtracts
            loose.beside = {each.kind: each for each in shard.beside}

    def add_shard(self, assembly: str, entries: Sequence[Entry], carriers: File) -> None:
        """Take in a new shard."""
        self._add(assembly, entries, carriers, None)

    def _add(
        self, assembly: str, entries: Sequence[Entry], carriers: File, people: File | None
    ) -> Loose:
        samples = [entry.contribution.sample for entry in entries]
        shard = Loose(assembly, samples, carriers, people)
        self._shards.append(shard)
        for sample, entry in zip(samples, entries, strict=True):
            self.entries[sample] = entry
            self._shard_of[sample] = shard
        return shard

    def entry(self, sample: str) -> Entry:
        """The live entry of a sample. Raises NotFound."""
        try:
            return self.entries[sample]
        except KeyError:
            raise NotFound(
                "a sample is not in the variant store",
                why="it was never loaded, or is withdrawn already",
            ) from None

    def remove(self, sample: str) -> None:
        """Take a sample out."""
        entry = self.entries.pop(sample)
        if entry.place is not None:
            self._parted.add(entry.genome.name)
        shard = self._shard_of.pop(sample)
        shard.samples[shard.samples.index(sample)] = None
        shard.people = None

    def replace(self, entry: Entry) -> None:
        """Change what is said about a sample."""
        sample = entry.contribution.sample
        self.entries[sample] = entry
        self._shard_of[sample].people = None

    def put(self, kind: str, table: Any, samples: Sequence[str], stale: Stale) -> None:
        """Add rows of a table to live samples; `person` in it is the index among `samples`.

        stale: which rows these samples have already no longer hold.
        """
        for shard in dict.fromkeys(self._shard_of[sample] for sample in samples):
            place = {sample: at for at, sample in enumerate(shard.samples) if sample is not None}
            own = [place.get(sample) for sample in samples]
            before = self._rows(shard, kind)
            mine = np.isin(before.column("person").to_numpy(), [at for at in own if at is not None])
            kept = before.filter(pa.array(~(mine & stale(before))))
            stay = list(range(len(shard.samples)))
            shard.changed[kind] = join_beside(kind, [(kept, stay), (table, own)])

    def _rows(self, shard: Loose, kind: str) -> Any:
        if kind in shard.changed:
            return shard.changed[kind]
        stored = shard.beside.get(kind)
        return no_beside(kind) if stored is None else read_beside(self._folder, stored.file, kind)

    def contributions(self) -> Iterator[tuple[Contribution, Entry]]:
        """Everyone live."""
        return ((entry.contribution, entry) for entry in self.entries.values())

    def file_of_content(self, content: str) -> File | None:
        """The file of live stretches that are equal to these, if there is one."""
        return next((e.callable for e in self.entries.values() if e.content == content), None)

    def write_shards(self, now: float, *, everything: bool) -> tuple[Shard, ...]:
        """Write what changed; the shards that the next manifest names. now: UNIX seconds."""
        self._part_packs()
        written: list[Shard] = []
        for assembly in sorted({shard.assembly for shard in self._shards}):
            own = [shard for shard in self._shards if shard.assembly == assembly]
            sizes = [len(shard.live) for shard in own]
            for indices in shards_to_join(sizes, everything=everything):
                group = [own[index] for index in indices]
                if everything or sum(shard.bytes for shard in group) <= INLINE_BYTES:
                    written.append(self._rewritten(group))
                else:
                    written += [self._as_it_lies(shard, now) for shard in group]
        return tuple(written)

    def _part_packs(self) -> None:
        """Write anew the files of genomes whose people have not all stayed."""
        staying: dict[str, list[Entry]] = {name: [] for name in self._parted}
        for entry in self.entries.values():
            if entry.genome.name in staying:
                staying[entry.genome.name].append(entry)
        for own in staying.values():
            if own:
                genomes = Genomes(self._folder)
                tables = [genomes.of(entry) for entry in own]
                file = write_pack(self._folder, fresh_name("genome", "parquet"), tables)
                for place, entry in enumerate(own):
                    self.replace(msgspec.structs.replace(entry, genome=file, place=place))
        self._parted.clear()

    def _as_it_lies(self, shard: Loose, now: float) -> Shard:
        left = shard.left
        people = shard.people or self._people([*shard.live])
        since = (shard.subtracts or now) if left else None
        beside = self._write_beside([shard], shard.samples)
        return Shard(shard.assembly, people, shard.carriers, len(shard.live), left, since, beside)

    def _rewritten(self, group: Sequence[Loose]) -> Shard:
        samples = [sample for shard in group for sample in shard.live]
        if len(group) == 1 and not group[0].left:
            carriers, people = group[0].carriers, group[0].people
        else:
            carriers, people = self._join(group, samples), None
        return Shard(
            group[0].assembly,
            people or self._people(samples),
            carriers,
            len(samples),
            beside=self._write_beside(group, samples),
        )

    def _people(self, samples: Sequence[str]) -> File:
        entries = [self.entries[sample] for sample in samples]
        return write_people(self._folder, fresh_name("people", "json"), entries)

    def _write_beside(
        self, group: Sequence[Loose], places: Sequence[str | None]
    ) -> tuple[Beside, ...]:
        """The tables of shards that become one; places: who has each index there."""
        same = len(group) == 1 and list(places) == group[0].samples
        index = {sample: at for at, sample in enumerate(places) if sample is not None}
        written = []
        for kind in FORMS:
            stored = group[0].beside.get(kind)
            if same and kind not in group[0].changed:
                written += [stored] if stored is not None else []
                continue
            parts = [
                (self._rows(shard, kind), [None if s is None else index[s] for s in shard.samples])
                for shard in group
            ]
            table = join_beside(kind, parts)
            if len(table):
                file = write_beside(self._folder, fresh_name("carriers", "arrow"), table)
                written.append(Beside(kind, file, len(table)))
        return tuple(written)

    def _join(self, group: Iterable[Loose], samples: Sequence[str]) -> File:
        index = {sample: i for i, sample in enumerate(samples)}
        parts = [
            (
                Carriers(self._folder, shard.carriers, len(shard.samples)),
                [None if sample is None else index[sample] for sample in shard.samples],
            )
            for shard in group
        ]
        name = fresh_name("carriers", "arrow")
        return join_shards(self._folder, name, parts, len(samples))
