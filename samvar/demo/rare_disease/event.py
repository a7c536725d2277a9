"""Deletions of a family as a caller of structural variants writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samvar.demo.rare_disease.gene import Gene
from samvar.demo.site import reference_bases
from samvar.model.genome import CODE


@dataclass(frozen=True, slots=True)
class Deletion:
    """0-based half-open. calls: GT:FT:GQ:PR:SR of each member; term: what it does to the gene."""

    gene: Gene
    start: int
    end: int
    calls: tuple[str, ...]
    term: str

    @property
    def name(self) -> str:
        """As people write an event, `DEL:2-15167195-15558636`."""
        return f"DEL:{self.gene.contig}:{self.start + 1}-{self.end}"

    @property
    def base(self) -> str:
        """The base before it, which a record is placed at."""
        return reference_bases(CODE[self.gene.contig], self.start - 1, 1)


def draw_deletion(
    rng: np.random.Generator, gene: Gene, genotypes: Sequence[str], *, whole: bool
) -> Deletion:
    """A deletion of the whole gene, or of its last third."""
    span = gene.end - gene.start
    start = gene.start - int(rng.integers(500, 5000))
    if not whole:
        start = gene.start + int(span * float(rng.uniform(0.6, 0.7)))
    end = gene.end + int(rng.integers(500, 5000))
    term = "transcript_ablation" if whole else "coding_sequence_variant&feature_truncation"
    return Deletion(gene, start, end, tuple(_seen(rng, each) for each in genotypes), term)


def _seen(rng: np.random.Generator, genotype: str) -> str:
    """Spanning pairs and split reads, those of the reference first."""
    share = genotype.count("1") / 2
    parts = []
    for depth in (int(rng.poisson(18)) + 4, int(rng.poisson(14)) + 4):
        with_it = int(rng.binomial(depth, share))
        parts.append(f"{depth - with_it},{with_it}")
    return f"{genotype}:PASS:{int(rng.integers(60, 400))}:{parts[0]}:{parts[1]}"
