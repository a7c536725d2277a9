"""Our reading of each strand beside pypgx's, and which definition a difference comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.analyse.match import Matcher
from samvar.focus.pharmacogenomics.model import UNDEFINED, GeneCall, Genotype
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.model import IUPAC, Gene, Position, Release
from samvar.model.genome import Assembly

GRCH38 = Assembly.GRCh38
Strand = tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """called: from what the panel shows. filled: every position without a record taken for the
    reference, as pypgx takes it; never done outside this comparison. strands: its variants."""

    name: str
    called: GeneCall
    filled: GeneCall
    strands: tuple[Strand, Strand]


def people_of(panel: Path, release: Release, gene: Gene) -> Iterator[Person]:
    """Everyone of a phased panel of one gene."""
    caller = GeneCaller(gene, GRCH38)
    for person in call_files([panel], GRCH38, release, genes=[gene.name]):
        seen = person.observed[gene.name]
        full = tuple(
            seen[each.id][1] if each.id in seen else Genotype((_ref(each),) * 2)
            for each in caller.positions
        )
        assert all(not each.heterozygous or each.phase is not None for each in full)
        one, other = (
            tuple(
                f"{position.id} {genotype.alleles[copy]}"
                for position, genotype in zip(caller.positions, full, strict=True)
                if genotype.alleles[copy] != _ref(position)
            )
            for copy in (0, 1)
        )
        yield Person(person.sample, person.genes[0], caller.call(full), (one, other))


def best(call: GeneCall) -> list[str]:
    """The readings of the highest score, alleles sorted so that two tools' words compare."""
    return [ordered(d.name) for d in call.diplotypes if d.score == call.diplotypes[0].score]


def ordered(diplotype: str) -> str:
    """`*2/*1` and `*1/*2` are the same.

    >>> ordered("*2/*1")
    '*1/*2'
    """
    return "/".join(sorted(diplotype.split("/")))


class Tracer:
    """Both tools' definitions of one gene. theirs: allele -> `chrom-pos-ref-alt`."""

    def __init__(self, gene: Gene, theirs: Mapping[str, list[str]]) -> None:
        self._matcher = Matcher(gene, [each.id for each in gene.positions])
        self._refs = {each.id: _ref(each) for each in gene.positions}
        names = {
            _key(each, alt): f"{each.id} {alt}" for each in gene.positions for alt in each.alts
        }
        self.theirs = {
            allele: frozenset(names.get(each, each) for each in variants)
            for allele, variants in theirs.items()
        }
        self.ours: dict[str, list[frozenset[str]]] = {}
        for allele in gene.alleles:
            variants = frozenset(
                f"{name} {base}"
                for name, base in allele.bases.items()
                if self._refs[name] not in (base, *IUPAC.get(base, ""))  # `R` allows a reference A
            )
            self.ours.setdefault(allele.shown or allele.name, []).append(variants)

    def shared(self, diplotype: str) -> bool:
        """Whether both tools have an allele of each of these names."""
        return all(name in self.ours and name in self.theirs for name in diplotype.split("/"))

    def named(self, strand: Strand) -> str:
        """Our name of a strand; `none` where no allele of the release is exactly this."""
        bases = dict(each.split(" ") for each in strand)
        found = self._matcher.strand(
            tuple(bases.get(name, ref) for name, ref in self._refs.items())
        )
        return max(found, key=lambda each: each[1])[0] if found else "none"

    def reason(self, strand: Strand, theirs: str) -> str | None:
        """Why the two names of a strand differ; None where no definition explains it."""
        if any(each.split(" ")[1].startswith(UNDEFINED) for each in strand):
            return "an allele that no definition has, or two records that contradict each other"
        assert self.theirs[theirs] <= set(strand), f"pypgx calls {theirs} without its variants"
        ours = self.named(strand)
        inside = [each for each in self.ours.get(theirs, []) if each <= set(strand)]
        counted = max([self.theirs[theirs], *inside], key=len)
        over = ", ".join(each for each in strand if each not in counted)
        if ours == "none":
            if over:
                return f"no allele is exactly this; pypgx passes over {over}"
            needed = [", ".join(sorted(each - set(strand))) for each in self.ours.get(theirs, [])]
            return f"the release's {theirs} has {needed[0]}, too" if needed else None
        if ours not in self.theirs:
            return f"pypgx has no {ours}, and passes over {over}" if over else None
        if theirs not in self.ours:
            return f"the release has no {theirs}: it calls these {ours}"
        return None


def _ref(position: Position) -> str:
    return position.sites[GRCH38.value].ref


def _key(position: Position, alt: str) -> str:
    """An alternative as pypgx writes it: one base before, nothing needless after."""
    site = position.sites[GRCH38.value]
    ref = site.ref
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return f"{site.contig.removeprefix('chr')}-{site.position + 1}-{ref}-{alt}"


def differing_strands(
    people: list[Person], theirs: Mapping[str, Any], tracer: Tracer
) -> Counter[tuple[Strand, str, str]]:
    """(strand, our name, pypgx's name) -> strands of which the two names differ."""
    found: Counter[tuple[Strand, str, str]] = Counter()
    for person in people:
        for strand, names in zip(person.strands, theirs[person.name]["strands"], strict=True):
            if tracer.named(strand) != names[0]:
                found[strand, tracer.named(strand), names[0]] += 1
    return found
