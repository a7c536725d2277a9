"""From batches of calls to what will be stored: rows of genomes, and sums by site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samvar.model.bases import picked
from samvar.model.calls import Bool, Calls, Int8, Stretches, UInt64
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.errors import BadInput
from samvar.model.genome import CONTIGS, Assembly
from samvar.store.variants.alleles import collision
from samvar.store.variants.callability import (
    PLOIDY_CLASSES,
    content_digest,
    inside,
    ploidy_classes,
    ploidy_of,
)
from samvar.store.variants.genome import Kept, codes_of
from samvar.store.variants.keep import Batch, keep_calls
from samvar.store.variants.key import encode, is_long
from samvar.store.variants.spool import Spool
from samvar.store.variants.tables import Rows, add_rows

_CELLS = 4_000_000  # calls worked on at a time: bounds memory, and stays in cache

Atom = tuple[frozenset[Scope], tuple[str, ...]]
"""People who add to the same tables: their scopes, and the strata that they are counted in."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a load brings.

    calls: finished. sums: by atom, of those who count. codes: as `genome.codes_of`, of all calls.
    sites: distinct keys seen in the files, before any are dropped; duplicates: calls that were
    dropped, because an earlier record of the same variant and sample came first; outside: calls
    of the allele that are kept but not counted, because they lie outside the callable stretches.
    with_reads: samples whose files give the reads of each allele.
    """

    calls: Spool
    sums: dict[Atom, Rows]
    long_alleles: dict[int, tuple[str, str]]
    codes: UInt64
    sites: int
    duplicates: int
    outside: int
    with_reads: frozenset[str]


class Gathering:
    """Takes batches in any order; the first record of a variant and sample wins."""

    def __init__(
        self,
        assembly: Assembly,
        contributions: Sequence[Contribution],
        names: Mapping[str, str],
        stretches: Sequence[Stretches],
        folder: Path,
    ) -> None:
        """stretches: of each contribution, sorted and joined. folder: see `spool.Spool`."""
        self._assembly = assembly
        self._contributions = contributions
        index = {contribution.sample: i for i, contribution in enumerate(contributions)}
        self._index_of = {name: index[sample] for name, sample in names.items()}
        once = {id(own): content_digest(own) for own in {id(s): s for s in stretches}.values()}
        digests = [once[id(own)] for own in stretches]
        distinct = dict(zip(digests, stretches, strict=True))
        number = {digest: i for i, digest in enumerate(distinct)}
        self._stretches = list(distinct.values())
        self._stretches_of = np.array([number[digest] for digest in digests], dtype=np.int64)
        self._ploidy = np.array(
            [[ploidy_of(c, x.sex) for x in contributions] for c in range(PLOIDY_CLASSES)], np.int8
        )
        self._atoms: dict[Atom, int] = {}
        self._atom_of = np.array([self._atom(c) for c in contributions], dtype=np.int64)
        self._calls = Spool(folder)
        self._sums: dict[int, list[Rows]] = {n: [] for n in self._atoms.values()}
        self._seen: dict[tuple[int, ...], list[UInt64]] = {}
        self._long: dict[int, tuple[str, str]] = {}
        self._codes: list[UInt64] = []
        self._duplicates = 0
        self._outside = 0
        self._with_reads: set[str] = set()

    def _atom(self, contribution: Contribution) -> int:
        if not contribution.counts or not contribution.scopes:
            return -1
        atom = (contribution.scopes, contribution.groups)
        return self._atoms.setdefault(atom, len(self._atoms))

    def add(self, calls: Calls) -> None:
        """Take one batch; columns of samples that were not named are left out.

        Raises:
            BadInput: a site lies outside the assembly, or a call has more copies than alleles.
            AlleleCollision: two long alleles at one position share a key.
        """
        columns = [i for i, name in enumerate(calls.samples) if name in self._index_of]
        if not columns or not len(calls):
            return
        sample = np.array([self._index_of[calls.samples[i]] for i in columns], dtype=np.int32)
        self._check_sites(calls)
        if calls.ad is not None and calls.dp is not None:
            self._with_reads.update(self._contributions[i].sample for i in sample.tolist())
        key = encode(calls.contig, calls.position, calls.ref, calls.alt)
        self._note_long(key, calls)
        self._codes.append(codes_of(key))
        repeated = self._repeated(key, sample)
        every = columns == list(range(len(calls.samples)))
        step = max(1, _CELLS // len(sample))
        for low in range(0, len(key), step):
            rows = slice(low, low + step)

            def part(matrix: np.ndarray, rows: slice = rows) -> np.ndarray:
                return matrix[rows] if every else matrix[rows][:, columns]

            quality = [None if m is None else part(m) for m in (calls.dp, calls.gq, calls.ad)]
            self._add_sites(
                key[rows],
                ploidy_classes(self._assembly, calls.contig[rows], calls.position[rows]),
                self._inside(calls, rows),
                sample,
                part(calls.dosage),
                part(calls.called),
                calls.passed[rows],
                quality,
                None if repeated is None else repeated[rows],
            )

    def _add_sites(
        self,
        key: UInt64,
        ploidy_class: Int8,
        within: Bool,
        sample: np.ndarray,
        dosage: Int8,
        called: Int8,
        passed: Bool,
        quality: list[np.ndarray | None],
        repeated: Bool | None,
    ) -> None:
        if (dosage > called).any() or (dosage < 0).any():
            raise BadInput("a call has more copies of the allele than alleles called")
        batch = Batch(
            dosage, called, self._good(sample, passed, quality), self._ploidy[:, sample],
            ploidy_class, within, self._stretches_of[sample], repeated,
        )  # fmt: skip
        keeping = keep_calls(batch)
        self._duplicates += keeping.duplicates
        self._outside += keeping.outside
        site, column = keeping.site, keeping.column
        small = [matrix[site, column] for matrix in (dosage, called)]
        small += [keeping.counted, keeping.missed, keeping.hemizygous]
        given = [
            np.full(len(site), -1, np.int32) if m is None else np.maximum(m[site, column], -1)
            for m in quality
        ]
        columns: list[np.ndarray] = [sample[column], key[site], *small]
        columns += [passed[site], *given]
        kept = Kept(*columns).typed()
        self._calls.add(kept)
        self._sum(key, site, kept)

    def _sum(self, key: UInt64, site: np.ndarray, kept: Kept) -> None:
        """Add what was kept to the sums of each atom, site by site."""
        atom = self._atom_of[kept.sample]
        counts = atom >= 0
        cell = (atom * len(key) + site)[counts]
        shape = (len(self._atoms), len(key))

        def total(values: np.ndarray) -> np.ndarray:
            # Weights are small integers: doubles add them exactly.
            flat = np.bincount(cell, values[counts], minlength=shape[0] * shape[1])
            return flat.astype(np.int32).reshape(shape)

        columns = [
            total(values)
            for values in (kept.counted, kept.counted == 2, kept.hemizygous, kept.missed)
        ]
        order = np.argsort(key, kind="stable")
        for number, parts in self._sums.items():
            own = [column[number][order] for column in columns]
            some = (own[0] != 0) | (own[3] != 0)
            parts.append(Rows(key[order][some], *(column[some] for column in own)))
            # Join like sizes: many files of the same sites take the room of one.
            while len(parts) > 1 and len(parts[-2]) <= 2 * len(parts[-1]):
                parts[-2:] = [add_rows(parts[-2:])]

    def _good(
        self, sample: np.ndarray, passed: Bool, quality: list[np.ndarray | None]
    ) -> Bool | None:
        """(v, s): the call meets its contribution's rules; None where all do.

        A quality not given meets no demand.
        """
        dp, gq, _ = quality
        good: Bool | None = None
        by_rules: dict[CountingRules, list[int]] = {}
        for column, index in enumerate(sample.tolist()):
            by_rules.setdefault(self._contributions[index].rules, []).append(column)
        every = bool(passed.all())
        for rules, columns in by_rules.items():
            if rules.min_dp <= 0 and rules.min_gq <= 0 and (every or not rules.pass_only):
                continue
            if good is None:
                good = np.ones((len(passed), len(sample)), dtype=bool)
            own = np.ones((len(passed), len(columns)), dtype=bool)
            if rules.pass_only:
                own &= passed[:, None]
            for least, values in ((rules.min_dp, dp), (rules.min_gq, gq)):
                if least > 0:
                    own &= False if values is None else values[:, columns] >= least
            good[:, columns] = own
        return good

    def _inside(self, calls: Calls, rows: slice) -> Bool:
        """(distinct stretches, v): whether each site is callable."""
        contig, position = calls.contig[rows], calls.position[rows]
        return np.stack([inside(s, contig, position) for s in self._stretches])

    def _repeated(self, key: UInt64, sample: np.ndarray) -> Bool | None:
        """(v, s): an earlier record has this variant of this sample; None where there is none."""
        found: Bool | None = None

        def mark(sites: Bool, columns: Bool) -> None:
            nonlocal found
            if sites.any():
                found = np.zeros((len(key), len(sample)), bool) if found is None else found
                found |= sites[:, None] & columns

        ordered = key
        if not bool((key[1:] > key[:-1]).all()):
            first = np.zeros(len(key), dtype=bool)
            ordered, at = np.unique(key, return_index=True)
            first[at] = True
            mark(~first, np.ones(len(sample), dtype=bool))
        for before, parts in self._seen.items():
            columns = np.isin(sample, before)
            near = [p for p in parts if p[0] <= ordered[-1] and p[-1] >= ordered[0]]
            if columns.any() and near:
                mark(np.isin(key, np.concatenate(near)), columns)
        self._seen.setdefault(tuple(sample.tolist()), []).append(ordered)
        return found

    def _note_long(self, key: UInt64, calls: Calls) -> None:
        rows = np.flatnonzero(is_long(key))
        words = picked(calls.ref, rows), picked(calls.alt, rows)
        for own, *alleles in zip(key[rows].tolist(), *words, strict=True):
            if self._long.setdefault(own, (alleles[0], alleles[1])) != tuple(alleles):
                raise collision()

    def _check_sites(self, calls: Calls) -> None:
        lengths = np.array([0, *(self._assembly.length(name) for name in CONTIGS)])
        contig = calls.contig.astype(np.int64)
        if (
            contig.min() < 1
            or contig.max() > len(CONTIGS)
            or calls.position.min() < 0
            or (calls.position >= lengths[np.clip(contig, 0, 25)]).any()
        ):
            raise BadInput(
                f"a site lies outside {self._assembly.value}",
                remedy="load the file under the assembly it was called against",
            )

    def finish(self) -> Gathered:
        """All that was taken, sorted."""
        calls = self._calls.finish()
        seen = [part for parts in self._seen.values() for part in parts]
        return Gathered(
            calls,
            {atom: add_rows(self._sums[number]) for atom, number in self._atoms.items()},
            {key: self._long[key] for key in calls.long_uses},
            _distinct(self._codes),
            len(_distinct(seen)),
            self._duplicates,
            self._outside,
            frozenset(self._with_reads),
        )


def _distinct(parts: Sequence[UInt64]) -> UInt64:
    """The numbers of all parts, sorted, once each."""
    found = np.sort(np.concatenate([np.zeros(0, np.uint64), *parts]), kind="stable")
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found
