"""What a small variant does to a gene, drawn so that place, alleles, codons and names agree.

Bases are those of the demo's synthetic reference (`site.reference_bases`), so codons are invented;
but an alternative that is called missense changes its codon's amino acid, on the gene's strand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.demo.rare_disease.gene import Gene
from samvar.demo.site import reference_bases
from samvar.model.genome import CODE

MISSENSE, STOP, FRAME = "missense_variant", "stop_gained", "frameshift_variant"
SPLICE, SILENT, INTRON = "splice_donor_variant", "synonymous_variant", "intron_variant"
IMPACT = {
    MISSENSE: "MODERATE", STOP: "HIGH", FRAME: "HIGH", SPLICE: "HIGH", SILENT: "LOW",
    INTRON: "MODIFIER",
}  # fmt: skip
_BASES = "TCAG"
_TABLE = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_AMINO = {
    a + b + c: _TABLE[16 * i + 4 * j + k]
    for i, a in enumerate(_BASES)
    for j, b in enumerate(_BASES)
    for k, c in enumerate(_BASES)
}
_WORDS = "AlaArgAsnAspCysGlnGluGlyHisIleLeuLysMetPheProSerThrTrpTyrValTer"
_LONG = {letter: _WORDS[3 * k : 3 * k + 3] for k, letter in enumerate("ARNDCQEGHILKMFPSTWYV*")}
_OTHER = str.maketrans("ACGT", "TGCA")
_EXON_BASES = 150


@dataclass(frozen=True, slots=True)
class Effect:
    """One alternative, 0-based, and what an annotator says of it. revel, splice: None where it
    gives none for such a variant; cadd: scaled by phred."""

    gene: Gene
    position: int
    ref: str
    alt: str
    term: str
    hgvs_c: str = ""
    hgvs_p: str = ""
    cds: int = 0
    amino_acids: str = ""
    codons: str = ""
    revel: float | None = None
    splice: float | None = None
    cadd: float = 0.0

    @property
    def name(self) -> str:
        """As people write it, `12-49022200-A-G`."""
        return f"{self.gene.contig}-{self.position + 1}-{self.ref}-{self.alt}"

    @property
    def exon(self) -> str:
        """Which exon of how many; "" inside an intron."""
        if not self.cds or self.term in (SPLICE, INTRON):
            return ""
        return f"{self.cds // _EXON_BASES + 1}/{self.gene.coding // _EXON_BASES + 1}"


def draw_effect(
    rng: np.random.Generator,
    gene: Gene,
    term: str,
    stretch: tuple[float, float] = (0.0, 1.0),
    *,
    harmful: bool = True,
) -> Effect:
    """A variant of a gene that does what `term` says.

    stretch: in which part of the gene, each from 0 to 1. harmful: predictors say so, too.
    """
    span = gene.end - gene.start - 8
    at = gene.start + int((stretch[0] + rng.random() * (stretch[1] - stretch[0])) * span)
    cds = 4 + 3 * int((at - gene.start) / (span + 8) * (gene.coding - 9) / 3)
    if gene.strand == "-":
        cds = 4 + 3 * ((gene.coding - 9 - cds) // 3 + 1)
    cds = max(cds, 4)
    if term == FRAME:
        return _frame(rng, gene, at, cds)
    if term in (SPLICE, INTRON):
        return _intron(rng, gene, at, cds, term)
    return _coding(rng, gene, at, cds, term, harmful=harmful)


def _coding(
    rng: np.random.Generator, gene: Gene, at: int, cds: int, term: str, *, harmful: bool
) -> Effect:
    ref = reference_bases(CODE[gene.contig], at, 1)
    own = ref if gene.strand == "+" else ref.translate(_OTHER)
    codon, changed, place = _codons(rng, own, term)
    alt = changed[place] if gene.strand == "+" else changed[place].translate(_OTHER)
    number, first, then = cds // 3 + 1, _AMINO[codon], _AMINO[changed]
    cds += place
    said = "=" if term == SILENT else _LONG[then]
    revel = None
    if term == MISSENSE:
        revel = round(float(rng.beta(18, 3) if harmful else rng.beta(1.5, 4)), 3)
    return Effect(
        gene, at, ref, alt, term,
        f"{gene.transcript}:c.{cds}{own}>{changed[place]}",
        f"p.{_LONG[first]}{number}{said}",
        cds,
        first if first == then else f"{first}/{then}",
        f"{_marked(codon, place)}/{_marked(changed, place)}",
        revel,
        round(float(rng.beta(1, 40)), 2),
        round(float(rng.normal(27 if harmful else 12, 4)), 1),
    )  # fmt: skip


def _codons(rng: np.random.Generator, own: str, term: str) -> tuple[str, str, int]:
    """A codon that has this base, what it becomes, and where in it."""
    fits = []
    for codon, amino in _AMINO.items():
        for place in (k for k in range(3) if codon[k] == own and amino != "*"):
            for base in _BASES.replace(own, ""):
                changed = codon[:place] + base + codon[place + 1 :]
                then = _AMINO[changed]
                kind = SILENT if then == amino else STOP if then == "*" else MISSENSE
                if kind == term:
                    fits.append((codon, changed, place))
    return fits[int(rng.integers(len(fits)))]


def _marked(codon: str, place: int) -> str:
    return codon[:place].lower() + codon[place] + codon[place + 1 :].lower()


def _frame(rng: np.random.Generator, gene: Gene, at: int, cds: int) -> Effect:
    """One base is lost; the anchor before it differs, so that it cannot lie further left."""
    bases = reference_bases(CODE[gene.contig], at, 8)
    step = next(k for k in range(7) if bases[k] != bases[k + 1] or k == 6)
    one, other = (_LONG[str(rng.choice(list("ARNDCEGHILKPSTV")))] for _ in range(2))
    return Effect(
        gene, at + step, bases[step : step + 2], bases[step], FRAME,
        f"{gene.transcript}:c.{cds}del",
        f"p.{one}{cds // 3 + 1}{other}fsTer{int(rng.integers(3, 40))}",
        cds,
        cadd=round(float(rng.normal(33, 2)), 1),
    )  # fmt: skip


def _intron(rng: np.random.Generator, gene: Gene, at: int, cds: int, term: str) -> Effect:
    """G becomes A at the first base behind an exon, or any base deep in an intron."""
    code = CODE[gene.contig]
    donor = "G" if gene.strand == "+" else "C"
    bases = reference_bases(code, at, 64)
    step = max(bases.find(donor), 0) if term == SPLICE else 0
    ref = bases[step]
    alt = {"G": "A", "C": "T"}.get(ref, "G") if term == SPLICE else ref.translate(_OTHER)
    own, then = (ref, alt) if gene.strand == "+" else (ref.translate(_OTHER), alt.translate(_OTHER))
    behind = 1 if term == SPLICE else int(rng.integers(30, 900))
    return Effect(
        gene, at + step, ref, alt, term,
        f"{gene.transcript}:c.{cds}+{behind}{own}>{then}",
        cds=cds,
        splice=round(float(rng.beta(30, 2)), 2) if term == SPLICE else 0.0,
        cadd=round(float(rng.normal(33 if term == SPLICE else 4, 2)), 1),
    )  # fmt: skip
