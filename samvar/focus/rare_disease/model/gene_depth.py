"""How deep the genes of a case were sequenced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FLOORS = (10, 20, 30)
"""Depths in reads from which heterozygotes are found with growing safety."""


@dataclass(frozen=True, slots=True)
class DepthSource:
    """What the genes of one member were measured by.

    file: name of it. by: `regions` of the file itself, or `transcripts` of the release named in
    `release`, with its digest; both are "" for regions.
    """

    member: str
    file: str
    by: str
    release: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class MemberDepth:
    """One gene in one member. bases: that were looked at, 0: none. mean: reads, None where the
    source has none. reaching: bases with at least so many reads, by that number; without what the
    source does not tell. contig: that it lies on; None where the source's is no primary one."""

    bases: int
    mean: float | None
    reaching: Mapping[int, int]
    contig: str | None

    def share(self, floor: int) -> float | None:
        """The share of the bases with at least so many reads, 0-1; None where it is not told.

        >>> MemberDepth(200, None, {20: 150}, "7").share(20)
        0.75
        """
        found = self.reaching.get(floor)
        return None if found is None or not self.bases else found / self.bases


@dataclass(frozen=True, slots=True)
class GeneDepth:
    """One gene. symbol, hgnc: as the source has them, hgnc such as `HGNC:4053`, or None.
    members: by name of the sample; one in whom the gene was not measured is not there."""

    symbol: str
    hgnc: str | None
    members: Mapping[str, MemberDepth]
