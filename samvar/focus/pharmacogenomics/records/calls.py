"""Calls kept with what was observed, so that a later release is answered without the reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, and_, delete, func, insert, select, update

from samvar.focus.pharmacogenomics.model import GeneCall, Observed, OutsideCall, Status
from samvar.focus.pharmacogenomics.records.identities import held_samples
from samvar.focus.pharmacogenomics.tables import calls, recalls, results
from samvar.model.genome import Assembly
from samvar.model.shape import learned
from samvar.store.records.noun import SLICE, Noun
from samvar.store.records.tables import samples


@dataclass(frozen=True, slots=True)
class StoredCall:
    """One sample under one release, with those of its genes of which something was looked at."""

    id: str
    sample: str
    person: str
    assembly: Assembly
    release: str
    digest: str
    at: datetime
    by: str
    genes: tuple[GeneCall, ...]
    observed: Mapping[str, Observed] = field(default_factory=dict)
    outside: Mapping[str, OutsideCall] = field(default_factory=dict)

    def gene(self, name: str) -> GeneCall | None:
        """One gene's call, None if it was not among those called."""
        return next((each for each in self.genes if each.gene == name), None)


class Calls(Noun):
    """The calls of this node."""

    __slots__ = ()

    def add_many(self, found: Sequence[StoredCall], counting: frozenset[str]) -> None:
        """Write calls; a gene of a person counts in sums by its newest call of a counting sample.

        counting: the samples that count. A call of the same sample under the same release takes
        the place of the one before.
        """
        for start in range(0, len(found), SLICE):
            part = found[start : start + SLICE]
            self._replace(part)
            self._sql.execute(insert(calls), [_head(each) for each in part])
            rows = [
                _line(each, gene, counts=each.sample in counting)
                for each in part
                for gene in each.genes
                if gene.telling
            ]
            self._stop_counting(part, counting)
            if rows:
                self._sql.execute(insert(results), rows)

    def of_person(self, person: str) -> tuple[StoredCall, ...]:
        """All calls of one person's samples that are here to stay, newest first.

        Those of held samples are left out.
        """
        live = select(samples.c.id).where(samples.c.person == person, samples.c.state == "live")
        told = calls.c.sample.not_in(held_samples())
        return self._read(and_(calls.c.person == person, calls.c.sample.in_(live), told))

    def observed_of(
        self, people: Iterable[str]
    ) -> dict[str, list[tuple[str, Mapping[str, Observed]]]]:
        """By person each sample and what stood where, newest first; held samples are left out."""
        columns = select(calls.c.person, calls.c.sample, calls.c.observed, calls.c.at)
        wanted = columns.where(calls.c.sample.not_in(held_samples()))
        rows = sorted(self._among(wanted, calls.c.person, people), key=lambda row: row.at)
        found: dict[str, list[tuple[str, Mapping[str, Observed]]]] = {}
        for row in reversed(rows):
            found.setdefault(row.person, []).append((row.sample, _OBSERVED.decode(row.observed)))
        return found

    def of_samples(self, wanted: Iterable[str]) -> tuple[StoredCall, ...]:
        """All calls of these samples, newest first."""
        todo = list(wanted)
        found: list[StoredCall] = []
        for start in range(0, len(todo), SLICE):
            found += self._read(calls.c.sample.in_(todo[start : start + SLICE]))
        return tuple(found)

    def ids_of_person(self, person: str) -> tuple[str, ...]:
        """All calls of one person by id, in no order that means anything."""
        wanted = select(calls.c.id).where(calls.c.person == person).order_by(calls.c.id)
        return tuple(self._sql.execute(wanted).scalars())

    def by_sample(self) -> dict[str, list[StoredCall]]:
        """Every call of each sample, newest first; held samples are left out."""
        found: dict[str, list[StoredCall]] = {}
        for each in self._read(calls.c.sample.not_in(held_samples())):
            found.setdefault(each.sample, []).append(each)
        return found

    def made_after(self, moment: datetime | None, besides: str) -> int:
        """How many samples have been called since, or ever, under another release."""
        wanted = select(func.count(calls.c.sample.distinct())).where(calls.c.release != besides)
        if moment is not None:
            wanted = wanted.where(calls.c.at > moment)
        return int(self._sql.execute(wanted).scalar_one())

    def forget_withdrawn(self) -> None:
        """Delete what is known of samples that have been withdrawn; safe to repeat."""
        gone = select(samples.c.id).where(samples.c.state == "withdrawn")
        self._sql.execute(delete(recalls).where(recalls.c.sample.in_(gone)))
        self._sql.execute(delete(results).where(results.c.sample.in_(gone)))
        self._sql.execute(delete(calls).where(calls.c.sample.in_(gone)))

    def _replace(self, part: Sequence[StoredCall]) -> None:
        wanted = select(calls.c.id, calls.c.release, calls.c.digest, calls.c.sample)
        same = {(each.sample, each.release, each.digest) for each in part}
        old = [
            row.id
            for row in self._among(wanted, calls.c.sample, (each.sample for each in part))
            if (row.sample, row.release, row.digest) in same
        ]
        if old:
            self._sql.execute(delete(recalls).where(recalls.c.call.in_(old)))
            self._sql.execute(delete(results).where(results.c.call.in_(old)))
            self._sql.execute(delete(calls).where(calls.c.id.in_(old)))

    def _stop_counting(self, part: Sequence[StoredCall], counting: frozenset[str]) -> None:
        """Earlier results of the same people and genes leave the sums."""
        people = {each.person for each in part if each.sample in counting}
        new = {each.id for each in part}
        genes = {(each.person, gene.gene) for each in part for gene in each.genes if gene.telling}
        wanted = select(calls.c.id, calls.c.person, results.c.gene).join_from(calls, results)
        wanted = wanted.where(results.c.counts.is_(True))
        old: dict[str, list[str]] = {}
        for row in self._among(wanted, calls.c.person, people):
            if row.id not in new and (row.person, row.gene) in genes:
                old.setdefault(row.gene, []).append(row.id)
        for gene, ids in old.items():
            for start in range(0, len(ids), SLICE):
                these = results.c.call.in_(ids[start : start + SLICE])
                self._sql.execute(
                    update(results).where(these, results.c.gene == gene).values(counts=False)
                )

    def _read(self, condition: Any) -> tuple[StoredCall, ...]:
        wanted = select(calls).order_by(calls.c.at.desc(), calls.c.id.desc())
        details = select(results.c.call, results.c.detail).join_from(results, calls)
        if condition is not None:
            wanted, details = wanted.where(condition), details.where(condition)
        genes: dict[str, list[GeneCall]] = {}
        for row in self._sql.execute(details.order_by(results.c.gene)):
            genes.setdefault(row.call, []).append(_DETAIL.decode(row.detail))
        return tuple(_stored(row, genes.get(row.id, [])) for row in self._sql.execute(wanted))


_DETAIL = msgspec.json.Decoder(learned(GeneCall))
_OBSERVED = msgspec.json.Decoder(learned(dict[str, Observed]))


def _head(each: StoredCall) -> dict[str, Any]:
    return {
        "id": each.id,
        "sample": each.sample,
        "person": each.person,
        "assembly": each.assembly.value,
        "release": each.release,
        "digest": each.digest,
        "at": each.at,
        "by": each.by,
        "observed": msgspec.json.encode(each.observed).decode(),
        "outside": msgspec.to_builtins(each.outside),
    }


def _line(each: StoredCall, gene: GeneCall, *, counts: bool) -> dict[str, Any]:
    called = gene.status is Status.CALLED and bool(gene.diplotypes)
    return {
        "call": each.id,
        "gene": gene.gene,
        "sample": each.sample,
        "status": gene.status.value,
        "alleles": list(gene.diplotypes[0].alleles) if called else [],
        "phenotype": gene.phenotype,
        "activity_score": gene.activity_score,
        "detail": msgspec.json.encode(gene).decode(),
        "counts": counts,
    }


def _stored(row: Row[Any], genes: list[GeneCall]) -> StoredCall:
    return StoredCall(
        row.id,
        row.sample,
        row.person,
        Assembly(row.assembly),
        row.release,
        row.digest,
        row.at,
        row.by,
        tuple(genes),
        _OBSERVED.decode(row.observed),
        msgspec.convert(row.outside, learned(dict[str, OutsideCall])),
    )
