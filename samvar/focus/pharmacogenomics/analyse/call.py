"""One gene of one person: from genotypes at the defining positions to a call that says its limits.

An untested position drops out of the matching, never out of the answer: without a minimum
position the status is `incomplete` and no phenotype is given, so that no standard dose can
follow from what was not looked at.
"""

from __future__ import annotations

from dataclasses import replace

from samvar.focus.pharmacogenomics.analyse.call_note import (
    distrusted,
    incomplete,
    other_outcomes,
)
from samvar.focus.pharmacogenomics.analyse.dpyd import match_dpyd
from samvar.focus.pharmacogenomics.analyse.match import Matcher, ordered
from samvar.focus.pharmacogenomics.analyse.phenotype import NOTHING, Phenotyper
from samvar.focus.pharmacogenomics.model import (
    UNDEFINED,
    Diplotype,
    GeneCall,
    Genotype,
    Matched,
    Observed,
    Status,
)
from samvar.focus.pharmacogenomics.rules import dpyd, slco1b1
from samvar.focus.pharmacogenomics.rules.tier1 import tier1
from samvar.knowledge.pharmacogenomics.model import Gene, Position
from samvar.model.genome import Assembly

Genotypes = tuple[Genotype | None, ...]
_ONE_COPY = ("X", "Y", "MT")  # contigs of which a person may have a single copy


class GeneCaller:
    """One gene of a release in one assembly; equal genotypes are called once.

    positions: ids in the order in which `call` takes genotypes.
    """

    def __init__(self, gene: Gene, assembly: Assembly) -> None:
        self.gene = gene
        here = [each for each in gene.positions if each.site(assembly) is not None]
        self.positions = () if gene.outside_only else tuple(here)
        self._ids = tuple(each.id for each in self.positions)
        self._absent = tuple(each.id for each in gene.positions if each not in here)
        self._minimum = tier1(gene)
        self._phenotyper = Phenotyper(gene)
        self._matchers: dict[tuple[str, ...], Matcher] = {}
        self._calls: dict[Genotypes, GeneCall] = {}
        self._observed: dict[Genotypes, Observed] = {}
        self._assembly = assembly
        self._refs = {each.id: each.sites[assembly.value].ref for each in here}

    def call(self, genotypes: Genotypes) -> GeneCall:
        """The call of one person's genotypes, one for each of `positions`; None = untested."""
        if genotypes not in self._calls:
            call = self._call(genotypes)
            tested = tuple(name for name in self._ids if name not in call.untested)
            self._calls[genotypes] = replace(call, tested=tested)
        return self._calls[genotypes]

    def observed(self, genotypes: Genotypes) -> Observed:
        """What stood where, to be kept, trusted or not; other untested positions are left out."""
        if genotypes not in self._observed:
            self._observed[genotypes] = {
                position.id: (self._refs[position.id], genotype)
                for position, genotype in zip(self.positions, genotypes, strict=True)
                if genotype is not None
            }
        return self._observed[genotypes]

    def call_observed(self, kept: Observed) -> GeneCall:
        """The call from what was kept, whatever release it was kept under.

        A position that was not looked at then, or is written otherwise now, is untested.
        """
        found: list[Genotype | None] = []
        for position in self.positions:
            ref, genotype = kept.get(position.id, ("", None))
            same = genotype is not None and ref == self._refs[position.id]
            found.append(self._read_again(position, genotype) if same and genotype else None)
        return self.call(tuple(found))

    def _read_again(self, position: Position, genotype: Genotype) -> Genotype:
        """An allele that no definition had then may be one that a definition has now."""
        site = position.sites[self._assembly.value]
        known = {UNDEFINED + alt + site.context[len(site.ref) :]: alt for alt in position.alts}
        alleles = tuple(known.get(allele, allele) for allele in genotype.alleles)
        return Genotype(alleles, genotype.phase, genotype.doubt)

    def _call(self, genotypes: Genotypes) -> GeneCall:
        gene = self.gene
        if gene.outside_only:
            note = "not called from small variants: by outside calls only"
            return self._none((), (note,))
        seen = {
            name: genotype
            for name, genotype in zip(self._ids, genotypes, strict=True)
            if genotype is not None
        }
        doubted = {name: g for name, g in seen.items() if g.doubt}
        seen = {name: g for name, g in seen.items() if not g.doubt}
        notes = [f"not trusted, and taken as untested: {distrusted(doubted)}"] if doubted else []
        open_ = [name for name, g in doubted.items() if set(g.alleles) != {self._refs[name]}]
        if gene.name == dpyd.GENE:
            strange = [name for name, g in seen.items() if _undefined(g)]
            open_ += strange
            if strange:
                why = "an allele that no definition has, or records that contradict each other"
                notes.append(f"{why}; taken as untested: {', '.join(strange)}")
            seen = {name: g for name, g in seen.items() if name not in strange}
        untested = (*(name for name in self._ids if name not in seen), *self._absent)
        if not seen:
            return self._none(untested, (*notes, "no position of the gene was tested"))
        needed = [name for name in gene.required if name not in seen]
        if needed:
            why = f"required by the release and untested: {', '.join(needed)}"
            return self._none(untested, (*notes, why))
        found = self._match(seen)
        notes += found.warnings
        if not found.diplotypes and gene.name == slco1b1.GENE and slco1b1.VARIANT in seen:
            return self._by_one_variant(seen[slco1b1.VARIANT], untested, notes, open_)
        if not found.diplotypes:
            return self._none(untested, tuple(notes))
        return self._judged(found, untested, notes, seen, open_)

    def _match(self, seen: dict[str, Genotype]) -> Matched:
        if self.gene.name == dpyd.GENE:
            return match_dpyd(self.gene, self._phenotyper, seen)
        tested = tuple(seen)
        if tested not in self._matchers:
            self._matchers[tested] = Matcher(self.gene, tested)
        genotypes = [seen[name] for name in tested]
        if self.gene.contig not in _ONE_COPY and any(len(g.alleles) == 1 for g in genotypes):
            return Matched((), ("a position of an autosome is written with one copy",))
        if self.gene.contig == "MT":
            if any(genotype.heterozygous for genotype in genotypes):
                return Matched((), ("two alleles at one place of the mitochondrion: heteroplasmy",))
            genotypes = [Genotype(genotype.alleles[:1]) for genotype in genotypes]
        return self._matchers[tested].match(genotypes)

    def _judged(
        self,
        found: Matched,
        untested: tuple[str, ...],
        notes: list[str],
        seen: dict[str, Genotype],
        open_: list[str],
    ) -> GeneCall:
        """open_: where a variant was called that is not trusted; the gene cannot be complete."""
        diplotypes = found.diplotypes
        results = {each: self._phenotyper.phenotype(each.alleles) for each in diplotypes}
        missed = [*dict.fromkeys((*(n for n in self._minimum if n not in seen), *open_))]
        status = Status.CALLED if len(found.leading) == 1 else Status.AMBIGUOUS
        if self.gene.name == dpyd.GENE:
            equals = diplotypes  # a reading that is not excluded may be the patient's
        else:
            equals = tuple(each for each in diplotypes if each.score == diplotypes[0].score)
        agreed = {results[each] for each in equals}
        result = agreed.pop() if len(agreed) == 1 else NOTHING
        if status is Status.AMBIGUOUS:
            notes.append(_why_ambiguous(found.leading, untested))
        notes += other_outcomes(diplotypes, results, result)
        if missed:
            status, result = Status.INCOMPLETE, NOTHING
            notes.append(incomplete(missed))
            notes += self._at_most(diplotypes)
        elif len(equals) == 1 and result.phenotype is None:
            notes.append("the release gives no phenotype for this diplotype")
        if self.gene.contig == "X" and any(len(each.alleles) == 2 for each in diplotypes):
            notes.append("called with two copies, as written; a man has one")
        if self.gene.name == dpyd.GENE:
            notes += dpyd.ALWAYS
        return GeneCall(
            self.gene.name,
            status,
            diplotypes,
            result.phenotype,
            result.activity_score,
            untested,
            tuple(notes),
        )

    def _at_most(self, diplotypes: tuple[Diplotype, ...]) -> list[str]:
        """What an incomplete DPYD result already tells: activity that is gone stays gone."""
        if self.gene.name != dpyd.GENE:
            return []
        sums = [sum(self._phenotyper.activity(a) or 0.0 for a in d.alleles) for d in diplotypes]
        most = max(sums)
        return [f"what was found gives an activity score of at most {most:g}"] if most < 2 else []

    def _by_one_variant(
        self,
        genotype: Genotype,
        untested: tuple[str, ...],
        notes: list[str],
        open_: list[str],
    ) -> GeneCall:
        if any(base not in slco1b1.STANDS_FOR for base in genotype.alleles):
            return self._none(untested, tuple(notes))
        alleles = sorted(genotype.alleles, key=lambda base: base != "T")
        result = self._phenotyper.phenotype(
            ordered(tuple(slco1b1.STANDS_FOR[base] for base in alleles), "*1")
        )
        names = tuple(slco1b1.named(base) for base in alleles)
        notes.append(slco1b1.FALLBACK)
        if open_:
            result = NOTHING
            notes.append(incomplete(open_))
        return GeneCall(
            self.gene.name,
            Status.INCOMPLETE if open_ else Status.CALLED,
            (Diplotype(names, len(names), True),),
            result.phenotype,
            result.activity_score,
            untested,
            tuple(notes),
        )

    def _none(self, untested: tuple[str, ...], notes: tuple[str, ...]) -> GeneCall:
        return GeneCall(self.gene.name, Status.NOT_CALLED, (), None, None, untested, notes)


def _undefined(genotype: Genotype) -> bool:
    return any(allele.startswith(UNDEFINED) for allele in genotype.alleles)


def _why_ambiguous(diplotypes: tuple[Diplotype, ...], untested: tuple[str, ...]) -> str:
    why = [] if all(each.phased for each in diplotypes) else ["the phase is not known"]
    if untested:
        why.append("positions are untested")
    reason = " and ".join(why) or "the definitions overlap"
    return f"{len(diplotypes)} diplotypes agree with what was seen: {reason}"
