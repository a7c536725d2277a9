"""The named-allele matcher, by PharmCAT's published rules.

A named allele agrees with a strand when every position does, those that it does not mention
being as in the gene's reference allele. Its score is the number of positions it mentions that
were tested; a diplotype's score is the sum. A position that was not tested takes no part; an
allele none of whose positions were tested is no candidate. Nothing but whole named alleles is
reported: an undefined base, or two alleles on one strand that no name covers, is no match.

Source: Klein and Ritchie 2018, doi:10.1002/cpt.928; Sangkuhl et al. 2020, doi:10.1002/cpt.1568.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from samvar.focus.pharmacogenomics.analyse.strand import Strand, TooManyPhases, blocks_of, pairs
from samvar.focus.pharmacogenomics.model import UNDEFINED, Diplotype, Genotype, Matched
from samvar.knowledge.pharmacogenomics.model import IUPAC, Gene

_PARTS = re.compile(r"(\d+)")


class Matcher:
    """One gene at one set of tested positions; strands once matched are remembered."""

    def __init__(self, gene: Gene, tested: Sequence[str]) -> None:
        self.tested = tuple(tested)
        self._gene = gene
        self._priorities = [(frozenset(p.diplotypes), p.pick) for p in gene.priorities]
        reference = next(allele for allele in gene.alleles if allele.reference)
        self.reference = reference.shown or reference.name
        self._candidates: list[tuple[str, int, tuple[frozenset[str], ...]]] = []
        for allele in gene.alleles:
            score = sum(name in allele.bases for name in self.tested)
            if score:
                wanted = {**reference.bases, **allele.bases}
                allowed = tuple(_allowed(wanted[name]) for name in self.tested)
                self._candidates.append((allele.shown or allele.name, score, allowed))
        self._matched: dict[Strand, tuple[tuple[str, int], ...]] = {}

    def strand(self, strand: Strand) -> tuple[tuple[str, int], ...]:
        """Named alleles that agree with one strand, with their scores."""
        if strand not in self._matched:
            self._matched[strand] = tuple(
                (name, score)
                for name, score, allowed in self._candidates
                if all(base in fits for base, fits in zip(strand, allowed, strict=True))
            )
        return self._matched[strand]

    def match(self, genotypes: Sequence[Genotype]) -> Matched:
        """All diplotypes of a person's genotypes at the tested positions, best first."""
        copies = {len(genotype.alleles) for genotype in genotypes}
        if len(copies) > 1:
            return Matched((), ("some positions have one copy and some two: which is not known",))
        undefined = [
            name
            for name, genotype in zip(self.tested, genotypes, strict=True)
            if any(allele.startswith(UNDEFINED) for allele in genotype.alleles)
        ]
        if undefined:
            why = "an allele that no definition has, or records that contradict each other, at "
            return Matched((), (why + ", ".join(undefined),))
        if copies == {1}:
            found = self.strand(tuple(genotype.alleles[0] for genotype in genotypes))
            ones: dict[tuple[str, ...], int] = {(name,): score for name, score in found}
            return self._answer([ones], phased=True)
        phased = len(blocks_of(genotypes)) <= 1
        try:
            readings = [self._reading(one, other) for one, other in pairs(genotypes)]
        except TooManyPhases:
            return Matched((), ("too many heterozygous positions without phase to tell apart",))
        return self._answer(readings, phased=phased)

    def _reading(self, one: Strand, other: Strand) -> dict[tuple[str, ...], int]:
        """The diplotypes of one pair of strands with their scores."""
        scores: dict[tuple[str, ...], int] = {}
        for a, first in self.strand(one):
            for b, second in self.strand(other):
                pair = ordered((a, b), self.reference)
                scores[pair] = max(scores.get(pair, 0), first + second)
        return scores

    def _answer(self, readings: list[dict[tuple[str, ...], int]], *, phased: bool) -> Matched:
        scores: dict[tuple[str, ...], int] = {}
        leading = set()
        for reading in readings:
            top = max(reading.values(), default=0)
            leading |= {pair for pair, score in reading.items() if score == top}
            for pair, score in reading.items():
                scores[pair] = max(scores.get(pair, 0), score)
        if not scores:
            return Matched((), ("no pair of named alleles explains what was seen",))
        best = sorted(scores.items(), key=lambda item: (-item[1], natural("/".join(item[0]))))
        found = [Diplotype(alleles, score, phased) for alleles, score in best]
        warnings: tuple[str, ...] = ()
        if not phased:
            equals = frozenset(each.name for each in found if each.score == found[0].score)
            for group, pick in self._priorities:
                if group == equals:
                    found.sort(key=lambda each, pick=pick: each.name != pick)  # type: ignore[misc]
                    warnings = (f"without phase the release reports {pick} before its equals",)
        return Matched(
            tuple(found), warnings, tuple(each for each in found if each.alleles in leading)
        )


def ordered(alleles: tuple[str, ...], reference: str) -> tuple[str, ...]:
    """The alleles of a diplotype in reporting order: the reference, then by name and number.

    >>> ordered(("*17", "*4"), "*1"), ordered(("c.46C>G", "Reference"), "Reference")
    (('*4', '*17'), ('Reference', 'c.46C>G'))
    """
    worded = not reference.startswith("*")
    return tuple(sorted(alleles, key=lambda name: (worded and name != reference, natural(name))))


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key by which *2 stands before *10."""
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in _PARTS.split(name) if p)


def _allowed(base: str) -> frozenset[str]:
    return frozenset(IUPAC.get(base, "")) | {base}
