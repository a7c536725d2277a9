"""What a Beacon question means: sequence, range or bracket query over small variants.

Positions are Beacon's own, 0-based and half-open, as inside samvar. Each record has two forms,
as a VCF writes it and without the bases that both alleles share; a sequence query matches
either, a range query looks at the record's own extent ("partial overlaps are accepted"), a
bracket query and the lengths look at the changed bases.

Source: Beacon v2 default model, genomicVariations/requestParameters.json.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from samvar.exchange.refget import contig_of
from samvar.exchange.vrs import trim
from samvar.model.errors import BadRegion, UsageError
from samvar.model.genome import Assembly, Interval, accession, contig_name
from samvar.model.variant import Variant

Form = tuple[int, str, str]

_IUPAC = {
    "A": "A", "C": "C", "G": "G", "T": "T", "N": "ACGTN", "R": "AG", "Y": "CT", "S": "CG",
    "W": "AT", "K": "GT", "M": "AC", "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG",
}  # fmt: skip
_KINDS: dict[str, frozenset[str]] = {
    text: frozenset(kinds.split())
    for texts, kinds in (
        ("SNP SNV SO:0001483", "SNP"),
        ("MNP MNV SO:0002007", "MNP"),
        ("INS SO:0000667", "INS"),
        ("DEL SO:0000159", "DEL"),
        ("DELINS SO:1000032", "DELINS"),
        ("INDEL", "INS DEL DELINS"),
    )
    for text in texts.split()
}
_GCF = re.compile(r"GCF_000001405\.(\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class VariantQuery:
    """One question about a stretch of a contig.

    start, end: one or two positions, as asked; `end` is empty for a sequence query. ref, alt:
    patterns in IUPAC letters, None where not asked. kinds: of SNP, MNP, INS, DEL, DELINS.
    """

    assembly: Assembly
    contig: str
    start: tuple[int, ...]
    end: tuple[int, ...] = ()
    ref: str | None = None
    alt: str | None = None
    kinds: frozenset[str] | None = None
    min_length: int | None = None
    max_length: int | None = None

    @property
    def form(self) -> str:
        """`sequence`, `range` or `bracket`."""
        return {0: "sequence", 1: "range", 2: "bracket"}[len(self.end)]

    @property
    def stretch(self) -> Interval:
        """Where to look: overlapping for a range, starting for the other two.

        One base more than asked on the left, for the base that a VCF writes before an indel.
        """
        length = self.assembly.length(self.contig)
        if self.form == "range":
            low, high = self.start[0], self.end[0]
        elif self.form == "bracket":
            low, high = self.start[0] - 1, self.start[1]
        else:
            low, high = self.start[0] - 1, self.start[0] + len(self.ref or "") + 1
        return Interval(self.contig, max(0, low), min(length, max(high, 0)))

    @property
    def variant(self) -> Variant | None:
        """The one variant that a sequence query names, written as a VCF writes it; else None."""
        if self.form != "sequence" or not self.ref or not self.alt or self.ref == self.alt:
            return None
        if set(self.ref + self.alt) - set("ACGT"):
            return None
        named = Variant(self.assembly, self.contig, self.start[0], self.ref, self.alt)
        return named.trimmed()

    def matches(self, position: int, ref: str, alt: str) -> bool:
        """Whether one record answers the question; its place is already known to be near."""
        own, bare = (position, ref, alt), trim(position, ref, alt)
        if self.form == "sequence":
            return self._same(own, bare)
        if self.form == "bracket":
            (low, high), (first, last) = self.start, self.end
            if not (low <= bare[0] < high and first <= bare[0] + len(bare[1]) < last):
                return False
        if self.kinds is not None and kind_of(bare) not in self.kinds:
            return False
        length = max(len(bare[1]), len(bare[2]))
        if self.min_length is not None and length < self.min_length:
            return False
        if self.max_length is not None and length > self.max_length:
            return False
        return any(
            (self.ref is None or like(self.ref, form[1]))
            and (self.alt is None or like(self.alt, form[2]))
            for form in (own, bare)
        )

    def _same(self, own: Form, bare: Form) -> bool:
        alt = self.alt or ""
        for position, ref, other in (own, bare):
            here = position == self.start[0] and like(alt, other)
            if here and (self.ref is None or like(self.ref, ref)):
                return True
        if self.ref is None or set(self.ref + alt) - set("ACGT"):
            return False
        return trim(self.start[0], self.ref, alt) == bare


def like(pattern: str, bases: str) -> bool:
    """Whether bases fit a pattern of IUPAC letters, of the same length.

    >>> like("ANR", "ATG"), like("AN", "ATG")
    (True, False)
    """
    return len(pattern) == len(bases) and all(
        base in _IUPAC[letter] for letter, base in zip(pattern, bases, strict=True)
    )


def kind_of(bare: Form) -> str:
    """The kind of a trimmed variant.

    >>> kind_of((0, "", "AT")), kind_of((0, "A", "T")), kind_of((0, "AC", "T"))
    ('INS', 'SNP', 'DELINS')
    """
    _, ref, alt = bare
    if not ref:
        return "INS"
    if not alt:
        return "DEL"
    if len(ref) == len(alt):
        return "SNP" if len(ref) == 1 else "MNP"
    return "DELINS"


def query_of(asked: Mapping[str, object], max_range_bp: int) -> VariantQuery:
    """The question in the parameters; `start` and `end` are tuples of integers already.

    Raises:
        UsageError: a parameter is missing, contradicts another, or asks for what is not held.
        BadRegion: a place outside the contig.
    """
    start, end = _positions(asked.get("start")), _positions(asked.get("end"))
    assembly, contig = _place(asked.get("referenceName"), asked.get("assemblyId"))
    query = VariantQuery(
        assembly,
        contig,
        start,
        end,
        _bases(asked.get("referenceBases"), "referenceBases"),
        _bases(asked.get("alternateBases"), "alternateBases"),
        _kinds(asked.get("variantType")),
        _number(asked.get("variantMinLength")),
        _number(asked.get("variantMaxLength")),
    )
    _check(query, max_range_bp)
    return query


def _check(query: VariantQuery, max_range_bp: int) -> None:
    start, end = query.start, query.end
    if not start:
        raise UsageError("`start` is missing", remedy="say a 0-based position")
    if len(start) != len(end) and not (len(start) == 1 and not end):
        raise UsageError(
            f"{len(start)} `start` and {len(end)} `end` are no question",
            remedy="start alone, one of each (range), or two of each (bracket)",
        )
    if not end:
        if query.alt is None:
            raise UsageError(
                "`start` without `end` needs `alternateBases`",
                remedy="add alternateBases, or an end for a range query",
            )
        if query.kinds is not None or query.min_length is not None or query.max_length is not None:
            raise UsageError("`variantType` and lengths belong to range and bracket queries")
    length = query.assembly.length(query.contig)
    if max(start) >= length or (len(end) == 1 and end[0] > length):
        raise BadRegion(
            f"the place lies outside {query.contig} of {query.assembly.value}",
            remedy=f"it has {length} bases",
        )
    if (len(start) == 2 and start[0] >= start[1]) or (len(end) == 2 and end[0] >= end[1]):
        raise BadRegion("a bracket holds no position", remedy="the second must be greater")
    if len(end) == 1 and end[0] <= start[0]:
        raise BadRegion("the range holds no base", remedy="`end` is exclusive")
    if query.stretch.length > max_range_bp:
        raise BadRegion(f"a range may span {max_range_bp} bases", remedy="ask for parts of it")


def _place(name: object, assembly_id: object) -> tuple[Assembly, str]:
    if not isinstance(name, str) or not name:
        raise UsageError("`referenceName` is missing", remedy="say a contig, such as chr10")
    stated = _assembly(assembly_id) if isinstance(assembly_id, str) else None
    bare = name.removeprefix("refseq:").removeprefix("ga4gh:")
    named = contig_of(bare) if bare.startswith("SQ.") else accession(bare)
    contig = named[1] if named else contig_name(bare)
    if contig is None:
        raise BadRegion(
            f"'{name[:40]}' is not a primary contig", remedy="use 1-22, X, Y, MT or an accession"
        )
    own = named[0] if named else None
    if own is not None and stated is not None and own is not stated:
        raise UsageError(
            f"{name[:40]} belongs to {own.value}, not to {stated.value}",
            remedy="samvar never converts between assemblies",
        )
    assembly = own or stated
    if assembly is None:
        raise UsageError("`assemblyId` is missing", remedy="say GRCh38 or GRCh37")
    return assembly, contig


def _assembly(text: str) -> Assembly:
    match = _GCF.fullmatch(text.strip())
    if match is None:
        return Assembly.parse(text)
    version = int(match.group(1))
    # NCBI's versions of the human assembly: 13 to 25 are GRCh37, 26 and up GRCh38.
    return (
        Assembly.GRCh37
        if 13 <= version <= 25
        else Assembly.parse("GRCh38" if version >= 26 else text)
    )


def _positions(value: object) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else ()


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _bases(value: object, name: str) -> str | None:
    if not isinstance(value, str):
        return None
    bases = value.upper().replace("U", "T")
    if bases in ("-", "."):
        return ""
    if set(bases) - set(_IUPAC):
        raise UsageError(f"`{name}` is not a sequence of bases", remedy="use A, C, G, T or N")
    return bases


def _kinds(value: object) -> frozenset[str] | None:
    if not isinstance(value, str):
        return None
    kinds = _KINDS.get(value.upper())
    if kinds is None:
        raise UsageError(
            f"`variantType` '{value[:40]}' cannot be answered here",
            why="only small variants are held, and none of them is called a duplication",
            remedy="use SNP, MNP, INS, DEL, DELINS or INDEL",
        )
    return kinds
