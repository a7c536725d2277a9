"""The strands that a person's genotypes can be of, phase known, partly known or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from samvar.focus.pharmacogenomics.model import Genotype

MOST_BLOCKS = 12
"""Free choices of phase that are enumerated at most: 2 to the 11th pairs of strands."""

Strand = tuple[str, ...]


class TooManyPhases(Exception):
    """More heterozygous positions without common phase than can be told apart."""


def blocks_of(genotypes: Sequence[Genotype]) -> list[list[int]]:
    """Indices of heterozygous positions, together where one phase set holds them.

    A homozygous position is the same on both strands, so it neither gives nor takes phase: a
    `0/0` beside a phased call leaves the gene phased.

    >>> blocks_of([Genotype(("A", "G"), "7"), Genotype(("C", "C")), Genotype(("T", "C"), "7")])
    [[0, 2]]
    """
    free: list[list[int]] = []
    sets: dict[str, list[int]] = {}
    for index, genotype in enumerate(genotypes):
        if not genotype.heterozygous:
            continue
        if genotype.phase is None:
            free.append([index])
        elif genotype.phase in sets:
            sets[genotype.phase].append(index)
        else:
            sets[genotype.phase] = [index]
    return sorted([*free, *sets.values()])


def pairs(genotypes: Sequence[Genotype]) -> Iterator[tuple[Strand, Strand]]:
    """Every pair of strands that these genotypes allow; the first block keeps its order.

    Raises:
        TooManyPhases: over `MOST_BLOCKS` blocks.
    """
    blocks = blocks_of(genotypes)
    if len(blocks) > MOST_BLOCKS:
        raise TooManyPhases
    one = [genotype.alleles[0] for genotype in genotypes]
    other = [genotype.alleles[-1] for genotype in genotypes]
    for choice in range(1 << max(len(blocks) - 1, 0)):
        a, b = one.copy(), other.copy()
        for number, block in enumerate(blocks[1:]):
            if choice >> number & 1:
                for index in block:
                    a[index], b[index] = b[index], a[index]
        yield tuple(a), tuple(b)
