"""A small variant: one assembly, contig, position, reference and alternative sequence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samvar.model.errors import BadVariant
from samvar.model.genome import Assembly, accession, contig_name

_BASES = re.compile(r"[ACGTN]+")
_DASHED = re.compile(
    r"([A-Za-z0-9]+)[-:_ ]([0-9]{1,9})[-:_ ]?([ACGTNacgtn]+)[->_/: ]([ACGTNacgtn]+)"
)
_SPDI = re.compile(r"(NC_[0-9]{6}\.[0-9]{1,3}):([0-9]{1,9}):([ACGTNacgtn]*):([ACGTNacgtn]*)")
_HGVS = re.compile(r"([A-Za-z0-9_.]+):[gm]\.([0-9]{1,9})([ACGTN])>([ACGTN])")


@dataclass(frozen=True, slots=True, order=True)
class Variant:
    """One alternative allele; `position` is 0-based, `ref` and `alt` are never empty.

    Equal variants are equal only in their normalised form (left-aligned, trimmed:
    Tan et al. 2015, doi:10.1093/bioinformatics/btv112); `trimmed` needs no reference.

    >>> v = Variant.parse("chr10-94781859-G-A", Assembly.GRCh38)
    >>> v.contig, v.position, str(v)
    ('10', 94781858, '10-94781859-G-A')
    """

    assembly: Assembly
    contig: str
    position: int
    ref: str
    alt: str

    def __post_init__(self) -> None:
        if not (_BASES.fullmatch(self.ref) and _BASES.fullmatch(self.alt)):
            raise BadVariant("an allele is not a sequence of A, C, G, T, N")
        if self.ref == self.alt:
            raise BadVariant("the alternative allele is the reference allele")
        if self.position < 0 or self.end > self.assembly.length(self.contig):
            raise BadVariant(
                f"{self.contig}:{self.position + 1} lies outside {self.assembly.value}"
            )

    @property
    def end(self) -> int:
        """End of the reference allele, exclusive."""
        return self.position + len(self.ref)

    def __str__(self) -> str:
        return f"{self.contig}-{self.position + 1}-{self.ref}-{self.alt}"

    @property
    def spdi(self) -> str:
        """SPDI of the record as it stands.

        Source: Holmes et al. 2020, doi:10.1093/bioinformatics/btz856.
        """
        return f"{self.assembly.refseq(self.contig)}:{self.position}:{self.ref}:{self.alt}"

    def trimmed(self) -> Variant:
        """Without shared bases at the end, then at the start, keeping one base of each.

        >>> str(Variant(Assembly.GRCh38, "1", 99, "CAT", "CGT").trimmed())
        '1-101-A-G'
        """
        ref, alt, position = self.ref, self.alt, self.position
        while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
            ref, alt = ref[:-1], alt[:-1]
        while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
            ref, alt, position = ref[1:], alt[1:], position + 1
        return Variant(self.assembly, self.contig, position, ref, alt)

    @classmethod
    def parse(cls, text: str, assembly: Assembly) -> Variant:
        """Read what people type: `chr10-94781859-G-A`, `10:94781859G>A`, SPDI, HGVS g.

        Positions are 1-based except in SPDI. An accession of another assembly is refused,
        not converted. HGVS other than a substitution needs the reference: see `formats.hgvs`.

        >>> str(Variant.parse("NC_000010.11:g.94781859G>A", Assembly.GRCh38))
        '10-94781859-G-A'
        >>> str(Variant.parse("NC_000010.11:94781858:G:A", Assembly.GRCh38))
        '10-94781859-G-A'

        Raises:
            BadVariant: another shape, or another assembly.
        """
        text = text.strip()
        if match := _SPDI.fullmatch(text):
            contig = contig_of(match.group(1), assembly)
            ref, alt = match.group(3).upper(), match.group(4).upper()
            if ref and alt:
                return cls(assembly, contig, int(match.group(2)), ref, alt)
            raise BadVariant(
                "an SPDI with an empty allele needs the reference base before it",
                remedy="write contig-position-REF-ALT as in a VCF",
            )
        match = _HGVS.fullmatch(text) or _DASHED.fullmatch(text)
        if match is None:
            raise BadVariant(
                f"'{text[:60]}' is not a variant",
                remedy="write 10-94781859-G-A, 10:94781859G>A, SPDI or HGVS g.",
            )
        contig = contig_of(match.group(1), assembly)
        ref, alt = match.group(3).upper(), match.group(4).upper()
        return cls(assembly, contig, int(match.group(2)) - 1, ref, alt)


def contig_of(name: str, assembly: Assembly) -> str:
    """The primary contig that a name or RefSeq accession means in an assembly.

    >>> contig_of("chr10", Assembly.GRCh38), contig_of("NC_000010.11", Assembly.GRCh38)
    ('10', '10')

    Raises:
        BadVariant: another sequence, or an accession of another assembly.
    """
    named = accession(name)
    if named is not None:
        if named[0] not in (None, assembly):
            raise BadVariant(
                f"{name} belongs to another assembly than {assembly.value}",
                remedy="choose the assembly of the accession; samvar never converts",
            )
        return named[1]
    bare = contig_name(name)
    if bare is None:
        raise BadVariant(f"'{name[:40]}' is not a primary contig", remedy="use 1-22, X, Y, MT")
    return bare
