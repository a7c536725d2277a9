"""What an allele does to a transcript, in the terms of the Sequence Ontology.

Names, accessions, order of severity and impact: Ensembl VEP 113, "Calculated consequences". Older
releases of VEP gave both ablations of regulatory features MODERATE; a file's own IMPACT stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache


class Impact(Enum):
    """Ensembl's four classes of how much a term may matter; the most severe first."""

    HIGH = "HIGH"
    MODERATE = "MODERATE"
    LOW = "LOW"
    MODIFIER = "MODIFIER"


@dataclass(frozen=True, slots=True)
class Term:
    """One consequence. rank: 0 is the most severe; accession: in the Sequence Ontology."""

    name: str
    accession: str
    impact: Impact
    rank: int


_TABLE = (
    ("transcript_ablation", 1893, Impact.HIGH),
    ("splice_acceptor_variant", 1574, Impact.HIGH),
    ("splice_donor_variant", 1575, Impact.HIGH),
    ("stop_gained", 1587, Impact.HIGH),
    ("frameshift_variant", 1589, Impact.HIGH),
    ("stop_lost", 1578, Impact.HIGH),
    ("start_lost", 2012, Impact.HIGH),
    ("transcript_amplification", 1889, Impact.HIGH),
    ("feature_elongation", 1907, Impact.HIGH),
    ("feature_truncation", 1906, Impact.HIGH),
    ("inframe_insertion", 1821, Impact.MODERATE),
    ("inframe_deletion", 1822, Impact.MODERATE),
    ("missense_variant", 1583, Impact.MODERATE),
    ("protein_altering_variant", 1818, Impact.MODERATE),
    ("splice_donor_5th_base_variant", 1787, Impact.LOW),
    ("splice_region_variant", 1630, Impact.LOW),
    ("splice_donor_region_variant", 2170, Impact.LOW),
    ("splice_polypyrimidine_tract_variant", 2169, Impact.LOW),
    ("incomplete_terminal_codon_variant", 1626, Impact.LOW),
    ("start_retained_variant", 2019, Impact.LOW),
    ("stop_retained_variant", 1567, Impact.LOW),
    ("synonymous_variant", 1819, Impact.LOW),
    ("coding_sequence_variant", 1580, Impact.MODIFIER),
    ("mature_miRNA_variant", 1620, Impact.MODIFIER),
    ("5_prime_UTR_variant", 1623, Impact.MODIFIER),
    ("3_prime_UTR_variant", 1624, Impact.MODIFIER),
    ("non_coding_transcript_exon_variant", 1792, Impact.MODIFIER),
    ("intron_variant", 1627, Impact.MODIFIER),
    ("NMD_transcript_variant", 1621, Impact.MODIFIER),
    ("non_coding_transcript_variant", 1619, Impact.MODIFIER),
    ("coding_transcript_variant", 1968, Impact.MODIFIER),
    ("upstream_gene_variant", 1631, Impact.MODIFIER),
    ("downstream_gene_variant", 1632, Impact.MODIFIER),
    ("TFBS_ablation", 1895, Impact.MODIFIER),
    ("TFBS_amplification", 1892, Impact.MODIFIER),
    ("TF_binding_site_variant", 1782, Impact.MODIFIER),
    ("regulatory_region_ablation", 1894, Impact.MODIFIER),
    ("regulatory_region_amplification", 1891, Impact.MODIFIER),
    ("regulatory_region_variant", 1566, Impact.MODIFIER),
    ("intergenic_variant", 1628, Impact.MODIFIER),
    ("sequence_variant", 1060, Impact.MODIFIER),
)
TERMS: Mapping[str, Term] = {
    name: Term(name, f"SO:{number:07d}", impact, rank)
    for rank, (name, number, impact) in enumerate(_TABLE)
}
"""Every term that VEP writes, by its name, the most severe first."""

OTHER_NAMES: Mapping[str, str] = {
    # bcftools csq (BCSQ)
    "splice_acceptor": "splice_acceptor_variant",
    "splice_donor": "splice_donor_variant",
    "splice_region": "splice_region_variant",
    "frameshift": "frameshift_variant",
    "missense": "missense_variant",
    "synonymous": "synonymous_variant",
    "inframe_altering": "protein_altering_variant",
    "start_retained": "start_retained_variant",
    "stop_retained": "stop_retained_variant",
    "coding_sequence": "coding_sequence_variant",
    "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant",
    "non_coding": "non_coding_transcript_exon_variant",
    "intron": "intron_variant",
    "intergenic": "intergenic_variant",
    # SnpEff (ANN): the VEP term of which each is a special case
    "conservative_inframe_insertion": "inframe_insertion",
    "disruptive_inframe_insertion": "inframe_insertion",
    "conservative_inframe_deletion": "inframe_deletion",
    "disruptive_inframe_deletion": "inframe_deletion",
    "rare_amino_acid_variant": "missense_variant",
    "5_prime_UTR_premature_start_codon_gain_variant": "5_prime_UTR_variant",
    "5_prime_UTR_truncation": "5_prime_UTR_variant",
    "3_prime_UTR_truncation": "3_prime_UTR_variant",
    "conserved_intron_variant": "intron_variant",
    "intergenic_region": "intergenic_variant",
    "conserved_intergenic_variant": "intergenic_variant",
    # VEP before 2015
    "nc_transcript_variant": "non_coding_transcript_variant",
    "non_coding_exon_variant": "non_coding_transcript_exon_variant",
}
"""Names that other callers write, and the VEP term whose rank and impact they take."""

UNRANKED = len(TERMS)
"""The rank of a name that none of the tables has: after all that are known."""


def term(name: str) -> Term | None:
    """The term of a name in VEP's, SnpEff's or bcftools' spelling; None for any other name.

    >>> term("missense"), term("missense_variant").accession  # doctest: +ELLIPSIS
    (Term(name='missense_variant', ...), 'SO:0001583')
    >>> term("gene_fusion") is None
    True
    """
    return TERMS.get(OTHER_NAMES.get(name, name))


def rank(name: str) -> int:
    """Place in Ensembl's order of severity, 0 first; `UNRANKED` for a name that it lacks."""
    found = term(name)
    return UNRANKED if found is None else found.rank


@lru_cache(4096)
def _gravest(terms: tuple[str, ...]) -> str:
    """The most severe of some terms, of equals the first; few sets of them ever come."""
    return min(terms, key=rank)


class Mane(Enum):
    """The transcript that NCBI and Ensembl agreed to report on (doi:10.1038/s41586-022-04558-8)."""

    SELECT = "MANE Select"
    PLUS_CLINICAL = "MANE Plus Clinical"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a predictor says of one amino acid change: its word, its score, or both."""

    word: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one allele does to one transcript, or to none (`intergenic_variant`).

    terms: names of `TERMS`, or as the source writes them; at least one.
    transcript: accession with version where the source has one; "" for none.
    gene, gene_id, hgnc_id: symbol, the source's own id, and `HGNC:1100`; "" where it has none.
    hgvs_c, hgvs_p: with the accession before the colon, where the source gives it.
    exon, intron: number of how many, `3/12` or `3-4/12`, counted along the transcript.
    cds, protein: places in the coding sequence and the protein, 1-based, as the source has them.
    strand: 1, -1, or 0 where it is not told. canonical: None where it is not told.
    predictions: by the predictor's name, such as `SIFT`, `PolyPhen`, `REVEL`.
    stated_impact: what the file itself says; else `impact` follows from the terms.
    extra: what else the source says of this pair, by its own field names.

    >>> lost = Consequence(("splice_region_variant", "stop_lost"), "ENST00000357654.9", "BRCA1")
    >>> lost.most_severe, lost.impact
    ('stop_lost', <Impact.HIGH: 'HIGH'>)
    """

    terms: tuple[str, ...]
    transcript: str = ""
    gene: str = ""
    gene_id: str = ""
    hgnc_id: str = ""
    biotype: str = ""
    hgvs_c: str = ""
    hgvs_p: str = ""
    exon: str = ""
    intron: str = ""
    cds: str = ""
    protein: str = ""
    amino_acids: str = ""
    codons: str = ""
    strand: int = 0
    canonical: bool | None = None
    mane: Mane | None = None
    predictions: Mapping[str, Prediction] = field(default_factory=dict, hash=False)
    stated_impact: Impact | None = None
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not self.terms:
            raise ValueError("a consequence has at least one term")

    @property
    def rank(self) -> int:
        """Rank of the most severe term; `UNRANKED` where none is known."""
        return rank(_gravest(self.terms))

    @property
    def most_severe(self) -> str:
        """Name of the most severe term, as it is written; of equals the first."""
        return _gravest(self.terms)

    @property
    def impact(self) -> Impact | None:
        """What the file states, else that of the most severe term; None where no term is known."""
        if self.stated_impact is not None:
            return self.stated_impact
        found = term(self.most_severe)
        return None if found is None else found.impact


def most_severe(consequences: Iterable[Consequence]) -> Consequence | None:
    """The one to show for a variant; None of none.

    The most severe term decides; of equals a MANE Select transcript, then Plus Clinical, then a
    canonical one, then the first.

    >>> some = [Consequence(("intron_variant",), "T1"), Consequence(("missense_variant",), "T2")]
    >>> most_severe(some).transcript
    'T2'
    """
    return min(consequences, key=_order, default=None)


def order_of(terms: tuple[str, ...], mane: Mane | None, canonical: bool) -> tuple[int, int]:
    """By which `most_severe` chooses: the least comes first."""
    if mane is not None:
        return rank(_gravest(terms)), int(mane is Mane.PLUS_CLINICAL)
    return rank(_gravest(terms)), 2 if canonical else 3


def _order(each: Consequence) -> tuple[int, int]:
    return order_of(each.terms, each.mane, bool(each.canonical))
