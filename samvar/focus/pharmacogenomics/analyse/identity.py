"""Whether two samples can be one person's, and whether a sample fits the sex that is on record.

Mix-ups are made before and outside the sequencer. Of 4,077 samples of eMERGE-PGx, those in which
research sequencing and the clinical laboratory disagreed because of the former were switched
samples (PMC5500823). Of 25,015 clinical samples 110 contradicted the sex on the order: about half
by a clerical error, two in five by a mix-up before the laboratory, others in patients who are
transgender or have had a transplant (doi:10.1186/s13104-024-06723-w). So neither is proof, and
both are reason to look before anybody is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samvar.focus.pharmacogenomics.model import Genotype, Observed
from samvar.focus.pharmacogenomics.model.identity import Against, Objection
from samvar.model.genome import Sex

ON_X = ("G6PD",)
"""Genes of the X chromosome outside what it shares with Y."""

LEAST_TELLING = 4
LEAST_SHARE = 0.75
"""Fewer telling positions decide nothing; from there, a smaller share that agrees is an objection.

Of 3,201 neighbours in the list of the 1000 Genomes project (GRCh38), strangers mostly of one
population, 84 % are objected to by the 22 positions that samvar's own release has in its panels,
96 % by the 75 of PharmCAT's. One person's two samples are objected to if at least two of four
telling positions are wrong in one of them.
"""


def other_genotypes(one: Mapping[str, Observed], other: Mapping[str, Observed]) -> Objection | None:
    """The objection that two samples, by what stood at their positions, are of two people.

    Only what is trusted in both is compared, without phase, and only where both have as many
    copies and the same reference. None where it agrees, or where too little tells.
    """
    shared = telling = agreed = 0
    for gene, here in one.items():
        there = other.get(gene, {})
        for name, (ref, genotype) in here.items():
            ref_there, again = there.get(name, ("", None))
            if again is None or ref_there != ref or not _comparable(genotype, again):
                continue
            shared += 1
            if {*genotype.alleles, *again.alleles} != {ref}:
                telling += 1
                agreed += sorted(genotype.alleles) == sorted(again.alleles)
    if telling < LEAST_TELLING or agreed >= LEAST_SHARE * telling:
        return None
    return Objection(Against.GENOTYPES, shared, telling, agreed)


def _comparable(one: Genotype, other: Genotype) -> bool:
    trusted = not one.doubt and not other.doubt
    return trusted and bool(one.alleles) and len(one.alleles) == len(other.alleles)


def other_sex(on_x: Iterable[Observed], recorded: Sex) -> Objection | None:
    """The objection that a sample's X chromosome is not that of the recorded sex.

    on_x: what stood at the positions of genes on X, outside the pseudoautosomal regions (G6PD). A
    man with two different alleles at one position, or a woman with one copy; a man's two equal
    alleles are a way of writing one.
    """
    trusted = [g for each in on_x for _, g in each.values() if not g.doubt and g.alleles]
    two = sum(genotype.heterozygous for genotype in trusted)
    one = sum(len(genotype.alleles) == 1 for genotype in trusted)
    found = {Sex.MALE: two, Sex.FEMALE: one}.get(recorded, 0)
    return Objection(Against.SEX, shared=len(trusted), telling=found) if found else None
