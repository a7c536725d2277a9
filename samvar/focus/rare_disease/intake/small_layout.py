"""Where a VCF says what a list needs: which keys of INFO, which columns of their entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samvar.formats.vcf.annotation import Annotation, Annotator
from samvar.formats.vcf.annotation_genmod import FREQUENCIES

RANK_SCORE, CLINVAR, LISTED = "RankScore", "CLNSIG", "Annotation"
_TERMS = {
    Annotator.VEP: "Consequence",
    Annotator.SNPEFF: "Annotation",
    Annotator.BCFTOOLS: "Consequence",
}
_GENES = {
    Annotator.VEP: ("HGNC_ID", "SYMBOL", "Gene"),
    Annotator.SNPEFF: ("Gene_Name", "Gene_ID"),
    Annotator.BCFTOOLS: ("gene",),
}
_CLINVAR = ("CLINVAR_CLNSIG", "ClinVar_CLNSIG", "CLIN_SIG")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file says what. annotation: the one that is read, None where there is none.

    term, gene, clinvar: columns of its entries, None where it lacks them. genes_by: the name of
    the column, or genmod's key, that tells genes apart; "" where nothing does. symbol: the column
    with the gene's symbol, where `gene` is another one.
    """

    annotation: Annotation | None
    term: int | None
    gene: int | None
    clinvar: int | None
    genes_by: str
    symbol: int | None = None

    @classmethod
    def of(cls, annotations: Sequence[Annotation], *, listed: bool) -> Layout:
        """The first annotation of a header. listed: whether genmod's list of genes is there."""
        if not annotations:
            return cls(None, None, None, None, LISTED if listed else "")
        first = annotations[0]
        names = [name for name in _GENES[first.annotator] if name in first.columns]
        return cls(
            first,
            first.place(_TERMS[first.annotator]),
            first.place(*names) if names else None,
            first.place(*_CLINVAR),
            names[0] if names else (LISTED if listed else ""),
            first.place("SYMBOL") if names and names[0] != "SYMBOL" else None,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of INFO that are read."""
        own = () if self.annotation is None else (self.annotation.annotator.value,)
        return (*own, LISTED, RANK_SCORE, CLINVAR, *FREQUENCIES)
