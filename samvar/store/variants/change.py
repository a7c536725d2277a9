"""What the next commit changes: people, sums and long alleles, none of it in the store yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution, Scope
from samvar.model.genome import Assembly
from samvar.store.variants.alleles import Uses, add_uses, by_key, collision, read_uses
from samvar.store.variants.arrival import write_all_stretches, write_calls
from samvar.store.variants.beside import Stale
from samvar.store.variants.callability import read_stretches
from samvar.store.variants.delta import Deltas
from samvar.store.variants.examined import examined_of
from samvar.store.variants.gather import Gathered
from samvar.store.variants.manifest import FORMAT, File, Manifest
from samvar.store.variants.pack import Genomes
from samvar.store.variants.people import Entry, all_files
from samvar.store.variants.rules import Kin
from samvar.store.variants.runs import write_allele_runs, write_runs
from samvar.store.variants.staging import Staging
from samvar.store.variants.tables import Rows

_SHORT = 10_000
"""Stretches that a writer keeps until its commit: a panel's, an exome's. A genome's are read."""


class Change:
    """Begins empty against one manifest; each method stages all that it says, or nothing.

    people: as they will be after the commit. some: whether anything has been staged.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Raises CorruptStore and Missing."""
        self._folder = folder
        self._manifest = manifest
        self.people = Staging(folder, manifest)
        self.some = False
        self._genomes = Genomes(folder)
        self._deltas = Deltas()
        self._uses: dict[str, list[Uses]] = {}
        self._stretches: dict[str, File] = {}
        self._arrived: dict[str, Stretches] = {}

    def enter(
        self,
        contributions: Sequence[Contribution],
        kin: Sequence[Kin],
        gathered: Gathered,
        stretches: Sequence[Stretches],
        load_id: str,
    ) -> None:
        """Write the files of new samples and stage what they add.

        Raises:
            AlleleCollision: see `alleles.collision`.
        """
        assembly = contributions[0].assembly
        self._check_collisions(assembly, gathered.long_alleles)
        genomes, shards = write_calls(self._folder, gathered, len(contributions))
        entries = [
            Entry(contribution, kinship, load_id, genome, stretches_file, content, place=place)
            for contribution, kinship, (genome, place), (stretches_file, content) in zip(
                contributions,
                kin,
                genomes,
                write_all_stretches(self._folder, stretches, self.people.file_of_content),
                strict=True,
            )
        ]
        for low, high, carriers in shards:
            self.people.add_shard(assembly.value, entries[low:high], carriers)
        for entry, callable_ in zip(entries, stretches, strict=True):
            self._stretches[entry.content] = entry.callable
            if len(callable_) <= _SHORT:
                self._arrived[entry.content] = callable_
        self._deltas.arrive(assembly, gathered.sums, [(e.contribution, e.content) for e in entries])
        uses = _uses(gathered.calls.long_uses, gathered.long_alleles, 1)
        self._uses.setdefault(assembly.value, []).append(uses)
        self.some = True

    def leave(self, entry: Entry) -> None:
        """Stage the exact removal of a live sample from every table."""
        contribution = entry.contribution
        rows, long_alleles = self._genomes.sums(entry)
        self._replay(entry, contribution.scopes, rows, -1)
        uses = _uses(dict.fromkeys(long_alleles, 1), long_alleles, -1)
        self._uses.setdefault(contribution.assembly.value, []).append(uses)
        self.people.remove(contribution.sample)
        self.some = True

    def turn(self, entry: Entry, scope: Scope, *, into: bool) -> None:
        """Stage that a live sample enters the sums of one scope, or leaves them."""
        contribution = entry.contribution
        if (scope in contribution.scopes) is into:
            return
        if contribution.counts:
            rows, _ = self._genomes.sums(entry)
            self._replay(entry, (scope,), rows, 1 if into else -1)
        scopes = contribution.scopes | {scope} if into else contribution.scopes - {scope}
        self._say(entry, contribution=replace(contribution, scopes=frozenset(scopes)))

    def stratify(self, entry: Entry, strata: Iterable[str]) -> None:
        """Stage in which strata, beside ancestry's, a live sample is counted."""
        before = entry.contribution
        after = replace(before, strata=tuple(sorted(set(strata))))
        if after == before:
            return
        if before.counts:
            rows, _ = self._genomes.sums(entry)
            self._stretches[entry.content] = entry.callable
            self._deltas.move(before, after, rows, entry.content)
        self._say(entry, contribution=after)

    def attach(
        self,
        kind: str,
        table: Any,
        entries: Sequence[Entry],
        examined: Iterable[str],
        load_id: str,
        stale: Stale,
    ) -> None:
        """Stage rows of live samples in a table beside the small variants; see `Writer.attach`."""
        told = tuple(examined)
        self.people.put(kind, table, [entry.contribution.sample for entry in entries], stale)
        for entry in entries:
            known = {each.what: each for each in entry.examined}
            known |= {what: examined_of(entry.contribution, what, load_id) for what in told}
            self._say(entry, examined=tuple(sorted(known.values())))
        self.some = True

    def write(self, now: float, *, everything: bool) -> Manifest:
        """Write the tables as they will be; the next manifest, which names nothing gone yet.

        now: UNIX seconds. everything: also join all runs into one and fill up shards.
        """
        return Manifest(
            FORMAT,
            self._manifest.epoch + 1,
            write_runs(
                self._folder,
                self._manifest,
                self._deltas,
                self._read_stretches,
                now,
                everything=everything,
            ),
            write_allele_runs(self._folder, self._manifest, self._uses, now, everything=everything),
            self.people.write_shards(now, everything=everything),
        )

    def files(self, manifest: Manifest) -> dict[str, File]:
        """Every file, by name, of a manifest and of the people as they are staged."""
        return all_files(manifest, self.people.entries.values())

    def _say(self, entry: Entry, **said: Any) -> None:
        self.people.replace(msgspec.structs.replace(entry, **said))
        self.some = True

    def _replay(self, entry: Entry, scopes: Iterable[Scope], rows: Rows, sign: int) -> None:
        self._stretches[entry.content] = entry.callable
        self._deltas.replay(entry.contribution, scopes, rows, entry.content, sign)

    def _read_stretches(self, content: str) -> Stretches:
        known = self._arrived.get(content)
        return (
            known if known is not None else read_stretches(self._folder, self._stretches[content])
        )

    def _check_collisions(
        self, assembly: Assembly, arriving: Mapping[int, tuple[str, str]]
    ) -> None:
        if not arriving:
            return
        runs = [run for run in self._manifest.alleles if run.assembly == assembly.value]
        parts = [read_uses(self._folder, run.file) for run in runs]
        present = by_key(add_uses([*parts, *self._uses.get(assembly.value, [])]))
        if any(present.get(key, alleles) != alleles for key, alleles in arriving.items()):
            raise collision()


def _uses(
    number: Mapping[int, int], long_alleles: Mapping[int, tuple[str, str]], sign: int
) -> Uses:
    return {(key, *long_alleles[key]): sign * count for key, count in number.items()}
