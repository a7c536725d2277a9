"""DPYD, which is not called by whole haplotypes: on each strand the variant of lowest activity.

Where the phase of two variants is not known, every reading is given, the lowest first. See
`rules.dpyd` for the sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samvar.focus.pharmacogenomics.analyse.match import ordered
from samvar.focus.pharmacogenomics.analyse.phenotype import Phenotyper
from samvar.focus.pharmacogenomics.analyse.strand import TooManyPhases, blocks_of, pairs
from samvar.focus.pharmacogenomics.model import Diplotype, Genotype, Matched
from samvar.focus.pharmacogenomics.rules import dpyd
from samvar.knowledge.pharmacogenomics.model import Gene, NamedAllele

_NORMAL = 1.0


@dataclass(frozen=True, slots=True)
class _Carried:
    """A variant that the person has: the marks ('' = not there) that tell its strands."""

    allele: NamedAllele
    marks: Genotype


def match_dpyd(gene: Gene, phenotyper: Phenotyper, seen: Mapping[str, Genotype]) -> Matched:
    """Every reading of the tested positions; `seen` holds those that were tested."""
    reference = next(allele.name for allele in gene.alleles if allele.reference)
    if any(len(genotype.alleles) != 2 for genotype in seen.values()):
        return Matched((), ("a position of an autosome is written with one copy",))
    warnings: list[str] = []
    readings: dict[tuple[float, ...], Diplotype] = {}
    ways = list(_ways(gene, seen, warnings))
    for carried in ways:
        lowering = [c for c in carried if _worth(phenotyper, c.allele) < _NORMAL]
        normal = [c for c in carried if _worth(phenotyper, c.allele) >= _NORMAL]
        phased = len(blocks_of([each.marks for each in lowering])) <= 1
        try:
            strands = list(pairs([each.marks for each in lowering]))
        except TooManyPhases:
            return Matched((), ("too many variants without phase to tell apart",))
        for pair in strands:
            names = [_lowest(phenotyper, lowering, strand) for strand in pair]
            named = tuple(
                name or _first(normal, copy) or reference for copy, name in enumerate(names)
            )
            score = sum(_score(gene, name, seen) for name in named)
            worth = tuple(sorted(phenotyper.activity(name) or 0.0 for name in named))
            reading = Diplotype(ordered(named, reference), score, phased and len(ways) == 1)
            readings.setdefault(worth, reading)
        if not phased:
            warnings.append(dpyd.PHASE_UNKNOWN)
    found = tuple(readings[worth] for worth in sorted(readings, key=lambda w: (sum(w), w)))
    return Matched(found, tuple(dict.fromkeys(warnings)), leading=found)


def _ways(
    gene: Gene, seen: Mapping[str, Genotype], warnings: list[str]
) -> Iterator[list[_Carried]]:
    """The variants carried; a second way where the two variants of HapB3 disagree."""
    cause, proxy = seen.get(dpyd.HAPB3_CAUSE), seen.get(dpyd.HAPB3_PROXY)
    variants = [allele for allele in gene.alleles if not allele.reference]
    hapb3 = max(
        (allele for allele in variants if dpyd.HAPB3_CAUSE in allele.bases),
        key=lambda allele: len(allele.bases),
        default=None,
    )
    tags = [dpyd.HAPB3_CAUSE if cause is not None else dpyd.HAPB3_PROXY]
    if hapb3 is not None and cause is not None and proxy is not None:
        ours = [g.alleles.count(hapb3.bases[t]) for t, g in _pair(cause, proxy) if t in hapb3.bases]
        if len(set(ours)) > 1:
            warnings.append(dpyd.DISCORDANT)
            tags = [dpyd.HAPB3_CAUSE, dpyd.HAPB3_PROXY]
    elif cause is None and proxy is not None:
        warnings.append(dpyd.INFERRED)
    for tag in tags:
        carried = []
        for allele in variants:
            if (
                hapb3 is not None
                and allele is not hapb3
                and allele.bases.keys() <= hapb3.bases.keys()
            ):
                continue  # one of HapB3's variants under a name of its own: read by the tag
            at = tag if allele is hapb3 else next(iter(allele.bases))
            genotype = seen.get(at)
            base = allele.bases.get(at)
            if genotype is None or base is None or base not in genotype.alleles:
                continue
            marks = tuple(allele.name if each == base else "" for each in genotype.alleles)
            carried.append(_Carried(allele, Genotype(marks, _phase(gene, at, genotype))))
        yield carried


def _pair(cause: Genotype, proxy: Genotype) -> tuple[tuple[str, Genotype], ...]:
    return ((dpyd.HAPB3_CAUSE, cause), (dpyd.HAPB3_PROXY, proxy))


def _phase(gene: Gene, at: str, genotype: Genotype) -> str | None:
    """Two variants at one position lie on two strands, whatever the file knows of phase."""
    reference = next(allele for allele in gene.alleles if allele.reference)
    two = genotype.heterozygous and reference.bases[at] not in genotype.alleles
    return f"at {at}" if two and genotype.phase is None else genotype.phase


def _worth(phenotyper: Phenotyper, allele: NamedAllele) -> float:
    """Activity for choosing; an allele of unknown activity is never taken for normal."""
    value = phenotyper.activity(allele.name)
    return -1.0 if value is None else value


def _lowest(phenotyper: Phenotyper, carried: list[_Carried], strand: tuple[str, ...]) -> str | None:
    here = [each.allele for each, mark in zip(carried, strand, strict=True) if mark]
    return min(here, key=lambda a: _worth(phenotyper, a)).name if here else None


def _first(normal: list[_Carried], copy: int) -> str | None:
    """A variant of normal function, named for completeness; its strand does not matter."""
    return next((each.allele.name for each in normal if each.marks.alleles[copy]), None)


def _score(gene: Gene, name: str, seen: Mapping[str, Genotype]) -> int:
    allele = next(each for each in gene.alleles if each.name == name)
    return sum(position in seen for position in allele.bases)
