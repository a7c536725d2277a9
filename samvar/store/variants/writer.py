"""The one writer: stages loads, withdrawals and opt-outs, and makes them the store in one step."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from samvar.model.calls import Calls, Stretches
from samvar.model.contribution import Contribution, Scope
from samvar.model.errors import BadInput, Conflict, NotCallable, UsageError
from samvar.model.genome import Assembly
from samvar.model.person import Person
from samvar.store.variants import disk, mitochondrial
from samvar.store.variants.arrival import checked_all
from samvar.store.variants.beside import MITOCHONDRIAL, Stale, everything
from samvar.store.variants.change import Change
from samvar.store.variants.examined import HETEROPLASMY
from samvar.store.variants.gather import Gathered, Gathering
from samvar.store.variants.genome import codes_of, kept_of
from samvar.store.variants.loaded import LoadResult
from samvar.store.variants.manifest import FOLDERS, Gone, Manifest, write_manifest
from samvar.store.variants.people import Entry
from samvar.store.variants.rules import decide_people, kin_of
from samvar.store.variants.spool import Spool


class Writer:
    """Made by `VariantStore.writer`. Nothing is visible, or lasts, before `commit`."""

    def __init__(
        self, folder: Path, manifest: Manifest, grace_s: float, waited_s: float = 0.0
    ) -> None:
        """waited_s: how long it was held back before it began; the next commit says so."""
        self._waited_s = waited_s
        self._folder = folder
        self._grace_s = grace_s
        self._begin(manifest)

    def _begin(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._change = Change(self._folder, manifest)
        self._before = self._change.files(manifest)

    @property
    def manifest(self) -> Manifest:
        """The last commit."""
        return self._manifest

    @property
    def live(self) -> frozenset[str]:
        """Names of all files of the last commit."""
        return frozenset(self._before)

    @property
    def samples(self) -> frozenset[str]:
        """Samples that are live, staged changes included."""
        return frozenset(self._change.people.entries)

    def load(
        self,
        contributions: Sequence[Contribution],
        batches: Iterable[Calls],
        names: Mapping[str, str],
        callable_: Mapping[str, Stretches],
        load_id: str,
        *,
        people: Mapping[str, Person] | None = None,
    ) -> LoadResult:
        """Stage the calls of samples that are not live; a failure stages nothing.

        batches: of one assembly; several files of one sample follow each other, and the first
        record of a variant wins. names: the files' sample names -> sample ids; other columns are
        left out. callable_: by sample id. people: by person id; needed by rules that count
        unrelated people only.

        Raises:
            Conflict: a sample is live, or comes twice.
            NotCallable: a sample has no callable stretches.
            BadInput, AlleleCollision: see `gather.Gathering.add` and `callability.checked`.
        """
        assembly = self._check_load(contributions, names, callable_)
        present = [(c, entry.kin) for c, entry in self._change.people.contributions()]
        contributions = decide_people(contributions, people or {}, present)
        stretches = checked_all(assembly, contributions, callable_)
        gathering = Gathering(assembly, contributions, names, stretches, self._folder)
        for batch in batches:
            gathering.add(batch)
        gathered = gathering.finish()
        kin = [kin_of((people or {}).get(c.person)) for c in contributions]
        self._change.enter(contributions, kin, gathered, stretches, load_id)
        self._attach_levels(contributions, gathered, load_id)
        return LoadResult(
            load_id,
            tuple(contributions),
            gathered.sites,
            gathered.calls.rows,
            gathered.duplicates,
            gathered.outside,
        )

    def attach(
        self,
        kind: str,
        table: Any,
        samples: Sequence[str],
        examined: Iterable[str],
        load_id: str,
        stale: Stale = everything,
    ) -> None:
        """Stage rows of live samples in a table beside the small variants.

        kind: see `beside.FORMS`; `person` in `table` is the index among `samples`. examined: what
        all of these samples have been looked at for by that, see `examined.Examined`. stale: which
        of the rows that the samples have already no longer hold.

        Raises:
            NotFound: a sample is not live; then nothing is staged.
        """
        entries = self._entries(samples)
        if len({entry.contribution.assembly for entry in entries}) > 1:
            raise UsageError("a table is of samples of one assembly")
        self._change.attach(kind, table, entries, examined, load_id, stale)

    def adopt(
        self, entry: Entry, genome: Any, stretches: Stretches, beside: Mapping[str, Any]
    ) -> None:
        """Stage a sample as another store has it; all that was decided there stays decided.

        genome: its table, as `genome.read_genome` gives it. beside: its other tables, with
        `person` 0.

        Raises:
            Conflict: the sample is live here. AlleleCollision: as `load`.
        """
        contribution = entry.contribution
        if contribution.sample in self.samples:
            raise Conflict("a sample is in the variant store already")
        kept, long_alleles = kept_of(genome)
        atom = contribution.scopes, contribution.groups
        sums = {atom: kept.sums()} if contribution.counts else {}
        calls = Spool(self._folder)
        calls.add(kept)
        codes = codes_of(kept.key)
        gathered = Gathered(calls.finish(), sums, long_alleles, codes, len(kept), 0, 0, frozenset())
        self._change.enter([contribution], [entry.kin], gathered, [stretches], entry.load)
        for kind, table in beside.items():
            self.attach(kind, table, [contribution.sample], (), entry.load)
        people = self._change.people
        arrived = people.entry(contribution.sample)
        people.replace(msgspec.structs.replace(arrived, examined=entry.examined))

    def _attach_levels(
        self, contributions: Sequence[Contribution], gathered: Gathered, load: str
    ) -> None:
        """Mitochondrial alleles, for samples whose files give reads."""
        read = [at for at, each in enumerate(contributions) if each.sample in gathered.with_reads]
        if not read:
            return
        table = mitochondrial.rows_of(
            (place, gathered.calls.of_sample(at), contributions[at].rules)
            for place, at in enumerate(read)
        )
        samples = [contributions[at].sample for at in read]
        self.attach(MITOCHONDRIAL, table, samples, [HETEROPLASMY], load)

    def withdraw(self, samples: Sequence[str]) -> None:
        """Stage the exact removal of samples from every table.

        Raises:
            NotFound: a sample is not live; then none is removed.
        """
        for entry in self._entries(dict.fromkeys(samples)):
            self._change.leave(entry)

    def opt_out(self, samples: Sequence[str], scope: Scope) -> None:
        """Stage that samples leave the sums of one scope; those that are out already stay out.

        Raises:
            NotFound: a sample is not live; then nothing changes.
        """
        for entry in self._entries(dict.fromkeys(samples)):
            self._change.turn(entry, scope, into=False)

    def opt_in(self, samples: Sequence[str], scope: Scope) -> None:
        """Stage that samples enter the sums of one scope again, by what was decided at load.

        Raises:
            NotFound: a sample is not live; then nothing changes.
        """
        for entry in self._entries(dict.fromkeys(samples)):
            self._change.turn(entry, scope, into=True)

    def stratify(self, strata: Mapping[str, Sequence[str]]) -> None:
        """Stage in which strata, beside ancestry's, samples are counted from now on, by sample.

        For stores that were filled before there were such strata, and for people of whom more is
        known than at their load; the sums of everyone stay what they are.

        Raises:
            NotFound: a sample is not live; then nothing changes.
        """
        for entry, names in zip(self._entries(strata), strata.values(), strict=True):
            self._change.stratify(entry, names)

    def mark(self) -> None:
        """Make the next commit a new epoch although no table changed.

        For contributions that lie in the records and not here: what was computed in the epoch
        before may no longer be what the node would say.
        """
        self._change.some = True

    def commit(self, *, compact: bool = False) -> int:
        """Make everything staged the store, all of it or nothing; the new epoch.

        compact: also join all runs into one and fill up shards, which leaves no byte of what
        was withdrawn in a live file. With nothing staged and nothing to compact the epoch stays.
        """
        change = self._change
        if not change.some and not compact:
            return self._manifest.epoch
        now = time.time()
        manifest = change.write(now, everything=compact)
        files = change.files(manifest)
        if not change.some and files.keys() == self._before.keys():
            return self._manifest.epoch
        gone = [old for old in self._manifest.gone if old.since + self._grace_s > now]
        gone += [Gone(name, now) for name in self._before if name not in files]
        delayed_s = self._manifest.delayed_s + self._waited_s
        manifest = msgspec.structs.replace(manifest, gone=tuple(gone), delayed_s=delayed_s)
        disk.sync_all([self._folder / name for name in files.keys() - self._before.keys()])
        for name in FOLDERS:
            disk.sync(self._folder / name)
        write_manifest(self._folder, manifest)
        self._waited_s = 0.0
        self._begin(manifest)
        return manifest.epoch

    def _entries(self, samples: Iterable[str]) -> list[Entry]:
        return [self._change.people.entry(sample) for sample in samples]

    def _check_load(
        self,
        contributions: Sequence[Contribution],
        names: Mapping[str, str],
        callable_: Mapping[str, Stretches],
    ) -> Assembly:
        samples = [contribution.sample for contribution in contributions]
        assemblies = {contribution.assembly for contribution in contributions}
        if len(assemblies) != 1:
            raise UsageError("a load is of one or more samples of one assembly")
        if len(set(samples)) < len(samples):
            raise Conflict("a sample comes twice in one load")
        if not self.samples.isdisjoint(samples):
            raise Conflict(
                "a sample is in the variant store already",
                remedy="withdraw it and load it again, in one commit",
            )
        if set(names.values()) != set(samples):
            raise BadInput("the names of the file's columns are not those of the load's samples")
        if not set(samples) <= set(callable_):
            raise NotCallable(
                "a sample has no callable stretches",
                remedy="give the assay's target regions, or a gVCF",
            )
        return assemblies.pop()
