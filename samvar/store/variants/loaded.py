"""What a load has done, as the writer says it."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.model.contribution import Contribution


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load will have done once it is committed.

    contributions: as decided. sites: distinct variants in the files. rows: calls stored in
    genomes. duplicates: calls dropped because an earlier record had the same variant and sample.
    outside: calls of the allele outside the callable stretches: kept, not counted.
    """

    load: str
    contributions: tuple[Contribution, ...]
    sites: int
    rows: int
    duplicates: int
    outside: int

    @property
    def counted(self) -> int:
        """How many of the contributions count."""
        return sum(contribution.counts for contribution in self.contributions)
