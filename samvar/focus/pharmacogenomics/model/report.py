"""The answer to an order: one immutable, signed record from which every form is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from samvar.focus.pharmacogenomics.model.advice import DrugAdvice
from samvar.focus.pharmacogenomics.model.call import GeneCall


@dataclass(frozen=True, slots=True)
class Source:
    """A release of knowledge that a report speaks from."""

    name: str
    date: str
    digest: str
    licence: str
    source: str


@dataclass(frozen=True, slots=True)
class SpokenFrom:
    """A sample that a report speaks from. called: when last. genes: those it says something of."""

    sample: str
    assembly: str
    called: datetime
    genes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the laboratory says of one patient, with everything that it rests on pinned.

    patient: how the reader knows the patient (the laboratory's label; never a personal number).
    person, sample: opaque ids. kind: `full`, or `dpyd` for the fast one. genes: as called, with
    tested and untested positions. advice: what matters for this patient first. fast: whether
    more genes are still to come. signer, signature: node id and hex Ed25519 over the canonical
    record, empty until signed. supersedes: id of the report that this one amends. samples: every
    one that it speaks from, the one called last first, whose id and assembly also stand above;
    empty in a report of a file, and in those that were signed before this was kept. by: the
    signer's professional id, as their issuer of identities vouches for it; by_name: the name that
    it gave then, "" where that was not pinned.
    """

    id: str
    order: str | None
    person: str
    sample: str
    patient: str
    kind: str
    made: datetime
    by: str
    centre: str
    laboratory: str
    referring_region: str
    assembly: str
    first_dose: date | None
    medications: tuple[str, ...]
    genes: tuple[GeneCall, ...]
    advice: tuple[DrugAdvice, ...]
    sources: tuple[Source, ...]
    software: str
    supersedes: str | None = None
    signer: str = ""
    signature: str = ""
    samples: tuple[SpokenFrom, ...] = ()
    by_name: str = ""

    def samples_of(self, gene: str) -> tuple[str, ...]:
        """The samples that a gene's result speaks from; () where that was not kept."""
        return tuple(each.sample for each in self.samples if gene in each.genes)
