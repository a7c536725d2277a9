"""How a gene or region bears having one copy or three: ClinGen's curated dosage sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from samvar.model.genome import Assembly, Interval


class Dosage(Enum):
    """ClinGen's score; the value is the number in its files.

    Source: Riggs et al. 2012, doi:10.1111/j.1399-0004.2011.01818.x; ClinGen dosage sensitivity
    curation, standard operating procedure.
    """

    NO_EVIDENCE = 0
    LITTLE = 1
    EMERGING = 2
    SUFFICIENT = 3
    RECESSIVE = 30
    UNLIKELY = 40


@dataclass(frozen=True, slots=True)
class DosageElement:
    """One curated gene or region. loss, gain: None where it is not evaluated.

    name: the gene's symbol or the region's name. id: NCBI gene, or ISCA.
    """

    name: str
    id: str
    is_gene: bool
    place: Interval
    loss: Dosage | None
    gain: Dosage | None


@dataclass(frozen=True, slots=True)
class DosageMap:
    """All curated genes and regions of one assembly. date: as its file says, "" if it does not."""

    assembly: Assembly
    elements: tuple[DosageElement, ...]
    date: str = ""

    def overlapping(self, place: Interval) -> Iterator[DosageElement]:
        """Elements that share a base with a stretch."""
        for each in self.elements:
            there = each.place
            if there.contig == place.contig and there.start < place.end and place.start < there.end:
                yield each

    def joined(self, other: DosageMap) -> DosageMap:
        """Both maps as one; they are of one assembly."""
        return DosageMap(self.assembly, self.elements + other.elements, self.date or other.date)
