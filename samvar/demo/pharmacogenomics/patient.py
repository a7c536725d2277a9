"""Patients of the demo as they were invented: two strands per gene, and how they were tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from samvar.focus.pharmacogenomics.model import Genotype, OutsideCall
from samvar.knowledge.pharmacogenomics.model import Gene, Position
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.genome import Assembly, Sex

Diplotypes = Mapping[str, tuple[str, str]]

PREFIX = {
    "stockholm": "STO",
    "skane": "SKA",
    "vastra-gotaland": "VGO",
    "uppsala": "UPP",
    "ostergotland": "OST",
    "vasterbotten": "VBO",
    "orebro": "ORE",
}
"""How each centre's laboratory begins its labels, `STO-PGX-01`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """An invented patient. diplotypes: by gene, in the names of samvar's own release; a gene that
    is not named has the reference on both strands.

    phased: whether the laboratory told the strands apart. missing: positions that it lost.
    outside: results of other methods. assembly: of the laboratory's pipeline.
    """

    label: str
    sex: Sex
    ancestry: str
    diplotypes: Diplotypes
    phased: bool = False
    missing: frozenset[str] = frozenset()
    outside: tuple[OutsideCall, ...] = ()
    assembly: Assembly = Assembly.GRCh38
    story: str = field(default="", compare=False)

    def genotype(self, gene: Gene, position: Position) -> Genotype | None:
        """What the patient's file says at one position; None where it was lost."""
        if position.id in self.missing:
            return None
        ref = position.sites[self.assembly.value].ref
        pair = self.diplotypes.get(gene.name, ())
        strands = [_bases(gene, name).get(position.id, ref) for name in pair] or [ref, ref]
        # Without phase a file has the reference first, whatever strand it lies on.
        alleles = tuple(strands) if self.phased else tuple(sorted(strands, key=lambda a: a != ref))
        return Genotype(alleles, "" if self.phased and len(set(alleles)) > 1 else None)


def tested_genes() -> tuple[Gene, ...]:
    """What the invented patients were tested for: all of samvar's own set."""
    return tuple(gene for gene in own_release().knowledge.genes if not gene.outside_only)


def tested_positions(assembly: Assembly) -> Iterator[tuple[Gene, Position]]:
    """Every defining position in the order of the genome."""
    pairs = [(gene, position) for gene in tested_genes() for position in gene.positions]
    return iter(sorted(pairs, key=lambda pair: _place(pair[1], assembly)))


def _place(position: Position, assembly: Assembly) -> tuple[int, int]:
    site = position.sites[assembly.value]
    return int(site.contig), site.position


def _bases(gene: Gene, name: str) -> Mapping[str, str]:
    found = next(allele for allele in gene.alleles if allele.name == name)
    return {} if found.reference else found.bases
