"""One commit, as many processes read it at once: counts, carriers, genomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.model.calls import Stretches, UInt64
from samvar.model.contribution import Contribution, Scope
from samvar.model.errors import Conflict, NotFound, SamvarError
from samvar.model.genome import CODE, Assembly, Interval
from samvar.model.strata import EVERYONE
from samvar.model.variant import Variant
from samvar.store.variants.beside import join_beside, no_beside
from samvar.store.variants.callability import read_stretches
from samvar.store.variants.digest import digest_of
from samvar.store.variants.key import (
    ALLELE_MASK,
    encode_variant,
    nothing_at,
    place,
    short_alleles,
    variant_of,
)
from samvar.store.variants.looked import Looked
from samvar.store.variants.manifest import NAME, corrupt, read_manifest
from samvar.store.variants.mapping import Missing, mapped
from samvar.store.variants.merging import unmerged
from samvar.store.variants.opened import Opened
from samvar.store.variants.pack import Genomes
from samvar.store.variants.people import Entry
from samvar.store.variants.roll import Rolls
from samvar.store.variants.sums import Counts, present


class Snapshot:
    """What the store said at one epoch. It stays true to that epoch while writers go on.

    Keys are those of `keys_of`; positions in them are 0-based. `scope` picks the people: those
    who count and have not opted out of that use.
    """

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self._sums = opened.sums
        self._alleles = opened.alleles
        self._entries = opened.entries
        self._rolls = Rolls(opened.shards)

    @property
    def epoch(self) -> int:
        """The number of the commit; it grows by one with each."""
        return self.opened.manifest.epoch

    @cached_property
    def loads(self) -> frozenset[str]:
        """Loads that have at least one live sample, or have told something of one."""
        entries = self._entries.values()
        told = {each.load for entry in entries for each in entry.examined}
        return frozenset({entry.load for entry in entries} | told)

    @cached_property
    def looked(self) -> Looked:
        """The tables beside the small variants, to be asked."""
        return Looked(self.opened)

    @cached_property
    def contributions(self) -> Mapping[str, Contribution]:
        """Every live contribution by sample id, also those that do not count."""
        return MappingProxyType({s: entry.contribution for s, entry in self._entries.items()})

    def counts(
        self, assembly: Assembly, keys: UInt64, scope: Scope, *, stratum: str = EVERYONE
    ) -> Counts:
        """How often each of n keys is seen, in the order given.

        stratum: only people of this part, as `model.strata.stratum` names it. A variant that
        nobody carries has ac 0 and the true an of its place.
        """
        keys = np.asarray(keys, dtype=np.uint64)
        sums = self._sums.get((assembly, scope))
        if sums is None:
            return Counts(*(np.zeros(len(keys), np.int64) for _ in range(5)))
        return sums.counts(keys, stratum)

    def point(
        self, assembly: Assembly, key: int, scope: Scope, *, stratum: str = EVERYONE
    ) -> tuple[int, int, int, int, int]:
        """ac, an, hom, hemi and individuals of one key, as `counts`, in plain integers: for
        whoever asks key by key, several hundred thousand times a second."""
        sums = self._sums.get((assembly, scope))
        return (0, 0, 0, 0, 0) if sums is None else sums.point(key, stratum)

    def keys_of(self, variants: Sequence[Variant]) -> UInt64:
        """The key of each variant. A long allele that is not stored gets a key that nothing has."""
        keys = np.zeros(len(variants), dtype=np.uint64)
        for i, variant in enumerate(variants):
            key = encode_variant(variant)
            if key & 1:
                stored = self._alleles.get(variant.assembly, {}).get(key)
                if stored != (variant.ref, variant.alt):
                    key = nothing_at(CODE[variant.contig], variant.position)
            keys[i] = key
        return keys

    def variants_of(self, assembly: Assembly, keys: UInt64) -> list[Variant]:
        """The variant of each key.

        Raises:
            NotFound: a key of a long allele that is not stored, or of no variant at all.
        """
        alleles = self._alleles.get(assembly, {})
        mask = int(ALLELE_MASK)
        found = []
        for key in np.asarray(keys, dtype=np.uint64).tolist():
            pair = alleles.get(key) if key & 1 else short_alleles(key & mask)
            if pair is None or not all(pair):
                raise NotFound("a key belongs to no stored variant")
            found.append(variant_of(assembly, key, pair))
        return found

    def range(self, assembly: Assembly, interval: Interval, scope: Scope) -> UInt64:
        """Sorted keys of variants that anyone carries, whose position lies in the interval."""
        sums = self._sums.get((assembly, scope))
        if sums is None:
            return np.zeros(0, np.uint64)
        contig = CODE[interval.contig]
        low, high = place(contig, interval.start), place(contig, interval.end)
        return present(sums.between(low, high, contig, EVERYONE))

    def all_keys(self, assembly: Assembly, scope: Scope) -> UInt64:
        """Sorted keys of all variants that anyone carries."""
        sums = self._sums.get((assembly, scope))
        return np.zeros(0, np.uint64) if sums is None else sums.keys(EVERYONE)

    def carriers(self, assembly: Assembly, key: int, scope: Scope) -> list[tuple[str, int]]:
        """Samples that count and carry the variant, with their counted copies, 1 or 2; sorted."""
        return self._rolls.carriers(assembly, key, scope)

    def carriers_any(self, assembly: Assembly, keys: UInt64, scope: Scope) -> set[str]:
        """Samples that count and carry at least one of the variants."""
        return self._rolls.carriers_any(assembly, keys, scope)

    def genotypes(self, sample: str) -> pa.Table:
        """The calls of one sample, sorted by place; columns as `genome` says.

        `counted` says what the rules accept; it is in the sums only where the contribution counts.

        Raises:
            NotFound: the sample is not live in this snapshot.
            Conflict: it was withdrawn since, and its file is gone.
        """
        entry = self._entry(sample)
        return self._read(lambda: self._genomes.of(entry))

    @cached_property
    def _genomes(self) -> Genomes:
        return Genomes(self.opened.folder)

    def stretches(self, sample: str) -> Stretches:
        """Where one sample was callable. Samples of equal stretches get the same object.

        Raises: as `genotypes`.
        """
        entry = self._entry(sample)
        if entry.content not in self._stretches:
            self._stretches[entry.content] = self._read(
                lambda: read_stretches(self.opened.folder, entry.callable)
            )
        return self._stretches[entry.content]

    @cached_property
    def _stretches(self) -> dict[str, Stretches]:
        return {}

    def beside_of(self, sample: str, kind: str) -> Any:
        """The rows of one sample in a table beside the small variants, `person` 0; see `beside`.

        Raises:
            NotFound: the sample is not live in this snapshot.
        """
        self._entry(sample)
        for shard, tables in zip(self.opened.shards, self.opened.beside, strict=True):
            people = [entry and entry.contribution.sample for entry in shard[2]]
            if sample in people and kind in tables:
                at = people.index(sample)
                return join_beside(kind, [(tables[kind], [0 if n == at else None for n in
                                                          range(len(people))])])  # fmt: skip
        return no_beside(kind)

    def genome_path(self, sample: str) -> Path:
        """The Parquet file that holds one sample's calls, maybe others' too. Raises NotFound."""
        return self.opened.folder / self._entry(sample).genome.name

    def _entry(self, sample: str) -> Entry:
        try:
            return self._entries[sample]
        except KeyError:
            raise NotFound("a sample is not in the variant store") from None

    def _read(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except Missing as error:
            raise self._missing(str(error)) from None

    def _missing(self, name: str) -> SamvarError:
        """Why a file of this commit is not there: a newer commit let it go, or it is lost."""
        if read_manifest(self.opened.folder).epoch == self.epoch:
            return corrupt(name, "it is missing")
        return Conflict(
            "a sample was withdrawn while it was being read",
            remedy="take a new snapshot and ask again",
        )

    def individuals(self, assembly: Assembly, scope: Scope, *, stratum: str = EVERYONE) -> int:
        """How many people count; `stratum` as for `counts`."""
        counted = self._counted(assembly, scope)
        return len(counted) if stratum == EVERYONE else sum(stratum in c.groups for c in counted)

    def individuals_by_assay(self, assembly: Assembly, scope: Scope) -> dict[str, int]:
        """How many people count, by assay id."""
        return dict(sorted(Counter(c.assay for c in self._counted(assembly, scope)).items()))

    def ancestries(self, assembly: Assembly, scope: Scope) -> tuple[str, ...]:
        """Labels of the people who count, sorted."""
        return tuple(sorted({c.ancestry for c in self._counted(assembly, scope) if c.ancestry}))

    def _counted(self, assembly: Assembly, scope: Scope) -> tuple[Contribution, ...]:
        return self._counted_by_sums.get((assembly, scope), ())

    @cached_property
    def _counted_by_sums(self) -> dict[tuple[Assembly, Scope], tuple[Contribution, ...]]:
        found: dict[tuple[Assembly, Scope], list[Contribution]] = {}
        for contribution in self.contributions.values():
            if contribution.counts:
                for scope in contribution.scopes:
                    found.setdefault((contribution.assembly, scope), []).append(contribution)
        return {name: tuple(people) for name, people in found.items()}

    @property
    def unsettled_since(self) -> float | None:
        """The moment (UNIX seconds) of the oldest withdrawal or opt-out whose rows still stand in
        a live file (of counts, long alleles or carriers), cancelled but not yet rewritten; None
        where there is none."""
        return self.opened.manifest.unsettled_since

    @property
    def unmerged(self) -> int:
        """Runs of the table of counts that has the most."""
        return unmerged(self.opened.manifest)

    @property
    def writers_waited_s(self) -> float:
        """How long writers have waited, in all, until runs had been joined."""
        return self.opened.manifest.delayed_s

    def files(self) -> tuple[str, ...]:
        """Names of all files of this commit under the folder, the manifest last."""
        return (*sorted(self.opened.files()), NAME)

    def verify(self) -> list[str]:
        """Names of files that are damaged or missing, read again from the disk; empty is good."""
        damaged = []
        for name, file in sorted(self.opened.files().items()):
            try:
                mapped(self.opened.folder, file)
            except Exception:  # every way of failing is what this question is about
                damaged.append(name)
        return damaged

    def digest(self) -> dict[str, str]:
        """SHA-256 of the sorted logical rows of every table, by table name.

        Equal to that of a store built anew from the same contributions. Empty tables are left
        out. Raises CorruptStore.
        """
        try:
            return digest_of(self.opened)
        except Missing as error:
            raise self._missing(str(error)) from None
