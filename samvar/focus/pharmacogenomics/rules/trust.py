"""When a genotype of a file is evidence, and when it is as if the position had not been looked at.

PharmCAT reads neither FILTER nor quality ("It is left to the user to remove data not meeting
quality criteria before passing it to PharmCAT": its VCF requirements, section 6). A pharmacist
cannot do that, so it is done here, by what the file says. What it does not say is not asked for:
a genotype of an array has no depth.

The floors are those of gnomAD's high-quality genotypes: depth 10 (5 where there is one copy),
quality 20, and 0.2 of the reads for an allele of a heterozygote (Karczewski et al. 2020,
doi:10.1038/s41586-020-2308-7; `AC0` in gnomAD's VCF header). They are where a genotype stops
being believed, not what a laboratory should aim for: that is the laboratory's to validate and
state (ACMG 2021, doi:10.1038/s41436-021-01139-4), and a higher floor can be set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samvar.formats.vcf.sites import Evidence
from samvar.model.errors import BadInput

_PASSED = ("PASS", ".", "")
_REFERENCE_CALL = "RefCall"
"""DeepVariant's filter of a candidate that it calls reference: no failure, but a call like any."""


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that a genotype must rest on, where its file says what it rests on.

    depth: reads of a position with two copies; half of them where there is one. quality: GQ.
    balance: the least share of reads of each allele of a heterozygote.
    """

    depth: int = 10
    quality: int = 20
    balance: float = 0.2

    def checked(self) -> Floor:
        """Itself.

        Raises:
            BadInput: a floor that would take a genotype without reads, or that nothing reaches.
        """
        if not (1 <= self.depth <= 10_000 and 1 <= self.quality <= 99 and 0 <= self.balance < 0.5):
            raise BadInput(
                "a floor of depth or quality is out of range",
                why="a genotype without reads or without confidence is none",
                remedy="depth 1 to 10,000, quality 1 to 99",
            )
        return self


FLOOR = Floor()

NOT_STATED = "depth not stated: the file does not say how many reads a tested position has"
"""What a report says of genes whose file has no depths: an array, a panel of genotypes."""


def doubt(floor: Floor, filters: str, evidence: Evidence, alleles: Sequence[str]) -> str:
    """Why a genotype is not trusted; empty where nothing in the file speaks against it.

    filters: the record's FILTER. alleles: the genotype's allele numbers, as written.

    >>> doubt(FLOOR, "PASS", Evidence(depth=6, quality=50.0), ("0", "0"))
    'depth 6, less than 10'
    >>> doubt(FLOOR, "PASS", Evidence(reads=(22, 2)), ("0", "1"))
    '2 of 24 reads have one of its two alleles'
    >>> doubt(FLOOR, "PASS", Evidence(), ("0", "1"))
    ''
    """
    if filters not in _PASSED and not _called_reference(floor, filters, evidence, alleles):
        return f"FILTER is {filters[:40]}"
    if evidence.filter is not None and evidence.filter not in _PASSED:
        return f"FT is {evidence.filter[:40]}"
    least = floor.depth if len(alleles) > 1 else (floor.depth + 1) // 2
    if evidence.depth is not None and evidence.depth < least:
        return f"depth {evidence.depth}, less than {least}"
    if evidence.quality is not None and evidence.quality < floor.quality:
        return f"quality {evidence.quality:g}, less than {floor.quality}"
    return _out_of_balance(floor, evidence, alleles)


def _called_reference(
    floor: Floor, filters: str, evidence: Evidence, alleles: Sequence[str]
) -> bool:
    """There was a candidate, so that a quality is asked for, and reads that do not show it."""
    reads = evidence.reads or (0,)
    others = sum(reads[1:]) >= floor.balance * sum(reads) > 0
    certain = evidence.quality is not None and not others
    return filters == _REFERENCE_CALL and set(alleles) == {"0"} and certain


def _out_of_balance(floor: Floor, evidence: Evidence, alleles: Sequence[str]) -> str:
    """By the reads of each variant and of all else: a split record lacks the other variant's."""
    if evidence.reads is None or len(set(alleles)) < 2:
        return ""
    depth = max(sum(evidence.reads), evidence.depth or 0)
    for allele in sorted(set(alleles) - {"0"}):
        if int(allele) < len(evidence.reads):
            fewer = min(evidence.reads[int(allele)], depth - evidence.reads[int(allele)])
            if fewer < floor.balance * depth or depth == 0:
                return f"{fewer} of {depth} reads have one of its two alleles"
    return ""
